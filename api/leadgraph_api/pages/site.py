"""The site: addresses and labels, as every template needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from leadgraph import render
from leadgraph.evidence.lists import link
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Source
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph_api.answers import VERSION
from leadgraph_api.signposts import doi_address

FIELDS: Mapping[str, str] = {
    "area": "Area",
    "model": "Model",
    "target": "Affects",
    "outcome": "Outcome",
    "direction": "Direction",
    "directness": "Path of effect",
    "design": "Design",
    "kind": "Kind of claim",
    "basis": "How it was read",
    "status": "Status",
    "stance": "Stance",
    "country": "Country",
    "level": "School level",
    "question": "Open question",
    "source": "Work",
    "author": "Author",
    "venue": "Journal or book",
    "since": "Published since",
    "until": "Published until",
    "research": "Research evidence",
    "asserts_gap": "Says that little is known",
    "q": "Words",
}
"""What people call the fields of a query."""

SCHEME_NAMES: Mapping[str, str] = {
    "areas": "Leadership areas",
    "models": "Leadership models",
    "targets": "Who is affected",
    "outcomes": "Outcomes",
    "levels": "School levels",
    "designs": "Designs",
    "directions": "Directions of effect",
    "directness": "Paths of effect",
    "kinds": "Kinds of claim",
    "stances": "Stances",
    "bases": "How a claim was read",
    "statuses": "Statuses",
    "gap-classes": "Gap classes",
}

SIGNS: Mapping[str, str] = {
    "positive": "+",
    "negative": "−",
    "null": "0",
    "mixed": "±",
    "not-applicable": "·",
}
"""A sign for each direction, so that none is told by colour alone."""

Link = Callable[[EvidenceQuery], str]
"""Gives the address of a query."""

WEB = ("http", "https")
LONG = 300
"""Characters from which a text is set smaller where it is a heading."""


class Site:
    """What templates may ask for.

    Args:
        graph: what is served.
        root: what stands before every address, when the service runs behind a prefix.
    """

    version = VERSION
    signs = SIGNS
    fields = FIELDS
    scheme_names = SCHEME_NAMES
    long = LONG

    def __init__(self, graph: EvidenceGraph, root: str = "") -> None:
        self.graph = graph
        self.records = graph.records
        self.root = root

    @property
    def title(self) -> str:
        """What the dataset is called."""
        return self.graph.about.title

    @cached_property
    def directions(self) -> list[str]:
        """The ids of the directions, in order."""
        return list(SIGNS)

    # -- addresses ----------------------------------------------------------------------------

    def url(self, address: str) -> str:
        """Return an address of the service, behind its prefix."""
        return self.root + address

    def source(self, key: str) -> str:
        """Return the address of a source."""
        return self.url(render.path("sources", key))

    def claim(self, id_: str) -> str:
        """Return the address of a claim."""
        return self.url(render.path("claims", id_))

    def question(self, id_: str) -> str:
        """Return the address of an open question."""
        return self.url(render.path("questions", id_))

    def concept(self, scheme: str, id_: str) -> str:
        """Return the address of a concept, or of the evidence under an id no scheme holds."""
        if f"{scheme}/{id_}" in self.records.concepts:
            return self.url(render.path("concepts", scheme, id_))
        field = next((name for name, held in SCHEMES.items() if held == scheme), None)
        return self.evidence(**{field: id_}) if field else self.url("/concepts")

    def evidence(self, query: EvidenceQuery | None = None, /, **fields: Any) -> str:
        """Return the address of evidence."""
        return self.of("/evidence", query, **fields)

    def of(self, route: str, query: EvidenceQuery | None = None, /, **fields: Any) -> str:
        """Return the address of a query on a route, each page from its start."""
        asked = query or EvidenceQuery.of(**fields)
        return self.url(link(route, asked.but(cursor=None)))

    def to(self, route: str) -> Link:
        """Return what gives the addresses of queries on a route."""
        return partial(self.of, route)

    # -- words --------------------------------------------------------------------------------

    def label(self, scheme: str, id_: str) -> str:
        """Return what people call a concept."""
        known = self.records.concepts.get(f"{scheme}/{id_}")
        return known.label if known else id_

    def named(self, field: str, id_: str) -> str:
        """Return what people call a value of a field of a query."""
        if field == "source":
            held = self.records.sources.get(id_)
            return held.citation if held else id_
        if field == "question" and id_ not in self.records.questions:
            return id_
        return self.graph.base.label(field, id_)

    def work(self, source: Source) -> str | None:
        """Return where a work itself is found: by its DOI, else at an address of the web."""
        if source.doi:
            return doi_address(source.doi)
        return web(source.url)


def web(address: str | None) -> str | None:
    """Return an address if a browser may follow it: one of the web, and nothing else.

    >>> web("https://example.org/a"), web("javascript:alert(1)"), web("//example.org")
    ('https://example.org/a', None, None)
    """
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    sound = parts.scheme.lower() in WEB and bool(parts.netloc)
    return address if sound and address.isprintable() and " " not in address else None


def said(value: object) -> str:
    """Return a value of a query as a form passes it on.

    >>> said(["equity", "x"]), said(True), said("SE")
    ('equity,x', 'true', 'SE')
    """
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def clipped(text: str, most: int = 90) -> str:
    """Return the beginning of a text.

    >>> clipped("distributed leadership", 12)
    'distributed…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
