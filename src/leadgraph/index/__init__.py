"""The index: records to answers, by columns and bitmaps.

A derived, disposable view: numpy columns and one roaring bitmap per concept, closed over
``skos:broader``, over rows numbered in evidence order. A query is a few bitmap intersections; a
page of it is found by ranks; facets and summary are counts over the columns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, cast

import numpy as np

from leadgraph.errors import Issue, UnknownConceptError, near_misses
from leadgraph.index.columns import Column, Columns, bitmap, rows_of
from leadgraph.index.named import NAMED, NamedColumn
from leadgraph.index.order import NO_YEAR, Lanes, by_year, tiers
from leadgraph.index.tally import Summary, summarise
from leadgraph.model import (
    CLAIM_TAGS,
    CLOSED_SCHEMES,
    COUNTED,
    DIRECTIONS,
    Claim,
    EvidenceRole,
    Records,
)
from leadgraph.query import IDS, SCHEMES, EvidenceQuery
from leadgraph.shelf import Arranged, Lookup, Shelf, Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyroaring import BitMap

    from leadgraph.index.columns import Rows

__all__ = ["FACETS", "EvidenceIndex", "Summary"]

FACETS: tuple[str, ...] = tuple(field for field in IDS if field not in ("source", *NAMED))
"""Fields that evidence is counted by, besides ``year``."""

SOURCE_FACETS: tuple[str, ...] = ("design", "level", "country", *NAMED)
"""Fields that works are counted by."""

NAMED_MOST = 20
"""Authors, and venues, that works are counted by: those with the most."""

ROLES: tuple[EvidenceRole, ...] = ("none", "primary", "synthesis")
"""What the design of a source can make of it, by number."""

KEPT: tuple[str, ...] = (
    *("source", "year", "years", "_id_rank", "_newest", "_oldest", "direction", "evidence"),
    *("asserts_gap", "studies", "study", "roles", "group"),
)
"""The arrays of an index, a value a row or a value a source."""

UNKNOWN_MOST = 20
"""Unknown ids of one query that are named: looking for near misses takes its time."""


class EvidenceIndex:
    """All claims of a dataset, ready to be asked.

    Attributes:
        claims: the claims, by row.
        source: the place of the source of each row.
        year: the year of that source; ``NO_YEAR`` where none is known. ``years``, of each source.
        direction: the place of its direction in ``DIRECTIONS``.
        evidence: whether the row is research evidence.
        asserts_gap: whether it says that little is known.
        study: the number of the study that its source reports; ``studies``, of each source.
        roles: for each source, the place in ``ROLES`` of what its design makes of it.
        group: the place in ``groups`` of the design group of its source; one more for none.
        columns: the facets of the rows; ``of_source``, those of the sources. Authors and venues
            are gathered when first asked for: hot paths never do.
    """

    claims: Sequence[Claim]
    source: NDArray[np.int32]
    year: NDArray[np.int16]
    years: NDArray[np.int16]
    _id_rank: NDArray[np.int32]
    _newest: NDArray[np.int32]
    _oldest: NDArray[np.int32]
    direction: NDArray[np.int16]
    evidence: NDArray[np.bool_]
    asserts_gap: NDArray[np.bool_]
    studies: NDArray[np.int32]
    study: NDArray[np.int32]
    roles: NDArray[np.int8]
    group: NDArray[np.int16]
    of_source: Columns
    columns: Columns

    def __init__(self, records: Records) -> None:
        claims = list(records.claims.values())
        sources = list(records.sources.values())
        self._records = records
        place = np.fromiter((records.place(c.source) for c in claims), np.int32, len(claims))
        years = np.array(
            [NO_YEAR if s.year is None else s.year for s in sources], dtype=np.int16
        ).reshape(-1)
        tier = np.fromiter(tiers(records), np.int16, len(claims))
        directions = {direction: at for at, direction in enumerate(DIRECTIONS)}
        direction = np.fromiter((directions[c.direction] for c in claims), np.int16, len(claims))
        ids = np.arange(len(claims), dtype=np.int32)
        order = np.lexsort((ids, -years[place].astype(np.int32), direction, tier))
        self.claims: Sequence[Claim] = [claims[at] for at in order.tolist()]
        self.source = place[order]
        self.year = years[self.source]
        self.years = years
        self._id_rank = ids[order]
        self._newest, self._oldest = by_year(self.year, self._id_rank)
        self.direction = direction[order]
        self._lanes = Lanes(tier[order], self.direction)
        self.evidence = np.fromiter(
            (records.is_evidence(c) for c in self.claims), np.bool_, len(claims)
        )
        self.asserts_gap = np.fromiter((c.asserts_gap for c in self.claims), np.bool_, len(claims))
        self.studies = self._number_studies()
        self.study = self.studies[self.source]
        self.roles = np.array([ROLES.index(records.role(s)) for s in sources], np.int8).reshape(-1)
        self.of_source = self._source_columns()
        self.columns = self._claim_columns()
        self.groups = self._design_groups()
        self.group = self._number_groups()

    def keep(self, shelf: Shelf) -> None:
        """Put the index on a shelf."""
        for name in KEPT:
            shelf.put(name.strip("_"), getattr(self, name))
        self._lanes.keep(shelf.part("lanes"))
        for part, columns in (("of_source", self.of_source), ("columns", self.columns)):
            shelf.put_json(part, [name for name in columns.fields if name not in NAMED])
            for name in columns.fields:
                columns[name].keep(shelf.part(part).part(name))

    @classmethod
    def open(cls, shelf: Shelf, records: Records) -> EvidenceIndex:
        """Return the index of records that ``keep`` put on a shelf; it stays there."""
        index = cls.__new__(cls)
        index._records = records
        for name in KEPT:
            setattr(index, name, shelf.array(name.strip("_")))
        held = records.claims
        in_order = held.entries if isinstance(held, Lookup) else tuple(held.values())
        index.claims = Arranged(in_order, index._id_rank)
        index._lanes = Lanes.open(shelf.part("lanes"))
        for part, named in (("of_source", NamedColumn), ("columns", Column)):
            stand = shelf.part(part)
            columns = {name: Column.open(stand.part(name)) for name in shelf.json(part)}
            later = {name: partial(named.open, stand.part(name)) for name in NAMED}
            setattr(index, part, Columns(columns, later))
        index.groups = index._design_groups()
        return index

    def __len__(self) -> int:
        return len(self.source)

    def ids(self, rows: NDArray[np.integer]) -> list[str]:
        """Return the ids of the claims of some rows."""
        names, places = self.names, self._id_rank[rows].tolist()
        return names.at(places) if isinstance(names, Texts) else [names[at] for at in places]

    def places(self, rows: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the places of the claims of some rows, in the order of their ids."""
        places: NDArray[np.int32] = self._id_rank[rows]
        return places

    def place_of(self, row: int) -> int:
        """Return the place of the claim of a row, in the order of their ids."""
        return int(self._id_rank[row])

    @cached_property
    def names(self) -> Sequence[str]:
        """The ids of all claims, in ascending order."""
        held = self._records.claims
        return held.names if isinstance(held, Lookup) else tuple(held)

    def place(self, id_: str) -> int:
        """Return the place of a claim among all, in the order of their ids."""
        return bisect_left(self.names, id_)

    def _number_studies(self) -> NDArray[np.int32]:
        """Number the study that each source reports."""
        numbers: dict[str, int] = {}
        by_source = [
            numbers.setdefault(self._records.study(s), len(numbers))
            for s in self._records.sources.values()
        ]
        return np.array(by_source, dtype=np.int32).reshape(-1)

    def _number_groups(self) -> NDArray[np.int16]:
        """Number each row's design group: its place in ``groups``, the last one for none."""
        records = self._records
        numbers = {group: at for at, group in enumerate(self.groups)}
        by_source = [
            numbers.get(records.design_group(s) or "", len(numbers))
            for s in records.sources.values()
        ]
        return np.array(by_source, dtype=np.int16).reshape(-1)[self.source]

    def _design_groups(self) -> list[str]:
        """Return the ids of the groups of designs, the strongest first."""
        return [c.id for c in self._records.scheme("designs") if not c.broader]

    def _source_columns(self) -> Columns:
        """Build the columns of the sources themselves; rows inherit them."""
        records = self._records
        sources = list(records.sources.values())
        designs, levels = self._closure("designs"), self._closure("levels")
        countries = sorted({country for s in sources for country in s.countries})
        columns = {
            "design": Column(
                [(s.design,) if s.design else () for s in sources], list(designs), designs
            ),
            "level": Column([s.levels for s in sources], list(levels), levels),
            "country": Column([s.countries for s in sources], countries),
            "source": Column([(s.key,) for s in sources], list(records.sources)),
        }
        works = records.works
        later = {name: lambda of=of: NamedColumn.of(of(works)) for name, of in NAMED.items()}
        return Columns(columns, later)

    def _inherited(self, field: str) -> Column:
        """Build the column that the claims inherit from their sources."""
        return Column.through(self.source, self.of_source[field])

    def _claim_columns(self) -> Columns:
        """Build the columns of the claims, and those that they inherit from their sources."""
        columns = {field: self._inherited(field) for field in self.of_source}
        columns["question"] = Column(
            [claim.questions for claim in self.claims], list(self._records.questions)
        )
        for field, scheme in SCHEMES.items():
            if field not in columns:
                closure = self._closure(scheme)
                values = [_values(claim, field, scheme) for claim in self.claims]
                columns[field] = Column(values, list(closure), closure)
        return Columns(columns, {name: partial(self._inherited, name) for name in NAMED})

    def _closure(self, scheme: str) -> dict[str, tuple[str, ...]]:
        """For each id of a scheme, itself and all that is broader."""
        ancestors = self._records.ancestors
        closed = {id_: (id_,) for id_ in CLOSED_SCHEMES.get(scheme, ())}
        return closed | {
            concept.id: tuple(key.partition("/")[2] for key in ancestors[concept.key])
            for concept in self._records.scheme(scheme)
        }

    def is_evidence(self, row: int) -> bool:
        """Tell whether a row is research evidence."""
        return bool(self.evidence[row])

    # -- which rows ---------------------------------------------------------------------------

    def select(self, query: EvidenceQuery, words: BitMap | None = None) -> BitMap:
        """Return the rows that answer a query, as a bitmap that must not be changed.

        Args:
            query: what is asked; order and place do not matter here.
            words: the rows in which the words of ``query.q`` occur.

        Raises:
            UnknownConceptError: when it names ids that the dataset does not hold.
        """
        self.verify(query)
        asked = query.fields()
        wanted = [_union(self.columns[field], ids) for field, ids in asked.items() if field in IDS]
        if not query.status and self._uncounted:
            wanted.append(self._counted)
        wanted += self._flags(query)
        if words is not None:
            wanted.append(words)
        wanted.sort(key=len)
        found = wanted[0] if wanted else self._everything
        for rows in wanted[1:]:
            found = found & rows
        for field, ids in asked.items():
            if field.startswith("not_"):
                found = found - _union(self.columns[field.removeprefix("not_")], ids)
        return found

    def select_sources(self, query: EvidenceQuery) -> BitMap:
        """Return the places of the works that answer what a query asks of works themselves."""
        self.verify(query)
        found = self._works_between(query.since, query.until)
        for field in self.of_source.fields:
            if ids := getattr(query, field):
                found = found & _union(self.of_source[field], ids)
            if ids := getattr(query, f"not_{field}"):
                found = found - _union(self.of_source[field], ids)
        return found

    def works_of(self, field: str, ids: Sequence[str]) -> list[str]:
        """Return the keys of the works that have any of some ids in a field of their own."""
        keys = self.of_source["source"].ids
        return [keys[at] for at in _union(self.of_source[field], ids)]

    def label(self, field: str, id_: str) -> str:
        """Return what an author or a venue is called."""
        return cast(NamedColumn, self.of_source[field]).label(id_)

    def _works_between(self, since: int | None, until: int | None) -> BitMap:
        if since is None and until is None:
            return bitmap(np.arange(len(self.years)))
        return bitmap(np.flatnonzero(_inside(self.years, since, until)))

    def verify(self, query: EvidenceQuery) -> None:
        """Raise UnknownConceptError if a query names ids that the dataset does not hold."""
        issues = list(islice(self._unknown(query), UNKNOWN_MOST))
        if issues:
            raise UnknownConceptError(issues)

    def _unknown(self, query: EvidenceQuery) -> Iterator[Issue]:
        for name, ids in query.fields().items():
            field = name.removeprefix("not_")
            if field not in IDS:
                continue
            known = self.columns[field].position
            for id_ in ids:
                if id_ in known or (field == "country" and is_country(id_)):
                    continue
                near = near_misses(id_, known)
                hint = f"; did you mean {' or '.join(near)}?" if near else ""
                yield Issue(name, "unknown-concept", f"unknown {field} {id_!r}{hint}", near)

    def _flags(self, query: EvidenceQuery) -> Iterator[BitMap]:
        if query.research is not None:
            yield self._flagged["research", query.research]
        if query.asserts_gap is not None:
            yield self._flagged["asserts_gap", query.asserts_gap]
        if query.since is not None:
            yield self._between(query.since, None)
        if query.until is not None:
            yield self._between(None, query.until)

    def _between(self, since: int | None, until: int | None) -> BitMap:
        """Return the rows published in a span of years; a source without a year is in none."""
        found = self._spans.get((since, until))
        if found is None:
            found = bitmap(np.flatnonzero(_inside(self.year, since, until)))
            found.run_optimize()
            if len(self._spans) < 1000:
                self._spans[since, until] = found
        return found

    @cached_property
    def _flagged(self) -> dict[tuple[str, bool], BitMap]:
        return {
            (name, flag): bitmap(np.flatnonzero(column == flag))
            for name, column in (("research", self.evidence), ("asserts_gap", self.asserts_gap))
            for flag in (True, False)
        }

    @cached_property
    def _spans(self) -> dict[tuple[int | None, int | None], BitMap]:
        return {}

    @cached_property
    def _everything(self) -> BitMap:
        return bitmap(np.arange(len(self)))

    @cached_property
    def _counted(self) -> BitMap:
        return _union(self.columns["status"], COUNTED)

    @cached_property
    def _uncounted(self) -> int:
        return len(self) - len(self._counted)

    # -- in which order -----------------------------------------------------------------------

    def page(self, found: BitMap, sort: str, offset: int, limit: int) -> list[int]:
        """Return one page of a result: at most ``limit`` rows from place ``offset`` on."""
        if sort == "evidence":
            return self._lanes.page(found, offset, limit)
        rows = rows_of(found)
        order = self._rank(sort).take(rows)
        after = offset + limit
        if after < len(rows):  # only the first are put in order
            first = np.argpartition(order, after)[:after]
            rows, order = rows[first], order[first]
        page: list[int] = rows[np.argsort(order)][offset:].tolist()
        return page

    def sorted(self, found: BitMap, sort: str) -> Rows:
        """Return all rows of a result in an order (``relevance`` is for the text search)."""
        rows = rows_of(found)
        if sort == "evidence":
            return self._lanes.all(rows)
        return rows[np.argsort(self._rank(sort).take(rows))]

    def _rank(self, sort: str) -> NDArray[np.int32]:
        """Return the place of each row in an order other than that of evidence."""
        return {"id": self._id_rank, "newest": self._newest, "oldest": self._oldest}[sort]

    # -- how many -----------------------------------------------------------------------------

    def facets(self, found: BitMap) -> dict[str, list[tuple[str, int]]]:
        """Count a result by every facet: ``(id, claims)``, the most first, zeros left out.

        Counts are exact, and a concept counts what is narrower. ``year`` runs in time.
        """
        rows = rows_of(found)
        counted = {field: _pairs(self.columns[field], rows) for field in FACETS}
        years = self.year[rows]
        of_year = np.bincount(years[years != NO_YEAR])
        held = np.flatnonzero(of_year)
        counted["year"] = list(zip(map(str, held.tolist()), of_year[held].tolist(), strict=True))
        return counted

    def summary(self, found: BitMap) -> Summary:
        """Sum a result up: claims, sources, distinct studies, directions by design, kinds."""
        rows = rows_of(found)
        years = self.year[rows]
        return summarise(
            evidence=self.evidence[rows],
            gap=self.asserts_gap[rows],
            source=self.source[rows],
            study=self.study[rows],
            group=self.group[rows],
            groups=self.groups,
            direction=self.direction[rows],
            kinds=_pairs(self.columns["kind"], rows),
            years=years[years != NO_YEAR],
        )

    def source_facets(
        self, places: Rows, selected: Mapping[str, Sequence[str]]
    ) -> dict[str, list[tuple[str, int]]]:
        """Count works by the facets that are their own: ``(id, works)``, the most first.

        Of authors and venues these are the first ``NAMED_MOST``, and any that are selected.

        Args:
            places: the works.
            selected: by facet, the ids that are always counted.
        """
        columns = {field: self.of_source[field] for field in SOURCE_FACETS}
        return {
            field: _first(column, places, selected[field])
            if field in NAMED
            else _pairs(column, places)
            for field, column in columns.items()
        }

    def sources_of(self, found: BitMap) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of the sources of a result, ascending, and the claims of each."""
        counts = np.bincount(self.source[rows_of(found)], minlength=len(self.years))
        held = np.flatnonzero(counts)
        return held, counts[held]


def _union(column: Column, ids: Sequence[str]) -> BitMap:
    """Return the rows that have any of some ids; an id the column does not know has none."""
    maps = [column.bitmap(id_) for id_ in ids if id_ in column.position]
    if len(maps) == 1:
        return maps[0]
    nothing = bitmap(np.zeros(0))
    return nothing.union(*maps) if maps else nothing


def _inside(years: NDArray[np.int16], since: int | None, until: int | None) -> NDArray[np.bool_]:
    """Tell which years lie in a span, both ends included; no year lies in none."""
    inside: NDArray[np.bool_] = years != NO_YEAR
    if since is not None:
        inside &= years >= since
    if until is not None:
        inside &= years <= until
    return inside


def _pairs(column: Column, rows: Rows, most: int | None = None) -> list[tuple[str, int]]:
    """Count rows by one facet: ``(id, count)``, the most first, zeros left out."""
    counts = column.counts(rows)[column.by_id]
    most_first = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)][:most]
    places = column.by_id[most_first].tolist()
    return [(column.ids[at], n) for at, n in zip(places, counts[most_first].tolist(), strict=True)]


def _first(column: Column, rows: Rows, selected: Sequence[str]) -> list[tuple[str, int]]:
    """Count rows by a facet of very many values: the first of them, then those selected."""
    first = _pairs(column, rows, NAMED_MOST)
    shown = {id_ for id_, _ in first}
    counts = column.counts(rows)
    others = [(id_, int(counts[column.position[id_]])) for id_ in selected if id_ not in shown]
    return first + sorted(others, key=lambda pair: (-pair[1], pair[0]))


def _values(claim: Claim, field: str, scheme: str) -> tuple[str, ...]:
    """Return the ids that a claim holds in one field."""
    if scheme in CLAIM_TAGS:
        ids: tuple[str, ...] = getattr(claim, scheme)
        return ids
    if field == "stance":
        return (claim.stance.how,) if claim.stance else ()
    value = getattr(claim, field)
    return (value,) if value else ()


def is_country(code: str) -> bool:
    """Tell whether a code is an ISO 3166 alpha-2 code or ``international``."""
    if code == "international":
        return True
    import pycountry

    return pycountry.countries.get(alpha_2=code) is not None
