"""Twins: a map and its gaps as CSV, as a DataFrame, as an RDF Data Cube."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leadgraph.errors import Issue, MissingExtraError, QueryError, near_misses
from leadgraph.export.table import guarded, line
from leadgraph.gaps import cube
from leadgraph.model import DIRECTIONS

if TYPE_CHECKING:
    import pandas as pd

    from leadgraph.gaps.cell import Cell
    from leadgraph.gaps.map import EvidenceMap
    from leadgraph.gaps.ranking import Gap, GapList
    from leadgraph.model import Records

SHAPES: tuple[str, ...] = ("long", "wide")
MEASURES: tuple[str, ...] = (
    *("studies", "claims", "sources", "primary", "synthesis", "practice", "asserted"),
    *("state", "classes"),
)
NOT_APPLICABLE = "n/a"

PLAIN: tuple[str, ...] = (
    *("row", "row_label", "column", "column_label", "state", "classes"),
    *("claims", "sources", "studies", "primary", "synthesis", "practice"),
)
DATED: tuple[str, ...] = ("first_year", "last_year", "last_synthesis")
SAID: tuple[str, ...] = ("questions", "asserted", "asserted_broad", "reason")


def csv(told: EvidenceMap, shape: str, measure: str) -> Iterator[str]:
    """Return the lines of a map as CSV.

    Raises:
        QueryError: when there is no such shape or measure.
    """
    issues = [
        Issue(name, "invalid-value", _hint(name, value, known), near_misses(value, known) or known)
        for name, value, known in (("shape", shape, SHAPES), ("measure", measure, MEASURES))
        if value not in known
    ]
    if issues:
        raise QueryError(issues)
    return long(told) if shape == "long" else wide(told, measure)


def _hint(name: str, value: str, known: tuple[str, ...]) -> str:
    near = near_misses(value, known) or known
    return f"{name}: no {name} {value!r}; did you mean {' or '.join(near)}?"


def long(told: EvidenceMap) -> Iterator[str]:
    """Yield a line a cell."""
    yield line(columns(told))
    for cell in told.cells:
        yield line(map(_text, values(told, cell)))


def wide(told: EvidenceMap, measure: str) -> Iterator[str]:
    """Yield a line a row of the map, with one measure in a column for each of its columns."""
    yield line([told.query.rows, "label", *(guarded(heading.id) for heading in told.columns)])
    cells = iter(told.cells)
    for heading in told.rows:
        row = [_measured(next(cells), measure) for _ in told.columns]
        yield line([guarded(heading.id), guarded(heading.label), *row])


def _measured(cell: Cell, measure: str) -> str:
    if cell.state == "not-applicable" and measure != "state":
        return NOT_APPLICABLE
    if measure == "asserted":
        return str(cell.asserted.count)
    return _text(getattr(cell, measure))


def columns(told: EvidenceMap) -> list[str]:
    """Return the names of the columns of a long table."""
    groups = (*told.groups, "unknown")
    return [
        *PLAIN,
        *(f"by_direction.{name}" for name in DIRECTIONS),
        *(f"by_design.{name}" for name in groups),
        *DATED,
        *SAID,
    ]


def values(told: EvidenceMap, cell: Cell) -> list[Any]:
    """Return the values of a cell, in the order of ``columns``."""
    labels = told.labels
    groups = (*told.groups, "unknown")
    return [
        *(cell.row, labels[0][cell.row], cell.column, labels[1][cell.column]),
        *(cell.state, cell.classes),
        *(getattr(cell, name) for name in PLAIN[6:]),
        *(cell.by_direction.get(name, 0) for name in DIRECTIONS),
        *(cell.by_design.get(name, 0) for name in groups),
        *(getattr(cell, name) for name in DATED),
        *(cell.questions, cell.asserted.count, cell.asserted.broad, cell.reason),
    ]


def frame(told: EvidenceMap) -> pd.DataFrame:
    """Return a map as a DataFrame, a row a cell.

    Raises:
        MissingExtraError: when pandas is not installed.
    """
    return _frame((values(told, cell) for cell in told.cells), columns(told))


GAP: tuple[str, ...] = ("rank", "asked", "dense_neighbours", "because")


def gaps_csv(gaps: GapList) -> Iterator[str]:
    """Yield a line a gap, ranked; ``because`` gives each class with its rule and its numbers."""
    yield line([*GAP, *columns(gaps.map)])
    for rank, gap in enumerate(gaps.whole(), 1):
        yield line(map(_text, [*_why(rank, gap), *values(gaps.map, gap.cell)]))


def gaps_frame(gaps: GapList) -> pd.DataFrame:
    """Return gaps as a DataFrame, a row a gap.

    Raises:
        MissingExtraError: when pandas is not installed.
    """
    rows = (
        [*_why(rank, gap), *values(gaps.map, gap.cell)] for rank, gap in enumerate(gaps.whole(), 1)
    )
    return _frame(rows, [*GAP, *columns(gaps.map)])


def _why(rank: int, gap: Gap) -> list[Any]:
    return [rank, gap.asked, gap.dense_neighbours, " | ".join(map(because, gap.reasons))]


def because(reason: dict[str, Any]) -> str:
    """Say why a cell is a gap, in a line.

    >>> because({"class": "thin", "rule": "few", "numbers": {"primary": 1, "last_year": None}})
    'thin: few (primary 1, last_year none)'
    """
    numbers = ", ".join(
        f"{name} {'none' if value is None else value}" for name, value in reason["numbers"].items()
    )
    return f"{reason['class']}: {reason['rule']} ({numbers})"


def turtle(told: EvidenceMap, records: Records) -> str:
    """Return a map as an RDF Data Cube, in Turtle."""
    return cube.turtle(told, records)


def _frame(rows: Iterable[list[Any]], names: list[str]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtraError("pandas", "pandas", "a DataFrame") from None
    made = pd.DataFrame(
        [[list(v) if isinstance(v, tuple) else v for v in row] for row in rows], columns=names
    )
    return made.astype(dict.fromkeys(DATED, "Int64"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(";".join(value) if isinstance(value, tuple) else str(value))
