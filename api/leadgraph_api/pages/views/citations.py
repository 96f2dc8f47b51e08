"""Citations: what a work builds on, who took it up, and what is near it and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadgraph.citations import COUNTED, KINDS, SCORES, Citations, NeighbourList
from leadgraph.query import EvidenceQuery, written
from leadgraph.render import path
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.site import said
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes import citations as route

TITLES = {
    "cites": "Cites",
    "cited-by": "Cited by",
    "co-cited": "Cited together with it",
    "coupled": "Cites the same works",
    "similar": "Similar",
}
SORTS = {
    "evidence": "strongest tie first",
    "newest": "newest first",
    "oldest": "oldest first",
    "id": "by id",
}


def citations(asked: Asked) -> Page:
    """The neighbours of a work: of one kind, or the first of every kind."""
    kind, keys, query = route.asked(asked.query_string, asked.ids[0])
    site = asked.site
    found = Citations(asked.graph.base, keys, query)
    lists = found.overview()
    own = path("sources", found.about.keys[0], "citations")
    others = {"key": list(found.about.keys[1:])} if found.about.keys[1:] else {}
    one = None if kind is None else found.of(kind)

    def to(part: EvidenceQuery) -> str:
        besides = others | ({"kind": kind} if kind else {})
        text = written(besides | part.but(cursor=None).fields())
        return site.url(f"{own}?{text}" if text else own)

    told: dict[str, Any] = {
        "key": found.about.keys[0],
        "seeds": found.about.told,
        "kind": kind,
        "titles": TITLES,
        "definitions": KINDS,
        "counted": COUNTED,
        "scores": SCORES,
        "tabs": [(each.kind, each.total, site.url(each.links()["self"])) for each in lists],
        "overview": site.url(found.links()["self"]),
        "found": one,
        "shown": one.page() if one is not None else [],
        "lists": [] if one is not None else [(each, each.first(3)) for each in lists],
        "query": query,
        "chips": chips(query, site, to),
        "passed": list(_passed(kind, others, query)),
        "sorts": SORTS,
        "facets": [],
        "clear": to(EvidenceQuery()),
        "next": site.url(one.links()["next"]) if one is not None and one.next else None,
        "first": to(query) if query.cursor else None,
    }
    who = " and ".join(seed["label"] for seed in found.about.told)
    title = f"{TITLES[kind]}: {who}" if kind else f"Citations of {who}"
    return Page("citations.html", title, told, _twins(asked, found, one), here="/sources")


def _twins(asked: Asked, found: Citations, one: NeighbourList | None) -> list[Any]:
    links = one.links() if one is not None else found.links()
    own = path("sources", found.about.keys[0], "citations")
    data = links["self"].replace(own, f"{own}.json", 1)
    whole = {name: links[name] for name in ("csv", "bib") if name in links}
    return twins(asked.site, json=data, **whole)


def _passed(
    kind: str | None, others: dict[str, list[str]], query: EvidenceQuery
) -> Iterable[tuple[str, str]]:
    """Yield what the form of the filters passes on."""
    own = ("q", "since", "until", "research", "sort", "limit", "cursor")
    if kind:
        yield "kind", kind
    for name, value in (others | query.fields()).items():
        if name not in own:
            yield name, said(value)
