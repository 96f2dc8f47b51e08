"""What can be wrong in the files of a dataset, and how it is collected.

``CODES`` (in ``codes.py``) says for every code what it means and how it is mended; a ``Report``
collects the problems of one reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from leadgraph.curation.codes import CODES
from leadgraph.errors import Problem, near_misses

_TOO_MANY = 20_000
"""Above so many known values, looking for near ones takes longer than the reading."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file, its first line, and the lines of its fields."""

    file: str
    line: int
    fields: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """Return the line of a field; of its table, or of the record, where it has none."""
        return self.fields.get(name) or self.fields.get(name.partition(".")[0], self.line)

    def __str__(self) -> str:
        """Return ``file:line``."""
        return f"{self.file}:{self.line}"


class Report:
    """The problems of one reading, in the order in which they are met."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        file: str,
        line: int,
        message: str,
        *,
        column: int | None = None,
        remedy: str | None = None,
    ) -> None:
        """Add a problem; its level, and its remedy unless given, are those of its code."""
        meaning = CODES[code]
        self.problems.append(
            Problem(file, line, column, code, meaning.level, message, remedy or meaning.remedy)
        )

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by file, line, column and code, each once."""
        return tuple(
            sorted(
                set(self.problems),
                key=lambda p: (p.file, p.line, p.column or 0, p.code, p.message),
            )
        )

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the problems."""
        return iter(self.problems)


class Account:
    """The books of one file: every record in it was read or reported.

    ``total`` is counted apart from the parser, so that what a parser passes over shows.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.total = 0
        self.read = 0
        self.reported = 0

    def balance(self) -> dict[str, int]:
        """Return the three numbers.

        Raises:
            RuntimeError: when they do not add up: a fault of this program, never of the file.
        """
        if self.read + self.reported != self.total:
            raise RuntimeError(
                f"{self.file}: {self.read} records read and {self.reported} reported, but "
                f"{self.total} counted: this is a fault of leadgraph, please report it"
            )
        return {"total": self.total, "read": self.read, "reported": self.reported}


def hint(value: str, known: Collection[str]) -> str:
    """Return what to add to a message about an unknown value: the values it may have meant.

    >>> hint("equty", ["equity", "system"])
    '; did you mean equity?'
    """
    if len(known) > _TOO_MANY:
        return ""
    close = near_misses(value, known)
    return f"; did you mean {' or '.join(close)}?" if close else ""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector away while many long-lived objects are made.

    None of them is garbage, and looking through all of them again and again took a third of the
    time of reading a large file.
    """
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
