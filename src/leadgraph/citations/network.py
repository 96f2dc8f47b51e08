"""The network: which work cites which, those included that are cited and not held.

Built once for a dataset, from nothing but numbers; igraph is there for whoever asks for it. Node
``i`` below ``held`` is ``base.works[i]``; the nodes after them are **stubs**, works that are known
by nothing but the DOI (or the key) under which somebody cites them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from leadgraph.citations.adjacency import Adjacency
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.errors import NotFoundError
from leadgraph.index.order import NO_YEAR
from leadgraph.shelf import Lookup, Places

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from igraph import Graph
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.model import Source
    from leadgraph.shelf import Shelf

DOI = "doi:"
"""What stands before the DOI of a stub in its id."""


class CitationNetwork:
    """Works and stubs, and the citations between them.

    Each citation counts once, however often it is listed. A work that lists itself does not cite
    itself here: that would make it its own neighbour in every count.

    Args:
        works: the works that are held; they keep their order.

    Attributes:
        nodes: the id of each node: the key of a source, or ``doi:10.x/y`` for a stub.
        position: the node of each id.
        held: how many nodes are works that are held; they come first.
        years: int16, shape (nodes,): year of publication, ``NO_YEAR`` where none is known.
        cites: for each node the nodes that it cites.
        cited_by: for each node the nodes that cite it.

    >>> from leadgraph.model import Source
    >>> network = CitationNetwork([
    ...     Source(key="a", type="book", cites=("b", "10.1000/X", "10.1000/y", "a")),
    ...     Source(key="b", type="book", doi="10.1000/y", year=2001)])
    >>> tuple(network.nodes)
    ('a', 'b', 'doi:10.1000/x')
    >>> network.cites.of(0).tolist(), network.cited_by.of(1).tolist()
    ([1, 2], [0])
    """

    def __init__(self, works: Sequence[Source]) -> None:
        self.held = len(works)
        position = {work.key: at for at, work in enumerate(works)}
        of_doi: dict[str, int] = {}
        self._of_doi: Mapping[str, int] = of_doi
        for at, work in enumerate(works):
            if work.doi:
                of_doi.setdefault(work.doi.casefold(), at)
        names = [name for work in works for name in work.cites]
        cited = list(map(position.get, names))  # millions; nearly all are keys
        for at in [at for at, node in enumerate(cited) if node is None]:
            cited[at] = _node(names[at], position, of_doi)
        self.position: Mapping[str, int] = position
        self.nodes: Sequence[str] = tuple(position)
        self.years: NDArray[np.int16] = np.full(len(self.nodes), NO_YEAR, np.int16)
        self.years[: self.held] = [NO_YEAR if w.year is None else w.year for w in works]
        sizes = np.fromiter((len(work.cites) for work in works), np.int64, self.held)
        origins = np.repeat(np.arange(self.held, dtype=np.int32), sizes)
        targets = np.array(cited, dtype=np.int32)
        others = origins != targets
        size = len(self.nodes)
        self.cites = Adjacency.between(origins[others], targets[others], size)
        self.cited_by = Adjacency.between(targets[others], origins[others], size)

    def keep(self, shelf: Shelf) -> None:
        """Put the network on a shelf."""
        nodes, of_doi = self.nodes, self._of_doi
        ascending = sorted(range(len(nodes)), key=nodes.__getitem__)
        dois = sorted(of_doi)
        shelf.put_texts("nodes", nodes)
        shelf.put("nodes.ascending", np.array(ascending, dtype=np.int32))
        shelf.put_texts("dois", dois)
        shelf.put("dois.nodes", np.array([of_doi[doi] for doi in dois], dtype=np.int32))
        shelf.put("years", self.years)
        shelf.put_json("held", self.held)
        self.cites.keep(shelf, "cites")
        self.cited_by.keep(shelf, "cited_by")

    @classmethod
    def open(cls, shelf: Shelf, _: EvidenceBase) -> CitationNetwork:
        """Return the network that ``keep`` put on a shelf; it stays there."""
        network = cls.__new__(cls)
        nodes = shelf.texts("nodes")
        network.nodes, network.position = nodes, Places(nodes, shelf.array("nodes.ascending"))
        of_doi = cast("Sequence[int]", memoryview(cast("Buffer", shelf.array("dois.nodes"))))
        network._of_doi = Lookup(shelf.texts("dois"), of_doi)
        network.years = shelf.array("years")
        network.held = shelf.json("held")
        network.cites = Adjacency.open(shelf, "cites")
        network.cited_by = Adjacency.open(shelf, "cited_by")
        return network

    @property
    def is_stub(self) -> NDArray[np.bool_]:
        """Which nodes are works that are not held: bool, shape (nodes,)."""
        return np.arange(len(self.nodes)) >= self.held

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        """Return the counts."""
        return (
            f"<CitationNetwork: {self.held} works and {len(self) - self.held} cited works not "
            f"held, {len(self.cites.targets)} citations>"
        )

    def node(self, id_: str) -> int:
        """Return the node of an id.

        Raises:
            NotFoundError: naming near misses.
        """
        at = self.find(id_)
        if at is None:
            raise NotFoundError("source", id_, self.position)
        return at

    def find(self, name: str) -> int | None:
        """Return the node of an id, or of a DOI; None when there is none."""
        at = self.position.get(name)
        if at is not None:
            return at
        folded = name.casefold().removeprefix(DOI)
        at = self._of_doi.get(folded)
        return self.position.get(f"{DOI}{folded}") if at is None else at

    def doi(self, node: int) -> str | None:
        """Return the DOI of a stub; None where nothing but a key is known."""
        id_ = self.nodes[node]
        return id_.removeprefix(DOI) if id_.startswith(DOI) else None

    def edges(self) -> NDArray[np.int32]:
        """Return all citations: shape (citations, 2), who cites, then what is cited."""
        origins = np.repeat(np.arange(len(self), dtype=np.int32), self.cites.degrees)
        return np.column_stack((origins, self.cites.targets))

    def igraph(self) -> Graph:
        """Return the network as a directed ``igraph.Graph``, vertex ``i`` for node ``i``; kept."""
        return self._igraph

    @cached_property
    def _igraph(self) -> Graph:
        from igraph import Graph

        return Graph(n=len(self), edges=self.edges(), directed=True)


def _node(name: str, position: dict[str, int], of_doi: dict[str, int]) -> int:
    """Return the node that a citation means; a work not met before becomes a stub."""
    at = position.get(name)
    if at is not None:
        return at
    folded = name.casefold()
    at = of_doi.get(folded)
    if at is not None:
        return at
    id_ = f"{DOI}{folded}" if folded.startswith("10.") else name
    return position.setdefault(id_, len(position))


of = KeptOnShelf("network", lambda base: CitationNetwork(base.works), CitationNetwork.open)
"""Return the citation network of a dataset; built when first asked for, then kept."""
