"""The figure: the map as a file of its own, to be put into a text or onto a slide.

The picture is the project's own SVG, of the same bubbles that the page shows: the page needs each
bubble inside a link inside a cell of a table, which no charting library draws. Pixels are made of
it by vl-convert, which brings fonts along: a server often has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from leadgraph.gaps import MapQuery
from leadgraph_api.pages.pages import templates
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views.asked import Page
from leadgraph_api.pages.views.map import FACET_NAMES, Drawing, Form, draw, legend

CELL, TALL = 84, 72
LEFT, TOP = 250, 170
BELOW = 150

FILLS: Mapping[str, str] = {
    "positive": "#1f6f63",
    "negative": "#a83a1f",
    "null": "#6a655d",
    "mixed": "#8a6100",
    "not-applicable": "#cfc6b4",
    "evidence-synthesis": "#33508c",
    "experimental-designs": "#8a3a6c",
    "observational-designs": "#2f7a80",
    "qualitative-designs": "#9a6a1a",
    "unknown": "#cfc6b4",
}
"""The colours of the stylesheet on light paper; a file has no stylesheet."""


def svg(site: Site, query: MapQuery, form: Form) -> str:
    """Return the map as SVG."""
    return _svg(site, draw(site, query, form))


def html(site: Site, query: MapQuery, form: Form) -> str:
    """Return the map as one HTML file that needs nothing else: the picture and its table."""
    drawn = draw(site, query, form)
    told = {"drawn": drawn, "picture": Markup(_svg(site, drawn))}
    return _rendered("map-file.html", site, drawn, told)


def _svg(site: Site, drawn: Drawing) -> str:
    told = {
        "drawn": drawn,
        "legend": legend(drawn, site),
        "fills": FILLS,
        "cell": CELL,
        "tall": TALL,
        "left": LEFT,
        "top": TOP,
        "width": max(LEFT + CELL * len(drawn.columns) + 90, 800),
        "height": TOP + TALL * len(drawn.lines) + BELOW,
    }
    return _rendered("map.svg", site, drawn, told)


def _rendered(template: str, site: Site, drawn: Drawing, told: dict[str, Any]) -> str:
    title = f"{FACET_NAMES[drawn.query.rows]} by {FACET_NAMES[drawn.query.columns]}"
    page = Page(template, title[0].upper() + title[1:], told)
    return templates().get_template(template).render(site=site, page=page, **told)


def png(site: Site, query: MapQuery, form: Form) -> bytes:
    """Return the map as PNG, at twice its size."""
    import vl_convert

    return vl_convert.svg_to_png(svg(site, query, form), scale=2)
