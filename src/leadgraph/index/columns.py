"""Columns: which values each row has, as codes, bitmaps and counts.

A row is a claim; rows are numbered in evidence order (``leadgraph.index.order``). Many claims carry
the same set of values, so a column keeps each distinct set once and a code per row. Sets are closed
over ``skos:broader`` when the column is built, so that asking for a concept or counting it includes
everything narrower without any further work.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from leadgraph.shelf import Places, Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyroaring import BitMap

    Codes = NDArray[np.int32]
    Rows = NDArray[np.uint32]


def bitmap(rows: NDArray[np.generic]) -> BitMap:
    """Make a bitmap of ascending row numbers."""
    from pyroaring import BitMap

    return BitMap(array("I", rows.astype(np.uint32, copy=False).tobytes()))


def rows_of(found: BitMap) -> Rows:
    """Return the row numbers of a bitmap, ascending, without a copy."""
    return np.frombuffer(found.to_array(), dtype=np.uint32)


BITMAPS_MOST = 10_000
"""Ids of a column up to which a shelf holds the bitmap of each, and the ids are read at once."""

WIDEST = 32
"""Ids of a set, broader ones included, up to which sets are kept as a table besides."""


class Column:
    """The values of one facet over all rows.

    Args:
        values: for each row, in row order, the ids it was tagged with.
        ids: every id the facet knows, whether a row has it or not.
        closure: for each id, itself and everything broader; None where nothing is.
    """

    def __init__(
        self,
        values: Iterable[tuple[str, ...]],
        ids: Sequence[str],
        closure: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        codes: dict[tuple[str, ...], int] = {}
        listed = [codes.setdefault(value, len(codes)) for value in values]
        self._set_up(np.array(listed, dtype=np.int32), list(codes), ids, closure)

    PARTS: ClassVar[tuple[str, ...]] = (
        *("codes", "_members", "_starts", "by_id"),
        *("_by_code", "_code_starts", "_owners", "_owner_starts"),
    )

    def keep(self, shelf: Shelf) -> None:
        """Put the column on a shelf, and its bitmaps where they are not very many."""
        for name in self.PARTS:
            shelf.put(name.strip("_"), getattr(self, name))
        if self._table is not None:
            shelf.put("table", self._table)
        shelf.put_texts("ids", self.ids)
        few = len(self.ids) <= BITMAPS_MOST
        shelf.put_blobs("bitmaps", (self.bitmap(id_).serialize() for id_ in self.ids if few))

    @classmethod
    def open(cls, shelf: Shelf) -> Self:
        """Return a column that ``keep`` put on a shelf."""
        column = cls.__new__(cls)
        for name in cls.PARTS:
            setattr(column, name, shelf.array(name.strip("_")))
        column._table = shelf.array("table") if shelf.holds("table") else None
        texts = shelf.texts("ids")
        if len(texts) <= BITMAPS_MOST:
            column.ids = tuple(texts)
            column.position = {id_: at for at, id_ in enumerate(column.ids)}
        else:
            column.ids, column.position = texts, Places(texts, column.by_id)
        column._bitmaps = {}
        column._kept = shelf.blobs("bitmaps")
        return column

    @classmethod
    def through(cls, key: Codes, column: Column) -> Column:
        """Make the column that a row inherits from the entity ``key`` points to."""
        inherited = cls.__new__(cls)
        inherited.ids, inherited.position = column.ids, column.position
        inherited.by_id = column.by_id
        inherited._members, inherited._starts = column._members, column._starts
        inherited._table = column._table
        inherited._finish(column.codes[key])
        return inherited

    def _set_up(
        self,
        codes: Codes,
        sets: Sequence[tuple[str, ...]],
        ids: Sequence[str],
        closure: Mapping[str, Sequence[str]] | None,
    ) -> None:
        self.ids: Sequence[str] = tuple(ids)
        self.position: Mapping[str, int] = {id_: at for at, id_ in enumerate(self.ids)}
        closed = [
            sorted(
                {self.position[up] for id_ in set_ for up in (closure[id_] if closure else set_)}
            )
            for set_ in sets
        ]
        self._members = np.array([at for members in closed for at in members], dtype=np.int32)
        self._starts = np.cumsum([0, *(len(members) for members in closed)])
        self._table = self._tabulated()
        self.by_id = np.array(sorted(range(len(self.ids)), key=self.ids.__getitem__), dtype=np.intp)
        self._finish(codes)

    def _tabulated(self) -> Codes | None:
        """Return the sets as lines of one width, filled up with a place that is no id's."""
        lengths = np.diff(self._starts)
        width = int(lengths.max(initial=0))
        if width > WIDEST:
            return None
        table = np.full((len(lengths), width), len(self.ids), dtype=np.int32)
        table[np.arange(width) < lengths[:, None]] = self._members
        return table

    def _finish(self, codes: Codes) -> None:
        self.codes = codes
        self._bitmaps: dict[str, BitMap] = {}
        self._kept: Sequence[bytes] = ()
        sets = len(self._starts) - 1
        self._by_code = np.argsort(codes, kind="stable").astype(np.uint32)
        self._code_starts = np.searchsorted(codes[self._by_code], np.arange(sets + 1))
        owners = np.repeat(np.arange(sets, dtype=np.int32), np.diff(self._starts))
        order = np.argsort(self._members, kind="stable")
        self._owners = owners[order]
        self._owner_starts = np.searchsorted(self._members[order], np.arange(len(self.ids) + 1))

    @property
    def sets(self) -> tuple[Codes, NDArray[np.int64]]:
        """The distinct sets that ``codes`` stand for: places in ``ids``, end to end, and bounds."""
        return self._members, self._starts

    def bitmap(self, id_: str) -> BitMap:
        """Return the rows that have an id or a narrower one; made when first asked for."""
        found = self._bitmaps.get(id_)
        if found is None:
            found = self._bitmaps[id_] = self._made(self.position[id_])
        return found

    def _made(self, at: int) -> BitMap:
        from pyroaring import BitMap

        if self._kept:
            return BitMap.deserialize(self._kept[at])
        owners = self._owners[self._owner_starts[at] : self._owner_starts[at + 1]]
        slices = [
            self._by_code[self._code_starts[code] : self._code_starts[code + 1]] for code in owners
        ]
        rows = np.sort(np.concatenate(slices)) if slices else np.zeros(0, np.uint32)
        return bitmap(rows)

    def counts(self, rows: Rows) -> NDArray[np.int64]:
        """Count the given rows by id, in the order of ``ids``; a row counts once for each id."""
        table = self._table
        if table is not None and len(rows) * table.shape[1] < len(self._members):  # few rows
            places = table[self.codes[rows]].ravel()
            return np.bincount(places, minlength=len(self.ids) + 1)[:-1]
        by_set = np.bincount(self.codes[rows], minlength=len(self._starts) - 1)
        weights = np.repeat(by_set, np.diff(self._starts))
        counted = np.bincount(self._members, weights=weights, minlength=len(self.ids))
        return counted.astype(np.int64)


class Columns(dict[str, Column]):
    """Columns by their field; those that few ask for are made when first asked for.

    Args:
        made: the columns that are there.
        later: what makes each of the others.

    Attributes:
        fields: the fields of all of them.
    """

    def __init__(
        self, made: Mapping[str, Column], later: Mapping[str, Callable[[], Column]]
    ) -> None:
        super().__init__(made)
        self._later = later
        self.fields: tuple[str, ...] = (*made, *later)

    def __missing__(self, field: str) -> Column:
        """Make a column."""
        column = self[field] = self._later[field]()
        return column
