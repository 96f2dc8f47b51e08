"""Evidence: ``/evidence`` and its twins."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from leadgraph.errors import LeadgraphError
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import SPARQL, Answer, etag, link_header
from leadgraph_api.kept import Kept
from leadgraph_api.openapi import described, list_parameters, query_parameters
from leadgraph_api.problems import answer_to, log
from leadgraph_api.routes.twins import add_twins
from leadgraph_api.turns import in_turn


class EvidencePages:
    """``GET /evidence`` as an ASGI application: the one route that is asked all the time.

    FastAPI's routing and Starlette's middleware cost several times what the query does, so the
    service calls this before them. Answers are kept by the query string as it came: a snapshot is
    never changed, so a kept answer is never wrong.
    """

    def __init__(self, graph: EvidenceGraph) -> None:
        self._graph = graph
        self._kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = self._kept.get(scope["query_string"]) or await self.answer(scope)
        await answer(scope, receive, send)

    async def answer(self, scope: Scope) -> Answer:
        """Return the answer to a request, or the problem with it."""
        query_string = scope["query_string"]
        try:
            asked = parameters.page(query_string)
            if asked.query.q is None:
                answer = self._page(asked)
            else:  # reading the words takes longer than a turn does
                answer = await in_turn(self._page, asked)
        except LeadgraphError as error:
            return answer_to(error, scope)
        except Exception as error:
            log.exception("GET /evidence?%s", query_string.decode("latin-1"))
            return answer_to(error, scope)
        self._kept.put(query_string, answer)
        return answer

    def _page(self, asked: parameters.Asked) -> Answer:
        query, select, facets = asked
        found = self._graph.evidence(query)
        body = found.to_json(select, facets=facets)
        tag = etag(found.snapshot, "/evidence", query.canonical, select, facets)
        return Answer(body, etag=tag, headers=[link_header(found.links(select, facets=facets))])


def router(graph: EvidenceGraph, pages: EvidencePages) -> APIRouter:
    """Return the routes of evidence."""
    routes = APIRouter(tags=["evidence"])

    @routes.get("/evidence.json", include_in_schema=False)
    @routes.get(
        "/evidence",
        **described(
            "Claims with their sources, counted by facet", "Evidence", parameters=list_parameters()
        ),
    )
    async def evidence(request: Request) -> Response:
        return await pages.answer(request.scope)

    add_twins(
        routes,
        "evidence",
        lambda query: graph.evidence(query),
        csv="All of it as CSV, a row a claim",
        works="The works of all of it",
    )

    @routes.get(
        "/evidence.rq",
        **described(
            "SPARQL that finds all of it in the graph",
            None,
            media_type=SPARQL,
            parameters=query_parameters(paged=False),
        ),
    )
    def evidence_rq(request: Request) -> Response:
        query = parameters.whole(request.scope["query_string"], "rq")
        tag = etag(graph.snapshot, "/evidence.rq", query.canonical)
        return Answer(graph.evidence(query).to_sparql().encode(), SPARQL, etag=tag)

    return routes
