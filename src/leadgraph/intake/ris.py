"""RIS as Zotero, EndNote, Mendeley, publishers and databases write it; rispy reads the tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leadgraph.export.worktypes import from_ris
from leadgraph.intake.incoming import At, Draft, Left, Record, body, clean, partial_date, person
from leadgraph.model import Name

_START = re.compile(r"^TY  ?- ?", re.MULTILINE)
_TAG = re.compile(r"^[A-Z][A-Z0-9]  -", re.MULTILINE)
_FURTHER = re.compile(r"\n(?![A-Z][A-Z0-9]  -)[ \t]*")
_END = re.compile(r"^ER  ?-", re.MULTILINE)

_IN_JOURNALS = ("article", "suppperiodical", "review", "periodical")
_IN_BOOKS = ("incollection", "inbook", "inproceedings", "inreference")

_PLAIN = {
    "VL": "volume", "IS": "number", "PB": "publisher", "CY": "location", "ET": "edition",
    "LA": "language", "ST": "shorttitle", "NV": "volumes", "OP": "origtitle",
}  # fmt: skip
"""Tags that hold one text, and the field each becomes."""


def read(text: str, file: str) -> Iterator[Record]:
    """Yield every record of a file, one from each TY, those that cannot be read too."""
    starts = [match.start() for match in _START.finditer(text)]
    line = 1
    position = 0
    if not starts:
        return
    if stray := _stray(text[: starts[0]], At(file, 0)):
        yield stray
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", position, start)
        position = start
        at = At(file, line)
        closed = _END.search(text, start, end)
        if closed is None:
            yield Left(at, "the record is not closed: ER is missing, the file may be cut short")
            continue
        yield _record(text[start : closed.start()], at)
        behind = At(file, line + text.count("\n", start, closed.end()))
        if stray := _stray(text[closed.end() : end].partition("\n")[2], behind):
            yield stray


def _stray(text: str, at: At) -> Left | None:
    """Return what stands between records if it looks like one; numbers and remarks may stand."""
    tag = _TAG.search(text)
    if tag is None:
        return None
    line = at.line + 1 + text.count("\n", 0, tag.start())
    return Left(At(at.file, line), "tags that belong to no record: TY is missing")


def _record(text: str, at: At) -> Record:
    tags = _tags(text)
    type_ = from_ris(clean(" ".join(tags.pop("TY", []))))
    draft = Draft(type_ or "misc")
    if type_ is None:
        draft.notes.append("its type is none of RIS; it is taken as @misc")
    key = _fill(draft, tags)
    return draft.work(at, key=key)


def _tags(text: str) -> dict[str, list[str]]:
    """Return the values of every tag, in order."""
    import rispy

    # A value that goes on in the next line; rispy would make two of it.
    text = _FURTHER.sub(" ", text)
    # rispy keeps lists only of the tags that it knows as lists: here all of them are.
    mapping = {tag: tag for tag in rispy.RisParser.DEFAULT_MAPPING} | {"UK": "UK"}
    mapping |= {tag: tag for tag in re.findall(r"^([A-Z][A-Z0-9])  - ?", text, re.MULTILINE)}
    parser = rispy.RisParser(
        mapping=mapping,
        list_tags=[tag for tag in mapping if tag not in ("TY", "ER")],
        delimiter_tags_mapping={},
    )
    parsed: dict[str, Any] = parser.parse(f"{text.rstrip()}\nER  - \n")[0]
    return {
        tag: [value for value in ([values] if isinstance(values, str) else values) if value]
        for tag, values in parsed.items()
    }


def _fill(draft: Draft, tags: dict[str, list[str]]) -> str:
    """Give a draft what the tags say; return the key that the record had."""

    def first(*names: str) -> str:
        values = [value for name in names for value in tags.pop(name, [])]
        return values[0] if values else ""

    def every(*names: str) -> list[str]:
        return [value for name in names for value in tags.pop(name, [])]

    draft.set("title", first("TI", "T1") or (first("BT") if draft.type == "book" else ""))
    draft.authors = [name for text in every("AU", "A1") if (name := _name(text))]
    draft.editors = [name for text in every("ED", "A2") if (name := _name(text))]
    _place(draft, first, every)
    date = next((d for text in every("DA", "PY", "Y1") if (d := _date(text))), "")
    draft.set("date" if "-" in date else "year", date)
    start, end = first("SP"), first("EP")
    draft.set("pages", f"{start}--{end}" if start and end and "-" not in start else start or end)
    draft.set("doi", first("DO"))
    numbers = every("SN")
    draft.set("issn" if draft.type in _IN_JOURNALS else "isbn", " ".join(numbers))
    addresses = every("UR")
    for field, address in zip(("url", "url2"), addresses, strict=False):
        draft.set(field, address)
    draft.set("urldate", _date(first("Y2")))
    draft.set("abstract", first("AB", "N2"))
    draft.set_list("keywords", every("KW"))
    draft.set("note", "; ".join(every("N1")))
    draft.set("file", ";".join(every("L1", "L2")))
    for tag, field in _PLAIN.items():
        draft.set(field, first(tag))
    key = first("ID")
    for tag, values in tags.items():
        draft.set(f"ris-{tag.lower()}", "; ".join(values))
    return key


def _place(draft: Draft, first: Any, every: Any) -> None:
    """Say where the work appeared: in a journal, a book, a series, or of whom."""
    if draft.type in _IN_JOURNALS:
        draft.set("journal", first("JF") or first("T2") or first("JO") or first("JA", "J2"))
        draft.set("shortjournal", first("JA", "J2", "JO"))
    elif draft.type in _IN_BOOKS:
        draft.set("booktitle", first("BT") or first("T2"))
        draft.set("series", first("T3"))
    else:
        draft.set("series", first("T2") or first("T3"))
    if draft.type in ("report", "thesis", "techreport"):
        draft.set("institution", first("PB"))
        draft.set("type", first("M3"))


def _name(text: str) -> Name | None:
    """Return a name as RIS writes it: ``Family, Given, Suffix``; without a comma, a body.

    >>> str(_name("King, Martin Luther, Jr.")), str(_name("World Bank"))
    ('King, Jr., Martin Luther', 'World Bank')
    """
    parts = [part.strip() for part in clean(text).rstrip(",").split(",")]
    if len(parts) == 1:
        return body(parts[0])
    return person(parts[0], parts[1], suffix=", ".join(parts[2:]))


def _date(text: str) -> str:
    """Return a date as RIS writes it, ``YYYY/MM/DD/other``, in ISO 8601.

    >>> _date("2020/05/12/Spring"), _date("2020///"), _date("May 2020")
    ('2020-05-12', '2020', '2020')
    """
    if date := partial_date(re.split(r"[/-]", text.strip()[:10])):
        return date
    year = re.search(r"\b[12]\d{3}\b", text)
    return year[0] if year else ""
