"""Take home: a work, or the works of a list, in the forms that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from leadgraph import export
from leadgraph.model import Source
from leadgraph.render import path
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views.asked import Twin

STYLE = "apa"
"""The style that a page shows; the others are a link away."""


def works_twins(site: Site, links: Mapping[str, str]) -> list[Twin]:
    """Return those ``links`` of a list or a work that hold works in a format, as other forms."""
    return [
        Twin(form.label, site.url(links[form.link]), form.media_type.partition(";")[0])
        for form in export.work_formats().values()
        if form.link in links
    ]


def take_home(source: Source, site: Site) -> dict[str, Any]:
    """Return what a page shows of a work for taking along: a reference, BibTeX, links."""
    own = path("sources", source.key)
    links = {name: f"{own}.{end}" for name, end in export.work_twins().items()}
    told: dict[str, Any] = {
        "bibtex": "".join(export.to_classic_bibtex([source])).strip(),
        "twins": works_twins(site, links),
        "reference": None,
        "styles": [],
    }
    if "txt" in links:
        # Escaped where it is made, because its titles are in italics.
        told["reference"] = Markup(export.reference(source, STYLE, "html"))
        told["label"] = export.STYLES[STYLE].label
        told["styles"] = [
            (one.label, site.url(f"{links['txt']}?style={name}"))
            for name, one in export.STYLES.items()
            if name != STYLE
        ]
    return told
