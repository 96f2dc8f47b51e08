"""Works and claims made up from chance, in the shape and the proportions of real ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import orjson

from benchmarks import schemes
from benchmarks.draws import Draws, Words, zipf
from leadgraph.curation.order import natural_key

YEARS = range(1980, 2027)
CITED = 10
"""Works that a work cites, on average."""

AT_ONCE = 2_000
"""Works whose claims are drawn in one go."""


class Work(NamedTuple):
    """What the claims of a work depend on, and its entry in the bibliography."""

    key: str
    role: str
    entry: str


class People:
    """Authors, some of them with an accent as LaTeX writes it."""

    def __init__(self, draws: Draws, words: Words) -> None:
        self._draws = draws
        self._families = words.families
        self._given = [family[:5] for family in words.families[:400]]

    def authors(self, count: int) -> list[list[tuple[str, str]]]:
        """Return the (family, given) names of the authors of ``count`` works."""
        numbers = self._draws.places([0, 30, 30, 20, 12, 8], count)
        total = sum(numbers)
        families = iter(self._draws.places(zipf(len(self._families), 0.5), total))
        given = iter(self._draws.places([1] * len(self._given), total))
        return [
            [(self._families[next(families)], self._given[next(given)]) for _ in range(number)]
            for number in numbers
        ]


def written(name: tuple[str, str]) -> str:
    r"""Return a name as BibTeX writes it; some families have an umlaut.

    >>> written(("Drougar", "Ana"))
    'Dr{\\"o}ugar, Ana'
    """
    family, given = name
    if len(family) % 7 == 0:
        family = family.replace("o", '{\\"o}', 1)
    return f"{family}, {given}"


def works(count: int, draws: Draws, words: Words) -> list[Work]:
    """Return invented works in the order of their keys."""
    authors = People(draws, words).authors(count)
    growth = [1.04**at for at in range(len(YEARS))]
    years = [str(YEARS[place]) for place in draws.places(growth, count)]
    dated = draws.uniform(count) > 0.01
    stems = draws.places([1] * len(words.all), count)
    keys: dict[str, int] = {}
    for at in range(count):
        year = years[at] if dated[at] else "nd"
        key = f"{authors[at][0][0].lower()}{year}{words.all[stems[at]]}"
        while key in keys:
            key += words.all[at % len(words.all)]
        keys[key] = at
    order = sorted(keys, key=natural_key)
    columns = _columns(order, draws, words)
    made = []
    for place, key in enumerate(order):
        at = keys[key]
        fields = {
            "author": " and ".join(map(written, authors[at])),
            "year": years[at] if dated[at] else "",
            **{name: values[place] for name, values in columns.items() if name[0] != "@"},
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        entry = f"@{columns['@type'][place]}{{{key},\n{lines}}}\n"
        made.append(Work(key, columns["@role"][place], entry))
    return made


def _columns(keys: list[str], draws: Draws, words: Words) -> dict[str, list[str]]:
    """Return the fields of works, a list each; those with ``@`` are not fields of the entry."""
    count = len(keys)
    roles = draws.among({role: sum(d.values()) for role, d in schemes.DESIGNS.items()}, count)
    designs = {role: draws.among(shares, count) for role, shares in schemes.DESIGNS.items()}
    numbers = iter(draws.places([1] * 60, 2 * count))
    pages = draws.places([1] * 400, count)
    same = draws.uniform(count)
    types = draws.among(schemes.TYPES, count)
    countries = draws.several(list(schemes.COUNTRIES), [0.06, 0.9, 0.04], count, 1.2)
    areas = draws.several(list(schemes.SCHEMES["areas"]), [0.1, 0.6, 0.3], count)
    return {
        "@role": roles,
        "@type": types,
        "title": words.sentences(count, 5, 14),
        **_outlets(types, words),
        "volume": [str(next(numbers) + 1) for _ in keys],
        "number": [str(next(numbers) % 6 + 1) for _ in keys],
        "pages": [f"{page + 1}--{page + 19}" for page in pages],
        "doi": [f"10.5555/lg.{at:06}" for at in range(count)],
        "design": [designs[role][at] for at, role in enumerate(roles)],
        "study": [keys[at - 1] if at and same[at] < 0.08 else "" for at in range(count)],
        "country": [", ".join(codes) for codes in countries],
        "level": draws.among(schemes.LEVELS, count),
        "area": [", ".join(ids) for ids in areas],
        "basis": draws.among(schemes.BASES, count),
        "annotation": [f"{text}." for text in words.sentences(count, 15, 40)],
        "cites": _cites(keys, draws),
    }


def _outlets(types: list[str], words: Words) -> dict[str, list[str]]:
    """Return where works came out, in the field that belongs to their type."""
    names = words.sentences(len(types), 1, 3)
    fields = {"article": "journal", "techreport": "institution", "book": "publisher"}
    return {
        field: [name if type_ == of else "" for name, type_ in zip(names, types, strict=True)]
        for of, field in fields.items()
    }


def _cites(keys: list[str], draws: Draws) -> list[str]:
    """Return what each work cites: a few works are cited by many, most by few (Zipf)."""
    count = len(keys)
    fame = zipf(count, 0.8)[np.argsort(draws.uniform(count))]
    numbers = draws.places([1] * (2 * CITED + 1), count)
    drawn = iter(draws.places(fame, sum(numbers)))
    cited = [dict.fromkeys(islice(drawn, number)) for number in numbers]
    return [
        ", ".join(keys[other] for other in others if other != at) for at, others in enumerate(cited)
    ]


def claims(count: int, of: list[Work], draws: Draws, words: Words) -> Iterator[bytes]:
    """Yield ``count`` claims as lines of JSON, in the order of their ids; each work has some."""
    keys = [work.key for work in of]
    more = draws.places(zipf(len(of), 0.5), count - len(of))
    each = (1 + np.bincount(more, minlength=len(of))).tolist()
    for start in range(0, len(of), AT_ONCE):
        told = [
            (f"{work.key}-{number}", work)
            for work, most in zip(of[start:][:AT_ONCE], each[start:], strict=False)
            for number in range(1, most + 1)
        ]
        yield from _claims(told, draws, words, keys)


def _claims(
    told: list[tuple[str, Work]], draws: Draws, words: Words, keys: list[str]
) -> Iterator[bytes]:
    count = len(told)
    kinds = {role: draws.among(shares, count) for role, shares in schemes.KINDS.items()}
    directions = draws.among(schemes.DIRECTIONS, count)
    columns: dict[str, list[Any]] = {
        "statement": [f"{text}." for text in words.sentences(count, 12, 32)],
        "kind": [kinds[work.role][at] for at, (_, work) in enumerate(told)],
        **_tags(count, draws),
        "practice": words.sentences(count, 2, 5),
        "directness": draws.among(schemes.DIRECTNESS, count),
        "effect": _effects(count, draws),
        "stance": _stances(count, draws, keys),
        "questions": draws.several(schemes.QUESTION_IDS, [55, 40, 5], count),
        "asserts_gap": [chance < 0.05 or None for chance in draws.uniform(count).tolist()],
        "locator": [f"p. {page + 1}" for page in draws.places([1] * 300, count)],
        "basis": draws.among(schemes.BASES, count),
        "status": draws.among(schemes.STATUSES, count),
    }
    for at, (id_, work) in enumerate(told):
        claim = {"id": id_, "source": work.key}
        claim |= {name: values[at] for name, values in columns.items() if values[at]}
        if claim["kind"].endswith("finding"):
            claim["direction"] = directions[at]
        yield orjson.dumps({**claim, "curator": "scripts/bench", "curated": "2026-11-23"}) + b"\n"


def _tags(count: int, draws: Draws) -> dict[str, list[list[str]]]:
    how_many = {
        "areas": [0, 72, 26, 2],
        "models": [62, 32, 6],
        "targets": [3, 70, 24, 3],
        "outcomes": [7, 74, 17, 2],
    }
    return {
        scheme: draws.several(list(reversed(schemes.SCHEMES[scheme])), weights, count)
        for scheme, weights in how_many.items()
    }


def _effects(count: int, draws: Draws) -> list[dict[str, Any] | None]:
    chances, sizes = draws.uniform(count).tolist(), draws.uniform(count).tolist()
    metrics = draws.among({"r": 5, "beta": 3, "cohen_d": 4}, count)
    return [
        {"metric": metrics[at], "value": round(sizes[at], 2)} if chances[at] < 0.12 else None
        for at in range(count)
    ]


def _stances(count: int, draws: Draws, keys: list[str]) -> list[dict[str, str] | None]:
    chances, hows = draws.uniform(count).tolist(), draws.among(schemes.HOWS, count)
    towards = (draws.uniform(count) * len(keys)).astype(int).tolist()
    return [
        {"how": hows[at], "source": keys[towards[at]]} if chances[at] < 0.03 else None
        for at in range(count)
    ]
