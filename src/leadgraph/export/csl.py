"""Sources -> CSL-JSON, which Zotero, pandoc and every citation processor read (CSL 1.0.2).

What CSL has no variable for stands under ``custom``, by its BibTeX name: nothing is dropped. The
curator's own fields (areas, how it was read, claims) are not bibliographic and are left to BibTeX
and JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from leadgraph.export.worktypes import work_type
from leadgraph.model import Name, Source

Item = dict[str, Any]

_CONTAINERS = ("journaltitle", "journal", "booktitle", "maintitle")
_VARIABLES: dict[str, tuple[str, ...]] = {
    "container-title": _CONTAINERS,
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "edition": ("edition",),
    "volume": ("volume",),
    "number-of-volumes": ("volumes",),
    "number-of-pages": ("pagetotal",),
    "chapter-number": ("chapter",),
    "version": ("version",),
    "status": ("pubstate",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid",),
    "archive": ("eprinttype", "archiveprefix"),
    "archive_location": ("eprint",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
    "title-short": ("shorttitle",),
    "note": ("note", "addendum"),
}
"""Variables of CSL that are text, with the fields of BibTeX that fill them, the best first."""

_GENRES = {
    "phdthesis": "Doctoral dissertation",
    "mathesis": "Master's thesis",
    "mastersthesis": "Master's thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
}
"""What the keys of biblatex's ``type`` field, and two entry types, are called."""

_ARCHIVES = {
    "arxiv": "arXiv", "eric": "ERIC", "googlebooks": "Google Books", "hdl": "Handle",
    "jstor": "JSTOR", "pubmed": "PubMed",
}  # fmt: skip
"""What the keys of biblatex's ``eprinttype`` field are called."""

_SERIAL = ("article-journal", "periodical", "review")
"""CSL types whose ``number`` is that of an issue."""

_DATE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%])?(?:T.*)?")
_SEASONS = range(21, 25)


def csl_items(sources: Iterable[Source]) -> Iterator[Item]:
    """Yield each work as an item of CSL-JSON.

    >>> ada = Name(family="Berg", given="Ada", prefix="van der")
    >>> work = Source(key="x", type="book", title="On Schools", date="2001-05", authors=(ada,))
    >>> item = next(csl_items([work]))
    >>> item["author"]
    [{'family': 'Berg', 'given': 'Ada', 'non-dropping-particle': 'van der'}]
    >>> item["issued"]
    {'date-parts': [[2001, 5]]}
    """
    return map(csl_item, sources)


def to_csl(sources: Iterable[Source]) -> Iterator[str]:
    """Yield a CSL-JSON array in pieces, an item a line."""
    before = "[\n"
    for item in csl_items(sources):
        yield before + json.dumps(item, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def csl_item(source: Source) -> Item:
    """Return one work as an item of CSL-JSON."""
    told = dict(source.fields)
    type_ = work_type(source.type).csl
    item: Item = {"id": source.key, "citation-key": source.key, "type": type_}
    item["title"] = title(source, told)
    item["author"] = [_name(name) for name in source.authors]
    item["editor"] = [_name(name) for name in source.editors]
    item["issued"] = issued(source, told)
    for variable, fields in _VARIABLES.items():
        item[variable] = _first(told, fields)
    item["archive"] = _ARCHIVES.get(item["archive"].lower(), item["archive"])
    item["page"] = _ranges(told.pop("pages", ""))
    item |= _numbers(told, type_)
    item["genre"] = _genre(source.type, told)
    item["language"] = language(told.pop("langid", "") or told.pop("language", ""))
    item["accessed"] = date(told.pop("urldate", ""))
    item["DOI"] = source.doi
    item["URL"] = source.url
    item["custom"] = {name: value for name, value in told.items() if value}
    return {name: value for name, value in item.items() if value}


def title(source: Source, told: dict[str, str]) -> str:
    """Return the whole title of a work, and take its parts out of ``told``."""
    parts = (source.title, told.pop("subtitle", ""))
    return ": ".join(part for part in parts if part)


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.prefix,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}


