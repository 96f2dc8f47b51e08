"""``/map``, ``/gaps`` and what changed: the bytes of the library, strictly asked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records
from leadgraph_api import create_app

ASKED = [
    "",
    "rows=area&columns=outcome",
    "columns=outcome&rows=target&depth=2",
    "rows=country&columns=level&since=2010&research=true",
    "rows=design&columns=question&few=1&dense=3&recent=5&as_of=2020-06-30",
    "country=SE&strong=survey",
    "area=equity&q=leadership",
]


def fields(asked: str) -> dict[str, Any]:
    return dict(pair.split("=") for pair in asked.split("&") if pair)


@pytest.mark.parametrize("asked", ASKED)
def test_answers_are_those_of_the_library(
    client: TestClient, graph: EvidenceGraph, asked: str
) -> None:
    told = fields(asked)
    assert client.get(f"/map?{asked}").content == graph.map(**told).to_json()
    assert client.get(f"/map.json?{asked}").content == graph.map(**told).to_json()
    assert client.get(f"/gaps?{asked}").content == graph.gaps(**told).to_json()
    assert client.get(f"/map.csv?{asked}").text == "".join(graph.map(**told).to_csv())
    wide = client.get(f"/map.csv?{asked}&shape=wide&measure=classes").text
    assert wide == "".join(graph.map(**told).to_csv("wide", "classes"))
    assert client.get(f"/gaps.csv?{asked}").text == "".join(graph.gaps(**told).to_csv())
    turtle = client.get(f"/map.ttl?{asked}")
    assert turtle.text == graph.map(**told).to_turtle()
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("asked", ASKED)
def test_answers_have_the_shape_described(
    client: TestClient, document: dict[str, Any], asked: str
) -> None:
    for path, name in ("/map", "Map"), ("/gaps", "Gaps"), ("/gaps/diff", "GapDiff"):
        schema = {"components": document["components"], "$ref": f"#/components/schemas/{name}"}
        told = client.get(f"{path}?{asked}").json()
        Draft202012Validator(schema).validate(told)
        described = document["components"]["schemas"][name]["properties"]
        assert set(told) == set(described)
    cell = document["components"]["schemas"]["MapCell"]["properties"]
    for held in client.get(f"/map?{asked}").json()["cells"]:
        assert set(cell) - set(held) <= {"reason", "teams"}
        assert set(held) <= set(cell)


def test_the_envelope_of_the_map(client: TestClient) -> None:
    told = client.get("/map?columns=outcome").json()
    keys = [*("snapshot", "query", "rows", "columns", "cells", "marginals", "coverage")]
    assert list(told)[:9] == [*keys, "thresholds", "links"]
    assert len(told["cells"]) == len(told["rows"]) * len(told["columns"])
    assert told["query"] == {"rows": "area", "columns": "outcome"}
    keys = [*("row", "column", "state", "classes", "claims", "sources", "studies", "primary")]
    assert list(told["cells"][0])[:8] == keys


@pytest.mark.parametrize(
    ("url", "field", "said"),
    [
        ("/map?rows=aera", "rows", "did you mean area"),
        ("/map?row=area", "row", "did you mean rows"),
        ("/map?rows=area&rows=model", "rows", "more than once"),
        ("/map?rows=", "rows", "empty"),
        ("/map?rows=target", "columns", "facet of the rows"),
        ("/map?limit=3", "limit", "given whole"),
        ("/map?class=thin", "class", "/gaps"),
        ("/map?shape=wide", "shape", "unknown parameter"),
        ("/map?sort=newest", "sort", "leave sort out"),
        ("/map?area=equty", "area", "did you mean equity"),
        ("/map?strong=survy", "strong", "did you mean survey"),
        ("/map?few=-1", "few", "whole number"),
        ("/map?as_of=now", "as_of", "neither a year nor a date"),
        ("/map.csv?shape=tall", "shape", "no shape"),
        ("/map.csv?shape=long&shape=wide", "shape", "more than once"),
        ("/gaps?class=thn", "class", "did you mean thin"),
        ("/gaps?limit=201", "limit", "at most 200"),
        ("/gaps?cursor=x", "cursor", "not a cursor"),
        ("/gaps.csv?limit=3", "limit", "given whole"),
        ("/gaps/diff?from=x", "from", "no snapshot 'x' is held"),
        ("/gaps/diff?to=x", "to", "no snapshot 'x' is held"),
        ("/gaps/diff?limit=2", "limit", "given whole"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, url: str, field: str, said: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 422, answer.text
    faults = {fault["pointer"].rpartition("/")[2]: fault for fault in answer.json()["errors"]}
    assert said in faults[field]["message"]


@pytest.mark.parametrize("path", ["/map", "/map.csv", "/map.ttl", "/gaps", "/gaps.csv"])
def test_a_reader_who_has_it_gets_304_and_another_question_another_tag(
    client: TestClient, path: str
) -> None:
    first = client.get(f"{path}?columns=outcome&few=1")
    same = client.get(
        f"{path}?few=1&columns=outcome", headers={"if-none-match": first.headers["etag"]}
    )
    assert (same.status_code, same.content) == (304, b"")
    for other in (
        "columns=outcome&few=2",
        "columns=model&few=1",
        "columns=outcome&few=1&area=equity",
    ):
        assert client.get(f"{path}?{other}").headers["etag"] != first.headers["etag"]
    assert client.head(f"{path}?columns=outcome&few=1").headers["etag"] == first.headers["etag"]


def test_links_lead_to_the_other_forms(client: TestClient) -> None:
    told = client.get("/gaps?columns=outcome&country=US&limit=2").json()
    assert told["links"]["csv"] == "/gaps.csv?columns=outcome&country=US"
    for name, address in told["links"].items():
        assert client.get(address).status_code == 200, (name, address)
    for name, address in client.get("/map?columns=outcome&few=1").json()["links"].items():
        assert client.get(address).status_code == 200, (name, address)


def test_walking_the_pages_gives_all_gaps(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/gaps.csv?columns=outcome").text)))
    url, walked = "/gaps?columns=outcome&limit=7", []
    while url:
        told = client.get(url).json()
        walked += [(gap["row"], gap["column"]) for gap in told["results"]]
        url = told["links"].get("next", "")
    assert walked == [(row["row"], row["column"]) for row in rows]
    assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))


def test_what_changed_between_snapshots(graph: EvidenceGraph) -> None:
    held = graph.records
    left = [c for c in held.claims.values() if c.source != "leithwood2006seven"]
    earlier = EvidenceGraph(
        Records(
            sources=held.sources.values(),
            claims=[replace(claim, stance=None) for claim in left],
            concepts=held.concepts.values(),
            questions=held.questions.values(),
            inapplicable=held.inapplicable,
            about=held.about,
        )
    )
    client = TestClient(create_app(graph, [earlier]))
    told = client.get("/gaps/diff").json()
    assert (told["from"], told["to"]) == (earlier.snapshot, graph.snapshot)
    assert sum(told["changes"].values()) == len(told["results"]) > 0
    added = {id_ for change in told["results"] for id_ in change["claims"]["added"]}
    assert added
    assert {graph.claims[id_].source for id_ in added} == {"leithwood2006seven"}
    ends = f"from={graph.snapshot}&to={earlier.snapshot}"
    back = client.get(f"/gaps/diff?{ends}").json()
    assert back["changes"]["closed"] == told["changes"]["opened"]
    assert back["links"]["self"].startswith("/gaps/diff?")
    assert client.get(back["links"]["self"]).json() == back
    none = client.get(f"/gaps/diff?from={graph.snapshot}").json()
    assert none["results"] == []


def test_awkward_ids_have_maps(awkward_client: TestClient) -> None:
    for path in ("/map", "/map.csv", "/map.ttl", "/gaps", "/gaps.csv"):
        for asked in ("", "?columns=question", "?rows=design&columns=area"):
            assert awkward_client.get(path + asked).status_code == 200, path + asked
