"""Crossings: two axes crossed, with everything about them that does not depend on what is asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from leadgraph.evidence.derived import Derived
from leadgraph.gaps.assertions import Assertions
from leadgraph.gaps.axes import Axis
from leadgraph.gaps.layout import Layout, Rows, Tallies, Totals, mask_of
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.layout import Flags

    Places = NDArray[np.int64]

Made = TypeVar("Made")

CROSSINGS = 8
"""Pairs of axes whose layouts are kept; one of a million claims takes about 20 MB, and another 40
once its marginals were asked for."""

TALLIES = 256
"""Results that are kept for each pair of axes."""


class Kept:
    """Things made when first asked for; the one not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._held: OrderedDict[Hashable, object] = OrderedDict()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key; make it first if nothing is."""
        found = self._held.pop(key, None)
        if found is None:
            found = make()
        self._held[key] = found
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return found  # type: ignore[return-value]


class Crossing:
    """Two axes of a dataset, crossed. Cell ``row * len(columns) + column``."""

    def __init__(self, base: EvidenceBase, rows: str, columns: str, depth: int) -> None:
        self._base = base
        self._known = _known(base)
        self.rows, self.columns = Axis(base, rows, depth), Axis(base, columns, depth)
        self.size = len(self.rows) * len(self.columns)
        self._tallies = Kept(TALLIES)
        self.applicable = self._applicable()
        claims = np.arange(len(base.index))
        self.cells = Layout(self._known.rows, *entries(self.rows, self.columns, claims), self.size)

    @cached_property
    def marginals(self) -> Layout:
        """The layout of each row, then of each column, then of the whole: distinct once more."""
        rows, columns = self.rows, self.columns
        claims = self.inside.nonzero()[0]
        across, row = rows.under(claims)
        down, column = columns.under(claims)
        whole = np.full(len(claims), len(rows) + len(columns))
        parts = ((across, row), (down, column + len(rows)), (claims, whole))
        claim, cell = (np.concatenate(each) for each in zip(*parts, strict=True))
        return Layout(self._known.rows, claim, cell, len(rows) + len(columns) + 1)

    @cached_property
    def inside(self) -> Flags:
        """Which claims are in any cell at all."""
        rows, columns = self.rows, self.columns
        inside: Flags = (rows.sizes[rows.codes] > 0) & (columns.sizes[columns.codes] > 0)
        return inside

    @cached_property
    def assertions(self) -> Assertions:
        """The claims that say little is known, matched to cells."""
        return Assertions(self._base, self.rows, self.columns, entries)

    def tallies(self, query: EvidenceQuery, strong: Sequence[str]) -> Tallies:
        """Count what a query finds, by cell."""
        return self._tallies.get(
            (query.filter, *strong), lambda: self.cells.tallies(self.mask(query), strong)
        )

    def totals(self, query: EvidenceQuery) -> Totals:
        """Count what a query finds, by row, by column and in all."""
        return self._tallies.get(
            ("marginals", query.filter), lambda: self.marginals.totals(self.mask(query))
        )

    def mask(self, query: EvidenceQuery) -> Flags:
        """Return what a query finds as a flag for each claim, and a last one for no claim."""
        return self._known.mask(self._base, query)

    def _applicable(self) -> Flags:
        """Tell which cells make sense: a cell does not if anything broader does not."""
        makes_sense = np.ones(self.size, np.bool_)
        for at in self.reasons:
            makes_sense[at] = False
        return makes_sense

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Why cells are not applicable."""
        if not self._base.records.inapplicable:
            return {}
        found: dict[int, str] = {}
        records = self._base.records
        above_rows = [self.rows.lineage(records, at) for at in range(len(self.rows))]
        above_columns = [self.columns.lineage(records, at) for at in range(len(self.columns))]
        declared = [
            (key, cell.reason)
            for cell in records.inapplicable
            for key in ((cell.row, cell.column), (cell.column, cell.row))
        ]
        schemes = (f"{self.rows.scheme}/", f"{self.columns.scheme}/")
        for (row, column), reason in declared:
            if row.startswith(schemes[0]) and column.startswith(schemes[1]):
                below_row = [at for at, above in enumerate(above_rows) if row in above]
                below_column = [at for at, above in enumerate(above_columns) if column in above]
                for r, c in product(below_row, below_column):
                    found.setdefault(r * len(self.columns) + c, reason)
        return found


class Known:
    """What is kept of a dataset: its rows, its crossings, and what was asked of it last."""

    def __init__(self, base: EvidenceBase) -> None:
        self._size = len(base.index)
        self.rows = Rows(base)
        self.crossings = Kept(CROSSINGS)
        self._masks = Kept(2)

    def mask(self, base: EvidenceBase, query: EvidenceQuery) -> Flags:
        """Return what a query finds as flags; the last ones are kept, for a map asks twice."""
        return self._masks.get(query.filter, lambda: mask_of(base.select(query), self._size))


_known = Derived(Known)


def crossing(base: EvidenceBase, rows: str, columns: str, depth: int) -> Crossing:
    """Return two axes of a dataset, crossed; kept once it has been made."""
    kept = _known(base).crossings
    return kept.get((rows, columns, depth), lambda: Crossing(base, rows, columns, depth))


def entries(rows: Axis, columns: Axis, claims: Places) -> tuple[Places, Places]:
    """Return each claim in each of its cells: the claims, and the cells."""
    row_code, column_code = rows.codes[claims], columns.codes[claims]
    across = columns.sizes[column_code]
    times = rows.sizes[row_code] * across
    claim = np.repeat(claims, times)
    nth = np.arange(len(claim)) - np.repeat(np.cumsum(times) - times, times)
    across = np.repeat(across, times)
    row = rows.places[np.repeat(rows.starts[row_code], times) + nth // across]
    column = columns.places[np.repeat(columns.starts[column_code], times) + nth % across]
    return claim, row * len(columns) + column
