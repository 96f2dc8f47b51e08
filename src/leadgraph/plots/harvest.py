"""Harvest: a bar for each study, under the direction it reports, as tall as its design is strong.

After the harvest plots of evidence syntheses. Where studies are too many to be drawn one by one,
they are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgraph.plots import style
from leadgraph.plots.picture import Picture, Words, captioned, require

if TYPE_CHECKING:
    import altair as alt

STEP, TALLEST = 19, 150
MOST = 60
"""Bars that are drawn one by one."""

UNKNOWN = "design not known"


class Study(NamedTuple):
    """A study under a direction that it reports.

    Attributes:
        citation: what it is called.
        direction: the id of the direction.
        group: the place of its design group, 0 for the strongest.
        year: of publication.
        first_hand: whether any of it was read in more than a secondary text.
    """

    citation: str
    direction: str
    group: int
    year: int | None
    first_hand: bool


def harvest(
    studies: Sequence[Study], groups: Sequence[str], directions: Mapping[str, str], words: Words
) -> Picture:
    """Draw studies by direction and design.

    Args:
        studies: each once under each direction that it reports.
        groups: what people call the design groups, the strongest first.
        directions: what people call the directions, in their order.
        words: what is said about it.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    require()
    held = [id_ for id_ in directions if any(study.direction == id_ for study in studies)]
    names = {id_: f"{style.SIGNS.get(id_, '')} {directions[id_]}" for id_ in held}
    ordered = sorted(studies, key=lambda s: (held.index(s.direction), s.group, s.year or 0, s[0]))
    if not ordered:
        return Picture(_empty(words), words, [])
    if len(ordered) > MOST:
        return _counts(ordered, groups, names, words)
    return _bars(ordered, groups, names, words)


def _bars(
    studies: Sequence[Study], groups: Sequence[str], names: Mapping[str, str], words: Words
) -> Picture:
    """Draw a bar for each study."""
    import altair as alt

    bars = [_bar(at, study, groups, names) for at, study in enumerate(studies)]
    columns = [
        _column([bar for bar in bars if bar["finding"] == name], groups) for name in names.values()
    ]
    chart = alt.hconcat(*columns, spacing=26).resolve_scale(color="shared", y="shared")
    used = sorted({study.group for study in studies})
    legend = ["Taller: a stronger design. " + " · ".join(_key(at, groups) for at in used)]
    if any(not study.first_hand for study in studies):
        legend.append("Hollow: read only in secondary texts.")
    table = [
        {"finding": bar["finding"], "study": bar["study"], "design": bar["design"]}
        | ({} if bar["solid"] else {"read": "only in secondary texts"})
        for bar in bars
    ]
    return Picture(captioned(chart, words, legend), words, table)


def _column(bars: Sequence[Mapping[str, Any]], groups: Sequence[str]) -> Any:
    """Return the bars of one direction, side by side, on one ground."""
    import altair as alt

    order = [bar["place"] for bar in bars]
    labels = {str(bar["place"]): bar["study"] for bar in bars}
    x = alt.X(
        "place:O",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelExpr=f"({style.written(labels)})[datum.value]",
            labelAngle=-90,
            labelLimit=150,
            labelFontSize=10,
            ticks=False,
            domainColor=style.SOFT,
        ),
    )
    y = alt.Y(
        "height:Q",
        axis=None,
        scale=alt.Scale(domain=[0, len(groups) + 0.6], nice=False),
    )
    base = alt.Chart(alt.InlineData(values=list(bars))).encode(x=x, y=y)
    colour = alt.Color("colour:N", scale=None)
    drawn = base.mark_bar(strokeWidth=1.4, width=STEP - 6).encode(
        stroke=colour, fill=alt.Fill("fill:N", scale=None), description="told:N"
    )
    keys = base.mark_text(dy=-7, fontSize=10, fontWeight="bold", aria=False).encode(text="key:N")
    heading = alt.TitleParams(
        text=f"{bars[0]['finding']} ({len(bars)})",
        anchor="start",
        fontSize=12,
        offset=4,
        frame="group",
    )
    wide = max(STEP * len(bars), 90)
    return alt.layer(drawn, keys).properties(title=heading, width=wide, height=TALLEST)


def _bar(
    place: int, study: Study, groups: Sequence[str], names: Mapping[str, str]
) -> dict[str, Any]:
    colour = style.colour_of_design(study.group)
    design = groups[study.group] if study.group < len(groups) else UNKNOWN
    finding = names[study.direction]
    hollow = "" if study.first_hand else ", read only in secondary texts"
    return {
        "place": place,
        "study": study.citation,
        "finding": finding,
        "design": design,
        "height": max(len(groups) - study.group, 0.4),
        "key": str(study.group + 1),
        "colour": colour,
        "fill": colour if study.first_hand else style.PAPER,
        "solid": study.first_hand,
        "told": f"{study.citation}: {finding}, {design}{hollow}",
    }


def _key(group: int, groups: Sequence[str]) -> str:
    return f"{group + 1} {groups[group] if group < len(groups) else UNKNOWN}"


def _counts(
    studies: Sequence[Study], groups: Sequence[str], names: Mapping[str, str], words: Words
) -> Picture:
    """Draw how many studies of each design report each direction."""
    import altair as alt

    designs = [*groups, UNKNOWN]
    counted = Counter((min(s.group, len(groups)), s.direction) for s in studies)
    order = list(names)
    bars = [
        {
            "finding": names[direction],
            "design": designs[group],
            "studies": count,
            "column": order.index(direction),
            "row": group,
            "colour": style.colour_of_design(group),
            "told": f"{names[direction]}, {designs[group]}: {count} studies",
        }
        for (group, direction), count in sorted(counted.items())
    ]
    base = alt.Chart(alt.InlineData(values=bars)).encode(
        x=alt.X("studies:Q", axis=None), y=alt.Y("row:O", title=None, axis=_names(designs))
    )
    drawn = base.mark_bar(height=18).encode(
        color=alt.Color("colour:N", scale=None), description="told:N"
    )
    numbers = base.mark_text(align="left", dx=4, fontSize=11, aria=False).encode(text="studies:Q")
    labels = style.written({str(order.index(id_)): name for id_, name in names.items()})
    header = alt.Header(labelPadding=6, labelExpr=f"({labels})[datum.value]")
    chart = (
        alt.layer(drawn, numbers)
        .properties(width=120, height=alt.Step(28))
        .facet(column=alt.Column("column:O", title=None, header=header), spacing=26)
    )
    table = [{name: bar[name] for name in ("finding", "design", "studies")} for bar in bars]
    legend = ["Bars: distinct studies; too many to be drawn one by one."]
    return Picture(captioned(chart, words, legend), words, table)


def _names(designs: Sequence[str]) -> alt.Axis:
    import altair as alt

    labels = style.written({str(at): name for at, name in enumerate(designs)})
    return alt.Axis(
        labelExpr=f"({labels})[datum.value]",
        ticks=False,
        domain=False,
        labelPadding=8,
        labelLimit=260,
    )


def _empty(words: Words) -> Any:
    import altair as alt

    said = alt.Chart(alt.InlineData(values=[{}]), width=360, height=24)
    return captioned(
        said.mark_text(text="No research evidence is held on this.", fontSize=12), words, ()
    )
