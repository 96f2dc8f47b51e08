"""Words for what a neighbourhood shows: the same in its picture, its list and its description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from leadgraph.evidence.picture import filter_said

if TYPE_CHECKING:
    from leadgraph.citations.neighbourhood import Link, Neighbourhood

TIE_NAMES: Mapping[str, str] = {
    "cites": "cites",
    "cited-by": "cited by",
    "stance": "takes a stance",
    "co-cited": "cited together",
    "coupled": "citing the same",
    "similar": "similar",
}
"""What people call a tie."""

ACTIVE: Mapping[str, str] = {
    "cites": "cites",
    "supports": "supports",
    "disputes": "disputes",
    "qualifies": "qualifies",
    "extends": "extends",
    "uses-method": "uses the method of",
}
PASSIVE: Mapping[str, str] = {
    "cites": "cited by",
    "supports": "supported by",
    "disputes": "disputed by",
    "qualifies": "qualified by",
    "extends": "extended by",
    "uses-method": "its method used by",
}
MUTUAL: Mapping[str, str] = {
    "co-cited": "cited together with",
    "coupled": "cites the same as",
    "similar": "similar to",
}


class Said(NamedTuple):
    """One way in which a work is tied to others.

    Attributes:
        verb: ``cites``, ``disputed by`` ...
        others: the places of the others, with what is counted of each.
        unit: what is counted: ``works``, ``claims``; empty where nothing is.
    """

    verb: str
    others: tuple[tuple[int, int], ...]
    unit: str


def ties_of(shown: Neighbourhood) -> list[list[Said]]:
    """Return, for each work of a neighbourhood, how it is tied to the others, in words."""
    found: list[list[tuple[str, str, int, int]]] = [[] for _ in shown.nodes]
    for link in shown.links:
        found[link.origin].append((*_verb(link, active=True), link.target, link.count))
        found[link.target].append((*_verb(link, active=False), link.origin, link.count))
    return [list(_grouped(of_work)) for of_work in found]


def _verb(link: Link, *, active: bool) -> tuple[str, str]:
    if link.kind in MUTUAL:
        return MUTUAL[link.kind], "" if link.kind == "similar" else "works"
    unit = "" if link.kind == "cites" else "claims"
    return (ACTIVE if active else PASSIVE)[link.kind], unit


def _grouped(of_work: list[tuple[str, str, int, int]]) -> Iterator[Said]:
    order = [*ACTIVE.values(), *PASSIVE.values(), *MUTUAL.values()]
    of_work = sorted(of_work, key=lambda said: order.index(said[0]))
    for (verb, unit), group in groupby(of_work, key=lambda said: said[:2]):
        yield Said(verb, tuple((other, count) for _, _, other, count in group), unit)


def title_of(shown: Neighbourhood) -> str:
    """Return what a picture of a neighbourhood is called."""
    seeds = [node.label for node in shown.nodes if node.seed]
    named = ", ".join(seeds[:3]) + (f" and {len(seeds) - 3} more" if len(seeds) > 3 else "")
    asked = filter_said(shown.query.evidence, shown.base)
    return f"Around {named}" + (f"; {asked}" if asked else "")


def counted(shown: Neighbourhood) -> str:
    """Say how many neighbours there are, and how many are not shown, and why."""
    neighbours = len(shown.nodes) - sum(node.seed for node in shown.nodes)
    if not neighbours + shown.left_out + shown.filtered:
        return "No neighbours of these kinds."
    all_of_them = neighbours + shown.left_out
    noun = "neighbour" if all_of_them == 1 else "neighbours"
    if shown.left_out:
        told = f"{neighbours:,} of {all_of_them:,} {noun} shown, the most relevant"
    else:
        told = f"{neighbours:,} {noun}, all shown"
    if shown.filtered:
        told += f"; {shown.filtered:,} more do not answer the filter"
    parts = [
        f"{TIE_NAMES[one.tie]} {one.found:,}"
        + (f" ({one.shown:,} shown)" if one.shown < one.found else "")
        for one in shown.found
        if one.found
    ]
    return f"{told}: {'; '.join(parts)}."
