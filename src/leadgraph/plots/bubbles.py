"""Bubbles: two facets crossed. The area of a bubble is its studies, its slices are directions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import pi, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgraph.plots import style
from leadgraph.plots.picture import Picture, Words, captioned, require

if TYPE_CHECKING:
    import altair as alt

WIDE, TALL = 92, 62
LINE = 13
LARGEST, SMALLEST = 22.0, 4.0
SIGNED = 9.0
"""Radius from which a slice has room for its sign."""

RING, CROSS = 110, 40


class Tick(NamedTuple):
    """A row or column."""

    id: str
    label: str
    depth: int = 1


class Square(NamedTuple):
    """A cell.

    Attributes:
        row: id of its row.
        column: id of its column.
        applicable: whether it makes sense.
        studies: distinct studies of research evidence.
        practice: distinct sources of other claims.
        directions: claims that are research evidence, by direction.
        letters: of its gap classes.
        classes: their names.
    """

    row: str
    column: str
    applicable: bool
    studies: int
    practice: int
    directions: Mapping[str, int]
    letters: str
    classes: Sequence[str]


def bubble_map(
    rows: Sequence[Tick],
    columns: Sequence[Tick],
    squares: Sequence[Square],
    words: Words,
    directions: Mapping[str, str],
    legend: Sequence[str],
) -> Picture:
    """Draw a map.

    Args:
        rows: from the top down.
        columns: from the left to the right.
        squares: the cells, in any order.
        words: what is said about it.
        directions: what people call the directions that slices stand for, in their order.
        legend: what the letters stand for, a line each.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    require()
    import altair as alt

    most = max((square.studies for square in squares), default=0)
    labels = {tick.id: tick.label for tick in rows}, {tick.id: tick.label for tick in columns}
    table = [_told(square, labels, directions) for square in squares]
    if not squares:
        empty = alt.Chart(alt.InlineData(values=[{}]), width=300, height=20).mark_text(
            text="no cells"
        )
        return Picture(captioned(empty, words, ()), words, table)
    x = alt.X("column:N", axis=_axis(columns, 14, top=True), scale=_scale(columns), title=None)
    y = alt.Y("row:N", axis=_axis(rows, 30, top=False), scale=_scale(rows), title=None)

    def layer(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
        # Without a row, a layer still needs to know its fields.
        return alt.Chart(alt.InlineData(values=list(values))).encode(x=x, y=y)

    cells = [_cell(square, told) for square, told in zip(squares, table, strict=True)]
    slices = [part for square in squares for part in _slices(square, most, directions)]
    chart = alt.layer(
        *_ground(layer(cells)), *_marks(layer, cells), *_pies(layer, slices, directions)
    )
    chart = chart.properties(width=alt.Step(WIDE), height=alt.Step(TALL))
    return Picture(captioned(chart, words, legend), words, table)


def _ground(layer: alt.Chart) -> Iterator[alt.Chart]:
    """Yield the squares themselves, with the numbers and letters at their feet."""
    import altair as alt

    yield layer.mark_rect(stroke=style.RULE, strokeWidth=1).encode(
        fill=alt.Fill("ground:N", scale=None), description="told:N"
    )
    foot: dict[str, Any] = {"baseline": "bottom", "dy": TALL / 2 - 4, "aria": False}
    yield layer.mark_text(
        align="left", dx=5 - WIDE / 2, fontSize=11, fontWeight="bold", **foot
    ).encode(text="studies:N")
    yield layer.mark_text(fontSize=10, **foot).encode(text="signs:N")
    yield layer.mark_text(
        align="right", dx=WIDE / 2 - 5, fontSize=9, color=style.SOFT, **foot
    ).encode(text="letters:N")


def _marks(layer: Any, cells: Sequence[Mapping[str, Any]]) -> Iterator[alt.Chart]:
    """Yield the marks of cells without a study: a ring, a cross, and what makes no sense."""
    plain: dict[str, Any] = {"filled": False, "aria": False, "yOffset": -6}
    by_state: dict[str, list[Mapping[str, Any]]] = {}
    for cell in cells:
        by_state.setdefault(cell["state"], []).append(cell)
    if rings := by_state.get("ring"):
        yield layer(rings).mark_point(
            size=RING, stroke=style.SOFT, strokeWidth=1.4, strokeDash=[3, 2], **plain
        )
    if crosses := by_state.get("cross"):
        shape = "M-1 -1L1 1M1 -1L-1 1"
        yield layer(crosses).mark_point(size=CROSS, shape=shape, stroke=style.OTHER_COLOUR, **plain)
    if senseless := by_state.get("senseless"):
        yield layer(senseless).mark_text(
            text="n/a", color=style.SOFT, fontSize=10, fontStyle="italic", aria=False
        )


def _pies(
    layer: Any, slices: Sequence[Mapping[str, Any]], directions: Mapping[str, str]
) -> Iterator[alt.Chart]:
    """Yield the bubbles, and the signs of their larger slices."""
    import altair as alt

    if not slices:
        return
    names = [f"{style.SIGNS.get(id_, '')} {label}" for id_, label in directions.items()]
    colours = [style.DIRECTION_COLOURS.get(id_, style.OTHER_COLOUR) for id_ in directions]
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend(title="findings", orient="right"),
    )
    polar: dict[str, Any] = {
        "theta": alt.Theta("start:Q", scale=None, stack=None),
        "radius": alt.Radius("radius:Q", scale=None, stack=None),
    }
    yield (
        layer(slices)
        .mark_arc(stroke=style.PAPER, strokeWidth=0.8, yOffset=-6)
        .encode(theta2="end", color=colour, description="told:N", **polar)
    )
    signed = [part for part in slices if part["sign"]]
    if signed:
        yield (
            layer(signed)
            .mark_text(fontSize=10, fontWeight="bold", yOffset=-6, aria=False)
            .encode(
                text="sign:N",
                color=alt.Color("ink:N", scale=None),
                theta=alt.Theta("middle:Q", scale=None, stack=None),
                radius=alt.Radius("reach:Q", scale=None, stack=None),
            )
        )


