"""Paths: how two things are connected, in words."""

from __future__ import annotations

from typing import Any

from leadgraph.citations.paths import Path
from leadgraph_api import parameters
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.paths import asked as read


def paths(asked: Asked) -> Page:
    """The form that asks for paths and, where two ends are given, the paths between them."""
    given = parameters.read(asked.query_string)
    told: dict[str, Any] = {"found": None, "start": dict(given).get("from", ""), "goal": ""}
    if [name for name, _ in given] in ([], ["from"]):
        return Page("paths.html", "Paths", {**told, "shown": []}, here="/sources")
    start, goal, k = read(asked.query_string)
    found = asked.graph.paths(start, goal, k)
    shown = [(path, _steps(path, asked.site)) for path in found]
    told |= {"found": found, "start": found.query["from"], "goal": found.query["to"]}
    told |= {"shown": shown, "back": asked.site.url(found.links["back"])}
    own = found.links["self"].replace("/paths", "/paths.json", 1)
    title = f"From {found.query['from']} to {found.query['to']}"
    return Page("paths.html", title, told, twins(asked.site, json=own), here="/sources")


def _steps(path: Path, site: Site) -> list[dict[str, Any]]:
    """Return the stations of a path, each with the hop that leads to it."""
    told = path.told()
    hops = [None, *told["hops"]]
    return [
        {
            "hop": hop,
            "label": station[
                "id" if hop and station["kind"] == "claim" else "label"
            ],  # the hop says it
            "kind": station["kind"],
            "url": site.url(station["links"]["self"]) if station["held"] else None,
        }
        for station, hop in zip(told["stations"], hops, strict=True)
    ]
