"""Names made comparable: one id for everyone and every venue that is spelled in several ways.

- A **person** is the family name with its particle, and the initials of the given names, without
  accents and in lower case: ``Leithwood, Kenneth`` and ``Leithwood, K.`` are ``leithwood_k``.
  All initials count: ``Leithwood, K. A.`` is somebody else, who may be the same. Suffixes (Jr.) do
  not count.
- A **body** (a literal name) is its name as it is, likewise without accents, case and punctuation.
- A **venue** is the journal, or else the book, that a work stands in; ``&`` is ``and``, and an
  article before the name does not count.

The underscore tells people from bodies: no body has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadgraph.model.record import Name, Source

APART = re.compile(r"[\W_]+")
CONTAINERS = ("journal", "journaltitle", "booktitle", "maintitle")
"""Fields of an entry that name a venue, the first that is there counting."""

LETTERS: Mapping[str, str] = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"}
"""Letters that Unicode does not take apart into a letter and an accent."""


def folded(text: str) -> str:
    """Return text in lower case, without accents, its words joined by hyphens.

    >>> folded("Béteille & Müller-Łukasz")
    'beteille-muller-lukasz'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(LETTERS.get(c, c) for c in apart if not unicodedata.combining(c))
    return APART.sub("-", plain).strip("-")


def author_id(name: Name) -> str:
    """Return the id of a person or a body.

    >>> from leadgraph.model import Name
    >>> author_id(Name(prefix="van der", family="Berg", given="Jan-Peter W."))
    'van-der-berg_jpw'
    >>> author_id(Name(literal="The Wallace Foundation"))
    'the-wallace-foundation'
    """
    if name.literal or not name.family:
        return folded(str(name)) or _as_is(str(name))
    initials = "".join(part[0] for part in folded(name.given or "").split("-") if part)
    return f"{folded(name.short) or _as_is(name.short)}_{initials}"


def writers(source: Source) -> tuple[Name, ...]:
    """Return who is behind a work: its authors, or its editors where it has none."""
    return source.authors or source.editors


def fullest(spelled: Iterable[str]) -> str:
    """Return the fullest of several spellings: the longest, of equally long ones the first.

    >>> fullest(["Leithwood, K.", "Leithwood, Kenneth"])
    'Leithwood, Kenneth'
    """
    return min(spelled, key=lambda name: (-len(name), name))


def venue_name(source: Source) -> str | None:
    """Return the name of the journal or the book that a work stands in; None if it names none."""
    return next((source.fields[name] for name in CONTAINERS if name in source.fields), None)


def venue_id(name: str) -> str:
    """Return the id of a venue.

    >>> venue_id("The Journal of School & Leadership")
    'journal-of-school-and-leadership'
    """
    plain = folded(name.replace("&", " and "))
    return plain.removeprefix("the-") or plain or _as_is(name)


def _as_is(text: str) -> str:
    """Return text that holds no letter, fit for an id."""
    return re.sub(r"[\s,;/_]+", "-", text.strip()) or "-"
