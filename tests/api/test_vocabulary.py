"""The vocabulary, the context, the promises: what programs and people read before all else."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from leadgraph import rdf
from leadgraph.export import jsonld, vocabulary
from leadgraph.graph import EvidenceGraph
from leadgraph.model import CLOSED_SCHEMES
from leadgraph_api.stability import PROMISES
from page import ACCEPT, Html

HTML = {"accept": ACCEPT}


def test_every_term_of_the_graph_is_declared_and_explained(
    client: TestClient, graph: EvidenceGraph
) -> None:
    spoken = {
        node.value
        for t in rdf.triples(graph.records)
        for node in (t.predicate, t.object)
        if isinstance(node, NamedNode) and node.value.startswith(rdf.LG)
    }
    told = client.get("/ns").json()
    held = {term["iri"]: term for term in told["terms"]}
    assert spoken <= set(held)
    assert all(term["label"] and term["comment"] for term in held.values())
    assert held[f"{rdf.LG}Source"]["kind"] == "class"
    assert set(told["schemes"]) == set(CLOSED_SCHEMES)
    assert all(concept["definition"] for held in told["schemes"].values() for concept in held)


def test_every_field_of_a_work_is_declared(client: TestClient, graph: EvidenceGraph) -> None:
    names = {name for work in graph.sources.values() for name in work.fields}
    assert {term["id"] for term in client.get("/bibtex").json()["terms"]} == names


def test_the_turtle_holds_the_terms_and_the_closed_schemes(client: TestClient) -> None:
    text = client.get("/ns", headers={"accept": "text/turtle"}).content
    subjects = {str(quad.subject) for quad in parse(text, format=RdfFormat.TURTLE)}
    assert f"<{vocabulary.NAMESPACE}>" in subjects
    assert f"<{rdf.LG}Claim>" in subjects
    assert "<https://w3id.org/leadgraph/concepts/gap-classes/thin>" in subjects
    assert not any("concepts/areas/" in subject for subject in subjects)


def test_each_term_has_its_anchor_on_the_page(client: TestClient) -> None:
    for own in ("/ns", "/bibtex"):
        page = Html(client.get(own, headers=HTML).text)
        told = client.get(own).json()
        assert {term["id"] for term in told["terms"]} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))


def test_the_context_is_the_one_in_which_is_written(client: TestClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == jsonld.context()
    names = answer.json()["@context"]
    assert names["cites"] == {"@id": "cito:cites", "@type": "@id"}
    assert names["title"] == {"@id": "dcterms:title"}


def test_what_is_promised_is_a_page_and_a_document(client: TestClient) -> None:
    told = client.get("/stability").json()["promises"]
    page = Html(client.get("/stability", headers=HTML).text)
    document = Path(__file__).parents[2] / "docs" / "stability.md"
    written = " ".join(document.read_text().split())
    for promise in told:
        assert promise["id"] in page.ids
        assert promise["text"] in page.text
        assert f"## {promise['title']} {promise['text']}" in written
    assert len(told) == len(PROMISES) == written.count("## ")
