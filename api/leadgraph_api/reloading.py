"""Reloading: the service of a dataset that moves on, without dropping a request.

A new state is loaded beside the old one, off the event loop. From one request to the next it is the
new one that answers; requests that are being answered end on the old one, which then goes. A new
state that cannot be loaded is logged, and the old one stays.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable
from contextlib import suppress

from fastapi import FastAPI
from fastapi.dependencies import models
from starlette.types import Receive, Scope, Send

from leadgraph.errors import LeadgraphError
from leadgraph.graph import EvidenceGraph

log = logging.getLogger("uvicorn.error")

EVERY = 1.0
"""Seconds between two looks at the dataset."""

PAUSES = (0.0, 2.0, 10.0)
"""Seconds before each look for garbage after a move: threads that answered from the old state keep
hold of it until they have something else to do, and what is frozen meanwhile is never looked at."""

Dataset = Callable[[], EvidenceGraph]
State = Callable[[], object]


class Running:
    """One state of the service: its application, and how many requests it is answering."""

    def __init__(self, app: FastAPI, snapshot: str) -> None:
        self.app = app
        self.snapshot = snapshot
        self._requests = 0
        self._retired = False
        self._started, self._over = asyncio.Event(), asyncio.Event()
        self._life = asyncio.create_task(self._live())

    async def _live(self) -> None:
        async with self.app.router.lifespan_context(self.app):
            self._started.set()
            await self._over.wait()

    async def started(self) -> None:
        """Wait until it can take requests; raise what keeps it from that."""
        waiting = asyncio.create_task(self._started.wait())
        await asyncio.wait([waiting, self._life], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._life.done():
            await self._life

    async def retire(self) -> None:
        """Wait until the last request is answered, then end."""
        self._retired = True
        self._end_if_idle()
        await self._life

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        self._requests += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._requests -= 1
            self._end_if_idle()

    def _end_if_idle(self) -> None:
        if self._retired and not self._requests:
            self._over.set()


class Reloading:
    """An ASGI application that always answers from the newest state of a dataset.

    Args:
        load: loads the dataset as it is now.
        state: tells two states of its files apart, at next to no cost.
        serve: makes the service of a graph.
        graph: the dataset as it was when loaded first; loaded at the start if left out.
    """

    def __init__(
        self,
        load: Dataset,
        state: State,
        serve: Callable[[EvidenceGraph], FastAPI],
        graph: EvidenceGraph | None = None,
    ) -> None:
        self._load, self._state, self._serve = load, state, serve
        self._seen = state()
        self._first = graph or load()
        self._retiring: set[asyncio.Task[None]] = set()
        self._running: Running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._running.answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._running = Running(self._serve(self._first), self._first.snapshot)
        del self._first
        await self._running.started()
        called = asyncio.Event()
        with suppress(NotImplementedError, ValueError, RuntimeError, AttributeError):
            # not on every system, and only in the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, called.set)
        watching = asyncio.create_task(self._watch(called))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watching.cancel()
        await self._running.retire()
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self, called: asyncio.Event) -> None:
        """Load the dataset when it has changed and stands still, or when SIGHUP asks for it."""
        changed = False
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(called.wait(), EVERY)
            state = self._state()
            still, self._seen, changed = state == self._seen, state, changed or state != self._seen
            if called.is_set() or (changed and still):
                called.clear()
                changed = False
                await self._move()

    async def _move(self) -> None:
        """Load the dataset anew, and move to it if it is another one."""
        try:
            made = await asyncio.to_thread(self._made)
            if made is None:
                return
            new = Running(*made)
            await new.started()
        except (LeadgraphError, OSError) as error:
            log.error("the dataset was not reloaded, the one loaded before stays: %s", error)
            return
        except Exception:
            log.exception("the dataset was not reloaded, the one loaded before stays")
            return
        old, self._running = self._running, new
        log.warning("moved from snapshot %s to %s", old.snapshot, new.snapshot)
        task = asyncio.create_task(self._retire(old))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    def _made(self) -> tuple[FastAPI, str] | None:
        graph = self._load()
        same = graph.snapshot == self._running.snapshot
        return None if same else (self._serve(graph), graph.snapshot)

    async def _retire(self, old: Running) -> None:
        await old.retire()
        del old
        _let_go_of_endpoints()
        gc.unfreeze()  # what was served is garbage now, but of the kind that holds itself
        for pause in PAUSES:
            await asyncio.sleep(pause)
            await asyncio.to_thread(gc.collect)
        gc.freeze()


def _let_go_of_endpoints() -> None:
    """Have FastAPI forget what it found out about the functions behind routes.

    It keeps the functions themselves with that, for as long as the process lives, and they hold the
    graph that they answer from.
    """
    for held in vars(models).values():
        if hasattr(held, "cache_clear"):
            held.cache_clear()
