"""Sources -> RIS, which EndNote, Mendeley, RefWorks and Zotero read (RIS specification, 2011).

RIS has no escape: a body whose name holds a comma is read as a person by most programs, and no name
has a particle apart. What RIS has no tag for is a note (``N1``), by its BibTeX name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from leadgraph.export.csl import csl_item
from leadgraph.export.worktypes import work_type
from leadgraph.model import Name, Source

_TEXTS = {
    "title": "title",
    "container-title": "secondary_title",
    "collection-title": "tertiary_title",
    "container-title-short": "alternate_title2",
    "title-short": "short_title",
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "publisher-place": "place_published",
    "genre": "type_of_work",
    "abstract": "abstract",
    "DOI": "doi",
    "number-of-volumes": "number_of_volumes",
    "archive": "name_of_database",
    "archive_location": "accession_number",
    "language": "language",
}
"""Variables of CSL with the tags of RIS, as rispy calls them."""

_NOTES = (
    "event-title",
    "event-place",
    "number-of-pages",
    "chapter-number",
    "version",
    "status",
    "PMID",
    "PMCID",
)
"""Variables of CSL that RIS has no tag for."""


def to_ris(sources: Iterable[Source]) -> Iterator[str]:
    """Yield each work as a record of RIS.

    >>> work = Source(key="x", type="article", title="On Schools", fields={"pages": "1--9"})
    >>> print("".join(to_ris([work])).rstrip())
    TY  - JOUR
    ID  - x
    TI  - On Schools
    SP  - 1
    EP  - 9
    ER  -
    """
    from rispy import dumps

    writer = _writer()
    for source in sources:
        yield dumps([_record(source)], implementation=writer) + "\n"


@cache
def _writer() -> Any:
    """Return rispy's writer without numbers before records, which the specification lacks."""
    from rispy import RisWriter

    class Plain(RisWriter):  # type: ignore[misc]
        def set_header(self, count: int) -> str:
            return ""

    return Plain


def _record(source: Source) -> dict[str, Any]:
    item = csl_item(source)
    record: dict[str, Any] = {"type_of_reference": work_type(source.type).ris, "id": source.key}
    record["authors"] = [_line(_name(name)) for name in source.authors]
    record["secondary_authors"] = [_line(_name(name)) for name in source.editors]
    record |= {tag: _line(str(item.get(name, ""))) for name, tag in _TEXTS.items()}
    record |= _dates(item, source)
    record["number"] = _line(item.get("issue", "") or item.get("number", ""))
    record |= _pages(item)
    record["issn"] = _line(item.get("ISSN", "") or item.get("ISBN", ""))
    record["urls"] = [_line(source.url)] if source.url else []
    record["keywords"] = [
        word.strip() for word in _line(item.get("keyword", "")).split(",") if word.strip()
    ]
    record["notes"] = list(_notes(item))
    return {name: value for name, value in record.items() if value}


def _name(name: Name) -> str:
    """Return a name as RIS has it: ``van der Berg, Jan, Jr.``."""
    if name.literal:
        return name.literal
    return ", ".join(part for part in (name.short, name.given, name.suffix) if part)


def _dates(item: dict[str, Any], source: Source) -> dict[str, str]:
    issued = item.get("issued", {})
    parts = issued.get("date-parts", [[]])[0]
    dates = {"date": _slashed(parts) or issued.get("literal", "")}
    if source.year is not None:
        dates["year"] = f"{source.year:04}"
    accessed = item.get("accessed", {})
    dates["access_date"] = _slashed(accessed.get("date-parts", [[]])[0]) or accessed.get(
        "literal", ""
    )
    return dict(sorted(dates.items(), reverse=True))


def _slashed(parts: list[int]) -> str:
    """Return a date as RIS has it: ``2015/04/15``."""
    return "/".join(f"{part:02}" if at else f"{part:04}" for at, part in enumerate(parts))


def _pages(item: dict[str, Any]) -> dict[str, str]:
    """Return the first and the last page; what is no range, or is an article's number, whole."""
    pages = str(item.get("page", ""))
    start, dash, end = pages.partition("-")
    if dash and "-" not in end and "," not in pages:
        return {"start_page": _line(start), "end_page": _line(end)}
    if not pages and item.get("issue"):
        pages = str(item.get("number", ""))
    return {"start_page": _line(pages)}


def _notes(item: dict[str, Any]) -> Iterator[str]:
    if "note" in item:
        yield _line(item["note"])
    if item.get("ISSN") and item.get("ISBN"):
        yield f"ISBN: {_line(item['ISBN'])}"
    if item.get("issue") and item.get("page") and "number" in item:
        yield f"number: {_line(item['number'])}"
    for name in _NOTES:
        if name in item:
            yield f"{name}: {_line(item[name])}"
    for name, value in item.get("custom", {}).items():
        yield f"{_line(name)}: {_line(value)}"


def _line(text: str) -> str:
    """Return a text in one line, as a value of RIS must be."""
    return " ".join(str(text).split())
