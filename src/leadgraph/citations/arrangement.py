"""The arrangement of a neighbourhood: years from left to right, who is tied near one another.

The years fix the horizontal place of every work. The vertical one is found by igraph's
force-directed layout (Fruchterman & Reingold 1991, doi 10.1002/spe.4380211102), bounded in x to the
year. Works then take the nearest free row, in which no label meets another. What chance there is in
the layout is fixed: the same neighbourhood is arranged in the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from leadgraph.citations import chance

if TYPE_CHECKING:
    from leadgraph.citations.neighbourhood import Link, Shown

EMPTY_MOST = 3
"""Years of an empty span that are drawn; a longer one is cut, and the cut is marked."""

ROOMY = 260.0
"""Height up to which few rows are spread."""

ROUNDS = 300
SIZE = 12.0
"""Of the letters of labels."""

LETTER, WIDE_LETTER = 0.53, 0.62
"""Width of a common letter, and of a bold one, as a share of the size: a little above the mean of
Helvetica and its kin, so that what is drawn with another fits too."""

LABEL_MOST, UNDATED_MOST = 28, 20
"""Columns of a label, and of one in the lane of works without a year; a longer one is cut."""

FEW = 9
"""Works up to which each has a row of its own."""

RING = 4.0
"""How far the ring of a seed is from its circle."""

LEAST = 0.6
"""Share of the room that the years take at least, however long the labels."""

AIR = 8.0
"""Between a label and what comes after it in the row."""


class Tick(NamedTuple):
    """A year of the axis: where it is, and whether years before it are left out."""

    year: int
    x: float
    cut: bool


class Place(NamedTuple):
    """Where a work is drawn.

    Attributes:
        x: of its middle.
        y: of its middle.
        radius: of its circle, which grows with how often it is cited, and of the ring of a seed.
        label: what stands beside it.
        before: whether the label stands before it, and not after.
    """

    x: float
    y: float
    radius: float
    label: str
    before: bool


class Frame(NamedTuple):
    """How much room there is.

    Attributes:
        width: of the picture.
        row: height of a row.
        top: above the first row.
        bottom: below the last row.
        margin: at either side.
    """

    width: float = 780.0
    row: float = 24.5
    top: float = 34.0
    bottom: float = 30.0
    margin: float = 22.0


class Arrangement(NamedTuple):
    """A neighbourhood as it is to be drawn.

    Attributes:
        frame: how much room there was.
        height: of the picture.
        places: of the works, in their order.
        ticks: the years of the axis.
        lane: the right edge of the lane of works without a year; None when there are none.
    """

    frame: Frame
    height: float
    places: tuple[Place, ...]
    ticks: tuple[Tick, ...]
    lane: float | None


def arrange(nodes: Sequence[Shown], links: Sequence[Link], frame: Frame = Frame()) -> Arrangement:  # noqa: B008
    """Arrange a neighbourhood.

    Args:
        nodes: its works, the seeds first.
        links: how they are tied, by place.
        frame: how much room there is.
    """
    labels = [_label(node) for node in nodes]
    widths = [width_of(label, bold=node.seed) for label, node in zip(labels, nodes, strict=True)]
    radii = [_radius(node) for node in nodes]
    lane = _lane(nodes, widths, frame)
    reaches = [width + radius + 6 for width, radius in zip(widths, radii, strict=True)]
    ticks = _axis(nodes, reaches, lane or frame.margin, frame)
    at_year = {tick.year: tick.x for tick in ticks}
    undated = frame.margin + 6
    xs = [undated if node.year is None else at_year[node.year] for node in nodes]
    wanted = _forced(xs, links, frame)
    before = [x + reach > frame.width for x, reach in zip(xs, reaches, strict=True)]
    spans = [
        (x - r - w - 6, x + r) if flip else (x - r, x + r + w + 6)
        for x, r, w, flip in zip(xs, radii, widths, before, strict=True)
    ]
    rows = _rows(wanted, spans, [node.seed for node in nodes], links)
    row = max(frame.row, min(2 * frame.row, ROOMY / (max(rows, default=0) + 1)))
    top = frame.top + row / 2
    places = tuple(
        Place(round(x, 1), round(top + at * row, 1), r, label, flip)
        for x, at, r, label, flip in zip(xs, rows, radii, labels, before, strict=True)
    )
    height = frame.top + (max(rows, default=0) + 1) * row + frame.bottom
    return Arrangement(frame, height, places, tuple(ticks), lane)


def cut(text: str, most: int = LABEL_MOST) -> str:
    """Return a label that fits: its year is kept, its beginning is cut.

    >>> cut("Organisation for Economic Co-operation and Development 2019")
    'Organisation for Econo… 2019'
    """
    from wcwidth import wcswidth

    text = " ".join(text.split())
    head, _, year = text.rpartition(" ")
    if not (year.isdigit() or year == "n.d."):
        head, year = text, ""
    room = most - len(year) - 2 if year else most - 1
    if wcswidth(text) <= most and wcswidth(text) >= 0:
        return text
    while head and (wcswidth(head) > room or wcswidth(head) < 0):
        head = head[: min(len(head) - 1, room)]
    return f"{head.rstrip()}… {year}".rstrip()


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return about how wide a text is: what no font says that is not there."""
    from wcwidth import wcswidth

    columns = max(wcswidth(text), 0)
    return columns * size * (WIDE_LETTER if bold else LETTER)


