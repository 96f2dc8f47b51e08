"""The order in which curated files are kept: natural, so that ``a-9`` stands before ``a-10``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leadgraph.curation.problems import Report

_DIGITS = re.compile(r"([0-9]+)")

SortKey = tuple[tuple[object, ...], str]


def natural_key(name: str) -> SortKey:
    """Return the sort key of a name: runs of digits as numbers, the rest without regard to case.

    >>> sorted(["b-10", "B-9", "a"], key=natural_key)
    ['a', 'B-9', 'b-10']
    """
    parts: list[object] = list(_DIGITS.split(name.casefold()))
    for place in range(1, len(parts), 2):
        digits = str(parts[place]).lstrip("0")
        parts[place] = (len(digits), digits)  # compares as the number does, however long it is
    return tuple(parts), name


def check_order(
    names: Iterable[str], lines: Iterable[int], file: str, what: str, report: Report
) -> None:
    """Report the first name of a file that stands before its place, and how many more do."""
    last: SortKey | None = None
    late: list[tuple[str, str, int]] = []
    count = 0
    for name, line in zip(names, lines, strict=True):
        key = natural_key(name)
        if last is not None and key < last:
            count += 1
            if not late:
                late.append((name, last[1], line))
        last = key
    for name, before, line in late:
        more = f" ({count - 1} more out of order)" if count > 1 else ""
        report.add(
            "unsorted", file, line, f"{what} {name!r} stands after {before!r}, not before it{more}"
        )
