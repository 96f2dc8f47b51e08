"""Plots: pictures of evidence, drawn from plain data; each with its text and its table.

``bubble_map`` draws two facets crossed, ``harvest`` studies by direction and design, ``timeline``
studies by year. They are reached as ``graph.map(...).plot()``, ``graph.evidence(...).plot()`` and
``.timeline()``. Drawing is Vega-Lite's, through altair and vl-convert, which need no network.
"""

from leadgraph.plots.bubbles import Square, Tick, bubble_map
from leadgraph.plots.harvest import Study, harvest
from leadgraph.plots.picture import FORMATS, Drawing, Picture, Words
from leadgraph.plots.timeline import Year, timeline

__all__ = [
    "FORMATS",
    "Drawing",
    "Picture",
    "Square",
    "Study",
    "Tick",
    "Words",
    "Year",
    "bubble_map",
    "harvest",
    "timeline",
]
