"""A source with what its record alone cannot say: who cites it, and how others stand to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgraph import render
from leadgraph.citations import network, stances
from leadgraph.evidence import entities
from leadgraph.render import path

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase


def source(base: EvidenceBase, key: str) -> bytes:
    """Return a source as JSON, with who cites it and the stances between it and others.

    Raises:
        NotFoundError: when there is no such source.
    """
    told = entities.source(base, key)
    told["cited_by"] = cited_by(base, key)
    told["stances"] = [taken.told() for taken in stances.of(base).of([network.of(base).node(key)])]
    told["links"]["citations"] = path("sources", key, "citations")
    return render.to_bytes(told)


def cited_by(base: EvidenceBase, key: str) -> list[str]:
    """Return the keys of the works that cite a work, by its key or by its DOI, in order."""
    net = network.of(base)
    return [net.nodes[node] for node in net.cited_by.of(net.node(key)).tolist()]
