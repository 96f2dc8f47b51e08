"""Which form a file has, told from what it holds and what it is called; its records."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from leadgraph.curation.problems import Report
from leadgraph.curation.textfile import decode
from leadgraph.intake import (
    bibtex,
    crossref,
    csljson,
    nbib,
    openalex,
    opencitations,
    ris,
    spreadsheet,
)
from leadgraph.intake.incoming import At, Left, Record, UnreadableError
from leadgraph.intake.spreadsheet import Mapped

FORMATS = (
    "bibtex", "ris", "csl-json", "openalex", "crossref", "nbib", "opencitations", "claims",
)  # fmt: skip
"""The forms that are read."""

_SIGNS = {
    "html": re.compile(r"\s*<(?:!doctype html|html|head|body)", re.IGNORECASE),
    "json": re.compile(r"\s*[{\[]"),
    "nbib": re.compile(r"^PMID ?- ", re.MULTILINE),
    "ris": re.compile(r"^TY  ?-", re.MULTILINE),
    "bibtex": re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE),
}
_ENDINGS = {
    "bib": "bibtex", "bibtex": "bibtex", "biblatex": "bibtex", "ris": "ris", "nbib": "nbib",
    "medline": "nbib", "json": "json", "jsonl": "json", "ndjson": "json",
    "csv": "csv", "tsv": "csv",
}  # fmt: skip


def read(
    raw: bytes, file: str, form: str | None = None, mapped: Mapped | None = None
) -> tuple[str, list[str], Iterator[Record]]:
    """Return the form of a file, what is to be said of it as a whole, and its records.

    Args:
        raw: the bytes of the file.
        file: its name.
        form: one of ``FORMATS``, if it shall not be told from the file.
        mapped: what the columns of a spreadsheet of claims mean.

    Raises:
        UnreadableError: no record can be read of it.
    """
    report = Report()
    text = decode(raw, file, report)
    notes = [f"{problem.message}; it was read as Windows-1252" for problem in report]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        notes = [f"{file} is UTF-16, not UTF-8; it was read as that"]
    if not text.strip("\x00 \t\n"):
        raise UnreadableError("it is empty")
    form = form or detect(text, file)
    readers: dict[str, Callable[[], Iterator[Record]]] = {
        "bibtex": lambda: bibtex.read(text, file),
        "ris": lambda: ris.read(text, file),
        "nbib": lambda: nbib.read(text, file),
        "opencitations": lambda: opencitations.read(text, file, _delimiter(text)),
        "claims": lambda: spreadsheet.read(text, file, mapped or Mapped(), _delimiter(text)),
    }
    records = readers[form]() if form in readers else _of_json(form, text, file, notes)
    return form, notes, records


def detect(text: str, file: str) -> str:
    r"""Return the form of a file.

    Raises:
        UnreadableError: it has none of those that are read.

    >>> detect("TY  - JOUR\nER  - \n", "export.txt")
    'ris'
    """
    found = next((form for form, sign in _SIGNS.items() if sign.search(text[:200_000])), None)
    if found == "html" and _SIGNS["html"].match(text):
        raise UnreadableError("it is a web page, not a bibliography: save the export itself")
    if found == "json" and _SIGNS["json"].match(text):
        return _kind_of_json(text)
    ending = Path(file).suffix.casefold().lstrip(".")
    found = next(
        (form for form in ("nbib", "ris", "bibtex") if _SIGNS[form].search(text[:200_000])), None
    )
    form = _ENDINGS.get(ending)
    if form == "csv":
        return _kind_of_table(text)
    if found is not None:
        return found
    if _kind_of_table(text) == "opencitations":
        return "opencitations"
    what = f"nothing in it looks like {form}" if form else "it is none of the forms that are read"
    raise UnreadableError(f"{what} (--format-of FILE=FORM tells; forms: {', '.join(FORMATS)})")


def _kind_of_table(text: str) -> str:
    header = text.lstrip("\n").partition("\n")[0]
    cells = {cell.strip().strip('"').casefold() for cell in header.split(_delimiter(text))}
    return "opencitations" if set(opencitations.COLUMNS).issubset(cells) else "claims"


def _delimiter(text: str) -> str:
    """Return what stands between the columns: what the header holds most of."""
    header = text.lstrip("\n").partition("\n")[0]
    return max(",\t;", key=header.count)


# ------------------------------------------------------------------------------------------- JSON


def _kind_of_json(text: str) -> str:
    items, _, _ = _items(text, "")
    first = next((item for item in items if isinstance(item, dict)), {})
    if "openalex.org" in str(first.get("id") or "") or "authorships" in first:
        return "openalex"
    if "DOI" in first and (isinstance(first.get("title"), list) or "indexed" in first):
        return "crossref"
    if first and not ({"type", "title", "DOI"} & set(first)):
        raise UnreadableError(
            "its JSON is neither CSL-JSON nor a list of OpenAlex or Crossref works"
        )
    return "csl-json"


def _of_json(form: str, text: str, file: str, notes: list[str]) -> Iterator[Record]:
    items, lines, total = _items(text, file)
    if total is not None and total > len(items):
        notes.append(f"it is one page: {len(items)} of {total} results")
    places = [
        At(file, line=lines[number] if lines else 0, record=number + 1)
        for number in range(len(items))
    ]
    sound = []
    for item, at in zip(items, places, strict=True):
        if isinstance(item, UnreadableError):
            yield Left(at, str(item))
        else:
            sound.append((item, at))
    readers = {"openalex": openalex.read, "crossref": crossref.read, "csl-json": csljson.read}
    yield from readers[form]([item for item, _ in sound], [at for _, at in sound])


def _items(text: str, file: str) -> tuple[list[Any], list[int], int | None]:
    """Return the items of a JSON file, their lines if each has one, and how many there would be."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("{") and (lines := _json_lines(text)):
            return lines[0], lines[1], None
        raise UnreadableError(f"it is not JSON, or cut short: {error or 'too deep'}") from None
    total = None
    if isinstance(said, dict) and isinstance(said.get("message"), dict):
        said = said["message"]
        total = said.get("total-results")
    if isinstance(said, dict):
        meta = said.get("meta")
        total = meta.get("count") if isinstance(meta, dict) else total
        for name in ("results", "items"):
            if isinstance(said.get(name), list):
                return said[name], [], total if isinstance(total, int) else None
        return [said], [], None
    return (said if isinstance(said, list) else [said]), [], None


def _json_lines(text: str) -> tuple[list[Any], list[int]] | None:
    """Return the objects of a file that has one on each line, broken ones as errors."""
    items: list[Any] = []
    lines = []
    for line, said in enumerate(text.split("\n"), 1):
        if not said.strip():
            continue
        lines.append(line)
        try:
            items.append(json.loads(said))
        except (ValueError, RecursionError) as error:
            items.append(UnreadableError(f"the line is not JSON, or cut short: {error}"))
    sound = [item for item in items if isinstance(item, dict)]
    return (items, lines) if sound else None
