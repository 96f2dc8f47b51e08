"""Views: one function a page, which says what stands on it. How it looks, its template says."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from leadgraph.graph import EvidenceGraph
from leadgraph_api.pages.views import about, ask, claims, concepts, lists, questions, works
from leadgraph_api.pages.views import map as maps
from leadgraph_api.pages.views.asked import Asked, Page

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
        "/concepts": concepts.everything,
        "/questions": questions.everything,
        "/worklists": about.worklists,
        "/about": about.about,
    }
    only_pages = frozenset({"/"})
    """Addresses that have no other form."""

    def find(self, address: str, graph: EvidenceGraph) -> View | None:
        """Return the view of an address; None where there is nothing, or only data."""
        if address in self.fixed:
            return self.fixed[address]
        _, kind, id_ = (*address.split("/", 2), "", "")[:3]
        if kind == "sources" and id_ in graph.sources:
            return _of(works.work, id_)
        if kind == "claims" and id_ in graph.claims:
            return _of(claims.claim, id_)
        if kind == "concepts" and id_ in graph.concepts:
            return _of(concepts.concept, id_)
        if kind == "questions" and id_ in graph.questions:
            return _of(questions.question, id_)
        if kind == "worklists" and id_ in about.IDS:
            return _of(about.worklist, id_)
        return None


def _of(view: View, id_: str) -> View:
    return lambda asked: view(asked._replace(ids=(id_,)))


VIEWS = Views()
