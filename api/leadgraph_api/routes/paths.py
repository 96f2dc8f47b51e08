"""Paths: ``/paths``, how two things are connected."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.citations.paths.answer import K_MOST, K
from leadgraph.errors import Issue, QueryError
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described

NAMED = (
    "a work by its key (one that is only cited, by its DOI), a claim or an open question by its "
    "id, a concept by `scheme/id`; `sources/`, `claims/`, `questions/` or `concepts/` before it "
    "tells two things of one name apart"
)
ENDS: tuple[Parameter, ...] = (
    {
        "name": "from",
        "in": "query",
        "required": True,
        "description": f"Where paths start: {NAMED}",
        "schema": {"type": "string"},
    },
    {
        "name": "to",
        "in": "query",
        "required": True,
        "description": "Where they end, named likewise",
        "schema": {"type": "string"},
    },
    {
        "name": "k",
        "in": "query",
        "description": "How many paths at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": K_MOST, "default": K},
    },
)
VERBS = {"from": "start", "to": "end"}
NAMES: tuple[str, ...] = tuple(parameter["name"] for parameter in ENDS)


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the route of paths."""
    routes = APIRouter(tags=["citations"])

    @routes.get("/paths.json", include_in_schema=False)
    @routes.get(
        "/paths",
        **described(
            "How two things are connected: the most telling paths, each hop in words",
            "Paths",
            parameters=ENDS,
        ),
    )
    def paths(request: Request) -> Response:
        start, goal, k = asked(request.scope["query_string"])
        found = graph.paths(start, goal, k)
        tag = etag(graph.snapshot, "/paths", sorted(found.query.items()))
        return Answer(found.to_json(), etag=tag, headers=[link_header(found.links)])

    return routes


def asked(query_string: bytes) -> tuple[str, str, int]:
    """Read what is asked of paths.

    Raises:
        QueryError: naming everything that is missing or wrong.
    """
    pairs = parameters.read(query_string)
    issues = parameters.refuse_unknown(pairs, NAMES)
    given = {name: [value for said, value in pairs if said == name] for name in NAMES}
    for name, values in given.items():
        if len(values) > 1:
            issues.append(Issue(name, "invalid-value", f"{name} is given more than once"))
        elif name != "k" and not any(values):
            message = f"{name} is missing: it says where paths {VERBS[name]}"
            issues.append(Issue(name, "invalid-value", message))
    said = (given["k"] or [str(K)])[0]
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(K_MOST))):
        message = f"k: {said!r} is not a number from 1 to {K_MOST}"
        issues.append(Issue("k", "invalid-value", message))
    if issues:
        raise QueryError(issues)
    return given["from"][0], given["to"][0], int(said)
