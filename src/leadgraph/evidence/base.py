"""The base: records, their index and their words, asked together."""

from __future__ import annotations

from collections import Counter
from functools import cache, cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

import numpy as np

from leadgraph import render
from leadgraph.errors import Issue, QueryError
from leadgraph.evidence.relations import Relations
from leadgraph.evidence.teams import Teams
from leadgraph.index import FACETS, EvidenceIndex, Summary
from leadgraph.index.columns import bitmap, rows_of
from leadgraph.index.named import NAMED
from leadgraph.model import Claim, Records, Source
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph.restatement import Unsaid
from leadgraph.search import TextSearch, text_of, text_of_source
from leadgraph.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from pyroaring import BitMap

WORKS = "works"
"""The part of a snapshot that holds works as answers name them."""

FRAGMENTS = 100_000
"""Pieces of JSON that are kept of each kind: a claim has about a kilobyte, a work half of that."""

NAMED_MOST = 10_000
"""Claims, or works, that SPARQL names one by one, where it cannot say how they were found."""

TALLIES = 4_096
"""Results whose facets and summary are kept, at about ten kilobytes each."""


class Evidence(NamedTuple):
    """A claim together with its source.

    Attributes:
        claim: what is said.
        source: who says it.
        research: whether it is research evidence.
    """

    claim: Claim
    source: Source
    research: bool

    def __repr__(self) -> str:
        """Return the claim's id, its direction and the first words of its statement."""
        words = self.claim.statement
        words = words if len(words) <= 80 else words[:79].rstrip() + "…"
        return f"<Evidence {self.claim.id} ({self.claim.direction}): {words}>"

    def line(self) -> str:
        """Return one self-contained HTML list item that says where the claim comes from."""
        claim, work = self.claim, self.source
        said = (
            claim.direction,
            work.citation,
            work.design or "design not stated",
            "research evidence" if self.research else "not counted as research evidence",
            f"read: {claim.basis}" if claim.basis else "",
            claim.locator or "",
            claim.id,
        )
        small = " · ".join(escape(part) for part in said if part)
        return f"<li>{escape(claim.statement)}<br><small>{small}</small></li>"

    def _repr_html_(self) -> str:
        return f"<ul>{self.line()}</ul>"


