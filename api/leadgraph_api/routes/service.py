"""Service: how it is, how it is described, where one begins."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import NotFoundError
from leadgraph.graph import EvidenceGraph
from leadgraph_api import docs, parameters
from leadgraph_api.answers import VERSION, Answer, etag, to_json
from leadgraph_api.openapi import described


def router(graph: EvidenceGraph, description: Callable[[], bytes]) -> APIRouter:
    """Return the routes that are about the service itself.

    Args:
        graph: what is served.
        description: gives the OpenAPI document.
    """
    routes = APIRouter()

    @routes.get("/health", tags=["service"], **described("How the service is", "Health"))
    def health(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        return Answer(to_json(condition(graph)))

    @routes.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        return Answer(description(), etag=etag(graph.snapshot, "/openapi.json"))

    @routes.get("/docs", include_in_schema=False)
    def docs_page(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        return docs.page(request.app.openapi())

    @routes.get("/docs/{name}", include_in_schema=False)
    def docs_asset(request: Request, name: str) -> Response:
        parameters.nothing(request.scope["query_string"])
        if name not in docs.ASSETS:
            raise NotFoundError("asset", name, docs.ASSETS)
        return docs.asset(name)

    return routes


def condition(graph: EvidenceGraph) -> dict[str, object]:
    """Return what is served, and what had to be left out (``--keep-going``)."""
    errors = [str(problem) for problem in graph.problems if problem.level == "error"]
    return {
        "status": "ok",
        "version": VERSION,
        "snapshot": graph.snapshot,
        "as_of": graph.as_of,
        "counts": {
            "sources": len(graph.sources),
            "claims": len(graph.claims),
            "concepts": len(graph.concepts),
            "questions": len(graph.questions),
        },
        "problems": {"count": len(graph.problems), "left_out": errors},
    }
