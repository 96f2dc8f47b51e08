"""Search: the k cheapest loopless paths that are not one another's variants.

The k shortest loopless paths are those of Yen (1971), "Finding the k shortest loopless paths in a
network", Management Science 17(11), as igraph computes them. To run it over a whole dataset takes
seconds a question, so it runs over a part that is sure to hold the answer: around either end, the
nodes nearest to it are settled (Dijkstra, 1959). If everything nearer than R to one end and nearer
than S to the other is known, then every path cheaper than R + S lies within what is known, for a
node outside is at least R from the one and S from the other. If the paths found there are not all
that cheap, both balls grow, up to ``NODES_MOST`` nodes each.

Variants: of several paths that pass half or more of the same nodes, counted on the shorter one,
only the cheapest is kept, and says how many others it stands for (k shortest paths with limited
overlap: Chondrogiannis, Bouros, Gamper & Leser, "Alternative routing", SIGSPATIAL 2015).
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgraph.citations.paths.terrain import COSTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.citations.paths.terrain import Terrain, Way

NODES_FIRST = 100
NODES_MOST = 16_000
"""Nodes settled around either end, at first and at most."""

CANDIDATES = 10
"""Paths looked at for each that is asked for, variants included."""

SHARED_MOST = 0.5
"""Share of its nodes from which on a path is a variant of a cheaper one."""

Ways = dict[int, "Way"]


class End(NamedTuple):
    """Where a path starts or ends.

    Attributes:
        node: a node of the terrain; one of its own, after all of those, for a claim.
        ways: for a claim, the nodes it leads to.
    """

    node: int
    ways: Ways


@dataclass(frozen=True)
class Route:
    """One path through the terrain.

    Attributes:
        nodes: from end to end.
        cost: what its hops cost together.
        variants: how many other paths it stands for.
    """

    nodes: tuple[int, ...]
    cost: float
    variants: int = 0


class Found(NamedTuple):
    """What a search found.

    Attributes:
        routes: the cheapest first.
        proven: whether no cheaper path can have been missed.
    """

    routes: tuple[Route, ...]
    proven: bool


class Ball:
    """The nodes nearest to an end, as far as they were looked for.

    Of the neighbours of a settled node only the nearest one waits to be settled, and the next one
    when its turn is over: a concept of 100,000 works costs no more than one of ten.
    """

    def __init__(self, terrain: Terrain, end: End) -> None:
        self._terrain = terrain
        self.settled: dict[int, float] = {}
        self._waiting: list[tuple[float, int, int]] = []
        self._rows: list[tuple[NDArray[np.int32], NDArray[np.float64], float]] = []
        self._next: list[int] = []
        if end.ways:
            self._open(*_around(terrain, end), 0.0)
        else:
            self.settled[end.node] = 0.0
            self._open(*terrain.around(end.node), 0.0)

    @property
    def radius(self) -> float:
        """Everything nearer than this is settled; infinite when nothing is left."""
        while self._waiting and self._waiting[0][1] in self.settled:
            self._advance(heapq.heappop(self._waiting)[2])
        return self._waiting[0][0] if self._waiting else math.inf

    def grow(self, size: int) -> None:
        """Settle nodes until there are so many."""
        while len(self.settled) < size and self.radius < math.inf:
            cost, node, row = heapq.heappop(self._waiting)
            self.settled[node] = cost
            self._advance(row)
            if node < len(self._terrain):  # a path does not go on from a claim it ends at
                self._open(*self._terrain.around(node), cost)

    def _open(self, nodes: NDArray[np.int32], costs: NDArray[np.float64], so_far: float) -> None:
        self._rows.append((nodes, costs, so_far))
        self._next.append(0)
        self._advance(len(self._rows) - 1)

    def _advance(self, row: int) -> None:
        """Let the next neighbour in a row wait, past those that are settled."""
        nodes, costs, so_far = self._rows[row]
        at = self._next[row]
        while at < len(nodes) and int(nodes[at]) in self.settled:
            at += 1
        self._next[row] = at + 1
        if at < len(nodes):
            heapq.heappush(self._waiting, (float(costs[at]) + so_far, int(nodes[at]), row))


def search(terrain: Terrain, start: End, goal: End, k: int) -> Found:
    """Return the k cheapest paths between two ends that are not variants of one another.

    Fewer when there are not so many; then, too, ``proven`` says whether that is certain.
    """
    balls = Ball(terrain, start), Ball(terrain, goal)
    ends = start, goal
    size = NODES_FIRST
    while True:
        for ball in balls:
            ball.grow(size)
        last = size >= NODES_MOST or _certain(balls) == math.inf
        if last or _nearest(balls) < _certain(balls):
            kept, dearest = _kept(terrain, _nodes(balls, math.inf, ends), ends, k)
            if dearest < math.inf or last:
                break
        size *= 2
    if _certain(balls) <= dearest < math.inf:
        while _certain(balls) <= dearest and size < NODES_MOST:
            size += size // 2
            for ball in balls:
                ball.grow(size)
        kept, dearest = _kept(terrain, _nodes(balls, dearest, ends), ends, k)
    whole = _certain(balls) == math.inf
    return Found(tuple(kept), proven=whole or dearest < _certain(balls))


def _certain(balls: tuple[Ball, Ball]) -> float:
    """Return what a path costs at least that is not within two balls."""
    return balls[0].radius + balls[1].radius


def _nearest(balls: tuple[Ball, Ball]) -> float:
    """Return what the cheapest path within two balls costs; infinite if they do not meet."""
    one, other = (ball.settled for ball in balls)
    return min(
        (cost + other[node] for node, cost in one.items() if node in other), default=math.inf
    )


def _nodes(balls: tuple[Ball, Ball], dearest: float, ends: tuple[End, End]) -> list[int]:
    """Return the nodes of two balls that a path of some cost can pass."""
    one, other = balls
    near, far = one.radius, other.radius
    found = {
        node
        for node in one.settled.keys() | other.settled.keys()
        if one.settled.get(node, near) + other.settled.get(node, far) <= dearest
    }
    return sorted(found | {end.node for end in ends})


def _kept(
    terrain: Terrain, nodes: list[int], ends: tuple[End, End], k: int
) -> tuple[list[Route], float]:
    """Return the k cheapest distinct paths over some nodes, and what the last one looked at costs.

    That is infinite when there are not so many: then others may lie beyond these nodes.
    """
    for most in (2 * k, CANDIDATES * k):
        routes = _cheapest(terrain, nodes, *ends, most)
        kept = distinct(routes)[:k]
        if len(kept) == k:
            return kept, kept[-1].cost
        if len(routes) < most:
            return kept, math.inf
    return kept, routes[-1].cost


def distinct(routes: Iterable[Route]) -> list[Route]:
    """Return routes without those that are variants of a cheaper one, which counts them.

    >>> told = distinct([Route((0, 1, 9), 1.0), Route((0, 2, 1, 9), 2.0), Route((0, 3, 9), 3.0)])
    >>> [(route.nodes, route.variants) for route in told]
    [((0, 1, 9), 1), ((0, 3, 9), 0)]
    """
    kept: list[Route] = []
    for route in routes:
        for at, other in enumerate(kept):
            if _alike(route, other):
                kept[at] = Route(other.nodes, other.cost, other.variants + 1)
                break
        else:
            kept.append(route)
    return kept


def _alike(one: Route, other: Route) -> bool:
    inner, others = set(one.nodes[1:-1]), set(other.nodes[1:-1])
    shorter = min(len(inner), len(others))
    return shorter > 0 and len(inner & others) >= SHARED_MOST * shorter


def _cheapest(terrain: Terrain, nodes: list[int], start: End, goal: End, k: int) -> list[Route]:
    """Return the k cheapest paths that keep to some nodes, in an order that is always the same."""
    from igraph import Graph

    edges, costs = _within(terrain, np.array(nodes), (start, goal))
    graph = Graph(n=len(nodes), edges=edges)
    place = {node: at for at, node in enumerate(nodes)}
    if goal.node not in place or not len(edges):
        return []
    ends = place[start.node], place[goal.node]
    if graph.distances(*ends)[0][0] == math.inf:
        return []
    cost_of = {tuple(edge): cost for edge, cost in zip(edges.tolist(), costs.tolist(), strict=True)}
    walked = graph.get_k_shortest_paths(*ends, k=k, mode="all", weights=costs.tolist())
    routes = [
        Route(
            tuple(nodes[at] for at in path),
            round(sum(cost_of[min(hop), max(hop)] for hop in itertools.pairwise(path)), 9),
        )
        for path in walked
    ]
    return sorted(routes, key=lambda route: (route.cost, len(route.nodes), route.nodes))


def _within(
    terrain: Terrain, nodes: NDArray[np.int64], ends: tuple[End, End]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the edges between some nodes, once each and by their places, and what they cost."""
    own = nodes[nodes < len(terrain)]
    place = np.full(len(terrain) + 2, -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    sizes = terrain.starts[own + 1] - terrain.starts[own]
    at = np.repeat(terrain.starts[own] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    origins, targets = np.repeat(own, sizes), terrain.targets[at]
    inside = (place[targets] >= 0) & (origins < targets)
    at, origins, targets = at[inside], origins[inside], targets[inside].astype(np.int64)
    edges = [np.column_stack([place[origins], place[targets]])]
    costs = [COSTS[terrain.ways[at]] + terrain.half[origins] + terrain.half[targets]]
    for end in ends:
        if end.ways:
            around, cost = _around(terrain, end)
            held = place[around] >= 0
            edges.append(
                np.column_stack([place[around[held]], np.full(held.sum(), place[end.node])])
            )
            costs.append(cost[held])
    return np.sort(np.concatenate(edges), axis=1), np.concatenate(costs)


def _around(terrain: Terrain, end: End) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return where a claim leads, and what each hop costs; a claim itself is passed for nothing."""
    nodes = np.array(sorted(end.ways), dtype=np.int32)
    inside = nodes < len(terrain)
    ways = np.array([int(end.ways[node]) for node in nodes.tolist()], dtype=np.int64)
    half = np.where(inside, terrain.half[np.where(inside, nodes, 0)], 0.0)
    costs = COSTS[ways] + half
    order = np.lexsort((nodes, costs))
    return nodes[order], costs[order]
