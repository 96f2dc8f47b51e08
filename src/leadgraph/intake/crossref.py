"""Works as Crossref's API gives them: one (``message``) or many (``message.items``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leadgraph.curation.doi import bare, is_doi
from leadgraph.intake.csljson import date_of, names
from leadgraph.intake.incoming import At, Draft, Left, Record

TYPES = {
    "journal-article": "article", "book": "book", "monograph": "book", "edited-book": "collection",
    "reference-book": "reference", "book-chapter": "incollection", "book-part": "incollection",
    "book-section": "incollection", "book-track": "incollection", "reference-entry": "inreference",
    "proceedings": "proceedings", "proceedings-article": "inproceedings", "report": "report",
    "report-component": "report", "dissertation": "thesis", "dataset": "dataset",
    "posted-content": "unpublished", "standard": "standard", "peer-review": "review",
    "journal": "periodical", "journal-issue": "periodical", "journal-volume": "periodical",
    "book-set": "mvbook", "database": "dataset", "other": "misc",
}  # fmt: skip
"""Types of Crossref (api.crossref.org/types), and the biblatex type of each."""

_DATES = ("published", "published-print", "issued", "published-online", "posted", "created")
_OF_BODIES = ("report", "thesis")


def read(items: list[Any], places: list[At]) -> Iterator[Record]:
    """Yield every work of a list."""
    for item, at in zip(items, places, strict=True):
        yield _record(item, at) if isinstance(item, dict) else Left(at, "it is not an object")


def _record(item: Mapping[str, Any], at: At) -> Record:
    kind = str(item.get("type") or "")
    draft = Draft(TYPES.get(kind, "misc"))
    if kind not in TYPES:
        draft.notes.append(f"its type {kind!r} is not known; it is taken as @misc")
    subtitle = _first(item, "subtitle")
    title = _first(item, "title")
    told = subtitle and subtitle.casefold() not in title.casefold()
    draft.set("title", f"{title}: {subtitle}" if told else title)
    draft.set("doi", item.get("DOI"))
    draft.authors, draft.editors = names(item.get("author")), names(item.get("editor"))
    inside = draft.type in ("article", "review", "periodical")
    draft.set("journal" if inside else "booktitle", _first(item, "container-title"))
    draft.set("shortjournal", _first(item, "short-container-title") if inside else "")
    date = next((d for name in _DATES if (d := date_of(item.get(name)))), "")
    draft.set("date" if "-" in date else "year", date)
    draft.set("volume", item.get("volume"))
    draft.set("number", item.get("issue"))
    draft.set("pages", item.get("page"))
    draft.set("eid", item.get("article-number"))
    draft.set("edition", item.get("edition-number"))
    draft.set("institution" if draft.type in _OF_BODIES else "publisher", item.get("publisher"))
    draft.set("location", item.get("publisher-location"))
    draft.set("issn", " ".join(_texts(item, "ISSN")))
    draft.set("isbn", " ".join(text.rpartition("/")[2] for text in _texts(item, "ISBN")))
    draft.set("language", item.get("language"))
    draft.set("abstract", item.get("abstract"))
    draft.set_list("keywords", _texts(item, "subject"))
    draft.set("url", item.get("URL"))
    return draft.work(at, cites=_cites(item, draft))


def _cites(item: Mapping[str, Any], draft: Draft) -> list[str]:
    """Return the DOIs of the works that are cited; say how many are cited without one."""
    listed = item.get("reference")
    references = (
        [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    )
    dois = [doi for one in references if is_doi(doi := bare(str(one.get("DOI") or "")))]
    if lost := len(references) - len(dois):
        draft.notes.append(f"{lost} of {len(references)} references have no DOI: not taken")
    return dois


def _texts(item: Mapping[str, Any], name: str) -> list[str]:
    said = item.get(name)
    return [str(one) for one in said if one] if isinstance(said, list) else []


def _first(item: Mapping[str, Any], name: str) -> str:
    said = item.get(name)
    return said if isinstance(said, str) else next(iter(_texts(item, name)), "")
