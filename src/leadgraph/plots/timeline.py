"""Timeline: what was published when, a line for each design group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from leadgraph.plots import style
from leadgraph.plots.picture import Picture, Words, captioned, require

WIDE, NARROW = 900, 300
A_YEAR = 24
ROW = 58


class Year(NamedTuple):
    """How much of one group a year brought.

    Attributes:
        year: the year.
        group: the place of the group among all groups.
        number: how much.
    """

    year: int
    group: int
    number: int


def timeline(years: Sequence[Year], groups: Sequence[str], words: Words) -> Picture:
    """Draw counts by year, a line for each group.

    Args:
        years: what each year brought; a year that brought nothing may be left out.
        groups: what people call all groups, from the top down, the last one for what is no
            research; those that hold nothing are not drawn.
        words: what is said about it.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    require()
    import altair as alt

    bars = [_bar(year, groups) for year in sorted(years, key=lambda y: (y.group, y.year))]
    table = [{name: bar[name] for name in ("year", "group", "count")} for bar in bars]
    if bars:
        chart = _lines(bars, groups)
    else:
        empty = alt.Chart(alt.InlineData(values=[{}]), width=360, height=24)
        chart = empty.mark_text(text="Nothing with a year is held on this.", fontSize=12)
    return Picture(captioned(chart, words, ()), words, table)


def _bar(year: Year, groups: Sequence[str]) -> dict[str, Any]:
    last = year.group == len(groups) - 1
    return {
        "year": year.year,
        "group": groups[year.group],
        "count": year.number,
        "row": year.group,
        "colour": style.OTHER_COLOUR if last else style.colour_of_design(year.group),
        "told": f"{groups[year.group]}, {year.year}: {year.number}",
    }


def _lines(bars: Sequence[Mapping[str, Any]], groups: Sequence[str]) -> Any:
    """Return the bars of each group on a line of its own, along the same years."""
    import altair as alt

    first, last = (end(bar["year"] for bar in bars) for end in (min, max))
    span = last - first + 1
    wide = min(max(span * A_YEAR, NARROW), WIDE)
    thick = max(min(wide / span - 5, A_YEAR - 6), 1)
    most = max(bar["count"] for bar in bars)
    base = alt.Chart(alt.InlineData(values=list(bars))).encode(
        x=alt.X(
            "year:Q",
            scale=alt.Scale(domain=[first - 0.6, last + 0.6], nice=False),
            axis=alt.Axis(format="d", tickMinStep=1, tickCount=min(span, 20), grid=False),
            title=None,
        ),
        y=alt.Y(
            "count:Q",
            axis=alt.Axis(values=[0], labels=False, ticks=False, domain=False, title=None),
            scale=alt.Scale(domain=[0, most * 1.3], nice=False),
        ),
    )
    colour = alt.Color("colour:N", scale=None)
    layers = [base.mark_bar(size=thick).encode(color=colour, description="told:N")]
    if thick > 10:
        layers.append(base.mark_text(dy=-6, fontSize=10, aria=False).encode(text="count:Q"))
    labels = style.written({str(at): group for at, group in enumerate(groups)})
    header = alt.Header(
        labelAngle=0, labelAlign="left", labelLimit=220, labelExpr=f"({labels})[datum.value]"
    )
    chart = alt.layer(*layers).properties(width=wide, height=ROW)
    return chart.facet(row=alt.Row("row:O", title=None, header=header), spacing=10)
