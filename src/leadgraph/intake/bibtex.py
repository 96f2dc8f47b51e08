"""BibTeX and biblatex as Zotero, JabRef, Mendeley and Google Scholar write it.

The reader is that of ``references.bib``. Of a foreign file, other things are forgiven: a key that
stands twice or not at all (keys are made anew), an undefined string, a type that nobody knows, a
year that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leadgraph.curation import dialect
from leadgraph.curation.bibtex import Entry, read_entries
from leadgraph.curation.crossref import inherit
from leadgraph.curation.doi import is_doi
from leadgraph.curation.problems import Report
from leadgraph.curation.sources import make_source
from leadgraph.intake.incoming import At, Left, Record, Work
from leadgraph.model import Source

_NO_ENTRY = ("@string", "@comment", "@preamble")
_QUIET = ("missing-title", "date-and-year")


def read(text: str, file: str) -> Iterator[Record]:
    """Yield every entry of a bibliography, those that cannot be read too, in its order."""
    report = Report()
    entries, account = read_entries(text, file, report, foreign=True)
    refused = [
        Left(At(file, problem.line), problem.message)
        for problem in report
        if problem.level == "error"
        and problem.code != "unknown-string"
        and not problem.message.startswith(_NO_ENTRY)
    ]
    # Two that cannot be told apart share a problem: each is counted.
    refused += [Left(At(file), "an entry cannot be read")] * (account.reported - len(refused))
    inherit(entries, file, report)
    notes = _notes(entries, report)
    records: list[Record] = [*refused]
    records += [_record(entry, file, notes.get(entry.key, [])) for entry in entries]
    yield from sorted(records, key=lambda record: record.at.line)


def _notes(entries: list[Entry], report: Report) -> dict[str, list[str]]:
    """Return what was said of single entries before they were made sources."""
    said: dict[str, list[str]] = {}
    starts = {entry.key for entry in entries}
    for problem in report:
        key = problem.message.partition(": ")[0]
        if problem.code in ("unknown-string", "unknown-crossref", "crossref-cycle"):
            key = key if key in starts else key.partition(" ")[0]
            said.setdefault(key, []).append(problem.message.removeprefix(f"{key}: "))
    return said


def _record(entry: Entry, file: str, notes: list[str]) -> Record:
    at = At(file, entry.line)
    if entry.type == "xdata":
        reason = "no work: what it holds was copied into the entries that name it"
        return Left(at, reason, refused=False, name=entry.key)
    report = Report()
    source = make_source(entry, file, report)
    if not source.title and not source.doi and (not entry.values or entry.key.startswith("#")):
        return Left(at, "nothing in the entry tells which work it is", name=entry.key)
    told = [*notes]
    for problem in report:
        if problem.code not in _QUIET:
            told.append(problem.message.removeprefix(f"{entry.key}: "))
    source = _identified(_dated(_typed(source, told), entry, told), told)
    key = entry.key.partition("#")[0]
    cites = source.cites
    return Work(at, replace(source, cites=()), entry.key, key, cites, tuple(told))


def _typed(source: Source, told: list[str]) -> Source:
    """Return a source with a type that biblatex knows; its own stays as ``entrysubtype``."""
    if source.type in dialect.TYPES:
        return source
    told.append("it is taken as @misc, with its type as entrysubtype")
    fields = {"entrysubtype": source.type, **source.fields}
    return replace(source, type="misc", fields=dict(sorted(fields.items())))


def _dated(source: Source, entry: Entry, told: list[str]) -> Source:
    """Return a source with what should have been a year in its note, if it was none."""
    said = " ".join((entry.values.get("date") or entry.values.get("year") or "").split())
    if source.year is not None or source.date or not said:
        return source
    told.append("it is kept in note")
    return _noted(source, said)


def _identified(source: Source, told: list[str]) -> Source:
    """Return a source with what should have been a DOI in its note, if it was none."""
    if not source.doi or is_doi(source.doi):
        return source
    told.append("it is kept in note")
    return _noted(replace(source, doi=None), f"DOI: {source.doi}")


def _noted(source: Source, said: str) -> Source:
    note = "; ".join(part for part in (source.fields.get("note"), said) if part)
    return replace(source, fields=dict(sorted({**source.fields, "note": note}.items())))
