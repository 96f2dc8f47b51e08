"""Teams: how many independent groups of authors stand behind some works.

Two works are of one team when they share an author, or when a chain of works *among those at hand*
does: the teams are the connected components of co-authorship. Ten studies by one group and ten
studies by ten groups are different evidence. A work that names nobody is a team of its own, for
nothing ties it to another; a work without authors counts for its editors. Who is who is said by
``leadgraph.model.names``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.model.names import author_id, writers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.model import Source
    from leadgraph.shelf import Shelf


class Teams:
    """The authorship of works, ready to be cut into teams.

    >>> from leadgraph.model import Name, Source
    >>> def by(key, *names):
    ...     authors = tuple(Name(family=name) for name in names)
    ...     return Source(key=key, type="book", authors=authors)
    >>> teams = Teams([by("a", "P", "Q"), by("b", "Q", "R"), by("c", "R"), by("d", "S"), by("e")])
    >>> teams.among(np.array([0, 1, 2, 3, 4])), teams.among(np.array([0, 2]))
    (3, 2)
    """

    def __init__(self, works: Sequence[Source]) -> None:
        numbers: dict[str, int] = {}
        names = [
            [numbers.setdefault(author_id(who), len(numbers)) for who in writers(work)]
            for work in works
        ]
        sizes = np.fromiter(map(len, names), np.int64, len(names))
        self._starts = np.concatenate([[0], np.cumsum(sizes)])
        self._authors = np.array([author for each in names for author in each], dtype=np.int64)

    def keep(self, shelf: Shelf) -> None:
        """Put the authorship on a shelf."""
        shelf.put("starts", self._starts)
        shelf.put("authors", self._authors)

    @classmethod
    def open(cls, shelf: Shelf) -> Teams:
        """Return the authorship that ``keep`` put on a shelf."""
        teams = cls.__new__(cls)
        teams._starts, teams._authors = shelf.array("starts"), shelf.array("authors")
        return teams

    def among(self, works: NDArray[np.integer]) -> int:
        """Count the teams behind some works.

        Args:
            works: their places, each once.
        """
        from igraph import Graph

        sizes = self._starts[works + 1] - self._starts[works]
        begins = np.cumsum(sizes) - sizes
        at = np.repeat(self._starts[works] - begins, sizes) + np.arange(int(sizes.sum()))
        people, author = np.unique(self._authors[at], return_inverse=True)
        edges = np.column_stack([np.repeat(np.arange(len(works)), sizes), len(works) + author])
        return len(Graph(n=len(works) + len(people), edges=edges).connected_components())
