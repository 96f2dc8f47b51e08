"""The application: one graph behind its routes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from leadgraph.errors import LeadgraphError
from leadgraph.graph import EvidenceGraph, load, state_of
from leadgraph.remote import Endpoint
from leadgraph.sparql import Line, Workers
from leadgraph_api import bibliographic, openapi, problems
from leadgraph_api.answers import HEAD, VERSION, Answer, to_json
from leadgraph_api.negotiation import prefers_page
from leadgraph_api.operation import Capacity, FullError, observed
from leadgraph_api.pages import Pages
from leadgraph_api.parameters import verify_url
from leadgraph_api.reloading import Reloading
from leadgraph_api.routes import ask, entities, evidence, explore, gaps, service, sources
from leadgraph_api.routes import contributors as contributor_routes
from leadgraph_api.routes import dumps as dump_routes
from leadgraph_api.routes import network as network_routes
from leadgraph_api.routes import pages as page_routes
from leadgraph_api.routes import paths as path_routes
from leadgraph_api.routes import problems as problem_routes
from leadgraph_api.routes import sparql as sparql_routes
from leadgraph_api.routes import things as thing_routes
from leadgraph_api.routes.direct import Direct


@cache
def preflight(methods: str) -> Answer:
    """Return what an OPTIONS request is told."""
    return Answer(
        b"",
        status=204,
        headers=[
            (b"allow", methods.encode()),
            (b"access-control-allow-methods", methods.encode()),
            (b"access-control-allow-headers", b"*"),
            (b"access-control-max-age", b"86400"),
        ],
    )


FORWARDED_MOST = 8
"""Queries that a remote store is asked at the same time."""


class Service(FastAPI):
    """FastAPI, with what every request has in common, and before it what is asked for most."""

    def __init__(
        self,
        graph: EvidenceGraph,
        previous: Iterable[EvidenceGraph] = (),
        line: Line | None = None,
    ) -> None:
        super().__init__(
            title="leadgraph",
            version=VERSION,
            docs_url=None,  # ours need no third party's host
            redoc_url=None,
            openapi_url=None,
            redirect_slashes=False,  # it would answer where nothing is, and without a body
            generate_unique_id_function=_name,
            lifespan=_lifespan,
        )
        self.graph = graph
        self._capacity = Capacity()
        self.line = line or line_of(graph)
        self.dumps = dump_routes.Dumps(graph)
        self.openapi = cache(self._describe)  # type: ignore[method-assign]
        self._evidence = evidence.EvidencePages(graph)
        self._direct = Direct(graph)
        description = cache(lambda: to_json(self.openapi()))
        routers = (
            ask.router(graph),
            evidence.router(graph, self._evidence),
            sources.router(graph),
            entities.router(graph),
            path_routes.router(graph),
            network_routes.router(graph),
            contributor_routes.router(graph),
            explore.router(graph),
            gaps.router(graph, previous),
            page_routes.router(graph),
            thing_routes.router(graph),
            dump_routes.router(self.dumps),
            service.router(graph, description),
            problem_routes.router(graph),
            sparql_routes.router(graph, self.line),
        )
        for router in routers:
            self.include_router(router)
        self.state.addresses = ["/", *_addresses(routers)]
        self.state.key_of = graph.key_of
        self.state.pages = self._pages = Pages(graph)
        problems.install(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if bibliographic.asks_for_works(scope):
            scope = bibliographic.twin(scope, self.graph)
        if scope["path"] == "/evidence" and scope["method"] == "GET" and not prefers_page(scope):
            await self._evidence(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if scope["method"] == "OPTIONS":
            await preflight(problems.methods(scope))(scope, receive, send)
            return
        try:
            verify_url(scope)
        except LeadgraphError as error:
            await problems.answer_to(error, scope)(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", HEAD: True}
        try:
            with self._capacity.taken(scope):
                view = self._pages.find(scope)
                made = self._pages.answer(view, scope) if view else self._direct.find(scope)
                if made is None:
                    await super().__call__(scope, receive, send)
                else:
                    await (await self._told(made, scope))(scope, receive, send)
        except FullError as full:
            await problems.answer_to(full, scope)(scope, receive, send)

    async def _told(self, made: Awaitable[Answer], scope: Scope) -> Answer:
        """Return an answer, or what says what was wrong."""
        try:
            return await made
        except LeadgraphError as error:
            return problems.answer_to(error, scope)
        except Exception as error:
            problems.log.exception("GET %s", scope["path"])
            return problems.answer_to(error, scope)

    def _describe(self) -> dict[str, Any]:
        return openapi.document(self, self.graph)


def create_app(
    graph: EvidenceGraph | None = None,
    previous: Iterable[EvidenceGraph] | None = None,
    line: Line | None = None,
) -> ASGIApp:
    """Return the service of a graph.

    Args:
        graph: what to serve. When left out, the dataset in the folder that the environment
            variable ``LEADGRAPH_DATA`` names, or the packaged one; ``LEADGRAPH_KEEP_GOING=1`` takes
            what is sound of it. ``LEADGRAPH_STORE`` names a SPARQL endpoint that answers instead
            of a store of our own, ``LEADGRAPH_STORE_GRAPH`` a graph of it,
            ``LEADGRAPH_STORE_USER`` and ``LEADGRAPH_STORE_PASSWORD`` who to be.
            ``LEADGRAPH_METRICS=1`` counts requests at ``/metrics``.
        previous: earlier states of it, which ``/gaps/diff`` compares with. When left out, those in
            the folders that ``LEADGRAPH_PREVIOUS`` names, separated as in ``PATH``.
        line: what answers SPARQL. When left out, workers over the store of a snapshot, or over one
            written to the disk at the first query; as many as there are processors, or
            ``LEADGRAPH_SPARQL_WORKERS``.

    Raises:
        CurationError: when the dataset has an error, unless told to keep going.
    """
    earlier = previous if previous is not None else _load_previous()
    return observed(Service(graph if graph is not None else _load(), tuple(earlier), line))


def line_of(graph: EvidenceGraph) -> Line:
    """Return what answers SPARQL from a graph, and the line in front of it.

    That is workers over a store on disk, which a snapshot holds already, or the remote store that
    the graph stands on. Nothing is written or started before the first query.
    """
    if graph.remote is not None:
        return Line(graph.remote, FORWARDED_MOST)
    count = int(os.environ.get("LEADGRAPH_SPARQL_WORKERS") or 0)
    workers = Workers(graph.place_store, dataset=graph.about.base, count=count)
    return Line(workers, workers.count)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    if isinstance(app, Service):
        # Gigabytes may have to be removed from the disk, while a newer state answers requests.
        await run_in_threadpool(app.line.close)
        await run_in_threadpool(app.dumps.close)


def create_reloading_app(
    graph: EvidenceGraph | None = None,
    previous: Iterable[EvidenceGraph] | None = None,
    load: Callable[[], EvidenceGraph] | None = None,
    state: Callable[[], object] | None = None,
) -> ASGIApp:
    """Return the service of a dataset that moves to its newest state as that appears.

    Args:
        graph: what to serve at first.
        previous: as for ``create_app``.
        load: loads the dataset; as ``create_app`` finds it, when left out.
        state: tells two states of its files apart.
    """
    earlier = tuple(previous if previous is not None else _load_previous())
    return observed(
        Reloading(
            load or _load,
            state or partial(state_of, os.environ.get("LEADGRAPH_DATA") or None),
            lambda graph: Service(graph, earlier),
            graph,
        )
    )


def _load() -> EvidenceGraph:
    # A server calls its factory without arguments, and in each of its processes: what they inherit
    # is the environment.
    said = os.environ.get
    keep_going = said("LEADGRAPH_KEEP_GOING", "").lower() in ("1", "true", "yes")
    store = said("LEADGRAPH_STORE")
    endpoint = store and Endpoint(
        store, user=said("LEADGRAPH_STORE_USER"), password=said("LEADGRAPH_STORE_PASSWORD")
    )
    return load(
        said("LEADGRAPH_DATA") or None,
        strict=not keep_going,
        store=endpoint or None,
        graph=said("LEADGRAPH_STORE_GRAPH"),
    )


def _load_previous() -> Iterable[EvidenceGraph]:
    folders = os.environ.get("LEADGRAPH_PREVIOUS", "").split(os.pathsep)
    return [load(folder) for folder in folders if folder]


def _addresses(routers: Iterable[APIRouter]) -> list[str]:
    """Return the addresses that hold no id: what a mistyped one may have meant."""
    paths = [
        route.path for router in routers for route in router.routes if isinstance(route, Route)
    ]
    return [path for path in paths if "{" not in path]


def _name(route: APIRoute) -> str:
    return route.name
