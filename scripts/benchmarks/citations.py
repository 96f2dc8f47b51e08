"""``scripts/bench citations``: citations of a large invented network, beside networkx and igraph.

The network is a power law on both sides: a few works are cited by tens of thousands, a few cite
thousands. Works to ask about are drawn evenly, and the most cited ones are asked about besides.
"""

from __future__ import annotations

import argparse
import resource
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import igraph
import networkx as nx
import numpy as np

from benchmarks import machine
from leadgraph.citations import Citations, measures, network, ties
from leadgraph.citations.paths import Paths, terrain
from leadgraph.evidence import EvidenceBase
from leadgraph.model import Claim, Concept, Records, Source
from leadgraph.query import EvidenceQuery

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks-citations.md"
SEED = 20261123
WORKS = 200_000
CITATIONS = 2_000_000
ASKED = 400
HUBS = 50
TRIES = 5
SLOW = 12
"""Works that networkx is asked about, which takes its time."""

PATHS = 100

Times = list[float]


def invented(works: int, citations: int, seed: int = SEED) -> EvidenceBase:
    """Return a dataset whose citations are a power law on both sides; each work has a claim."""
    chance = np.random.default_rng(seed)
    ranks = np.arange(1, works + 1)
    attractive = chance.permutation(ranks**-0.8)
    busy = chance.permutation(ranks**-0.5)
    origins = chance.choice(works, int(citations * 1.25), p=busy / busy.sum())
    targets = chance.choice(works, int(citations * 1.25), p=attractive / attractive.sum())
    edges = np.unique(origins[origins != targets] * works + targets[origins != targets])
    edges = np.sort(chance.permutation(edges)[:citations])
    keys = [f"work{at:06}" for at in range(works)]
    starts = np.searchsorted(edges, np.arange(works + 1) * works)
    cited = (edges % works).tolist()
    concepts = [Concept(scheme="areas", id=f"area-{at}", label=f"area {at}") for at in range(60)]
    rank = np.arange(1, 61) ** -1.0
    areas = chance.choice(60, (works, 3), p=rank / rank.sum()).tolist()
    sources = [
        Source(
            key=key,
            type="article",
            year=1960 + at % 65,
            cites=tuple(keys[other] for other in cited[starts[at] : starts[at + 1]]),
        )
        for at, key in enumerate(keys)
    ]
    claims = [
        Claim(
            id=f"{key}-1",
            source=key,
            statement="Said.",
            kind="empirical-finding",
            areas=tuple(f"area-{other}" for other in sorted(set(areas[at]))),
        )
        for at, key in enumerate(keys)
    ]
    return EvidenceBase(Records(sources=sources, claims=claims, concepts=concepts))


def timed(
    work: Callable[[int], Any], asked: Iterable[int], before: Callable[[], Any] = int
) -> Times:
    """Return how long some work takes for each of some nodes, in milliseconds.

    The best of ``TRIES``: what else the machine does is not measured.

    Args:
        work: what is timed.
        asked: the nodes.
        before: done before each try: forgets what the last one left behind.
    """
    times = []
    for node in asked:
        tries = []
        for _ in range(TRIES):
            before()
            start = perf_counter()
            work(node)
            tries.append((perf_counter() - start) * 1e3)
        times.append(min(tries))
    return times


def ours(base: EvidenceBase, asked: Sequence[int]) -> dict[str, Times]:
    """Return the times of leadgraph: numbers alone, and whole pages as JSON."""
    net, finder = network.of(base), ties.of(base)
    found: dict[str, Times] = {}
    for kind in ("cites", "cited-by", "co-cited", "coupled", "similar"):

        def count(node: int, kind: str = kind) -> ties.Ties:
            return finder.ties(kind, (node,))

        def page(node: int, kind: str = kind) -> bytes:
            return Citations(base, [net.nodes[node]], EvidenceQuery()).of(kind).to_json()

        found[kind] = timed(count, asked, finder.ties.cache_clear)
        found[f"{kind}, first page as JSON"] = timed(page, asked, finder.ties.cache_clear)
    return found


def by_networkx(graph: Any, node: int) -> Counter[int]:
    """Return the co-citation counts of a work, as one writes them with networkx."""
    counts = Counter(other for citing in graph.predecessors(node) for other in graph[citing])
    del counts[node]
    return counts


def by_igraph(graph: igraph.Graph, node: int) -> Counter[int]:
    """Return the co-citation counts of a work, by igraph's neighbours."""
    lists = graph.neighborhood(graph.predecessors(node), mode="out", mindist=1)
    counts = Counter(other for row in lists for other in row)
    del counts[node]
    return counts


def theirs(base: EvidenceBase, asked: Sequence[int]) -> dict[str, Times]:
    """Return the times of the others for co-citation; each must count what leadgraph counts."""
    net, finder = network.of(base), ties.of(base)
    drawn: Any = nx.DiGraph()
    drawn.add_nodes_from(range(len(net)))
    drawn.add_edges_from(net.edges().tolist())
    graph = net.igraph()
    for node in asked[:3]:
        right = finder.ties("co-cited", (node,))
        told = dict(zip(right.nodes.tolist(), right.counts.tolist(), strict=True))
        assert told == by_networkx(drawn, node) == by_igraph(graph, node)
    return {
        "networkx": timed(lambda node: by_networkx(drawn, node), asked),
        "igraph": timed(lambda node: by_igraph(graph, node), asked),
        "igraph's `cocitation`": timed(lambda node: graph.cocitation([node]), asked),
    }


