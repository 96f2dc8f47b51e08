"""Works as OpenAlex gives them: one, a page (``results``) or one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leadgraph.curation.names import read_name
from leadgraph.intake.incoming import At, Draft, Left, Record, body, clean
from leadgraph.model import Name

PREFIX = "https://openalex.org/"

TYPES = {
    "article": "article", "journal-article": "article", "review": "article", "letter": "article",
    "editorial": "article", "erratum": "article", "retraction": "article", "paratext": "misc",
    "book": "book", "monograph": "book", "book-chapter": "incollection", "book-section":
    "incollection", "reference-entry": "inreference", "dissertation": "thesis", "report": "report",
    "preprint": "unpublished", "posted-content": "unpublished", "dataset": "dataset",
    "standard": "standard", "peer-review": "review", "proceedings-article": "inproceedings",
    "supplementary-materials": "misc", "libguides": "online", "grant": "misc", "other": "misc",
}  # fmt: skip
"""Types of OpenAlex, old and new, and the biblatex type of each."""


def read(items: list[Any], places: list[At]) -> Iterator[Record]:
    """Yield every work of a list."""
    for item, at in zip(items, places, strict=True):
        yield _record(item, at) if isinstance(item, dict) else Left(at, "it is not an object")


def _record(item: Mapping[str, Any], at: At) -> Record:
    kind = str(item.get("type") or item.get("type_crossref") or "")
    draft = Draft(TYPES.get(kind, "misc"))
    if kind not in TYPES:
        draft.notes.append(f"its type {kind!r} is not known; it is taken as @misc")
    own = short_id(item.get("id"))
    draft.set("openalex", own)
    draft.set("title", item.get("title") or item.get("display_name"))
    draft.set("doi", item.get("doi"))
    draft.authors = [n for one in _dicts(item, "authorships") if (n := _author(one))]
    _set_date(draft, item)
    _set_place(draft, item)
    ids = _dict(item, "ids")
    draft.set("pmid", str(ids.get("pmid") or "").rpartition("/")[2])
    draft.set("pmcid", str(ids.get("pmcid") or "").rpartition("/")[2])
    draft.set("language", item.get("language"))
    draft.set("abstract", _abstract(_dict(item, "abstract_inverted_index")))
    draft.set_list("keywords", [one.get("display_name") for one in _dicts(item, "keywords")])
    if item.get("is_retracted"):
        draft.set("note", "Retracted, according to OpenAlex")
    listed = item.get("referenced_works")
    cites = [f"openalex:{short_id(one)}" for one in listed] if isinstance(listed, list) else []
    return draft.work(at, name=own, cites=cites)


def short_id(address: object) -> str:
    """Return the id of a work alone.

    >>> short_id("https://openalex.org/W2741809807")
    'W2741809807'
    """
    return str(address or "").rpartition("/")[2].upper()


def _set_date(draft: Draft, item: Mapping[str, Any]) -> None:
    date = str(item.get("publication_date") or "")
    if len(date) == 10 and not date.endswith("-01-01"):  # which is what it says of a bare year
        draft.set("date", date)
    else:
        draft.set("year", item.get("publication_year") or date[:4])


def _set_place(draft: Draft, item: Mapping[str, Any]) -> None:
    location = _dict(item, "primary_location")
    venue = _dict(location, "source") or _dict(item, "host_venue")
    name = venue.get("display_name")
    if draft.type == "article":
        draft.set("journal", name)
        draft.set("issn", " ".join(map(str, venue.get("issn") or [])))
    elif draft.type in ("incollection", "inproceedings", "inreference"):
        draft.set("booktitle", name)
    elif draft.type in ("report", "thesis"):
        draft.set("institution", name)
    else:
        draft.set("publisher", venue.get("host_organization_name") or name)
    draft.set("url", location.get("landing_page_url"))
    printed = _dict(item, "biblio")
    draft.set("volume", printed.get("volume"))
    draft.set("number", printed.get("issue"))
    first, last = printed.get("first_page"), printed.get("last_page")
    draft.set("pages", f"{first}--{last}" if first and last and first != last else first or last)


def _author(said: Mapping[str, Any]) -> Name | None:
    """Return a name; OpenAlex has it in one piece, the given name first."""
    text = clean(_dict(said, "author").get("display_name") or said.get("raw_author_name") or "")
    if not text or "{" in text or "\\" in text:
        return body(text)
    return read_name(text)[0]


def _abstract(index: Mapping[str, Any]) -> str:
    """Return the text of which OpenAlex gives the places of each word.

    >>> _abstract({"grew.": [1], "Trust": [0]})
    'Trust grew.'
    """
    placed = [
        (place, word)
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))


def _dict(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    said = item.get(name)
    return said if isinstance(said, dict) else {}


def _dicts(item: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    said = item.get(name)
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
