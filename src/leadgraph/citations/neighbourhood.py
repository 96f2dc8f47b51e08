"""The neighbourhood of some works: the most relevant of those near them, and how many are left out.

Neighbours are ranked as numbers, the first few are kept, and all others are counted: a hub with ten
thousand neighbours costs little more than a work with ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgraph.citations import network as networks
from leadgraph.citations import stances
from leadgraph.citations import ties as finders
from leadgraph.citations.asked import NeighbourhoodQuery
from leadgraph.citations.neighbour import Cited
from leadgraph.errors import Issue, QueryError, near_misses
from leadgraph.evidence.lists import works_in
from leadgraph.index.order import NO_YEAR
from leadgraph.model import Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.citations.adjacency import Nodes
    from leadgraph.citations.network import CitationNetwork
    from leadgraph.evidence import EvidenceBase

NEAR: tuple[str, ...] = ("co-cited", "coupled", "similar")
"""Ties that have no direction, and are drawn from the seeds only."""


@dataclass(frozen=True)
class Shown(Cited):
    """A work of a neighbourhood.

    Attributes:
        id: its key, or the id of a stub.
        source: its record; None for a stub, a work that is cited and not held.
        year: of publication, where it is known.
        seed: whether it is one of those that were started from.
        ties: by what it is a neighbour of a seed, in the order of ``TIES``; none for a seed.
        cited: how many works of the dataset cite it.
        doi: its DOI, where one is known.
    """

    id: str
    source: Source | None
    year: int | None
    seed: bool
    ties: tuple[str, ...]
    cited: int
    doi: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between two works of a neighbourhood.

    Attributes:
        origin: place of the work that cites or takes a stance, or of a seed.
        target: place of the other.
        kind: ``cites``, a stance as in ``disputes``, or one of ``NEAR``.
        count: of what is shared, or of the claims that take the stance; else 1.
        score: similarity, from 0 to 1, of ``similar``; None of all others.
    """

    origin: int
    target: int
    kind: str
    count: int = 1
    score: float | None = None


class Found(NamedTuple):
    """How many neighbours there are by one kind of tie, and how many of them are shown."""

    tie: str
    found: int
    shown: int


class Near(NamedTuple):
    """The neighbours of one seed by one kind of tie, in any order.

    Attributes:
        nodes: shape (neighbours,): their nodes.
        counts: shape (neighbours,): how much is shared with each; 1 where nothing is counted.
        scores: shape (neighbours,): what orders them, the highest first.
    """

    nodes: Nodes
    counts: NDArray[np.int64]
    scores: NDArray[np.int64] | NDArray[np.float64]


