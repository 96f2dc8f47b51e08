"""The picture of a neighbourhood: SVG that any browser shows, with its words and its table.

Nothing is told by colour alone: a kind of tie has its own dashes, a stance its word, a work that is
not held a dashed outline. Colours stand in attributes, which a stylesheet may override: the same
elements have classes, so that a page can show the picture in dark colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgraph.citations.arrangement import RING, SIZE, Arrangement, Frame, Place, arrange, width_of
from leadgraph.citations.neighbourhood import Neighbourhood
from leadgraph.citations.wording import counted, ties_of, title_of
from leadgraph.evidence.picture import source_said
from leadgraph.export.network import xml_text
from leadgraph.plots import Drawing, Words
from leadgraph.plots.style import FONT, INK, PAPER, RULE, SOFT, WASH

if TYPE_CHECKING:
    from leadgraph.citations.asked import NeighbourhoodQuery
    from leadgraph.citations.neighbourhood import Link, Shown
    from leadgraph.evidence import EvidenceBase

Address = Callable[["Shown"], str | None]
"""Gives where a work of a picture leads."""

ACCENT = "#7a2e1d"
STANCE = "#a83a1f"


Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Stroke(NamedTuple):
    """How a kind of tie is drawn: its colour, its width, its dashes, what the legend says."""

    colour: str
    width: float
    dashes: str
    said: str


STROKES: Mapping[str, Stroke] = {
    "cites": Stroke("#8c8373", 1.1, "", "cites (the arrow points at what is cited)"),
    "stance": Stroke(STANCE, 2.2, "", "takes a stance, which its word says"),
    "co-cited": Stroke("#33508c", 1.4, "1.5 4", "cited together"),
    "coupled": Stroke("#2f7a80", 1.2, "7 4", "cite the same works"),
    "similar": Stroke("#8a3a6c", 1.0, "9 3 2 3", "similar"),
}
ORDER: Mapping[str, int] = {"similar": 0, "coupled": 1, "co-cited": 2, "cites": 3}
"""What is drawn below what; stances are drawn above all."""

BENDS = (0.0, 20.0, 40.0, 60.0, 80.0)
"""How far ties between the same two works are bent apart."""

WORD_PLACES = (0.5, *(0.5 + side * step / 32 for step in range(1, 13) for side in (-1, 1)))
"""Where on its curve the word of a stance may stand, the best place first."""


class NeighbourhoodPicture(Drawing):
    """A neighbourhood, drawn. It shows itself in a notebook, as SVG, without a network.

    Attributes:
        shown: what is drawn.
        arrangement: where.
    """

    def __init__(self, shown: Neighbourhood, frame: Frame = Frame()) -> None:  # noqa: B008
        self.shown = shown
        self.arrangement = arrange(shown.nodes, shown.links, frame)
        notes = [
            counted(shown),
            "The larger a circle, the more works of the dataset cite it.",
        ]
        super().__init__(
            Words(title_of(shown), notes, source_said(shown.base.records)), list(_table(shown))
        )

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, with title, legend and source."""
        return "".join(_file(self))

    def inside(self, address: Address, *, name: str = "around") -> str:
        """Return the picture as SVG for a page: works are links, and colours are the page's.

        Args:
            address: where a work leads.
            name: what its ids begin with: an id stands once on a page.
        """
        return "".join(_inside(self, address, name))


def neighbourhood_picture(base: EvidenceBase, query: NeighbourhoodQuery) -> NeighbourhoodPicture:
    """Draw the works near some others.

    Args:
        base: what is asked.
        query: from where, by what, and how many at most.

    Raises:
        QueryError: naming every key that the dataset neither holds nor cites, with near misses.
    """
    return NeighbourhoodPicture(Neighbourhood(base, query))


def _table(shown: Neighbourhood) -> Iterator[dict[str, Any]]:
    for node, ties in zip(shown.nodes, ties_of(shown), strict=True):
        how = "; ".join(
            f"{said.verb} {', '.join(shown.nodes[other].label for other, _ in said.others)}"
            for said in ties
        )
        yield {
            "work": node.label,
            "title": node.source.title if node.source else None,
            "id": node.id,
            "year": node.year,
            "held": "yes" if node.held else "no",
            "started from": "yes" if node.seed else None,
            "how": how,
        }


