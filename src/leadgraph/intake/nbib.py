"""The MEDLINE form of PubMed (``.nbib``): four-letter tags, long values on several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leadgraph.intake.incoming import At, Draft, Left, Record, body, clean, partial_date, person
from leadgraph.model import Name

_TAG = re.compile(r"^([A-Z]{2,4}) *- ?(.*)$")
_START = re.compile(r"^PMID ?- ", re.MULTILINE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_PLAIN = {
    "PMID": "pmid", "PMC": "pmcid", "TI": "title", "VI": "volume", "IP": "number",
    "AB": "abstract", "PL": "location", "TA": "shortjournal", "EN": "edition", "PB": "publisher",
}  # fmt: skip
_BOOKKEEPING = frozenset(
    ("OWN", "STAT", "DCOM", "LR", "SB", "EDAT", "MHDA", "CRDT", "PHST", "SO", "AU", "AUID", "DA",
     "DEP", "JID", "PST", "FIR", "IR", "IRAD")
)  # fmt: skip
"""Tags about the record in PubMed, or that say again what others say: not taken."""

_NO_ARTICLE = ("book", "book chapter")


def read(text: str, file: str) -> Iterator[Record]:
    """Yield every record of a file, one from each PMID, those that cannot be read too."""
    starts = [match.start() for match in _START.finditer(text)]
    if not starts:
        return
    parts = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    tags = [_tags(part) for part in parts]
    # PubMed ends every record with SO: the last one without it was cut.
    ended = any("SO" in one for one in tags[:-1]) or not text.endswith("\n")
    line = text.count("\n", 0, starts[0]) + 1
    for number, (part, said) in enumerate(zip(parts, tags, strict=True), 1):
        at = At(file, line)
        line += part.count("\n")
        if number == len(parts) and ended and "SO" not in said:
            yield Left(at, "the record breaks off: the file may be cut short")
        else:
            yield _record(said, at)


def _tags(text: str) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    values: list[str] = []
    for line in text.splitlines():
        if match := _TAG.match(line):
            values = tags.setdefault(match[1], [])
            values.append(match[2])
        elif line.startswith("      ") and values:
            values[-1] += f" {line.strip()}"
    return tags


def _record(tags: dict[str, list[str]], at: At) -> Record:
    kinds = [kind.casefold() for kind in tags.get("PT", [])]
    in_book = "BTI" in tags
    draft = Draft("incollection" if in_book and "TI" in tags else "book" if in_book else "article")
    for tag, field in _PLAIN.items():
        draft.set(field, "; ".join(tags.pop(tag, [])))
    books = tags.pop("BTI", [])
    draft.set("title" if draft.type == "book" else "booktitle", "; ".join(books))
    draft.authors = [name for text in tags.pop("FAU", tags.get("AU", [])) if (name := _name(text))]
    draft.authors = [*draft.authors, *(n for text in tags.pop("CN", []) if (n := body(text)))]
    draft.editors = [name for text in tags.pop("FED", []) if (name := _name(text))]
    draft.set("journal", "; ".join(tags.pop("JT", [])))
    date = _date(next(iter(tags.pop("DP", [])), ""))
    draft.set("date" if "-" in date else "year", date)
    draft.set("pages", _pages(next(iter(tags.pop("PG", [])), "")))
    draft.set("doi", _doi([*tags.pop("LID", []), *tags.pop("AID", [])]))
    draft.set(
        "issn", " ".join(dict.fromkeys(text.split()[0] for text in tags.pop("IS", []) if text))
    )
    draft.set(
        "isbn", " ".join(dict.fromkeys(text.split()[0] for text in tags.pop("ISBN", []) if text))
    )
    draft.set_list("keywords", [*tags.pop("OT", []), *tags.pop("MH", [])])
    draft.set("language", "; ".join(tags.pop("LA", [])))
    if any("retracted publication" in kind for kind in kinds):
        draft.notes.append("PubMed lists it as retracted")
    for tag, values in tags.items():
        if tag not in _BOOKKEEPING:
            draft.set(f"medline-{tag.lower()}", "; ".join(values))
    return draft.work(at)


def _name(text: str) -> Name | None:
    """Return a name as MEDLINE writes it in full, ``Family, Given``, or ``Family GM``."""
    family, comma, given = clean(text).partition(",")
    if not comma:
        family, _, given = family.rpartition(" ")
        family, given = (family, given) if family else (given, "")
    return person(family, given)


def _date(text: str) -> str:
    """Return a date of publication, ``2020 May 12`` or ``2019 Winter``, as far as it is one.

    >>> _date("2020 May 12"), _date("2019 Nov-Dec"), _date("2019 Winter")
    ('2020-05-12', '2019-11', '2019')
    """
    parts: list[object] = list(text.replace("-", " ").split()[:3])
    if len(parts) > 1:
        parts[1] = _MONTHS.get(str(parts[1])[:3].casefold(), "")
    if "-" in text:
        parts = parts[:2]
    return partial_date(parts)


def _pages(text: str) -> str:
    """Return pages in full; MEDLINE leaves out what they have in common.

    >>> _pages("1123-9"), _pages("e12-e18"), _pages("5")
    ('1123--1129', 'e12--e18', '5')
    """
    first, dash, last = text.partition("-")
    if dash and first.isdecimal() and last.isdecimal() and len(last) < len(first):
        last = first[: -len(last)] + last
    return f"{first}--{last}" if dash else text


def _doi(locations: list[str]) -> str:
    return next((text.split()[0] for text in locations if text.endswith("[doi]")), "")
