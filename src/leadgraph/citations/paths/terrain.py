"""Terrain: everything that paths walk on, as one graph of numbers.

Nodes are works (those cited and not held too), concepts and open questions. A **claim is a way**
between them, not a node: however many claims of a work are about one concept, they are one edge.
So two paths differ in where they pass, never only in which of twelve claims is quoted; the claim
is chosen when the path is put into words. All edges are walked both ways.

What a hop costs, and why "both are about leadership" is not the first answer:

    cost(u, v) = step(kind) + (log2(1 + degree(u)) + log2(1 + degree(v))) / 2

so that to pass *through* a node costs the logarithm of its degree: half going in, half going out.
A random walker leaves a node of degree d by one given edge with probability 1/d; the logarithms
along a path add up to how surprising it is that a walker took just this path there and back. The
cheapest path is the most telling one, which is the metric of Moore, Steinke & Tresp ("A novel
metric for information retrieval in semantic networks", ESWC 2011 workshops, LNCS 7117; compare
Adamic & Adar, "Friends and neighbors on the Web", Social Networks 25, 2003). ``STEPS`` is ours:
what people said of each other is nearer than what curators tagged.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.citations import network
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.index.columns import rows_of
from leadgraph.model import CLAIM_TAGS
from leadgraph.query import SCHEMES, EvidenceQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.index.columns import Column
    from leadgraph.model import Claim
    from leadgraph.shelf import Shelf

    Pairs = NDArray[np.int64]

NOTHING = np.empty((0, 2), dtype=np.int64)


class Way(IntEnum):
    """What joins two nodes; the nearer, the lower."""

    OWN = 0
    STANCE = 1
    CITES = 2
    ASKS = 3
    BEARS = 4
    BROADER = 5
    RELATED = 6
    SAYS = 7
    AREA = 8
    SUBJECT = 9


STEPS: Mapping[Way, float] = {
    Way.OWN: 0.5,  # a claim that a path starts or ends at, and the work that says it
    Way.STANCE: 0.5,  # a claim of one supports, disputes, qualifies ... the other
    Way.CITES: 1.0,
    Way.ASKS: 1.0,  # a work raises an open question
    Way.BEARS: 1.0,  # a claim of a work bears on an open question
    Way.BROADER: 1.0,
    Way.RELATED: 2.0,
    Way.SAYS: 2.0,  # a claim of a work is about a concept
    Way.AREA: 2.0,  # a work as a whole is about an area
    Way.SUBJECT: 2.0,  # an open question is about a concept
}
"""What each kind of hop costs before the degrees are counted."""

COSTS = np.array([STEPS[way] for way in Way])


KEPT = ("starts", "targets", "ways", "half", "_order", "_rows_start")
"""The arrays of a terrain."""


class Terrain:
    """Works, concepts and questions, and what joins them.

    Costs about seven seconds and 0.6 GiB for 200,000 works, 2,000,000 citations and 1,000,000
    claims, once, and next to nothing where a snapshot holds it; nothing of a claim is copied.

    Attributes:
        concepts: the key of each concept, from node ``first_concept`` on.
        questions: the id of each question, from node ``first_question`` on.
        starts: int64, shape (nodes + 1,): where the edges of each node begin.
        targets: int32, shape (2 edges,): where they lead, the nearest first for each node.
        ways: uint8, shape (2 edges,): the nearest ``Way`` of each.
        half: float64, shape (nodes,): half of what it costs to pass through a node.
    """

    starts: Pairs
    targets: NDArray[np.int32]
    ways: NDArray[np.uint8]
    half: NDArray[np.float64]
    _order: Pairs
    _rows_start: Pairs

    def __init__(self, base: EvidenceBase) -> None:
        self._number(base)
        self._works = base.works
        self._counted = rows_of(base.select(EvidenceQuery()))
        self._order, self._rows_start = self._rows_by_work()
        self._join(dict(self._found()))
        del self._works, self._counted

    def keep(self, shelf: Shelf) -> None:
        """Put the terrain on a shelf."""
        for name in KEPT:
            shelf.put(name.strip("_"), getattr(self, name))

    @classmethod
    def open(cls, shelf: Shelf, base: EvidenceBase) -> Terrain:
        """Return the terrain that ``keep`` put on a shelf."""
        terrain = cls.__new__(cls)
        terrain._number(base)
        for name in KEPT:
            setattr(terrain, name, shelf.array(name.strip("_")))
        return terrain

    def _number(self, base: EvidenceBase) -> None:
        """Give each work, each concept and each question its node."""
        self._records, self._index = base.records, base.index
        self.network = network.of(base)
        self.concepts = tuple(base.records.concepts)
        self.questions = tuple(base.records.questions)
        self.first_concept = len(self.network)
        self.first_question = self.first_concept + len(self.concepts)
        self._size = self.first_question + len(self.questions)
        self._concept = {k: self.first_concept + at for at, k in enumerate(self.concepts)}
        self._question = {k: self.first_question + at for at, k in enumerate(self.questions)}

    def __len__(self) -> int:
        return self._size

    # -- what joins what ------------------------------------------------------------------------

    def _found(self) -> Iterator[tuple[Way, Pairs]]:
        yield Way.CITES, self.network.edges().astype(np.int64)
        yield Way.STANCE, _pairs(self._stances())
        yield Way.BEARS, self._tagged("question", self.first_question, None)
        said = [
            self._tagged(field, self.first_concept, scheme)
            for field, scheme in SCHEMES.items()
            if scheme in CLAIM_TAGS
        ]
        yield Way.SAYS, np.concatenate(said or [NOTHING])
        records = self._records
        yield (
            Way.AREA,
            _pairs(
                (at, self._concept[key])
                for at, work in enumerate(self._works)
                for key in (f"areas/{area}" for area in work.areas)
                if key in self._concept
            ),
        )
        questions = records.questions.values()
        place = self.network.position
        yield (
            Way.ASKS,
            _pairs(
                (place[q.source], self._question[q.id])
                for q in questions
                if q.source and q.source in place
            ),
        )
        yield (
            Way.SUBJECT,
            _pairs(
                (self._question[q.id], self._concept[key])
                for q in questions
                for scheme in CLAIM_TAGS.values()
                for key in (f"{scheme}/{id_}" for id_ in getattr(q, scheme))
                if key in self._concept
            ),
        )
        concepts = records.concepts.values()
        yield (
            Way.BROADER,
            _pairs(
                (self._concept[c.key], self._concept[f"{c.scheme}/{up}"])
                for c in concepts
                for up in c.broader
                if f"{c.scheme}/{up}" in self._concept
            ),
        )
        yield (
            Way.RELATED,
            _pairs(
                (self._concept[c.key], self._concept[k])
                for c in concepts
                for k in c.related
                if k in self._concept
            ),
        )

    def _tagged(self, field: str, first: int, scheme: str | None) -> Pairs:
        """Return which works say something under which tags of a field."""
        index = self._index
        column = index.columns[field]
        rows = self._counted
        of_work = np.unique(
            index.source[rows].astype(np.int64) * len(column.sets[1]) + column.codes[rows]
        )
        work, code = np.divmod(of_work, len(column.sets[1]))
        ids, starts = self._narrowest(column, scheme)
        sizes = np.diff(starts)[code]
        places = np.repeat(starts[code] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        places += np.arange(len(places))
        at = [self._concept.get(f"{scheme}/{id_}", -1) for id_ in column.ids] if scheme else []
        nodes = np.array(at, dtype=np.int64) if scheme else first + np.arange(len(column.ids))
        found = np.column_stack([np.repeat(work, sizes), nodes[ids[places]]])
        return found[found[:, 1] >= 0]

    def _narrowest(self, column: Column, scheme: str | None) -> tuple[Pairs, Pairs]:
        """Return the sets of a column without what is merely broader than something in them."""
        members, starts = column.sets
        if scheme is None:
            return members.astype(np.int64), starts.astype(np.int64)
        above = self._records.ancestors
        broader = [
            {column.position[up.partition("/")[2]] for up in above.get(f"{scheme}/{id_}", ())[1:]}
            for id_ in column.ids
        ]
        kept: list[int] = []
        ends = [0]
        for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            held = members[begin:end].tolist()
            dropped = set().union(*(broader[at] for at in held)) if held else set()
            kept += [at for at in held if at not in dropped] or held
            ends.append(len(kept))
        return np.array(kept, dtype=np.int64), np.array(ends, dtype=np.int64)

    def _stances(self) -> Iterator[tuple[int, int]]:
        column = self._index.columns["stance"]
        taking = np.diff(column.sets[1])[column.codes[self._counted]] > 0
        claims = self._index.claims
        for row in self._counted[taking].tolist():
            towards = self.towards(claims[row])
            if towards is not None:
                yield int(self._index.source[row]), towards

    def towards(self, claim: Claim) -> int | None:
        """Return the work towards which a claim takes a stance, or towards a claim of which."""
        stance, records = claim.stance, self._records
        if stance is None:
            return None
        said = records.claims.get(stance.claim or "")
        return self.network.position.get(said.source if said else stance.source or "")

    def _join(self, found: Mapping[Way, Pairs]) -> None:
        """Lay out all edges both ways, of each pair of nodes the nearest way only."""
        size, ways = np.int64(self._size), np.int64(len(Way))
        keys = np.concatenate(
            [
                (pairs[:, 0] * size + pairs[:, 1]) * ways + int(way)
                for way, both in found.items()
                for pairs in (both, both[:, ::-1])
            ]
        )
        keys.sort()
        pair = keys // ways
        first = np.ones(len(keys), dtype=np.bool_)
        first[1:] = pair[1:] != pair[:-1]
        keys, pair = keys[first], pair[first]
        origin, target = np.divmod(pair, size)
        others = origin != target
        origin, self.targets = origin[others], target[others].astype(np.int32)
        self.ways = (keys[others] % ways).astype(np.uint8)
        self.starts = np.searchsorted(origin, np.arange(self._size + 1))
        self.half = np.log2(1 + np.diff(self.starts)) / 2
        nearest = np.lexsort((COSTS[self.ways] + self.half[self.targets], origin))
        self.targets, self.ways = self.targets[nearest], self.ways[nearest]

    # -- reading it -----------------------------------------------------------------------------

    def around(self, node: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the neighbours of a node and what each hop costs, the nearest first."""
        edges = slice(self.starts[node], self.starts[node + 1])
        targets = self.targets[edges]
        return targets, COSTS[self.ways[edges]] + self.half[node] + self.half[targets]

    def way(self, one: int, other: int) -> Way:
        """Return the nearest way between two neighbours."""
        edges = slice(self.starts[one], self.starts[one + 1])
        return Way(int(self.ways[edges][self.targets[edges] == other][0]))

    def node(self, kind: str, id_: str) -> int:
        """Return the node of a work, a concept or a question."""
        held = {"concept": self._concept, "question": self._question}
        return held.get(kind, self.network.position)[id_]

    def ways_of(self, claim: Claim) -> Mapping[int, Way]:
        """Return where a claim leads, and how."""
        found: dict[int, Way] = {}
        for scheme in CLAIM_TAGS.values():
            for id_ in getattr(claim, scheme):
                if (at := self._concept.get(f"{scheme}/{id_}")) is not None:
                    found[at] = Way.SAYS
        found |= {self._question[id_]: Way.BEARS for id_ in claim.questions}
        towards = self.towards(claim)
        found |= {} if towards is None else {towards: Way.STANCE}
        return found | {self.network.position[claim.source]: Way.OWN}

    def claims_of(self, work: int) -> list[Claim]:
        """Return the claims of a work that count, the strongest first."""
        if work >= self.network.held:
            return []
        rows = self._order[self._rows_start[work] : self._rows_start[work + 1]]
        return [self._index.claims[row] for row in rows.tolist()]

    def _rows_by_work(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        works = self._index.source[self._counted]
        order = self._counted[np.argsort(works, kind="stable")].astype(np.int64)
        return order, np.searchsorted(np.sort(works), np.arange(self.network.held + 1))


def _pairs(found: Iterator[tuple[int, int]]) -> Pairs:
    listed = list(found)
    return np.array(listed, dtype=np.int64) if listed else NOTHING


of = KeptOnShelf("terrain", Terrain, Terrain.open)
"""Return the terrain of a dataset; built when first asked for, then kept."""
