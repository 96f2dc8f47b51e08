"""About the dataset: its scope and method, and what curators could mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadgraph.errors import NotFoundError
from leadgraph.graph import EvidenceGraph
from leadgraph.worklists import LISTS, Worklist
from leadgraph.worklists import of as find
from leadgraph_api import parameters
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.asked import Asked, Page, twins

IDS = frozenset(id_ for id_, _, _ in LISTS)
FIRST = 5
"""Items of each worklist that the overview shows."""

SHOWN = 200
"""Items that the page of a worklist shows; its CSV holds all."""


def found(graph: EvidenceGraph) -> Mapping[str, Worklist]:
    """Return the worklists of a graph, made once."""
    return find(graph.base)


def worklists(asked: Asked) -> Page:
    """All worklists, the first items of each."""
    parameters.nothing(asked.query_string)
    lists = found(asked.graph).values()
    told = {
        "full": [(one, one.items[:FIRST]) for one in lists if one.items],
        "empty": [one for one in lists if not one.items],
        "problems": asked.graph.problems[:SHOWN],
        "problem_count": len(asked.graph.problems),
    }
    links = twins(asked.site, json="/worklists.json")
    return Page("worklists.html", "Worklists", told, links, here="/worklists")


def worklist(asked: Asked) -> Page:
    """One worklist."""
    parameters.nothing(asked.query_string)
    id_ = asked.ids[0]
    one = found(asked.graph).get(id_)
    if one is None:
        raise NotFoundError("worklist", id_, IDS)
    told = {"one": one, "items": one.items[:SHOWN]}
    own = f"/worklists/{id_}"
    links = twins(asked.site, json=f"{own}.json", csv=f"{own}.csv")
    return Page("worklist.html", one.title, told, links, here="/worklists")


def about(asked: Asked) -> Page:
    """What the dataset is, how it was made, and how to cite it."""
    parameters.nothing(asked.query_string)
    graph, site = asked.graph, asked.site
    held = graph.evidence()
    told: dict[str, Any] = {
        "about": graph.about,
        "summary": held.summary,
        "strip": strip(held.summary, held.query, site),
        "reading": graph.base.reading,
        "schemes": [
            (scheme, sum(1 for _ in graph.records.scheme(scheme)))
            for scheme in ("areas", "models", "targets", "outcomes", "levels", "designs")
        ],
    }
    return Page("about.html", "About", told, twins(site, json="/about.json"), here="/about")
