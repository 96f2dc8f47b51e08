"""How what is new of a work joins what is held of it, field by field.

- What is empty is filled.
- What stands there stays, unless new values are preferred; either is told.
- Lists (keywords, former keys, citations, countries ...) are united: what is new comes last.
- Nothing is ever emptied, and neither the key nor the type of an entry changes.
- Of several records of one import that are the same work, the first to speak of a field is heard.

Values are compared without regard to case, accents, punctuation and LaTeX; fields that are two
names for one thing (``journal`` and ``journaltitle``) count as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leadgraph.curation.bibtex import Entry
from leadgraph.curation.latex import decode
from leadgraph.curation.problems import Report
from leadgraph.curation.references import folded
from leadgraph.curation.sources import make_source
from leadgraph.export.bibtex import fields
from leadgraph.intake.library import Held
from leadgraph.model import Source

GROUPS: tuple[tuple[str, ...], ...] = (
    ("date", "year"),
    ("journal", "journaltitle"),
    ("location", "address"),
    ("institution", "school"),
    ("number", "issue"),
    ("file", "pdf"),
    ("language", "langid"),
    ("note", "annote"),
)
"""Fields that are names for one thing, each under its first name."""

SEPARATORS = {
    "keywords": ", ", "country": ", ", "level": ", ", "area": ", ", "listed": ", ", "cites": ", ",
    "ids": ", ", "seenat": " ", "corrections": " | ",
}  # fmt: skip
"""Fields that are lists, and what stands between their values."""

REFERRING = ("crossref", "xref", "related", "entryset", "xdata", "ids", "cites")
"""Fields that name works by keys of their own file: set when all works have their keys here."""

_GROUP_OF = {name: group[0] for group in GROUPS for name in group}
_AT = {
    "keywords": re.compile(r"[,;]"),
    "seenat": re.compile(r"\s"),
    "corrections": re.compile(r"\|"),
}
_COMMA = re.compile(",")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one field of a work that is held.

    Attributes:
        how: ``filled`` an empty one, ``extended`` a list, ``overwrote`` (new is preferred), or
            ``kept`` what was there.
        field: its name.
        old: what the dataset says.
        new: what the import says.
    """

    how: Literal["filled", "extended", "overwrote", "kept"]
    field: str
    old: str
    new: str


def settled(source: Source) -> Source:
    """Return a source as it will be read when it has been written."""
    return make_source(Entry(source.type, source.key, 0, fields(source)), "", Report())


def merge(held: Held, source: Source, *, prefer_new: bool) -> list[Change]:
    """Let a work take what another record of it says; return what became of every field of that."""
    changes = []
    has = fields(held.now)
    for name, value in fields(source).items():
        if name in REFERRING or (name == "month" and not _is_of_year(has, source)):
            continue
        if name in SEPARATORS:
            change = extend(held, name, split(name, value))
        else:
            change = _take(held, has, name, value, prefer_new=prefer_new)
        held.said.add(_GROUP_OF.get(name, name))
        if change is not None:
            changes.append(change)
    if held.edits or held.added:
        refresh(held)
    return changes


def _is_of_year(has: dict[str, str], source: Source) -> bool:
    """Tell whether the month of a record adds to what is held: a bare year, the same."""
    return "date" not in has and has.get("year", str(source.year)) == str(source.year)


def groups(source: Source) -> set[str]:
    """Return the fields that a record speaks of."""
    return {_GROUP_OF.get(name, name) for name in fields(source)}


def refresh(held: Held) -> None:
    """Bring what a work will be up to its edits."""
    base = fields(held.now if held.was is None else held.was)
    for name, text in held.edits.items():
        if text is None:
            base.pop(name, None)
        else:
            base[name] = text
    for name, values in held.added.items():
        said = split(name, base.get(name, ""))
        base[name] = SEPARATORS[name].join([*said, *(v for v in values if v not in said)])
    held.now = make_source(Entry(held.now.type, held.now.key, 0, base), "", Report())


def split(name: str, value: str) -> list[str]:
    """Return the values of a list.

    >>> split("keywords", "trust; school meals")
    ['trust', 'school meals']
    """
    return [part for one in _AT.get(name, _COMMA).split(value) if (part := one.strip())]


def extend(held: Held, name: str, values: Iterable[str]) -> Change | None:
    """Add to a list what it does not hold."""
    old = fields(held.now).get(name, "")
    same = _same_word if name == "keywords" else str
    said = {same(value) for value in (*split(name, old), *held.added.get(name, ()))}
    new = [value for value in dict.fromkeys(values) if same(value) not in said]
    if not new:
        return None
    held.added.setdefault(name, []).extend(new)
    joined = SEPARATORS[name].join(new)
    return Change("extended" if old else "filled", name, old, joined)


def _same_word(text: str) -> str:
    return folded(decode(text)) or text


def _take(
    held: Held, has: dict[str, str], name: str, value: str, *, prefer_new: bool
) -> Change | None:
    group = _GROUP_OF.get(name, name)
    members = next((group_ for group_ in GROUPS if name in group_), (name,))
    there = next((member for member in members if has.get(member)), None)
    if there is None:
        held.edits[name] = has[name] = value
        return Change("filled", name, "", value)
    old = has[there]
    if old == value or _says_no_more(group, old, value, exact=prefer_new):
        return None
    if not prefer_new or group in held.said:
        return Change("kept", there, old, value)
    now = there
    if group == "date" and name != there:  # a date is no year: the field changes its name
        held.edits[there], now = None, name
    held.edits[now] = has[now] = value
    return Change("overwrote", there, old, value)


def _says_no_more(group: str, old: str, new: str, *, exact: bool) -> bool:
    """Tell whether a new value says what the old one does, or less."""
    if group == "date":
        return old.startswith(new) or (not exact and new.startswith(old[:4]))
    return not exact and _same_word(old) == _same_word(new)
