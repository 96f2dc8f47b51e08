"""Entities: each claim, concept and question at its own address, and lists of the small ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from leadgraph import export, store
from leadgraph.errors import NotFoundError
from leadgraph.evidence import entities
from leadgraph.export import work_twins
from leadgraph.export.nanopub import TRIG
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described
from leadgraph_api.routes.forms import Thing, add_forms, split
from leadgraph_api.signposts import address_of, iri_of, signposts

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


def entity(graph: EvidenceGraph, scope: Scope, kind: str, id_: str) -> Answer:
    """Answer with an entity: as JSON or RDF, by the ending of its address or by negotiation.

    An ending that is part of the id is no ending.

    Raises:
        NotFoundError: naming near misses.
        QueryError: when the request has parameters.
    """
    id_, form = split(id_, held(graph, kind))
    own = address_of(kind, id_)
    iri = iri_of(graph, kind, id_)
    thing = Thing(
        graph,
        own,
        triples=lambda: store.describe(graph.store, iri),
        json=lambda: graph.describe(kind, id_),
        links=_links(kind, own),
        signposts=signposts(graph, kind, id_, scope.get("root_path", "")),
    )
    parameters.nothing(scope["query_string"])
    if id_ not in held(graph, kind):
        raise NotFoundError(kind, id_, held(graph, kind))
    return thing.answer(scope, form)


def _links(kind: str, own: str) -> dict[str, str]:
    """Return the addresses of what a kind of thing is told in besides JSON and RDF."""
    if kind == "source":
        return {name: f"{own}.{end}" for name, end in work_twins().items()}
    return {"trig": f"{own}.trig"} if kind == "claim" else {}


def address(request: Request, form: str) -> str:
    """Return the last part of an address as it was asked for: the ids and the ending."""
    return f"{'/'.join(request.path_params.values())}.{form}"


def held(graph: EvidenceGraph, kind: str) -> Mapping[str, object]:
    """Return all entities of a kind, by id; concepts by scheme and id."""
    kinds: Mapping[str, Mapping[str, object]] = {
        "source": graph.sources,
        "claim": graph.claims,
        "concept": graph.concepts,
        "question": graph.questions,
    }
    return kinds[kind]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of claims, concepts and questions."""
    routes = APIRouter()
    add_lists(routes, graph)
    add_nanopublications(routes, graph)

    add_forms(
        routes,
        "/claims/{id:path}",
        "claim",
        "One claim",
        lambda request, form: entity(graph, request.scope, "claim", address(request, form)),
        id=Id,
    )

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
        return entity(graph, request.scope, "claim", id)

    add_forms(
        routes,
        "/concepts/{scheme}/{id:path}",
        "concept",
        "One concept",
        lambda request, form: entity(graph, request.scope, "concept", address(request, form)),
        scheme=Scheme,
        id=Id,
    )

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
        return entity(graph, request.scope, "concept", f"{scheme}/{id}")

    add_forms(
        routes,
        "/questions/{id:path}",
        "question",
        "One open question",
        lambda request, form: entity(graph, request.scope, "question", address(request, form)),
        id=Id,
    )

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
        return entity(graph, request.scope, "question", id)

    return routes


def add_nanopublications(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the nanopublication of each claim; an id that ends like one is an id."""

    @routes.get(
        "/claims/{id:path}.trig",
        tags=["evidence"],
        **described("One claim as a nanopublication", None, media_type=TRIG, refuses=(404, 422)),
    )
    def nanopublication(request: Request, id: Id) -> Response:
        if f"{id}.trig" in graph.claims:
            return entity(graph, request.scope, "claim", f"{id}.trig")
        parameters.nothing(request.scope["query_string"])
        body = export.nanopublication(graph.records, id)
        own = address_of("claim", id)
        links = link_header({"self": f"{own}.trig"})
        return Answer(body, TRIG, etag=etag(graph.snapshot, f"{own}.trig"), headers=[links])


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
