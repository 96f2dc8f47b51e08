"""What is measured in process: each measure in a process of its own, started for it.

``python -m benchmarks.measures NAME FOLDER`` prints what it found as one line of JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks import oracle
from benchmarks import queries as workloads

if TYPE_CHECKING:
    from leadgraph.graph import EvidenceGraph

Figures = dict[str, Any]

MIB = 1 << 20
QUERIES = 4000
"""Queries of each sort, no two the same."""

SECONDS = 20.0
"""The longest that one sort of query is measured for."""

FEWEST = 5


def in_new_process(name: str, folder: Path, **options: float) -> Figures:
    """Take a measure in a process of its own and return what it found.

    Raises:
        subprocess.CalledProcessError: when it failed; what it complained of is on stderr.
    """
    given = [f"{option}={value}" for option, value in options.items()]
    command = [sys.executable, "-m", "benchmarks.measures", name, str(folder), *given]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: Figures = json.loads(done.stdout)
    return found


def memory() -> tuple[float, float]:
    """Return what this process holds and the most it has held, in MiB (resident)."""
    try:
        lines = dict(
            line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines()
        )
        return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024
    except (OSError, KeyError):  # not Linux: only the most, in bytes on macOS
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        most = peak / MIB if sys.platform == "darwin" else peak / 1024
        return most, most


def importing() -> Figures:
    """Measure ``import leadgraph``, and that with ``load``, which brings in what it needs."""
    found = {}
    for name, code in (("bare", "import leadgraph"), ("load", "from leadgraph import load")):
        timed = f"from time import perf_counter as t; s = t(); {code}; print(t() - s)"
        done = subprocess.run([sys.executable, "-c", timed], check=True, stdout=subprocess.PIPE)
        found[name] = float(done.stdout)
    return found


def loading(folder: Path) -> Figures:
    """Measure the way from files to the first answer, in its three parts."""
    from leadgraph import curation
    from leadgraph.graph import EvidenceGraph

    start = perf_counter()
    reading = curation.read(folder)
    read = perf_counter()
    graph = EvidenceGraph(reading.records, problems=reading.problems)
    indexed = perf_counter()
    graph.evidence(area="area-1", target="target-1").to_json()
    answered = perf_counter()
    if graph.problems:
        raise RuntimeError(f"the invented dataset has problems: {graph.problems[:3]}")
    holds, most = memory()
    return {
        "claims": len(graph.claims),
        "sources": len(graph.sources),
        "reading": read - start,
        "index": indexed - read,
        "first": answered - indexed,
        "total": answered - start,
        "holds": holds,
        "peak": most,
    }


def storing(folder: Path) -> Figures:
    """Measure how long the RDF store takes to build, and what it holds."""
    import leadgraph

    graph = leadgraph.load(folder)
    before, _ = memory()
    start = perf_counter()
    store = graph.store
    seconds = perf_counter() - start
    return {"seconds": seconds, "quads": len(store), "grown": memory()[0] - before}


def asking(folder: Path, seconds: float = SECONDS, queries: float = QUERIES) -> Figures:
    """Measure evidence queries in process, and compare answers with brute force."""
    import leadgraph
    from leadgraph.query import EvidenceQuery

    graph = leadgraph.load(folder)
    asked = workloads.distinct(4 * int(queries))
    clock = Clock(seconds)

    def query(fields: workloads.Fields) -> EvidenceQuery:
        return EvidenceQuery.of(**fields, limit=25)

    def page(query: EvidenceQuery) -> tuple[int, list[str]]:
        evidence = graph.evidence(query)
        return evidence.total, [one.claim.id for one in evidence]

    def bare(query: EvidenceQuery) -> bytes:
        return graph.evidence(query).to_json(facets=False)

    def whole(query: EvidenceQuery) -> bytes:
        return graph.evidence(query).to_json()

    share = iter([list(map(query, asked[at::4])) for at in range(4)])
    pairs = list(map(query, workloads.pairs()))
    whole(pairs[0])  # what only the first answer pays is measured by loading()
    found = {
        "parse": clock.times(query, asked),
        "page": clock.times(page, next(share)),
        "page-again": clock.times(page, pairs * 50),
        "json": clock.times(bare, next(share)),
        "json-again": clock.times(bare, pairs * 50),
        "facets": clock.times(whole, next(share)),
        "map": clock.times(_map(graph), workloads.maps(int(queries))),
    }
    sizes = sorted(graph.evidence(each).total for each in next(share))
    found["matched"] = {"p50": _at(sizes, 0.5), "p95": _at(sizes, 0.95)}
    return found | _text(graph, clock, int(queries)) | _brute(graph, clock, asked)


def _map(graph: EvidenceGraph) -> Callable[[workloads.Fields], object]:
    """Return what crosses areas and outcomes under a filter: every number of every cell."""

    def cells(filters: workloads.Fields) -> object:
        return graph.map(rows="area", columns="outcome", **filters).cells

    return cells


def _text(graph: EvidenceGraph, clock: Clock, count: int) -> Figures:
    """Measure the index of words, and searches for words in an area."""
    from leadgraph.query import EvidenceQuery

    statements = [claim.statement for claim in islice(graph.claims.values(), 20_000)]
    searches = [EvidenceQuery.of(**each) for each in workloads.words(statements, count)]
    before, _ = memory()
    start = perf_counter()
    graph.evidence(searches[0]).to_json(facets=False)
    built = perf_counter() - start
    grown = memory()[0] - before
    times = clock.times(lambda each: graph.evidence(each).to_json(facets=False), searches)
    return {"text": times, "text-build": {"seconds": built, "grown": grown}}


def _brute(graph: EvidenceGraph, clock: Clock, asked: list[workloads.Fields]) -> Figures:
    """Measure brute force; every answer of the index has to be the one it finds."""
    answers: list[set[str]] = []
    times = clock.times(lambda each: answers.append(oracle.answer(graph.records, each)), asked)
    for fields, found in zip(asked, answers, strict=False):
        if {one.claim.id for one in graph.evidence(**fields)} != found:
            raise RuntimeError(f"the index and brute force disagree on {fields}")
    return {"brute": times}


class Clock:
    """Times a piece of work on one item after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def times(self, work: Callable[[Any], object], items: Iterable[Any]) -> Figures:
        """Return the percentiles of ``work`` in milliseconds, and how often it was done."""
        taken: list[float] = []
        end = perf_counter() + self._seconds
        for item in items:
            start = perf_counter()
            work(item)
            now = perf_counter()
            taken.append((now - start) * 1000)
            if now > end and len(taken) >= FEWEST:
                break
        taken.sort()
        shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
        return {"n": len(taken), **{name: _at(taken, share) for name, share in shares.items()}}


def _at(taken: Sequence[float], share: float) -> float:
    return taken[min(int(len(taken) * share), len(taken) - 1)]


MEASURES: dict[str, Callable[..., Figures]] = {
    "loading": loading,
    "storing": storing,
    "asking": asking,
}


def main() -> None:
    """Take one measure and print it."""
    name, folder, *given = sys.argv[1:]
    options = {option: float(value) for option, _, value in (each.partition("=") for each in given)}
    print(json.dumps(MEASURES[name](Path(folder), **options)))


if __name__ == "__main__":
    main()
