"""Forwarding: untrusted queries handed on to a remote store, within the limits of this service.

What may be asked is decided here, by the same reading as for a store of our own: the store never
sees an update or a SERVICE. It answers in the plainest form that it has, and what comes back is
read as it arrives and written in the form that was asked for, until a limit is reached; then the
connection is closed, and a server that minds its clients stops working.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, cast

from leadgraph.errors import SparqlError, StoreError
from leadgraph.sparql import Limits, Result, choose, offered, read
from leadgraph.sparql.evaluation import THE_GRAPH
from leadgraph.sparql.results import Written, write_boolean, write_solutions, write_triples

if TYPE_CHECKING:
    from leadgraph.remote.endpoint import Endpoint
    from leadgraph.sparql import Asked, Reading, Stop
    from leadgraph.sparql.forms import Form

XML_RESULTS = "application/sparql-results+xml"
N_TRIPLES = "application/n-triples"


class Forwarding:
    """Answers queries from a remote store; an ``Evaluator``.

    Args:
        endpoint: the store.
        graph: the named graph that holds the dataset, which is the default graph of a query that
            names none.
        dataset: IRI of the dataset, by which the default graph can be named, too.
    """

    def __init__(self, endpoint: Endpoint, graph: str, dataset: str = "") -> None:
        self.endpoint = endpoint
        self.graph = graph
        self._names = {*THE_GRAPH, dataset}
        self._reads_escapes: bool | None = None

    def evaluate(self, asked: Asked, limits: Limits, stop: Stop) -> Result:
        """Answer a query.

        Raises:
            SparqlError: it is refused, the store does not answer it, or it was stopped.
        """
        reading = read(asked.query)
        form, media_type = choose(offered(reading.form), asked.accept, asked.formats)
        wanted = N_TRIPLES if reading.form in ("CONSTRUCT", "DESCRIBE") else XML_RESULTS
        end = time.monotonic() + limits.seconds
        try:
            said = {"query": self._text(reading, limits), **self._graphs(asked, reading)}
            with self.endpoint.answering(said, wanted, limits.seconds) as answer:
                stop.call(answer.close)
                try:
                    arriving = _Arriving(answer.iter_bytes(), end, stop)
                    body = cast("IO[bytes]", io.BufferedReader(arriving))
                    written = _written(reading.form, body, form, limits)
                finally:
                    stop.call(None)
        except StoreError as error:
            raise _given_up(error, end, limits, stop) from None
        return Result(media_type, form.name, written.body, written.truncated)

    def _text(self, reading: Reading, limits: Limits) -> str:
        """Return a query as it is sent: as nobody can misread it, if the store reads that."""
        if reading.text == reading.query:
            return reading.text
        if self._reads_escapes is None:
            try:
                said = {"query": r"ASK { <urn:a\u0023b> ?p ?o }"}
                with self.endpoint.answering(said, XML_RESULTS, limits.seconds):
                    self._reads_escapes = True
            except StoreError as error:
                if error.status != 400:
                    raise
                self._reads_escapes = False  # Virtuoso; nor does it misread what was escaped
        return reading.text if self._reads_escapes else reading.query

    def close(self) -> None:
        """Let go of the connections."""
        self.endpoint.close()

    def _graphs(self, asked: Asked, reading: Reading) -> dict[str, list[str]]:
        """Return the dataset of a query: the protocol's, else its own, else that of the graph."""
        if not asked.default and not asked.named:
            return {} if reading.default is not None else {"default-graph-uri": [self.graph]}
        default = [self.graph if iri in self._names else iri for iri in asked.default]
        return {"default-graph-uri": default, "named-graph-uri": list(asked.named)}


def _written(kind: str, body: IO[bytes], form: Form, limits: Limits) -> Written:
    """Write what a store found in the form that was asked for."""
    from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

    try:
        if kind in ("CONSTRUCT", "DESCRIBE"):
            triples: Any = (quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
            return write_triples(triples, form, limits.rows, limits.size)
        found: Any = parse_query_results(body, format=QueryResultsFormat.XML)
        if kind == "SELECT":
            return write_solutions(found, form, limits.rows, limits.size)
        if isinstance(found, QueryBoolean):
            return write_boolean(bool(found), form)
        cells = [one[0].value for one in found]  # Virtuoso answers ASK with a table of one cell
        return write_boolean(cells in (["1"], ["true"]), form)
    except (SyntaxError, ValueError) as error:
        if isinstance(error, SparqlError):
            raise
        message = "the store answered with something that is no result of SPARQL"
        raise SparqlError("unavailable", message) from None


def _given_up(error: StoreError, end: float, limits: Limits, stop: Stop) -> SparqlError:
    """Say why there is no answer; where the store is, is nobody's business."""
    if stop.asked:
        return SparqlError("cancelled", "whoever asked has hung up")
    if time.monotonic() >= end:
        return _too_long(limits.seconds)
    if error.status == 400:
        return SparqlError("evaluation-failed", f"the store refuses the query: {error.message}")
    return SparqlError("unavailable", "the store does not answer; try again later")


def _too_long(seconds: float) -> SparqlError:
    return SparqlError("time-limit", f"the query took longer than {seconds:g} seconds")


class _Arriving(io.RawIOBase):
    """An answer as a file that is read while it arrives, and no longer than it may."""

    def __init__(self, chunks: Iterator[bytes], end: float, stop: Stop) -> None:
        self._chunks, self._end, self._stop = chunks, end, stop
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            if self._stop.asked or time.monotonic() >= self._end:
                raise StoreError("", "stopped")
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
