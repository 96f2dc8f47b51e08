"""Cells: what is told of one cell of an evidence map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leadgraph.gaps.assertions import Asserted

Json = dict[str, Any]


NOBODY = Asserted(0, 0)
"""No claim says that little is known."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the map.

    Attributes:
        row: id of its row.
        column: id of its column.
        state: ``evidence``, ``gap`` or ``not-applicable``.
        classes: the gap classes it is in.
        claims: all claims that count.
        sources: distinct sources of those claims.
        studies: distinct studies of the research evidence.
        primary: those that a primary study reports.
        synthesis: those that a synthesis reports.
        practice: distinct sources of claims that are neither evidence nor say little is known.
        by_direction: claims that are research evidence, by direction.
        by_design: claims that are research evidence, by design group.
        first_year: year of the oldest research evidence; None when none has a year.
        last_year: year of the newest.
        last_synthesis: year of the newest that is a synthesis.
        questions: ids of the open questions about it.
        asserted: the claims that say little is known about it.
        reason: why it is not applicable.
    """

    row: str
    column: str
    state: str
    classes: tuple[str, ...] = ()
    claims: int = 0
    sources: int = 0
    studies: int = 0
    primary: int = 0
    synthesis: int = 0
    practice: int = 0
    by_direction: Mapping[str, int] = field(default_factory=dict)
    by_design: Mapping[str, int] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    last_synthesis: int | None = None
    questions: tuple[str, ...] = ()
    asserted: Asserted = NOBODY
    reason: str | None = None

    def told(self) -> Json:
        """Return the cell as JSON has it."""
        asserted = self.asserted
        said: Json = {name: getattr(self, name) for name in TOLD}
        said["asserted"] = {
            "count": asserted.count,
            "broad": asserted.broad,
            "claims": [{"id": id_, "broad": broad} for id_, broad in asserted.claims],
        }
        if self.reason is not None:
            said["reason"] = self.reason
        return said


TOLD: tuple[str, ...] = tuple(n for n in Cell.__slots__ if n not in ("asserted", "reason"))
