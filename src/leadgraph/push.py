"""Push: a dataset into a remote store, in batches, resumable, verified by counts.

The triples of a dataset come in an order that depends on its content alone, and none of them holds
a blank node: a batch that is sent twice changes nothing, and a push that was cut off goes on where
it stopped. How far it is stands in the store, in a graph of its own beside that of the dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from leadgraph import rdf
from leadgraph.errors import StoreError

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from leadgraph.model import Records
    from leadgraph.remote import Endpoint

BATCH = 1_000
"""Triples a request: Virtuoso compiles an update as a program, and refuses a long one."""

SNAPSHOT, SENT, WHOLE = (rdf.iri(f"lg:{name}") for name in ("pushed", "pushedTriples", "pushEnded"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a push has come, as the store holds it.

    Attributes:
        snapshot: id of what was pushed.
        sent: triples that have arrived, the first ones of the dataset.
        whole: whether that is all.
    """

    snapshot: str
    sent: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did.

    Attributes:
        graph: the named graph that holds the dataset.
        triples: how many it holds.
        sent: how many of them were sent now.
    """

    graph: str
    triples: int
    sent: int


def progress(endpoint: Endpoint, graph: str) -> Progress | None:
    """Return how far a graph has been pushed; None if it never was.

    Raises:
        StoreError: when the store does not answer.
    """
    found = endpoint.select(
        f"SELECT ?snapshot ?sent ?whole WHERE {{ GRAPH <{_marks(graph)}> {{ <{graph}> "
        f"<{SNAPSHOT}> ?snapshot ; <{SENT}> ?sent ; <{WHOLE}> ?whole }} }}"
    )
    if not found:
        return None
    one = found[0]
    return Progress(one["snapshot"], int(one["sent"]), one["whole"] == "yes")


def push(
    records: Records,
    endpoint: Endpoint,
    *,
    graph: str | None = None,
    replace: bool = False,
    batch: int = BATCH,
    show: Callable[..., Any] | None = None,
) -> Pushed:
    """Bring a dataset into a remote store.

    Args:
        records: the dataset.
        endpoint: the store.
        graph: IRI of the named graph; by default that of the dataset.
        replace: remove what the graph holds, if that is something else.
        batch: triples a request.
        show: shows progress, as ``tqdm.tqdm`` does.

    Raises:
        StoreError: when the store does not take it, holds something else under this name, or
            counts other triples than were sent. What has arrived stays, and the next push of the
            same dataset goes on from there.
    """
    name = graph or records.about.base
    total = sum(1 for _ in rdf.graph(records))
    start = _start(endpoint, name, records.snapshot, replace=replace)
    triples = islice(rdf.graph(records), start, None)
    bar = show(total=total, initial=start, unit=" triples", desc="pushing") if show else None
    with bar or nullcontext():
        sent = start
        while several := list(islice(triples, batch)):
            endpoint.add(name, several)
            sent += len(several)
            _mark(endpoint, name, Progress(records.snapshot, sent, whole=False))
            if bar is not None:
                bar.update(len(several))
    held = endpoint.count(name)
    if held != total:
        raise StoreError(
            endpoint.query,
            f"it counts {held:,} triples in <{name}>, and {total:,} were sent: push again with "
            "--replace; if the counts differ again, it does not keep what it is given",
        )
    _mark(endpoint, name, Progress(records.snapshot, total, whole=True))
    return Pushed(name, total, total - start)


def _start(endpoint: Endpoint, graph: str, snapshot: str, *, replace: bool) -> int:
    """Return how many triples need not be sent again."""
    held, far = endpoint.count(graph), progress(endpoint, graph)
    if far is not None and far.snapshot == snapshot and held >= far.sent and not replace:
        return far.sent
    if held and not replace:
        what = f"snapshot {far.snapshot}" if far else "triples that leadgraph did not push"
        raise StoreError(
            endpoint.query,
            f"<{graph}> holds {what} ({held:,} triples): --replace removes them, or name another "
            "graph with --graph",
        )
    endpoint.clear(_marks(graph))
    endpoint.clear(graph)
    return 0


def _marks(graph: str) -> str:
    """Return the graph that says how far another one is."""
    return f"{graph}{'/' if '#' in graph else '#'}push"


def _mark(endpoint: Endpoint, graph: str, far: Progress) -> None:
    marks, whole = _marks(graph), "yes" if far.whole else "no"
    endpoint.run(
        f"CLEAR SILENT GRAPH <{marks}> ;\n"
        f'INSERT DATA {{ GRAPH <{marks}> {{ <{graph}> <{SNAPSHOT}> "{far.snapshot}" ; '
        f'<{SENT}> {far.sent} ; <{WHOLE}> "{whole}" }} }}'
    )


def pull(endpoint: Endpoint, graph: str) -> Records:
    """Return the dataset that a remote store holds.

    Raises:
        StoreError: when it cannot be had whole, or a push of it has not ended.
        CurationError: when some node of ours cannot be read; it names every one.
    """
    far = progress(endpoint, graph)
    if far is not None and not far.whole:
        raise StoreError(
            endpoint.query,
            f"a push of snapshot {far.snapshot} to <{graph}> has not ended: run it again",
        )
    with endpoint.triples(graph) as triples:
        return rdf.read(_known(triples, endpoint, graph))


def _known(triples: Iterator[Triple], endpoint: Endpoint, graph: str) -> Iterator[Triple]:
    """Yield triples, and complain if there was none."""
    first = next(triples, None)
    if first is None:
        raise StoreError(
            endpoint.query,
            f"<{graph}> holds nothing: leadgraph push brings a dataset there, and --graph names "
            "another graph",
        )
    yield first
    yield from triples
