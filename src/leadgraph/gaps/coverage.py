"""Coverage: how much of a map is filled, how unevenly, and whether those who say so are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from leadgraph.gaps.bits import Counts
    from leadgraph.gaps.classes import Facts
    from leadgraph.gaps.layout import Flags

TOP = 10
"""The share of the fullest cells is that of one in so many of the applicable cells."""


def coverage(facts: Facts) -> dict[str, Any]:
    """Return how much of a map is filled; cells that are not applicable are left out of shares."""
    total = facts.tallies.total[facts.applicable]
    cells, applicable = len(facts.applicable), len(total)
    filled = _count(total > 0)
    above, single = _count(total > facts.thresholds.few), _count(total == 1)
    fullest = np.sort(total)[::-1][: -(-applicable // TOP)]
    return {
        "cells": cells,
        "not_applicable": cells - applicable,
        "applicable": applicable,
        "filled": filled,
        "share": share(filled, applicable),
        "above_few": above,
        "share_above_few": share(above, applicable),
        "one_study": single,
        "share_one_study": share(single, filled),
        "concentration": {
            "fullest_tenth": share(int(fullest.sum()), int(total.sum())),
            "gini": gini(total),
        },
    }


def agreement(facts: Facts, volume: Flags) -> dict[str, Any]:
    """Return how far asserted and computed gaps agree, cell by cell.

    A computed gap is a cell with no more than a few studies. ``specific`` leaves out assertions
    about a whole row, column or map.
    """
    asserted = (facts.asserted > 0) & facts.applicable
    specific = (facts.asserted > facts.broad) & facts.applicable
    return {
        "computed": _count(volume),
        **_agreed(asserted, volume),
        "specific": _agreed(specific, volume),
    }


def _agreed(asserted: Flags, computed: Flags) -> dict[str, Any]:
    both = _count(asserted & computed)
    return {"asserted": _count(asserted), "both": both, "share": share(both, _count(asserted))}


def share(part: int, whole: int) -> float | None:
    """Return a share to four places; None of nothing.

    >>> share(1, 3), share(0, 0)
    (0.3333, None)
    """
    return round(part / whole, 4) if whole else None


def gini(counts: Counts) -> float | None:
    """Return the Gini coefficient: 0 when all cells hold the same, near 1 when one holds all.

    >>> gini(np.array([4, 4, 4])), gini(np.array([0, 0, 0, 8]))
    (0.0, 0.75)
    """
    whole, size = int(counts.sum()), len(counts)
    if not whole:
        return None
    ranked = np.sort(counts) * np.arange(1, size + 1)
    return round(float(2 * ranked.sum() / (size * whole) - (size + 1) / size), 4)


def _count(flags: Flags) -> int:
    return int(np.count_nonzero(flags))
