"""Stances: how the claims of one work stand towards another, where a curator recorded it.

A stance is said of a claim (CiTO: supports, disputes, qualifies, extends, uses method in) and names
a work or one of its claims. None is inferred: neither from a citation nor from opposite findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from leadgraph.citations import network
from leadgraph.citations.kept import Kept
from leadgraph.model import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadgraph.evidence import EvidenceBase
    from leadgraph.model import Claim
    from leadgraph.render import Json


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
    """All stances that count: of claims that are accepted or disputed, in the order of claims."""

    def __init__(self, base: EvidenceBase) -> None:
        self._network = network.of(base)
        self._by: dict[int, list[tuple[int, Claim]]] = {}
        self._towards: dict[int, list[tuple[int, Claim]]] = {}
        claims = base.records.claims
        for claim in claims.values():
            if claim.stance is None or claim.status not in COUNTED:
                continue
            object_ = claims.get(claim.stance.claim or "")
            name = object_.source if object_ else claim.stance.source
            of, to = self._network.node(claim.source), self._network.find(name or "")
            if to is not None and to != of:
                self._by.setdefault(of, []).append((to, claim))
                self._towards.setdefault(to, []).append((of, claim))

    def of(self, nodes: Iterable[int]) -> list[TakenStance]:
        """Return the stances that others take towards some works, then those these take.

        Those among the works themselves are left out.
        """
        mine = set(nodes)
        found = []
        for direction, held in (("in", self._towards), ("out", self._by)):
            for node in sorted(mine):
                found += [
                    self._taken(other, claim, direction)
                    for other, claim in held.get(node, ())
                    if other not in mine
                ]
        return found

    def _taken(self, other: int, claim: Claim, direction: str) -> TakenStance:
        assert claim.stance is not None
        id_ = self._network.nodes[other]
        return TakenStance(claim.stance.how, claim, direction, claim.stance.claim, id_)


of = Kept(Stances)
"""Return the stances of a dataset; gathered when first asked for, then kept."""
