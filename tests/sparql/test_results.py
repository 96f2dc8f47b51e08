"""Results: what is written can be read back, whatever the terms, and never ends in silence."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from leadgraph.errors import SparqlError
from leadgraph.graph import EvidenceGraph
from leadgraph.sparql import GRAPHS, TABLES, Asked, Limits, choose, evaluate, lessons, offered

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
TERMS = (
    st.builds(Literal, TEXT)
    | st.builds(lambda text: Literal(text, language="en-GB"), TEXT)
    | st.builds(lambda number: Literal(number), st.integers())
    | st.just(NamedNode("http://e/é?a=1&b=<"[:16]))
)


@pytest.fixture(scope="module")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


def store_of(*terms: object) -> Store:
    store = Store()
    for i, term in enumerate(terms):
        store.add(Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), term))  # type: ignore[arg-type]
    return store


ALL = "SELECT ?s ?o ?none { ?s <http://e/p> ?o } ORDER BY ?s"


@pytest.mark.parametrize("form", ["json", "tsv"])
@given(terms=st.lists(TERMS, max_size=4))
def test_tables_are_read_back_by_another(form: str, terms: list[Any]) -> None:
    body = evaluate(store_of(*terms), Asked(ALL, formats=(form,)), Limits()).body
    back = parse_query_results(body, FORMATS[form])
    assert [str(row["o"]) for row in back] == [str(term) for term in terms]  # type: ignore[union-attr]


@given(terms=st.lists(TERMS, max_size=4))
def test_xml_holds_what_xml_can_say(terms: list[Any]) -> None:
    # Oxigraph's reader strips white space, so another reads.
    terms = [term for term in terms if all(c in "\t\n\r" or c >= " " for c in term.value)]
    body = evaluate(store_of(*terms), Asked(ALL, formats=("xml",)), Limits()).body
    found = ElementTree.fromstring(body).iterfind(".//{*}binding[@name='o']/*")
    kinds = {"uri": NamedNode, "literal": Literal}
    told = [(kinds[node.tag.rpartition("}")[2]], node.text or "") for node in found]
    assert told == [(type(term), term.value) for term in terms]


def test_xml_says_what_it_cannot_say() -> None:
    body = evaluate(store_of(Literal("a\x01b\x1fc")), Asked(ALL, formats=("xml",)), Limits()).body
    assert "a\ufffdb\ufffdc" in body.decode()
    ElementTree.fromstring(body)


@given(terms=st.lists(TERMS, max_size=4))
def test_csv_holds_the_values(terms: list[Any]) -> None:
    body = evaluate(store_of(*terms), Asked(ALL, formats=("csv",)), Limits()).body.decode()
    rows = list(csv.reader(io.StringIO(body, newline="")))
    assert rows[0] == ["s", "o", "none"]
    assert [row[1] for row in rows[1:]] == [term.value for term in terms]
    assert "\r\n" in body


@pytest.mark.parametrize("form", [form.name for form in GRAPHS])
def test_graphs_are_read_back(graph: EvidenceGraph, form: str) -> None:
    query = "CONSTRUCT WHERE { ?s a <https://w3id.org/leadgraph/ns#Claim> ; ?p ?o }"
    result = evaluate(graph.store, Asked(query, formats=(form,)), Limits(rows=20_000))
    found = parse(result.body, format=RdfFormat.from_media_type(result.media_type))
    expected = set(graph.store.query(query))  # type: ignore[arg-type]
    assert {quad.triple for quad in found} == expected
    assert not result.truncated


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_table_cut_short_is_whole_and_says_so(graph: EvidenceGraph, form: str) -> None:
    asked = Asked("SELECT * { ?s ?p ?o }", formats=(form,))
    for limits, cut, rows in (
        (Limits(rows=7), "rows=7", 7),
        (Limits(size=2_000), "bytes=2000", None),
    ):
        result = evaluate(graph.store, asked, limits)
        back = list(parse_query_results(result.body, FORMATS[form]))  # type: ignore[arg-type]
        assert result.truncated == cut
        assert b"Cut short after" in result.body
        assert rows is None or len(back) == rows
        assert 0 < len(back) < 100
        assert len(result.body) < 10_000


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "trig", "nquads"])
def test_a_graph_cut_short_says_so(graph: EvidenceGraph, form: str) -> None:
    asked = Asked("CONSTRUCT WHERE { ?s ?p ?o }", formats=(form,))
    result = evaluate(graph.store, asked, Limits(rows=7))
    found = list(parse(result.body, format=RdfFormat.from_media_type(result.media_type)))
    assert (len(found), result.truncated) == (7, "rows=7")
    assert b"Cut short after 7 rows" in result.body


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonld"])
def test_forms_without_room_for_a_note_are_refused(graph: EvidenceGraph, form: str) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }" if form == "jsonld" else "SELECT * { ?s ?p ?o }"
    with pytest.raises(SparqlError) as caught:
        evaluate(graph.store, Asked(query, formats=(form,)), Limits(rows=7))
    assert caught.value.code == "result-too-large"
    whole = query + " LIMIT 7"
    assert not evaluate(graph.store, Asked(whole, formats=(form,)), Limits(rows=7)).truncated


def test_rows_at_the_limit_are_no_cut(graph: EvidenceGraph) -> None:
    asked = Asked("SELECT * { ?s ?p ?o } LIMIT 7")
    assert evaluate(graph.store, asked, Limits(rows=7)).truncated == ""


@pytest.mark.parametrize("lesson", lessons(), ids=[lesson.title for lesson in lessons()])
def test_every_lesson_finds_something(graph: EvidenceGraph, lesson: object) -> None:
    query = lesson.query
    body = evaluate(graph.store, Asked(query, formats=("tsv", "nt")), Limits()).body
    assert len(body.splitlines()) > 2
    cells = [line.split("\t") for line in body.decode().splitlines()]
    assert all(any(row[i] for row in cells[1:]) for i in range(len(cells[0])))


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("text/csv;q=nonsense, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
    ],
)
def test_tables_by_accept(accept: str, chosen: str) -> None:
    assert choose(TABLES, accept)[1] == chosen


@pytest.mark.parametrize("accept", ["text/turtle", "image/png", "text/csv;q=0"])
def test_what_there_is_not_is_refused(accept: str) -> None:
    with pytest.raises(SparqlError) as caught:
        choose(TABLES, accept)
    assert "text/csv" in caught.value.known


def test_every_form_is_chosen_by_each_of_its_names() -> None:
    for form in (*TABLES, *GRAPHS):
        forms = TABLES if form in TABLES else GRAPHS
        for name in (form.name, *form.others, form.media_type):
            assert choose(forms, "image/png", ["unheard-of", name])[0] == form
    assert offered("ASK") == TABLES


def test_the_graph_goes_by_several_names(graph: EvidenceGraph) -> None:
    def triples(**graphs: tuple[str, ...]) -> int:
        asked = Asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats=("csv",), **graphs)
        told = evaluate(graph.store, asked, Limits(), graph.about.base)
        return int(told.body.split()[1])

    whole = len(graph.store)
    assert triples() == whole
    assert triples(default=(graph.about.base,)) == whole
    assert triples(default=("urn:x-rdflib:default",)) == whole
    assert triples(default=("urn:nothing",)) == 0
    assert triples(named=("urn:nothing",)) == 0


def test_rdflib_reads_the_service_as_it_reads_the_graph(graph: EvidenceGraph) -> None:
    query = "SELECT ?s { ?s a <https://w3id.org/leadgraph/ns#OpenQuestion> }"
    body = evaluate(graph.store, Asked(query, formats=("xml",)), Limits()).body
    found = rdflib.query.Result.parse(io.BytesIO(body), format="xml")
    assert {row.s for row in found} == {row.s for row in graph.to_rdf().query(query)}  # type: ignore[union-attr]
