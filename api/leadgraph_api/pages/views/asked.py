"""What a view is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from leadgraph.evidence.relations import Relations
from leadgraph.graph import EvidenceGraph
from leadgraph_api.answers import Signpost
from leadgraph_api.pages.site import Site


class Twin(NamedTuple):
    """Another form of a page: what it is called, its address, its media type."""

    name: str
    url: str
    media_type: str


class Asked(NamedTuple):
    """What a view is given.

    Attributes:
        graph: what is asked.
        site: gives addresses and labels.
        query_string: as it came, without empty fields.
        route: the path within the service, percent-decoded.
        ids: what the path names.
    """

    graph: EvidenceGraph
    site: Site
    query_string: bytes
    route: str
    ids: tuple[str, ...] = ()

    @property
    def relations(self) -> Relations:
        """What records say of each other."""
        return self.graph.base.relations


@dataclass(frozen=True)
class Page:
    """What a view gives back.

    Attributes:
        template: the template to fill.
        title: of the document, without the name of the service.
        told: what the template is filled with.
        twins: other forms of the page.
        here: the entry of the menu that it stands under.
        question: what stands in the question box of the header.
        signposts: typed links of the header of the answer; the canonical address among them.
    """

    template: str
    title: str
    told: dict[str, Any]
    twins: list[Twin] = field(default_factory=list)
    here: str = ""
    question: str = ""
    signposts: list[Signpost] = field(default_factory=list)


def twins(site: Site, **addresses: str) -> list[Twin]:
    """Return the other forms of a page, by their endings."""
    return [Twin(NAMES[name], site.url(url), TYPES[name]) for name, url in addresses.items()]


NAMES = {
    "json": "JSON",
    "csv": "CSV",
    "wide": "CSV, a column a column",
    "bib": "BibTeX",
    "ttl": "Turtle",
    "trig": "Nanopublication",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "ndjson": "JSON lines",
    "rq": "SPARQL",
    "svg": "SVG",
    "html": "HTML",
    "png": "PNG",
    "graphml": "GraphML",
}
TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "wide": "text/csv",
    "bib": "application/x-bibtex",
    "ttl": "text/turtle",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "ndjson": "application/x-ndjson",
    "rq": "application/sparql-query",
    "svg": "image/svg+xml",
    "html": "text/html",
    "png": "image/png",
    "graphml": "application/graphml+xml",
}
