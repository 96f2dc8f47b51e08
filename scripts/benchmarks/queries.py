"""What the datasets are asked: Q1 again and again, and queries of which no two are the same."""

from __future__ import annotations

import random
from collections import Counter
from itertools import chain, product
from typing import Any

from benchmarks import schemes
from leadgraph.query import EvidenceQuery

Fields = dict[str, Any]

SEED = 7
PAIRS = 60
COMMON = 100
STRONG = ["evidence-synthesis", "experimental-designs", "observational-designs"]

OPTIONS: dict[str, tuple[list[Any], float]] = {
    "direction": (["positive", "negative", "null", "mixed", ["negative", "null"]], 0.5),
    "since": (list(range(1985, 2021)), 0.6),
    "kind": (["empirical-finding", "synthesis-finding", "theoretical", "recommendation"], 0.3),
    "design": (
        [*STRONG, "qualitative-designs", "longitudinal", "correlational", "survey", "case-study"],
        0.35,
    ),
}
"""Fields that make a query differ from others, with what they ask and how often they are given."""


def pairs(count: int = PAIRS) -> list[Fields]:
    """Return the Q1 queries: positive findings of strong designs for pairs of area and target.

    These few are asked again and again: what a service that is asked the same things does.
    """
    every = list(product(schemes.SCHEMES["areas"], schemes.SCHEMES["targets"]))
    chosen = random.Random(SEED).sample(every, count)
    return [
        {"area": area, "target": target, "direction": "positive", "design": STRONG}
        for area, target in chosen
    ]


def distinct(count: int, seed: int = SEED) -> list[Fields]:
    """Return ``count`` queries, no two the same: an area, a target, and what else is asked.

    Half of the areas are broad ones. That no two are the same keeps every cache of answers out.
    """
    chance = random.Random(seed)
    areas, targets = list(schemes.SCHEMES["areas"]), list(schemes.SCHEMES["targets"])
    broad = areas[: schemes.AREAS]
    found: dict[str, Fields] = {}
    while len(found) < count:
        fields: Fields = {
            "area": chance.choice(broad if chance.random() < 0.5 else areas),
            "target": chance.choice(targets),
        }
        for name, (values, share) in OPTIONS.items():
            if chance.random() < share:
                fields[name] = chance.choice(values)
        found.setdefault(repr(fields), fields)
    return list(found.values())


def maps(count: int, seed: int = SEED + 1) -> list[Fields]:
    """Return filters of maps, no two the same: the queries of ``distinct`` without their area."""
    found: dict[str, Fields] = {}
    for fields in distinct(6 * count, seed):
        filters = {name: value for name, value in fields.items() if name != "area"}
        found.setdefault(repr(filters), filters)
    return list(found.values())[:count]


def words(texts: list[str], count: int, seed: int = SEED) -> list[Fields]:
    """Return text searches in an area: two words that stand together in one of ``texts``.

    The commonest words are passed over: in a language they are words like "the", which nobody
    looks for and no index holds.
    """
    chance = random.Random(seed)
    areas = list(schemes.SCHEMES["areas"])[: schemes.AREAS]
    said = [text.rstrip(".").lower().split() for text in texts]
    common = {word for word, _ in Counter(chain.from_iterable(said)).most_common(COMMON)}
    found: dict[str, Fields] = {}
    while len(found) < count:
        text = chance.choice(said)
        start = chance.randrange(len(text) - 1)
        two = text[start : start + 2]
        if common.isdisjoint(two):
            fields = {"q": " ".join(two), "area": chance.choice(areas)}
            found.setdefault(repr(fields), fields)
    return list(found.values())


def paths(asked: list[Fields]) -> list[str]:
    """Return the addresses of queries on ``/evidence``."""
    return [f"/evidence?{EvidenceQuery.of(**fields).canonical}" for fields in asked]