# -- the elements -----------------------------------------------------------------------------


def _text(text: str) -> str:
    return escape(xml_text(" ".join(text.split())))


def _inside(picture: NeighbourhoodPicture, address: Address, name: str) -> Iterator[str]:
    laid = picture.arrangement
    width, height = laid.frame.width, round(laid.height, 1)
    yield (
        f'<svg class="around" id="{name}" viewBox="0 0 {width:g} {height:g}" role="group" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{escape(FONT)}" font-size="{SIZE:g}">'
        f'<title id="{name}-title">{_text(picture.words.title)}</title>'
        f'<desc id="{name}-desc">{_text(" ".join(picture.words.notes))}</desc>'
    )
    yield from _drawn(picture, address, name)
    yield "</svg>"


def _file(picture: NeighbourhoodPicture) -> Iterator[str]:
    laid = picture.arrangement
    width = laid.frame.width
    notes = [line for note in picture.words.notes for line in wrap(note, 125)]
    head = 38 + 15 * len(notes)
    legend = list(_legend(picture, head + laid.height + 8))
    foot = wrap(picture.words.source, 125)
    height = head + laid.height + 34 + 15 * len(foot)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" '
        'aria-labelledby="around-title around-desc" '
        f'font-family="{escape(FONT)}" font-size="{SIZE:g}">'
        f'<title id="around-title">{_text(picture.words.title)}</title>'
        f'<desc id="around-desc">{_text(picture.description)}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<text x="16" y="26" font-size="16" font-weight="bold" fill="{INK}">'
        f"{_text(picture.words.title)}</text>"
    )
    for at, line in enumerate(notes):
        yield f'<text x="16" y="{44 + 15 * at}" font-size="11" fill="{SOFT}">{_text(line)}</text>'
    yield f'<g transform="translate(0 {head})">'
    yield from _drawn(picture, lambda node: None, "around")
    yield "</g>"
    yield from legend
    for at, line in enumerate(foot):
        y = head + laid.height + 40 + 15 * at
        yield f'<text x="16" y="{y:g}" font-size="11" fill="{SOFT}">{_text(line)}</text>'
    yield "</svg>"


def _drawn(picture: NeighbourhoodPicture, address: Address, name: str) -> Iterator[str]:
    yield from _arrows(picture, name)
    yield from _years(picture.arrangement)
    yield '<g class="ties" fill="none">'
    yield from _ties(picture, name)
    yield "</g>"
    ties = ties_of(picture.shown)
    for at in _in_time(picture):
        node = picture.shown.nodes[at]
        words = "; ".join(
            f"{said.verb} {', '.join(picture.shown.nodes[other].label for other, _ in said.others)}"
            for said in ties[at]
        )
        drawn = _work(node, picture.arrangement.places[at], at, words)
        url = address(node)
        yield f'<a href="{escape(url)}">{drawn}</a>' if url else drawn


def _in_time(picture: NeighbourhoodPicture) -> list[int]:
    """Return the places of the works as they are read: by year, then from the top."""
    places = picture.arrangement.places
    return sorted(range(len(places)), key=lambda at: (places[at].x, places[at].y, at))


def _arrows(picture: NeighbourhoodPicture, name: str) -> Iterator[str]:
    yield "<defs>"
    for kind in ("cites", "stance"):
        yield (
            f'<marker id="{name}-{kind}" class="head {kind}" viewBox="0 0 8 8" refX="7" refY="4" '
            'markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 .8L8 4L0 7.2Z" fill="{STROKES[kind].colour}"/></marker>'
        )
    yield "</defs>"


