"""Stances: how the claims of one work stand towards another, where a curator recorded it.

A stance is said of a claim (CiTO: supports, disputes, qualifies, extends, uses method in) and names
a work or one of its claims. None is inferred: neither from a citation nor from opposite findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgraph.citations import network
from leadgraph.citations.adjacency import Adjacency
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.index.columns import rows_of
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.index import EvidenceIndex
    from leadgraph.model import Claim
    from leadgraph.render import Json
    from leadgraph.shelf import Shelf


class TakenStance(NamedTuple):
    """A stance that a claim takes, seen from a work that is looked at.

    Attributes:
        how: ``supports disputes qualifies extends uses-method``.
        claim: the claim that takes it.
        direction: ``in`` when it is taken towards the work looked at, ``out`` when by it.
        towards: id of the claim that it is taken towards; None when towards the work as a whole.
        other: id of the other work.
    """

    how: str
    claim: Claim
    direction: str
    towards: str | None
    other: str

    def told(self) -> Json:
        """Return the stance as JSON has it."""
        return {
            "how": self.how,
            "claim": self.claim.id,
            "direction": self.direction,
            "towards": self.towards,
            "source": self.other,
            "statement": self.claim.statement,
        }


class Stances:
    """All stances that count: of claims that are accepted or disputed, in the order of claims.

    Attributes:
        taken: int32, shape (stances, 3): the work that takes each, the work towards which it is
            taken, and the row of the claim by which.
    """

    taken: NDArray[np.int32]

    def __init__(self, base: EvidenceBase) -> None:
        self._network, self._index = network.of(base), base.index
        found = list(self._found(base))
        self._set_up(np.array(found, dtype=np.int32).reshape(-1, 3))

    def keep(self, shelf: Shelf) -> None:
        """Put the stances on a shelf."""
        shelf.put("taken", self.taken)

    @classmethod
    def open(cls, shelf: Shelf, base: EvidenceBase) -> Stances:
        """Return the stances that ``keep`` put on a shelf."""
        stances = cls.__new__(cls)
        stances._network, stances._index = network.of(base), base.index
        stances._set_up(shelf.array("taken"))
        return stances

    def _set_up(self, taken: NDArray[np.int32]) -> None:
        self.taken = taken
        places, size = np.arange(len(taken)), len(self._network)
        self._by = Adjacency.between(taken[:, 0], places, size, len(taken))
        self._towards = Adjacency.between(taken[:, 1], places, size, len(taken))

    def _found(self, base: EvidenceBase) -> Iterator[tuple[int, int, int]]:
        claims, net = base.records.claims, self._network
        for row in _taking(base.index, rows_of(base.select(EvidenceQuery()))).tolist():
            claim = base.index.claims[row]
            assert claim.stance is not None
            object_ = claims.get(claim.stance.claim or "")
            name = object_.source if object_ else claim.stance.source
            of, to = net.node(claim.source), net.find(name or "")
            if to is not None and to != of:
                yield of, to, row

    def of(self, nodes: Iterable[int]) -> list[TakenStance]:
        """Return the stances that others take towards some works, then those these take.

        Those among the works themselves are left out.
        """
        mine = set(nodes)
        seen = np.array(sorted(mine), dtype=np.int64)
        found = []
        for direction, held, there in (("in", self._towards, 0), ("out", self._by, 1)):
            stances = self.taken[held.gathered(seen)]
            pairs = zip(stances[:, there].tolist(), stances[:, 2].tolist(), strict=True)
            found += [
                self._taken(other, self._index.claims[row], direction)
                for other, row in pairs
                if other not in mine
            ]
        return found

    def _taken(self, other: int, claim: Claim, direction: str) -> TakenStance:
        assert claim.stance is not None
        id_ = self._network.nodes[other]
        return TakenStance(claim.stance.how, claim, direction, claim.stance.claim, id_)


def _taking(index: EvidenceIndex, rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return those of some rows whose claims take a stance, in the order of claims."""
    column = index.columns["stance"]
    taking = rows[np.diff(column.sets[1])[column.codes[rows]] > 0]
    order: NDArray[np.uint32] = taking[np.argsort(index.places(taking))]
    return order


of = KeptOnShelf("stances", Stances, Stances.open)
"""Return the stances of a dataset; gathered when first asked for, then kept."""