class Neighbourhood:
    """The works near some others, and how they are tied: no more of them than can be read.

    Works that are tied to several seeds come first, then the most cited; each seed and each kind of
    tie has its turn. Citations and stances among all works shown are links, too.

    Args:
        base: what is asked.
        query: from where, by what, and how many at most.

    Attributes:
        nodes: the works shown: the seeds, then their neighbours, the most relevant first.
        links: how they are tied.
        found: how many neighbours there are by each kind of tie, and how many are shown.
        left_out: neighbours that are not shown for want of room.
        filtered: neighbours that are not shown because they do not answer the filter.

    Raises:
        QueryError: naming every key that the dataset neither holds nor cites, with near misses.
    """

    def __init__(self, base: EvidenceBase, query: NeighbourhoodQuery) -> None:
        self.base = base
        self.query = query
        self._network = networks.of(base)
        self._seeds = _seeds(self._network, query.keys)
        self._near = {
            (tie, seed): self._near_to(seed, tie) for seed in self._seeds for tie in query.ties
        }
        candidates = self._flags(near.nodes for near in self._near.values())
        answering = candidates & self._answers()
        self.filtered = int(np.count_nonzero(candidates & ~answering))
        chosen = self._chosen(answering, query.most - len(self._seeds))
        self.left_out = int(np.count_nonzero(answering)) - len(chosen)
        self._shown = [*self._seeds, *chosen]
        self._place = {node: at for at, node in enumerate(self._shown)}
        self._near_by = {tie: self._shown_by(tie) for tie in query.ties}
        self.found = tuple(
            Found(tie, self.count(tie), len(shown)) for tie, shown in self._near_by.items()
        )
        self.nodes = tuple(self._work(node) for node in self._shown)
        self.links = tuple(self._links())

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self.base.records.snapshot

    # -- who ----------------------------------------------------------------------------------

    def _near_to(self, seed: int, tie: str) -> Near:
        """Return the neighbours of a seed by a tie."""
        network = self._network
        if tie == "stance":
            taken = stances.of(self.base).of([seed])
            others = [network.position[one.other] for one in taken]
            nodes, counts = np.unique(np.array(others, dtype=np.int32), return_counts=True)
            scores: NDArray[np.int64] | NDArray[np.float64] = counts
        else:
            nodes, counts, named = finders.of(self.base).ties(tie, (seed,))
            scores = named["similarity"] if tie == "similar" else counts
        return Near(nodes, counts, scores)

    def _best(self, near: Near, answering: NDArray[np.bool_], most: int) -> list[int]:
        """Return the first of the neighbours that answer: the nearest, then the most cited."""
        mine = answering[near.nodes]
        nodes, scores = near.nodes[mine], near.scores[mine]
        keys = (np.negative(scores), -self._network.cited_by.degrees[nodes], nodes)
        best: list[int] = nodes[finders.first(keys, most)].tolist()
        return best

    def _flags(self, rows: Iterable[Nodes]) -> NDArray[np.bool_]:
        """Return, for each node, whether it occurs in some rows and is no seed."""
        flags = np.zeros(len(self._network), np.bool_)
        for row in rows:
            flags[row] = True
        flags[self._seeds] = False
        return flags

    def _answers(self) -> NDArray[np.bool_]:
        """Return, for each node, whether it answers the filter; a stub has no claims to do so."""
        asked = self.query.evidence
        if not asked.filter:
            return np.ones(len(self._network), np.bool_)
        answers = np.zeros(len(self._network), np.bool_)
        answers[: self._network.held] = works_in(self.base, asked)
        return answers

    def _chosen(self, answering: NDArray[np.bool_], room: int) -> list[int]:
        """Return the neighbours that are shown: tied to several seeds first, then in turn."""
        if room <= 0:
            return []
        tied = np.zeros(len(self._network), np.int64)
        for seed in self._seeds:
            tied += self._flags(self._near[tie, seed].nodes for tie in self.query.ties)
        several = np.flatnonzero(answering & (tied > 1)).astype(np.int32)
        first = self._best(Near(several, tied[several], tied[several]), answering, room)
        lists = [self._best(near, answering, room) for near in self._near.values()]
        turns = (node for turn in zip_longest(*lists) for node in turn if node is not None)
        return list(dict.fromkeys([*first, *turns]))[:room]

    def count(self, tie: str) -> int:
        """Return how many neighbours there are by a kind of tie, asked for or not."""
        return int(np.count_nonzero(self._all(tie)))

    def _all(self, tie: str) -> NDArray[np.bool_]:
        near = (self._near.get((tie, seed)) or self._near_to(seed, tie) for seed in self._seeds)
        return self._flags(one.nodes for one in near)

    def _shown_by(self, tie: str) -> set[int]:
        near = self._all(tie)
        return {node for node in self._shown if near[node]}

    def _work(self, node: int) -> Shown:
        network = self._network
        source = self.base.works[node] if node < network.held else None
        year = int(network.years[node])
        seed = node in self._seeds
        ties = [tie for tie in self.query.ties if not seed and node in self._near_by[tie]]
        return Shown(
            network.nodes[node],
            source,
            None if year == NO_YEAR else year,
            seed,
            tuple(ties),
            int(network.cited_by.degrees[node]),
            source.doi if source else network.doi(node),
        )

    # -- how they are tied --------------------------------------------------------------------

    def _links(self) -> Iterator[Link]:
        """Yield the citations and stances among all works shown, then what seeds share."""
        place = self._place
        for node in self._shown:
            cited = self._network.cites.of(node).tolist()
            yield from (Link(place[node], place[to], "cites") for to in cited if to in place)
        counted: dict[tuple[int, int, str], int] = {}
        for node in self._shown:
            for one in stances.of(self.base).of([node]):
                to = place.get(self._network.position[one.other])
                if one.direction == "out" and to is not None:
                    key = (place[node], to, one.how)
                    counted[key] = counted.get(key, 0) + 1
        yield from (Link(*key, count) for key, count in counted.items())
        yield from self._near_links()

    def _near_links(self) -> Iterator[Link]:
        done = set()
        for (tie, seed), near in self._near.items():
            if tie not in NEAR:
                continue
            places = np.flatnonzero(np.isin(near.nodes, self._shown))
            for at in places.tolist():
                node, count, score = int(near.nodes[at]), int(near.counts[at]), near.scores[at]
                pair = frozenset((node, seed)), tie
                if pair not in done:
                    done.add(pair)
                    said = float(score) if tie == "similar" else None
                    yield Link(self._place[seed], self._place[node], tie, count, said)


def _seeds(network: CitationNetwork, keys: Iterable[str]) -> list[int]:
    """Return the nodes to start from.

    Raises:
        QueryError: naming those that are unknown.
    """
    issues = []
    nodes = []
    for key in keys:
        node = network.find(key)
        if node is None:
            near = near_misses(key, network.nodes)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            message = f"key: no work {key!r} is held or cited{hint}"
            issues.append(Issue("key", "unknown-concept", message, near))
        else:
            nodes.append(node)
    if issues:
        raise QueryError(issues)
    return list(dict.fromkeys(nodes))
