"""Lists: what a query returns, as a sequence, a page of JSON, CSV, BibTeX or a DataFrame."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, overload

import numpy as np

from leadgraph import export, render, restatement
from leadgraph.errors import Issue, MissingExtraError, QueryError, near_misses
from leadgraph.evidence import cursor, picture
from leadgraph.evidence.base import Evidence, EvidenceBase
from leadgraph.index import Summary
from leadgraph.index.columns import bitmap, rows_of
from leadgraph.index.named import NAMED
from leadgraph.index.order import NO_YEAR
from leadgraph.model import Source
from leadgraph.query import PAGING, EvidenceQuery, parameters, written

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from pyroaring import BitMap

    from leadgraph.plots import Picture

Item = TypeVar("Item")

SHOWN = 10
"""Items that a list shows of itself in a notebook."""


class AnswerList(Sequence[Item]):
    """What answers a query, in order.

    As a sequence it is the whole result, unless the query asks for a page (``limit`` or ``cursor``
    is given): then it is that page. ``to_json`` always writes one page, as HTTP does.
    """

    route: ClassVar[str]
    streams: ClassVar[tuple[str, ...]] = ("csv",)
    """Forms of the whole result itself; the others are of its works."""

    def __init__(self, base: EvidenceBase, query: EvidenceQuery) -> None:
        self._base = base
        self.query = query
        self._found = base.select(query)
        self._offset = cursor.read(self.snapshot, query, self._bound_to)
        self._linked: dict[str, Mapping[str, str]] = {}

    @property
    def _bound_to(self) -> str:
        """What a cursor is bound to besides the query."""
        return self.route

    @property
    def _besides(self) -> dict[str, Any]:
        """What is asked besides the query, as parameters of the address."""
        return {}

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._base.records.snapshot

    @property
    @abstractmethod
    def total(self) -> int:
        """How many items answer the query, whatever the page."""

    @property
    @abstractmethod
    def _page(self) -> Sequence[int]:
        """Numbers of the items of one page."""

    @property
    @abstractmethod
    def _all(self) -> Sequence[int] | NDArray[np.uint32]:
        """Numbers of all items, in order."""

    @abstractmethod
    def _item(self, number: int) -> Item:
        """Return the item of a number."""

    @cached_property
    def next(self) -> str | None:
        """Cursor of the page after this one; None at the end."""
        after = self._offset + self.query.limit
        if after >= self.total:
            return None
        return cursor.write(self.snapshot, self.query, self._bound_to, after)

    @property
    def _paged(self) -> bool:
        return bool({"limit", "cursor"} & self.query.model_fields_set)

    def __len__(self) -> int:
        return len(self._page) if self._paged else self.total

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        """Return the item at a place, or a list of items for a slice."""
        numbers = self._page if self._paged else self._all
        if isinstance(place, slice):
            return [self._item(int(number)) for number in numbers[place]]
        return self._item(int(numbers[place]))

    def __iter__(self) -> Iterator[Item]:
        return (self._item(int(number)) for number in (self._page if self._paged else self._all))

    def whole(self) -> Iterator[Item]:
        """Yield the whole result, whatever the page."""
        return (self._item(int(number)) for number in self._all)

    @abstractmethod
    def works(self) -> Iterable[Source]:
        """Return the works of the whole result, whatever the page."""

    def to_bibtex(self) -> str:
        """Return the works as BibTeX in the form of ``references.bib``: every field, read back."""
        return export.to_bibtex(self.works())

    def to_classic_bibtex(self) -> str:
        """Return the works as BibTeX for LaTeX and reference managers: standard types, years."""
        return "".join(export.to_classic_bibtex(self.works()))

    def to_biblatex(self) -> str:
        """Return the works as BibLaTeX, for biber and reference managers."""
        return "".join(export.to_biblatex(self.works()))

    def to_ris(self) -> str:
        """Return the works as RIS, for EndNote, Mendeley, RefWorks and Zotero."""
        return "".join(export.to_ris(self.works()))

    def to_csl(self) -> list[dict[str, Any]]:
        """Return the works as items of CSL-JSON, for Zotero, pandoc and citation processors."""
        return list(export.csl_items(self.works()))

    def bibliography(self, style: str = "apa", form: Literal["text", "html"] = "text") -> str:
        """Return the works as references in a style, in alphabetical order, one a line.

        Args:
            style: a key of ``leadgraph.export.STYLES``.
            form: ``text``, or ``html`` with titles in italics.

        Raises:
            QueryError: when there is no such style, or there are too many works.
            MissingExtraError: when nothing is installed that formats references.
        """
        return "".join(export.bibliography(self.works(), style, form))

    def links(
        self, select: Iterable[str] | None = None, *, facets: bool = True
    ) -> Mapping[str, str]:
        """Return where this page, the next one and the whole result in other forms are found.

        Args:
            select: the fields of an item that the page is to keep.
            facets: whether the page is to count by facet.
        """
        form = {"select": ",".join(select)} if select is not None else {}
        form |= {} if facets else {"facets": "false"}
        how = written(form)
        if how not in self._linked:  # an answer says them in its header, too
            self._linked[how] = self._links(how)
        return self._linked[how]

    def _links(self, how: str) -> Mapping[str, str]:
        asked = self._parameters
        links = {"self": _address(self.route, "&".join(asked.values()), how)}
        if after := self.next:
            following = dict(sorted({**asked, **parameters({"cursor": after})}.items()))
            links["next"] = _address(self.route, "&".join(following.values()), how)
        whole = "&".join(part for name, part in asked.items() if name not in ("limit", "cursor"))
        rest = f"?{whole}" if whole else ""
        return links | {name: f"{twin}{rest}" for name, twin in _twins(self.route, self.streams)}

    @property
    def _parameters(self) -> Mapping[str, str]:
        """What is asked as it stands in an address, by name, in alphabetical order."""
        if besides := self._besides:
            return dict(sorted((parameters(besides) | dict(self.query.parameters)).items()))
        return self.query.parameters

    def _envelope(
        self, items: bytes, facets: bytes, links: Mapping[str, str], **more: bytes
    ) -> bytes:
        """Return one page as it travels: snapshot, query, count, results, facets, next, links.

        Args:
            items: the results as JSON, with commas between.
            facets: counts by facet, as JSON.
            links: where this and other forms are found.
            **more: what else is told, as JSON.
        """
        write = render.to_bytes
        parts = [
            b'{"snapshot":"%s","query":%s' % (self.snapshot.encode(), write(self.query.fields())),
            b',"count":%d,"results":[' % self.total,
            items,
            b'],"facets":',
            facets,
            b',"next":%s,"links":%s' % (write(self.next), write(links)),
            *(b',"%s":%s' % (name.encode(), told) for name, told in more.items()),
            b"}",
        ]
        return b"".join(parts)


class EvidenceList(AnswerList[Evidence]):
    """The evidence that answers a query, in the order it asks for."""

    route = "/evidence"
    streams = ("csv", "ndjson", "rq")

    @property
    def total(self) -> int:
        """How many claims answer the query, whatever the page."""
        return len(self._found)

    @property
    def summary(self) -> Summary:
        """What the whole result amounts to, in counts."""
        return self._base.tally(self.query.filter)[2]

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """The whole result by facet: ``(id, claims)``, the most first."""
        return self._base.index.facets(self._found)

    @cached_property
    def _page(self) -> Sequence[int]:
        query = self.query
        if query.order == "relevance":
            ranked: list[int] = self._all[self._offset :][: query.limit].tolist()
            return ranked
        return self._base.index.page(self._found, query.order, self._offset, query.limit)

    @cached_property
    def _all(self) -> NDArray[np.uint32]:
        return self._base.order(self._found, self.query)

    def _item(self, number: int) -> Evidence:
        return self._base.at(number)

    def to_json(self, select: Iterable[str] | None = None, *, facets: bool = True) -> bytes:
        """Return one page as JSON, byte for byte what ``GET /evidence`` answers.

        Args:
            select: names of the fields of an item to keep; all by default.
            facets: whether to count by facet and to sum up; without, both are null.

        Raises:
            QueryError: when ``select`` names a field that items do not have.
        """
        base = self._base
        if select is None:
            keep = None
            items = b",".join(map(base.fragment, self._page))
        else:
            keep = selection(select, render.CLAIM_FIELDS)
            told = (render.item(base.index.claims[row], base.records) for row in self._page)
            items = b",".join(render.to_bytes({name: t[name] for name in keep}) for t in told)
        links = self.links(keep, facets=facets)
        if not facets:
            return self._envelope(items, b"null", links, summary=b"null")
        counted, summary, _ = base.tally(self.query.filter)
        return self._envelope(items, counted, links, summary=summary)

    def to_ndjson(self) -> Iterator[str]:
        """Yield the whole result as lines of JSON, each an item as ``to_json`` has it."""
        return (self._base.fragment(int(row)).decode() + "\n" for row in self._all)

    def to_csv(self) -> Iterator[str]:
        """Yield the whole result as lines of CSV, a header first."""
        return export.evidence_csv((one.claim, one.source) for one in self.whole())

    def to_sparql(self) -> str:
        """Return SPARQL that finds the whole result in the graph: a solution a claim."""
        base = self._base
        return restatement.evidence(self.query, base.records, base.unsaid(self.query))

    def works(self) -> Iterator[Source]:
        """Yield the works of the whole result, by key."""
        places, _ = self._base.index.sources_of(self._found)
        return (self._base.works[at] for at in places.tolist())

    def to_pandas(self) -> pd.DataFrame:
        """Return the whole result as a DataFrame: a row a claim, ids as lists.

        Raises:
            MissingExtraError: when pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError("pandas", "pandas", "a DataFrame") from None
        rows = []
        for one in self.whole():
            told = render.item(one.claim, self._base.records)
            work = {f"source.{name}": value for name, value in told.pop("source").items()}
            rows.append({**told, "evidence": one.research, **work})
        claim = [name for name in render.CLAIM_FIELDS if name != "source"]
        work_columns = [f"source.{name}" for name in render.BRIEF_FIELDS]
        return pd.DataFrame(rows, columns=[*claim, "evidence", *work_columns])

    def plot(self) -> Picture:
        """Return the research evidence of the whole result as a harvest plot.

        A bar for each study, under each direction that it reports, as tall as its design is strong.

        Raises:
            MissingExtraError: when nothing is installed that draws.
        """
        return picture.harvest(self, self._base)

    def timeline(self) -> Picture:
        """Return the whole result along the years, by design.

        Raises:
            MissingExtraError: when nothing is installed that draws.
        """
        return picture.timeline(self, self._base)

    def __repr__(self) -> str:
        """Return the counts."""
        told = self.summary
        shown = f"{len(self)} of " if len(self) != self.total else ""
        return (
            f"<EvidenceList: {shown}{self.total} claims from {told.sources} sources; "
            f"{told.evidence} are research evidence, from {told.studies} studies>"
        )

    def _repr_html_(self) -> str:
        shown = "".join(one.line() for one in self[:SHOWN])
        return _html(repr(self)[1:-1], shown, len(self) - SHOWN)


