"""Citations over HTTP: kinds, twins, keys that end alike, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from leadgraph.citations import KINDS, Citations
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records, Source
from leadgraph.query import EvidenceQuery
from leadgraph_api import create_app

Ask = Callable[..., Any]
OWN = "/sources/leithwood2006seven/citations"


@pytest.fixture(scope="module")
def alike() -> Iterator[TestClient]:
    """Works whose keys end as addresses of citations do."""
    keys = ("a/b", "a/b/citations", "c", "c/citations.csv", "d.x")
    sources = [Source(key=key, type="book", cites=("d.x", "10.1000/Q")) for key in keys]
    with TestClient(create_app(EvidenceGraph(Records(sources=sources)))) as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_byte_for_byte_what_python_says(
    client: TestClient, graph: EvidenceGraph, kind: str
) -> None:
    right = Citations(graph.base, ["leithwood2006seven"], EvidenceQuery.of(limit=3)).of(kind)
    assert client.get(f"{OWN}?kind={kind}&limit=3").content == right.to_json()


@pytest.mark.parametrize("query", ["", *(f"?kind={kind}" for kind in KINDS), "?limit=2"])
def test_an_answer_is_of_its_schema(client: TestClient, ask: Ask, query: str) -> None:
    document = client.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/Citations", "components": document["components"]}
    told = ask(OWN + query)
    jsonschema.validate(told, schema)
    for one in told["results"]:
        name = "Neighbour" if told["kind"] else "NeighboursInBrief"
        jsonschema.validate(one, {**schema, "$ref": f"#/components/schemas/{name}"})


def test_without_a_kind_every_kind_is_counted(ask: Ask) -> None:
    told = ask(OWN)
    assert [each["kind"] for each in told["results"]] == list(KINDS)
    for each in told["results"]:
        assert each["count"] == ask(each["links"]["self"])["count"]
        assert len(each["results"]) == min(5, each["count"])


def test_the_later_work_that_qualifies_the_claims_is_told_with_them(ask: Ask) -> None:
    (revisited,) = (
        one for one in ask(f"{OWN}?kind=cited-by")["results"] if one["id"] == "leithwood2020seven"
    )
    hows = {stance["how"] for stance in revisited["stances"]}
    assert {"qualifies", "supports"} <= hows
    assert all(stance["direction"] == "in" for stance in revisited["stances"])
    work = ask("/sources/leithwood2006seven")
    assert work["links"]["citations"] == OWN
    assert [s["claim"] for s in work["stances"]] == [s["claim"] for s in revisited["stances"]]


def test_twins_hold_the_whole(client: TestClient, ask: Ask) -> None:
    count = ask(f"{OWN}?kind=co-cited&limit=1")["count"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{OWN}.csv?kind=co-cited").text)))
    assert len(rows) == count
    assert client.get(f"{OWN}.bib?kind=co-cited").text.count("\n@") == count - 1
    assert client.get(f"{OWN}.json?kind=co-cited").json()["count"] == count


def test_filters_and_further_works_are_carried_on(ask: Ask) -> None:
    url = f"{OWN}?key=robinson2008impact&kind=similar&limit=2&since=2010"
    told = ask(url)
    assert [seed["id"] for seed in told["seeds"]] == ["leithwood2006seven", "robinson2008impact"]
    assert all(one["source"]["year"] >= 2010 for one in told["results"])
    following = ask(told["links"]["next"])
    assert following["seeds"] == told["seeds"]
    assert {one["id"] for one in following["results"]}.isdisjoint(
        one["id"] for one in told["results"]
    )


def test_an_exact_key_wins_over_a_suffix(alike: TestClient) -> None:
    assert alike.get("/sources/a/b/citations").json()["key"] == "a/b/citations"
    assert alike.get("/sources/a/b/citations.json").json()["key"] == "a/b/citations"
    assert alike.get("/sources/a/b/citations.bib").text.startswith("@book{a/b/citations,")
    assert alike.get("/sources/c/citations.csv").json()["key"] == "c/citations.csv"
    assert alike.get("/sources/c/citations").json()["seeds"][0]["id"] == "c"
    told = alike.get("/sources/d.x/citations?kind=cited-by").json()
    assert [one["id"] for one in told["results"]] == [
        "a/b",
        "a/b/citations",
        "c",
        "c/citations.csv",
    ]
    nested = alike.get("/sources/a/b/citations/citations?kind=cites").json()
    assert [one["id"] for one in nested["results"]] == ["doi:10.1000/q", "d.x"]


def test_a_work_that_is_not_held_can_be_started_from(alike: TestClient) -> None:
    told = alike.get("/sources/doi:10.1000/q/citations?kind=cited-by").json()
    assert told["count"] == 5
    assert told["seeds"][0]["held"] is False


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("/sources/leithwood2006sevn/citations", 404, "leithwood2006seven"),
        (f"{OWN}?kind=citedby", 422, "cited-by"),
        (f"{OWN}?kind=", 422, "cites"),
        (f"{OWN}?kind=cites&kind=cites", 422, "more than once"),
        (f"{OWN}?key=nobody2000", 422, "unknown source 'nobody2000'"),
        (f"{OWN}?key=", 422, "empty value"),
        (f"{OWN}?aera=equity", 422, "area"),
        (f"{OWN}?kind=cites&area=equty", 422, "equity"),
        (f"{OWN}?cursor=x", 422, "give its kind too"),
        (f"{OWN}?kind=cites&cursor=x", 422, "not a cursor"),
        (f"{OWN}.csv", 422, "kind"),
        (f"{OWN}.csv?kind=cites&limit=2", 422, "leave limit out"),
        (f"{OWN}.bib?kind=citedby", 422, "cited-by"),
        (f"{OWN}?not_kind=opinion", 422, "not_kind"),
    ],
)
def test_what_is_wrong_is_a_problem_that_says_so(
    client: TestClient, url: str, status: int, said: str
) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text


def test_a_cursor_of_one_kind_is_none_of_another(client: TestClient, ask: Ask) -> None:
    after = ask(f"{OWN}?kind=co-cited&limit=2")["next"]
    assert client.get(f"{OWN}?kind=similar&limit=2&cursor={after}").status_code == 422
