"""``references.bib`` -> entries, each read or reported.

bibtexparser 2 splits the file into blocks. It never raises, counts lines from 0, and leaves to its
user: broken and doubled blocks, ``#`` concatenation, string macros, commas that are missing, and
entries that it takes for free text. All of that is done or reported here.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from leadgraph.curation.problems import Account, Report, hint

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MACROS = {month[:3].casefold(): month for month in MONTH_NAMES}

_START = re.compile(r"@[ \t\n]*([^\s{}(),=\"@#%'\\]+)[ \t\n]*([{(])")
_PLAIN = re.compile(r"@\w+[ \t]*[{(]")
_COMMENT = re.compile(r"@[cC][oO][mM][mM][eE][nN][tT][ \t]*\{")
_INK = re.compile(r"[^\n]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_WORD = re.compile(r"[^\s{}\"#,=()@]+")
_KEYLESS = re.compile(r"\s*[\w-]+\s*=")
_NOT_IN_KEYS = re.compile(r"[\s,;{}\"#%\\=]")
_NOT_ENTRIES = ("comment", "preamble", "string")


@dataclass(slots=True)
class Entry:
    """An entry as written: values without delimiters, not yet decoded; names in lower case."""

    type: str
    key: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_entries(
    text: str, file: str, report: Report, *, foreign: bool = False
) -> tuple[list[Entry], Account]:
    """Return the entries of a bibliography that can be read; report every other one.

    Args:
        text: of the bibliography.
        file: its name.
        report: takes what is wrong.
        foreign: the file is another program's, whose keys nobody refers to yet: a key that stands
            a second time (``smith#2``) or is missing (``#7``, the line) refuses no entry, and an
            undefined string stands for its name.
    """
    # bibtexparser does not count a line that ends in a backslash; to TeX this is the same.
    text = _without_comments(text).replace("\\\n", "\\ \n")
    account = Account(file)
    reader = _Reader(file, report, account, foreign=foreign)
    reader.read(_blocks(text), Counter(_starts(text)))
    if not account.total:
        report.add("no-entries", file, 0, f"{file} holds no entry")
    return reader.entries, account


def outline(text: str) -> Iterator[tuple[Any, int]]:
    """Yield the entries of a bibliography as bibtexparser has them, and where each begins.

    Only for who changes a file that is known to be sound.
    """
    text = _without_comments(text)
    from bibtexparser.model import Entry as Block

    position = 0
    for block in _blocks(text):
        found = text.find(block.raw, position)
        if found < 0:
            continue
        position = found + len(block.raw)
        if isinstance(block, Block):
            yield block, found


def _blocks(text: str) -> list[Any]:
    if not text.strip():
        return []
    from bibtexparser.entrypoint import parse_string

    with _silenced("bibtexparser"):
        return list(parse_string(text, parse_stack=[]).blocks)


@contextmanager
def _silenced(name: str) -> Iterator[None]:
    """Keep a library from logging what is reported as problems anyway."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _without_comments(text: str) -> str:
    """Blank every closed ``@comment{...}``: as for biber, entries inside it are comment too.

    Everything else keeps its place in the text.
    """
    kept, position = [], 0
    for match in _COMMENT.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if match.start() < position or text[line_start : match.start()].strip():
            continue
        end = _closing(text, match.end() - 1)
        if end is not None:
            kept += [text[position : match.start()], _INK.sub(" ", text[match.start() : end])]
            position = end
    return "".join([*kept, text[position:]]) if position else text


def _closing(text: str, opening: int) -> int | None:
    """Return the index behind the brace that closes the one at ``opening``."""
    depth = 0
    for match in _BRACE.finditer(text, opening):
        if match[0] == "{":
            depth += 1
        elif depth == 1:
            return match.end()
        else:
            depth -= 1
    return None


def _starts(text: str) -> Iterator[int]:
    """Yield the line of everything that looks like the start of an entry, apart from the parser.

    That is ``@type{`` or ``@type(`` at the start of a line, or further on in it where all braces
    since the last start are closed. A start that the parser cannot see (a line break before the
    brace, a hyphen in the type) is believed at the start of a line only where braces are closed.
    """
    line, counted, last = 1, 0, 0
    for match in _START.finditer(text):
        leads = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        plain = _PLAIN.match(text, match.start()) is not None
        if not (leads or plain):
            continue
        if not (leads and plain):
            since = text[last : match.start()].replace("\\{", "").replace("\\}", "")
            if since.count("{") > since.count("}") or text[last : last + 1] == "(":
                continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        last = match.end() - 1
        if match[1].casefold() not in _NOT_ENTRIES:
            yield line


class _Reader:
    """Goes through the blocks of one file, in order, because macros hold from where they stand."""

    def __init__(self, file: str, report: Report, account: Account, *, foreign: bool) -> None:
        self.foreign = foreign
        self.file = file
        self.report = report
        self.account = account
        self.macros = dict(_MACROS)
        self.entries: list[Entry] = []
        self.lines: dict[str, int] = {}
        self.names: set[str] = set()

    def read(self, blocks: list[Any], starts: Counter[int]) -> None:
        """Read or report every entry and block, then the starts of entries that are neither."""
        from bibtexparser.model import Entry as Block
        from bibtexparser.model import ParsingFailedBlock, String

        seen: Counter[int] = Counter()
        for block in blocks:
            line = block.start_line + 1
            if isinstance(block, ParsingFailedBlock):
                seen[line] += self._failed(block, line)
            elif isinstance(block, Block):
                seen[line] += 1
                self._entry(block, line)
            elif isinstance(block, String):
                self._define(block, line)
        self.account.total = (starts | seen).total()
        for line, count in (starts - seen).items():
            self.account.reported += count
            message = "what looks like an entry cannot be read: its type is not a plain word"
            remedy = "write the type as a plain word directly behind @, and { behind it: @article{"
            self.report.add("bib-syntax", self.file, line, message, remedy=remedy)

    def _refuse(self, code: str, line: int, message: str) -> None:
        self.account.reported += 1
        self.report.add(code, self.file, line, message)

    def _failed(self, block: Any, line: int) -> int:
        """Report a block that bibtexparser failed; return how many entries it stands for."""
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, String

        inner = block.ignore_error_block
        if isinstance(inner, String):
            self._define(inner, line)
            return 0
        if isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
            self._entry(inner, line)
            return 1
        match = _START.match(block.raw)
        kind = match[1].casefold() if match else ""
        reason = str(getattr(block.error, "abort_reason", block.error) or "it is not BibTeX")
        if match and _KEYLESS.match(block.raw, match.end()):
            self._refuse("bad-key", line, f"@{kind}: the entry has no key, or no comma behind it")
            return 1
        key = re.match(r"[^\s,=]*", block.raw[match.end() :].lstrip()) if match else None
        name = f"@{kind}{{{key[0]}}}" if key and key[0] else f"@{kind}"
        message = f"{name} cannot be read: {_reworded(reason)}"
        if kind in _NOT_ENTRIES:
            self.report.add("bib-syntax", self.file, line, message)
            return 0
        self._refuse("bib-syntax", line, message)
        return 1

    def _entry(self, block: Any, line: int) -> None:
        """Take one entry, or report why not."""
        key = self._stand_in(block.key, line) if self.foreign else block.key
        name = f"@{block.entry_type}{{{key}}}"
        if not block.entry_type:
            return self._refuse("bib-syntax", line, f"the entry {key!r} has no type")
        if not key or not _is_key(block.key or "nameless"):
            what = f"{key!r} is not a key" if key else "the entry has no key"
            return self._refuse("bad-key", line, f"@{block.entry_type}: {what}")
        if key in self.lines:
            message = f"{name} stands already at {self.file}:{self.lines[key]}"
            return self._refuse("duplicate-key", line, message)
        self.lines[key] = line
        entry = Entry(block.entry_type, key, line)
        values, lines = entry.values, entry.lines
        for item in block.fields:
            field_name = item.key.lower()
            field_line = item.start_line + 1
            if field_name in lines:
                message = f"{name} has {field_name} twice, first in line {lines[field_name]}"
                return self._refuse("doubled-field", field_line, message)
            lines[field_name] = field_line
            if field_name not in self.names and not self._is_name(field_name):
                fault = f"{' '.join(field_name.split())!r} is not the name of a field"
                return self._refuse("bib-syntax", field_line, f"{name}: {fault}")
            raw = item.value
            # Nearly every value is text in one pair of braces.
            if raw[:1] == "{" and raw[-1] == "}":
                value = raw[1:-1]
                if "}" not in value or _closing(raw, 0) == len(raw):
                    values[field_name] = value
                    continue
            doubt = self._value(entry, field_name, raw, field_line)
            if doubt:
                return self._refuse("bib-syntax", field_line, f"{name}: {doubt}")
        self.entries.append(entry)
        return None

    def _stand_in(self, key: str, line: int) -> str:
        """Return a key that no entry before has; # stands in no key of a file."""
        if not key:
            return f"#{line}"
        names = itertools.chain([key], (f"{key}#{n}" for n in itertools.count(2)))
        return next(name for name in names if name not in self.lines)

    def _is_name(self, name: str) -> bool:
        """Tell whether a field may be called this, and remember the names that may."""
        if not _WORD.fullmatch(name):
            return False
        self.names.add(name)
        return True

    def _value(self, entry: Entry, name: str, raw: str, line: int) -> str | None:
        """Set the value of a field; return what makes the whole entry doubtful, if anything."""
        parts, fault = _parts(raw)
        if fault:
            return f"the value of {name} {fault}"
        text = []
        for kind, part in parts:
            if kind == "macro" and part.casefold() not in self.macros:
                near = hint(part, self.macros)
                message = f"{entry.key}: {name} names the string {part!r}, which is not defined"
                self.report.add("unknown-string", self.file, line, message + near)
                if not self.foreign:
                    return None
            text.append(self.macros.get(part.casefold(), part) if kind == "macro" else part)
        entry.values[name] = "".join(text)
        return None

    def _define(self, block: Any, line: int) -> None:
        """Take a @string."""
        name = block.key.casefold()
        if not _WORD.fullmatch(name):
            self.report.add("bib-syntax", self.file, line, f"@string: {block.key!r} is not a name")
            return
        if name in self.macros and name not in _MACROS:
            self.report.add("duplicate-string", self.file, line, f"@string {name} stands already")
        entry = Entry("string", f"@string {block.key}", line)
        fault = self._value(entry, name, block.value, line)
        if fault:
            self.report.add("bib-syntax", self.file, line, f"@string: {fault}")
        elif name in entry.values:
            self.macros[name] = entry.values[name]


def _is_key(key: str) -> bool:
    return not _NOT_IN_KEYS.search(key)


def _reworded(reason: str) -> str:
    reason = reason.strip().rstrip(".")
    if "Unexpected block start" in reason:
        return "it is not closed before the next entry begins"
    if "end of file" in reason:
        return "it is not closed before the file ends"
    return reason[:1].lower() + reason[1:]


def _parts(raw: str) -> tuple[list[tuple[str, str]], str | None]:
    """Take a value apart at ``#``: (kind, text) of each part, and what is wrong.

    >>> _parts('"1~" # jan # { and on}')
    ([('text', '1~'), ('macro', 'jan'), ('text', ' and on')], None)
    >>> _parts("{Trust} year = {2020}")[1]
    'goes on behind its end: a comma is missing'
    """
    parts: list[tuple[str, str]] = []
    position = 0
    while True:
        while position < len(raw) and raw[position].isspace():
            position += 1
        part, position = _part(raw, position)
        if part is None:
            return parts, "is empty" if not raw.strip() else "is not closed, or a part is missing"
        parts.append(part)
        while position < len(raw) and raw[position].isspace():
            position += 1
        if position >= len(raw):
            return parts, None
        if raw[position] != "#":
            return parts, "goes on behind its end: a comma is missing"
        position += 1


def _part(raw: str, start: int) -> tuple[tuple[str, str] | None, int]:
    opening = raw[start : start + 1]
    if opening == "{":
        end = _closing(raw, start)
        return (("text", raw[start + 1 : end - 1]), end) if end else (None, start)
    if opening == '"':
        end = _closing_quote(raw, start)
        return (("text", raw[start + 1 : end - 1]), end) if end else (None, start)
    word = _WORD.match(raw, start)
    if not word:
        return None, start
    return ("text" if word[0].isdecimal() else "macro", word[0]), word.end()


def _closing_quote(raw: str, start: int) -> int | None:
    """Return the index behind the quote that ends a value: the next one outside braces."""
    depth = 0
    for match in re.compile(r'(?<!\\)[{}"]').finditer(raw, start + 1):
        if match[0] == '"' and depth <= 0:
            return match.end()
        depth += {"{": 1, "}": -1, '"': 0}[match[0]]
    # Braces that do not match inside quotes: believe the last quote.
    last = raw.rfind('"')
    return last + 1 if last > start else None