def _years(laid: Arrangement) -> Iterator[str]:
    """Draw the axis: a line for each year, its number where there is room for it."""
    frame, height = laid.frame, laid.height
    top, bottom = frame.top - 6, height - frame.bottom + 4
    yield '<g class="years" font-size="11">'
    if laid.lane is not None:
        yield (
            f'<rect class="lane" x="4" y="{top:g}" width="{laid.lane - 4:g}" '
            f'height="{bottom - top:g}" rx="4" fill="{WASH}"/>'
            f'<text x="12" y="{frame.top - 14:g}" fill="{SOFT}">year not known</text>'
        )
    free = -100.0
    for tick in laid.ticks:
        dashes = ' stroke-dasharray="2 4"' if tick.cut else ""
        yield (f'<path class="year" d="M{tick.x:g} {top:g}V{bottom:g}" stroke="{RULE}"{dashes}/>')
        if tick.x - free < 34:
            continue
        free = tick.x
        for y in (frame.top - 14, bottom + 14):
            yield (
                f'<text x="{tick.x:g}" y="{y:g}" text-anchor="middle" fill="{SOFT}">'
                f"{tick.year}</text>"
            )
    yield "</g>"


def _ties(picture: NeighbourhoodPicture, name: str) -> Iterator[str]:
    """Draw the ties, each beside those that tie the same two works; then the words of stances."""
    places = picture.arrangement.places
    parallel: dict[tuple[int, int], int] = {}
    words = []
    for link in sorted(picture.shown.links, key=lambda link: ORDER.get(link.kind, len(ORDER))):
        pair = (min(link.origin, link.target), max(link.origin, link.target))
        nth = parallel[pair] = parallel.get(pair, -1) + 1
        bend = BENDS[nth % len(BENDS)]
        kind = link.kind if link.kind in STROKES else "stance"
        drawn = curve(places[link.origin], places[link.target], bend)
        head = f' marker-end="url(#{name}-{kind})"' if kind in ("cites", "stance") else ""
        yield (
            f'<path class="tie {kind}" {_between(link)} data-bend="{bend:g}" d="{drawn.path}" '
            f"{_stroked(STROKES[kind])}{head}/>"
        )
        if kind == "stance":
            words.append((link, drawn, bend))
    taken = [
        _box(place, node.seed) for place, node in zip(places, picture.shown.nodes, strict=True)
    ]
    for link, drawn, bend in words:
        yield _word(link, drawn, bend, taken)


def _between(link: Link) -> str:
    return f'data-from="{link.origin}" data-to="{link.target}"'


def _stroked(stroke: Stroke) -> str:
    dashes = f' stroke-dasharray="{stroke.dashes}" stroke-linecap="round"' if stroke.dashes else ""
    return f'stroke="{stroke.colour}" stroke-width="{stroke.width:g}"{dashes}'


def _box(place: Place, bold: bool) -> Box:
    """Return the room that a work and its label take: left, top, right, bottom."""
    wide = width_of(place.label, bold=bold) + place.radius + 6
    left = place.x - wide if place.before else place.x - place.radius
    return left, place.y - 9, left + wide + place.radius, place.y + 9


