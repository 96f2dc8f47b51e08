"""Countries: their names, nationalities and parts -> ISO 3166 codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from leadgraph.ask.english import is_english
from leadgraph.ask.lexicon import Match
from leadgraph.ask.tokens import Token, words

NOTE = re.compile(r"\s*[\[(;,].*$")
PART = "part of a country"
IN_SMALL = 0.9
"""Score of a part of a country written without a capital; a label of the dataset has more."""

INFLECTIONS = ("s", "ed", "ing")


class Countries:
    """The words for countries.

    Names and nationalities come from libraries, and so do the parts of the countries that the
    dataset speaks of; the codes are the dataset's own and the abbreviations people use. Codes are
    read only in capitals ("us" is a pronoun), and a part of one word that is also a common noun
    ("nelson") only with one.

    Args:
        own: the codes that the sources of the dataset carry.
    """

    def __init__(self, own: Iterable[str]) -> None:
        self._names: dict[tuple[str, ...], tuple[str, str, bool]] = {}
        own = sorted(set(own))
        for code in own:
            self._put(code, code, "country code", written=code.isupper())
        for code, name in _names():
            self._put(name, code, "country name")
        for code, name in _nationalities():
            self._put(name, code, "nationality")
        for code, name in _abbreviations(own):
            self._put(name, code, "abbreviation", written=True)
        for code, name in _parts(own):
            self._put(name, code, PART, written=_is_noun(words(name)))
        self._longest = max(map(len, self._names))
        self.vocabulary = frozenset(
            name[0]
            for name, (_, how, written) in self._names.items()
            if len(name) == 1 and not written and how != PART
        )

    def _put(self, name: str, code: str, how: str, *, written: bool = False) -> None:
        if key := words(name):
            self._names.setdefault(key, (code, how, written))
            if len(key) == 1 and how == "abbreviation":
                self._names.setdefault(("the", *key), (code, how, False))

    def is_part(self, word: str) -> bool:
        """Tell whether a word is the name of a part of a country."""
        return self._names.get((word,), ("", "", False))[1] == PART

    def find(self, text: Sequence[Token], corrected: Iterable[int]) -> Iterator[Match]:
        """Yield every country that a text names."""
        corrected = set(corrected)
        shouting = len(text) > 1 and all(token.upper or len(token.text) < 2 for token in text)
        for start in range(len(text)):
            key: tuple[str, ...] = ()
            for at in range(start, min(start + self._longest, len(text))):
                if at > start and text[at].after_break:
                    break
                key += (text[at].word,)
                code, how, written = self._names.get(key, ("", "", False))
                if not code or (written and not _as_written(text[start : at + 1], how, shouting)):
                    continue
                places = tuple(range(start, at + 1))
                fixed = not corrected.isdisjoint(places)
                how, score = ("corrected", 0.8) if fixed else (how, 1.0)
                if how == PART and not all(token.capital for token in text[start : at + 1]):
                    score = IN_SMALL
                yield Match(places, "country", (code,), how, score, " ".join(key))


def _as_written(said: Sequence[Token], how: str, shouting: bool) -> bool:
    if how == PART:
        return all(token.capital for token in said)
    return said[0].upper and not shouting


def _names() -> Iterator[tuple[str, str]]:
    import pycountry

    for country in pycountry.countries:
        for field in ("common_name", "name", "official_name"):
            if name := getattr(country, field, None):
                yield country.alpha_2, NOTE.sub("", name)
    for land in _lands():
        yield land.code, land.name
        # names in other languages are left out: "Island" is Iceland in Icelandic
        for name in land.spellings:
            if name.isascii() and len(words(name)) > 1:
                yield land.code, NOTE.sub("", name)


def _nationalities() -> Iterator[tuple[str, str]]:
    """Yield nationalities; one that several lands share is that of the most people."""
    for land in sorted(_lands(), key=lambda land: (-land.population, land.code)):
        for name in land.demonym.split(","):
            if len(name) > 3:
                yield land.code, name


def _abbreviations(own: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what countries are called for short; ISO codes only of the dataset's countries."""
    import pycountry

    codes = {c.alpha_2 for c in pycountry.countries} | {c.alpha_3 for c in pycountry.countries}
    for country in pycountry.countries:
        if country.alpha_2 in own:
            yield country.alpha_2, country.alpha_2
            yield country.alpha_2, country.alpha_3
    for land in _lands():
        for name in land.spellings:
            if name.isascii() and name.isupper() and name not in codes:
                yield land.code, name


def _parts(own: Sequence[str]) -> Iterator[tuple[str, str]]:
    import pycountry

    held = set(own)
    for part in sorted(pycountry.subdivisions, key=lambda part: part.code):
        if part.country_code in held and not part.parent_code:
            yield part.country_code, NOTE.sub("", part.name)


def _is_noun(name: Sequence[str]) -> bool:
    """Tell whether a name of one word is also a common noun or a verb: English inflects it."""
    return len(name) == 1 and any(is_english(name[0] + ending) for ending in INFLECTIONS)


class _Land(NamedTuple):
    code: str
    name: str
    spellings: tuple[str, ...]
    demonym: str
    population: int


@cache
def _lands() -> tuple[_Land, ...]:
    """Return what countryinfo tells of the countries that ISO 3166 still lists."""
    import countryinfo
    import pycountry

    listed = {country.alpha_2 for country in pycountry.countries}
    lands = []
    for country in countryinfo.all_countries():
        facts = country.info()
        code = (facts.get("ISO") or {}).get("alpha2")
        if code in listed:
            spellings = tuple(facts.get("altSpellings") or ())
            demonym, people = facts.get("demonym") or "", facts.get("population") or 0
            lands.append(_Land(code, facts["name"], spellings, demonym, people))
    return tuple(lands)
