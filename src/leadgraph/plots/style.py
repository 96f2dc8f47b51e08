"""Style: colours, signs and type of all plots; what a colour says, a sign or a place says too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import wrap
from typing import Any

PAPER, WASH, INK, SOFT, RULE = "#fbf9f4", "#f3efe6", "#211e1a", "#5c554b", "#ddd6c8"
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"

DIRECTION_COLOURS: Mapping[str, str] = {
    "positive": "#1f6f63",
    "negative": "#a83a1f",
    "null": "#6a655d",
    "mixed": "#8a6100",
    "not-applicable": "#cfc6b4",
}
SIGNS: Mapping[str, str] = {
    "positive": "+",
    "negative": "−",
    "null": "0",
    "mixed": "±",
    "not-applicable": "·",
}
"""A sign for each direction, so that none is told by colour alone."""

DESIGN_COLOURS = ("#33508c", "#8a3a6c", "#2f7a80", "#9a6a1a", "#5d6b2f", "#7a2e1d")
"""Colours of design groups, the strongest first; those after the last share the one below."""

OTHER_COLOUR = "#8c8373"


def colour_of_design(place: int) -> str:
    """Return the colour of a design group by its place among the groups."""
    return DESIGN_COLOURS[place] if 0 <= place < len(DESIGN_COLOURS) else OTHER_COLOUR


def lines(text: str, width: int, most: int = 3) -> list[str]:
    """Break a text into lines; what is more than a few of them is cut.

    >>> lines("student and community involvement", 16)
    ['student and', 'community', 'involvement']
    """
    found = wrap(text, width, break_long_words=len(text) > width * most) or [""]
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1][: width - 1].rstrip() + "…"]
    return found


def written(labels: Mapping[str, object]) -> str:
    r"""Write labels as a literal of a Vega expression, in which no label can end it.

    >>> print(written({"a": 'quote " and \u2028'}))
    {"a": "quote \" and \u2028"}
    """
    return json.dumps(labels)


def config() -> dict[str, Any]:
    """Return how charts look, as Vega-Lite's ``config``."""
    label = {"labelColor": INK, "titleColor": INK, "labelFont": FONT, "titleFont": FONT}
    return {
        "background": PAPER,
        "font": FONT,
        # What shows the picture may have a wider letter than what drew it.
        "padding": {"left": 16, "top": 16, "right": 56, "bottom": 16},
        "view": {"stroke": None},
        "axis": {
            **label,
            "gridColor": RULE,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "header": {**label, "labelFontSize": 12, "labelFontWeight": "bold"},
        "legend": {**label, "labelFontSize": 11, "titleFontSize": 11, "symbolType": "circle"},
        "title": {
            "anchor": "start",
            "color": INK,
            "font": FONT,
            "fontSize": 16,
            "frame": "group",
            "offset": 14,
            "subtitleColor": SOFT,
            "subtitleFont": FONT,
            "subtitleFontSize": 11,
            "subtitleLineHeight": 15,
            "subtitlePadding": 6,
        },
        "text": {"font": FONT, "color": INK},
    }
