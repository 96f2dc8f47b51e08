"""Signposts: where a program that lands on a thing goes on from there.

Links by https://signposting.org (level 1: in the header of the answer), of the relation types that
the profile names: what to cite, what describes it, what kind of thing it is, who made it, what it
belongs to, under which licence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import quote

from leadgraph import rdf
from leadgraph.export.forms import RDF_TYPES
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Source
from leadgraph.render import path
from leadgraph_api.answers import RESERVED, Signpost

SCHEMA = "https://schema.org/"
KINDS: Mapping[str, str] = {
    "claim": "Claim",
    "concept": "DefinedTerm",
    "question": "Question",
    "agent": "Thing",
    "cell": "Thing",
}
"""What schema.org calls our kinds of things."""

WORKS: Mapping[str, str] = {
    "article": "ScholarlyArticle",
    "book": "Book",
    "mvbook": "Book",
    "collection": "Book",
    "inbook": "Chapter",
    "incollection": "Chapter",
    "inproceedings": "ScholarlyArticle",
    "conference": "ScholarlyArticle",
    "report": "Report",
    "techreport": "Report",
    "thesis": "Thesis",
    "phdthesis": "Thesis",
    "mastersthesis": "Thesis",
    "online": "WebPage",
    "dataset": "Dataset",
    "software": "SoftwareSourceCode",
}
"""What schema.org calls a work, by its BibTeX type; any other is a CreativeWork."""

AUTHORS_MOST = 10
"""Authors that a header names; proxies refuse answers with large headers."""


def kind_of_work(source: Source) -> str:
    """Return the class of schema.org that a work is of."""
    return WORKS.get(source.type, "CreativeWork")


def doi_address(doi: str) -> str:
    """Return the address at which a DOI is resolved."""
    return "https://doi.org/" + quote(doi, safe="/:.()_-;")


def iri_of(graph: EvidenceGraph, kind: str, id_: str) -> str:
    """Return the IRI of an entity: its own, where the ontology gives a concept one."""
    if kind == "concept":
        term = graph.concepts.get(id_)
        if term is not None and term.iri:
            return term.iri
    return rdf.entity_iri(graph.about.base, f"{kind}s/{id_}")


def address_of(kind: str, id_: str) -> str:
    """Return the address of an entity, relative to the root of the service."""
    if kind == "concept":
        return path("concepts", *id_.split("/", 1))
    return path(f"{kind}s", id_)


def signposts(graph: EvidenceGraph, kind: str, id_: str, root: str = "") -> Iterator[Signpost]:
    """Yield the signposts of an entity.

    Args:
        graph: that holds it.
        kind: ``source``, ``claim``, ``concept`` or ``question``.
        id_: its key or id.
        root: what stands before every address of the service.
    """
    iri, own = iri_of(graph, kind, id_), root + address_of(kind, id_)
    work = graph.sources.get(id_) if kind == "source" else None
    yield Signpost("canonical", own)
    yield Signpost("cite-as", doi_address(work.doi) if work and work.doi else iri)
    yield Signpost("type", f"{SCHEMA}AboutPage")
    yield Signpost("type", SCHEMA + (kind_of_work(work) if work else KINDS[kind]))
    for form, media_type in RDF_TYPES.items():
        yield Signpost("describedby", f"{own}.{form}", media_type)
    if work:
        for position, _ in islice(enumerate(work.authors, start=1), AUTHORS_MOST):
            yield Signpost("author", f"{iri}{'/' if '#' in iri else '#'}author-{position}")
    yield Signpost("collection", f"{root}/dataset", "text/html")
    if licence := licence_of(graph):
        yield Signpost("license", licence)


def licence_of(graph: EvidenceGraph) -> str | None:
    """Return the licence of the dataset, if it is an address of the web."""
    said = graph.about.license or ""
    return quote(said, safe=RESERVED) if said.startswith(("https://", "http://")) else None
