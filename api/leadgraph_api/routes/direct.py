"""Direct: things that are asked for all the time, answered without looking for their route.

FastAPI tries its patterns on an address one after the other, some sixty of them, and calls what it
finds in a thread: several times the work of describing a claim. Here a claim or a work that is
held, and asked for as JSON, is answered as its route would. All else is left to the routes.
"""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.types import Scope

from leadgraph.graph import EvidenceGraph
from leadgraph_api.answers import Answer
from leadgraph_api.negotiation import preferred, route_of
from leadgraph_api.routes import citations
from leadgraph_api.routes.entities import entity
from leadgraph_api.turns import in_turn

CITATIONS = "/citations"


class Direct:
    """The claims and works of a graph, at their addresses.

    Args:
        graph: what is served.
    """

    def __init__(self, graph: EvidenceGraph) -> None:
        self._graph = graph

    def find(self, scope: Scope) -> Awaitable[Answer] | None:
        """Return what will answer a request; None if that is for the routes."""
        if scope["method"] != "GET":
            return None
        kind, _, id_ = route_of(scope)[1:].partition("/")
        if kind == "claims" and id_ in self._graph.claims:
            return self._claim(scope, id_) if preferred(scope) == "json" else None
        if kind == "sources":
            return self._source(scope, id_)
        return None

    def _source(self, scope: Scope, key: str) -> Awaitable[Answer] | None:
        held = self._graph.sources
        if key in held:
            json = preferred(scope) == "json"
            return in_turn(entity, self._graph, scope, "source", key) if json else None
        work = key.removesuffix(CITATIONS)
        if work != key and work in held:
            return in_turn(citations.page, self._graph, scope, work)
        return None

    async def _claim(self, scope: Scope, id_: str) -> Answer:
        """Describe a claim on the event loop: a turn would take longer than that does."""
        return entity(self._graph, scope, "claim", id_)
