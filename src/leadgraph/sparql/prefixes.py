"""Prefixes: the namespaces of a graph of ours, to hint at and to write with.

A worker is told them by its master: reading them off ``leadgraph.rdf`` would load the whole model
and take four times as long to start as all that a worker needs.
"""

from __future__ import annotations

from collections.abc import Mapping

_told: dict[str, str] = {}


def prefixes() -> Mapping[str, str]:
    """Return the namespaces by their prefixes.

    >>> prefixes()["skos"]
    'http://www.w3.org/2004/02/skos/core#'
    """
    if not _told:
        from leadgraph.rdf.terms import PREFIXES

        tell(PREFIXES)
    return _told


def tell(known: Mapping[str, str]) -> None:
    """Say what they are."""
    _told.update(known)
