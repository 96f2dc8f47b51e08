"""Network: ``/network``, the works that answer a query as a network of citations."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.citations.topic import TOP, TOP_MOST
from leadgraph.errors import Issue, QueryError
from leadgraph.graph import EvidenceGraph
from leadgraph.query import PAGING, EvidenceQuery
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described, query_parameters
from leadgraph_api.routes.gaps import apart

TOP_PARAMETER: Parameter = {
    "name": "top",
    "in": "query",
    "description": "How many works a ranking names, and communities, at most",
    "schema": {"type": "integer", "minimum": 1, "maximum": TOP_MOST, "default": TOP},
}


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the route of networks."""
    routes = APIRouter(tags=["citations"])

    @routes.get("/network.json", include_in_schema=False)
    @routes.get(
        "/network",
        **described(
            "The works that answer a query as a network: main path, roots, fronts, the works that "
            "count most, communities and what marks them",
            "Network",
            parameters=network_parameters(),
        ),
    )
    def network(request: Request) -> Response:
        query, top = asked(request.scope["query_string"])
        found = graph.network(query, top=top)
        tag = etag(graph.snapshot, "/network", query.canonical, top)
        return Answer(found.to_json(), etag=tag, headers=[link_header(found.links)])

    return routes


def network_parameters() -> list[Parameter]:
    """Return the parameters of a network: the filter, and how much of it to name."""
    filters = [p for p in query_parameters(paged=False) if p["name"] not in PAGING]
    return [*filters, TOP_PARAMETER]


def asked(query_string: bytes) -> tuple[EvidenceQuery, int]:
    """Read what is asked of a network.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = parameters.read(query_string)
    own, rest = apart(pairs, ("top",))
    issues = parameters.refuse_unknown(rest, parameters.QUERY_FIELDS)
    said = own.get("top", str(TOP))
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(TOP_MOST))):
        message = f"top: {said!r} is not a number from 1 to {TOP_MOST}"
        issues.append(Issue("top", "invalid-value", message))
    query = EvidenceQuery()
    try:
        query = EvidenceQuery.from_params(p for p in rest if p[0] in parameters.QUERY_FIELDS)
    except QueryError as error:
        issues += error.issues
    if issues:
        raise QueryError(issues)
    return query, int(said)
