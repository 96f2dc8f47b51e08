"""Invented datasets and queries from a seeded chance: dense enough that queries find things."""

from __future__ import annotations

import random
from typing import Any, get_args

import oracle
from leadgraph.model import (
    DIRECTIONS,
    Basis,
    Claim,
    Concept,
    Directness,
    How,
    Kind,
    Name,
    Question,
    Records,
    Source,
    Stance,
    Status,
)
from leadgraph.query import IDS, EvidenceQuery

GROUPS = {
    "synthesis": ("synthesis", 1, ["meta", "review"]),
    "experiments": ("primary", 2, ["trial"]),
    "observed": ("primary", 3, ["survey", "cohort"]),
    "talk": ("none", 5, ["opinion", "policy"]),
    "unranked": ("primary", None, ["odd"]),
}
PEOPLE = [("Okafor", "Ngozi"), ("Lindqvist", "Åsa"), ("Müller", "Jo"), ("Müller", "Ida")]
CONTAINERS = ("journal", "booktitle")
VENUES = ("School & Garden", "school and garden", "Meals")
WORDS = [
    "meals",
    "garden",
    "pupils",
    "teachers",
    "lunch",
    "waste",
    "menu",
    "soil",
    "water",
    "choice",
    "cost",
    "price",
    "health",
]


def invented_records(chance: random.Random, claims: int) -> Records:
    """Make a dataset of ``claims`` claims over a third as many sources, two-level areas."""
    concepts = [*_designs(), *_levels(chance)]
    sources = [_source(chance, f"work-{number}") for number in range(claims // 3 + 1)]
    questions = [Question(id=f"Q{n}", label=f"question {n}", text=f"What of {n}?") for n in (1, 2)]
    return Records(
        concepts=concepts,
        sources=sources,
        questions=questions,
        claims=[_claim(chance, f"claim-{n}", sources, concepts) for n in range(claims)],
    )


def _designs() -> list[Concept]:
    made = []
    for group, (role, rank, members) in GROUPS.items():
        made.append(
            Concept(scheme="designs", id=group, label=group, rank=rank, evidence=role)  # type: ignore[arg-type]
        )
        made += [Concept(scheme="designs", id=m, label=m, broader=(group,)) for m in members]
    return made


def _levels(chance: random.Random) -> list[Concept]:
    """Two-level schemes; now and then a concept with two broader ones."""
    made = []
    for scheme in ("areas", "models", "targets", "outcomes", "levels"):
        tops = [f"{scheme[0]}{n}" for n in range(3)]
        made += [Concept(scheme=scheme, id=top, label=top) for top in tops]
        for number in range(4):
            broader = tuple(sorted(chance.sample(tops, chance.choice([1, 1, 1, 2]))))
            id_ = f"{scheme[0]}x{number}"
            made.append(Concept(scheme=scheme, id=id_, label=id_, broader=broader))
    return made


def _some(chance: random.Random, ids: list[str], most: int) -> tuple[str, ...]:
    return tuple(chance.sample(ids, min(chance.randint(0, most), len(ids))))


def _source(chance: random.Random, key: str) -> Source:
    designs = [None, *(m for _, _, members in GROUPS.values() for m in members), *GROUPS]
    return Source(
        key=key,
        type="article",
        title=" ".join(chance.choices(WORDS, k=4)),
        **_written(chance),
        year=chance.choice([None, *range(1995, 2026)]),
        design=chance.choice(designs),
        study=chance.choice([None, None, "study-a", "study-b"]),
        countries=_some(chance, ["US", "SE", "international"], 2),
        levels=_some(chance, ["l0", "lx1", "lx2"], 2),
    )


def _written(chance: random.Random) -> dict[str, Any]:
    """Up to two authors or one editor, each spelled in one of two ways, and perhaps a venue."""
    people = [
        Name(family=family, given=chance.choice([given, given[0]]))
        for family, given in chance.sample(PEOPLE, chance.randint(0, 2))
    ]
    editors = (Name(family="Okafor", given="Ngozi"),) if chance.random() < 0.3 else ()
    venue = chance.choice([{}, *({name: title} for name in CONTAINERS for title in VENUES)])
    return {"authors": tuple(people), "editors": editors, "fields": venue}


def _claim(
    chance: random.Random, id_: str, sources: list[Source], concepts: list[Concept]
) -> Claim:
    def tags(scheme: str) -> tuple[str, ...]:
        return _some(chance, [c.id for c in concepts if c.scheme == scheme], 3)

    stance = Stance(how=chance.choice(get_args(How)), source=chance.choice(sources).key)
    return Claim(
        id=id_,
        source=chance.choice(sources).key,
        statement=" ".join(chance.choices(WORDS, k=9)),
        kind=chance.choice(get_args(Kind)[:3]),
        areas=tags("areas"),
        models=tags("models"),
        targets=tags("targets"),
        outcomes=tags("outcomes"),
        direction=chance.choice(DIRECTIONS),  # type: ignore[arg-type]
        directness=chance.choice(get_args(Directness)),
        stance=chance.choice([None, None, stance]),
        questions=_some(chance, ["Q1", "Q2"], 2),
        asserts_gap=chance.random() < 0.15,
        basis=chance.choice([None, *get_args(Basis)]),
        status=chance.choice(["accepted", "accepted", *get_args(Status)]),
    )


def named(records: Records, field: str) -> list[str]:
    """The authors, or the venues, that a dataset knows."""
    return sorted({id_ for s in records.sources.values() for id_ in oracle.names(s, field)})


def random_query(chance: random.Random, records: Records) -> EvidenceQuery:
    """Make a query of up to four fields out of ids that the dataset knows."""
    known = {
        "country": ["US", "SE", "international", "FR"],
        "question": list(records.questions),
        "source": list(records.sources),
        **{field: named(records, field) for field in ("author", "venue")},
    }
    from leadgraph.model import CLOSED_SCHEMES
    from leadgraph.query import SCHEMES

    for field, scheme in SCHEMES.items():
        held = [concept.id for concept in records.scheme(scheme)]
        known[field] = held or list(CLOSED_SCHEMES.get(scheme, ()))
    fields: dict[str, Any] = {}
    for field in chance.sample(IDS, chance.randint(0, 3)):
        if ids := known[field]:
            name = chance.choice([field, field, f"not_{field}"])
            fields[name] = chance.sample(ids, min(chance.randint(1, 2), len(ids)))
    for name, values in (
        ("since", range(1990, 2030)),
        ("until", range(1990, 2030)),
        ("research", (True, False)),
        ("asserts_gap", (True, False)),
        ("sort", ("evidence", "newest", "oldest", "id")),
    ):
        if chance.random() < 0.2:
            fields[name] = chance.choice(values)  # type: ignore[arg-type]
    fields["limit"] = chance.choice([1, 3, 25, 200])
    return EvidenceQuery.of(**fields)
