"""The errors of leadgraph, one tree.

::

    LeadgraphError
    ├── IntakeError        ValueError    an import cannot be made, and nothing is written
    ├── CurationError      ValueError    the files of a dataset are wrong: .problems
    ├── QueryError         ValueError    a question is wrong: .issues
    │   └── UnknownConceptError  LookupError   it names a concept that no scheme holds
    ├── NotFoundError      LookupError   no such source, claim, concept or question: .value .known
    ├── SnapshotError      ValueError    a snapshot cannot be made, or is not what it should be
    ├── SparqlError        ValueError    a SPARQL query is not answered: .code .line .column .known
    ├── StoreError         OSError       a remote store does not do its part: .address
    └── MissingExtraError  ImportError   an optional library is not installed: .remedy

Every error carries the value that caused it and what would have been right. ``Issue`` is what is
wrong with a question; ``Problem`` is what is wrong in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in the files of a dataset, with its place and its remedy.

    Attributes:
        file: path relative to the dataset folder, with ``/``.
        line: 1-based line; 0 when the problem is about the file as a whole.
        column: 1-based column, ``None`` when not known.
        code: one of the codes of ``leadgraph.curation.CODES``.
        level: ``error`` refuses the dataset, ``warning`` does not.
        message: what is wrong, naming the value.
        remedy: what to do about it.
    """

    file: str
    line: int
    column: int | None
    code: str
    level: Level
    message: str
    remedy: str

    def __str__(self) -> str:
        """Return the form editors understand: ``file:line:column: level code: message``."""
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}: {self.level} {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a question, as it stands in the ``errors`` of a problem document.

    Attributes:
        field: name of the parameter, an ``EvidenceQuery`` field or what was typed instead.
        code: ``unknown-parameter``, ``unknown-concept``, ``invalid-value`` or ``stale-cursor``.
        message: a sentence for people.
        known: the nearest right values, nearest first; empty when there is none to offer.
    """

    field: str
    code: str
    message: str
    known: tuple[str, ...] = ()


class LeadgraphError(Exception):
    """Base of every error that leadgraph raises on purpose."""


class CurationError(LeadgraphError, ValueError):
    """A dataset was refused: at least one of its problems is an error."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.level == "error"]
        shown = "\n".join(f"  {problem}" for problem in errors[:10])
        more = f"\n  ... and {len(errors) - 10} more" if len(errors) > 10 else ""
        noun = "error" if len(errors) == 1 else "errors"
        super().__init__(f"the dataset has {len(errors)} {noun}:\n{shown}{more}")


class IntakeError(LeadgraphError, ValueError):
    """An import cannot be made as asked; the dataset is as it was."""


class QueryError(LeadgraphError, ValueError):
    """A question cannot be answered as asked; ``issues`` says what is wrong, all at once."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("; ".join(issue.message for issue in self.issues))


class UnknownConceptError(QueryError, LookupError):
    """A question names concepts that the loaded schemes do not hold."""


class NotFoundError(LeadgraphError, LookupError):
    """Nothing of this kind has this id."""

    def __init__(self, kind: str, value: str, known: Iterable[str] = ()) -> None:
        self.kind = kind
        self.value = value
        self.known = near_misses(value, known)
        hint = f"; did you mean {' or '.join(self.known)}?" if self.known else ""
        super().__init__(f"no {kind} {value!r}{hint}")


class SnapshotError(LeadgraphError, ValueError):
    """A snapshot cannot be built, or does not fit: another format, a file missing or damaged."""


class SparqlError(LeadgraphError, ValueError):
    """A SPARQL query is refused, or was stopped.

    Attributes:
        code: one of ``leadgraph.sparql.CODES``.
        message: what is wrong, and what to do about it.
        line: 1-based line of the query; None when the fault has no place.
        column: 1-based column.
        known: what would have been right.
    """

    def __init__(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        known: Iterable[str] = (),
    ) -> None:
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.known = tuple(known)
        super().__init__(f"line {line}, column {column}: {message}" if line else message)


class StoreError(LeadgraphError, OSError):
    """A remote store cannot be reached, or does not do what it was asked.

    Attributes:
        address: where it is.
        message: what is wrong with it, and what to do about it.
        status: its HTTP status; None when it did not answer.
    """

    def __init__(self, address: str, message: str, status: int | None = None) -> None:
        self.address = address
        self.message = message
        self.status = status
        super().__init__(f"the store at {address}: {message}")


class MissingExtraError(LeadgraphError, ImportError):
    """An optional library is needed for this and is not installed."""

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        self.remedy = f"pip install 'leadgraph[{extra}]'"
        super().__init__(f"{purpose} needs {library}: {self.remedy}", name=library)


def near_misses(value: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known values that a mistyped one may have meant, nearest first.

    >>> near_misses("aera", ["area", "model", "target"])
    ('area',)
    """
    from rapidfuzz import fuzz, process  # difflib takes two seconds over 200,000 keys

    by_folded = {name.casefold(): name for name in known}
    close = process.extract(
        value.casefold(), by_folded.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=60
    )
    return tuple(by_folded[name] for name, *_ in close)