def _word(link: Link, drawn: Curve, bend: float, taken: list[Box]) -> str:
    """Return the word of a stance, on its curve where it hides no label, or else halfway."""
    word = link.kind.replace("-", " ")
    half = width_of(word, 10.5) / 2 + 2

    def box(share: float) -> Box:
        x, y = drawn.at(share)
        return x - half, y - 9, x + half, y + 8

    free = (s for s in WORD_PLACES if not any(_meet(box(s), other) for other in taken))
    share = next(free, 0.5)
    taken.append(box(share))
    x, y = drawn.at(share)
    return (
        f'<text class="word" {_between(link)} data-bend="{bend:g}" data-share="{share:.4g}" '
        f'x="{x:g}" y="{y + 3:g}" '
        f'font-size="10.5" font-style="italic" text-anchor="middle" fill="{STANCE}" '
        f'stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">'
        f"{word}</text>"
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class Curve(NamedTuple):
    """A cubic Bézier curve: its two ends and, between them, its two controls."""

    points: tuple[Point, Point, Point, Point]

    @property
    def path(self) -> str:
        """The curve as the ``d`` of a path."""
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = self.points
        return f"M{x1:g} {y1:g}C{x2:g} {y2:g} {x3:g} {y3:g} {x4:g} {y4:g}"

    def at(self, share: float) -> Point:
        """Return the point at a share of the curve."""
        rest = 1 - share
        weights = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
        x = sum(weight * point[0] for weight, point in zip(weights, self.points, strict=True))
        y = sum(weight * point[1] for weight, point in zip(weights, self.points, strict=True))
        return round(x, 1), round(y, 1)


def curve(start: Place, end: Place, bend: float = 0.0) -> Curve:
    """Return the curve from one work to another; ``explore.js`` draws alike.

    It leaves the later of the two to the left and reaches the earlier one from above or below, so
    that it runs through neither label: both stand to the right.
    """
    backwards = (end.x, -end.y) > (start.x, -start.y)
    late, early = (end, start) if backwards else (start, end)
    side = 1 if late.y > early.y + 1 else -1
    reach = max((late.x - early.x) * 0.45, 22.0)
    lift = max(abs(late.y - early.y) * 0.45, min((late.x - early.x) * 0.12 + 12, 44.0)) + bend
    points = (
        (late.x - late.radius - 3, late.y + bend / 8),
        (late.x - late.radius - reach, late.y + bend / 8),
        (early.x + bend / 8, early.y + side * (early.radius + lift)),
        (early.x + bend / 8, early.y + side * (early.radius + 3)),
    )
    told = tuple((round(x, 1), round(y, 1)) for x, y in points)
    return Curve(told[::-1] if backwards else told)  # type: ignore[arg-type]


def _work(node: Shown, place: Place, at: int, words: str) -> str:
    """Return a work: its circle, its label, and what is said of it."""
    state = "seed" if node.seed else "held" if node.held else "stub"
    wide = width_of(place.label, bold=node.seed)
    reach = place.radius + 6
    x = place.x - reach if place.before else place.x + reach
    left = place.x - reach - wide if place.before else place.x - place.radius
    core = round(place.radius - (RING if node.seed else 0), 1)
    told = node.source.title if node.source else f"{node.id}, not held here"
    heard = f"{node.label}. {told}. {words}" if words else f"{node.label}. {told}"
    looks = {
        "seed": f'fill="{ACCENT}" stroke="{ACCENT}" stroke-width="1.5"',
        "held": f'fill="{INK}" stroke="{PAPER}" stroke-width="1"',
        "stub": f'fill="{PAPER}" stroke="{SOFT}" stroke-width="1.4" stroke-dasharray="3 2"',
    }
    halo = (
        f'<circle class="halo" cx="{place.x:g}" cy="{place.y:g}" r="{place.radius - 0.7:g}" '
        f'fill="none" stroke="{ACCENT}" stroke-width="1.4"/>'
        if node.seed
        else ""
    )
    weight = ' font-weight="bold"' if node.seed else ""
    slant = "" if node.held else ' font-style="italic"'
    anchor = ' text-anchor="end"' if place.before else ""
    return (
        f'<g class="work {state}" data-at="{at}" data-x="{place.x:g}" data-y="{place.y:g}" '
        f'data-r="{place.radius:g}"><title>{_text(heard)}</title>'
        f'<rect class="area" x="{left:g}" y="{place.y - 13:g}" '
        f'width="{wide + place.radius + reach:.1f}" height="26" fill="none" pointer-events="all"/>'
        f'<rect class="plate" x="{(left if place.before else x) - 2:g}" y="{place.y - 7:g}" '
        f'width="{wide + 4:.1f}" height="14" rx="3" fill="{PAPER}" fill-opacity=".82"/>'
        f'{halo}<circle cx="{place.x:g}" cy="{place.y:g}" r="{core:g}" {looks[state]}/>'
        f'<text x="{x:g}" y="{place.y + 4:g}"{anchor}{weight}{slant} fill="{INK}">'
        f"{_text(place.label)}</text></g>"
    )


def _legend(picture: NeighbourhoodPicture, y: float) -> Iterator[str]:
    """Draw what the strokes and circles mean, of those that occur."""
    x = 16.0
    for kind in kinds_of(picture.shown):
        stroke = STROKES[kind]
        yield (
            f'<path d="M{x:g} {y:g}h26" {_stroked(stroke)}/>'
            f'<text x="{x + 32:g}" y="{y + 4:g}" font-size="11" fill="{INK}">{stroke.said}</text>'
        )
        x += 44 + width_of(stroke.said, 11)


def kinds_of(shown: Neighbourhood) -> list[str]:
    """Return the kinds of strokes that a picture holds, in the order of the legend."""
    held = {link.kind if link.kind in STROKES else "stance" for link in shown.links}
    return [kind for kind in STROKES if kind in held]
