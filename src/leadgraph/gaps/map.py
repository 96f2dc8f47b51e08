"""The evidence map: two facets crossed, every cell counted, and the gaps among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from leadgraph import render
from leadgraph.gaps import notebook, picture, restated, twins
from leadgraph.gaps.asked import MapQuery
from leadgraph.gaps.assertions import Asserted, Found, Questions, about
from leadgraph.gaps.cell import NOBODY, Cell
from leadgraph.gaps.classes import CLASSES, RULES, VOLUME, Facts, classify, numbers
from leadgraph.gaps.coverage import agreement, coverage
from leadgraph.gaps.crossing import crossing
from leadgraph.model import DIRECTIONS
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    import pandas as pd

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.axes import Axis, Heading
    from leadgraph.gaps.bits import Counts
    from leadgraph.gaps.crossing import Crossing
    from leadgraph.gaps.layout import Flags, Tallies, Totals
    from leadgraph.gaps.thresholds import Thresholds
    from leadgraph.plots import Picture

Json = dict[str, Any]

SHOWN = 20
"""Claims that say little is known which a cell names; it counts all of them."""


class EvidenceMap:
    """Two facets of the evidence crossed.

    Attributes:
        query: what was asked.
        thresholds: what is few, many and recent, as it applied.
        rows: the headings of the rows.
        columns: the headings of the columns.
    """

    def __init__(self, base: EvidenceBase, query: MapQuery) -> None:
        self._base = base
        self.query = query
        self.thresholds: Thresholds = query.thresholds.at(base.records)
        self._crossing: Crossing = crossing(base, query.rows, query.columns, query.depth)
        self.rows: tuple[Heading, ...] = self._crossing.rows.headings
        self.columns: tuple[Heading, ...] = self._crossing.columns.headings
        self._tallies: Tallies = self._crossing.tallies(query.evidence, self.thresholds.strong)
        self.facts: Facts = self._facts()
        self.classes: Flags = classify(self.facts)
        """For each gap class, the cells that are in it."""

    def _facts(self) -> Facts:
        crossed, filter_ = self._crossing, self.query.evidence
        asserted, broad = self._assertions.counts()
        unfiltered = None
        if filter_.filter:
            unfiltered = crossed.tallies(EvidenceQuery(), self.thresholds.strong).total
        return Facts(
            tallies=self._tallies,
            unfiltered=unfiltered,
            asserted=asserted,
            broad=broad,
            asked=self._questions.counts(),
            thresholds=self.thresholds,
            applicable=crossed.applicable,
        )

    @cached_property
    def _assertions(self) -> Found:
        crossed = self._crossing
        return crossed.assertions.among(crossed.mask(about(self.query.evidence)))

    @cached_property
    def _questions(self) -> Questions:
        crossed = self._crossing
        return Questions(self._base, crossed.rows, crossed.columns, self.query.evidence)

    # -- cells ----------------------------------------------------------------------------------

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._base.records.snapshot

    def __len__(self) -> int:
        return self._crossing.size

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row by row: zeros and those that are not applicable too."""
        return tuple(self.at(place) for place in range(len(self)))

    def at(self, place: int) -> Cell:
        """Return the cell at a place: ``row * len(columns) + column``."""
        row, column = divmod(place, len(self.columns))
        applicable = bool(self._crossing.applicable[place])
        classes, facts = self._classes[place], self.facts
        state = "gap" if classes else "evidence"
        return Cell(
            self.rows[row].id,
            self.columns[column].id,
            state if applicable else "not-applicable",
            classes,
            **{name: values[place] for name, values in self._counts.items()},
            by_direction=_held(DIRECTIONS, self._by_direction[place]),
            by_design=_held((*self.groups, "unknown"), self._by_design[place]),
            questions=self._questions.of(place) if facts.asked[place] else (),
            asserted=self._asserted(place, int(facts.asserted[place]), int(facts.broad[place])),
            reason=None if applicable else self._crossing.reasons[place],
        )

    @cached_property
    def _counts(self) -> dict[str, list[Any]]:
        return {name: values.tolist() for name, values in _named(self._tallies).items()}

    @cached_property
    def _by_direction(self) -> list[list[int]]:
        lines: list[list[int]] = self._tallies.directions.T.tolist()
        return lines

    @cached_property
    def _by_design(self) -> list[list[int]]:
        lines: list[list[int]] = self._tallies.designs.T.tolist()
        return lines

    @cached_property
    def _classes(self) -> list[tuple[str, ...]]:
        found: list[list[str]] = [[] for _ in range(len(self))]
        for name, line in zip(CLASSES, self.classes, strict=True):
            for at in line.nonzero()[0].tolist():
                found[at].append(name)
        return [tuple(names) for names in found]

    def _asserted(self, at: int, count: int, broad: int) -> Asserted:
        if not count:
            return NOBODY
        narrow, wide = self._assertions.rows(at, SHOWN)
        shown = np.concatenate([narrow, wide])[:SHOWN]
        named = enumerate(self._base.index.ids(shown))
        return Asserted(count, broad, tuple((id_, at >= len(narrow)) for at, id_ in named))

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the design groups, the strongest first."""
        return tuple(self._base.index.groups)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The axis of the rows and that of the columns."""
        return self._crossing.rows, self._crossing.columns

    @cached_property
    def labels(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What people call the rows, and the columns, by id."""
        return ({h.id: h.label for h in self.rows}, {h.id: h.label for h in self.columns})

    def _in_any(self, classes: Iterable[str]) -> Flags:
        flags: Flags = np.zeros(len(self), np.bool_)
        for name in classes:
            flags |= self.classes[CLASSES.index(name)]
        return flags

    def place(self, row: str, column: str) -> int:
        """Return the place of a cell in ``cells``.

        Raises:
            KeyError: when the map has no such row or column.
        """
        crossed = self._crossing
        return crossed.rows.position[row] * len(self.columns) + crossed.columns.position[column]

    def cell(self, row: str, column: str) -> Cell:
        """Return the cell of a row and a column.

        Raises:
            KeyError: when the map has no such row or column.
        """
        return self.at(self.place(row, column))

    def claims_in(self, at: int) -> frozenset[str]:
        """Return the ids of the claims of a cell, those that say little is known about it too."""
        crossed = self._crossing
        found = crossed.cells.rows_in(crossed.mask(self.query.evidence), at)
        narrow, broad = self._assertions.rows(at)
        return frozenset(self._base.index.ids(np.concatenate([found, narrow, broad])))

    def query_of(self, row: str, column: str) -> EvidenceQuery | None:
        """Return the query whose evidence a cell counts; None when no one query says it.

        That is so when the filter names the facet of the row or the column itself, and neither of
        the two is part of the other.
        """
        fields = dict(self.query.evidence.fields())
        for axis, id_ in ((self._crossing.rows, row), (self._crossing.columns, column)):
            ids = self._narrowed(axis, id_, fields.get(axis.field, []))
            if ids is None:
                return None
            fields[axis.field] = ids
        return EvidenceQuery.of(**fields)

    def _narrowed(self, axis: Axis, id_: str, asked: list[str]) -> list[str] | None:
        """Return the ids that mean both a heading and what a filter asks of its facet."""
        if not asked or id_ in asked:
            return [id_]
        ancestors = self._base.records.ancestors
        above = ancestors.get(f"{axis.scheme}/{id_}", ())
        if any(f"{axis.scheme}/{other}" in above for other in asked):
            return [id_]
        key = f"{axis.scheme}/{id_}"
        below = [key in ancestors.get(f"{axis.scheme}/{other}", ()) for other in asked]
        return asked if all(below) else None

    def teams(self) -> tuple[int, ...]:
        """Count, for each cell, the independent author teams behind the works it counts.

        Teams are connected components of co-authorship among those works
        (``leadgraph.evidence.teams``): where studies are many and teams few, few people say so.

        >>> import leadgraph
        >>> told = leadgraph.load().map(rows="area", columns="target")
        >>> at = told.place("distributed-leadership", "students")
        >>> told.cells[at].sources, told.teams()[at]
        (22, 16)
        """
        crossed, index = self._crossing, self._base.index
        mask = crossed.mask(self.query.evidence)
        rows = (crossed.cells.rows_in(mask, at) for at in range(len(self)))
        return tuple(self._base.teams.among(np.unique(index.source[found])) for found in rows)

    def reasons(self, at: int, classes: tuple[str, ...] | None = None) -> list[Json]:
        """Return the rule of each class of a cell, and the numbers that made it so."""
        held = self._classes[at] if classes is None else classes
        return [
            {
                "class": name,
                "rule": RULES[name].words(self.thresholds),
                "numbers": numbers(self.facts, name, at),
            }
            for name in held
        ]

    def dense_neighbours(self) -> Counts:
        """Count, for each cell, the other cells of its row and column that are dense."""
        dense = (self._tallies.total >= self.thresholds.dense) & self._crossing.applicable
        table = dense.reshape(len(self.rows), len(self.columns))
        across = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True)
        counted: Counts = (across - 2 * table).ravel().astype(np.int64)
        return counted

    def neighbours(self, row: str, column: str, most: int = 5) -> list[Cell]:
        """Return the cells of the same row or column with the most studies, the most first."""
        here, wide = self.place(row, column), len(self.columns)
        across = range(here - here % wide, here - here % wide + wide)
        down = range(here % wide, len(self), wide)
        studies = self._tallies.studies
        near = [at for at in (*across, *down) if at != here and studies[at]]
        return [self.at(at) for at in sorted(near, key=lambda at: (-studies[at], at))[:most]]

    # -- the whole ------------------------------------------------------------------------------

    @cached_property
    def marginals(self) -> Json:
        """Each row, each column and the whole: distinct again, over the cells they hold."""
        crossed = self._crossing
        mask = crossed.mask(self.query.evidence)
        totals = crossed.totals(self.query.evidence)
        columns = {name: values.tolist() for name, values in _named(totals).items()}
        directions = totals.directions.T.tolist()
        told = [
            {
                **{name: values[at] for name, values in columns.items()},
                "by_direction": _held(DIRECTIONS, directions[at]),
            }
            for at in range(len(directions))
        ]
        tall, wide = len(self.rows), len(self.columns)
        ids = [heading.id for heading in (*self.rows, *self.columns)]
        named = [{"id": id_, **line} for id_, line in zip(ids, told, strict=False)]
        outside = int(np.count_nonzero(mask[:-1] & ~crossed.inside))
        return {
            "rows": named[:tall],
            "columns": named[tall:],
            "all": {**told[tall + wide], "claims_outside": outside},
        }

    @cached_property
    def coverage(self) -> Json:
        """How much of the map is filled, and how unevenly."""
        return coverage(self.facts)

    @cached_property
    def agreement(self) -> Json:
        """How far claims that say little is known and cells that hold little agree."""
        return agreement(self.facts, self._in_any(VOLUME))

    @property
    def links(self) -> dict[str, str]:
        """Where this map, its other forms and its gaps are found."""
        ask = self.query.address
        return {
            "self": ask("/map"),
            "csv": ask("/map.csv"),
            "ttl": ask("/map.ttl"),
            "rq": ask("/map.rq"),
            "gaps": ask("/gaps"),
        }

    # -- twins ----------------------------------------------------------------------------------

    def to_json(self, *, teams: bool = False) -> bytes:
        """Return the map as JSON, byte for byte what ``GET /map`` answers.

        Args:
            teams: whether to count, in each cell, the independent author teams.
        """
        counted = self.teams() if teams else ()
        cells = [cell.told() for cell in self.cells]
        for told, number in zip(cells, counted, strict=False):
            told["teams"] = number
        return render.to_bytes(
            {
                "snapshot": self.snapshot,
                "query": self.query.fields(),
                "rows": self.rows,
                "columns": self.columns,
                "cells": cells,
                "marginals": self.marginals,
                "coverage": self.coverage,
                "thresholds": self.thresholds.told(),
                "links": self.links,
                "agreement": self.agreement,
            }
        )

    def to_csv(self, shape: str = "long", measure: str = "studies") -> Iterator[str]:
        """Yield the map as lines of CSV.

        Args:
            shape: ``long``, a line a cell with all that is known of it; or ``wide``, a line a row
                of the map and a column for each of its columns.
            measure: what the cells of the wide table hold: ``studies``, ``classes``, ...

        Raises:
            QueryError: when there is no such shape or measure.
        """
        return twins.csv(self, shape, measure)

    def to_turtle(self) -> str:
        """Return the map as an RDF Data Cube, in Turtle."""
        return twins.turtle(self, self._base.records)

    def to_sparql(self) -> str:
        """Return SPARQL that counts the map in the graph: a solution a cell that holds a claim."""
        return restated.map_(self, self._base)

    def to_pandas(self) -> pd.DataFrame:
        """Return the map as a DataFrame: a row a cell.

        Raises:
            MissingExtraError: when pandas is not installed.
        """
        return twins.frame(self)

    def plot(self) -> Picture:
        """Return the map as a bubble map, which shows itself in a notebook.

        Raises:
            MissingExtraError: when nothing is installed that draws.
        """
        return picture.picture(self, self._base)

    def __repr__(self) -> str:
        """Return the axes and how much is filled."""
        told = self.coverage
        return (
            f"<EvidenceMap {self.query.rows} x {self.query.columns}: {told['filled']} of "
            f"{told['applicable']} cells hold studies>"
        )

    def _repr_html_(self) -> str:
        return notebook.table(self)


def _named(totals: Totals) -> dict[str, Counts]:
    """Return the counts that are a number a cell; a year that is none is None."""
    names = ("claims", "sources", "studies", "primary", "synthesis", "practice")
    found = {name: getattr(totals, name) for name in names}
    for name in ("first_year", "last_year", "last_synthesis"):
        years = getattr(totals, name, None)
        if years is not None:
            found[name] = np.where(years == 0, None, years.astype(object))
    return found


def _held(names: tuple[str, ...], counts: list[int]) -> dict[str, int]:
    return {name: count for name, count in zip(names, counts, strict=True) if count}
