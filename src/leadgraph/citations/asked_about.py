"""What is asked about: one work or several taken together, and what ties others to them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import orjson
from orjson import Fragment

from leadgraph import render
from leadgraph.citations import concepts, network, stances
from leadgraph.errors import Issue, NotFoundError, QueryError, near_misses
from leadgraph.evidence.base import FRAGMENTS
from leadgraph.evidence.derived import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from leadgraph.citations.adjacency import Adjacency, Nodes
    from leadgraph.citations.stances import TakenStance
    from leadgraph.evidence import EvidenceBase
    from leadgraph.model import Source
    from leadgraph.render import Json


class AskedAbout:
    """The works to start from.

    Args:
        base: the dataset.
        keys: of the works: keys of sources or ids of stubs; the first is the one whose address the
            answer has.

    Attributes:
        keys: each once, in the order given.
        nodes: their nodes, ascending.

    Raises:
        NotFoundError: when there is no such first work.
        QueryError: when there is none of the others, or none is given.
    """

    def __init__(self, base: EvidenceBase, keys: Sequence[str]) -> None:
        self._base = base
        self.network = network.of(base)
        self.records = base.records
        self._weighed = concepts.of(base)
        self._works_told, self._shared_told = _works_told(base), _shared_told(base)
        self._concepts_told = _concepts_told(base)
        if not keys:
            raise QueryError([Issue("key", "invalid-value", "key: name a work to start from")])
        issues, found = [], {}
        for key in dict.fromkeys(keys):
            node = self.network.find(key)
            if node is not None:
                found[self.network.nodes[node]] = node
            elif key == keys[0]:
                raise NotFoundError("source", key, self.network.position)
            else:
                issues.append(self._unknown(key))
        if issues:
            raise QueryError(issues)
        self._found, self.keys = found, tuple(found)
        self.nodes: tuple[int, ...] = tuple(sorted(found.values()))

    def _unknown(self, key: str) -> Issue:
        near = near_misses(key, self.network.position)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        return Issue("key", "unknown-concept", f"unknown source {key!r}{hint}", near)

    def work(self, node: int) -> Source | None:
        """Return the work of a node; None for a stub."""
        return self._base.works[node] if node < self.network.held else None

    @property
    def told(self) -> list[Json]:
        """The works asked about, as JSON has them."""
        return [_named(self._base, node, id_) for id_, node in self._found.items()]

    def work_written(self, node: int) -> bytes:
        """Return what a neighbour is by itself, as JSON has it."""
        return self._works_told(node)

    def named(self, node: int, how: str) -> Fragment:
        """Return a shared work as JSON has it, with how it is shared."""
        return self._shared_told(node, how)

    def concepts_written(self, node: int) -> list[Fragment]:
        """Return the concepts that a work shares as JSON has them, with how many works do."""
        return [self._concepts_told[at] for at in self._concepts(node)]

    # -- what ties a work to them ---------------------------------------------------------------

    def ties(self, kind: str, node: int) -> Iterator[tuple[str, Nodes]]:
        """Yield the works by which a work is tied to those asked about, by how they do it."""
        net = self.network
        if kind == "cites":
            yield "cites-it", _within(net.cited_by, node, self._asked)
        elif kind == "cited-by":
            yield "cited-by-it", _within(net.cites, node, self._asked)
        if kind in ("co-cited", "similar"):
            yield "cites-both", _within(net.cited_by, node, self._citing)
        if kind in ("coupled", "similar"):
            yield "cited-by-both", _within(net.cites, node, self._cited)

    @cached_property
    def _asked(self) -> NDArray[np.bool_]:
        return self._flags(np.array(self.nodes))

    @cached_property
    def _citing(self) -> NDArray[np.bool_]:
        return self._flags(self.network.cited_by.gathered(np.array(self.nodes)))

    @cached_property
    def _cited(self) -> NDArray[np.bool_]:
        return self._flags(self.network.cites.gathered(np.array(self.nodes)))

    def _flags(self, nodes: Nodes | NDArray[np.int64]) -> NDArray[np.bool_]:
        flags = np.zeros(len(self.network), np.bool_)
        flags[nodes] = True
        return flags

    @cached_property
    def _own_concepts(self) -> NDArray[np.bool_]:
        held = [node for node in self.nodes if node < self.network.held]
        return self._weighed.weighty(np.array(held, np.int32))

    def concepts(self, node: int) -> list[str]:
        """Return the keys of the concepts that a work shares, the most telling first."""
        return [self._weighed.keys[at] for at in self._concepts(node)]

    def _concepts(self, node: int) -> list[int]:
        if node >= self.network.held:
            return []
        return self._weighed.among(self._own_concepts, node)

    @cached_property
    def stances(self) -> Mapping[int, list[TakenStance]]:
        """The stances between other works and those asked about, by the node of the other."""
        found: dict[int, list[TakenStance]] = defaultdict(list)
        for stance in stances.of(self._base).of(self.nodes):
            found[self.network.node(stance.other)].append(stance)
        return found


def _named(base: EvidenceBase, node: int, id_: str) -> Json:
    """Return a work, or a stub, in few words."""
    if node >= network.of(base).held:
        return {"id": id_, "held": False, "label": id_, "title": None}
    title = orjson.loads(base.brief(node))["title"]
    return {"id": id_, "held": True, "label": base.citation(node), "title": title}


# What one page names beside its neighbours, many do: it is written once.


def _write_works(base: EvidenceBase) -> Callable[[int], bytes]:
    net = network.of(base)

    def write(node: int) -> bytes:
        id_, held = net.nodes[node], node < net.held
        source = base.brief(node) if held else b"null"
        told = {
            "id": id_,
            "held": held,
            "source": Fragment(source),
            "label": base.citation(node) if held else id_,
            "doi": orjson.loads(source)["doi"] if held else net.doi(node),
        }
        return render.to_bytes(told)

    return lru_cache(FRAGMENTS)(write)


def _write_shared(base: EvidenceBase) -> Callable[[int, str], Fragment]:
    net = network.of(base)

    def write(node: int, how: str) -> Fragment:
        id_ = net.nodes[node]
        return Fragment(render.to_bytes({"id": id_, "how": how, **_named(base, node, id_)}))

    return lru_cache(FRAGMENTS)(write)


def _write_concepts(base: EvidenceBase) -> Sequence[Fragment]:
    weighed, known = concepts.of(base), base.records.concepts
    return [
        Fragment(
            render.to_bytes(
                {"id": key, "label": known[key].label if key in known else key, "works": works}
            )
        )
        for key, works in zip(weighed.keys, weighed.works.degrees.tolist(), strict=True)
    ]


_works_told = Derived(_write_works)
_shared_told = Derived(_write_shared)
_concepts_told = Derived(_write_concepts)


def _within(rows: Adjacency, node: int, flags: NDArray[np.bool_]) -> Nodes:
    row = rows.of(node)
    return row[flags[row]]
