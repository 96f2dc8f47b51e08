"""Neighbours: what is near a work and why, as lists that page, filter and print as others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from leadgraph import render
from leadgraph.citations import ties
from leadgraph.citations.asked import DEFAULT_TIES, MOST, NeighbourhoodQuery
from leadgraph.citations.asked_about import AskedAbout
from leadgraph.citations.neighbour import LISTED, Neighbour
from leadgraph.citations.picture import NeighbourhoodPicture, neighbourhood_picture
from leadgraph.citations.ties import KINDS, SCORES
from leadgraph.errors import Issue, MissingExtraError, QueryError, near_misses
from leadgraph.evidence.lists import SHOWN, AnswerList, works_in
from leadgraph.export.table import guarded, line
from leadgraph.index.order import NO_YEAR
from leadgraph.model import Source
from leadgraph.query import PAGING, EvidenceQuery, written

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.render import Json

FEW = 5
"""Neighbours of each kind that an overview shows."""

COLUMNS = (
    *("kind", "id", "held", "citation", "title", "year", "doi", "count", "scores"),
    *("shared", "concepts", "stances"),
)
"""The header of the table of neighbours."""


class NeighbourList(AnswerList[Neighbour]):
    """The neighbours of one kind, the strongest tie first.

    That is the highest count, then the highest cosine (of direct citations: the work that most
    others cite), then the newest; of ``similar`` the highest similarity. ``sort`` of the query may
    be ``newest``, ``oldest`` or ``id`` instead.

    Args:
        base: the dataset.
        about: the works that were asked about.
        kind: of the tie, one of ``KINDS``.
        query: filters the neighbours, as ``/sources`` filters works. With a filter, works that are
            not held are left out: nothing is known of them that could answer it.
    """

    def __init__(
        self, base: EvidenceBase, about: AskedAbout, kind: str, query: EvidenceQuery
    ) -> None:
        self.about, self.kind = about, kind
        super().__init__(base, query)

    @property
    def route(self) -> str:  # type: ignore[override]
        """The address, without what is asked of it."""
        return render.path("sources", self.about.keys[0], "citations")

    @property
    def _besides(self) -> dict[str, Any]:
        others = {"key": sorted(self.about.keys[1:])} if self.about.keys[1:] else {}
        return {"kind": self.kind, **others}

    @property
    def _bound_to(self) -> str:
        return f"{self.route}?{written(self._besides)}"

    @cached_property
    def _ties(self) -> ties.Ties:
        found = ties.of(self._base).ties(self.kind, self.about.nodes)
        if not self.query.filter:
            return found
        answers = np.zeros(len(self.about.network), np.bool_)
        answers[: self.about.network.held] = works_in(self._base, self.query)
        kept = answers[found.nodes]
        scores = {name: score[kept] for name, score in found.scores.items()}
        return ties.Ties(found.nodes[kept], found.counts[kept], scores)

    @property
    def total(self) -> int:
        """How many neighbours there are, whatever the page."""
        return len(self._ties.nodes)

    @cached_property
    def _keys(self) -> list[NDArray[Any]]:
        """By what neighbours are ordered: smaller values first, the most important one first."""
        found = self._ties
        years = self.about.network.years[found.nodes].astype(np.int32)
        order = self.query.order
        if order == "id":
            return [found.nodes]
        if order == "newest":
            return [-years, found.nodes]
        if order == "oldest":
            return [years == NO_YEAR, years, found.nodes]
        strongest = {"similar": "similarity", "cites": "citations", "cited-by": "citations"}
        score = found.scores[strongest.get(self.kind, "cosine")]
        return [-found.counts, -score, -years, found.nodes]

    @cached_property
    def _page(self) -> Sequence[int]:
        after = self._offset + self.query.limit
        places: list[int] = ties.first(self._keys, after)[self._offset :].tolist()
        return places

    @cached_property
    def _all(self) -> Sequence[int]:
        places: list[int] = ties.first(self._keys).tolist()
        return places

    def _item(self, number: int) -> Neighbour:
        found = self._ties
        scores = {name: score[number].item() for name, score in found.scores.items()}
        node, count = int(found.nodes[number]), int(found.counts[number])
        return Neighbour(self.kind, node, count, scores, self.about)

    def page(self) -> list[Neighbour]:
        """Return the page that the query asks for."""
        return [self._item(place) for place in self._page]

    def first(self, most: int) -> list[Neighbour]:
        """Return the first of all neighbours, whatever the page."""
        return [self._item(place) for place in ties.first(self._keys, most).tolist()]

    def to_json(self) -> bytes:
        """Return one page as JSON, byte for byte what ``GET /sources/{key}/citations`` answers."""
        results = b",".join(one.written() for one in self.page())
        return self._envelope(
            results,
            b"null",
            self.links(),
            kind=render.to_bytes(self.kind),
            seeds=render.to_bytes(self.about.told),
            score=render.to_bytes(_defined(self.kind)),
        )

    def to_csv(self) -> Iterator[str]:
        """Yield all neighbours as lines of CSV, a header first."""
        yield line(COLUMNS)
        for one in self.whole():
            yield line([guarded(_text(value)) for value in _row(one)])

    def works(self) -> Iterator[Source]:
        """Yield all neighbours as works; one that is not held has its DOI alone."""
        return (one.as_source() for one in self.whole())

    def to_pandas(self) -> pd.DataFrame:
        """Return all neighbours as a DataFrame: a row a neighbour, ids as lists.

        Raises:
            MissingExtraError: when pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError("pandas", "pandas", "a DataFrame") from None
        rows = [dict(zip(COLUMNS, _row(one), strict=True)) for one in self.whole()]
        scores = [row.pop("scores") for row in rows]
        columns = [name for name in COLUMNS if name != "scores"]
        frame = pd.DataFrame(rows, columns=columns)
        for at, name in enumerate(SCORES[self.kind]):
            frame.insert(
                columns.index("count") + 1 + at, f"score.{name}", [each[name] for each in scores]
            )
        return frame

    def __repr__(self) -> str:
        """Return the kind and the count."""
        return f"<NeighbourList {self.kind}: {self.total} of {' + '.join(self.about.keys)}>"

    def _repr_html_(self) -> str:
        shown = "".join(one.line() for one in self[:SHOWN])
        more = f"<p>and {len(self) - SHOWN} more</p>" if len(self) > SHOWN else ""
        heading = f"{self.total:,} {KINDS[self.kind]}"
        return f"<p>{heading}</p><ol>{shown}</ol>{more}"