class SourceList(AnswerList[Source]):
    """The works that answer a query, in the order in which its claims first name them.

    A query about works alone (country, design, level, source, author, venue, years, words) also
    holds works of which no claim is held; they follow, by key.
    """

    route = "/sources"
    streams = ("csv", "ndjson")

    @property
    def total(self) -> int:
        """How many works answer the query, whatever the page."""
        return len(self._all)

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """The works by facet: ``(id, works)``, the most first; of authors and venues the first."""
        selected = {field: getattr(self.query, field) for field in NAMED}
        return self._base.index.source_facets(np.array(self._all, dtype=np.uint32), selected)

    @cached_property
    def _all(self) -> list[int]:
        base, query = self._base, self.query
        of_row = base.index.source[base.order(self._found, query)]
        _, first = np.unique(of_row, return_index=True)
        places: list[int] = of_row[np.sort(first)].tolist()
        held = set(places)
        places += [place for place in _themselves(base, query) if place not in held]
        return self._sorted(places)

    def _sorted(self, places: list[int]) -> list[int]:
        order, years = self.query.order, self._base.index.years
        if order == "id":
            return sorted(places)
        if order not in ("newest", "oldest"):
            return places
        sign = -1 if order == "newest" else 1

        def by_year(place: int) -> tuple[bool, int, int]:
            year = int(years[place])
            return (year == NO_YEAR, sign * year, place)

        return sorted(places, key=by_year)

    @property
    def _page(self) -> Sequence[int]:
        return self._all[self._offset :][: self.query.limit]

    def _item(self, number: int) -> Source:
        return self._base.works[number]

    def to_json(self, select: Iterable[str] | None = None, *, facets: bool = True) -> bytes:
        """Return one page as JSON, byte for byte what ``GET /sources`` answers.

        Each work carries ``claims``: how many of its claims answer the query.

        Args:
            select: names of the fields of a work to keep; all by default.
            facets: whether to count by facet.

        Raises:
            QueryError: when ``select`` names a field that works do not have.
        """
        base = self._base
        told = list(self._told(self._page))
        keep = None
        if select is not None:
            keep = selection(select, (*render.SOURCE_FIELDS, *render.SOURCE_EXTRAS, "claims"))
            told = [{name: work[name] for name in keep} for work in told]
        counted = base.facets(self.facets, self.query) if facets else b"null"
        links = self.links(keep, facets=facets)
        return self._envelope(render.to_bytes(told)[1:-1], counted, links)

    def _told(self, places: Iterable[int]) -> Iterator[render.Json]:
        """Yield works as items: what is known of each, and how many of its claims answer."""
        base = self._base
        held, counts = base.index.sources_of(self._found)
        claims = dict(zip(held.tolist(), counts.tolist(), strict=True))
        for place in places:
            work = render.source(base.works[place], base.records)
            yield {**work, "claims": claims.get(place, 0)}

    def to_ndjson(self) -> Iterator[str]:
        """Yield all works of the result as lines of JSON, each an item as ``to_json`` has it."""
        return (render.to_bytes(told).decode() + "\n" for told in self._told(self._all))

    def to_csv(self) -> Iterator[str]:
        """Yield all works of the result as lines of CSV, a header first."""
        return export.sources_csv(self.whole())

    def works(self) -> Iterator[Source]:
        """Yield all works of the result, in the order of the list."""
        return self.whole()

    def __repr__(self) -> str:
        """Return the count."""
        return f"<SourceList: {self.total} sources>"

    def _repr_html_(self) -> str:
        works = (f"<li>{escape(work.citation)}. {escape(work.title)}</li>" for work in self[:SHOWN])
        return _html(f"{self.total} sources", "".join(works), len(self) - SHOWN)


