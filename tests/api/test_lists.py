"""Lists over HTTP: the envelope, pages, forms and twins; and that they are what Python says."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.query import EvidenceQuery
from leadgraph.render import CLAIM_FIELDS

ENVELOPE = ["snapshot", "query", "count", "results", "facets", "next", "links"]
QUERIES = [
    "",
    "area=distributed-leadership&target=students",
    "area=equity,distributed-leadership&since=2010&sort=newest",
    "area=equity&area=distributed-leadership&research=true&limit=3",
    "q=school%20leaders&direction=positive",
    "q=%22student+voice%22",
    "not_design=opinion&country=us&limit=200",
    "question=Q1&sort=oldest",
    "status=accepted,disputed,proposed&sort=id",
]

Ask = Callable[..., Any]


def query_of(query_string: str) -> EvidenceQuery:
    from urllib.parse import parse_qsl

    return EvidenceQuery.from_params(parse_qsl(query_string))


def test_the_question_that_must_always_work(ask: Ask) -> None:
    told = ask("/evidence", area="distributed-leadership", target="students", limit=200)
    sources = {item["source"]["key"] for item in told["results"]}
    assert "leithwood2006seven" in sources
    assert any(item["direction"] == "null" for item in told["results"])


def test_evidence_has_the_envelope_and_its_summary(ask: Ask, graph: EvidenceGraph) -> None:
    told = ask("/evidence", area="equity", limit=2)
    assert list(told) == [*ENVELOPE, "summary"]
    assert told["snapshot"] == graph.snapshot
    assert told["query"] == {"area": ["equity"], "limit": 2}
    assert len(told["results"]) == 2
    assert told["count"] == len(graph.evidence(area="equity"))
    assert told["summary"]["claims"] == told["count"]
    area = next(value for value in told["facets"]["area"] if value["id"] == "equity")
    assert area == {"id": "equity", "label": "equity", "count": told["count"], "selected": True}


@pytest.mark.parametrize("url", ["/sources", "/concepts", "/questions", "/concepts?scheme=areas"])
def test_every_list_has_the_envelope(ask: Ask, url: str) -> None:
    told = ask(url)
    assert list(told) == ENVELOPE
    assert told["links"]["self"] == url


@pytest.mark.parametrize("query_string", QUERIES)
def test_evidence_is_byte_for_byte_what_python_says(
    client: TestClient, graph: EvidenceGraph, query_string: str
) -> None:
    body = graph.evidence(query_of(query_string)).to_json()
    for _ in "made", "kept":
        assert client.get(f"/evidence?{query_string}").content == body
    assert client.get(f"/evidence.json?{query_string}").content == body


@pytest.mark.parametrize("query_string", QUERIES)
def test_sources_are_byte_for_byte_what_python_says(
    client: TestClient, graph: EvidenceGraph, query_string: str
) -> None:
    body = graph.works(query_of(query_string)).to_json()
    assert client.get(f"/sources?{query_string}").content == body
    assert client.get(f"/sources.json?{query_string}").content == body


@pytest.mark.parametrize(
    ("route", "id_", "limit", "sort", "filter_"),
    [
        ("/evidence", "id", limit, sort, filter_)
        for limit, sort, filter_ in itertools.product(
            (7, 200), ("evidence", "newest", "oldest", "id"), ("", "area=equity", "kind=standard")
        )
    ]
    + [
        ("/evidence", "id", 5, "relevance", "q=leadership"),
        ("/sources", "key", 9, "evidence", ""),
        ("/sources", "key", 50, "newest", "area=equity"),
        ("/sources", "key", 9, "id", "q=leadership"),
    ],
)
@pytest.mark.parametrize("way", ["body", "header", "cursor"])
def test_walking_the_cursor_gives_the_full_set_once(
    client: TestClient,
    graph: EvidenceGraph,
    route: str,
    id_: str,
    limit: int,
    sort: str,
    filter_: str,
    way: str,
) -> None:
    asked = "&".join(filter(None, (filter_, f"limit={limit}&sort={sort}&select={id_}")))
    url: str | None = f"{route}?{asked}&facets=false"
    walked: list[str] = []
    while url:
        answer = client.get(url)
        told = answer.json()
        assert answer.status_code == 200, told
        assert 0 < len(told["results"]) <= limit
        walked += [item[id_] for item in told["results"]]
        following = {
            "body": told["links"].get("next"),
            "header": answer.links.get("next", {}).get("url"),
            "cursor": told["next"] and f"{route}?{asked}&facets=false&cursor={told['next']}",
        }
        url = following[way]
    whole = query_of("&".join(filter(None, (filter_, f"sort={sort}"))))
    found = graph.evidence(whole) if route == "/evidence" else graph.works(whole)
    ids = [one.claim.id if route == "/evidence" else one.key for one in found]  # type: ignore[union-attr]
    assert walked == ids


def test_select_keeps_the_fields_asked_for_in_their_order(client: TestClient, ask: Ask) -> None:
    told = ask("/evidence", select="source,id", area="equity", limit=3)
    assert [list(item) for item in told["results"]] == [["id", "source"]] * 3
    assert told["facets"]["area"], "select and facets go together"
    repeated = client.get("/evidence?select=source&select=id&area=equity&limit=3")
    assert repeated.json() == told
    works = ask("/sources", select="claims,key", limit=3)
    assert [list(work) for work in works["results"]] == [["key", "claims"]] * 3


def test_every_field_can_be_selected(ask: Ask) -> None:
    whole = ask("/evidence", limit=1)
    assert ask("/evidence", limit=1, select=",".join(CLAIM_FIELDS))["results"] == whole["results"]
    work = ask("/sources", limit=1)["results"][0]
    for name, value in work.items():
        assert ask("/sources", limit=1, select=name)["results"] == [{name: value}]


@pytest.mark.parametrize("word", ["false", "0", "no", "FALSE"])
def test_facets_can_be_left_out(ask: Ask, word: str) -> None:
    told = ask("/evidence", facets=word, limit=1)
    assert told["facets"] is None
    assert told["summary"] is None
    assert told["count"] > 1


def test_the_links_of_a_page_keep_its_form(client: TestClient) -> None:
    answer = client.get("/evidence?limit=1&select=id&facets=false")
    following = client.get(answer.json()["links"]["next"]).json()
    assert [list(item) for item in following["results"]] == [["id"]]
    assert following["facets"] is None


@pytest.mark.parametrize("filter_", ["", "area=equity", "q=leadership", "source=zz9&area=equity"])
def test_csv_holds_the_whole_result_in_its_order(
    client: TestClient, graph: EvidenceGraph, filter_: str
) -> None:
    if "zz9" in filter_:
        assert client.get(f"/evidence.csv?{filter_}").status_code == 422
        return
    answer = client.get(f"/evidence.csv?{filter_}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="evidence.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    found = graph.evidence(query_of(filter_))
    assert [row["id"] for row in rows] == [one.claim.id for one in found]
    works = client.get(f"/sources.csv?{filter_}")
    rows = list(csv.DictReader(io.StringIO(works.content.decode(), newline="")))
    assert [row["key"] for row in rows] == [work.key for work in graph.works(query_of(filter_))]


@pytest.mark.parametrize("route", ["/evidence.bib", "/sources.bib"])
def test_bibtex_holds_the_works_of_the_whole_result(
    client: TestClient, graph: EvidenceGraph, route: str
) -> None:
    answer = client.get(f"{route}?area=equity")
    assert answer.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    keys = [
        line.partition("{")[2].rstrip(",") for line in answer.text.splitlines() if line[:1] == "@"
    ]
    assert sorted(keys) == sorted(work.key for work in graph.works(area="equity"))


@pytest.mark.parametrize("twin", ["csv", "bib"])
@pytest.mark.parametrize("route", ["/evidence", "/sources"])
def test_the_links_lead_to_the_twins(client: TestClient, route: str, twin: str) -> None:
    answer = client.get(f"{route}?area=equity&limit=2")
    address = answer.json()["links"][twin]
    assert address == f"{route}.{twin}?area=equity"
    assert client.get(address).status_code == 200


def test_concepts_of_several_schemes(ask: Ask, graph: EvidenceGraph) -> None:
    told = ask("/concepts?scheme=targets,areas")
    assert {item["scheme"] for item in told["results"]} == {"areas", "targets"}
    assert told == ask("/concepts?scheme=areas&scheme=targets")
    assert ask("/concepts")["count"] == len(graph.concepts)