class Citations:
    """The citations of one work, or of several taken together: what ``graph.citations`` returns.

    Args:
        base: the dataset.
        keys: of the works: keys of sources, or ``doi:10.x/y`` of works that are cited and not held.
        query: filters the neighbours, as ``/sources`` filters works.

    Raises:
        NotFoundError: when there is no such first work.
        QueryError: when there is none of the others, or the query is wrong.
    """

    def __init__(
        self, base: EvidenceBase, keys: Sequence[str], query: EvidenceQuery | None = None
    ) -> None:
        self._base = base
        self.query = query or EvidenceQuery()
        if issues := [_not_by(name) for name in ("kind", "not_kind") if getattr(self.query, name)]:
            raise QueryError(issues)
        base.index.verify(self.query)
        self.about = AskedAbout(base, keys)

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._base.records.snapshot

    def of(self, kind: str) -> NeighbourList:
        """Return the neighbours of one kind.

        Args:
            kind: ``cites cited-by co-cited coupled similar``.

        Raises:
            QueryError: naming near misses.
        """
        if kind not in KINDS:
            near = near_misses(kind, KINDS) or tuple(KINDS)
            message = f"kind: no kind of neighbours {kind!r}; did you mean {' or '.join(near)}?"
            raise QueryError([Issue("kind", "invalid-value", message, near)])
        return NeighbourList(self._base, self.about, kind, self.query)

    @property
    def cites(self) -> NeighbourList:
        """The works that it cites."""
        return self.of("cites")

    @property
    def cited_by(self) -> NeighbourList:
        """The works that cite it."""
        return self.of("cited-by")

    def co_cited(self) -> NeighbourList:
        """Return the works that are cited together with it."""
        return self.of("co-cited")

    def coupled(self) -> NeighbourList:
        """Return the works that cite the same works as it does."""
        return self.of("coupled")

    def similar(self) -> NeighbourList:
        """Return the works near it by what they are about and by citations on both sides."""
        return self.of("similar")

    def picture(
        self, kind: str | Sequence[str] = DEFAULT_TIES, most: int = MOST
    ) -> NeighbourhoodPicture:
        """Return the works near it as a picture: years to the right, ties told apart.

        Args:
            kind: by what they are near: ``cites cited-by stance co-cited coupled similar``.
            most: works at most, those asked about included; all others are counted.

        Raises:
            QueryError: when there is no such kind, or more works than can be read are asked for.
        """
        filter_ = {n: v for n, v in self.query.fields().items() if n not in PAGING}
        asked = NeighbourhoodQuery.of(key=self.about.keys, kind=kind, most=most, **filter_)
        return neighbourhood_picture(self._base, asked)

    def overview(self) -> list[NeighbourList]:
        """Return all kinds, in order, each from its start."""
        query = self.query.but(limit=None, cursor=None)
        return [NeighbourList(self._base, self.about, kind, query) for kind in KINDS]

    def to_json(self) -> bytes:
        """Return the overview as JSON: every kind, counted, with its first neighbours.

        Raises:
            QueryError: when the query asks for a page after the first, which only one kind has.
        """
        if self.query.cursor is not None:
            message = "cursor: is of one kind of neighbours; give its kind too"
            raise QueryError([Issue("cursor", "invalid-value", message)])
        lists = self.overview()
        most = self.query.limit if "limit" in self.query.model_fields_set else FEW
        told: Json = {
            "snapshot": self.snapshot,
            "query": self.query.fields(),
            "count": len(lists),
            "results": [_first(found, most) for found in lists],
            "facets": None,
            "next": None,
            "links": self.links(),
            "kind": None,
            "seeds": self.about.told,
            "score": {name: text for kind in SCORES.values() for name, text in kind.items()},
        }
        return render.to_bytes(told)

    def links(self) -> dict[str, str]:
        """Return where the overview, each kind and the works asked about are found."""
        lists = self.overview()
        besides = {k: v for k, v in lists[0]._besides.items() if k != "kind"}
        asked = written(besides | self.query.fields())
        own = f"{lists[0].route}?{asked}" if asked else lists[0].route
        links = {"self": own} | {found.kind: found.links()["self"] for found in lists}
        key = self.about.keys[0]
        return links | ({"source": render.path("sources", key)} if self._held(key) else {})

    def _held(self, key: str) -> bool:
        return key in self._base.records.sources

    def __repr__(self) -> str:
        """Return the works asked about and the counts."""
        counts = ", ".join(f"{found.kind} {found.total}" for found in self.overview())
        return f"<Citations of {' + '.join(self.about.keys)}: {counts}>"

    def _repr_html_(self) -> str:
        return "".join(found._repr_html_() for found in self.overview())