OF_WORKS = frozenset({"country", "design", "level", "source", *NAMED, "since", "until", "q"})
"""Fields of a query that ask about works alone."""


def works_in(base: EvidenceBase, query: EvidenceQuery) -> NDArray[np.bool_]:
    """Return, for each work, whether it is among those that answer a query, as in ``SourceList``.

    Raises:
        QueryError: when it names what the dataset does not hold, or has no word to look for.
    """
    answers = np.zeros(len(base.works), np.bool_)
    answers[base.index.sources_of(base.select(query))[0]] = True
    answers[rows_of(_themselves(base, query))] = True
    return answers


def _themselves(base: EvidenceBase, query: EvidenceQuery) -> BitMap:
    """Return the places of the works that answer a query about works alone, claims or none."""
    if {name.removeprefix("not_") for name in query.fields()} - PAGING - OF_WORKS:
        return bitmap(np.zeros(0))
    own = base.index.select_sources(query)
    return own & base.works_saying(query.q) if query.q else own


def link(route: str, query: EvidenceQuery) -> str:
    """Return the relative address of a query on a route."""
    return _address(route, query.canonical)


@cache
def _twins(route: str, streams: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the other forms of a list, with the address of each."""
    ends = {name: name for name in streams} | export.work_twins()
    return tuple((name, f"{route}.{end}") for name, end in ends.items())


def _address(route: str, *asked: str) -> str:
    """Return the relative address of what is asked of a route, in parts of a query string."""
    parts = "&".join(part for part in asked if part)
    return f"{route}?{parts}" if parts else route


def selection(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the fields to keep, in the order in which items have them.

    Raises:
        QueryError: naming near misses.
    """
    asked = list(names)
    issues = []
    for name in asked:
        if name not in known:
            near = near_misses(name, known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            issues.append(
                Issue("select", "invalid-value", f"select: no field {name!r}{hint}", near)
            )
    if issues:
        raise QueryError(issues)
    return [name for name in known if name in asked]


def _html(heading: str, lines: str, more: int) -> str:
    rest = f"<p>and {more} more</p>" if more > 0 else ""
    return f"<p>{escape(heading)}</p><ol>{lines}</ol>{rest}"
