"""Kept answers: those asked for last, up to a number of bytes; and what is kept of a graph."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from leadgraph.evidence.derived import Derived
from leadgraph.graph import EvidenceGraph
from leadgraph_api.answers import Answer

Rest = ParamSpec("Rest")
Told = TypeVar("Told")

OF_GRAPH_MOST = 8
"""Values of a function that are kept of a graph: addresses of a service are its clients' words."""

BYTES_MOST = 64 * 1024 * 1024
"""Of bodies; a page of evidence has about 40 kB."""


class Kept:
    """Answers by key; the one not asked for longest goes first. For the event loop only.

    >>> kept = Kept(bytes_most=8)
    >>> kept.put(b"a", Answer(b"12345")), kept.put(b"b", Answer(b"67890"))
    (None, None)
    >>> kept.get(b"a") is None, kept.get(b"b").body
    (True, b'67890')
    """

    def __init__(self, bytes_most: int = BYTES_MOST) -> None:
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._most = bytes_most
        self._bytes = 0

    def get(self, key: bytes) -> Answer | None:
        """Return the answer kept under a key."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: bytes, answer: Answer) -> None:
        """Keep an answer, and let go of as many others as that takes."""
        size = len(key) + len(answer.body)
        if size > self._most:
            return
        self._forget(key)
        while self._bytes + size > self._most:
            self._forget(next(iter(self._answers)))
        self._answers[key] = answer
        self._bytes += size

    def _forget(self, key: bytes) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._bytes -= len(key) + len(answer.body)


def of_graph(
    make: Callable[Concatenate[EvidenceGraph, Rest], Told],
) -> Callable[Concatenate[EvidenceGraph, Rest], Told]:
    """Keep the last values of a function of a graph with the graph."""
    values: Derived[OrderedDict[object, Told]] = Derived(lambda base: OrderedDict())
    lock = Lock()

    @wraps(make)
    def made(graph: EvidenceGraph, /, *args: Rest.args, **named: Rest.kwargs) -> Told:
        key = (args, tuple(named.items()))
        with lock:
            kept = values(graph.base)
            if key in kept:
                return kept[key]
        value = make(graph, *args, **named)
        with lock:
            kept[key] = value
            while len(kept) > OF_GRAPH_MOST:
                kept.popitem(last=False)
        return value

    return made
