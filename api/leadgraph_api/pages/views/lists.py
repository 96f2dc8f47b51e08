"""Lists: evidence and works, with facets."""

from __future__ import annotations

from typing import Any

import orjson

from leadgraph.query import EvidenceQuery
from leadgraph_api import parameters
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.facets import evidence_counts, facets
from leadgraph_api.pages.home import works_twins
from leadgraph_api.pages.references import reference
from leadgraph_api.pages.site import said
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.asked import Asked, Page, twins

SORTS = {
    "evidence": "strongest design first",
    "relevance": "nearest to the words first",
    "newest": "newest first",
    "oldest": "oldest first",
    "id": "by id",
}


AROUND = (
    ("/authors", "Their authors"),
    ("/venues", "Their journals and books"),
    ("/network", "How they build on one another"),
)
"""What else is told of the works of a list, whatever they are."""


def evidence(asked: Asked) -> Page:
    """Claims with their sources, and what they amount to."""
    query = parameters.page(asked.query_string).query
    graph, site = asked.graph, asked.site
    found = graph.evidence(query.but(limit=query.limit))
    told = {
        "found": found,
        "shown": list(found),
        "summary": found.summary,
        "strip": strip(found.summary, query, site),
        "facets": facets(query, evidence_counts(site), site.to("/evidence")),
        **_form(asked, query, "/evidence", found.next),
    }
    title = f"Evidence: {found.total:,} claims" if query.filter else "Evidence"
    links = twins(site, json=found.links()["self"].replace("/evidence", "/evidence.json", 1))
    streams = {name: found.links()[name] for name in found.streams}
    whole = [*twins(site, **streams), *works_twins(site, found.links())]
    return Page("evidence.html", title, told, [*links, *whole], here="/evidence")


def sources(asked: Asked) -> Page:
    """Works, and how many of their claims answer."""
    query = parameters.page(asked.query_string).query
    graph, site = asked.graph, asked.site
    found = graph.works(query.but(limit=query.limit))

    def count(part: EvidenceQuery) -> Any:
        works = found if part.filter == query.filter else graph.works(part)
        return orjson.loads(graph.base.facets(works.facets, part))

    claims = {
        told["key"]: told["claims"]
        for told in orjson.loads(found.to_json(["key", "claims"], facets=False))["results"]
    }
    told = {
        "found": found,
        "shown": [(work, reference(work), claims[work.key]) for work in found],
        "facets": facets(query, count, site.to("/sources")),
        "around": [(site.of(to, query.but(sort=None, limit=None)), name) for to, name in AROUND],
        **_form(asked, query, "/sources", found.next),
    }
    title = f"Works: {found.total:,}" if query.filter else "Works"
    links = twins(site, json=found.links()["self"].replace("/sources", "/sources.json", 1))
    streams = {name: found.links()[name] for name in found.streams}
    whole = [*twins(site, **streams), *works_twins(site, found.links())]
    return Page("sources.html", title, told, [*links, *whole], here="/sources")


def _form(asked: Asked, query: EvidenceQuery, route: str, after: str | None) -> dict[str, Any]:
    """Return what the form of a list needs: what it sets itself, and what it passes on."""
    site = asked.site
    own = ("q", "since", "until", "research", "sort", "limit", "cursor")
    passed = [(name, said(value)) for name, value in query.fields().items() if name not in own]
    following = query.but(cursor=after) if after else None
    return {
        "query": query,
        "chips": chips(query, site, site.to(route)),
        "passed": passed,
        "sorts": {name: text for name, text in SORTS.items() if name != "relevance" or query.q},
        "clear": site.url(route),
        "next": site.url(f"{route}?{following.canonical}") if following else None,
        "first": site.of(route, query) if query.cursor else None,
    }
