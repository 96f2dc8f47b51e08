"""Layouts: the entries of a map, side by side, with all that can be counted of them.

An entry is a claim in a cell; a claim with two areas and two targets has four. A layout does not
depend on what is asked: it is made once for a pair of axes and kept, and a query is counted by one
look-up an entry and some arithmetic on bits (``leadgraph.gaps.bits``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.gaps.bits import WORD, Cells, packed, runs_hit
from leadgraph.index import ROLES
from leadgraph.index.columns import rows_of
from leadgraph.index.order import NO_YEAR
from leadgraph.model import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyroaring import BitMap

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.bits import Counts, Words
    from leadgraph.index import EvidenceIndex

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Totals:
    """How much a query finds, by cell.

    Attributes:
        claims: all claims.
        sources: distinct sources of those claims.
        studies: distinct studies of the research evidence.
        primary: those that a primary study reports.
        synthesis: those that a synthesis reports.
        practice: distinct sources of claims that are neither evidence nor say little is known.
        directions: claims that are research evidence, a line for each of ``DIRECTIONS``.
    """

    claims: Counts
    sources: Counts
    studies: Counts
    primary: Counts
    synthesis: Counts
    practice: Counts
    directions: Counts

    @property
    def total(self) -> Counts:
        """P + S: primary and synthesis studies together."""
        return self.primary + self.synthesis


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tallies(Totals):
    """What a query finds, by cell: how much, and all that gap classes depend on.

    Attributes:
        designs: claims that are research evidence, a line for each design group, then for none.
        first_year: year of the oldest research evidence; 0 when none has a year.
        last_year: year of the newest.
        last_synthesis: year of the newest that is a synthesis.
        first_hand: claims of research evidence that were not read only in a secondary text.
        strong: claims of research evidence of a strong design.
        direct: claims of research evidence stated direct.
        indirect: claims of research evidence stated indirect.
    """

    designs: Counts
    first_year: Counts
    last_year: Counts
    last_synthesis: Counts
    first_hand: Counts
    strong: Counts
    direct: Counts
    indirect: Counts


class Rows:
    """What a layout asks of the claims of a dataset, a value each; made once."""

    def __init__(self, base: EvidenceBase) -> None:
        index = base.index
        self.index: EvidenceIndex = index
        roles = index.roles[index.source] if len(index) else np.zeros(0, np.int8)
        self._primary = roles == ROLES.index("primary")
        self._synthesis = roles == ROLES.index("synthesis")
        years = np.unique(index.year[index.year != NO_YEAR])
        self.years = np.concatenate([[0], years]).astype(np.int64)
        """Years by number, counted up from 1 in order; number 0 is no year."""
        self._year = np.where(
            index.year == NO_YEAR, 0, np.searchsorted(years, index.year) + 1
        ).astype(np.int64)
        study = index.study
        # Sources of one study side by side, so that studies and sources are both runs of entries.
        order = np.lexsort((index.source, study))
        self.rank = np.empty(len(index), np.int64)
        self.rank[order] = np.cumsum(np.diff(index.source[order], prepend=-1) != 0)
        self.study = study.astype(np.int64)

    def flags(self, name: str) -> Flags:
        """Return which claims something is true of."""
        what, _, value = name.partition(":")
        index = self.index
        found: Flags
        if what == "year":
            found = self._year >> int(value) & 1 == 1
        elif what == "direction":
            found = index.direction == int(value)
        elif what == "design":
            found = index.group == int(value)
        elif what == "strong":
            found = self._synthesis | self._having("design", value.split(","))
        elif what in ("direct", "indirect"):
            found = self._having("directness", [what])
        else:
            found = self._plain[what]
        return found

    @cached_property
    def _plain(self) -> dict[str, Flags]:
        index = self.index
        return {
            "evidence": index.evidence,
            "practice": ~index.evidence & ~index.asserts_gap,
            "primary": self._primary,
            "synthesis": self._synthesis,
            "first-hand": ~self._having("basis", ["secondary"]),
        }

    def _having(self, field: str, ids: Sequence[str]) -> Flags:
        flags = np.zeros(len(self.index), np.bool_)
        column = self.index.columns[field]
        for id_ in ids:
            if id_ in column.position:
                flags[rows_of(column.bitmap(id_))] = True
        return flags


class Layout:
    """The entries of some cells.

    Args:
        rows: what is known of the claims.
        row: the claim of each entry.
        cell: the cell of each entry.
        cells: how many cells there are.
    """

    def __init__(
        self, rows: Rows, row: NDArray[np.int64], cell: NDArray[np.int64], cells: int
    ) -> None:
        self._rows = rows
        order = np.argsort(cell * (len(rows.rank) + 1) + rows.rank[row], kind="stable")
        row, cell = row[order], cell[order]
        sizes = np.bincount(cell, minlength=cells)
        self.cells = Cells(sizes)
        places = np.arange(len(row)) + (self.cells.starts * WORD - (np.cumsum(sizes) - sizes))[cell]
        self._row = np.full(self.cells.words * WORD, len(rows.rank), np.int64)
        self._row[places] = row
        self._study_ends = self._ends(places, rows.study[row], cell)
        self._source_ends = self._ends(places, rows.rank[row], cell)
        self._planes: dict[str, Words] = {}

    def _ends(
        self, places: NDArray[np.int64], number: NDArray[np.int64], cell: NDArray[np.int64]
    ) -> Words:
        """Mark the last entry of each run of a number in a cell."""
        last = np.ones(len(number), np.bool_)
        last[:-1] = (np.diff(number) != 0) | (np.diff(cell) != 0)
        flags = np.zeros(len(self._row), np.bool_)
        flags[places] = last
        return packed(flags)

    def _plane(self, name: str) -> Words:
        plane = self._planes.get(name)
        if plane is None:
            flags = np.append(self._rows.flags(name), False)  # and no claim, where a cell is padded
            plane = self._planes[name] = packed(flags[self._row])
        return plane

    @cached_property
    def _year_planes(self) -> list[Words]:
        return [self._plane(f"year:{at}") for at in range(len(self._rows.years).bit_length())]

    def rows_in(self, mask: Flags, cell: int) -> NDArray[np.int64]:
        """Return the claims of a cell that a query finds, in evidence order."""
        start = self.cells.starts[cell] * WORD
        rows = self._row[start : start + self.cells.widths[cell] * WORD]
        return np.sort(rows[mask[rows]])

    def totals(self, mask: Flags) -> Totals:
        """Count how much a query finds, given the claims it finds as ``mask_of`` has them."""
        return Totals(**self._totals(packed(mask.take(self._row))))

    def tallies(self, mask: Flags, strong: Sequence[str]) -> Tallies:
        """Count what a query finds.

        Args:
            mask: which claims it finds, as ``mask_of`` has it.
            strong: the designs that are strong, besides syntheses.
        """
        hits = packed(mask.take(self._row))
        evidence = hits & self._plane("evidence")

        def of_evidence(name: str) -> Counts:
            return self.cells.count(evidence & self._plane(name))

        groups = range(len(self._rows.index.groups) + 1)
        return Tallies(
            **self._totals(hits),
            **self._years(evidence),
            designs=np.array([of_evidence(f"design:{at}") for at in groups]),
            first_hand=of_evidence("first-hand"),
            strong=of_evidence(f"strong:{','.join(strong)}"),
            direct=of_evidence("direct"),
            indirect=of_evidence("indirect"),
        )

    def _totals(self, hits: Words) -> dict[str, Counts]:
        count, plane = self.cells.count, self._plane
        evidence = hits & plane("evidence")

        def studies(words: Words) -> Counts:
            return count(runs_hit(words, self._study_ends))

        directions = range(len(DIRECTIONS))
        return {
            "claims": count(hits),
            "sources": count(runs_hit(hits, self._source_ends)),
            "studies": studies(evidence),
            "primary": studies(evidence & plane("primary")),
            "synthesis": studies(evidence & plane("synthesis")),
            "practice": count(runs_hit(hits & plane("practice"), self._source_ends)),
            "directions": np.array(
                [count(evidence & plane(f"direction:{at}")) for at in directions]
            ),
        }

    def _years(self, evidence: Words) -> dict[str, Counts]:
        planes, years = self._year_planes, self._rows.years
        dated = evidence & np.bitwise_or.reduce(planes)
        # The least number is the one whose complement is the greatest.
        complement = self.cells.greatest(dated, [~plane for plane in planes])
        least = (1 << len(planes)) - 1 - complement
        return {
            "first_year": years[np.where(self.cells.any(dated), least, 0)],
            "last_year": years[self.cells.greatest(dated, planes)],
            "last_synthesis": years[self.cells.greatest(dated & self._plane("synthesis"), planes)],
        }


def mask_of(found: BitMap, claims: int) -> Flags:
    """Return what a query finds as a flag for each claim, and a last one for no claim."""
    most = 2 * len(found) > claims
    mask = np.full(claims + 1, most, np.bool_)
    mask[rows_of(found.flip(0, claims) if most else found)] = not most
    mask[claims] = False
    return mask
