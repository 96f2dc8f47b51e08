"""Entities: each claim, concept and question at its own address, and lists of the small ones."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import NotFoundError
from leadgraph.evidence import entities
from leadgraph.graph import EvidenceGraph
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described

SCHEMES = list(entities.ALL_SCHEMES)
Id = Annotated[str, Path(description="Its id, percent-encoded")]
Scheme = Annotated[str, Path(description="Its scheme", json_schema_extra={"enum": SCHEMES})]

SCHEME: Parameter = {
    "name": "scheme",
    "in": "query",
    "description": "Concepts of these schemes, separated by commas; of all by default",
    "style": "form",
    "explode": False,
    "schema": {"type": "array", "items": {"type": "string", "enum": SCHEMES}},
}


def entity(graph: EvidenceGraph, request: Request, kind: str, id_: str) -> Answer:
    """Answer with an entity; its address may end in ``.json``, unless that is part of its id.

    Raises:
        NotFoundError: naming near misses.
        QueryError: when the request has parameters.
    """
    parameters.nothing(request.scope["query_string"])
    try:
        body = graph.describe(kind, id_)
    except NotFoundError:
        if not id_.endswith(".json"):
            raise
        id_ = id_.removesuffix(".json")
        body = graph.describe(kind, id_)
    own = path(f"{kind}s", id_)
    links = {"self": own}
    if kind == "source":
        links["bib"] = f"{own}.bib"
    return Answer(body, etag=etag(graph.snapshot, own), headers=[link_header(links)])


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of claims, concepts and questions."""
    routes = APIRouter()
    add_lists(routes, graph)

    @routes.get(
        "/claims/{id:path}",
        tags=["evidence"],
        **described(
            "One claim with its source",
            "ClaimAnswer",
            refuses=(404, 422),
        ),
    )
    def claim(request: Request, id: Id) -> Response:
        return entity(graph, request, "claim", id)

    @routes.get(
        "/concepts/{scheme}/{id:path}",
        tags=["concepts"],
        **described(
            "One concept: its labels, its neighbours, the evidence under it",
            "ConceptAnswer",
            refuses=(404, 422),
        ),
    )
    def concept(request: Request, scheme: Scheme, id: Id) -> Response:
        return entity(graph, request, "concept", f"{scheme}/{id}")

    @routes.get(
        "/questions/{id:path}",
        tags=["questions"],
        **described(
            "One open question, with the evidence that bears on it",
            "QuestionAnswer",
            refuses=(404, 422),
        ),
    )
    def question(request: Request, id: Id) -> Response:
        return entity(graph, request, "question", id)

    return routes


def add_lists(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the lists of concepts and questions: short ones, given whole."""

    @routes.get("/concepts.json", include_in_schema=False)
    @routes.get(
        "/concepts",
        tags=["concepts"],
        **described("Concepts, by scheme", "Concepts", parameters=[SCHEME]),
    )
    def concepts(request: Request) -> Response:
        schemes = parameters.several(request.scope["query_string"], "scheme")
        body = entities.concepts(graph.base, schemes)
        own = f"/concepts?scheme={','.join(schemes)}" if schemes else "/concepts"
        return Answer(body, etag=etag(graph.snapshot, own), headers=[link_header({"self": own})])

    @routes.get("/questions.json", include_in_schema=False)
    @routes.get("/questions", tags=["questions"], **described("Open questions", "Questions"))
    def questions(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        tag = etag(graph.snapshot, "/questions")
        links = link_header({"self": "/questions"})
        return Answer(entities.questions(graph.base), etag=tag, headers=[links])