def networks(base: EvidenceBase) -> list[str]:
    """Return the lines about measures of the whole network and about paths."""
    net = network.of(base)
    graph = net.igraph()
    ranked = timed(lambda _: measures.pagerank(graph), range(5))
    left = measures.residual(graph, measures.pagerank(graph))
    start = perf_counter()
    walked = terrain.of(base)
    built = perf_counter() - start
    keys, chance = list(net.nodes), np.random.default_rng(SEED + 2)
    ends = [chance.choice(len(keys), 2, replace=False).tolist() for _ in range(PATHS)]
    found = timed(
        lambda at: Paths(base, keys[ends[at][0]], keys[ends[at][1]]).to_json(), range(PATHS)
    )
    return [
        "## Networks and paths",
        "",
        "The goal is PageRank of the whole network in half a second at 1e-9.",
        "",
        "| | p50 ms | p95 ms |",
        "|---|---:|---:|",
        f"| PageRank | {median(ranked):,.0f} | {max(ranked):,.0f} |",
        f"| five paths, between works drawn evenly | {median(found):,.0f} | {_p95(found):,.0f} |",
        "",
        f"The residual of PageRank, summed over all works, is {left:.1e}. What paths walk on, "
        f"{len(walked):,} places, takes {built:.1f} s to lay out, once.",
        "",
    ]


def _p95(times: Times) -> float:
    return quantiles(times, n=20)[-1]


def _row(name: str, times: Times, hubs: Times) -> str:
    figures = (median(times), _p95(times), median(hubs), _p95(hubs), max(hubs))
    return f"| {name} | " + " | ".join(f"{figure:,.2f}" for figure in figures) + " |"


def page(works: int, citations: int) -> str:
    """Measure, and return the page of figures."""
    base = invented(works, citations)
    start = perf_counter()
    net = network.of(base)
    built = perf_counter() - start
    start = perf_counter()
    ties.of(base)
    weighed = perf_counter() - start
    chance = np.random.default_rng(SEED + 1)
    asked = chance.choice(np.flatnonzero(net.cited_by.degrees), ASKED).tolist()
    hubs = np.argsort(-net.cited_by.degrees)[:HUBS].tolist()
    drawn, hubbed = ours(base, asked), ours(base, hubs)
    mine = timed(lambda node: ties.of(base)._ties("co-cited", (node,)), asked[:SLOW])
    mine_hubs = timed(lambda node: ties.of(base)._ties("co-cited", (node,)), hubs[:SLOW])
    others, others_hubs = theirs(base, asked[:SLOW]), theirs(base, hubs[:SLOW])
    told = machine.described()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        "# Benchmark of citations",
        "",
        f"Written by `scripts/bench citations` on {date.today().isoformat()}, seed {SEED}; "
        f"{told['processor']}, {told['Python']}; load before the run: "
        f"{told['load before the run']}.",
        "",
        f"An invented network of {net.held:,} works and {len(net.cites.targets):,} citations, a "
        "power law on both sides: the most cited work is cited by "
        f"{int(net.cited_by.degrees.max()):,}, the work that cites most cites "
        f"{int(net.cites.degrees.max()):,}. Building it from the records takes {built:.2f} s, "
        f"weighing its concepts {weighed:.2f} s; its arrays hold "
        f"{_mebibytes(net):,.0f} MiB. The whole run, with networkx in it, took "
        f"{peak:,.0f} MiB at most.",
        "",
        "## Neighbours",
        "",
        f"Milliseconds; {ASKED} works drawn evenly, then the {HUBS} most cited ones. The goal is "
        "20 ms at the 95th percentile, hubs included, for neighbourhood and co-citation. Each "
        f"figure is the best of {TRIES} tries, before which nothing is kept. A page is the first "
        "25 neighbours with what they share.",
        "",
        "| | p50 | p95 | hubs p50 | hubs p95 | hubs most |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(name, times, hubbed[name]) for name, times in drawn.items()),
        "",
        "## Co-citation beside others",
        "",
        f"The counts of one work against all others; {SLOW} works drawn evenly, and the {SLOW} "
        "most cited. The counts of all three are the same.",
        "",
        "| | p50 ms | hubs p50 ms | times as long as leadgraph | of hubs |",
        "|---|---:|---:|---:|---:|",
        f"| leadgraph | {median(mine):,.2f} | {median(mine_hubs):,.2f} | 1 | 1 |",
        *(
            f"| {name} | {median(times):,.2f} | {median(others_hubs[name]):,.2f} | "
            f"{median(times) / median(mine):,.1f} | "
            f"{median(others_hubs[name]) / median(mine_hubs):,.1f} |"
            for name, times in others.items()
        ),
        "",
        *networks(base),
    ]
    return "\n".join(lines)


def _mebibytes(net: network.CitationNetwork) -> float:
    parts = (net.cites, net.cited_by)
    return sum(p.starts.nbytes + p.targets.nbytes + p.degrees.nbytes for p in parts) / 2**20


def main(given: Sequence[str] | None = None) -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="scripts/bench citations", description=__doc__)
    parser.add_argument("--works", type=int, default=WORKS, metavar="N")
    parser.add_argument("--citations", type=int, default=CITATIONS, metavar="N")
    parser.add_argument("--dry", action="store_true", help="print the page, write nothing")
    asked = parser.parse_args(given)
    text = page(asked.works, asked.citations)
    print(text)
    if not asked.dry:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
