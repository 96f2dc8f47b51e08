"""Contributors: the people and bodies that wrote the works, and the venues the works stand in.

Who is who is said by ``leadgraph.model.names``. A work without authors counts for its editors.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from leadgraph import render
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.errors import NotFoundError
from leadgraph.evidence.lists import SHOWN, AnswerList, link, works_in
from leadgraph.model.names import author_id, fullest, venue_id, venue_name, writers
from leadgraph.query import EvidenceQuery
from leadgraph.render import Json
from leadgraph.shelf import Decoded, Places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.model import Records, Source
    from leadgraph.shelf import Shelf

    Numbers = NDArray[np.int64]
    Spelled = Sequence[Any]

Role = Literal["author", "venue"]
ROUTES: Mapping[Role, str] = {"author": "/authors", "venue": "/venues"}

TOLD = 50
"""Co-authors, or authors, that one contributor's answer names; it counts all of them."""


class Contributor(NamedTuple):
    """A person, a body or a venue.

    Attributes:
        id: what it is known by, as in ``leithwood_k``.
        label: its fullest spelling: the longest, of equally long ones the first by letter.
        kind: ``person``, ``body`` or ``venue``.
        spelled: all its spellings, by letter.
        works: keys of its works, by key.
    """

    id: str
    label: str
    kind: str
    spelled: tuple[str, ...]
    works: tuple[str, ...]

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.label)}<br><small>{len(self.works)} works · {self.id}</small></p>"