class EvidenceBase:
    """What a dataset is asked with: its records, their index and their words.

    Args:
        records: the dataset.
        shelf: where everything that is derived from the records stands, if a snapshot holds it;
            made from the records without it.

    Attributes:
        works: the sources, by their place in the order of their keys.
        derived: what others have made of it and keep with it (``Derived``).
    """

    def __init__(self, records: Records, shelf: Shelf | None = None) -> None:
        self.records = records
        self.shelf = shelf
        self.index = (
            EvidenceIndex.open(shelf.part("index"), records) if shelf else EvidenceIndex(records)
        )
        self.works: Sequence[Source] = records.works
        self._briefs = shelf.part(WORKS).blobs("briefs") if shelf else None
        self._citations = shelf.part(WORKS).texts("citations") if shelf else None
        self.derived: dict[object, object] = {}
        self.fragment = lru_cache(FRAGMENTS)(self._fragment)
        self.tally = lru_cache(TALLIES)(self._tally)
        self.brief = lru_cache(FRAGMENTS)(self._write_brief)
        self._named = cache(self._write_label)
        self._words = lru_cache(64)(self._find)

    def at(self, row: int) -> Evidence:
        """Return the claim of a row with its source."""
        claim = self.index.claims[row]
        source = self.records.sources[claim.source]
        return Evidence(claim, source, self.index.is_evidence(row))

    def citation(self, place: int) -> str:
        """Return the short form by which a reader knows the work at a place."""
        known = self._citations
        return known[place] if known is not None else self.works[place].citation

    def select(self, query: EvidenceQuery) -> BitMap:
        """Return the rows that answer a query.

        Raises:
            QueryError: when it names what the dataset does not hold, or has no word to look for.
        """
        words = self._words(query.q)[0] if query.q else None
        return self.index.select(query, words)

    def order(self, found: BitMap, query: EvidenceQuery) -> NDArray[np.uint32]:
        """Return all rows of a result in the order that the query asks for."""
        if query.order != "relevance" or not query.q:
            return self.index.sorted(found, query.order)
        _, said, scores = self._words(query.q)
        rows = rows_of(found)
        return rows[np.lexsort((rows, -scores[np.searchsorted(said, rows)]))]

    def unsaid(self, query: EvidenceQuery) -> Unsaid:
        """Return what a query asks for that the graph itself does not say.

        Raises:
            QueryError: when too much would have to be named one by one.
        """
        claims, works = None, {}
        if query.q:
            found = self._words(query.q)[0]
            _verify_named("q", len(found), "claims hold these words", "add a word")
            claims = tuple(self.index.ids(rows_of(found)))
        for name in (name for field in NAMED for name in (field, f"not_{field}")):
            if ids := getattr(query, name):
                works[name] = self.index.works_of(name.removeprefix("not_"), ids)
                _verify_named(name, len(works[name]), "works are meant", "ask for fewer")
        return Unsaid(claims, works)

    def label(self, field: str, id_: str) -> str:
        """Return what people call an id of a field that the dataset holds."""
        if field in NAMED:
            return self.index.label(field, id_)
        return render.label(field, id_, self.records, SCHEMES)

    def works_saying(self, text: str) -> BitMap:
        """Return the places of the sources whose title and authors hold all words of a text."""
        rows, _ = self._text.find(text)
        return bitmap(rows[rows >= len(self.index)] - len(self.index))

    def facets(
        self, counted: Mapping[str, Sequence[tuple[str, int]]], query: EvidenceQuery
    ) -> bytes:
        """Return facets as JSON, with labels and with what the query has selected."""
        selected = {field: getattr(query, field) for field in (*FACETS, *NAMED)}
        return render.facets(counted, self._named, selected)

    @cached_property
    def teams(self) -> Teams:
        """Who wrote the works, for telling independent teams apart."""
        if self.shelf:
            return Teams.open(self.shelf.part("teams"))
        return Teams(self.works)

    @cached_property
    def _text(self) -> TextSearch:
        """The words of all claims, in the order of their rows, then of all sources."""
        if self.shelf:
            return TextSearch.open(self.shelf.part("words").folder)
        return self.text_search()

    def text_search(self, folder: Path | None = None) -> TextSearch:
        """Index the words of all claims and sources.

        Args:
            folder: an empty folder to keep the index in; in memory without it.
        """
        sources = self.records.sources
        claims = (text_of(claim, sources[claim.source]) for claim in self.index.claims)
        works = (text_of_source(source) for source in self.works)
        return TextSearch((text for texts in (claims, works) for text in texts), folder)

    @cached_property
    def relations(self) -> Relations:
        """What records say of each other."""
        if self.shelf:
            return Relations.open(self.shelf.part("relations"), self.records, self.index)
        return Relations(self.records, self.index)

    @cached_property
    def reading(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """How the works were read and what they are, in counts, the most first."""
        told: Mapping[str, Sequence[tuple[str, int]]] = (
            self.shelf.json("reading") if self.shelf else _reading(self.records)
        )
        return told

    def keep(self, shelf: Shelf) -> None:
        """Put on a shelf what is derived from the records, the words left out."""
        self.index.keep(shelf.part("index"))
        self.relations.keep(shelf.part("relations"))
        self.teams.keep(shelf.part("teams"))
        shelf.put_json("reading", self.reading)
        works = shelf.part(WORKS)
        works.put_blobs("briefs", map(self._write_brief, range(len(self.works))))
        works.put_texts("citations", (work.citation for work in self.works))

    def _write_label(self, field: str, id_: str) -> bytes:
        return render.labelled(id_, self.label(field, id_))

    def _find(self, text: str) -> tuple[BitMap, NDArray[np.uint32], NDArray[np.float32]]:
        rows, scores = self._text.find(text)
        of_claims = rows < len(self.index)
        return bitmap(rows[of_claims]), rows[of_claims], scores[of_claims]

    def _fragment(self, row: int) -> bytes:
        written, index = self.records.claims_written, self.index
        if written is not None:
            said = written[index.place_of(row)].rstrip()
        else:
            said = render.to_bytes(render.claim(index.claims[row]))
        return render.joined(said, self.brief(int(index.source[row])))

    def _write_brief(self, place: int) -> bytes:
        if self._briefs is not None:
            return self._briefs[place]
        return render.to_bytes(render.brief(self.works[place], self.records))

    def _tally(self, filter_: str) -> tuple[bytes, bytes, Summary]:
        """Return the facets of a filter as JSON, its summary as JSON, and the summary."""
        query = EvidenceQuery.from_params(parse_qsl(filter_))
        found = self.select(query)
        summary = self.index.summary(found)
        return self.facets(self.index.facets(found), query), render.to_bytes(summary), summary


def _verify_named(name: str, count: int, what: str, remedy: str) -> None:
    if count > NAMED_MOST:
        message = f"{name}: {count:,} {what}; SPARQL names {NAMED_MOST:,} at most: {remedy}"
        raise QueryError([Issue(name, "invalid-value", message)])


def _reading(records: Records) -> dict[str, list[tuple[str, int]]]:
    works = records.sources.values()
    return {
        "basis": Counter(str(work.basis or "not stated") for work in works).most_common(),
        "design": Counter(
            records.design_group(work) or "not stated" for work in works
        ).most_common(),
        "corpus": Counter(work.corpus or "not stated" for work in works).most_common(),
    }
