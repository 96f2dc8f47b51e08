"""What a notebook shows of a map and of gaps: self-contained HTML, everything escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from leadgraph.gaps.classes import LETTERS

if TYPE_CHECKING:
    from leadgraph.gaps.cell import Cell
    from leadgraph.gaps.map import EvidenceMap
    from leadgraph.gaps.ranking import Gap

SHOWN = 10
"""Gaps that a list shows of itself."""


def table(shown: EvidenceMap) -> str:
    """Return a map as a table: the studies of each cell, and the letters of its gap classes."""
    head = "".join(f"<th>{escape(column.label)}</th>" for column in shown.columns)
    wide = len(shown.columns)
    lines = "".join(
        f"<tr><th>{escape(row.label)}</th>"
        + "".join(map(_cell, shown.cells[at * wide : (at + 1) * wide]))
        + "</tr>"
        for at, row in enumerate(shown.rows)
    )
    held = {name for cell in shown.cells for name in cell.classes}
    key = "; ".join(f"{letter} {name}" for name, letter in LETTERS.items() if name in held)
    caption = f"{escape(repr(shown)[1:-1])}; distinct studies; {key}"
    return f"<table><tr><th></th>{head}</tr>{lines}</table><p><small>{caption}</small></p>"


def _cell(cell: Cell) -> str:
    if cell.state == "not-applicable":
        return "<td>does not apply</td>"
    letters = "".join(LETTERS[name] for name in cell.classes)
    return f"<td>{cell.studies} <small>{letters}</small></td>"


def listed(gaps: Sequence[Gap], heading: str) -> str:
    """Return gaps as a list: each with its cell and its classes."""
    lines = "".join(
        f"<li>{escape(gap.row)} × {escape(gap.column)}: {', '.join(gap.classes)}</li>"
        for gap in gaps[:SHOWN]
    )
    more = f"<p>and {len(gaps) - SHOWN} more</p>" if len(gaps) > SHOWN else ""
    return f"<p>{escape(heading)}</p><ol>{lines}</ol>{more}"
