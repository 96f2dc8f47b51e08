"""Entries of a bibliography -> ``Source`` records."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from leadgraph.curation import dialect
from leadgraph.curation.bibtex import MONTH_NAMES, Entry, read_entries
from leadgraph.curation.crossref import inherit
from leadgraph.curation.doi import bare, is_doi
from leadgraph.curation.latex import decode, unknown_commands
from leadgraph.curation.names import read_names
from leadgraph.curation.problems import Account, Place, Report, collector_paused, hint
from leadgraph.curation.textfile import read_text
from leadgraph.curation.validation import explain
from leadgraph.model import Source

_DATE_PART = (
    r"(?:-?\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.+Z-]+)?)?)?|\d{2}XX|\d{3}X|\d{4}-XX(?:-XX)?)[~?%]?"
)
_DATE = re.compile(rf"(?:{_DATE_PART})(?:/(?:{_DATE_PART}|\.\.)?)?|(?:\.\.)?/{_DATE_PART}")
_YEAR = re.compile(r"[0-9]{1,4}")
_FOUR_DIGITS = re.compile(r"-?\d{4}")
_MONTH_NUMBERS = {
    name: str(number)
    for number, month in enumerate(MONTH_NAMES, 1)
    for name in (month.casefold(), month[:3].casefold(), f"{number:02}", str(number))
}


def read_sources(
    path: Path, report: Report, progress: Callable[..., Any] | None = None
) -> tuple[list[Source], dict[str, Place], Account]:
    """Return the sources of a bibliography in its order, their places, and the file's books."""
    file = path.name
    text = read_text(path, report)
    if text is None:
        return [], {}, Account(file)
    with collector_paused():
        entries, account = read_entries(text, file, report)
        inherit(entries, file, report)
        shown = progress(entries, desc=file, unit="entry") if progress else entries
        sources, places = [], {}
        for entry in shown:
            account.read += 1
            if entry.type == "xdata":
                continue  # a container that others copy from, not a work
            sources.append(make_source(entry, file, report))
            places[entry.key] = Place(file, entry.line, entry.lines)
    return sources, places, account


def make_source(entry: Entry, file: str, report: Report) -> Source:
    """Return the source that an entry describes, without the fields that had to be refused."""
    return _Maker(entry, file, report).source()


class _Maker:
    """Makes one source of one entry."""

    __slots__ = ("entry", "file", "record", "report")

    def __init__(self, entry: Entry, file: str, report: Report) -> None:
        self.entry = entry
        self.file = file
        self.report = report
        self.record: dict[str, Any] = {"key": entry.key, "type": entry.type}

    def source(self) -> Source:
        """Return the source, without the fields that had to be refused."""
        record, rest = self.record, {}
        for name, value in self.entry.values.items():
            read = _READERS.get(name)
            if read is not None:
                read(self, name, value)
            elif text := self.text(name, value):
                rest[name] = text
                if name not in dialect.FIELDS:
                    self._unknown_field(name)
        if rest:
            if "month" in rest:
                rest["month"] = _MONTH_NUMBERS.get(rest["month"].casefold(), rest["month"])
            record.setdefault("fields", {}).update(rest)
        if "fields" in record:
            record["fields"] = dict(sorted(record["fields"].items()))
        self._check_whole()
        return self._validated()

    def problem(self, code: str, name: str, message: str) -> None:
        """Report something about a field, at its line."""
        line = self.entry.lines.get(name, self.entry.line)
        self.report.add(code, self.file, line, f"{self.entry.key}: {message}")

    def text(self, name: str, value: str) -> str:
        """Return a value decoded; report commands that nobody knows."""
        if "\\" in value:
            for command in unknown_commands(value):
                message = f"{name} holds the LaTeX command \\{command}, which nobody here knows"
                self.problem("unknown-latex", name, message)
        return decode(value)

    def _unknown_field(self, name: str) -> None:
        near = hint(name, dialect.OURS)
        if near:
            self.problem("misspelt-field", name, f"{name} is not a field of this dialect{near}")

    def _check_whole(self) -> None:
        entry, values = self.entry, self.entry.values
        if entry.type not in dialect.TYPES:
            near = hint(entry.type, dialect.TYPES)
            self.problem("unknown-type", "", f"@{entry.type} is not a type of entry{near}")
        if "title" not in self.record and entry.type != "set":
            self.problem("missing-title", "", "the entry has no title")
        if "date" in values and "year" in values:
            said = f"date = {values['date']} and year = {values['year']}"
            self.problem("date-and-year", "year", f"the entry has both {said}; the date is taken")

    def _validated(self) -> Source:
        """Build the record; a field that its rules refuse is reported and left out."""
        while True:
            try:
                return Source(**self.record)
            except ValidationError as error:
                for fault in explain(error, "source"):
                    name = _FIELD_OF.get(fault.field, fault.field)
                    self.problem(fault.code, name, f"{name} {fault.message}")
                    self.record.pop(fault.field, None)


