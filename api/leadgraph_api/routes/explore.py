"""Exploring: the neighbourhood of some works as JSON, as a picture, as a graph and as BibTeX."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.citations import forms
from leadgraph.citations.asked import (
    DEFAULT_TIES,
    FILTERS,
    MOST,
    MOST_AT_ALL,
    SEEDS_MOST,
    TIES,
)
from leadgraph.citations.neighbourhood import Neighbourhood
from leadgraph.citations.picture import NeighbourhoodPicture
from leadgraph.graph import EvidenceGraph
from leadgraph_api.answers import BIBTEX, JSON, Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described, query_parameters
from leadgraph_api.pages.views.explore import ROUTE, STEPS_MOST, figures, required

SVG = "image/svg+xml"
PNG = "image/png"
GRAPHML = "application/graphml+xml"

Draw = Callable[[Neighbourhood], bytes]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of exploring, besides its page."""
    routes = APIRouter(tags=["sources"])

    def answer(request: Request, name: str, media_type: str, draw: Draw) -> Answer:
        query = required(request.scope["query_string"], graph).query
        shown = Neighbourhood(graph.base, query)
        tag = etag(graph.snapshot, name, query.canonical)
        headers = [link_header(forms.links(shown))]
        return Answer(draw(shown), media_type, etag=tag, headers=headers)

    @routes.get(f"{ROUTE}.json", include_in_schema=False)
    @routes.get(
        ROUTE,
        **described(
            "The works near some others, as many as can be read, and how they are tied",
            "Neighbourhood",
            parameters=explore_parameters(),
        ),
    )
    def explore(request: Request) -> Response:
        return answer(request, ROUTE, JSON, forms.to_json)

    forms_of: dict[str, tuple[str, str, Draw]] = {
        "svg": ("The same as a picture", SVG, lambda shown: NeighbourhoodPicture(shown).to_svg()),
        "png": ("The same in pixels", PNG, lambda shown: NeighbourhoodPicture(shown).to_png()),
        "graphml": ("The same as a graph", GRAPHML, forms.to_graphml),
        "bib": (
            "The works of it as BibTeX",
            BIBTEX,
            lambda shown: forms.to_bibtex(shown).encode("utf-8", "replace"),
        ),
    }
    for ending in (*figures(), "graphml", "bib"):
        _add_twin(routes, ending, *forms_of[ending], answer)
    return routes


def _add_twin(
    routes: APIRouter,
    ending: str,
    summary: str,
    media_type: str,
    draw: Draw,
    answer: Callable[[Request, str, str, Draw], Answer],
) -> None:
    name = f"{ROUTE}.{ending}"

    @routes.get(
        name,
        name=f"explore_{ending}",
        **described(summary, None, media_type=media_type, parameters=explore_parameters()),
    )
    def twin(request: Request) -> Response:
        return answer(request, name, media_type, draw)


def explore_parameters() -> list[Parameter]:
    """Return the parameters of exploring."""
    several = {"in": "query", "style": "form", "explode": False}
    texts = {"type": "array", "items": {"type": "string"}}
    own: list[Parameter] = [
        {
            "name": "key",
            "description": f"Works to start from, at most {SEEDS_MOST}: keys of sources, "
            "or `doi:10.x/y` of a work that is cited and not held",
            "required": True,
            "schema": texts,
            **several,
        },
        {
            "name": "kind",
            "description": "By what others are neighbours of these",
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": list(TIES)},
                "default": list(DEFAULT_TIES),
            },
            **several,
        },
        {
            "name": "most",
            "in": "query",
            "description": "Works shown at most; all others are counted",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_AT_ALL, "default": MOST},
        },
        {
            "name": "trail",
            "description": f"Where a reader of the page has been, at most {STEPS_MOST} steps; "
            "it changes nothing in the answer",
            "schema": texts,
            **several,
        },
    ]
    return [*own, *(told for told in query_parameters(paged=False) if told["name"] in FILTERS)]
