"""A neighbour: a work with what ties it to those that were asked about, item by item."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import orjson

from leadgraph import render
from leadgraph.model import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadgraph.citations.adjacency import Nodes
    from leadgraph.citations.asked_about import AskedAbout
    from leadgraph.citations.stances import TakenStance
    from leadgraph.render import Json

LISTED = 50
"""Shared works that JSON and tables list of a neighbour; it counts all of them."""


class Shared(NamedTuple):
    """A work by which two others are tied.

    Attributes:
        id: key of the work, or id of a stub.
        how: ``cites-both`` or ``cited-by-both``; of direct citations ``cites-it`` or
            ``cited-by-it``, and the work is one of those asked about.
    """

    id: str
    how: str


class Cited:
    """A work as citations know it: one that is held, or a stub of one that is only cited."""

    id: str
    source: Source | None
    doi: str | None

    @property
    def held(self) -> bool:
        """Whether the dataset holds the work."""
        return self.source is not None

    @property
    def label(self) -> str:
        """What to call it: ``Leithwood et al. 2006``, or the id of a stub."""
        return self.source.citation if self.source else self.id

    def as_source(self) -> Source:
        """Return the work as a bibliography has it; of a stub nothing is known but its DOI."""
        return self.source or Source(key=self.id, type="misc", doi=self.doi)


class Neighbour(Cited):
    """A work near those that were asked about.

    Attributes:
        kind: of the tie: ``cites cited-by co-cited coupled similar``.
        scores: by name; what each is, ``leadgraph.citations.ties.SCORES`` says.
    """

    def __init__(
        self, kind: str, node: int, count: int, scores: Mapping[str, float], about: AskedAbout
    ) -> None:
        self.kind, self._node, self._about = kind, node, about
        self.scores = scores
        self._count = count

    # Looked up when asked for: most answers hold what is written of a work already.

    @cached_property
    def id(self) -> str:  # type: ignore[override]
        """Key of the source, or ``doi:10.x/y`` of a stub: a work that is cited and not held."""
        return self._about.network.nodes[self._node]

    @cached_property
    def source(self) -> Source | None:  # type: ignore[override]
        """The work; None for a stub."""
        return self._about.work(self._node)

    @cached_property
    def doi(self) -> str | None:  # type: ignore[override]
        """Its DOI, held or not."""
        return self.source.doi if self.source else self._about.network.doi(self._node)

    @cached_property
    def count(self) -> int:
        """How many items tie it to the works asked about."""
        if self.kind != "similar":
            return self._count
        return sum(len(nodes) for _, nodes in self._ties) + len(self.concepts)

    @cached_property
    def shared(self) -> tuple[Shared, ...]:
        """All the works by which it is tied."""
        nodes = self._about.network.nodes
        return tuple(Shared(nodes[at], how) for how, tied in self._ties for at in tied.tolist())

    @cached_property
    def _ties(self) -> list[tuple[str, Nodes]]:
        return list(self._about.ties(self.kind, self._node))

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """Keys of the concepts that it shares with the works asked about, the most telling first.

        One that all works have weighs nothing, and is left out.
        """
        return tuple(self._about.concepts(self._node))

    @property
    def stances(self) -> tuple[TakenStance, ...]:
        """The recorded stances between it and the works asked about.

        ``in`` are those it takes towards them, ``out`` those they take towards it.
        """
        return tuple(self._about.stances.get(self._node, ()))

    def told(self) -> Json:
        """Return the neighbour as JSON has it."""
        told: Json = orjson.loads(self.written())
        return told

    def written(self) -> bytes:
        """Return the neighbour as JSON."""
        about = self._about
        shared = [
            about.named(node, how) for how, nodes in self._ties for node in nodes[:LISTED].tolist()
        ]
        known = {
            "count": self.count,
            "scores": {name: round(score, 6) for name, score in self.scores.items()},
            "shared": shared,
            "shared_not_listed": sum(len(nodes) for _, nodes in self._ties) - len(shared),
            "concepts": about.concepts_written(self._node),
            "stances": [stance.told() for stance in self.stances],
        }
        return b"%s,%s" % (about.work_written(self._node)[:-1], render.to_bytes(known)[1:])

    def line(self) -> str:
        """Return one self-contained HTML list item."""
        title = f" {self.source.title}" if self.source else " (not held)"
        scores = (f"{name} {score:.3g}" for name, score in self.scores.items())
        small = " · ".join([f"{self.count:,} shared", *scores, self.id])
        return f"<li>{escape(self.label)}.{escape(title)}<br><small>{escape(small)}</small></li>"

    def __repr__(self) -> str:
        """Return what it is called, its count and its scores."""
        scores = "".join(f", {name} {score:.3g}" for name, score in self.scores.items())
        held = "" if self.held else ", not held"
        return f"<Neighbour {self.id} ({self.kind}): {self.count}{scores}{held}>"

    def _repr_html_(self) -> str:
        return f"<ul>{self.line()}</ul>"