def _axis(ticks: Sequence[Tick], width: int, *, top: bool) -> alt.Axis:
    """Return an axis whose labels are broken into lines, at the top or at the left."""
    import altair as alt

    labels = {tick.id: style.lines(tick.label, width) for tick in ticks}
    broader = [tick.id for tick in ticks if tick.depth < max(each.depth for each in ticks)]
    is_broader = f"indexof({json.dumps(broader)}, datum.value) >= 0"
    deepest = max(map(len, labels.values()), default=1)
    if top:  # Vega writes lines downwards: labels of fewer lines begin lower
        labels = {id_: [""] * (deepest - len(said)) + said for id_, said in labels.items()}
    return alt.Axis(
        orient="top" if top else "left",
        labelExpr=f"({style.written(labels)})[datum.value]",
        labelAngle=0,
        labelFontWeight=alt.condition(is_broader, alt.value("bold"), alt.value("normal")),
        labelLimit=WIDE * 3,
        labelLineHeight=LINE,
        labelPadding=8 + (LINE * (deepest - 1) if top else 0),
        ticks=False,
        domain=False,
        title=None,
    )


def _scale(ticks: Sequence[Tick]) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=[tick.id for tick in ticks], paddingInner=0, paddingOuter=0)


def _cell(square: Square, told: Mapping[str, Any]) -> dict[str, Any]:
    if not square.applicable:
        state = "senseless"
    elif square.studies:
        state = "bubble"
    else:
        state = "ring" if square.practice else "cross"
    signs = [sign for id_, sign in style.SIGNS.items() if square.directions.get(id_)]
    if len(signs) > 1 and square.directions.get("not-applicable"):
        signs.remove(style.SIGNS["not-applicable"])
    return {
        "row": square.row,
        "column": square.column,
        "state": state,
        "signs": " ".join(signs) if state == "bubble" else "",
        "ground": style.PAPER if square.applicable else style.WASH,
        "studies": str(square.studies) if square.studies and square.applicable else "",
        "letters": square.letters,
        "told": _sentence(told),
    }


def _slices(square: Square, most: int, directions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the slices of a bubble, clockwise from the top."""
    counts = [(id_, square.directions[id_]) for id_ in directions if square.directions.get(id_)]
    whole = sum(count for _, count in counts)
    if not square.applicable or not square.studies or not whole:
        return
    radius = max(SMALLEST, LARGEST * sqrt(square.studies / most))
    at = 0
    for id_, count in counts:
        start, end = (2 * pi * part / whole for part in (at, at + count))
        at += count
        roomy = radius >= SIGNED and (end - start) * radius >= SIGNED * 1.4
        yield {
            "row": square.row,
            "column": square.column,
            "name": f"{style.SIGNS.get(id_, '')} {directions[id_]}",
            "start": round(start, 5),
            "end": round(end, 5),
            "middle": round((start + end) / 2, 5),
            "radius": round(radius, 2),
            "reach": round(radius * (0.6 if count < whole else 0), 2),
            "sign": style.SIGNS.get(id_, "") if roomy else "",
            "ink": style.INK if id_ == "not-applicable" else "#ffffff",
            "told": f"{count} {directions[id_]}",
        }


def _told(
    square: Square, labels: tuple[Mapping[str, str], ...], directions: Mapping[str, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {"row": labels[0][square.row], "column": labels[1][square.column]}
    if not square.applicable:
        return {**told, "gap classes": "not applicable"}
    held = {name: square.directions.get(id_, 0) for id_, name in directions.items()}
    return {
        **told,
        "studies": square.studies,
        **held,
        "other sources": square.practice,
        "gap classes": ", ".join(square.classes),
    }


def _sentence(told: Mapping[str, Any]) -> str:
    said = [f"{name}: {value}" for name, value in list(told.items())[2:] if value]
    return f"{told['row']}, {told['column']}. {'; '.join(said) or 'nothing held'}"
