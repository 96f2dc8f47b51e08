"""Measures of a citation network: PageRank, betweenness, communities and what marks them.

All of them by igraph; the same network always has the same numbers. Works that are cited and not
held (stubs) are nodes like all others, but what *they* cite is not known: to PageRank they are dead
ends, from which the walker jumps to any node, as from a held work that cites nothing here.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgraph.citations import chance
from leadgraph.citations.chance import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from igraph import Graph
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Labels = NDArray[np.int64]

DAMPING = 0.85
Z_LEAST = 1.28
STEPS_MOST = 20_000_000
"""Nodes times citations up to which betweenness is exact; beyond, about so many are walked."""


def pagerank(graph: Graph) -> Scores:
    """Return the PageRank of every node of a directed graph; the sum is 1.

    The chance that a reader stands at a work who again and again follows a reference of the work
    at hand, and one time in seven (1 - 0.85) takes any work instead: Page, Brin, Motwani & Winograd
    (1999), "The PageRank citation ranking". Computed by PRPACK (Gleich et al.), which solves the
    linear system to the last digits instead of stopping early.
    """
    if not graph.vcount():
        return np.zeros(0)
    return np.array(graph.pagerank(damping=DAMPING, implementation="prpack"))


def residual(graph: Graph, ranks: Scores) -> float:
    """Return how far ranks are from what their own step makes of them: the sum of differences.

    >>> from igraph import Graph
    >>> graph = Graph([(0, 1), (2, 1), (1, 3)], directed=True)
    >>> residual(graph, pagerank(graph)) < 1e-9
    True
    """
    size = len(ranks)
    edges = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    out = np.bincount(edges[:, 0], minlength=size)
    share = np.divide(ranks, out, out=np.zeros(size), where=out > 0)
    passed = np.bincount(edges[:, 1], weights=share[edges[:, 0]], minlength=size)
    jumped = ranks[out == 0].sum() / size
    return float(np.abs(ranks - (1 - DAMPING) / size - DAMPING * (passed + jumped)).sum())


class Betweenness(NamedTuple):
    """Which nodes stand between others.

    Attributes:
        values: float64, shape (nodes,): the share of pairs of other nodes, summed over pairs, whose
            shortest ways pass here; 0 for none, 1 for all.
        pivots: from how many nodes ways were walked; None when from all.
    """

    values: Scores
    pivots: int | None


def betweenness(graph: Graph, most: int = STEPS_MOST) -> Betweenness:
    """Return how much every node stands between others, whichever way citations point.

    Freeman (1977), normalised by the number of pairs; computed as by Brandes (2001). Where nodes
    times citations are more than ``most``, ways are walked from a sample of nodes only, drawn with
    a fixed seed, and scaled up: Brandes & Pich (2007), "Centrality estimation in large networks".
    """
    whole = graph.as_undirected(mode="collapse")
    size, edges = whole.vcount(), max(whole.ecount(), 1)
    pairs = (size - 1) * (size - 2) / 2
    if pairs <= 0:
        return Betweenness(np.zeros(size), None)
    pivots = max(most // edges, 1)
    if pivots >= size:
        return Betweenness(np.array(whole.betweenness()) / pairs, None)
    chosen = sorted(random.Random(SEED).sample(range(size), pivots))
    walked = np.array(whole.betweenness(sources=chosen, targets=None))
    return Betweenness(walked * size / pivots / pairs, pivots)


class Communities(NamedTuple):
    """A partition of the nodes that are tied to any other.

    Attributes:
        labels: int64, shape (nodes,): 0 for the largest community; -1 for nodes tied to nothing.
        modularity: how much more is cited within communities than chance would have it.
    """

    labels: Labels
    modularity: float


def communities(graph: Graph) -> Communities:
    """Return communities of works that cite one another more than they cite others.

    The Leiden algorithm on modularity, whichever way citations point: Traag, Waltman & van Eck
    (2019), "From Louvain to Leiden", Scientific Reports 9. It uses chance; the seed is fixed.
    """
    whole = graph.as_undirected(mode="collapse")
    with chance.fixed():
        found = whole.community_leiden(objective_function="modularity", n_iterations=2)
    labels = np.array(found.membership, dtype=np.int64)
    labels[np.array(whole.degree(), dtype=np.int64) == 0] = -1
    modularity = float(found.modularity) if whole.ecount() else 0.0
    return Communities(by_size(labels), round(modularity, 12))


def by_size(labels: Labels) -> Labels:
    """Number labels anew, the most frequent 0, of equally frequent ones the one met first.

    >>> by_size(np.array([7, 3, 3, -1, 9])).tolist()
    [1, 0, 0, -1, 2]
    """
    held, first, counts = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    new = {int(held[old]): at for at, old in enumerate(order.tolist())}
    return np.array([new.get(label, -1) for label in labels.tolist()], dtype=np.int64)


class Mark(NamedTuple):
    """A concept that marks a group of works.

    Attributes:
        concept: which, by its place.
        works: how many works of the group are about it.
        z: log-odds of it in the group against the rest, in standard deviations.
        lift: how many times as frequent it is in the group as in the whole.
    """

    concept: int
    works: int
    z: float
    lift: float


def marks(inside: Labels, whole: Labels, sizes: tuple[int, int], most: int = 3) -> list[Mark]:
    """Return the concepts that mark a group of works, the strongest first.

    Weighted log-odds ratios with an informative Dirichlet prior, the group against the rest:
    Monroe, Colaresi & Quinn (2008), "Fightin' words", Political Analysis 16(4). The prior is the
    whole, worth as many works as there are concepts: what is rare by chance does not win. Only what
    two works or more of the group are about can mark it, and only with a z that one concept in ten
    would reach by chance (1.28).

    Args:
        inside: for each concept, how many works of the group are about it.
        whole: the same of all works, those of the group included.
        sizes: how many works are in the group, and in the whole.
        most: how many concepts at most.

    >>> [(m.concept, m.works, round(m.z, 2), m.lift)
    ...  for m in marks(np.array([4, 4, 0]), np.array([4, 12, 9]), (5, 20))]
    [(0, 4, 2.19, 4.0)]
    """
    used = np.flatnonzero(whole)
    inner, all_ = inside[used], whole[used]
    prior = all_ / max(all_.sum(), 1) * len(used)
    outer = all_ - inner
    spread = np.sqrt(1 / (inner + prior) + 1 / (outer + prior))
    z = (_log_odds(inner, prior) - _log_odds(outer, prior)) / spread
    held = np.flatnonzero((inner > 1) & (z >= Z_LEAST))
    best = sorted(held.tolist(), key=lambda at: (-z[at], at))[:most]
    return [
        Mark(
            int(used[at]),
            int(inner[at]),
            round(float(z[at]), 3),
            round(float(inner[at] / sizes[0] / (all_[at] / sizes[1])), 2),
        )
        for at in best
    ]


def _log_odds(counts: Labels, prior: Scores) -> Scores:
    rest = counts.sum() + prior.sum() - counts - prior
    told: Scores = np.log((counts + prior) / np.maximum(rest, 1e-12))
    return told


def top(scores: Scores, most: int, names: Sequence[str]) -> list[int]:
    """Return the places of the highest scores that are not 0, of equal ones by name."""
    rounded = np.round(scores, 12)
    found = np.flatnonzero(rounded > 0)
    if len(found) > most:  # no need to sort them all
        bar = np.partition(rounded[found], len(found) - most)[len(found) - most]
        found = found[rounded[found] >= bar]
    return sorted(found.tolist(), key=lambda at: (-rounded[at], names[at]))[:most]
