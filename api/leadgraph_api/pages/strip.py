"""The evidence strip: research evidence by design, coloured by direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from leadgraph.index import Summary
from leadgraph.query import EvidenceQuery
from leadgraph_api.pages.site import SIGNS, Site


@dataclass(frozen=True, slots=True)
class Part:
    """The claims of one design and one direction: a piece of a bar, and a number."""

    direction: str
    count: int
    at: int
    url: str | None


class Line(NamedTuple):
    """One design: its bar."""

    label: str
    url: str
    total: int
    parts: list[Part]


class Strip(NamedTuple):
    """The bars, all to one scale."""

    width: int
    directions: list[str]
    lines: list[Line]


def strip(summary: Summary, query: EvidenceQuery, site: Site) -> Strip | None:
    """Return the strip of a result; None when it holds no research evidence.

    Args:
        summary: what the result amounts to.
        query: what was asked; the numbers link to parts of it.
        site: gives addresses and labels.
    """
    crossed = summary.by_design_and_direction
    if not crossed:
        return None
    shown = [direction for direction in SIGNS if direction in summary.by_direction]
    asked = query.but(research=True, cursor=None, limit=None)
    lines = []
    for group, counts in crossed.items():
        parts, at = [], 0
        of_group = asked.but(design=group) if group != "unknown" else asked
        for direction in shown:
            count = counts.get(direction, 0)
            url = site.evidence(of_group.but(direction=direction)) if count else None
            parts.append(Part(direction, count, at, url))
            at += count
        lines.append(Line(site.label("designs", group), site.evidence(of_group), at, parts))
    return Strip(max(line.total for line in lines), shown, lines)