class Contributors(Mapping[str, Contributor]):
    """All authors of a dataset, or all its venues, by id.

    Attributes:
        ids: their ids, ascending.
    """

    def __init__(self, role: Role, works: Sequence[Source]) -> None:
        self.role = role
        spelled: dict[str, dict[str, str]] = {}
        pairs: list[tuple[int, str]] = []
        for place, work in enumerate(works):
            for id_, name, kind in dict.fromkeys(_named(role, work)):
                spelled.setdefault(id_, {})[name] = kind
                pairs.append((place, id_))
        self.ids: Sequence[str] = tuple(sorted(spelled))
        self._spelled: Sequence[Spelled] = [_spelled(spelled[id_]) for id_ in self.ids]
        self._works: Sequence[str] = [work.key for work in works]
        self.position: Mapping[str, int] = {id_: at for at, id_ in enumerate(self.ids)}
        found = np.array([(self.position[id_], place) for place, id_ in pairs], dtype=np.int64)
        self._pairs = np.unique(found.reshape(-1, 2), axis=0)
        self._starts = np.searchsorted(self._pairs[:, 0], np.arange(len(self.ids) + 1))

    def keep(self, shelf: Shelf) -> None:
        """Put them on a shelf."""
        shelf.put_texts("ids", self.ids)
        shelf.put_blobs("spelled", map(render.to_bytes, self._spelled), end=b"\n")
        shelf.put("pairs", self._pairs)

    @classmethod
    def open(cls, role: Role, shelf: Shelf, works: Sequence[str]) -> Contributors:
        """Return those that ``keep`` put on a shelf.

        Args:
            role: what they are.
            shelf: where they stand.
            works: the keys of all works.
        """
        import orjson

        known = cls.__new__(cls)
        known.role, known._works = role, works
        ids = shelf.texts("ids")
        known.ids, known.position = ids, Places(ids, np.arange(len(ids)))
        known._spelled = Decoded(shelf.blobs("spelled"), orjson.loads)
        known._pairs = shelf.array("pairs")
        known._starts = np.searchsorted(known._pairs[:, 0], np.arange(len(ids) + 1))
        return known

    def __getitem__(self, id_: str) -> Contributor:
        """Return a contributor."""
        label, kind, spelled = self._spelled[self.position[id_]]
        works = tuple(self._works[place] for place in self.places(id_).tolist())
        return Contributor(id_, label, kind, tuple(spelled), works)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, id_: str) -> Numbers:
        """Return the places of the works of a contributor, ascending."""
        at = self.position[id_]
        return self._pairs[self._starts[at] : self._starts[at + 1], 1]

    def counts(self, works: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count, for each contributor, its works among some."""
        return np.bincount(self._pairs[works[self._pairs[:, 1]], 0], minlength=len(self.ids))

    def beside(self, works: Numbers) -> list[tuple[str, int]]:
        """Return who contributed to some works, with how many of them, the most first."""
        chosen = np.zeros(len(self._works), np.bool_)
        chosen[works] = True
        return self.ranked(self.counts(chosen))

    def ranked(self, counts: NDArray[np.int64]) -> list[tuple[str, int]]:
        """Return those that are counted, the most first, of equal ones by id."""
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        return [(self.ids[at], int(counts[at])) for at in order.tolist()]


def _named(role: Role, work: Source) -> Iterator[tuple[str, str, str]]:
    """Yield who contributed to a work: id, name and kind."""
    if role == "venue":
        name = venue_name(work)
        if name:
            yield venue_id(name), name, "venue"
        return
    for who in writers(work):
        body = who.literal or not who.family
        yield author_id(who), str(who), "body" if body else "person"


def _spelled(kinds: Mapping[str, str]) -> Spelled:
    """Return what a contributor is called, what it is, and all its spellings."""
    label = fullest(kinds)
    return label, kinds[label], sorted(kinds)


def _kept(role: Role) -> KeptOnShelf[Contributors]:
    return KeptOnShelf(
        f"{role}s",
        lambda base: Contributors(role, base.works),
        lambda shelf, base: Contributors.open(role, shelf, base.index.of_source["source"].ids),
    )


OF: Mapping[Role, KeptOnShelf[Contributors]] = {role: _kept(role) for role in ROUTES}


def contributors(base: EvidenceBase, role: Role) -> Contributors:
    """Return all authors of a dataset, or all its venues; gathered when first asked for."""
    return OF[role](base)


class ContributorList(AnswerList[Contributor]):
    """The authors, or the venues, of the works that answer a query: those with most works first.

    Args:
        base: what is asked.
        query: which works; as for ``/sources``.
        role: ``author`` or ``venue``.
    """

    def __init__(self, base: EvidenceBase, query: EvidenceQuery, role: Role) -> None:
        self.route = ROUTES[role]  # type: ignore[misc]
        self._known = contributors(base, role)
        super().__init__(base, query)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many of the works each contributed to, by place among all."""
        return self._known.counts(works_in(self._base, self.query))

    @property
    def total(self) -> int:
        """How many there are, whatever the page."""
        return len(self._all)

    @cached_property
    def _all(self) -> NDArray[np.uint32]:
        if self.query.order == "id":
            return np.flatnonzero(self.counts).astype(np.uint32)
        order = np.argsort(-self.counts, kind="stable")
        return order[: np.count_nonzero(self.counts)].astype(np.uint32)

    @property
    def _page(self) -> list[int]:
        page: list[int] = self._all[self._offset :][: self.query.limit].tolist()
        return page

    def _item(self, number: int) -> Contributor:
        return self._known[self._known.ids[number]]

    def works(self) -> Iterator[Source]:
        """Yield the works that answer the query, by key."""
        for place in np.flatnonzero(works_in(self._base, self.query)).tolist():
            yield self._base.works[place]

    def page(self) -> list[Json]:
        """Return one page as JSON has it."""
        return [
            {**_brief(self._known, self._known.ids[at]), "works": int(self.counts[at])}
            for at in self._page
        ]

    def to_json(self) -> bytes:
        """Return one page as JSON, byte for byte what ``GET /authors`` or ``/venues`` answers."""
        return self._envelope(render.to_bytes(self.page())[1:-1], b"null", self.links())

    def links(self, select: Iterable[str] | None = None, *, facets: bool = True) -> dict[str, str]:
        """Return where this page and the next one are found, and the works that were counted."""
        whole = self.query.but(limit=None, cursor=None)
        links = {"self": link(self.route, self.query), "sources": link("/sources", whole)}
        if self.next:
            links["next"] = link(self.route, self.query.but(cursor=self.next))
        return links

    def __repr__(self) -> str:
        """Return the count."""
        return f"<ContributorList: {self.total} {self.route[1:]}>"

    def _repr_html_(self) -> str:
        shown = "".join(f"<li>{escape(one.label)}</li>" for one in self[:SHOWN])
        return f"<p>{escape(repr(self)[1:-1])}</p><ol>{shown}</ol>"


def describe(base: EvidenceBase, role: Role, id_: str) -> Json:
    """Return everything known of an author or a venue.

    Raises:
        NotFoundError: naming near misses.
    """
    known = contributors(base, role)
    if id_ not in known:
        raise NotFoundError(role, id_, known)
    one, places = known[id_], known.places(id_)
    asked = EvidenceQuery.of(**{role: id_})
    found = base.select(asked)
    areas = base.index.facets(found)["area"]
    authors = contributors(base, "author")
    beside = [pair for pair in authors.beside(places) if role == "venue" or pair[0] != id_]
    records = base.records
    return {
        "snapshot": records.snapshot,
        **_brief(known, id_),
        "spelled": list(one.spelled),
        "works": [_work(records, key) for key in one.works],
        "summary": base.index.summary(found),
        "claims_by_area": [
            {"id": area, "label": _label(records, area), "claims": count} for area, count in areas
        ],
        ("co_authors" if role == "author" else "authors"): {
            "count": len(beside),
            "results": [{**_brief(authors, who), "works": n} for who, n in beside[:TOLD]],
        },
        "maybe_same": [_brief(known, other) for other in _maybe_same(known, id_)],
        "links": {
            "self": render.path(ROUTES[role][1:], id_),
            "sources": link("/sources", asked),
            "evidence": link("/evidence", asked),
        },
    }


def _maybe_same(known: Contributors, id_: str) -> list[str]:
    """Return the people of the same family name whose initials begin alike."""
    family, underscore, initials = id_.rpartition("_")
    if not underscore or not initials:
        return []
    begin = f"{family}_"
    near = (known.ids[at] for at in range(bisect_left(known.ids, begin), len(known.ids)))
    return [
        other
        for other in takewhile(lambda other: other.startswith(begin), near)
        if other != id_
        and other.rpartition("_")[0] == family
        and (o := other.rpartition("_")[2])
        and (o.startswith(initials) or initials.startswith(o))
    ]


def _brief(known: Contributors, id_: str) -> Json:
    one = known[id_]
    path = render.path(ROUTES[known.role][1:], id_)
    return {"id": id_, "label": one.label, "kind": one.kind, "links": {"self": path}}


def _work(records: Records, key: str) -> Json:
    work = records.sources[key]
    return {
        "key": key,
        "citation": work.citation,
        "title": work.title,
        "year": work.year,
        "design": work.design,
        "links": {"self": render.path("sources", key)},
    }


def _label(records: Records, area: str) -> str:
    concept = records.concepts.get(f"areas/{area}")
    return concept.label if concept else area
