"""Sources: ``/sources``, its twins, and each work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph import export
from leadgraph.errors import NotFoundError
from leadgraph.graph import EvidenceGraph
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.answers import BIBTEX, Answer, etag, link_header
from leadgraph_api.openapi import described, list_parameters
from leadgraph_api.routes.entities import entity
from leadgraph_api.routes.twins import add_twins

Key = Annotated[str, Path(description="Its BibTeX key, percent-encoded; may hold `/` and `.`")]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of sources."""
    routes = APIRouter(tags=["sources"])
    add_lists(routes, graph)
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
        bib="All of them as BibTeX",
    )


def add_works(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add each work and its twins; a key that ends like a twin is a key."""

    @routes.get(
        "/sources/{key:path}.bib",
        **described("One work as BibTeX", None, media_type=BIBTEX, refuses=(404, 422)),
    )
    def source_bib(request: Request, key: Key) -> Response:
        if f"{key}.bib" in graph.sources:
            return source(request, f"{key}.bib")
        parameters.nothing(request.scope["query_string"])
        if key not in graph.sources:
            raise NotFoundError("source", key, graph.sources)
        tag = etag(graph.snapshot, path("sources", f"{key}.bib"))
        links = link_header({"self": path("sources", f"{key}.bib")})
        body = export.to_bibtex([graph.sources[key]]).encode()
        return Answer(body, BIBTEX, etag=tag, headers=[links])

    @routes.get(
        "/sources/{key:path}",
        **described(
            "One work: what it cites, what cites it, all its claims",
            "SourceAnswer",
            refuses=(404, 422),
        ),
    )
    def source(request: Request, key: Key) -> Response:
        return entity(graph, request, "source", key)
