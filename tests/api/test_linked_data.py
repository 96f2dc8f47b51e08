"""Linked data: every IRI that the graph mints leads to what is said of it, in every form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from starlette.testclient import TestClient

from leadgraph import rdf, store
from leadgraph.export import catalogue
from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app

FORMS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
}
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
Triples = set[Triple]


def minted(graph: EvidenceGraph) -> set[str]:
    """Return every IRI under the base that the graph holds, in whatever place."""
    base = graph.about.base
    nodes = (
        node
        for triple in rdf.graph(graph.records)
        for node in (triple.subject, triple.predicate, triple.object)
    )
    return {n.value for n in nodes if isinstance(n, NamedNode) and n.value.startswith(base)}


def documents(graph: EvidenceGraph) -> dict[str, set[str]]:
    """Return the minted IRIs by the address of the document that must speak of them."""
    found: dict[str, set[str]] = {}
    for iri in minted(graph):
        found.setdefault(iri.partition("#")[0], set()).add(iri)
    return found


def read(text: bytes, form: str, client: TestClient) -> Triples:
    """Return the triples of an answer; the context of JSON-LD is taken from the service."""
    if form == "jsonld":
        told = json.loads(text)
        url, local = told["@context"]
        published = client.get(url).json()["@context"]
        text = json.dumps({**told, "@context": {**published, **local}}).encode()
    return {quad.triple for quad in parse(text, format=FORMS[form][1])}


def mentioned(triples: Triples) -> set[str]:
    nodes = (node for t in triples for node in (t.subject, t.predicate, t.object))
    return {node.value for node in nodes if isinstance(node, NamedNode)}


def route(graph: EvidenceGraph, iri: str) -> str:
    address = iri.removeprefix(graph.about.base)
    # TestClient decodes a path once before the service does.
    return "/" + quote(unquote(address), safe="/") if "%2F" not in address else "/" + address


def test_every_iri_of_the_graph_resolves_to_what_is_said_of_it(
    client: TestClient, graph: EvidenceGraph
) -> None:
    said = {str(t.subject)[1:-1] for t in rdf.graph(graph.records)}
    walked = 0
    for document, iris in documents(graph).items():
        answer = client.get(
            route(graph, document), headers={"accept": "text/turtle"}, follow_redirects=True
        )
        assert answer.status_code == 200, document
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8", document
        triples = read(answer.content, "ttl", client)
        assert iris <= mentioned(triples), (document, iris - mentioned(triples))
        subjects = {str(t.subject)[1:-1] for t in triples}
        assert iris & said <= subjects | {document}, (document, iris & said - subjects)
        walked += len(iris)
    assert walked == len(minted(graph)) > 2000


@pytest.fixture(scope="module")
def sample(graph: EvidenceGraph) -> list[str]:
    """Some documents of every kind, those with parts first."""
    by_kind: dict[str, list[tuple[int, str]]] = {}
    for document, iris in documents(graph).items():
        kind = document.removeprefix(graph.about.base).partition("/")[0]
        by_kind.setdefault(kind, []).append((-len(iris), document))
    assert {"sources", "claims", "concepts", "questions", "cells", "agents", "ns", "bibtex"} <= set(
        by_kind
    )
    return [document for held in by_kind.values() for _, document in sorted(held)[:4]]


def test_all_forms_say_the_same_by_negotiation_and_by_ending(
    client: TestClient, graph: EvidenceGraph, sample: list[str]
) -> None:
    for document in sample:
        own = route(graph, document)
        if own == "/":
            own = "/dataset"
        told: dict[str, Triples] = {}
        for form, (media_type, _) in FORMS.items():
            asked = client.get(own, headers={"accept": f"{media_type}, */*;q=0.1"})
            ended = client.get(f"{own}.{form}", headers={"accept": HTML})
            assert asked.headers["content-type"].split(";")[0] == media_type, own
            assert asked.content == ended.content
            assert asked.headers["etag"] == ended.headers["etag"]
            told[form] = read(asked.content, form, client)
        assert told["ttl"] == told["nt"] == told["jsonld"] != set()
        for accept in ("*/*", "application/json", "image/png"):
            data = client.get(own, headers={"accept": accept})
            assert data.headers["content-type"] == "application/json"
        assert client.get(f"{own}.json", headers={"accept": "text/turtle"}).json() == data.json()
        page = client.get(own, headers={"accept": HTML})
        assert page.status_code == 200, own
        assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_a_description_is_what_the_store_says(client: TestClient, graph: EvidenceGraph) -> None:
    iri = f"{graph.about.base}sources/leithwood2006seven"
    told = read(client.get("/sources/leithwood2006seven.ttl").content, "ttl", client)
    assert told == set(store.describe(graph.store, iri))


def test_jsonld_reads_like_json(client: TestClient) -> None:
    told = client.get("/sources/leithwood2006seven.jsonld").json()
    assert told["@context"][0] == "/context.jsonld"
    assert told["id"] == "sources/leithwood2006seven"
    assert told["type"] == ["ReportDocument", "Review", "Source"]
    assert told["title"].startswith("Seven strong claims")
    assert told["year"] == 2006
    assert told["creator"][0]["familyName"] == "Leithwood"


def test_rdflib_reads_jsonld_of_a_running_service(client: TestClient, graph: EvidenceGraph) -> None:
    from rdflib import Graph

    told = client.get("/claims/leithwood2006seven-3.jsonld").json()
    told["@context"][0] = client.get(told["@context"][0]).json()["@context"]
    held = Graph().parse(data=json.dumps(told), format="json-ld")
    turtle = Graph().parse(data=client.get("/claims/leithwood2006seven-3.ttl").text)
    assert set(held) == set(turtle)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle;q=0.5, application/n-triples", "application/n-triples"),
        ("text/turtle, text/html;q=0.5", "text/turtle; charset=utf-8"),
        ("text/html, text/turtle;q=0.5", "text/html; charset=utf-8"),
        ("application/*", "application/json"),
        ("text/*", "text/turtle; charset=utf-8"),
        ("application/json;q=0, */*", "text/turtle; charset=utf-8"),
        ("nonsense;;q=x", "application/json"),
    ],
)
def test_the_form_a_reader_prefers_is_the_form_they_get(
    client: TestClient, accept: str, media_type: str
) -> None:
    answer = client.get("/claims/leithwood2006seven-3", headers={"accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept"


def test_an_exact_id_wins_over_an_ending(awkward_client: TestClient) -> None:
    told = awkward_client.get("/questions/Q/1.json.ttl")
    assert told.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "questions/Q%2F1.json>" in told.text
    assert awkward_client.get("/sources/a.bib.nt").text.startswith(
        "<https://w3id.org/leadgraph/sources/a.bib>"
    )
    concept = awkward_client.get("/concepts/areas/x/y.z", headers={"accept": "text/turtle"})
    assert "concepts/areas/x%2Fy.z>" in concept.text


@pytest.mark.parametrize("form", FORMS)
def test_awkward_ids_are_described_alike_in_all_forms(
    awkward_client: TestClient, awkward: EvidenceGraph, form: str
) -> None:
    for key in set(awkward.sources) - {"..", "50%25"}:
        text = awkward_client.get(f"/sources/{quote(key)}.{form}").content
        iri = rdf.entity_iri(awkward.about.base, f"sources/{key}")
        assert read(text, form, awkward_client) == set(store.describe(awkward.store, iri)), key


def test_what_there_is_not_is_not_found_in_any_form(client: TestClient) -> None:
    for own in ("/agents/x", "/cells/a/b/c/d", "/concepts/aeras", "/claims/leithwood2006seven-333"):
        for address in (own, f"{own}.ttl", f"{own}.jsonld"):
            answer = client.get(address)
            assert answer.status_code == 404, address
            assert answer.headers["content-type"] == "application/problem+json"
    assert "areas" in client.get("/concepts/aeras").json()["errors"][0]["known"]
    assert client.get("/ns.ttl?x=1").status_code == 422


def links(header: str) -> Iterator[tuple[str, str, str]]:
    """Yield address, relation and rest of each link of a header."""
    for part in header.split(", <"):
        address, _, rest = part.lstrip("<").partition(">")
        yield address, rest.partition('rel="')[2].partition('"')[0], rest


@pytest.mark.parametrize("accept", ["application/json", HTML, "text/turtle"])
def test_signposts_say_what_to_cite_and_what_describes_it(client: TestClient, accept: str) -> None:
    for own, doi in ("/sources/leithwood2020seven", True), ("/claims/leithwood2006seven-3", False):
        answer = client.get(own, headers={"accept": accept})
        held = list(links(answer.headers["link"]))
        by_rel = {rel: address for address, rel, _ in held}
        cite = by_rel["cite-as"]
        assert cite.startswith("https://doi.org/10." if doi else "https://w3id.org/leadgraph/")
        assert by_rel["canonical"] == own
        assert by_rel["license"] == "https://creativecommons.org/licenses/by/4.0/"
        types = {address for address, rel, _ in held if rel == "type"}
        assert "https://schema.org/AboutPage" in types
        for address, rel, rest in held:
            if rel in ("describedby", "alternate", "collection"):
                described = client.get(address)
                assert described.status_code == 200
                if rel == "describedby":
                    media_type = rest.partition('type="')[2].rstrip('"')
                    assert described.headers["content-type"].split(";")[0] == media_type


def test_the_dataset_is_described_with_the_counts_of_the_service(
    client: TestClient, graph: EvidenceGraph
) -> None:
    void = client.get("/.well-known/void", headers={"accept": "text/turtle"})
    assert (void.status_code, void.headers["location"]) == (303, "/dataset")
    triples = read(client.get("/dataset.ttl").content, "ttl", client)
    told: dict[str, list[str]] = {}
    for t in triples:
        if t.subject == NamedNode(graph.about.base):
            told.setdefault(t.predicate.value.rpartition("#")[2], []).append(t.object.value)
    assert told["triples"] == [str(len(graph.store))]
    parts = {
        t.subject: t.object.value for t in triples if t.predicate.value == f"{catalogue.VOID}class"
    }
    counts = {t.subject: t.object for t in triples if t.predicate.value.endswith("void#entities")}
    by_class = {kind: int(counts[part].value) for part, kind in parts.items()}
    health = client.get("/health").json()["counts"]
    assert by_class[rdf.iri("lg:Claim")] == health["claims"]
    assert by_class[rdf.iri("lg:Source")] == health["sources"]
    assert by_class[rdf.iri("skos:Concept")] == health["concepts"]
    for dump in told["distribution"]:
        assert client.get(dump.removeprefix("http://testserver")).status_code == 200
    page = client.get("/about", headers={"accept": HTML}).text
    assert 'href="/dataset"' in page


def test_the_base_leads_to_the_dataset_for_programs_and_to_a_page_for_people(
    client: TestClient,
) -> None:
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    answer = client.get("/", headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/dataset")


def test_the_description_knows_where_it_is_served(graph: EvidenceGraph) -> None:
    app = create_app(graph)
    with TestClient(app, base_url="https://data.example", root_path="/lead") as client:
        told = client.get("/dataset.nt").text
        assert "<https://data.example/lead/dumps/dataset.nq>" in told
        jsonld: dict[str, Any] = client.get("/claims/leithwood2006seven-3.jsonld").json()
        assert jsonld["@context"][0] == "/lead/context.jsonld"


@pytest.mark.parametrize("host", ["a b", "x<y>", "e.g/..", "\u00e4.example", "x:99999999"])
def test_a_host_that_is_none_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/dataset.ttl", headers={"host": host.encode()})
    assert answer.status_code == 400
    assert "Host" in answer.json()["detail"]
