"""Assertions: claims that say little is known, and open questions, matched to cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.gaps.axes import TAGGED, lineages
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.axes import Axis
    from leadgraph.gaps.bits import Counts
    from leadgraph.gaps.layout import Flags
    from leadgraph.model import Question

    Places = NDArray[np.int64]

ABOUT: tuple[str, ...] = (
    *("area", "model", "target", "outcome", "question", "country", "level", "source", "status"),
)
"""Fields that say what a claim is about; the others say how well something was found out, which
a claim that says little is known cannot be held to."""


@dataclass(frozen=True, slots=True)
class Asserted:
    """The claims that say little is known about a cell.

    Attributes:
        count: how many there are.
        broad: how many of them name no value on one of the axes, and so are about all of it.
        claims: their ids, and whether each is broad; the first ones, the narrow before the broad.
    """

    count: int
    broad: int
    claims: tuple[tuple[str, bool], ...] = ()


def about(query: EvidenceQuery) -> EvidenceQuery:
    """Return the claims that say little is known of what a query is about.

    >>> about(EvidenceQuery(area="equity", research=True, since=2010)).canonical
    'area=equity&asserts_gap=true'
    """
    kept = {
        name: value
        for name, value in query.fields().items()
        if name.removeprefix("not_") in ABOUT or name == "q"
    }
    return EvidenceQuery.of(**kept, asserts_gap=True)


class Assertions:
    """The claims of a dataset that say little is known, by where in a map they belong.

    A claim without a value on an axis belongs to every cell that its other tags allow.
    """

    def __init__(
        self,
        base: EvidenceBase,
        rows: Axis,
        columns: Axis,
        entries: Callable[[Axis, Axis, Places], tuple[Places, Places]],
    ) -> None:
        self._shape = tall, wide = len(rows), len(columns)
        claims = base.index.asserts_gap.nonzero()[0]
        across, down = rows.sizes[rows.codes[claims]], columns.sizes[columns.codes[claims]]
        exact = entries(rows, columns, claims[(across > 0) & (down > 0)])
        self._exact = ByPlace(*exact, tall * wide)
        self._of_row = ByPlace(*rows.under(claims[(across > 0) & (down == 0)]), tall)
        self._of_column = ByPlace(*columns.under(claims[(across == 0) & (down > 0)]), wide)
        self._of_all = claims[(across == 0) & (down == 0)]

    def among(self, mask: Flags) -> Found:
        """Return those that a query finds, given the claims it finds as flags."""
        return Found(
            self._shape,
            exact=self._exact.among(mask),
            of_row=self._of_row.among(mask),
            of_column=self._of_column.among(mask),
            of_all=self._of_all[mask[self._of_all]],
        )


class ByPlace:
    """Claims by where they belong: a row, a column or a cell.

    Args:
        claim: a claim for each place that it belongs to.
        place: that place.
        places: how many places there are.
    """

    def __init__(self, claim: Places, place: Places, places: int) -> None:
        order = np.lexsort((claim, place))
        self._claim = claim[order]
        self._starts = np.searchsorted(place[order], np.arange(places + 1))

    def among(self, mask: Flags) -> ByPlace:
        """Return those that a query finds."""
        some = mask[self._claim]
        found = ByPlace.__new__(ByPlace)
        found._claim = self._claim[some]
        found._starts = np.append(0, np.cumsum(some))[self._starts]
        return found

    @property
    def counts(self) -> Counts:
        """How many belong to each place."""
        return np.diff(self._starts)

    def at(self, place: int) -> Places:
        """Return those of one place, in evidence order."""
        return self._claim[self._starts[place] : self._starts[place + 1]]


class Found:
    """The claims that say little is known, of those that a query finds.

    Args:
        shape: how many rows and columns the map has.
        exact: those about one cell or several.
        of_row: those about all of a row.
        of_column: those about all of a column.
        of_all: those about all of the map.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        *,
        exact: ByPlace,
        of_row: ByPlace,
        of_column: ByPlace,
        of_all: Places,
    ) -> None:
        self._shape = shape
        self._exact, self._of_row, self._of_column = exact, of_row, of_column
        self._of_all = of_all

    def counts(self) -> tuple[Counts, Counts]:
        """Count them by cell: all of them, and the broad ones."""
        of_row, of_column = self._of_row.counts[:, None], self._of_column.counts[None, :]
        broad = (of_row + of_column + len(self._of_all)).ravel()
        return self._exact.counts + broad, broad

    def rows(self, cell: int, most: int | None = None) -> tuple[Places, Places]:
        """Return the claims about a cell: narrow ones, then broad ones, in evidence order.

        Args:
            cell: its place.
            most: the number of broad ones after which no more are wanted.
        """
        row, column = divmod(cell, self._shape[1])
        parts = (self._of_row.at(row), self._of_column.at(column), self._of_all)
        return self._exact.at(cell), np.sort(np.concatenate([part[:most] for part in parts]))


class Questions:
    """The open questions that a query leaves in view, by the cells they ask about.

    They are matched as claims that say little is known are.
    """

    def __init__(self, base: EvidenceBase, rows: Axis, columns: Axis, query: EvidenceQuery) -> None:
        records = base.records
        asked = [q for q in records.questions.values() if _in_view(base, q, query)]
        self.ids = tuple(question.id for question in asked)
        everywhere = (np.ones(len(rows), np.bool_), np.ones(len(columns), np.bool_))
        lines = []
        for question in asked:
            across, down = (
                rows.of_question(records, question),
                columns.of_question(records, question),
            )
            lines.append(
                np.outer(
                    everywhere[0] if across is None else across,
                    everywhere[1] if down is None else down,
                ).ravel()
            )
        size = len(rows) * len(columns)
        self.asks: Flags = np.array(lines, np.bool_).reshape(len(asked), size)
        """For each question, the cells it asks about."""

    def counts(self) -> Counts:
        """Count the questions of each cell."""
        counted: Counts = self.asks.sum(axis=0, dtype=np.int64)
        return counted

    def of(self, cell: int) -> tuple[str, ...]:
        """Return the ids of the questions about a cell."""
        return tuple(self.ids[at] for at in self.asks[:, cell].nonzero()[0].tolist())


def _in_view(base: EvidenceBase, asked: Question, query: EvidenceQuery) -> bool:
    """Tell whether a question is about what a query is about, as far as its tags say."""
    tags: Mapping[str, set[str]] = {
        field: set(lineages(base.records, field, getattr(asked, attribute)))
        for field, attribute in TAGGED.items()
    }
    for field, held in {**tags, "question": {asked.id}}.items():
        wanted, unwanted = getattr(query, field), getattr(query, f"not_{field}")
        if held and ((wanted and held.isdisjoint(wanted)) or not held.isdisjoint(unwanted)):
            return False
    return True
