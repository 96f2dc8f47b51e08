"""Tally: what a result amounts to, in counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.model import DIRECTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a result amounts to; counts only, no verdict.

    ``evidence`` and everything ``by_`` direction and design count research evidence alone.

    Attributes:
        claims: claims in the result.
        sources: distinct sources of those claims.
        evidence: claims that are research evidence.
        studies: distinct studies of the research evidence.
        by_direction: research evidence by direction.
        by_design: research evidence by design group, the strongest first.
        by_design_and_direction: research evidence by design group, then direction.
        by_kind: all claims by kind.
        gaps: claims that say little is known.
        practice: claims that are neither research evidence nor say that little is known.
        years: first and last year of publication; None when no source has a year.
    """

    claims: int
    sources: int
    evidence: int
    studies: int
    by_direction: dict[str, int]
    by_design: dict[str, int]
    by_design_and_direction: dict[str, dict[str, int]]
    by_kind: dict[str, int]
    gaps: int
    practice: int
    years: tuple[int, int] | None

    @property
    def contested(self) -> bool:
        """Whether research evidence stands on both sides: some positive, some not."""
        against = sum(self.by_direction.get(d, 0) for d in ("negative", "null", "mixed"))
        return self.by_direction.get("positive", 0) > 0 and against > 0


def summarise(
    *,
    evidence: Flags,
    gap: Flags,
    source: Codes,
    study: Codes,
    group: Codes,
    groups: Sequence[str],
    direction: Codes,
    kinds: Sequence[tuple[str, int]],
    years: Codes,
) -> Summary:
    """Sum up the rows of a result, given the values of each column at those rows.

    Args:
        evidence: whether each row is research evidence.
        gap: whether it says that little is known.
        source: number of its source.
        study: number of the study its source reports.
        group: number of its source's design group in ``groups``; one more for none.
        groups: ids of the design groups, the strongest first.
        direction: place of its direction in ``DIRECTIONS``.
        kinds: claims by kind.
        years: years of publication of the rows that have one.
    """
    width = len(DIRECTIONS)
    named = [*groups, "unknown"]
    crossed = group[evidence].astype(np.intp) * width + direction[evidence]
    table = np.bincount(crossed, minlength=len(named) * width).reshape(len(named), width)
    crosstab = {
        name: _held(DIRECTIONS, line) for name, line in zip(named, table, strict=True) if line.any()
    }
    gaps = int(np.count_nonzero(gap))
    found = int(np.count_nonzero(evidence))
    return Summary(
        claims=len(source),
        sources=distinct(source),
        evidence=found,
        studies=distinct(study[evidence]),
        by_direction=_held(DIRECTIONS, table.sum(axis=0)),
        by_design={name: sum(line.values()) for name, line in crosstab.items()},
        by_design_and_direction=crosstab,
        by_kind=dict(kinds),
        gaps=gaps,
        practice=len(source) - found - gaps,
        years=(int(years.min()), int(years.max())) if len(years) else None,
    )


def _held(names: Sequence[str], counts: NDArray[np.integer]) -> dict[str, int]:
    return {name: n for name, n in zip(names, counts.tolist(), strict=True) if n}


def distinct(values: Codes) -> int:
    """Count distinct whole numbers, none negative."""
    if not len(values):
        return 0
    if len(values) * 8 < values.max():  # few and far between: sorting them is faster
        return 1 + int(np.count_nonzero(np.diff(np.sort(values))))
    return int(np.count_nonzero(np.bincount(values)))
