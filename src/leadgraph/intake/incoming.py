"""What a reader gives: one record of a file, at its place, or why there is none."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from leadgraph.curation.doi import bare, is_doi
from leadgraph.curation.validation import explain
from leadgraph.model import Name, Source

NAMELESS = "nameless"
"""The key of a source that has none yet."""

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_RANGE = re.compile(r"(?<=\w)\s*[-‐‑‒–—]+\s*(?=\w)")
_KEY = re.compile(r"(?=.*[^\W\d])[^\s,;{}\"#%\\=~()'/:]+")


@dataclass(frozen=True, slots=True)
class At:
    """Where a record stands: its line, or its number where lines mean nothing."""

    file: str
    line: int = 0
    record: int = 0

    def __str__(self) -> str:
        """Return ``file:line`` or ``file, record n``.

        >>> str(At("works.json", record=3))
        'works.json, record 3'
        """
        if self.line:
            return f"{self.file}:{self.line}"
        return f"{self.file}, record {self.record}" if self.record else self.file


@dataclass(frozen=True, slots=True)
class Work:
    """A bibliographic work.

    Attributes:
        at: where it stands.
        source: what is said of it; its key is that of the file, or stands in for one.
        name: what other records of the same file call it.
        alias: the key that the program it comes from knew it by; empty if that is no key to keep.
        cites: the works it cites: by name in the same file, DOI, ``pmid:`` or ``openalex:``.
        notes: what could not be taken as it stands.
    """

    at: At
    source: Source
    name: str = ""
    alias: str = ""
    cites: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One work cites another; each is called by all the names that the file has for it."""

    at: At
    citing: tuple[str, ...]
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as a row of a spreadsheet has it, its columns and values not yet translated."""

    at: At
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """A record that is not taken.

    Attributes:
        at: where it stands.
        reason: why.
        refused: whether it is broken; otherwise it is sound, and nothing to take.
        name: what the file calls it.
    """

    at: At
    reason: str
    refused: bool = True
    name: str = ""


Record = Work | Citation | ClaimRow | Left


class UnreadableError(ValueError):
    """A file as a whole cannot be read; the message says why and what to do."""


@dataclass(slots=True)
class Draft:
    """A work in the making: what a reader has found, under the names of biblatex.

    Attributes:
        type: of the entry.
        fields: texts by field; ``year``, ``date``, ``doi``, ``url`` and ``title`` among them.
        authors, editors: names.
        notes: what could not be taken as it stands.
    """

    type: str
    fields: dict[str, str] = field(default_factory=dict)
    authors: Sequence[Name] = ()
    editors: Sequence[Name] = ()
    notes: list[str] = field(default_factory=list)

    def set(self, name: str, value: object) -> None:
        """Set a field, unless there is nothing to set or it has a value."""
        if value is not None and not isinstance(value, dict | list) and (text := clean(value)):
            self.fields.setdefault(name, text)

    def set_list(self, name: str, values: Iterable[object]) -> None:
        """Set a field to several values, separated by commas."""
        texts = (clean(value).replace(",", " ") for value in values if value)
        self.set(name, ", ".join(dict.fromkeys(" ".join(t.split()) for t in texts if t)))

    def work(self, at: At, *, key: str = "", name: str = "", cites: Iterable[str] = ()) -> Record:
        """Return the work, or why it is none.

        Args:
            at: where it stands.
            key: what its program calls it.
            name: what other records of the file call it.
            cites: the works it cites.
        """
        record = self._record()
        if not record.get("title") and not record.get("doi"):
            return Left(at, "it has neither a title nor a DOI", name=key)
        source = self._validated({**record, "key": NAMELESS})
        alias = key if _KEY.fullmatch(key) else ""
        return Work(at, source, name or key, alias, tuple(dict.fromkeys(cites)), tuple(self.notes))

    def _record(self) -> dict[str, Any]:
        fields = dict(self.fields)
        record: dict[str, Any] = {"type": self.type}
        record["authors"], record["editors"] = tuple(self.authors), tuple(self.editors)
        doi = bare(fields.pop("doi", ""))
        address = fields.get("url", "")
        if not doi and is_doi(bare(address)):
            doi = bare(address)
        if doi and bare(address) == doi:
            fields.pop("url", None)
        if doi and not is_doi(doi):
            self.notes.append(f"{doi!r} does not have the form of a DOI: it is kept in note")
            fields["note"] = "; ".join(p for p in (fields.get("note"), f"DOI: {doi}") if p)
            doi = ""
        record["doi"] = doi or None
        year, date = fields.pop("year", ""), fields.pop("date", "")
        if date[:4].isdecimal():
            record["date"] = date
            record["year"] = int(date[:4])
        elif year.isdecimal():
            record["year"] = int(year)
        for name in ("title", "url"):
            if name in fields:
                record[name] = fields.pop(name)
        if "pages" in fields:
            fields["pages"] = _RANGE.sub("--", fields["pages"])
        record["fields"] = dict(sorted(fields.items()))
        return record

    def _validated(self, record: dict[str, Any]) -> Source:
        """Return the source without the fields that its rules refuse, which are noted."""
        while True:
            try:
                return Source(**record)
            except ValidationError as error:
                for fault in explain(error, "source"):
                    self.notes.append(f"left out: {fault.field} {fault.message}")
                    record.pop(fault.field)


def clean(value: object) -> str:
    r"""Return a text without markup, control characters and runs of white space.

    >>> clean("<i>Trust</i> &amp;\u00a0doubt\n in  schools")
    'Trust & doubt in schools'
    """
    text = html.unescape(_TAG.sub("", str(value)))
    text = text.encode("utf-8", "ignore").decode()
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Zs") else c for c in text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def person(family: object, given: object, prefix: object = "", suffix: object = "") -> Name | None:
    """Return a name of some parts, or None if there are none."""
    said = {"family": family, "given": given, "prefix": prefix, "suffix": suffix}
    parts = {part: text for part, value in said.items() if value and (text := clean(value))}
    return Name(**parts) if parts else None


def body(name: object) -> Name | None:
    """Return the name of a body, or None if it is empty."""
    text = clean(name or "")
    return Name(literal=text) if text else None


def partial_date(parts: Sequence[object]) -> str:
    """Return a year, month and day, as far as they are there and make sense, as ISO 8601.

    >>> partial_date([2020, 5]), partial_date(["2020", "13"]), partial_date([None])
    ('2020-05', '2020', '')
    """
    numbers = []
    for part, (least, most) in zip(parts, ((1000, 9999), (1, 12), (1, 31)), strict=False):
        text = str(part).strip()
        if not text.isdecimal() or not least <= int(text) <= most:
            break
        numbers.append(text.zfill(2))
    return "-".join(numbers)
