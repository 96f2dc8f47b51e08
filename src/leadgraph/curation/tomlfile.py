"""``claims.toml`` -> its ``[[claim]]`` blocks, each with the lines of its keys.

The standard library's reader gives neither lines nor anything after the first fault. A light
scanner finds where each block and key begins; where the whole file is not TOML, the blocks are read
one by one, so that only those with a fault are lost.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from leadgraph.curation.problems import Report, hint

_TOKEN = re.compile(
    r'''
    """(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?'{3,5}
  | "(?:\\.|[^"\\\n])*" (?![ \t]*[=.]) | '[^'\n]*' (?![ \t]*[=.])
  | \#[^\n]*
  | ^[ \t]*(?P<block>\[\[[ \t]*(?:claim|"claim"|'claim')[ \t]*\]\])
  | ^[ \t]*(?P<header>\[[^\n]*\])
  | ^[ \t]*(?P<key>[A-Za-z0-9_.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*(?==)
    ''',
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(slots=True)
class TomlBlock:
    """One [[claim]]: its table, the line of its header, and the lines of its keys."""

    data: dict[str, Any]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Head:
    start: int
    line: int
    lines: dict[str, int] = field(default_factory=dict)


def read_blocks(text: str, file: str, report: Report) -> tuple[list[TomlBlock], int]:
    """Return the blocks that can be read, and how many there are; report what cannot be read."""
    preamble, heads = _scan(text)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return _one_by_one(text, heads, error, file, report), len(heads)
    for name in document:
        if name != "claim":
            line = preamble.get(name, 1)
            message = f"{name!r} is not a table of {file}{hint(name, ['claim'])}"
            report.add("unknown-field", file, line, message)
    tables = document.get("claim", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        report.add("toml-syntax", file, preamble.get("claim", 1), "claim is not a list of tables")
        return [], 0
    if len(heads) != len(tables):  # written inline: claim = [{...}]
        line = preamble.get("claim", 1)
        return [TomlBlock(table, line) for table in tables], len(tables)
    blocks = zip(tables, heads, strict=True)
    return [TomlBlock(table, head.line, head.lines) for table, head in blocks], len(tables)


def claim_starts(text: str) -> list[int]:
    """Return where the [[claim]] blocks of a file begin."""
    return [head.start for head in _scan(text)[1]]


def _scan(text: str) -> tuple[dict[str, int], list[_Head]]:
    """Return the lines of the keys before the first block, and the blocks."""
    preamble: dict[str, int] = {}
    heads: list[_Head] = []
    lines, table = preamble, ""
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue
        line += text.count("\n", counted, match.start(kind))
        counted = match.start(kind)
        if kind == "block":
            heads.append(_Head(match.start(), line))
            lines, table = heads[-1].lines, ""
        elif kind == "header":
            name = match["header"].strip("[] \t")
            table = name.removeprefix("claim.") if name.startswith("claim.") else name
            lines.setdefault(table, line)
        else:
            key = match["key"].strip("\"'")
            lines.setdefault(f"{table}.{key}" if table else key, line)
            lines.setdefault(key.partition(".")[0], line)
    return preamble, heads


def _one_by_one(
    text: str, heads: list[_Head], error: Exception, file: str, report: Report
) -> list[TomlBlock]:
    """Read each block of a broken file alone; report those that cannot be read."""
    blocks: list[TomlBlock] = []
    reported = False
    ends = [head.start for head in heads[1:]] + [len(text)]
    before = text[: heads[0].start] if heads else text
    for part, head in [(before, None), *zip(_slices(text, heads, ends), heads, strict=True)]:
        try:
            tables = tomllib.loads(part).get("claim", [{}])
        except (ValueError, RecursionError) as fault:
            _report(fault, part, head.line if head else 1, file, report)
            reported = True
            continue
        if head is not None:
            blocks.append(TomlBlock(tables[0], head.line, head.lines))
    if not reported:
        _report(error, text, 1, file, report)
    return blocks


def _slices(text: str, heads: list[_Head], ends: list[int]) -> list[str]:
    return [text[head.start : end] for head, end in zip(heads, ends, strict=False)]


def _report(error: Exception, part: str, first_line: int, file: str, report: Report) -> None:
    message = str(error) or "tables are nested too deeply"
    found = _PLACE.search(message)
    reason = _PLACE.sub("", message)
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    else:
        line, column = part.rstrip("\n").count("\n") + 1, None
    reason = reason[:1].lower() + reason[1:]
    report.add("toml-syntax", file, first_line + line - 1, reason, column=column)
