"""Citations: ``/sources/{key}/citations``, its kinds and its twins."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from leadgraph.citations import KINDS, Citations
from leadgraph.citations.neighbours import NeighbourList
from leadgraph.errors import Issue
from leadgraph.export import WorkFormat, work_formats
from leadgraph.graph import EvidenceGraph
from leadgraph.query import EvidenceQuery
from leadgraph_api import parameters
from leadgraph_api.answers import CSV, Answer, StreamedAnswer, etag, link_header
from leadgraph_api.openapi import Parameter, described, query_parameters
from leadgraph_api.routes.twins import known, streamed, styles
from leadgraph_api.turns import in_turn

Key = Annotated[
    str, Path(description="Key of a source, percent-encoded; or `doi:10.x/y` of a cited work")
]

NOT_FILTERS = ("kind", "not_kind")
"""Fields of ``EvidenceQuery`` whose name means something else here."""

KNOWN = (parameters.QUERY_FIELDS - set(NOT_FILTERS)) | {"kind", "key"}

KIND: Parameter = {
    "name": "kind",
    "in": "query",
    "description": "Which neighbours; without it, all kinds are counted and the first of each told",
    "schema": {"type": "string", "enum": list(KINDS)},
}
KEYS: Parameter = {
    "name": "key",
    "in": "query",
    "description": "Further works, which are taken together with the first as one",
    "style": "form",
    "explode": False,
    "schema": {"type": "array", "items": {"type": "string"}},
}


Work = Callable[[Request, str], Response | None]
"""Answers for the work that an address names; None where it names none."""


class Asked(NamedTuple):
    """What a URL asks of the citations of a work.

    Attributes:
        kind: of the neighbours; None for all.
        keys: of the works, that of the path first.
        query: which neighbours.
    """

    kind: str | None
    keys: tuple[str, ...]
    query: EvidenceQuery


def asked(query_string: bytes, key: str, twin: str = "", also: Collection[str] = ()) -> Asked:
    """Read what is asked of the citations of a work.

    Args:
        query_string: as it came.
        key: of the work that the path names.
        twin: ending of the twin, which holds the whole of one kind; empty for a page.
        also: parameters that the twin knows besides, and that are read elsewhere.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = parameters.read(query_string)
    issues = parameters.refuse_unknown(pairs, KNOWN | set(also))
    kinds = [value for name, value in pairs if name == "kind"]
    if len(kinds) > 1:
        issues.append(Issue("kind", "invalid-value", "kind is given more than once"))
    elif twin and not kinds:
        message = f"kind: the .{twin} twin holds the neighbours of one kind: {', '.join(KINDS)}"
        issues.append(Issue("kind", "invalid-value", message, tuple(KINDS)))
    for name in ("limit", "cursor") if twin else ():
        if any(name == given for given, _ in pairs):
            message = f"{name}: the .{twin} twin holds the whole result; leave {name} out"
            issues.append(Issue(name, "invalid-value", message))
    others = parameters.values(pairs, "key", issues)
    filters = [pair for pair in pairs if pair[0] not in ("kind", "key", *also)]
    query = parameters.query_of(filters, issues)
    return Asked(kinds[0] if kinds else None, (key, *others), query)


def filters(*, paged: bool) -> list[Parameter]:
    """Return the fields of ``EvidenceQuery`` that neighbours can be filtered by, as parameters."""
    return [told for told in query_parameters(paged=paged) if told["name"] not in NOT_FILTERS]


def add_citations(routes: APIRouter, graph: EvidenceGraph, work: Work) -> None:
    """Add the citations of each work; before the works, whose keys may end in anything.

    Args:
        routes: where to add them.
        graph: what is asked.
        work: answers for a work whose own key, or the address of whose twin, ends like the address
            of citations: an exact key wins over a suffix.
    """

    def overview(request: Request, key: str, ending: str = "") -> Response:
        return work(request, f"{key}/citations{ending}") or page(graph, request.scope, key)

    @routes.get("/sources/{key:path}/citations.json", include_in_schema=False)
    async def citations_json(request: Request, key: Key) -> Response:
        return await in_turn(overview, request, key, ".json")

    @routes.get(
        "/sources/{key:path}/citations.csv",
        **described(
            "All neighbours of one kind as CSV, a row a work",
            None,
            media_type=CSV,
            parameters=[{**KIND, "required": True}, KEYS, *filters(paged=False)],
            refuses=(404, 422),
        ),
    )
    def citations_csv(request: Request, key: Key) -> Response:
        return work(request, f"{key}/citations.csv") or _table(graph, request, key)

    for form in work_formats().values():
        _add_works(routes, graph, work, form)

    @routes.get(
        "/sources/{key:path}/citations",
        **described(
            "What a work cites, what cites it, and what is near it and why",
            "Citations",
            parameters=[KIND, KEYS, *filters(paged=True)],
            refuses=(404, 422),
        ),
    )
    async def citations(request: Request, key: Key) -> Response:
        return await in_turn(overview, request, key)


def _add_works(routes: APIRouter, graph: EvidenceGraph, work: Work, form: WorkFormat) -> None:
    @routes.get(
        f"/sources/{{key:path}}/citations.{form.suffix}",
        name=f"citations_{form.name}",
        **described(
            f"All neighbours of one kind as {form.label}; one not held has its DOI alone",
            None,
            media_type=form.media_type,
            parameters=[
                {**KIND, "required": True},
                KEYS,
                *filters(paged=False),
                *styles(form),
            ],
            refuses=(404, 422),
        ),
    )
    def citations_works(request: Request, key: Key) -> Response:
        own = work(request, f"{key}/citations.{form.suffix}")
        if own is not None:
            return own
        query_string = request.scope["query_string"]
        found = _neighbours(graph, query_string, key, form.suffix, known(form))
        address = found.links()[form.link]
        return streamed(found.works(), form, query_string, graph.snapshot, address, "citations")


def page(graph: EvidenceGraph, scope: Scope, key: str) -> Answer:
    """Answer with a page of the citations of a work.

    Raises:
        NotFoundError: when there is no such work.
        QueryError: naming everything that is wrong.
    """
    kind, keys, query = asked(scope["query_string"], key)
    found = Citations(graph.base, keys, query)
    answer = found if kind is None else found.of(kind)
    links = answer.links()
    tag = etag(graph.snapshot, links["self"], query.cursor)
    return Answer(answer.to_json(), etag=tag, headers=[link_header(links)])


def _neighbours(
    graph: EvidenceGraph, query_string: bytes, key: str, twin: str, also: Collection[str] = ()
) -> NeighbourList:
    """Return the neighbours that a twin holds: the whole of one kind."""
    kind, keys, query = asked(query_string, key, twin, also)
    return Citations(graph.base, keys, query).of(kind or "")


def _table(graph: EvidenceGraph, request: Request, key: str) -> Answer:
    found = _neighbours(graph, request.scope["query_string"], key, "csv")
    tag = etag(graph.snapshot, found.links()["csv"])
    return StreamedAnswer(found.to_csv(), CSV, etag=tag, name="citations.csv")
