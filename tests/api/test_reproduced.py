"""Every answer links SPARQL that finds the same, and /sparql runs it."""

from __future__ import annotations

import csv
import io

import pytest

EVIDENCE = (
    "/evidence?area=distributed-leadership&target=students",
    "/evidence?q=principal+turnover&direction=positive",
    "/evidence",
)
MAPS = ("/map?rows=area&columns=target", "/map?rows=model&columns=outcome&since=2015&depth=2")
GAPS = ("/gaps?rows=area&columns=target", "/gaps?rows=question&columns=design&class=thin")


@pytest.fixture
def reproduce(client):
    def run(address):
        told = client.get(address).json()
        asked = client.get(told["links"]["rq"])
        assert asked.headers["content-type"].startswith("application/sparql-query")
        answer = client.post(
            "/sparql",
            content=asked.content,
            headers={"content-type": "application/sparql-query", "accept": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        return told, list(csv.DictReader(io.StringIO(answer.text)))

    return run


def last(address):
    return address.rpartition("/")[2]


@pytest.mark.parametrize("address", EVIDENCE)
def test_evidence(client, reproduce, address):
    told, found = reproduce(address)
    assert len(found) == told["count"]
    whole = client.get(told["links"]["csv"]).text
    ids = [row["id"] for row in csv.DictReader(io.StringIO(whole))]
    assert sorted(last(row["claim"]) for row in found) == sorted(ids)


@pytest.mark.parametrize("address", MAPS)
def test_map(reproduce, address):
    told, found = reproduce(address)
    counts = {(last(row["row"]), last(row["column"])): int(row["claims"]) for row in found}
    assert counts == {(c["row"], c["column"]): c["claims"] for c in told["cells"] if c["claims"]}


@pytest.mark.parametrize("address", GAPS)
def test_gaps(client, reproduce, address):
    told, found = reproduce(address)
    assert len(found) == told["count"]
    classes = {(last(row["row"]), last(row["column"])): row["classes"].split() for row in found}
    for cell in told["results"]:
        assert set(classes[cell["row"], cell["column"]]) == set(cell["classes"])


def test_too_many_words_to_name(client, monkeypatch):
    monkeypatch.setattr("leadgraph.evidence.base.NAMED_MOST", 3)
    answer = client.get("/evidence.rq?q=leadership")
    assert answer.status_code == 422
    assert "add a word" in answer.json()["errors"][0]["message"]