def _first(told: dict[str, str], fields: Iterable[str]) -> str:
    """Return the first of some fields that is there, and take it out; the others stay."""
    name = next((name for name in fields if told.get(name)), None)
    return told.pop(name) if name else ""


def _numbers(told: dict[str, str], type_: str) -> Item:
    """Return the number of a report, or of an issue and of an article that has one for pages."""
    if type_ not in _SERIAL:
        return {"issue": told.pop("issue", ""), "number": told.pop("number", "")}
    issue = told.pop("number", "") or told.pop("issue", "")
    return {"issue": issue, "number": told.pop("eid", "")}


def _genre(type_: str, told: dict[str, str]) -> str:
    said = told.pop("type", "")
    if said:
        return _GENRES.get(said, said)
    if type_ in ("phdthesis", "mastersthesis"):
        return _GENRES[type_]
    return told.pop("titleaddon", "") or told.pop("howpublished", "")


def _ranges(pages: str) -> str:
    """Return pages as CSL has them: ``27-42``."""
    return re.sub(r"\s*(?:-{1,3}|–|—)\s*", "-", pages)


def issued(source: Source, told: dict[str, str]) -> Item | None:
    """Return when a work appeared; month and day that are fields are taken out of ``told``."""
    if source.date:
        return date(source.date)
    if source.year is None:
        return None
    parts = [source.year]
    month = told.get("month", "")
    if month.isdigit() and 1 <= int(month) <= 12:
        parts.append(int(told.pop("month")))
        day = told.get("day", "")
        if day.isdigit() and 1 <= int(day) <= 31:
            parts.append(int(told.pop("day")))
    return {"date-parts": [parts]}


def date(text: str) -> Item | None:
    """Return a date of biblatex (ISO 8601-2) as CSL has it; as text if CSL has no such date.

    >>> date("2015-04-15"), date("2006/2007"), date("199X")
    ({'date-parts': [[2015, 4, 15]]}, {'date-parts': [[2006], [2007]]}, {'literal': '199X'})
    >>> date("2001-21~")
    {'date-parts': [[2001]], 'season': 1, 'circa': True}
    """
    if not text:
        return None
    read = [_DATE.fullmatch(part) for part in text.split("/")]
    if not all(read):
        return {"literal": text}
    found: Item = {"date-parts": []}
    for match in read:
        assert match is not None
        parts = [int(part) for part in match.groups()[:3] if part]
        if len(parts) > 1 and parts[1] in _SEASONS:
            found["season"] = parts.pop() - _SEASONS.start + 1
        elif len(parts) > 1 and not 1 <= parts[1] <= 12:
            return {"literal": text}
        found["date-parts"].append(parts)
        if match[4]:
            found["circa"] = True
    return found


@lru_cache(maxsize=512)
def language(name: str) -> str:
    """Return the code of a language (ISO 639), as CSL wants it; what it is not sure of, as it is.

    >>> language("english"), language("en-GB"), language("")
    ('en', 'en-GB', '')
    """
    if not name:
        return ""
    if name in _BABEL:
        return _BABEL[name]
    import pycountry

    try:
        found = pycountry.languages.lookup(name)
    except LookupError:
        return name
    return str(getattr(found, "alpha_2", found.alpha_3))


_BABEL = {
    "american": "en-US", "british": "en-GB", "UKenglish": "en-GB", "USenglish": "en-US",
    "australian": "en-AU", "canadian": "en-CA", "newzealand": "en-NZ", "ngerman": "de",
    "naustrian": "de-AT", "nswissgerman": "de-CH", "brazilian": "pt-BR", "mexican": "es-MX",
}  # fmt: skip
"""Names that babel and biblatex have for languages, and ISO 639 has not."""
