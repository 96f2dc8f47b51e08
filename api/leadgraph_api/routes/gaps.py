"""Gaps: ``/map`` and ``/gaps`` with their twins, and what changed between snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.errors import Issue, QueryError, near_misses
from leadgraph.gaps import CLASSES, FACETS, GapDiff, MapQuery, Thresholds
from leadgraph.gaps.asked import DEEPEST
from leadgraph.gaps.twins import MEASURES, SHAPES
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import (
    CSV,
    NDJSON,
    SPARQL,
    TURTLE,
    Answer,
    StreamedAnswer,
    etag,
    link_header,
)
from leadgraph_api.openapi import Parameter, described, query_parameters
from leadgraph_api.turns import in_turn

Snapshots = Mapping[str, EvidenceGraph]

ENDS: tuple[str, ...] = ("from", "to")
TABLE: tuple[str, ...] = ("shape", "measure")


def router(graph: EvidenceGraph, previous: Iterable[EvidenceGraph] = ()) -> APIRouter:
    """Return the routes of the map and of gaps.

    Args:
        graph: what is served.
        previous: earlier states of it, to compare with.
    """
    routes = APIRouter(tags=["gaps"])
    add_map(routes, graph)
    add_gaps(routes, graph)
    add_gap_lines(routes, graph)
    held = {each.snapshot: each for each in (*previous, graph)}
    add_diff(routes, graph, held)
    return routes


def add_map(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the map and its twins."""

    @routes.get("/map.json", include_in_schema=False)
    @routes.get(
        "/map",
        **described(
            "Two facets crossed: every cell counted, zeros too",
            "Map",
            parameters=[*map_parameters(), TEAMS],
        ),
    )
    async def evidence_map(request: Request) -> Response:
        own, rest = apart(parameters.read(request.scope["query_string"]), ("teams",))
        teams = own.get("teams", "false").lower()
        issues = [] if teams in parameters.TRUTHS else [_not_truth("teams", teams)]
        return await in_turn(_map, graph, asked(rest, issues), parameters.TRUTHS[teams])

    @routes.get(
        "/map.csv",
        **described(
            "The map as CSV: a line a cell, or a table of one measure",
            None,
            media_type=CSV,
            parameters=[*map_parameters(), *TABLE_PARAMETERS],
        ),
    )
    def map_csv(request: Request) -> Response:
        pairs = parameters.read(request.scope["query_string"])
        own, rest = apart(pairs, TABLE)
        told = graph.map(asked(rest))
        lines = told.to_csv(**own)
        tag = etag(graph.snapshot, "/map.csv", told.query.canonical, sorted(own.items()))
        return StreamedAnswer(lines, CSV, etag=tag, name="map.csv")

    @routes.get(
        "/map.ttl",
        **described(
            "The map as an RDF Data Cube", None, media_type=TURTLE, parameters=map_parameters()
        ),
    )
    def map_ttl(request: Request) -> Response:
        told = graph.map(asked(parameters.read(request.scope["query_string"])))
        tag = etag(graph.snapshot, "/map.ttl", told.query.canonical)
        body = told.to_turtle().encode()
        return Answer(body, TURTLE, etag=tag, headers=[link_header(told.links)])

    @routes.get(
        "/map.rq",
        **described(
            "SPARQL that counts the map in the graph",
            None,
            media_type=SPARQL,
            parameters=map_parameters(),
        ),
    )
    def map_rq(request: Request) -> Response:
        told = graph.map(asked(parameters.read(request.scope["query_string"])))
        tag = etag(graph.snapshot, "/map.rq", told.query.canonical)
        return Answer(told.to_sparql().encode(), SPARQL, etag=tag)


