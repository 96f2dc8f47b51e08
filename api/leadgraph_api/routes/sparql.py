"""SPARQL 1.1 Protocol, read only: every query runs in a worker that can be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from leadgraph.errors import SparqlError
from leadgraph.export import catalogue
from leadgraph.graph import EvidenceGraph
from leadgraph.sparql import (
    GRAPHS,
    SD,
    TABLES,
    Asked,
    Limits,
    Line,
    Result,
    Ticket,
    choose,
    describe,
)
from leadgraph_api import parameters
from leadgraph_api.answers import CHUNK, Answer, Header, etag
from leadgraph_api.kept import of_graph
from leadgraph_api.negotiation import prefers_page
from leadgraph_api.openapi import Parameter, described
from leadgraph_api.pages.views.sparql import SHOWN, SHOWN_AS, editor
from leadgraph_api.problems import sparql_status
from leadgraph_api.protocol import DIRECT, FORM, Call, read
from leadgraph_api.service_url import service_url

JSON_RESULTS = "application/sparql-results+json"

PARAMETERS: list[Parameter] = [
    {
        "name": "query",
        "in": "query",
        "required": True,
        "description": "SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE; without any parameter, the "
        "answer describes the service in RDF",
        "schema": {"type": "string"},
    },
    *(
        {
            "name": f"{kind}-graph-uri",
            "in": "query",
            "description": f"Graphs of the dataset that make up its {what}; may be repeated",
            "explode": True,
            "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
        }
        for kind, what in (("default", "default graph"), ("named", "named graphs"))
    ),
    {
        "name": "format",
        "in": "query",
        "description": "Form of the answer, instead of `Accept`: json, xml, csv or tsv; turtle, "
        "jsonld, ntriples, rdfxml, trig or nquads; or a media type. `output` and `results` mean "
        "the same",
        "schema": {"type": "string"},
    },
    {
        "name": "timeout",
        "in": "query",
        "description": "Seconds after which to give up, fewer than by default; `Prefer: wait=` "
        "says the same in a header",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
]


def router(graph: EvidenceGraph, line: Line) -> APIRouter:
    """Return the route of SPARQL.

    Args:
        graph: what is asked.
        line: evaluates.
    """
    routes = APIRouter(tags=["sparql"])
    statuses = (403, 406, 413, 415, 422, 429, 503)
    forms = {form.media_type for form in (*TABLES, *GRAPHS)}
    told = described(
        "A query in SPARQL",
        None,
        media_type=JSON_RESULTS,
        parameters=PARAMETERS,
        refuses=statuses,
        also=sorted(forms - {JSON_RESULTS}),
    )
    # Who sends no body may have the query in the address, though the protocol does not say so.
    optional = [{**one, "required": False} for one in PARAMETERS]
    body = {"content": {FORM: {"schema": _form()}, DIRECT: {"schema": {"type": "string"}}}}
    extra = {**told["openapi_extra"], "parameters": optional, "requestBody": body}

    @routes.get("/sparql", **told)
    async def sparql(request: Request) -> Response:
        return await _answer(request, graph, line)

    @routes.post("/sparql", **{**told, "summary": "The same, sent", "openapi_extra": extra})
    async def sparql_sent(request: Request) -> Response:
        return await _answer(request, graph, line)

    return routes


def _form() -> dict[str, Any]:
    properties = {one["name"]: one["schema"] for one in PARAMETERS}
    return {"type": "object", "properties": properties, "required": ["query"]}


async def _answer(request: Request, graph: EvidenceGraph, line: Line) -> Response:
    if prefers_page(request.scope) and _is_for_people(request):
        return await _page(request, line)
    if request.method == "POST":
        line.verify_place()  # before a long body is read in vain
    call = await read(request, line.limits)
    if call.asked is None:
        return await run_in_threadpool(_description, request, graph, line, call)
    within = call.within(line.limits)
    result = await _evaluated(request, line.enter(call.asked, within))
    headers = _headers(within, result, call)
    digest = await run_in_threadpool(lambda: blake2b(result.body, digest_size=16).hexdigest())
    tag = etag(graph.snapshot, result.media_type, digest)
    return SentAnswer(line, result, headers, tag)


def _is_for_people(request: Request) -> bool:
    """Tell whether a page is meant: not so where a form of data is named."""
    pairs = parameters.read(request.scope["query_string"])
    return request.method == "GET" and not any(name == "format" and value for name, value in pairs)


async def _evaluated(request: Request, ticket: Ticket) -> Result:
    """Wait for a result; give the query up when nobody waits for it.

    Raises:
        SparqlError: there is none.
    """
    result: asyncio.Future[Any] = asyncio.wrap_future(ticket.future)
    gone: asyncio.Future[Any] = asyncio.ensure_future(_gone(request.receive))
    try:
        await asyncio.wait({result, gone}, return_when=asyncio.FIRST_COMPLETED)
        if result.done() and not result.cancelled():
            found: Result = result.result()
            return found
        raise SparqlError("cancelled", "whoever asked has hung up")
    finally:
        gone.cancel()
        if not ticket.future.done():
            ticket.stop()
            result.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(limits: Limits, result: Result, call: Call) -> list[Header]:
    headers = [limits_header(limits)]
    if result.truncated:
        headers.append((b"leadgraph-truncated", result.truncated.encode()))
    if call.preferred:
        headers.append((b"preference-applied", b"wait=%g" % limits.seconds))
    return headers


def limits_header(limits: Limits) -> Header:
    """Return the limits that a query had, as a header."""
    said = f"seconds={limits.seconds:g}, rows={limits.rows}, bytes={limits.size}"
    return b"leadgraph-limits", said.encode()


class SentAnswer(Answer):
    """A result on its way: piece by piece, and counted until the reader has it."""

    def __init__(self, line: Line, result: Result, headers: list[Header], tag: str) -> None:
        super().__init__(result.body, _with_charset(result.media_type), etag=tag, headers=headers)
        self._line = line
        line.hold(len(self.body))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._line.hold(-len(self.body))

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(self._start)
        view = memoryview(self.body)
        for start in range(0, len(view), CHUNK):
            piece, last = bytes(view[start : start + CHUNK]), start + CHUNK >= len(view)
            await send({"type": "http.response.body", "body": piece, "more_body": not last})


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


# ----------------------------------------------------------------------- description of the service


def _description(request: Request, graph: EvidenceGraph, line: Line, call: Call) -> Answer:
    """Answer with what the service is, its graph counted in VoID.

    Raises:
        SparqlError: in no form that was asked for; who asked for results forgot the query.
    """
    try:
        form, media_type = choose(GRAPHS, call.accept, call.formats)
    except SparqlError:
        if "sparql-results" in call.accept:
            raise SparqlError("missing-query", "no query: send one as ?query=") from None
        raise
    url = service_url(request.scope)
    body = _described(graph, url, line.limits, form.name)
    tag = etag(graph.snapshot, "/sparql", url, form.name, line.limits)
    headers = [limits_header(line.limits)]
    return Answer(body, _with_charset(media_type), etag=tag, headers=headers)


@of_graph
def _described(graph: EvidenceGraph, url: str, limits: Limits, form: str) -> bytes:
    from leadgraph.sparql.results import serialized

    dataset = graph.about.base
    told = list(describe(f"{url}/sparql", dataset, limits))
    told += catalogue.describe(graph.records, graph.statistics, url)
    return serialized(told, form, {**catalogue.PREFIXES, "sd": SD})


# ----------------------------------------------------------------------------------------- the page


async def _page(request: Request, line: Line) -> Response:
    """Answer with the editor: a query, and what it found or what is wrong with it."""
    scope = request.scope
    query, result, fault = "", None, None
    status, headers = 200, [limits_header(line.limits)]
    try:
        call = await read(request, line.limits)
        if call.asked:
            query = call.asked.query
            within = call.within(line.limits)
            shown = Limits(within.seconds, min(SHOWN, within.rows), within.size)
            asked = Asked(query, SHOWN_AS, (), call.asked.default, call.asked.named)
            result = await _evaluated(request, line.enter(asked, shown))
    except SparqlError as error:
        fault, status = error, sparql_status(error)
        query = query or _written(scope)
    page = await run_in_threadpool(_drawn, request, query, result, fault, line.limits)
    answer: Response = scope["app"].state.pages.show(scope, page, status, headers)
    return answer


def _written(scope: Scope) -> str:
    pairs: Mapping[str, str] = dict(parameters.read(scope["query_string"]))
    return pairs.get("query", "")


def _drawn(
    request: Request,
    query: str,
    result: Result | None,
    fault: SparqlError | None,
    limits: Limits,
) -> Any:
    pages = request.scope["app"].state.pages
    return editor(pages.site(request.scope), query, result, fault, limits)
