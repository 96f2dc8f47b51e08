"""SPARQL over HTTP: what the protocol says, and what this service says beyond it."""

from __future__ import annotations

import csv
import io
import json
import time
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from leadgraph import store
from leadgraph.errors import LeadgraphError
from leadgraph.graph import EvidenceGraph
from leadgraph.sparql import SD, Limits, Line, Workers
from leadgraph_api import create_app
from leadgraph_api.protocol import BODY_MOST, form

COUNT = "PREFIX lg: <https://w3id.org/leadgraph/ns#> SELECT (COUNT(*) AS ?n) { ?s a lg:Claim }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
Told = dict[str, Any]


def url(query: str, **parameters: Any) -> str:
    return "/sparql?" + urlencode({"query": query, **parameters}, doseq=True)


def fault(answer: Any) -> Told:
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    return told["errors"][0]


def test_a_result_that_is_empty_has_a_form_too(client: TestClient) -> None:
    answer = client.get(url("CONSTRUCT WHERE { ?s <urn:none> ?o }", format="ntriples"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/n-triples"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_can_be_sent_in_three_ways(
    client: TestClient, graph: EvidenceGraph, way: str
) -> None:
    if way == "get":
        answer = client.get(url(COUNT))
    elif way == "form":
        answer = client.post("/sparql", data={"query": COUNT})
    else:
        kind = {"content-type": "application/sparql-query; charset=UTF-8"}
        answer = client.post("/sparql", content=COUNT, headers=kind)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["leadgraph-limits"] == "seconds=10, rows=100000, bytes=16777216"
    (row,) = answer.json()["results"]["bindings"]
    assert int(row["n"]["value"]) == len(graph.claims)


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 3", "text/csv", "text/csv; charset=utf-8"),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "application/sparql-results+xml", None),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "text/tab-separated-values;q=0.2, image/*", "text/tab"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "application/ld+json", None),
        ("DESCRIBE <https://w3id.org/leadgraph/questions/Q1>", "application/rdf+xml", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "application/n-triples", None),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "application/trig", None),
    ],
)
def test_the_form_is_negotiated(
    client: TestClient, query: str, accept: str, kind: str | None
) -> None:
    answer = client.get(url(query), headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind or accept)
    assert answer.content


def test_format_counts_for_more_than_accept(client: TestClient) -> None:
    answer = client.get(url(COUNT, format="csv"), headers={"accept": "application/json"})
    assert next(csv.reader(io.StringIO(answer.text))) == ["n"]
    assert client.get(url(COUNT, format="csv"), headers=BROWSER).text == answer.text
    assert client.get(url(COUNT, output="csv", results="csv")).text == answer.text


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (("GET", url("SELECT * { ?s ?p }"), {}), 400, "syntax"),
        (("GET", "/sparql?query=", {}), 400, "syntax"),
        (("GET", "/sparql?default-graph-uri=urn:x", {}), 400, "missing-query"),
        (("GET", url(COUNT) + "&query=ASK%7B%7D", {}), 400, "several-queries"),
        (("GET", url(COUNT, update="CLEAR ALL"), {}), 403, "update-refused"),
        (("GET", url("CLEAR ALL"), {}), 403, "update-refused"),
        (("GET", url("ASK { SERVICE <http://e/> {} }"), {}), 403, "service-refused"),
        (("GET", url("ASK { ?s lg:area ?o }"), {}), 400, "undeclared-prefix"),
        (("GET", url(COUNT, **{"default-graph-uri": "no iri"}), {}), 400, "invalid-graph"),
        (("GET", url(COUNT, format="pdf"), {}), 406, "not-acceptable"),
        (("GET", url(COUNT), {"headers": {"accept": "text/turtle"}}), 406, "not-acceptable"),
        (("GET", url(COUNT, timeout="11"), {}), 422, "invalid-value"),
        (("GET", url(COUNT, timeout="nan"), {}), 422, "invalid-value"),
        (("GET", url(COUNT, timeout="-1"), {}), 422, "invalid-value"),
        (("GET", url(COUNT, qurey="x"), {}), 422, "unknown-parameter"),
        (("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}), 403, "update-refused"),
        (("POST", "/sparql", {"data": {"format": "json"}}), 400, "missing-query"),
        (("POST", url(COUNT), {"data": {"query": COUNT}}), 400, "several-queries"),
        (("POST", "/sparql", {"content": COUNT}), 415, "unsupported-media-type"),
        (
            ("POST", "/sparql", {"json": {"query": COUNT}}),
            415,
            "unsupported-media-type",
        ),
        (
            (
                "POST",
                "/sparql",
                {"content": COUNT, "headers": {"content-type": "application/sparql-update"}},
            ),
            403,
            "update-refused",
        ),
        (
            (
                "POST",
                "/sparql",
                {
                    "content": b"ASK { ?s ?p '\xff' }",
                    "headers": {"content-type": "application/sparql-query"},
                },
            ),
            400,
            "syntax",
        ),
        (
            (
                "POST",
                "/sparql",
                {
                    "content": COUNT.encode("utf-16"),
                    "headers": {"content-type": "application/sparql-query; charset=utf-16"},
                },
            ),
            415,
            "unsupported-media-type",
        ),
    ],
)
def test_what_is_wrong_is_said(
    client: TestClient, call: tuple[str, str, Told], status: int, code: str
) -> None:
    method, address, options = call
    answer = client.request(method, address, **options)
    assert (answer.status_code, fault(answer)["code"]) == (status, code), answer.text


def test_a_syntax_error_has_its_place(client: TestClient) -> None:
    wrong = fault(client.get(url("SELECT *\n{ ?s ?p }")))
    assert (wrong["line"], wrong["column"]) == (2, 9)
    assert wrong["pointer"] == "#/query/query"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sparql")
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_options_and_head(client: TestClient) -> None:
    assert "POST" in client.options("/sparql").headers["access-control-allow-methods"]
    assert "POST" not in client.options("/evidence").headers["access-control-allow-methods"]
    head = client.head(url(COUNT))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(client.get(url(COUNT)).content))


def test_a_result_that_the_reader_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get(url(COUNT)).headers["etag"]
    again = client.get(url(COUNT), headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url(COUNT, format="csv")).headers["etag"] != tag


def test_a_body_that_would_be_too_long_is_not_waited_for(client: TestClient) -> None:
    told = {"content-type": "application/sparql-query", "content-length": str(BODY_MOST + 1)}
    answer = client.post("/sparql", content=b"ASK {}", headers=told)
    assert (answer.status_code, fault(answer)["code"]) == (413, "query-too-long")


def test_a_query_as_long_as_it_may_be_is_read_and_a_longer_one_is_not(client: TestClient) -> None:
    kind = {"content-type": "application/sparql-query"}
    long = COUNT + "#" + "é" * ((1_000_000 - len(COUNT) - 1) // 2)
    assert client.post("/sparql", content=long.encode(), headers=kind).status_code == 200
    assert client.post("/sparql", data={"query": long}).status_code == 200
    for answer in (
        client.post("/sparql", content=(long + "éé").encode(), headers=kind),
        client.post("/sparql", data={"query": long + "éé"}),
        client.post("/sparql", content=b"x" * (BODY_MOST + 1), headers=kind),
    ):
        assert (answer.status_code, fault(answer)["code"]) == (413, "query-too-long")
    assert client.get("/sparql?query=" + "a" * 20_000).status_code == 414


@pytest.mark.parametrize("asks", [{"timeout": "0.3"}, {"prefer": "respond-async, wait=0.3"}])
def test_less_time_can_be_asked_for(client: TestClient, asks: Told) -> None:
    headers = {"prefer": asks["prefer"]} if "prefer" in asks else {}
    parameters = {"timeout": asks["timeout"]} if "timeout" in asks else {}
    answer = client.get(url(PRODUCT, **parameters), headers=headers)
    assert (answer.status_code, fault(answer)["code"]) == (422, "time-limit")
    assert "0.3 seconds" in answer.json()["detail"]


def test_more_time_cannot_be_asked_for(client: TestClient) -> None:
    answer = client.get(url(COUNT), headers={"prefer": "wait=1000"})
    assert answer.headers["preference-applied"] == "wait=10"
    assert answer.headers["leadgraph-limits"].startswith("seconds=10,")


def test_a_result_cut_short_says_so_in_its_head(graph: EvidenceGraph) -> None:
    def write(path: Any) -> object:
        return store.build(graph.records, path)

    line = Line(Workers(write, count=1), 1, Limits(rows=5), waiting=0)
    with TestClient(create_app(graph, line=line)) as client:
        answer = client.get(url("SELECT * { ?s ?p ?o }"))
        assert answer.headers["leadgraph-truncated"] == "rows=5"
        assert len(answer.json()["results"]["bindings"]) == 5
        assert "leadgraph-truncated" not in client.get(url(COUNT)).headers
        refused = client.get(url("SELECT * { ?s ?p ?o }", format="csv"))
        assert (refused.status_code, fault(refused)["code"]) == (422, "result-too-large")
        page = client.get(url("SELECT * { ?s ?p ?o }"), headers=BROWSER)
        assert "first 5" in page.text
        ticket = line.enter(line_asked(PRODUCT))
        full = client.get(url(COUNT))
        assert (full.status_code, fault(full)["code"]) == (429, "busy")
        assert int(full.headers["retry-after"]) > 0
        ticket.stop()
    gone = time.monotonic() + 60.0
    while line.evaluator.processes and time.monotonic() < gone:  # type: ignore[attr-defined]
        time.sleep(0.05)  # what was stopped last is being put away
    assert line.evaluator.processes == []  # type: ignore[attr-defined]


def line_asked(query: str) -> Any:
    from leadgraph.sparql import Asked

    return Asked(query)


def test_the_bare_address_describes_the_service(client: TestClient, graph: EvidenceGraph) -> None:
    for accept, kind in (("*/*", "text/turtle"), ("application/ld+json", "application/ld+json")):
        answer = client.get("/sparql", headers={"accept": accept})
        assert answer.headers["content-type"].startswith(kind)
    told = client.get("/sparql").content
    triples = [quad.triple for quad in parse(told, format=RdfFormat.TURTLE)]
    held = {(t.subject.value, t.predicate.value): t.object for t in triples}
    service = "http://testserver/sparql"
    assert held[service, SD + "endpoint"] == NamedNode(service)
    count = held[graph.about.base, "http://rdfs.org/ns/void#triples"]
    assert int(count.value) == len(graph.store)
    formats = [t for t in triples if t.predicate.value == SD + "resultFormat"]
    assert len(formats) == 11
    forgot = client.get("/sparql", headers={"accept": "application/sparql-results+json"})
    assert (forgot.status_code, fault(forgot)["code"]) == (400, "missing-query")


def test_the_editor_teaches(client: TestClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.text.count('<li><a href="/sparql?query=') == 20
    assert "<textarea" in page.text


def test_the_editor_shows_results_and_offers_them(client: TestClient) -> None:
    query = "SELECT ?s ?t { ?s a <https://w3id.org/leadgraph/ns#OpenQuestion> ; ?p ?t }"
    page = client.get(url(query, format=""), headers=BROWSER)
    assert page.status_code == 200
    assert '<a href="/questions/Q1">' in page.text
    address = f"/sparql?{urlencode({'query': query, 'format': 'csv'})}".replace("&", "&amp;")
    assert f'href="{address}" download' in page.text
    yes = client.get(url("ASK {}"), headers=BROWSER)
    assert ">Yes<" in yes.text
    turtle = client.get(url("CONSTRUCT { <urn:a> <urn:b> '</code>' } {}"), headers=BROWSER)
    assert "&#39;" in turtle.text or "&lt;/code&gt;" in turtle.text
    assert "'</code>'" not in turtle.text


def test_the_editor_keeps_the_query_that_was_wrong(client: TestClient) -> None:
    page = client.get(url("SELECT * {\n ?s <b> </textarea><script> }"), headers=BROWSER)
    assert page.status_code == 400
    assert "Line 2" in page.text
    assert "<script>" not in page.text.replace('<script src="/static', "")
    assert "&lt;/textarea&gt;" in page.text


def test_links_in_results_lead_to_the_web_alone(client: TestClient) -> None:
    page = client.get(url("SELECT (<javascript:alert(1)> AS ?x) {}"), headers=BROWSER)
    assert "javascript:alert(1)" in page.text
    assert 'href="javascript' not in page.text


HOSTILE = ["\x00", "\u202e\ufeff", "𝕊" * 500, "'" * 999, "{" * 999, "<" * 999]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("headers", [{}, BROWSER])
def test_hostile_text_is_refused(client: TestClient, text: str, headers: Told) -> None:
    answer = client.get(f"/sparql?query={quote(text)}", headers=headers)
    assert answer.status_code == 400
    if not headers:
        assert json.loads(answer.content)["errors"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=5))
def test_forms_are_decoded_as_by_anyone(pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs)
    assert form(body.encode()) == pairs == parse_qsl(body, keep_blank_values=True)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_form_or_refused(body: bytes) -> None:
    try:
        found = form(body)
    except LeadgraphError:
        return
    assert found == parse_qsl(body.decode("latin-1"), keep_blank_values=True) or not body.isascii()