def add_gaps(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the list of gaps and its twin."""

    @routes.get("/gaps.json", include_in_schema=False)
    @routes.get(
        "/gaps",
        **described(
            "The cells that are gaps, ranked, with the rule and the numbers that made them so",
            "Gaps",
            parameters=gap_parameters(paged=True),
        ),
    )
    async def gaps(request: Request) -> Response:
        query = asked(parameters.read(request.scope["query_string"]))
        return await in_turn(_gaps, graph, query)

    @routes.get(
        "/gaps.csv",
        **described(
            "All of them as CSV", None, media_type=CSV, parameters=gap_parameters(paged=False)
        ),
    )
    def gaps_csv(request: Request) -> Response:
        query = asked(parameters.read(request.scope["query_string"])).unpaged()
        tag = etag(graph.snapshot, "/gaps.csv", query.canonical)
        return StreamedAnswer(graph.gaps(query).to_csv(), CSV, etag=tag, name="gaps.csv")

    @routes.get(
        "/gaps.rq",
        **described(
            "SPARQL that finds all of them in the graph",
            None,
            media_type=SPARQL,
            parameters=gap_parameters(paged=False),
        ),
    )
    def gaps_rq(request: Request) -> Response:
        query = asked(parameters.read(request.scope["query_string"])).unpaged()
        tag = etag(graph.snapshot, "/gaps.rq", query.canonical)
        return Answer(graph.gaps(query).to_sparql().encode(), SPARQL, etag=tag)


def _map(graph: EvidenceGraph, query: MapQuery, teams: bool) -> Answer:
    told = graph.map(query)
    tag = etag(graph.snapshot, "/map", told.query.canonical, teams)
    return Answer(told.to_json(teams=teams), etag=tag, headers=[link_header(told.links)])


def _gaps(graph: EvidenceGraph, query: MapQuery) -> Answer:
    found = graph.gaps(query)
    tag = etag(graph.snapshot, "/gaps", found.query.canonical)
    return Answer(found.to_json(), etag=tag, headers=[link_header(found.links)])


def add_gap_lines(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the gaps as lines of JSON."""

    @routes.get(
        "/gaps.ndjson",
        **described(
            "All of them, ranked, as lines of JSON",
            None,
            media_type=NDJSON,
            parameters=gap_parameters(paged=False),
        ),
    )
    def gaps_ndjson(request: Request) -> Response:
        query = asked(parameters.read(request.scope["query_string"])).unpaged()
        tag = etag(graph.snapshot, "/gaps.ndjson", query.canonical)
        lines = graph.gaps(query).to_ndjson()
        return StreamedAnswer(lines, NDJSON, etag=tag, name="gaps.ndjson")


def add_diff(routes: APIRouter, graph: EvidenceGraph, held: Snapshots) -> None:
    """Add what changed between two of the snapshots that are held."""

    @routes.get("/gaps/diff.json", include_in_schema=False)
    @routes.get(
        "/gaps/diff",
        **described(
            "Gaps that opened, closed or changed between two snapshots, with the claims behind it",
            "GapDiff",
            parameters=[*ends(held, graph.snapshot), *gap_parameters(paged=False)],
        ),
    )
    def gaps_diff(request: Request) -> Response:
        own, rest = apart(parameters.read(request.scope["query_string"]), ENDS)
        own = {"from": before(held, graph.snapshot), "to": graph.snapshot, **own}
        issues = [_unknown(name, id_, held) for name, id_ in own.items() if id_ not in held]
        query = asked(rest, issues)
        told = GapDiff(held[own["from"]].base, held[own["to"]].base, query)
        tag = etag(graph.snapshot, "/gaps/diff", own["from"], own["to"], query.canonical)
        return Answer(told.to_json(), etag=tag, headers=[link_header(told.links)])


def asked(pairs: parameters.Pairs, issues: Iterable[Issue] = ()) -> MapQuery:
    """Read what is asked of a map.

    Raises:
        QueryError: naming everything that is wrong, and what was wrong already.
    """
    found = list(issues)
    try:
        query = MapQuery.from_params(pairs)
    except QueryError as error:
        raise QueryError([*found, *error.issues]) from None
    if found:
        raise QueryError(found)
    return query


def apart(
    pairs: parameters.Pairs, names: tuple[str, ...]
) -> tuple[dict[str, str], parameters.Pairs]:
    """Return the parameters of a route itself, and all the others.

    Raises:
        QueryError: when one of its own is given twice.
    """
    own: dict[str, str] = {}
    for name, value in pairs:
        if name in names and name in own:
            message = f"{name} is given more than once"
            raise QueryError([Issue(name, "invalid-value", message)])
        if name in names:
            own[name] = value
    return own, [pair for pair in pairs if pair[0] not in names]


def before(held: Snapshots, now: str) -> str:
    """Return the snapshot held before the present one, if there is any; else that itself."""
    return next((id_ for id_ in reversed(list(held)) if id_ != now), now)


def _not_truth(name: str, said: str) -> Issue:
    message = f"{name}: {said!r} is neither true nor false"
    return Issue(name, "invalid-value", message, ("true", "false"))


def _unknown(name: str, id_: str, held: Snapshots) -> Issue:
    near = near_misses(id_, held) or tuple(held)
    message = f"{name}: no snapshot {id_!r} is held; held: {', '.join(held)}"
    return Issue(name, "invalid-value", message, near)


# ------------------------------------------------------------------------------ description


def map_parameters() -> list[Parameter]:
    """Return the parameters of a map: its axes, its thresholds, the filter."""
    filters = [p for p in query_parameters(paged=False) if p["name"] != "sort"]
    return [*AXES, *THRESHOLDS, *filters]


def gap_parameters(*, paged: bool) -> list[Parameter]:
    """Return the parameters of gaps: those of a map, the classes, the page."""
    pages = [p for p in query_parameters(paged=True) if p["name"] in ("limit", "cursor")]
    return [*map_parameters(), CLASS, *(pages if paged else [])]


def ends(held: Snapshots, now: str) -> list[Parameter]:
    """Return the parameters that name two snapshots."""
    ids = {"type": "string", "enum": list(held)}
    return [
        _parameter("from", "Snapshot to compare with", {**ids, "default": before(held, now)}),
        _parameter("to", "Snapshot that is compared", {**ids, "default": now}),
    ]


def _parameter(name: str, description: str, schema: Mapping[str, Any]) -> Parameter:
    return {"name": name, "in": "query", "description": description, "schema": dict(schema)}


def _ids(name: str, description: str, items: Mapping[str, Any], **schema: Any) -> Parameter:
    told = _parameter(name, description, {"type": "array", "items": dict(items), **schema})
    return {**told, "style": "form", "explode": False}


def _number(name: str, description: str, **schema: Any) -> Parameter:
    return _parameter(name, description, {"type": "integer", "minimum": 0, **schema})


TEAMS = _parameter(
    "teams",
    "Whether to count, in each cell, the independent author teams behind its works",
    {"type": "boolean", "default": False},
)
FACET = {"type": "string", "enum": list(FACETS)}
AXES: tuple[Parameter, ...] = (
    _parameter("rows", "Facet of the rows", {**FACET, "default": "area"}),
    _parameter("columns", "Facet of the columns", {**FACET, "default": "target"}),
    _parameter(
        "depth",
        "How far hierarchies are opened; 1 shows their tops",
        {"type": "integer", "minimum": 1, "maximum": DEEPEST, "default": 1},
    ),
)
USUAL = Thresholds()
THRESHOLDS: tuple[Parameter, ...] = (
    _number("few", "At most so many studies are few", default=USUAL.few),
    _number("dense", "At least so many studies are many", default=USUAL.dense),
    _number("recent", "Years before `as_of` that are recent", default=USUAL.recent),
    _parameter(
        "as_of",
        "Year or date from which recent is told; by default when a claim was last curated",
        {"type": "string"},
    ),
    _ids(
        "strong",
        "Designs, or groups of them, that lend confidence; a synthesis always does",
        {"type": "string"},
        default=list(USUAL.strong),
    ),
)
CLASS = _ids("class", "Gap classes to list; all by default", {"type": "string", "enum": [*CLASSES]})
TABLE_PARAMETERS: tuple[Parameter, ...] = (
    _parameter(
        "shape",
        "`long`: a line a cell; `wide`: a line a row of the map",
        {"type": "string", "enum": list(SHAPES), "default": "long"},
    ),
    _parameter(
        "measure",
        "What the cells of the wide table hold",
        {"type": "string", "enum": list(MEASURES), "default": "studies"},
    ),
)
