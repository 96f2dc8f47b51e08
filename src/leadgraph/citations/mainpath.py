"""The main path: the line along which most of a literature was built, and where it begins and ends.

Knowledge flows from the cited to the citing work. A **search path** runs along it from a work that
cites nothing here (a start) to one that nothing here cites (an end). The weight of a citation is
its share of all search paths: search path count, Hummon & Doreian (1989), "Connectivity in a
citation network: the development of DNA theory", Social Networks 11(1); counted in one pass each
way as by Batagelj (2003), "Efficient algorithms for citation network analysis". The **main path**
is the search path whose weights sum to most, the "global" one of Liu & Lu (2012), "An integrated
approach for main path analysis", JASIST 63(3).

Works that cite one another in a circle (they do: papers in press, chapters of one book) have no
order, so each circle, precisely each strongly connected component, is one step of the path, with
all its works; what several works of one step cite of another counts once. Counts are whole numbers
of any size: no search path is lost to rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from igraph import Graph

Rows = list[list[int]]


class Step(NamedTuple):
    """One step of a main path.

    Attributes:
        nodes: its works; several where they cite one another in a circle.
        share: share of all search paths that come to it from the step before; of the first step,
            that begin there.
    """

    nodes: tuple[int, ...]
    share: float


class Flow:
    """The search paths of a citation network.

    Args:
        graph: directed, from citing to cited.

    Attributes:
        steps: the nodes of each step, by number; ``step`` is the step of each node.
        paths: how many search paths there are.
        circles: how many steps hold several works.
    """

    def __init__(self, graph: Graph) -> None:
        self.step: list[int] = graph.connected_components(mode="strong").membership
        count = max(self.step, default=-1) + 1
        steps: Rows = [[] for _ in range(count)]
        for node, step in enumerate(self.step):
            steps[step].append(node)
        self.steps = [tuple(nodes) for nodes in steps]
        self.circles = sum(len(nodes) > 1 for nodes in self.steps)
        self._onward, self._back = self._joined(graph, count)
        self._order = self._sorted()
        self.before = self._counted(self._order, self._back)
        self.after = self._counted(self._order[::-1], self._onward)
        self.paths = sum(self.after[at] for at in self.starts)

    def _joined(self, graph: Graph, count: int) -> tuple[Rows, Rows]:
        edges = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
        place = np.array(self.step, dtype=np.int64)
        citing, cited = place[edges[:, 0]], place[edges[:, 1]]
        apart = citing != cited
        keys = np.unique(cited[apart] * max(count, 1) + citing[apart])
        onward: Rows = [[] for _ in range(count)]
        back: Rows = [[] for _ in range(count)]
        for key in keys.tolist():
            start, end = divmod(key, count)
            onward[start].append(end)
            back[end].append(start)
        return onward, back

    def _sorted(self) -> list[int]:
        """Return the steps so that each comes after all that it builds on (Kahn, 1962)."""
        left = [len(row) for row in self._back]
        order = [step for step, count in enumerate(left) if not count]
        for step in order:
            for later in self._onward[step]:
                left[later] -= 1
                if not left[later]:
                    order.append(later)
        return order

    @staticmethod
    def _counted(order: list[int], sources: Rows) -> list[int]:
        """Count, for each step, the ways that lead to it."""
        counts = [0] * len(order)
        for step in order:
            counts[step] = sum(counts[other] for other in sources[step]) or 1
        return counts

    @property
    def starts(self) -> list[int]:
        """Steps that others build on and that build on nothing."""
        return [s for s, row in enumerate(self._onward) if row and not self._back[s]]

    @property
    def ends(self) -> list[int]:
        """Steps that build on others and that nothing builds on."""
        return [s for s, row in enumerate(self._back) if row and not self._onward[s]]

    def weight(self, start: int, end: int) -> int:
        """Return how many search paths pass from one step to the next."""
        return self.before[start] * self.after[end]

    def share(self, paths: int) -> float:
        """Return a number of search paths as a share of all."""
        return paths / self.paths if self.paths else 0.0

    def main_path(self) -> list[Step]:
        """Return the search path whose weights sum to most; of equal ones the first by node."""
        if not self.paths:
            return []
        best = [0] * len(self.steps)
        came: list[int | None] = [None] * len(self.steps)
        for step in self._order:
            for earlier in sorted(self._back[step], key=lambda at: self.steps[at]):
                total = best[earlier] + self.weight(earlier, step)
                if total > best[step]:
                    best[step], came[step] = total, earlier
        at: int | None = min(self.ends, key=lambda end: (-best[end], self.steps[end]))
        found: list[Step] = []
        while at is not None:
            earlier_step = came[at]
            passing = self.after[at] if earlier_step is None else self.weight(earlier_step, at)
            found.append(Step(self.steps[at], self.share(passing)))
            at = earlier_step
        return found[::-1]
