"""New keys: first author, year and first telling word of the title, in small ASCII letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import chain, count
from string import ascii_lowercase

from leadgraph.model import Name, Source

_NOT_TELLING = frozenset(
    ("a", "an", "the", "on", "of", "in", "and", "or", "for", "to", "from", "with", "by", "at", "as",
     "what", "how", "why", "is", "are", "do", "does", "der", "die", "das", "ein", "eine", "le",
     "la", "les", "un", "une", "el", "los", "las")
)  # fmt: skip
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
_LONGEST = 24


def new_key(source: Source, taken: Container[str]) -> str:
    """Return a key that no work has yet.

    >>> work = Source(key="x", type="book", title="The Équité of schools", year=2020,
    ...               authors=(Name(prefix="van den", family="Bøe"),))
    >>> new_key(work, set()), new_key(work, {"boe2020equite"})
    ('boe2020equite', 'boe2020equiteb')
    """
    year = source.year if source.year is not None else "nd"
    stem = f"{_who(source)}{year}{_word(source.title)}"
    others = chain([""], ascii_lowercase[1:], map(str, count(27)))
    return next(key for suffix in others if (key := f"{stem}{suffix}") not in taken)


def _who(source: Source) -> str:
    names = source.authors or source.editors
    return (_ascii(_called(names[0])) if names else "") or "anon"


def _called(name: Name) -> str:
    """Return what a name is known by: the family name, or of a body with a long name its initials.

    >>> _called(Name(literal="Australian Institute for Teaching and School Leadership"))
    'AITSL'
    """
    words = (name.literal or "").split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    if len(initials) > 2:
        return initials
    return name.literal or name.family or name.given or ""


def _word(title: str) -> str:
    words = [word for part in re.split(r"[\W_]+", title) if (word := _ascii(part))]
    telling = (word for word in words if word not in _NOT_TELLING and len(word) > 1)
    return next(telling, words[0] if words else "untitled")


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return re.sub(r"[^a-z0-9]", "", plain)[:_LONGEST]
