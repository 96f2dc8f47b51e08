"""Reading: what is refused is refused by its tokens, and Oxigraph reads nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from leadgraph.errors import SparqlError
from leadgraph.sparql import Asked, Limits, evaluate, lessons, read

REFUSED_PORT = "http://127.0.0.1:9/"
"""Oxigraph itself refuses to connect to this port, and says so: SERVICE was understood."""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    node = NamedNode("http://e/p")
    store.add(Quad(node, node, Literal("v")))
    return store


def code(query: str) -> str:
    try:
        read(query)
    except SparqlError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { service silent ?g { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { # a comment\nSERVICE# another\n<http://e/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <http://e/> { } } } }",
        "ASK { FILTER EXISTS { SERVICE <http://e/> { ?s ?p ?o } } }",
        "ASK { ?s ?p 'a'@enSERVICE }",
    ],
)
def test_service_is_refused(query: str) -> None:
    assert code(query) == "service-refused"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?p 'SERVICE' }",
        'ASK { ?s ?p """a "SERVICE" <x> { """ }',
        "ASK { ?s ?p <http://e/SERVICE> } # SERVICE <http://e/> {}",
        "PREFIX sd: <http://e/> ASK { ?s a sd:Service }",
        "PREFIX service: <http://e/> ASK { ?s a service:Service }",
        "ASK { ?s ?p 'it\\'s SERVICE' }",
    ],
)
def test_the_word_alone_is_no_service(store: Store, query: str) -> None:
    assert read(query).form == "ASK"
    evaluate(store, Asked(query), Limits())


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <http://e/> <http://e/> 1 }",
        "PREFIX a: <http://e/> # INSERT\nload <file:///etc/passwd>",
        "WITH <http://e/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "BASE <http://e/> DROP GRAPH <x>",
    ],
)
def test_updates_are_refused(query: str) -> None:
    assert code(query) == "update-refused"


GLUED = [
    "?s ?p 'v'", "?s ?p 'v'@en", "?s ?p 'v'@en-", "?s ?p 'v'@en--ltr", "?s ?p _:b", "?s ?p _:b.",
    "?s ?p p:b", "?s ?p p:b.", "?s ?p p:", "?s ?p p:.", "?s ?p p:%41", "?s ?p p:b\\#", "?s ?p 1",
    "?s ?p 1.", "?s ?p 1e5", "?s ?p true", "?s ?p []", "?s ?p <http://e/>", "?s ?p ?o",
    "FILTER(true)",    "FILTER(?o<?b)", "FILTER(1<2).", "?s p:b\\' 1.", "BIND(1 AS ?x)", "",
]  # fmt: skip
HIDING = [
    f"SERVICE <{REFUSED_PORT}> {{ ?s ?p ?o }}",
    "SERVICE:x { ?s ?p ?o }",
    "service:x { ?s ?p ?o }",
    "SERVICE#>\n:x { ?s ?p ?o } #>",
    "SERVICE\\u0020:x { ?s ?p ?o }",
]
AROUND = ["", "FILTER(?o<:b#>'''\n) ", "FILTER(?o<'>' ) ", 'FILTER(?o<5#>"""\n) ', "#<\n", "'#'"]
AFTER = ["", " #'''", " FILTER('' = '')", ' #"""', " #>"]


def understood_as_service(store: Store, query: str) -> bool:
    """Ask Oxigraph itself whether it would connect."""
    try:
        list(store.query(query))  # type: ignore[arg-type]
    except OSError:
        return True
    except SyntaxError:
        pass
    return False


@pytest.mark.parametrize("prefixed", [False, True])
@given(
    before=st.sampled_from(AROUND),
    glued=st.sampled_from(GLUED),
    hiding=st.sampled_from(HIDING),
    after=st.sampled_from(AFTER),
)
def test_no_service_gets_past_the_reading(
    store: Store, prefixed: bool, before: str, glued: str, hiding: str, after: str
) -> None:
    """Whatever text stands around it: what is evaluated never makes Oxigraph connect."""
    prologue = f"PREFIX : <{REFUSED_PORT}> PREFIX p: <http://e/> "
    prologue += "PREFIX service: <http://e/> PREFIX SERVICE: <http://e/> " if prefixed else ""
    query = f"{prologue}SELECT * {{ ?s ?p ?o . {before}{glued}{hiding}{after}\n}}"
    try:
        text = read(query).text
    except SparqlError:
        return
    assert not understood_as_service(store, text)


def test_there_are_services_that_a_word_search_by_tokens_would_miss(store: Store) -> None:
    # The reason for writing a query anew: Oxigraph reads this as SERVICE :x, the grammar as a name.
    query = f"PREFIX : <{REFUSED_PORT}> PREFIX service: <http://e/> ASK {{ service:x {{ }} }}"
    assert understood_as_service(store, query.replace("ASK", "SELECT *"))
    assert not understood_as_service(store, read(query).text)


@given(st.text(max_size=60) | st.text(alphabet="<>'\"#{}?:\\ \naSERVICE@.1_-", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read(f"ASK {{ {text} }}")
    except SparqlError:
        return
    assert reading.form == "ASK"
    for offset in range(len(reading.text) + 1):
        line, column = reading.place(offset)
        assert column >= 1
        assert 1 <= line <= reading.query.count("\n") + 1


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {\n ?s a <urn:x#y> . FILTER( }", 2, 27),
        ("SELECT * { ?s ?p }", 1, 18),
        ("SELECT * {", 1, 11),
        ("ASK { ?s ?p 'abc }", 1, 13),
        ("SELECT ?x WHERE { ?x a <urn:b> }\nORDER ?x", 2, 7),
        ("SELECT ?x { ?x <urn:a#b> é }", 1, 26),
        ("# <\nASK {} extra", 2, 8),
        ("SELEC ?x {}", 1, 1),
        ("ASK { ?s lg:area ?o }", 1, 10),
    ],
)
def test_faults_have_their_place(store: Store, query: str, line: int, column: int) -> None:
    with pytest.raises(SparqlError) as caught:
        evaluate(store, Asked(query), Limits())
    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_undeclared_prefix_of_ours_comes_with_its_declaration() -> None:
    with pytest.raises(SparqlError) as caught:
        read("ASK { ?s lg:area ?o }")
    assert caught.value.known == ("PREFIX lg: <https://w3id.org/leadgraph/ns#>",)


@pytest.mark.parametrize("text", ["a." * 30_000, "'" * 60_001, "<" * 60_000, "_:a" * 20_000])
def test_long_runs_are_read_in_time(text: str) -> None:
    with pytest.raises(SparqlError):
        read(text)


def test_the_graphs_of_a_query_are_found() -> None:
    reading = read("PREFIX g: <urn:g:> SELECT * FROM g:a FROM NAMED <urn:b> { ?s ?p ?o }")
    assert (reading.default, reading.named) == (("urn:g:a",), ("urn:b",))
    assert read("ASK { ?from ?p 'FROM' }").default is None


def test_lessons_have_titles_and_differ() -> None:
    assert len({lesson.title for lesson in lessons()}) == len(lessons()) == 20
