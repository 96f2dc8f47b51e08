"""Views: one function a page, which says what stands on it. How it looks, its template says."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import ClassVar

from leadgraph.citations import network as citation_network
from leadgraph.graph import EvidenceGraph
from leadgraph_api import things as thing
from leadgraph_api.pages.views import (
    about,
    ask,
    citations,
    claims,
    concepts,
    contributors,
    explore,
    lists,
    problem_types,
    questions,
    things,
    works,
)
from leadgraph_api.pages.views import map as maps
from leadgraph_api.pages.views import network as network_views
from leadgraph_api.pages.views import paths as path_views
from leadgraph_api.pages.views.asked import Asked, Page
from leadgraph_api.problem_types import PROBLEM_TYPES

__all__ = ["VIEWS", "View", "Views"]

View = Callable[[Asked], Page]


class Views:
    """All views, by address."""

    fixed: ClassVar[dict[str, View]] = {
        "/": ask.start,
        "/ask": ask.answer,
        "/evidence": lists.evidence,
        "/map": maps.evidence_map,
        "/gaps": maps.gaps,
        "/sources": lists.sources,
        "/paths": path_views.paths,
        "/network": network_views.network,
        "/authors": contributors.authors,
        "/venues": contributors.venues,
        "/explore": explore.explore,
        "/concepts": concepts.everything,
        "/questions": questions.everything,
        "/worklists": about.worklists,
        "/about": about.about,
        "/dataset": things.dataset,
        "/dumps": things.dumps,
        "/ns": things.terms,
        "/bibtex": things.fields,
        "/stability": things.stability,
        "/problems": problem_types.everything,
    }
    only_pages = frozenset({"/"})
    """Addresses that have no other form."""

    def find(self, address: str, graph: EvidenceGraph) -> View | None:
        """Return the view of an address; None where there is nothing, or only data."""
        if address in self.fixed:
            return self.fixed[address]
        _, kind, id_ = (*address.split("/", 2), "", "")[:3]
        for name, view, held in _each(graph):
            if kind == name and id_ in held():
                return _of(view, id_)
        if kind == "sources" and (key := id_.removesuffix("/citations")) != id_:
            known = citation_network.of(graph.base).find(key) is not None
            return _of(citations.citations, key) if known else None
        if contributors.is_held(graph, kind, id_):
            return _of(contributors.contributor, id_)
        return None


def _each(graph: EvidenceGraph) -> Iterator[tuple[str, View, Callable[[], Container[str]]]]:
    """Yield what has a page each: the first part of its address, its view, the ids there are."""
    yield "sources", works.work, lambda: graph.sources
    yield "claims", claims.claim, lambda: graph.claims
    yield "concepts", concepts.concept, lambda: graph.concepts
    yield "concepts", things.scheme, lambda: thing.schemes(graph)
    yield "questions", questions.question, lambda: graph.questions
    yield "agents", things.agent, lambda: thing.agents(graph)
    yield "cells", things.cell, lambda: thing.cells(graph)
    yield "worklists", about.worklist, lambda: about.IDS
    yield "problems", problem_types.one, lambda: PROBLEM_TYPES


def _of(view: View, id_: str) -> View:
    return lambda asked: view(asked._replace(ids=(id_,)))


VIEWS = Views()
