"""Entries in the form in which curators keep them: a field a line, each value in braces.

bibtexparser takes 70 microseconds for an entry, which for hundreds of thousands of them is most of
the time of loading. One regular expression reads what is perfectly regular, at a fifth of that; all
the rest of a file goes to bibtexparser. The tests hold that both read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Braces may nest twice inside a value. A doubled backslash before a brace is for bibtexparser.
_INNER = r"\{(?:[^{}\\\n]++|\\[^\\\n]|\{(?:[^{}\\\n]++|\\[^\\\n])*+\})*+\}"
_VALUE = rf"\{{(?:[^{{}}\\\n]++|\\[^\\\n]|{_INNER})*+\}}|[0-9]++|{'|'.join(MONTHS)}"
_LINE = rf"[ \t]*+[A-Za-z][\w-]*+[ \t]*+=[ \t]*+(?:{_VALUE})[ \t]*+"
_BODY = rf"(?:{_LINE},[ \t]*+\n)*+(?:{_LINE}\n)?+"
_ENTRY = re.compile(
    rf"^[ \t]*+@(\w++)[ \t]*+\{{[ \t]*+([^\s,;{{}}\"#%\\=()]++)[ \t]*+,[ \t]*+\n"
    rf"({_BODY})[ \t]*+\}}[ \t]*+$",
    re.MULTILINE,
)
_FIELDS = re.compile(rf"([A-Za-z][\w-]*+)[ \t]*+=[ \t]*+({_VALUE})[ \t]*+,?[ \t]*+\n")

_MARKER = "@comment{}"
"""Left where regular entries were taken out, so that an unclosed entry before them ends there."""


class RegularEntry(NamedTuple):
    """An entry: its type and names of fields in lower case, its values without delimiters.

    ``months`` names the fields whose value is the macro of a month.
    """

    type: str
    key: str
    line: int
    values: dict[str, str]
    months: tuple[str, ...]


def take_regular(text: str) -> tuple[list[RegularEntry], str]:
    """Return the regular entries of a bibliography, and the text without them, line for line."""
    found: list[RegularEntry] = []
    rest: list[str] = []
    position, line = 0, 1
    for match in _ENTRY.finditer(text):
        entry = _entry(match, line + text.count("\n", position, match.start()))
        if entry is None:
            continue
        gap = text[position : match.start()]
        lines = match[0].count("\n")
        rest += [gap, _MARKER if gap.strip() else "", "\n" * lines]
        line = entry.line + lines
        position = match.end()
        found.append(entry)
    return found, "".join([*rest, text[position:]]) if found else text


def _entry(match: re.Match[str], line: int) -> RegularEntry | None:
    """Return the entry of a match; None if a field stands in it twice, or it is a @string."""
    kind, key, body = match.groups()
    fields = _FIELDS.findall(body)
    values = {name.lower(): value[1:-1] if value[0] == "{" else value for name, value in fields}
    kind = kind.lower()
    if len(values) < len(fields) or kind in ("comment", "preamble", "string"):
        return None
    months = tuple(name.lower() for name, value in fields if value in MONTHS)
    return RegularEntry(kind, key, line, values, months)


def lines_of(entry: RegularEntry) -> Iterator[tuple[str, int]]:
    """Yield each field with its line: they stand one below the other."""
    return zip(entry.values, range(entry.line + 1, entry.line + 1 + len(entry.values)), strict=True)
