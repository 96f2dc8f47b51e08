"""Keeping: what of citations takes a look at all works and claims, put into a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadgraph.citations import concepts, contributors, network, stances
from leadgraph.citations.kept import KeptOnShelf
from leadgraph.citations.paths import terrain

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.shelf import Shelf


def keep(base: EvidenceBase, shelf: Shelf) -> None:
    """Put on a shelf what of citations grows with a dataset."""
    parts: tuple[KeptOnShelf[Any], ...] = (network.of, concepts.of, stances.of, terrain.of)
    for kept in (*parts, *contributors.OF.values()):
        kept.keep(base, shelf)