def _defined(kind: str) -> dict[str, str]:
    """Return what the count and the scores of a kind are."""
    return {"count": ties.COUNTED[kind], **SCORES[kind]}


def _not_by(name: str) -> Issue:
    message = f"{name}: kind says here which neighbours; they are not filtered by kind of claim"
    return Issue(name, "invalid-value", message)


def _first(found: NeighbourList, most: int) -> Json:
    """Return one kind of an overview as JSON has it."""
    return {
        "kind": found.kind,
        "definition": KINDS[found.kind],
        "count": found.total,
        "results": [one.told() for one in found.first(most)],
        "links": found.links(),
    }


def _row(one: Neighbour) -> list[Any]:
    """Return a neighbour as a row of a table, in the order of ``COLUMNS``."""
    work = one.source
    shared = [f"{each.how}:{each.id}" for each in one.shared[:LISTED]]
    if len(one.shared) > LISTED:
        shared.append(f"and {len(one.shared) - LISTED} more")
    stances = [f"{s.direction}:{s.how}:{s.claim.id}" for s in one.stances]
    known = (work.citation, work.title, work.year) if work else ("", "", None)
    told = [one.kind, one.id, one.held, *known, one.doi, one.count]
    return [*told, dict(one.scores), shared, list(one.concepts), stances]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ";".join(f"{name}={round(score, 6)}" for name, score in value.items())
    return ";".join(value) if isinstance(value, list) else str(value)
