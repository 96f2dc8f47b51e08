"""Facets: counts that are links. A click adds a value, another takes it out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from leadgraph.query import EvidenceQuery
from leadgraph_api.pages.site import FIELDS, Link, Site

OPEN = ("area", "target", "outcome", "direction", "design")
"""Facets that stand open; of the others, those that the query asks for do."""

SHOWN = 8
"""Values of a facet that are shown at once."""

Counts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet.

    Attributes:
        label: what people call it.
        count: how many items have it, in what is asked for otherwise.
        selected: whether it is asked for.
        url: the address of the query with it, or without it when it is asked for.
    """

    label: str
    count: int
    selected: bool
    url: str


class Facet(NamedTuple):
    """A field, and what it counts."""

    field: str
    label: str
    open: bool
    first: list[Value]
    more: list[Value]


def facets(query: EvidenceQuery, count: Callable[[EvidenceQuery], Counts], to: Link) -> list[Facet]:
    """Count a query by facet.

    In a field that is asked for, each value is counted as if the field were not: what stands
    beside a number is what a click on it adds.

    Args:
        query: what is asked.
        count: counts a query by facet.
        to: gives the address of a query.
    """
    counted = dict(count(query))
    for field in [name for name in query.fields() if name in counted]:
        others = count(query.but(**{field: None, "cursor": None})).get(field, [])
        shown = {told["id"] for told in others}  # of a facet of very many, only the first
        selected = (told for told in counted[field] if told["selected"])
        counted[field] = [*others, *(told for told in selected if told["id"] not in shown)]
    found = []
    for field in (name for name in FIELDS if name in counted):
        values = [_value(query, field, told, to) for told in counted[field]]
        if not values or (field == "status" and len(values) == 1):
            continue
        asked = any(value.selected for value in values)
        found.append(
            Facet(field, FIELDS[field], asked or field in OPEN, *_split(values, asked=asked))
        )
    return found


def evidence_counts(site: Site) -> Callable[[EvidenceQuery], Counts]:
    """Return what counts claims by facet; kept by the base, whatever the page."""

    def count(query: EvidenceQuery) -> Counts:
        counted: Counts = orjson.loads(site.graph.base.tally(query.filter)[0])
        return counted

    return count


def _value(query: EvidenceQuery, field: str, told: Mapping[str, Any], to: Link) -> Value:
    held = list(getattr(query, field))
    selected = told["id"] in held
    ids = [id_ for id_ in held if id_ != told["id"]] if selected else [*held, told["id"]]
    url = to(query.but(**{field: ids or None, "cursor": None}))
    return Value(told["label"], told["count"], selected, url)


def _split(values: list[Value], *, asked: bool) -> tuple[list[Value], list[Value]]:
    if asked:
        values = sorted(values, key=lambda value: not value.selected)
    most = SHOWN if len(values) > SHOWN + 2 else len(values)
    return values[:most], values[most:]
