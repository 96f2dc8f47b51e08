"""Sources: ``/sources``, its twins, and each work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import NotFoundError
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import described, list_parameters
from leadgraph_api.routes.citations import Work, add_citations
from leadgraph_api.routes.entities import address, entity
from leadgraph_api.routes.forms import add_forms
from leadgraph_api.routes.twins import add_twins, add_work_twins, work_twin

Key = Annotated[str, Path(description="Its BibTeX key, percent-encoded; may hold `/` and `.`")]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of sources."""
    routes = APIRouter(tags=["sources"])
    add_lists(routes, graph)
    add_citations(routes, graph, exactly(graph))
    add_works(routes, graph)
    return routes


def add_lists(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the list of works and its twins."""

    @routes.get("/sources.json", include_in_schema=False)
    @routes.get(
        "/sources",
        **described("Works, counted by facet", "Sources", parameters=list_parameters()),
    )
    def sources(request: Request) -> Response:
        query, select, facets = parameters.page(request.scope["query_string"])
        found = graph.works(query)
        tag = etag(found.snapshot, "/sources", query.canonical, select, facets)
        links = link_header(found.links(select, facets=facets))
        return Answer(found.to_json(select, facets=facets), etag=tag, headers=[links])

    add_twins(
        routes,
        "sources",
        lambda query: graph.works(query),
        csv="All of them as CSV, a row a work",
        works="All of them",
    )


def add_works(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add each work and its twins; a key that ends like a twin is a key."""
    add_work_twins(routes, lambda request, address: _held(graph, request, address))

    add_forms(
        routes,
        "/sources/{key:path}",
        "source",
        "One work",
        lambda request, form: entity(graph, request.scope, "source", address(request, form)),
        key=Key,
    )

    @routes.get(
        "/sources/{key:path}",
        **described(
            "One work: what it cites, what cites it, all its claims",
            "SourceAnswer",
            refuses=(404, 422),
        ),
    )
    def source(request: Request, key: Key) -> Response:
        return entity(graph, request.scope, "source", key)


def _held(graph: EvidenceGraph, request: Request, address: str) -> Response:
    """Answer for an address that ends like a twin: an exact key wins over a suffix."""
    if address in graph.sources:
        return entity(graph, request.scope, "source", address)
    answer = work_twin(graph, request, address)
    if answer is None:
        raise NotFoundError("source", address, graph.sources)
    return answer


def exactly(graph: EvidenceGraph) -> Work:
    """Return what answers for a work where an address is its own, or that of its twin."""

    def work(request: Request, address: str) -> Response | None:
        if address in graph.sources or address.removesuffix(".json") in graph.sources:
            return entity(graph, request.scope, "source", address)
        return work_twin(graph, request, address)

    return work
