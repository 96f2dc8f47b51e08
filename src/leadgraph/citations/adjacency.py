"""Who is tied to whom: compressed sparse rows (CSR), the plainest form that is also the fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.shelf import Shelf

    Nodes = NDArray[np.int32]
    Counts = NDArray[np.int64]
    Numbers = NDArray[np.integer[Any]]


class Adjacency:
    """The neighbours of every node, in rows end to end.

    Attributes:
        starts: int64, shape (nodes + 1,): where the row of each node begins in ``targets``.
        targets: int32, shape (edges,): neighbours, ascending and distinct within a row.
        degrees: int64, shape (nodes,): how many neighbours each node has.
    """

    def __init__(self, starts: Counts, targets: Nodes) -> None:
        self.starts = starts
        self.targets = targets
        self.degrees: Counts = np.diff(starts)

    @classmethod
    def between(
        cls, origins: Numbers, targets: Numbers, size: int, width: int | None = None
    ) -> Adjacency:
        """Build the rows of edges that are given in any order, each once or more.

        Args:
            origins: shape (edges,): where each edge starts.
            targets: shape (edges,): where it ends.
            size: how many nodes there are, for edges to start from.
            width: how many there are to end at, where those are others.

        >>> made = Adjacency.between(np.array([1, 0, 1, 1]), np.array([2, 2, 0, 2]), 3)
        >>> made.starts.tolist(), made.targets.tolist()
        ([0, 1, 3, 3], [2, 0, 2])
        """
        width = max(size if width is None else width, 1)
        edges = distinct(origins.astype(np.int64) * width + targets)
        starts = np.searchsorted(edges, np.arange(size + 1, dtype=np.int64) * width)
        return cls(starts.astype(np.int64), (edges % width).astype(np.int32))

    def keep(self, shelf: Shelf, name: str) -> None:
        """Put the rows on a shelf."""
        shelf.put(f"{name}.starts", self.starts)
        shelf.put(name, self.targets)

    @classmethod
    def open(cls, shelf: Shelf, name: str) -> Adjacency:
        """Return rows that ``keep`` put on a shelf."""
        return cls(shelf.array(f"{name}.starts"), shelf.array(name))

    def __len__(self) -> int:
        return len(self.degrees)

    def of(self, node: int) -> Nodes:
        """Return the neighbours of a node, ascending; a view, not to be changed."""
        return self.targets[self.starts[node] : self.starts[node + 1]]

    def gathered(self, nodes: Numbers) -> Nodes:
        """Return the neighbours of several nodes, row after row; one may occur several times.

        >>> made = Adjacency.between(np.array([0, 0, 1]), np.array([1, 2, 2]), 3)
        >>> made.gathered(np.array([1, 0])).tolist()
        [2, 1, 2]
        """
        sizes = self.degrees[nodes]
        begins = np.cumsum(sizes) - sizes
        places = np.repeat(self.starts[nodes] - begins, sizes) + np.arange(int(sizes.sum()))
        return self.targets[places]

    def holds(self, origin: int, target: int) -> bool:
        """Tell whether there is an edge from one node to another."""
        row = self.of(origin)
        at = int(np.searchsorted(row, target))
        return at < len(row) and bool(row[at] == target)


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return each of some numbers once, ascending, as ``np.unique`` does.

    That hashes whole numbers, which takes ten times as long as sorting for millions of them.

    >>> distinct(np.array([2, 1, 2])).tolist()
    [1, 2]
    """
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
