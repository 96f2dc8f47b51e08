"""Axes: the facets that a map crosses, opened as deep as asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadgraph import render
from leadgraph.query import SCHEMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.index.columns import Column
    from leadgraph.model import Question, Records

    Places = NDArray[np.int64]

FACETS: tuple[str, ...] = (
    *("area", "model", "target", "outcome", "design", "country", "level", "question"),
)
"""Fields of ``EvidenceQuery`` that a map can cross."""

TAGGED: Mapping[str, str] = {
    "area": "areas",
    "model": "models",
    "target": "targets",
    "outcome": "outcomes",
}
"""Facets that an open question is tagged with, and the attribute that holds them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One row or column of a map.

    Attributes:
        id: of the concept, country or question.
        label: what people call it.
        depth: 1 at the top of its hierarchy.
        broader: ids of the rows or columns directly above it.
    """

    id: str
    label: str
    depth: int = 1
    broader: tuple[str, ...] = ()


class Axis:
    """One side of a map: its headings, and which of them each claim falls under.

    A claim falls under a heading if it is tagged with it or with anything narrower.
    """

    def __init__(self, base: EvidenceBase, field: str, depth: int) -> None:
        records = base.records
        self.field = field
        self.scheme = SCHEMES.get(field)
        self.headings = tuple(_headings(records, base.index.columns[field], field, depth))
        self.position = {heading.id: at for at, heading in enumerate(self.headings)}
        column = base.index.columns[field]
        self.codes = column.codes
        shown = np.array([self.position.get(id_, -1) for id_ in column.ids], np.int64)
        members, starts = column.sets
        places = shown[members] if len(members) else np.zeros(0, np.int64)
        owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))[places >= 0]
        self.places: Places = places[places >= 0]
        """The headings of each distinct set of tags, end to end."""
        self.sizes: Places = np.bincount(owner, minlength=len(starts) - 1)
        self.starts: Places = np.cumsum(self.sizes) - self.sizes

    def __len__(self) -> int:
        return len(self.headings)

    def under(self, claims: Places) -> tuple[Places, Places]:
        """Return each claim under each of its headings: the claims, and the headings."""
        codes = self.codes[claims]
        times = self.sizes[codes]
        nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return np.repeat(claims, times), self.places[np.repeat(self.starts[codes], times) + nth]

    def lineage(self, records: Records, at: int) -> frozenset[str]:
        """Return the keys of a heading's concept and of all that is broader."""
        key = f"{self.scheme}/{self.headings[at].id}"
        return frozenset(records.ancestors.get(key, ()))

    def of_question(self, records: Records, asked: Question) -> NDArray[np.bool_] | None:
        """Tell under which headings an open question falls; None if it has no value here."""
        ids: tuple[str, ...] = ()
        if self.field == "question":
            ids = (asked.id,)
        elif self.field in TAGGED:
            ids = tuple(lineages(records, self.field, getattr(asked, TAGGED[self.field])))
        falls = np.array([heading.id in ids for heading in self.headings], np.bool_)
        return falls if ids else None


def lineages(records: Records, field: str, ids: tuple[str, ...]) -> Iterator[str]:
    """Yield ids of a scheme with everything broader."""
    for id_ in ids:
        for key in records.ancestors.get(f"{SCHEMES[field]}/{id_}", ()):
            yield key.partition("/")[2]


def _headings(records: Records, column: Column, field: str, depth: int) -> Iterator[Heading]:
    if field == "question":
        for asked in records.questions.values():
            yield Heading(asked.id, asked.label)
    elif field == "country":
        for code in sorted(column.ids):
            yield Heading(code, render.country(code))
    else:
        yield from _opened(records, SCHEMES[field], depth)


def _opened(records: Records, scheme: str, depth: int) -> Iterator[Heading]:
    """Yield the concepts of a scheme down to a depth, narrower ones after what is broader."""
    concepts = {concept.id: concept for concept in records.scheme(scheme)}
    above = {
        id_: tuple(b for b in concept.broader if b in concepts and b != id_)
        for id_, concept in concepts.items()
    }
    layer = [id_ for id_ in concepts if not above[id_]]
    depths = dict.fromkeys(layer, 1)
    while layer:
        layer = [i for i in concepts if i not in depths and any(b in layer for b in above[i])]
        depths |= dict.fromkeys(layer, 1 + max(depths.values(), default=0))
    for id_ in concepts:  # a circle of broader concepts has no top: all of it is shown there
        depths.setdefault(id_, 1)

    def branch(id_: str) -> Iterator[str]:
        yield id_
        for narrower in concepts:
            if id_ in above[narrower] and depths[narrower] == depths[id_] + 1:
                yield from branch(narrower)

    tops = [id_ for id_ in concepts if depths[id_] == 1]
    for id_ in dict.fromkeys(id_ for top in tops for id_ in branch(top)):
        if depths[id_] <= depth:
            yield Heading(id_, concepts[id_].label, depths[id_], above[id_])
