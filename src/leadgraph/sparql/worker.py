"""A worker: one process over a read-only store, which answers one query after the other.

``python -m leadgraph.sparql.worker FOLDER MEMORY DATASET PREFIXES``: frames come in on stdin and go
out on stdout. It ends when stdin does, and is killed when a query takes too long.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from leadgraph.errors import SparqlError
from leadgraph.sparql import frames, sandbox
from leadgraph.sparql.evaluation import Asked, Limits, evaluate
from leadgraph.sparql.prefixes import tell

if TYPE_CHECKING:
    from pyoxigraph import Store

NICE = 10
"""How much workers stand back behind the service itself."""


def main(folder: str, memory: str, dataset: str, prefixes: str) -> None:
    """Open the store, lock the door, answer."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    tell(json.loads(prefixes))
    from pyoxigraph import Store

    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    try:
        store = Store.read_only(folder)
    except OSError as error:
        frames.send(pipe_out, {"failed": str(error)})
        return
    warm(store)
    frames.send(pipe_out, {"confined": sandbox.confine(int(memory))})
    try:
        while answer(store, dataset, pipe_in, pipe_out):
            pass
    except (frames.ClosedError, KeyboardInterrupt):
        pass


def warm(store: Store) -> None:
    """Import and open what a first query needs, while files may still be opened and memory taken.

    A query whose result is empty goes through all of it.
    """
    for query in ("SELECT * { <urn:x> ?p ?o }", "CONSTRUCT WHERE { <urn:x> ?p ?o }"):
        evaluate(store, Asked(query), Limits())


def answer(store: Store, dataset: str, pipe_in: BinaryIO, pipe_out: BinaryIO) -> bool:
    """Answer one query; tell whether this process is fit for another."""
    told, _ = frames.receive(pipe_in)
    limits = Limits(**told["limits"])
    said: dict[str, Any] = {name: _tupled(value) for name, value in told["asked"].items()}
    asked = Asked(**said)
    sandbox.allow_time(limits.seconds)
    fit = True
    try:
        result = evaluate(store, asked, limits, dataset)
    except SparqlError as error:
        fault = {name: getattr(error, name) for name in ("code", "message", "line", "column")}
        frames.send(pipe_out, {"fault": {**fault, "known": error.known}})
    except (MemoryError, RecursionError):
        fit = False
    else:
        head = {name: getattr(result, name) for name in ("media_type", "form", "truncated")}
        frames.send(pipe_out, {"result": head}, result.body)
    return fit


def _tupled(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


if __name__ == "__main__":
    main(*sys.argv[1:])
