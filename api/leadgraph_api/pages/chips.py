"""Chips: a query as parts that can be taken out or changed, each by a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from leadgraph.query import IDS, PAGING, SCHEMES, EvidenceQuery
from leadgraph_api.pages.site import FIELDS, Link, Site


class Change(NamedTuple):
    """A link that changes one part of a query."""

    text: str
    url: str


class Chip(NamedTuple):
    """One part of a query.

    Attributes:
        field: what people call its field; begins with "not" where it leaves out.
        value: what people call its value.
        remove: the address of the query without it.
        changes: what it may be changed to.
    """

    field: str
    value: str
    remove: str
    changes: list[Change]


def chips(query: EvidenceQuery, site: Site, to: Link) -> list[Chip]:
    """Return the parts of a query.

    Args:
        query: what is asked.
        site: gives labels.
        to: gives the address of a query.
    """
    return list(_chips(query, site, to))


def _chips(query: EvidenceQuery, site: Site, to: Link) -> Iterator[Chip]:
    for name, value in query.fields().items():
        if name in PAGING:
            continue
        field = name.removeprefix("not_")
        said = FIELDS[field]
        if field not in IDS:
            text = {True: "yes", False: "no"}.get(value, str(value))
            yield Chip(said, text, to(query.but(**{name: None})), [])
            continue
        for id_ in value:
            left = [other for other in value if other != id_]
            yield Chip(
                f"not {said.lower()}" if name != field else said,
                site.named(field, id_),
                to(query.but(**{name: left or None})),
                list(_changes(query, name, id_, site, to)),
            )


def _changes(query: EvidenceQuery, name: str, id_: str, site: Site, to: Link) -> Iterator[Change]:
    """Offer what is broader or narrower, and the opposite."""
    field = name.removeprefix("not_")
    left = [other for other in getattr(query, name) if other != id_]
    records, scheme = site.records, SCHEMES.get(field, "")
    term = records.concepts.get(f"{scheme}/{id_}")
    if term is not None:
        narrower = [c.id for c in records.scheme(scheme) if id_ in c.broader]
        for word, ids in (("Broader", term.broader), ("Narrower", narrower)):
            for other in ids:
                text = f"{word}: {site.label(scheme, other)}"
                yield Change(text, to(query.but(**{name: [*left, other]})))
    opposite = field if name != field else f"not_{field}"
    held = [*getattr(query, opposite), id_]
    text = "Ask for it instead" if name != field else "Leave it out instead"
    yield Change(text, to(query.but(**{name: left or None, opposite: held})))
