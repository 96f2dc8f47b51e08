"""The account of an import: what became of every record, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from leadgraph.intake.incoming import At
from leadgraph.intake.merging import Change

Fate = Literal["added", "merged", "skipped", "refused"]
FATES: tuple[Fate, ...] = ("added", "merged", "skipped", "refused")


@dataclass(slots=True)
class Outcome:
    """What became of one record.

    Attributes:
        at: where it stands.
        fate: ``added`` anew, ``merged`` into what is held, ``skipped`` because there is nothing to
            take, or ``refused`` because it cannot be read or held.
        key: of the work or claim it is in the dataset; empty if it is none.
        name: what the file calls it.
        reason: why, in words.
        changes: what became of its fields, when it was merged.
        notes: what could not be taken as it stands.
    """

    at: At
    fate: Fate
    reason: str
    key: str = ""
    name: str = ""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return it in one line: place, fate, what it is here, why.

        >>> Outcome(At("a.bib", 3), "added", "new", key="smith2020trust", name="x").line()
        'a.bib:3: added smith2020trust (x): new'
        """
        called = f" ({self.name})" if self.name and self.name != self.key else ""
        return f"{self.at}: {self.fate}{f' {self.key}' if self.key else ''}{called}: {self.reason}"


@dataclass(slots=True)
class FileAccount:
    """The books of one file: read = added + merged + skipped + refused.

    Attributes:
        file: as it was given.
        form: how it was read; empty if it could not be.
        outcomes: one for every record.
        notes: what is to be said of the file as a whole.
        fault: why no record could be read of it; empty if they could.
    """

    file: str
    form: str = ""
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault: str = ""

    def counts(self) -> dict[str, int]:
        """Return how many records there were, and how many of each fate.

        >>> FileAccount("a.bib").counts()
        {'read': 0, 'added': 0, 'merged': 0, 'skipped': 0, 'refused': 0}
        """
        return count(self.outcomes)

    def told(self) -> dict[str, Any]:
        """Return the account as JSON has it."""
        return {
            "file": self.file,
            "form": self.form or None,
            "fault": self.fault or None,
            "notes": self.notes,
            "counts": self.counts(),
            "records": [_told(outcome) for outcome in self.outcomes],
        }


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return how many records there are, and how many of each fate."""
    fates = Counter(outcome.fate for outcome in outcomes)
    return {"read": fates.total(), **{fate: fates[fate] for fate in FATES}}


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": outcome.at.file,
        "line": outcome.at.line or None,
        "record": outcome.at.record or None,
        "fate": outcome.fate,
        "key": outcome.key or None,
        "name": outcome.name or None,
        "reason": outcome.reason,
        "changes": [
            {"how": c.how, "field": c.field, "old": c.old, "new": c.new} for c in outcome.changes
        ],
        "notes": outcome.notes,
    }
