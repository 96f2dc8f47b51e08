"""Cells: what a question asks of the map: the gaps where its concepts meet, the cell it names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.evidence.lists import link
from leadgraph.gaps import CLASSES, Gap, GapList, MapQuery
from leadgraph.gaps.asked import DEEPEST
from leadgraph.query import PAGING, SCHEMES, EvidenceQuery
from leadgraph.render import Json

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.axes import Axis

ROWS = ("area", "model")
COLUMNS = ("outcome", "target")
"""Facets that can be rows, and columns."""


def named(query: EvidenceQuery, base: EvidenceBase) -> Cells | None:
    """Return the one cell that a question names, by one concept on each axis; None without."""
    axes = [next((f for f in facets if getattr(query, f)), None) for facets in (ROWS, COLUMNS)]
    rows, columns = axes
    if rows is None or columns is None:
        return None
    one_each = len(getattr(query, rows)) == len(getattr(query, columns)) == 1
    return Cells(query, base, rows, columns) if one_each else None


def about(query: EvidenceQuery, base: EvidenceBase) -> Cells:
    """Return the cells in which the gaps are that a question asks for.

    Rows are areas, or models where it names a model and no area. Columns are outcomes, or targets
    where it names a target and nothing else that has an axis: a target beside an area is a filter,
    so that gaps on equity and teachers are told outcome by outcome.
    """
    rows = "model" if query.model and not query.area else "area"
    by_target = query.target and not (query.outcome or query.area or query.model)
    return Cells(query, base, rows, "target" if by_target else "outcome")


class Cells:
    """Some cells of a map.

    On an axis of which the question names concepts these are looked at with all that is narrower,
    otherwise the tops. All else that it names is a filter.

    Args:
        query: what the question compiled to.
        base: the dataset.
        rows: the facet of the rows.
        columns: the facet of the columns.
    """

    def __init__(self, query: EvidenceQuery, base: EvidenceBase, rows: str, columns: str) -> None:
        self._asked, self._base = query, base
        self.axes = (rows, columns)

    @cached_property
    def query(self) -> MapQuery:
        """The map, without regard to where on it the question looks."""
        filter_ = self._asked.but(**dict.fromkeys((*self.axes, *PAGING)))
        return MapQuery(*self.axes, self._depth, evidence=filter_)

    @property
    def _depth(self) -> int:
        """Return 1, or a depth at which everything narrower than what is named is shown."""
        ancestors, deepest = self._base.records.ancestors, 1
        for field in self.axes:
            named = {f"{SCHEMES[field]}/{id_}" for id_ in getattr(self._asked, field)}
            for above in ancestors.values() if named else ():
                if not named.isdisjoint(above):
                    deepest = max(deepest, len(above))
        return min(deepest, DEEPEST)

    @cached_property
    def found(self) -> GapList:
        """The gaps of the whole map, ranked."""
        return GapList(self._base, self.query)

    @cached_property
    def _within(self) -> NDArray[np.bool_]:
        """Which cells of the map make sense and are what the question is about."""
        rows, columns = (self._looked_at(axis) for axis in self.found.map.axes)
        within: NDArray[np.bool_] = (
            np.outer(rows, columns).ravel() & self.found.map.facts.applicable
        )
        return within

    def _looked_at(self, axis: Axis) -> NDArray[np.bool_]:
        records, scheme = self._base.records, SCHEMES[axis.field]
        named = {f"{scheme}/{id_}" for id_ in getattr(self._asked, axis.field)}
        unwanted = {f"{scheme}/{id_}" for id_ in getattr(self._asked, f"not_{axis.field}")}
        looked_at = np.zeros(len(axis), np.bool_)
        for at, heading in enumerate(axis.headings):
            above = axis.lineage(records, at)
            wanted = not named.isdisjoint(above) if named else heading.depth == 1
            looked_at[at] = wanted and unwanted.isdisjoint(above)
        return looked_at

    @cached_property
    def places(self) -> Sequence[int]:
        """The places of the gaps among these cells, ranked."""
        within = self._within
        return [place for place in self.found.places if within[place]]

    def page(self) -> list[Gap]:
        """Return the first of these gaps, as many as the question's query has on a page."""
        return [self.found.at(place) for place in self.places[: self._asked.limit]]

    @property
    def next(self) -> str | None:
        """Cursor of the page of ``/gaps`` after the first, if these are all the gaps it has."""
        return self.found.next if len(self.places) == self.found.total else None

    @cached_property
    def counts(self) -> Json:
        """How many cells there are, how many of them are gaps, and of which classes."""
        flags = self.found.map.classes[:, self._within]
        by_class = dict(zip(CLASSES, flags.sum(axis=1).tolist(), strict=True))
        return {
            "count": int(self._within.sum()),
            "gaps": len(self.places),
            "by_class": {name: count for name, count in by_class.items() if count},
        }

    @cached_property
    def first(self) -> Gap | None:
        """The cell of the first concepts named, a gap or not; None where no map shows it."""
        row, column = (getattr(self._asked, field)[0] for field in self.axes)
        try:
            return self.found.at(self.found.map.place(row, column))
        except KeyError:  # deeper than any map is opened
            return None

    def told(self, gap: Gap) -> Json:
        """Return a cell as JSON has it: as ``/gaps`` does, with the map it is on."""
        links = {"map": self.query.address("/map"), "gaps": self.query.address("/gaps")}
        links["evidence"] = link("/evidence", self._asked)
        return {"map": self.query.fields(), **gap.told(), "links": links}

    @property
    def links(self) -> dict[str, str]:
        """Where the gaps of the whole map and the map are found."""
        links = {"gaps": self.query.address("/gaps"), "map": self.query.address("/map")}
        if self.next:
            links["next"] = self.query.but(cursor=self.next).address("/gaps")
        return links

    @property
    def note(self) -> str:
        """How the question was put to the map."""
        rows, columns = self.axes
        tops = [field for field in self.axes if not getattr(self._asked, field)]
        named = ", where the concepts named stand with all that is narrower"
        said = f"Gaps are cells of the map of {rows} by {columns}{named if len(tops) < 2 else ''}"
        return f"{said}; {' and '.join(tops)} at the top level." if tops else f"{said}."
