"""Contributors: authors and venues, and each of them."""

from __future__ import annotations

from typing import Any

from leadgraph.citations.contributors import ROUTES, ContributorList, Role, contributors, describe
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.contributors import asked as read

NAMES: dict[Role, tuple[str, str]] = {"author": ("author", "authors"), "venue": ("venue", "venues")}
ROLES: dict[str, Role] = {"authors": "author", "venues": "venue"}
LISTED = 100


def authors(asked: Asked) -> Page:
    """The authors of works, those with most works first."""
    return _everyone(asked, "author")


def venues(asked: Asked) -> Page:
    """The journals and books that works stand in."""
    return _everyone(asked, "venue")


def is_held(graph: EvidenceGraph, kind: str, id_: str) -> bool:
    """Tell whether an address names an author or a venue."""
    return kind in ROLES and id_ in contributors(graph.base, ROLES[kind])


def contributor(asked: Asked) -> Page:
    """An author or a venue: works, claims by area, who it is found with."""
    parameters.nothing(asked.query_string)
    site, kind = asked.site, asked.route.split("/", 2)[1]
    role = ROLES[kind]
    told = describe(asked.graph.base, role, asked.ids[0])
    found = told["co_authors" if role == "author" else "authors"]
    shown: dict[str, Any] = {
        "told": told,
        "role": role,
        "works": told["works"][:LISTED],
        "people": found,
        "everyone": site.url(ROUTES[role]),
    }
    own = f"{told['links']['self']}.json"
    return Page("contributor.html", told["label"], shown, twins(site, json=own), here="/sources")


def _everyone(asked: Asked, role: Role) -> Page:
    query = read(asked.query_string)
    site, route = asked.site, ROUTES[role]
    found = ContributorList(asked.graph.base, query.but(limit=query.limit), role)
    links = found.links()
    told = {
        "found": found,
        "query": query,
        "shown": found.page(),
        "names": NAMES[role],
        "chips": chips(query, site, site.to(route)),
        "sources": site.url(links["sources"]),
        "clear": site.url(route),
        "next": site.url(links["next"]) if "next" in links else None,
        "first": site.of(route, query.but(cursor=None)) if query.cursor else None,
    }
    title = NAMES[role][1].title()
    own = links["self"].replace(route, f"{route}.json", 1)
    return Page("contributors.html", title, told, twins(site, json=own), here="/sources")
