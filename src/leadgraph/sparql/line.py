"""The line in front of an evaluator: some queries run, some wait, more are sent away."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Lock

from leadgraph.errors import SparqlError
from leadgraph.sparql.evaluation import Asked, Evaluator, Limits, Result

WAITING_MOST = 8
"""Queries that wait, for each that runs."""

HELD_MOST = 8
"""Results of the largest size that may be on their way to slow readers, all together."""


class Line:
    """Queries on their way to an evaluator, in the order in which they came.

    Its threads are its own: while they wait, those of the service stay free.

    Args:
        evaluator: what answers.
        at_once: how many queries run at the same time.
        limits: what each may take.
        waiting: how many may wait.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        at_once: int,
        limits: Limits | None = None,
        waiting: int | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.limits = limits or Limits()
        self._places = at_once + (WAITING_MOST * at_once if waiting is None else waiting)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="sparql")
        self._lock = Lock()
        self._taken = 0
        self._held = 0

    @property
    def length(self) -> int:
        """Queries that run or wait."""
        return self._taken

    def enter(self, asked: Asked, limits: Limits | None = None) -> Ticket:
        """Put a query into the line.

        Raises:
            SparqlError: the line is full, or too much waits for slow readers.
        """
        with self._lock:
            self.verify_place()
            self._taken += 1
        ticket = Ticket()
        try:
            within = limits or self.limits
            ticket.future = self._threads.submit(self._answer, asked, within, ticket)
        except RuntimeError:
            self._leave(None)
            raise SparqlError("unavailable", "the service is going down") from None
        ticket.future.add_done_callback(self._leave)
        return ticket

    def verify_place(self) -> None:
        """Make sure that there is a place, before anything is done for a query.

        Raises:
            SparqlError: the line is full, or too much waits for slow readers.
        """
        if self._taken >= self._places:
            raise SparqlError("busy", f"{self._taken} queries run or wait: try again shortly")
        if self._held >= HELD_MOST * self.limits.size:
            raise SparqlError("busy", "too many results wait for their readers")

    def hold(self, size: int) -> None:
        """Count bytes that are being sent; negative when they are."""
        with self._lock:
            self._held += size

    def close(self) -> None:
        """Stop everything."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.evaluator.close()

    def _answer(self, asked: Asked, limits: Limits, ticket: Ticket) -> Result:
        if ticket.asked:
            raise SparqlError("cancelled", "nobody waits for the answer any more")
        return self.evaluator.evaluate(asked, limits, ticket)

    def _leave(self, future: Future[Result] | None) -> None:
        with self._lock:
            self._taken -= 1


class Ticket:
    """A query in the line: its result to be, and how to give it up.

    Attributes:
        future: the result to be.
    """

    future: Future[Result]

    def __init__(self) -> None:
        self._stopped = False
        self._end: Callable[[], None] | None = None
        self._lock = Lock()

    @property
    def asked(self) -> bool:
        """Whether it was given up."""
        return self._stopped

    def call(self, end: Callable[[], None] | None) -> None:
        """Name a function that ends the work, None when there is none to end any more."""
        with self._lock:
            self._end = end
            stopped = self._stopped
        if stopped and end:
            end()

    def stop(self) -> None:
        """Give up: it leaves the line, or what runs for it is ended."""
        with self._lock:
            self._stopped = True
            end = self._end
        self.future.cancel()
        if end:
            end()

    def result(self) -> Result:
        """Wait for the result.

        Raises:
            SparqlError: there is none, and why.
        """
        try:
            return self.future.result()
        except CancelledError:
            raise SparqlError("cancelled", "nobody waits for the answer any more") from None
