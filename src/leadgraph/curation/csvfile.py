"""A comma-separated table -> its rows, each with its line; what can be no row is reported."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator

from leadgraph.curation.problems import Account, Report


def rows(
    text: str, account: Account, report: Report, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with its first line; report what cannot be a row."""
    limit = csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                account.total += 1
                account.reported += 1
                report.add("csv-syntax", account.file, line, f"the row cannot be read: {error}")
                continue
            if any(cell.strip() for cell in row):
                yield line, row
    finally:
        csv.field_size_limit(limit)
