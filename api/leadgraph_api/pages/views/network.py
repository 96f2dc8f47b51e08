"""Network: the works that answer a query, and how they build on one another."""

from __future__ import annotations

from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.network import asked as read


def network(asked: Asked) -> Page:
    """The main path of a topic, its roots and fronts, what counts most, its communities."""
    query, top = read(asked.query_string)
    site = asked.site
    found = asked.graph.network(query, top=top)
    told = {
        "told": found.told(),
        "chips": chips(query, site, site.to("/network")),
        "works": site.url(found.links["sources"]),
        "clear": site.url("/network"),
    }
    own = found.links["self"].replace("/network", "/network.json", 1)
    return Page("network.html", "Network of works", told, twins(site, json=own), here="/sources")
