"""Evidence order: a total order of claims in which a disagreeing claim is never buried.

1. **Tier.** Research evidence first, the stronger design group first; then research whose group has
   no rank; then research that says little is known; then everything else (practice).
2. **Side.** Within a tier, claims that state a direction come before claims that state none.
3. **Interleaving.** Within a side the directions take turns, one claim each a round: positive,
   negative, null, mixed. Turns are taken among the claims *of the result*, whatever was filtered.
4. **Newest** year first (no year last), then **id**.

Rows are numbered by (tier, direction, newest, id), so that every (tier, direction) is a range of
row numbers, a *lane*. A result is a bitmap of rows; ranks at the lane bounds say how many rows it
has in each lane, and any page of the interleaved order is then found by arithmetic, without
touching the rest of the result.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.model import DIRECTIONS, Records

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyroaring import BitMap

    from leadgraph.shelf import Shelf

UNRANKED = 97
SAYS_LITTLE_IS_KNOWN = 98
PRACTICE = 99
NO_YEAR = -1

SIDES = (DIRECTIONS[:-1], DIRECTIONS[-1:])
"""Directions that take turns, and those without direction, which follow them."""


def tiers(records: Records) -> Iterator[int]:
    """Yield the tier of each claim, in the order of ``records.claims``."""
    ranks = {key: records.design_rank(source) for key, source in records.sources.items()}
    research = {key for key, source in records.sources.items() if records.is_research(source)}
    for claim in records.claims.values():
        if records.is_evidence(claim):
            yield min(max(ranks[claim.source], 0), UNRANKED)
        elif claim.asserts_gap and claim.source in research:
            yield SAYS_LITTLE_IS_KNOWN
        else:
            yield PRACTICE


class Lanes:
    """The ranges of rows of each tier and direction.

    Args:
        tier: tier of each row, ascending.
        direction: direction of each row as its place in ``DIRECTIONS``, ascending in a tier.
    """

    def __init__(self, tier: NDArray[np.int16], direction: NDArray[np.int16]) -> None:
        key = tier.astype(np.int32) * len(DIRECTIONS) + direction
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        bounds = np.append(starts, len(key))
        lane_of = np.cumsum(np.diff(key, prepend=key[:1]) != 0).astype(np.int16)
        self._set_up(bounds, key[starts], lane_of)

    def keep(self, shelf: Shelf) -> None:
        """Put the lanes on a shelf."""
        shelf.put("bounds", self._bounds)
        shelf.put("keys", self._keys)
        shelf.put("lane_of", self._lane_of)

    @classmethod
    def open(cls, shelf: Shelf) -> Lanes:
        """Return lanes that ``keep`` put on a shelf."""
        lanes = cls.__new__(cls)
        lanes._set_up(*map(shelf.array, ("bounds", "keys", "lane_of")))
        return lanes

    def _set_up(
        self, bounds: NDArray[np.int64], keys: NDArray[np.int32], lane_of: NDArray[np.int16]
    ) -> None:
        """Take the bounds of the lanes, their tiers and directions, and the lane of each row."""
        self._bounds, self._keys, self._lane_of = bounds, keys, lane_of
        sides: list[list[tuple[int, int]]] = []
        last = None
        for key, lane in zip(keys.tolist(), pairwise(bounds.tolist()), strict=True):
            tier, direction = divmod(key, len(DIRECTIONS))
            side = (tier, direction == len(DIRECTIONS) - 1)
            if side != last:
                sides.append([])
                last = side
            sides[-1].append(lane)
        self._sides = sides
        self._side_of_lane = np.repeat(np.arange(len(sides)), [len(lanes) for lanes in sides])

    def page(self, found: BitMap, offset: int, limit: int) -> list[int]:
        """Return rows ``offset`` to ``offset + limit`` of a result in evidence order."""
        rows: list[int] = []
        for lanes in self._sides:
            first = found.rank(lanes[0][0] - 1) if lanes[0][0] else 0
            bounds = [first, *(found.rank(end - 1) for _, end in lanes)]
            total = bounds[-1] - first
            if offset >= total:
                offset -= total
                continue
            wanted = limit - len(rows)
            rows += [found[at] for at in turns(bounds, offset, wanted)]
            offset = 0
            if len(rows) >= limit:
                break
        return rows

    def all(self, rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return all rows of a result (ascending) in evidence order."""
        lane = self._lane_of[rows]
        starts = np.flatnonzero(np.diff(lane, prepend=-1))
        turn = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
        return rows[np.lexsort((lane, turn, self._side_of_lane[lane]))]


def by_year(
    years: NDArray[np.int16], ids: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the place of each of some claims in the orders newest and oldest.

    Args:
        years: of their sources, or ``NO_YEAR``, which comes last in both.
        ids: the place of each id among all ids, by which those of one year go.

    >>> newest, oldest = by_year(np.array([2020, NO_YEAR, 2021]), np.array([0, 1, 2]))
    >>> newest.tolist(), oldest.tolist()
    ([1, 2, 0], [0, 2, 1])
    """
    year = years.astype(np.int32)
    undated = np.where(year == NO_YEAR, np.iinfo(np.int16).max, year)
    return _places(np.lexsort((ids, -year))), _places(np.lexsort((ids, undated)))


def _places(order: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the place of each in an order: the permutation that undoes it."""
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


def turns(bounds: Sequence[int], offset: int, limit: int) -> Iterator[int]:
    """Yield the places of one side's rows in the order in which its lanes take turns.

    Args:
        bounds: lane ``i`` holds the places ``bounds[i]`` to ``bounds[i + 1]``.
        offset: how many to skip.
        limit: how many to yield at most.

    >>> list(turns([0, 3, 4, 6], 0, 9))
    [0, 3, 4, 1, 5, 2]
    >>> list(turns([0, 3, 4, 6], 3, 2))
    [1, 5]
    """
    sizes = [end - start for start, end in pairwise(bounds)]
    longest = max(sizes)

    def taken_before(turn: int) -> int:
        return sum(min(size, turn) for size in sizes)

    turn = skip = 0
    if offset:
        turn = max(bisect_left(range(longest + 1), offset + 1, key=taken_before) - 1, 0)
        skip = offset - taken_before(turn)
    while turn < longest and limit > 0:
        for start, size in zip(bounds, sizes, strict=False):
            if turn < size:
                if skip:
                    skip -= 1
                elif limit:
                    yield start + turn
                    limit -= 1
        turn += 1
