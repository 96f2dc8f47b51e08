"""Contributors: ``/authors`` and ``/venues``, and each of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.citations.contributors import ROUTES, ContributorList, Role, describe
from leadgraph.errors import NotFoundError, QueryError
from leadgraph.graph import EvidenceGraph
from leadgraph.query import EvidenceQuery
from leadgraph.render import to_bytes
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described, query_parameters

Id = Annotated[str, Path(description="Its id, percent-encoded, as the list gives it")]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of authors and venues."""
    routes = APIRouter(tags=["sources"])
    _add(routes, graph, "author", "The authors of works, those with most works first", "Authors")
    _add(routes, graph, "venue", "The journals and books that works stand in", "Venues")
    return routes


def _add(routes: APIRouter, graph: EvidenceGraph, role: Role, summary: str, schema: str) -> None:
    route = ROUTES[role]

    @routes.get(f"{route}.json", include_in_schema=False, name=f"{role}s_json")
    @routes.get(
        route,
        name=f"{role}s",
        **described(summary, schema, parameters=contributor_parameters()),
    )
    def everyone(request: Request) -> Response:
        query = asked(request.scope["query_string"])
        found = ContributorList(graph.base, query, role)
        tag = etag(graph.snapshot, route, query.canonical)
        return Answer(found.to_json(), etag=tag, headers=[link_header(found.links())])

    @routes.get(
        f"{route}/{{id:path}}",
        name=role,
        **described(
            f"One {role}: its works, claims by area, who it is found with",
            f"{role.title()}Answer",
            refuses=(404, 422),
        ),
    )
    def one(request: Request, id: Id) -> Response:
        parameters.nothing(request.scope["query_string"])
        try:
            told = describe(graph.base, role, id)
        except NotFoundError:
            if not id.endswith(".json"):
                raise
            told = describe(graph.base, role, id.removesuffix(".json"))
        links = told["links"]
        tag = etag(graph.snapshot, links["self"])
        return Answer(to_bytes(told), etag=tag, headers=[link_header(links)])


def contributor_parameters() -> list[Parameter]:
    """Return the parameters of a list of contributors: those of a page of works."""
    return query_parameters(paged=True)


def asked(query_string: bytes) -> EvidenceQuery:
    """Read whose works are meant.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = parameters.read(query_string)
    if issues := parameters.refuse_unknown(pairs, parameters.QUERY_FIELDS):
        raise QueryError(issues)
    return EvidenceQuery.from_params(pairs)
