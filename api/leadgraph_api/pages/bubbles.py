"""Bubbles: a cell of the map as shapes. Its size is studies, its slices are directions or designs.

Shapes are plain geometry around the middle of a cell, drawn by ``bubble.html`` both on the page and
in the file that can be downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import NamedTuple

LARGEST = 21.0
SMALLEST = 4.0
RING = 6.0
"""Radius of the ring of a cell in which practice speaks, and research does not."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bubble: what it counts, and its outline; a whole circle has none."""

    name: str
    count: int
    outline: str | None


class Bubble(NamedTuple):
    """A circle in slices."""

    radius: float
    slices: list[Slice]


def bubble(studies: int, most: int, parts: Mapping[str, int], order: Sequence[str]) -> Bubble:
    """Return the bubble of a cell: its area is in proportion to its studies.

    Args:
        studies: distinct studies in the cell.
        most: of all cells of the map.
        parts: what its slices count, by name.
        order: in which order they follow one another, clockwise from the top.

    >>> bubble(4, 4, {"positive": 3}, ["positive"])
    Bubble(radius=21.0, slices=[Slice(name='positive', count=3, outline=None)])
    """
    radius = round(max(SMALLEST, LARGEST * sqrt(studies / most)), 2) if studies else 0.0
    named = [(name, parts[name]) for name in order if parts.get(name)]
    total = sum(count for _, count in named)
    slices, at = [], 0
    for name, count in named:
        outline = None if count == total else _outline(radius, at / total, (at + count) / total)
        slices.append(Slice(name, count, outline))
        at += count
    return Bubble(radius, slices)


def _outline(radius: float, start: float, end: float) -> str:
    """Return the path of a slice between two shares of the circle."""
    (x1, y1), (x2, y2) = (_point(radius, start), _point(radius, end))
    large = 1 if end - start > 0.5 else 0
    return f"M0 0L{x1} {y1}A{radius} {radius} 0 {large} 1 {x2} {y2}Z"


def _point(radius: float, share: float) -> tuple[float, float]:
    angle = 2 * pi * share
    return round(radius * sin(angle), 2), round(-radius * cos(angle), 2)
