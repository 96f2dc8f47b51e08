"""Operation: what those who run the service look at, and what keeps it answering.

``Observed`` counts requests for Prometheus; ``Capacity`` bounds how many costly ones run at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadgraph.errors import LeadgraphError
from leadgraph_api.answers import VERSION, Answer
from leadgraph_api.negotiation import route_of

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

COSTLY = frozenset(
    {
        *("ask", "map", "gaps", "explore", "paths", "network", "sources", "dumps"),
        *("authors", "venues", "worklists"),
    }
)
"""First segments of the addresses whose answers may take long on a large dataset. ``/evidence``
takes microseconds, and ``/sparql`` has a line of its own."""

COSTLY_MOST = 32
"""Costly requests at once: fewer than the 40 threads in which a server of this kind works, so that
the others always find one."""

KNOWN = COSTLY | {
    *("", "evidence", "sparql", "claims", "concepts", "questions", "health", "static", "docs"),
    *("about", "ns", "openapi.json", "agents", "dataset", "stability", "cells", "bibtex"),
    *("context", "problems", ".well-known"),
}
"""First segments by which requests are counted; all others count as ``other``, so that nobody can
make the counts grow without bound."""

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def segment(path: str) -> str:
    """Return the first segment of an address, without the suffix of a twin.

    >>> segment("/sources.csv"), segment("/sources/a.b/citations"), segment("/wp-login.php")
    ('sources', 'sources', 'other')
    """
    first = path.split("/", 2)[1] if path.startswith("/") else path
    name = first if first in KNOWN else first.partition(".")[0]
    return name if name in KNOWN else "other"


class FullError(LeadgraphError):
    """As many costly requests are being answered as may be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} costly requests are being answered: try again in a second")


class Capacity:
    """How many costly requests may run at once; the rest are asked to come back.

    Args:
        most: how many; by default what ``LEADGRAPH_COSTLY_MOST`` says, or 32.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most or int(os.environ.get("LEADGRAPH_COSTLY_MOST") or COSTLY_MOST)
        self._taken = 0

    @contextmanager
    def taken(self, scope: Scope) -> Iterator[None]:
        """Take a place while a request is answered, if it is a costly one.

        Raises:
            FullError: there is none left.
        """
        if segment(route_of(scope)) not in COSTLY:
            yield
            return
        if self._taken >= self._most:
            raise FullError(self._most)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


def observed(app: ASGIApp) -> ASGIApp:
    """Return an application with its requests counted, if ``LEADGRAPH_METRICS`` says so."""
    return Observed(app) if os.environ.get("LEADGRAPH_METRICS") else app


class Observed:
    """A service whose requests are counted, at ``/metrics``.

    With several processes, ``PROMETHEUS_MULTIPROC_DIR`` names the folder that they count in
    together, as the client library for Python has it.
    """

    def __init__(self, app: ASGIApp) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.app = app
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "leadgraph_requests",
            "Requests answered",
            ("route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "leadgraph_request_seconds",
            "From the request to the last byte of its answer",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._running = Gauge(
            "leadgraph_requests_running",
            "Requests being answered",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        running = Gauge(
            "leadgraph_info",
            "The version, as a label",
            ("version",),
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        running.labels(VERSION).set(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/metrics":
            await self._told()(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        route, began, status = segment(route_of(scope)), time.perf_counter(), "none"

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        self._running.inc()
        try:
            await self.app(scope, receive, noting)
        finally:
            self._running.dec()
            self._requests.labels(route, status).inc()
            self._seconds.labels(route).observe(time.perf_counter() - began)

    def _told(self) -> Answer:
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Answer(generate_latest(self._all()), CONTENT_TYPE_LATEST)

    def _all(self) -> CollectorRegistry:
        """Return the counts of this process, or of all that count together."""
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            return self._registry
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return together
