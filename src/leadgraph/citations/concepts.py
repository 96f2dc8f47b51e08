"""Concepts of works: what their claims and the works themselves are about, weighed.

A work has the concepts of its claims (areas, models, targets and outcomes) and of itself (areas),
with everything broader. A concept that most works have says little of any two of them, so each
weighs its inverse document frequency ``idf = ln(works with any concept / works with this one)``
(Spärck Jones 1972, doi 10.1108/eb026526): one that all of them have weighs nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.citations.adjacency import Adjacency, distinct
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.index.columns import rows_of
from leadgraph.query import SCHEMES, EvidenceQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from leadgraph.citations.adjacency import Nodes
    from leadgraph.evidence import EvidenceBase
    from leadgraph.shelf import Shelf

FIELDS = ("area", "model", "target", "outcome")
"""The fields of claims whose concepts count."""


class WorkConcepts:
    """Which works have which concepts.

    Attributes:
        keys: the key of each concept, as in ``areas/equity``.
        of_work: for each work (``base.works``) its concepts, as places in ``keys``.
        works: for each concept the works that have it.
        idf: float64, shape (concepts,): what each weighs.
        norms: float64, shape (works,): the length of each work's vector of weights.
    """

    def __init__(self, base: EvidenceBase) -> None:
        self.keys: list[str] = []
        works, concepts = zip(*self._pairs(base), strict=True)
        work, concept = np.concatenate(works), np.concatenate(concepts)
        size = len(base.works)
        self.of_work = Adjacency.between(work, concept, size, len(self.keys))
        self.works = Adjacency.between(concept, work, len(self.keys), size)
        held = max(int(np.count_nonzero(self.of_work.degrees)), 1)
        self.idf: NDArray[np.float64] = np.log(held / np.maximum(self.works.degrees, 1))
        self.idf[self.works.degrees == 0] = 0
        sums = np.concatenate(([0.0], np.cumsum(self.idf[self.of_work.targets] ** 2)))
        self.norms: NDArray[np.float64] = np.sqrt(
            np.maximum(sums[self.of_work.starts[1:]] - sums[self.of_work.starts[:-1]], 0)
        )

    def keep(self, shelf: Shelf) -> None:
        """Put the concepts of the works on a shelf."""
        shelf.put_json("keys", self.keys)
        self.of_work.keep(shelf, "of_work")
        self.works.keep(shelf, "works")
        shelf.put("idf", self.idf)
        shelf.put("norms", self.norms)

    @classmethod
    def open(cls, shelf: Shelf, _: EvidenceBase) -> WorkConcepts:
        """Return the concepts of works that ``keep`` put on a shelf."""
        held = cls.__new__(cls)
        held.keys = shelf.json("keys")
        held.of_work = Adjacency.open(shelf, "of_work")
        held.works = Adjacency.open(shelf, "works")
        held.idf, held.norms = shelf.array("idf"), shelf.array("norms")
        return held

    def _pairs(self, base: EvidenceBase) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Return each work with each of its concepts, once or more, by field."""
        index = base.index
        counted = rows_of(base.select(EvidenceQuery()))
        found = []
        for field in FIELDS:
            column = index.columns[field]
            first = len(self.keys)
            self.keys += [f"{SCHEMES[field]}/{id_}" for id_ in column.ids]
            if field == "area":
                found.append(_own_areas(base, column.position))
            members, starts = column.sets
            sets = len(starts) - 1
            tagged = distinct(
                index.source[counted].astype(np.int64) * max(sets, 1) + column.codes[counted]
            )
            work, code = np.divmod(tagged, max(sets, 1))
            concept = Adjacency(starts.astype(np.int64), members).gathered(code)
            found.append((np.repeat(work, np.diff(starts)[code]), concept.astype(np.int64) + first))
        return found

    def of(self, works: Nodes) -> Nodes:
        """Return the concepts that any of some works has, ascending."""
        found: Nodes = distinct(self.of_work.gathered(works))
        return found

    def cosine(self, works: Nodes) -> NDArray[np.float64]:
        """Return how near every work is to some, taken as one: the cosine of their weights.

        Args:
            works: the works to be near to.

        Returns:
            float64, shape (works,): from 0, nothing in common that weighs, to 1, the same.
        """
        mine = self.of(works)
        dots = np.zeros(len(self.of_work))
        for concept in mine.tolist():
            if self.idf[concept] > 0:
                dots[self.works.of(concept)] += self.idf[concept] ** 2
        lengths = self.norms * np.sqrt(np.sum(self.idf[mine] ** 2))
        cosine: NDArray[np.float64] = np.zeros_like(dots)
        np.divide(dots, lengths, out=cosine, where=lengths > 0)
        return np.minimum(cosine, 1)

    def weighty(self, works: Nodes) -> NDArray[np.bool_]:
        """Tell for each concept whether it weighs anything and any of some works has it."""
        flags = np.zeros(len(self.keys), np.bool_)
        flags[self.of(works)] = True
        return flags & (self.idf > 0)

    def among(self, flags: NDArray[np.bool_], work: int) -> list[int]:
        """Return the places of those of some concepts that a work has, the weightiest first."""
        has = self.of_work.of(work)
        both = has[flags[has]]
        found: list[int] = both[self._rank[both].argsort()].tolist()
        return found

    @cached_property
    def _rank(self) -> NDArray[np.int32]:
        """The place of each concept among all, the weightiest first, then by key."""
        rank = np.empty(len(self.keys), np.int32)
        rank[np.lexsort((np.array(self.keys), -self.idf))] = np.arange(len(self.keys))
        return rank


def _own_areas(
    base: EvidenceBase, position: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each work with each area of its own, and everything broader."""
    ancestors = base.records.ancestors
    pairs = [
        (at, position[key.partition("/")[2]])
        for at, work in enumerate(base.works)
        for id_ in work.areas
        for key in ancestors.get(f"areas/{id_}", ())
    ]
    own = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return own[:, 0], own[:, 1]


of = KeptOnShelf("concepts", WorkConcepts, WorkConcepts.open)
"""Return the concepts of the works of a dataset; gathered when first asked for, then kept."""
