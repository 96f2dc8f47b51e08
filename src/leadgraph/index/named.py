"""Named: facets of works whose ids are made of names, as authors and venues are.

Who is who is said by ``leadgraph.model.names``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from leadgraph.index.columns import Column
from leadgraph.model.names import author_id, fullest, venue_id, venue_name, writers

if TYPE_CHECKING:
    from leadgraph.model import Name, Source
    from leadgraph.shelf import Shelf

Ids = dict[str, str]
"""The ids of one work, with the name that each is spelled with there."""


class NamedColumn(Column):
    """The values of such a facet over all works.

    Attributes:
        labels: the fullest spelling of each id, in the order of ``ids``.
    """

    labels: Sequence[str]

    @classmethod
    def of(cls, works: Iterable[Ids]) -> NamedColumn:
        """Gather the names of works.

        >>> column = NamedColumn.of([{"roe_a": "Roe, A."}, {"poe_e": "Poe, E."}])
        >>> column.ids, column.label("roe_a")
        (('poe_e', 'roe_a'), 'Roe, A.')
        """
        spelled: dict[str, set[str]] = {}
        values = []
        for ids in works:
            values.append(tuple(ids))
            for id_, name in ids.items():
                spelled.setdefault(id_, set()).add(name)
        column = cls(values, sorted(spelled))
        column.labels = [fullest(spelled[id_]) for id_ in column.ids]
        return column

    def label(self, id_: str) -> str:
        """Return what an id is called; itself when no work has it."""
        at = self.position.get(id_)
        return id_ if at is None else self.labels[at]

    def keep(self, shelf: Shelf) -> None:
        """Put the column on a shelf."""
        super().keep(shelf)
        shelf.put_texts("labels", self.labels)

    @classmethod
    def open(cls, shelf: Shelf) -> NamedColumn:
        """Return a column that ``keep`` put on a shelf."""
        column = super().open(shelf)
        assert isinstance(column, cls)
        column.labels = shelf.texts("labels")
        return column


def authors(works: Iterable[Source]) -> Iterator[Ids]:
    """Yield the authors of each work."""
    known: dict[Name, tuple[str, str]] = {}
    for work in works:
        ids: Ids = {}
        for who in writers(work):
            if who not in known:
                known[who] = author_id(who), str(who)
            id_, name = known[who]
            ids[id_] = fullest((ids.get(id_, name), name))
        yield ids


def venues(works: Iterable[Source]) -> Iterator[Ids]:
    """Yield the venue of each work, if it names one."""
    known: dict[str, str] = {}
    for work in works:
        name = venue_name(work)
        if name and name not in known:
            known[name] = venue_id(name)
        yield {known[name]: name} if name else {}


NAMED: Mapping[str, Callable[[Iterable[Source]], Iterator[Ids]]] = {
    "author": authors,
    "venue": venues,
}
"""The facets that are made of names, and what finds them in works."""
