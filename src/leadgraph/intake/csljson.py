"""CSL-JSON, which Zotero, Mendeley and pandoc write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from leadgraph.export.worktypes import from_csl
from leadgraph.intake.incoming import At, Draft, Left, Record, body, partial_date, person
from leadgraph.model import Name

_PLAIN = {
    "title": "title", "DOI": "doi", "URL": "url", "ISBN": "isbn", "ISSN": "issn",
    "PMID": "pmid", "PMCID": "pmcid", "volume": "volume", "issue": "number", "page": "pages",
    "publisher-place": "location", "abstract": "abstract", "language": "language",
    "note": "note", "genre": "type", "edition": "edition", "collection-title": "series",
    "event-title": "eventtitle", "event": "eventtitle", "event-place": "venue",
    "title-short": "shorttitle", "shortTitle": "shorttitle",
    "container-title-short": "shortjournal", "journalAbbreviation": "shortjournal",
    "chapter-number": "chapter", "version": "version",
    "number-of-pages": "pagetotal", "number-of-volumes": "volumes", "number": "number",
    "status": "pubstate",
}  # fmt: skip
_BOUND = ("id", "citation-key", "type", "author", "editor", "issued", "accessed",
          "container-title", "publisher", "keyword", "translator")  # fmt: skip
_OF_BODIES = ("report", "techreport", "thesis", "phdthesis", "mastersthesis")
_NO_WORKS = ("note", "attachment")


def read(items: list[Any], places: list[At]) -> Iterator[Record]:
    """Yield every item of a list."""
    for item, at in zip(items, places, strict=True):
        yield _record(item, at) if isinstance(item, dict) else Left(at, "it is not an object")


def _record(item: Mapping[str, Any], at: At) -> Record:
    key = str(item.get("citation-key") or item.get("id") or "")
    kind = str(item.get("type") or "")
    if kind in _NO_WORKS:
        return Left(at, f"no work: {kind}", refused=False, name=key)
    type_ = from_csl(kind)
    draft = Draft(type_ or "misc")
    if type_ is None:
        draft.notes.append(f"its type {kind!r} is none of CSL; it is taken as @misc")
    for name, field in _PLAIN.items():
        draft.set(field, item.get(name))
    draft.authors = names(item.get("author"))
    draft.editors = names(item.get("editor"))
    if translators := names(item.get("translator")):
        draft.set("translator", " and ".join(map(str, translators)))
    inside = draft.type in ("article", "review", "suppperiodical", "periodical")
    draft.set("journal" if inside else "booktitle", item.get("container-title"))
    draft.set("institution" if draft.type in _OF_BODIES else "publisher", item.get("publisher"))
    date = date_of(item.get("issued"))
    draft.set("date" if "-" in date else "year", date)
    draft.set("urldate", date_of(item.get("accessed")))
    draft.set_list("keywords", str(item.get("keyword") or "").split(","))
    for name, value in item.items():
        if name not in _PLAIN and name not in _BOUND and isinstance(value, str | int | float):
            draft.set(_field(name), value)
    return draft.work(at, key=key)


def _field(name: str) -> str:
    """Return what a variable that no field stands for is called in a bibliography.

    >>> _field("Archive Location"), _field("í €{id")
    ('csl-archive-location', 'csl-í-id')
    """
    return "csl-" + re.sub(r"[^\w.:]+", "-", name.lower())


def names(said: object) -> list[Name]:
    """Return names as CSL writes them; Crossref does so too."""
    if not isinstance(said, list):
        return []
    found = [_name(one) for one in said if isinstance(one, dict)]
    return [name for name in found if name]


def _name(said: Mapping[str, Any]) -> Name | None:
    if literal := said.get("literal") or said.get("name"):
        return body(literal)
    if not said.get("family"):
        return body(said.get("given"))
    prefix = said.get("non-dropping-particle") or said.get("dropping-particle") or ""
    return person(said["family"], said.get("given"), prefix, said.get("suffix"))


def date_of(said: object) -> str:
    """Return a date as CSL writes it, as far as it is known.

    >>> date_of({"date-parts": [["2020", 5, 12]]}), date_of({"raw": "2020-05"}), date_of(None)
    ('2020-05-12', '2020-05', '')
    """
    if isinstance(said, dict):
        parts = said.get("date-parts")
        if isinstance(parts, list) and parts and isinstance(parts[0], list):
            return partial_date(parts[0])
        said = said.get("raw") or said.get("literal")
    return partial_date(said.strip()[:10].split("-")) if isinstance(said, str) else ""
