"""Evidence -> CSV: one row a claim with its source, every field of both; works -> CSV likewise.

Values of a list are joined by ``;``, nested values have a column each (``effect.value``), columns
of the source begin with ``source.``. The columns of the claim are those of ``claims.csv``.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return
as a formula. Such a cell, unless it is a number, gets an apostrophe in front, which spreadsheets
take for "this is text"; other programs see the apostrophe. That is worth more than the exact text:
the JSON export has it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from leadgraph.model import Claim, Effect, Source, Stance

_NESTED: dict[str, type] = {"effect": Effect, "stance": Stance}
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?(;[+-]?\d+(\.\d*)?([eE][+-]?\d+)?)?")


def _columns() -> tuple[tuple[str, str, str], ...]:
    """Return (column, field, part of the field) for every column."""
    found = []
    for field in fields(Claim):
        parts = (
            [part.name for part in fields(_NESTED[field.name])] if field.name in _NESTED else [""]
        )
        found += [(f"{field.name}.{part}".rstrip("."), field.name, part) for part in parts]
    found += [(f"source.{field.name}", field.name, "") for field in fields(Source)]
    return tuple(found)


_COLUMNS = _columns()
EVIDENCE_COLUMNS = tuple(column for column, _, _ in _COLUMNS)
"""The header of the table of evidence."""

SOURCE_COLUMNS = tuple(field.name for field in fields(Source))
"""The header of the table of works."""


def evidence_csv(rows: Iterable[tuple[Claim, Source]]) -> Iterator[str]:
    """Yield the table line by line, the header first; lines end as RFC 4180 has it."""
    yield line(EVIDENCE_COLUMNS)
    for claim, source in rows:
        yield line([_cell(claim, source, *column) for column in _COLUMNS])


def sources_csv(sources: Iterable[Source]) -> Iterator[str]:
    """Yield a table of works line by line, the header first; columns as in the table above."""
    yield line(SOURCE_COLUMNS)
    for source in sources:
        yield line([guarded(_text(getattr(source, column))) for column in SOURCE_COLUMNS])


def line(cells: Iterable[str]) -> str:
    """Return a line of a table."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(claim: Claim, source: Source, column: str, field: str, part: str) -> str:
    record: Any = source if column.startswith("source.") else claim
    value = getattr(record, field)
    if part and value is not None:
        value = getattr(value, part)
    return guarded(_text(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, tuple):
        return ";".join(_text(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def guarded(text: str) -> str:
    """Keep a text from being run as a formula.

    >>> guarded("=1+1"), guarded("-0.12"), guarded("p. 12")
    ("'=1+1", '-0.12', 'p. 12')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