def _label(node: Shown) -> str:
    if node.year is None:
        return cut(node.label.removesuffix(" n.d."), UNDATED_MOST)
    return cut(node.label)


def _radius(node: Shown) -> float:
    core = min(4.0 + 1.2 * sqrt(node.cited), 10.0)
    return round(core + (RING if node.seed else 0), 1)


def _lane(nodes: Sequence[Shown], widths: Sequence[float], frame: Frame) -> float | None:
    """Return the right edge of the lane of works without a year: as wide as its labels."""
    undated = [w for node, w in zip(nodes, widths, strict=True) if node.year is None]
    if not undated:
        return None
    if len(undated) == len(nodes):
        return frame.width
    return min(frame.margin + max(undated) + 34, frame.width / 3)


def _axis(nodes: Sequence[Shown], widths: Sequence[float], left: float, frame: Frame) -> list[Tick]:
    """Return the ticks of the years that occur, to scale but for long empty spans.

    The scale is the largest at which no label runs over the edge, as far as that leaves room.
    """
    years = sorted({node.year for node in nodes if node.year is not None})
    steps = [0, *(min(b - a, EMPTY_MOST) for a, b in pairwise(years))][: len(years)]
    places = dict(zip(years, accumulate(steps), strict=True))
    if not years:
        return []
    start = left + 14
    room = frame.width - frame.margin / 2 - start
    after = {
        year: max(w for node, w in zip(nodes, widths, strict=True) if node.year == year) + AIR
        for year in years
    }
    units = [(room - after[year]) / places[year] for year in years[1:]]
    unit = max(min(units, default=0.0), room * LEAST / (sum(steps) or 1))
    if len(years) == 1:
        start += room / 3
    return [
        Tick(year, round(start + places[year] * unit, 1), places[year] > 0 and gone > EMPTY_MOST)
        for year, gone in zip(years, [0, *(b - a for a, b in pairwise(years))], strict=True)
    ]


def _forced(xs: Sequence[float], links: Sequence[Link], frame: Frame) -> list[float]:
    """Return where forces would put each work vertically, in rows above or below the middle."""
    from igraph import Graph

    if len(xs) < 2:
        return [0.0] * len(xs)
    pairs = sorted({(min(e.origin, e.target), max(e.origin, e.target)) for e in links})
    unit = frame.width / 12  # the layout's natural length of an edge is about one
    fixed = [x / unit for x in xs]
    tall = max(sqrt(len(xs)) * 1.2, 2.0)
    # Those that come first begin in the middle, the others by turns above and below them.
    begun = [[x, (-1) ** at * tall * at / len(xs)] for at, x in enumerate(fixed)]
    tied = Graph(n=len(xs), edges=pairs)
    with chance.fixed():
        laid = tied.layout_fruchterman_reingold(
            seed=begun,
            niter=ROUNDS,
            minx=fixed,
            maxx=fixed,
            miny=[-tall] * len(xs),
            maxy=[tall] * len(xs),
            grid="nogrid",
        )
    scale = sqrt(len(xs)) * 1.4 / tall
    return [round(y * scale, 4) for _, y in laid.coords]


def _rows(
    wanted: Sequence[float],
    spans: Sequence[tuple[float, float]],
    seeds: Sequence[bool],
    links: Sequence[Link],
) -> list[int]:
    """Return the row of each work: the nearest to where it would be in which it meets nothing.

    Nor does it stand in the row of a work that it is tied to: the tie would run along the labels.
    """
    tied: dict[int, set[int]] = {}
    for link in links:
        tied.setdefault(link.origin, set()).add(link.target)
        tied.setdefault(link.target, set()).add(link.origin)
    taken: dict[int, list[int]] = {}
    rows = [0] * len(wanted)
    for at in sorted(range(len(wanted)), key=lambda at: (not seeds[at], abs(wanted[at]), at)):
        near = tied.get(at, set())
        rows[at] = next(
            row
            for row in _nearest(wanted[at])
            if all(
                len(wanted) > FEW and other not in near and _apart(spans[at], spans[other])
                for other in taken.get(row, ())
            )
        )
        taken.setdefault(rows[at], []).append(at)
    first = min(rows, default=0)
    return [row - first for row in rows]


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + AIR <= other[0] or other[1] + AIR <= one[0]


def _nearest(wanted: float) -> Iterable[int]:
    """Yield whole numbers, the nearest to one that is not whole first."""
    middle = round(wanted)
    yield middle
    step = 0
    while True:
        step += 1
        sign = 1 if wanted >= middle else -1
        yield middle + sign * step
        yield middle - sign * step
