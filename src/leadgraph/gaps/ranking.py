"""Ranking: the gaps of a map, in an order that is said and no score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from leadgraph import render
from leadgraph.evidence import cursor
from leadgraph.gaps import notebook, restated, twins
from leadgraph.gaps.asked import MapQuery
from leadgraph.gaps.cell import Cell
from leadgraph.gaps.classes import CLASSES
from leadgraph.gaps.map import EvidenceMap

if TYPE_CHECKING:
    import pandas as pd

    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.thresholds import Thresholds

ORDER: tuple[str, ...] = (
    "asked by an open question",
    "class, in the order of the classes",
    "dense neighbours, the most first",
    "place on the map",
)
"""By what gaps are ranked: the first that tells two of them apart."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell of the map that is in one or more gap classes.

    Attributes:
        cell: the cell, with its classes and counts.
        reasons: for each class its ``rule`` in words and the ``numbers`` that made it so.
        asked: whether an open question asks about it.
        dense_neighbours: how many other cells of its row and column are dense.
    """

    cell: Cell
    reasons: tuple[dict[str, Any], ...]
    asked: bool
    dense_neighbours: int

    @property
    def row(self) -> str:
        """Id of its row."""
        return self.cell.row

    @property
    def column(self) -> str:
        """Id of its column."""
        return self.cell.column

    @property
    def classes(self) -> tuple[str, ...]:
        """The gap classes it is in."""
        return self.cell.classes

    def told(self) -> dict[str, Any]:
        """Return the gap as JSON has it: the cell, and why it is a gap."""
        return {
            **self.cell.told(),
            "reasons": list(self.reasons),
            "asked": self.asked,
            "dense_neighbours": self.dense_neighbours,
        }

    def __repr__(self) -> str:
        """Return the cell and its classes."""
        return f"<Gap {self.row} x {self.column}: {', '.join(self.classes) or 'none'}>"


class GapList(Sequence[Gap]):
    """The gaps of a map, ranked.

    As a sequence it is all of them, unless the query asks for a page (``limit`` or ``cursor`` is
    given): then it is that page. ``to_json`` always writes one page, as HTTP does.
    """

    def __init__(self, base: EvidenceBase, query: MapQuery) -> None:
        self._base = base
        self.query = query
        self.map = EvidenceMap(base, query)
        self._offset = cursor.read(self.snapshot, query.evidence, self._route)

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self.map.snapshot

    @property
    def thresholds(self) -> Thresholds:
        """What is few, many and recent, as it applied."""
        return self.map.thresholds

    @property
    def _route(self) -> str:
        """What a cursor is bound to, besides the filter."""
        return MapQuery(
            self.query.rows,
            self.query.columns,
            self.query.depth,
            self.query.thresholds,
            classes=self.query.classes,
        ).address("/gaps")

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        return tuple(c for c in CLASSES if not self.query.classes or c in self.query.classes)

    @cached_property
    def places(self) -> list[int]:
        """The places of all gaps on the map, in order."""
        facts = self.map.facts
        flags = self.map.classes[[CLASSES.index(name) for name in self._wanted]]
        places = np.flatnonzero(flags.any(axis=0))
        first = flags[:, places].argmax(axis=0)
        unasked = facts.asked[places] == 0
        order = np.lexsort((places, -self._dense[places], first, unasked))
        ranked: list[int] = places[order].tolist()
        return ranked

    @cached_property
    def _dense(self) -> Any:
        return self.map.dense_neighbours()

    @property
    def total(self) -> int:
        """How many gaps there are, whatever the page."""
        return len(self.places)

    @property
    def _page(self) -> list[int]:
        return self.places[self._offset :][: self.query.evidence.limit]

    @property
    def _shown(self) -> list[int]:
        paged = {"limit", "cursor"} & self.query.evidence.model_fields_set
        return self._page if paged else self.places

    def at(self, place: int) -> Gap:
        """Return what is said of a place on the map, whether it is a gap or not."""
        return Gap(
            cell=self.map.at(place),
            reasons=tuple(self.map.reasons(place)),
            asked=bool(self.map.facts.asked[place]),
            dense_neighbours=int(self._dense[place]),
        )

    def __len__(self) -> int:
        return len(self._shown)

    @overload
    def __getitem__(self, place: int) -> Gap: ...
    @overload
    def __getitem__(self, place: slice) -> list[Gap]: ...
    def __getitem__(self, place: int | slice) -> Gap | list[Gap]:
        """Return the gap at a place, or a list of gaps for a slice."""
        if isinstance(place, slice):
            return [self.at(at) for at in self._shown[place]]
        return self.at(self._shown[place])

    def whole(self) -> Iterator[Gap]:
        """Yield all gaps, whatever the page."""
        return (self.at(at) for at in self.places)

    @cached_property
    def next(self) -> str | None:
        """Cursor of the page after this one; None at the end."""
        after = self._offset + self.query.evidence.limit
        if after >= self.total:
            return None
        return cursor.write(self.snapshot, self.query.evidence, self._route, after)

    @property
    def facets(self) -> dict[str, list[dict[str, Any]]]:
        """The gaps by class: how many cells are in each, whichever classes were asked for."""
        concepts = self._base.records.concepts
        told = []
        for name, line in zip(CLASSES, self.map.classes, strict=True):
            known = concepts.get(f"gap-classes/{name}")
            told.append(
                {
                    "id": name,
                    "label": known.label if known else name,
                    "count": int(np.count_nonzero(line)),
                    "selected": name in self.query.classes,
                }
            )
        return {"class": [value for value in told if value["count"] or value["selected"]]}

    @property
    def links(self) -> dict[str, str]:
        """Where this page, the next one, all of it as CSV and the whole map are found."""
        links = {"self": self.query.address("/gaps")}
        if self.next:
            links["next"] = self.query.but(cursor=self.next).address("/gaps")
        whole = self.query.but(limit=None, cursor=None)
        links["csv"] = whole.address("/gaps.csv")
        links["ndjson"] = whole.address("/gaps.ndjson")
        links["rq"] = whole.address("/gaps.rq")
        links["map"] = whole.but(**{"class": None}).address("/map")
        return links

    def to_json(self, *, whole: bool = False) -> bytes:
        """Return one page as JSON, byte for byte what ``GET /gaps`` answers.

        Args:
            whole: put all gaps on it.
        """
        shown = self.places if whole else self._page
        links = self.links
        if whole:
            links.pop("next", None)
        return render.to_bytes(
            {
                "snapshot": self.snapshot,
                "query": self.query.fields(),
                "count": self.total,
                "results": [self.at(at).told() for at in shown],
                "facets": self.facets,
                "next": None if whole else self.next,
                "links": links,
                "thresholds": self.thresholds.told(),
                "order": ORDER,
                "agreement": self.map.agreement,
            }
        )

    def to_ndjson(self) -> Iterator[str]:
        """Yield all gaps, ranked, as lines of JSON, each an item as ``to_json`` has it."""
        return (render.to_bytes(self.at(at).told()).decode() + "\n" for at in self.places)

    def to_csv(self) -> Iterator[str]:
        """Yield all gaps as lines of CSV, a header first."""
        return twins.gaps_csv(self)

    def to_sparql(self) -> str:
        """Return SPARQL that finds the gaps in the graph: a solution a gap."""
        return restated.gaps(self.map, self._base, self._wanted)

    def to_pandas(self) -> pd.DataFrame:
        """Return all gaps as a DataFrame.

        Raises:
            MissingExtraError: when pandas is not installed.
        """
        return twins.gaps_frame(self)

    def __repr__(self) -> str:
        """Return the count and the axes."""
        return f"<GapList: {self.total} gaps, {self.query.rows} x {self.query.columns}>"

    def _repr_html_(self) -> str:
        return notebook.listed(self, repr(self)[1:-1])
