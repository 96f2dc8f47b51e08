"""Problems: ``/problems``, what each type of problem means."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import NotFoundError
from leadgraph.graph import EvidenceGraph
from leadgraph.render import Json
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header, to_json
from leadgraph_api.openapi import described
from leadgraph_api.problem_types import PROBLEM_TYPES

Code = Annotated[
    str,
    Path(
        description="Its code: the last part of its IRI",
        json_schema_extra={"enum": list(PROBLEM_TYPES)},
    ),
]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of problem types."""
    routes = APIRouter(tags=["service"])

    @routes.get("/problems.json", include_in_schema=False)
    @routes.get("/problems", **described("What can be wrong with a request", "ProblemTypes"))
    def problems(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        told = [one.told() for one in PROBLEM_TYPES.values()]
        listed = {"query": {}, "count": len(told), "results": told, "facets": {}, "next": None}
        return _answer(graph, {**listed, "links": {"self": "/problems"}})

    @routes.get("/problems/{code}.json", include_in_schema=False)
    @routes.get(
        "/problems/{code}",
        **described(
            "One type of problem: what it means, and what to do",
            "ProblemTypeAnswer",
            refuses=(404, 422),
        ),
    )
    def problem_type(request: Request, code: Code) -> Response:
        parameters.nothing(request.scope["query_string"])
        if code not in PROBLEM_TYPES:
            raise NotFoundError("problem type", code, PROBLEM_TYPES)
        return _answer(graph, PROBLEM_TYPES[code].told())

    return routes


def _answer(graph: EvidenceGraph, told: Json) -> Answer:
    links = told["links"]
    body = to_json({"snapshot": graph.snapshot, **told})
    return Answer(body, etag=etag(graph.snapshot, links["self"]), headers=[link_header(links)])
