"""What pages need beside themselves: their files, and the data of those no other route gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import NotFoundError
from leadgraph.export.table import guarded, line
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records
from leadgraph.render import path
from leadgraph.worklists import Worklist
from leadgraph_api import parameters
from leadgraph_api.answers import CSV, Answer, StreamedAnswer, etag, link_header, to_json
from leadgraph_api.openapi import Parameter, described
from leadgraph_api.pages import figure
from leadgraph_api.pages.pages import STATIC, static
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views.about import IDS, found
from leadgraph_api.pages.views.map import COLOURS, figures, read
from leadgraph_api.routes.gaps import map_parameters

SVG = "image/svg+xml"
HTML = "text/html; charset=utf-8"
PNG = "image/png"
FIRST = 5
"""Items of each worklist that the list of worklists holds."""

Id = Annotated[str, Path(description="Its id", json_schema_extra={"enum": sorted(IDS)})]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of the files of pages, of the dataset itself and of worklists."""
    routes = APIRouter()

    @routes.get("/static/{name}", include_in_schema=False)
    def file(request: Request, name: str) -> Response:
        parameters.nothing(request.scope["query_string"])
        if name not in STATIC:
            raise NotFoundError("asset", name, STATIC)
        return static(name)

    @routes.get("/about.json", include_in_schema=False)
    @routes.get("/about", tags=["service"], **described("What the dataset says of itself", "About"))
    def about(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        return _answer(graph, "/about", about_of(graph))

    _add_worklists(routes, graph)
    _add_figures(routes, Site(graph))
    return routes


def _add_figures(routes: APIRouter, site: Site) -> None:
    """Add the map as a picture; its parameters are those of the map, its colours, what is open."""

    @routes.get(
        "/map.svg",
        tags=["gaps"],
        **described("The map as a picture", None, media_type=SVG, parameters=figure_parameters()),
    )
    def map_svg(request: Request) -> Response:
        query, form = read(request.scope["query_string"])
        body = figure.svg(site, query, form).encode("utf-8", "replace")
        tag = etag(site.graph.snapshot, "/map.svg", query.canonical, form.written())
        return Answer(body, SVG, etag=tag)

    @routes.get(
        "/map.html",
        tags=["gaps"],
        **described(
            "The map as one file: picture and table",
            None,
            media_type=HTML,
            parameters=figure_parameters(),
        ),
    )
    def map_html(request: Request) -> Response:
        query, form = read(request.scope["query_string"])
        body = figure.html(site, query, form).encode("utf-8", "replace")
        tag = etag(site.graph.snapshot, "/map.html", query.canonical, form.written())
        return Answer(body, HTML, etag=tag)

    if "png" not in figures():
        return

    @routes.get(
        "/map.png",
        tags=["gaps"],
        **described("The map in pixels", None, media_type=PNG, parameters=figure_parameters()),
    )
    def map_png(request: Request) -> Response:
        query, form = read(request.scope["query_string"])
        tag = etag(site.graph.snapshot, "/map.png", query.canonical, form.written())
        return Answer(figure.png(site, query, form), PNG, etag=tag)


def figure_parameters() -> list[Parameter]:
    """Return the parameters of a picture of the map."""
    own: list[Parameter] = [
        {
            "name": "colour",
            "in": "query",
            "description": "What the slices of a bubble count",
            "schema": {"type": "string", "enum": list(COLOURS), "default": COLOURS[0]},
        },
        {
            "name": "open",
            "in": "query",
            "description": "Rows and columns below which what is narrower is shown too",
            "style": "form",
            "explode": False,
            "schema": {"type": "array", "items": {"type": "string"}},
        },
    ]
    return [*map_parameters(), *own]


def _add_worklists(routes: APIRouter, graph: EvidenceGraph) -> None:
    @routes.get("/worklists.json", include_in_schema=False)
    @routes.get(
        "/worklists",
        tags=["curation"],
        **described("What curators could mend, the first items of each list", "Worklists"),
    )
    def worklists(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        told = [_told(one, graph.records, FIRST) for one in found(graph).values()]
        listed = {"query": {}, "count": len(told), "results": told, "facets": {}, "next": None}
        return _answer(graph, "/worklists", listed)

    @routes.get(
        "/worklists/{id}.csv",
        tags=["curation"],
        **described("One worklist as CSV", None, media_type=CSV, refuses=(404, 422)),
    )
    def worklist_csv(request: Request, id: Id) -> Response:
        parameters.nothing(request.scope["query_string"])
        one = _find(graph, id)
        tag = etag(graph.snapshot, f"/worklists/{id}.csv")
        return StreamedAnswer(_lines(one, graph.records), CSV, etag=tag, name=f"{id}.csv")

    @routes.get(
        "/worklists/{id}",
        tags=["curation"],
        **described("One worklist, whole", "WorklistAnswer", refuses=(404, 422)),
    )
    @routes.get("/worklists/{id}.json", include_in_schema=False)
    def worklist(request: Request, id: Id) -> Response:
        parameters.nothing(request.scope["query_string"])
        one = _find(graph, id)
        own = path("worklists", id)
        return _answer(graph, own, _told(one, graph.records, None), csv=f"{own}.csv")


def _answer(graph: EvidenceGraph, own: str, told: dict[str, Any], **twins: str) -> Answer:
    links = {"self": own, **twins}
    body = to_json({"snapshot": graph.snapshot, **told, "links": links})
    return Answer(body, etag=etag(graph.snapshot, own), headers=[link_header(links)])


def _find(graph: EvidenceGraph, id_: str) -> Worklist:
    one = found(graph).get(id_)
    if one is None:
        raise NotFoundError("worklist", id_, IDS)
    return one


def about_of(graph: EvidenceGraph) -> dict[str, Any]:
    """Return what the dataset says of itself, with what it holds."""
    about = graph.about
    return {
        "as_of": graph.as_of,
        "title": about.title,
        "description": about.description,
        "creators": list(about.creators),
        "license": about.license,
        "base": about.base,
        "counts": {
            "sources": len(graph.sources),
            "claims": len(graph.claims),
            "concepts": len(graph.concepts),
            "questions": len(graph.questions),
        },
    }


def _told(one: Worklist, records: Records, most: int | None) -> dict[str, Any]:
    items = [_item(one, id_, records) for id_ in one.items[:most]]
    told = {name: getattr(one, name) for name in ("id", "title", "remedy", "entity")}
    links = {"self": path("worklists", one.id)}
    return {**told, "count": len(one.items), "results": items, "links": links}


ADDRESSES: dict[str, Callable[[str], str]] = {
    "claim": lambda id_: path("claims", id_),
    "source": lambda id_: path("sources", id_),
    "question": lambda id_: path("questions", id_),
    "concept": lambda id_: path("concepts", *id_.split("/", 1)),
}


@cache
def _text_of(entity: str) -> Callable[[str, Records], str | None]:
    texts: dict[str, Callable[[str, Records], str | None]] = {
        "claim": lambda id_, records: records.claims[id_].statement,
        "source": lambda id_, records: records.sources[id_].title,
        "question": lambda id_, records: records.questions[id_].text,
        "concept": lambda id_, records: records.concepts[id_].label,
    }
    return texts.get(entity, lambda id_, records: None)


def _item(one: Worklist, id_: str, records: Records) -> dict[str, Any]:
    address = ADDRESSES.get(one.entity)
    links = {"self": address(id_)} if address else {}
    return {"id": id_, "text": _text_of(one.entity)(id_, records), "links": links}


def _lines(one: Worklist, records: Records) -> Iterator[str]:
    yield line(("id", "text"))
    for id_ in one.items:
        yield line((guarded(id_), guarded(_text_of(one.entity)(id_, records) or "")))