def _title(maker: _Maker, name: str, value: str) -> None:
    if text := maker.text(name, value):
        maker.record["title"] = text


def _people(maker: _Maker, name: str, value: str) -> None:
    names, faults = read_names(value)
    for fault in faults:
        maker.problem("bad-name", name, f"{name}: {fault}")
    if names:
        maker.record[f"{name}s"] = names


def _year(maker: _Maker, name: str, value: str) -> None:
    if "year" in maker.record or "date" in maker.entry.values:
        return
    text = maker.text(name, value)
    if _YEAR.fullmatch(text):
        maker.record["year"] = int(text)
    elif text:
        maker.problem("bad-year", name, f"{text!r} is not a year")


def _date(maker: _Maker, name: str, value: str) -> None:
    text = value.strip()
    if not text:
        return
    if not _DATE.fullmatch(text) or not _is_calendar(text):
        maker.problem("bad-year", name, f"{text!r} is not a date as biblatex reads them")
        return
    maker.record["date"] = text
    year = _FOUR_DIGITS.search(text)
    if year and year[0][0] != "-":  # years before the common era stay in the date
        maker.record["year"] = int(year[0])


def _is_calendar(text: str) -> bool:
    """Tell whether months and days exist; 21 to 41 are the seasons of ISO 8601-2."""
    for month, day in re.findall(r"\d{4}-(\d\d)(?:-(\d\d))?", text):
        if not (1 <= int(month) <= 12 or 21 <= int(month) <= 41) or (
            day and not 1 <= int(day) <= 31
        ):
            return False
    return True


def _doi(maker: _Maker, name: str, value: str) -> None:
    doi = bare(value)
    if not doi:
        return
    maker.record["doi"] = doi
    if not is_doi(doi):
        maker.problem("bad-doi", name, f"{doi!r} does not have the form of a DOI")


def _attribute(maker: _Maker, name: str, value: str) -> None:
    if text := maker.text(name, value):
        maker.record[dialect.ATTRIBUTES[name]] = text


def _ids(maker: _Maker, name: str, value: str) -> None:
    parts = [part.strip() for part in value.split(",")]
    if ids := tuple(dict.fromkeys(part for part in parts if part)):
        maker.record[dialect.LISTS[name]] = ids


def _verbatim(maker: _Maker, name: str, value: str) -> None:
    if text := " ".join(value.split()):
        maker.record[dialect.VERBATIM[name]] = text


def _verbatim_kept(maker: _Maker, name: str, value: str) -> None:
    if text := " ".join(value.split()):
        maker.record.setdefault("fields", {})[name] = text


def _seen_at(maker: _Maker, name: str, value: str) -> None:
    if addresses := tuple(value.split()):
        maker.record["seen_at"] = addresses


def _corrections(maker: _Maker, name: str, value: str) -> None:
    texts = maker.text(name, value).split(" | ")
    if told := tuple(text.strip() for text in texts if text.strip()):
        maker.record["corrections"] = told


def _nothing(maker: _Maker, name: str, value: str) -> None:
    """Leave out what has done its work (xdata)."""


_READERS: dict[str, Callable[[_Maker, str, str], None]] = {
    "title": _title,
    "author": _people,
    "editor": _people,
    "year": _year,
    "date": _date,
    "doi": _doi,
    "seenat": _seen_at,
    "corrections": _corrections,
    "xdata": _nothing,
    **dict.fromkeys(dialect.ATTRIBUTES, _attribute),
    **dict.fromkeys(dialect.LISTS, _ids),
    **dict.fromkeys(dialect.VERBATIM, _verbatim),
    **dict.fromkeys(dialect.VERBATIM_KEPT, _verbatim_kept),
}

_FIELD_OF = {
    attribute: name
    for table in (dialect.ATTRIBUTES, dialect.LISTS, dialect.VERBATIM)
    for name, attribute in table.items()
} | {"authors": "author", "editors": "editor", "seen_at": "seenat"}
