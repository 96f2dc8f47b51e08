"""Ties: the five kinds of neighbours of a work, their counts and their scores.

Several works to start from, the *seeds* S, are taken together as if they were one: it is cited by
whoever cites any of them, and cites whatever any of them cites. With ``C(x)`` the works that cite x
and ``R(x)`` those that x cites:

- ``cites``: R(S); ``cited-by``: C(S).
- ``co-cited``: works x that are cited together with S. Count ``|C(S) ∩ C(x)|`` (Small 1973,
  doi 10.1002/asi.4630240406).
- ``coupled``: works x that share references with S. Count ``|R(S) ∩ R(x)|``: bibliographic coupling
  (Kessler 1963, doi 10.1002/asi.5090140103).
- ``similar``: works near S by all of these and by what they are about; see ``WEIGHTS``.

Counts are normalised by the sizes of the two sets, A and B: Jaccard's index
``|A ∩ B| / |A ∪ B|``, and Salton's cosine ``|A ∩ B| / √(|A| · |B|)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from leadgraph.citations import concepts, network
from leadgraph.citations.adjacency import distinct
from leadgraph.evidence.derived import Derived

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.citations.adjacency import Adjacency, Counts, Nodes
    from leadgraph.evidence import EvidenceBase

    Scores = NDArray[np.float64]

KINDS: Mapping[str, str] = {
    "cites": "works that it cites",
    "cited-by": "works that cite it",
    "co-cited": "works that are cited together with it",
    "coupled": "works that cite the same works as it does",
    "similar": "works near it by what they are about, by who cites them and by what they cite",
}
"""The kinds of neighbours, with what each is."""

SCORES: Mapping[str, Mapping[str, str]] = {
    "cites": {"citations": "works of the dataset that cite the neighbour"},
    "cited-by": {"citations": "works of the dataset that cite the neighbour"},
    "co-cited": {
        "jaccard": "works that cite both / works that cite either",
        "cosine": "works that cite both / √(works that cite the one · works that cite the other)",
    },
    "coupled": {
        "jaccard": "works that both cite / works that either cites",
        "cosine": "works that both cite / √(works that the one cites · works that the other cites)",
    },
    "similar": {
        "similarity": "½ · concepts + ¼ · co-cited + ¼ · coupled",
        "concepts": "cosine of the concepts of both, each weighing ln(works / works that have it)",
        "co-cited": "cosine of co-citation",
        "coupled": "cosine of bibliographic coupling",
    },
}
"""The scores of each kind, with their definitions; the first of them orders ``similar``."""

COUNTED: Mapping[str, str] = {
    "cites": "of the works asked about, those that cite it",
    "cited-by": "of the works asked about, those that it cites",
    "co-cited": "works that cite both",
    "coupled": "works that both cite",
    "similar": "works that cite both, works that both cite, and concepts of both",
}
"""What the count of a neighbour counts, by kind."""

WEIGHTS = (0.5, 0.25, 0.25)
"""What concepts, co-citation and coupling weigh in similarity: a linear combination of a measure of
content and of measures of citations, as Ahlgren and Colliander compare them (2009,
doi 10.1016/j.joi.2008.11.003). Content has half, because a curator's record of who cites whom is
seldom complete."""

SIMILAR_LEAST = 0.2
"""Similarity from which a work is called similar: that of works whose concepts alone have a cosine
of 0.4. In a dataset on one subject nearly every work shares something with every other."""

FEW = 32
"""How many times fewer than all nodes some must be for sorting them to be quicker than counting."""

KEPT = 16
"""Results that are kept for each dataset: a page, its next page and its twins need the same one."""


class Ties(NamedTuple):
    """All neighbours of one kind, by ascending node.

    Attributes:
        nodes: int32, shape (neighbours,).
        counts: int64, shape (neighbours,): what ``COUNTED`` says; for ``similar`` zeros, since it
            takes longer than all the rest and orders nothing.
        scores: for each score of the kind, float64 (or int64), shape (neighbours,).
    """

    nodes: Nodes
    counts: Counts
    scores: Mapping[str, Scores | Counts]


class Finder:
    """Finds the neighbours of works."""

    def __init__(self, base: EvidenceBase) -> None:
        self._network = network.of(base)
        self._concepts = concepts.of(base)
        self.ties = lru_cache(KEPT)(self._ties)

    def _ties(self, kind: str, seeds: tuple[int, ...]) -> Ties:
        """Return the neighbours of some works.

        Args:
            kind: one of ``KINDS``.
            seeds: the works, ascending and distinct.
        """
        net, mine = self._network, np.array(seeds, dtype=np.int32)
        if kind == "cites":
            return self._direct(net.cites, mine)
        if kind == "cited-by":
            return self._direct(net.cited_by, mine)
        if kind == "co-cited":
            return _shared(net.cited_by, net.cites, mine)
        if kind == "coupled":
            return _shared(net.cites, net.cited_by, mine)
        return self._similar(seeds)

    def _direct(self, rows: Adjacency, seeds: Nodes) -> Ties:
        nodes, counts = _counted(rows.gathered(seeds), len(rows))
        others = ~np.isin(nodes, seeds)
        nodes = nodes[others]
        citations = self._network.cited_by.degrees[nodes]
        return Ties(nodes, counts[others], {"citations": citations})

    def _similar(self, seeds: tuple[int, ...]) -> Ties:
        size = len(self._network)
        works = [seed for seed in seeds if seed < self._network.held]
        parts = {"concepts": np.zeros(size), "co-cited": np.zeros(size), "coupled": np.zeros(size)}
        parts["concepts"][: self._network.held] = self._concepts.cosine(np.array(works, np.int32))
        for kind in ("co-cited", "coupled"):
            found = self.ties(kind, seeds)
            parts[kind][found.nodes] = found.scores["cosine"]
        whole = sum(w * part for w, part in zip(WEIGHTS, parts.values(), strict=True))
        similarity: Scores = np.asarray(whole)
        similarity[list(seeds)] = 0
        nodes = np.flatnonzero(similarity >= SIMILAR_LEAST).astype(np.int32)
        scores = {"similarity": similarity[nodes]}
        scores |= {name: part[nodes] for name, part in parts.items()}
        return Ties(nodes, np.zeros(len(nodes), np.int64), scores)


def _shared(out: Adjacency, back: Adjacency, seeds: Nodes) -> Ties:
    """Return the works that share something with the seeds.

    Args:
        out: leads from a work to what can be shared.
        back: leads from there to the works that share it.
        seeds: the works to start from.
    """
    mine = distinct(out.gathered(seeds))
    nodes, both = _counted(back.gathered(mine), len(out))
    others = ~np.isin(nodes, seeds)
    nodes, both = nodes[others], both[others]
    own, theirs = len(mine), out.degrees[nodes]
    scores = {
        "jaccard": both / (own + theirs - both),
        "cosine": both / np.sqrt(own * theirs),
    }
    return Ties(nodes, both, scores)


def _counted(nodes: Nodes, size: int) -> tuple[Nodes, Counts]:
    """Return the distinct ones of some nodes, ascending, and how often each occurs.

    Few are sorted; many are counted in one go over all nodes, which takes its time for a few.
    """
    if len(nodes) * FEW < size:
        few, times = np.unique(nodes, return_counts=True)
        return few, times.astype(np.int64)
    counts = np.bincount(nodes, minlength=size)
    held = np.flatnonzero(counts)
    return held.astype(np.int32), counts[held]


def first(keys: Sequence[NDArray[np.generic]], most: int | None = None) -> NDArray[np.intp]:
    """Return the places that come first by some keys, in order, without sorting all the rest.

    Args:
        keys: the most important one first; smaller values come first.
        most: how many places; all when None.

    >>> first([np.array([2, 1, 2, 1]), np.array([0, 9, 1, 8])], 3).tolist()
    [3, 1, 0]
    """
    places = np.arange(len(keys[0]))
    if most is not None and most < len(places):
        sure, left = [places[:0]], most
        for key in keys:
            if left <= 0 or left >= len(places):
                break
            values = key[places]
            cut = np.partition(values, left - 1)[left - 1]
            sure.append(places[values < cut])
            places = places[values == cut]
            left = most - sum(map(len, sure))
        places = np.concatenate([*sure, places[:left]])
    return places[np.lexsort([key[places] for key in reversed(keys)])]


of = Derived(Finder)
"""Return what finds the neighbours in a dataset; made when first asked for, then kept."""
