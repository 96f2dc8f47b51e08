"""The brute-force oracle of the map: what each cell holds, said over the records one by one.

Nothing here is shared with ``leadgraph.gaps`` but the records and the names of fields and classes.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import oracle
from invented import invented_records
from leadgraph.model import Claim, Concept, InapplicableCell, Question, Records
from leadgraph.query import EvidenceQuery

FACETS = ("area", "model", "target", "outcome", "design", "country", "level", "question")
SCHEMES = {**oracle.TAGS, "design": "designs", "level": "levels"}
TOPICS = (*oracle.TAGS, "question", "country", "level", "source", "status")


def records(chance: random.Random, claims: int) -> Records:
    """Invent a dataset for maps: three levels, tagged questions, cells that make no sense."""
    plain = invented_records(chance, claims)
    deeper = [
        Concept(scheme=scheme, id=f"{scheme[0]}y{n}", label=f"{scheme[0]}y", broader=(below,))
        for scheme in ("areas", "models", "targets", "outcomes", "levels")
        for n, below in enumerate(chance.choices([f"{scheme[0]}x{n}" for n in range(4)], k=2))
    ]

    def some(scheme: str) -> tuple[str, ...]:
        ids = [c.id for c in (*plain.scheme(scheme), *(d for d in deeper if d.scheme == scheme))]
        return tuple(chance.sample(ids, chance.choice([0, 1, 1, 2])))

    questions = [
        Question(
            id=f"Q{n}",
            label=f"question {n}",
            text="Why?",
            areas=some("areas"),
            targets=some("targets"),
            outcomes=some("outcomes"),
        )
        for n in (1, 2)
    ]
    cells = []
    for _ in range(chance.randint(0, 3)):
        one, other = chance.sample(["areas", "models", "targets", "outcomes", "designs"], 2)
        row, column = some(one) or ("",), some(other) or ("",)
        if row[0] and column[0]:
            cells.append(
                InapplicableCell(row=f"{one}/{row[0]}", column=f"{other}/{column[0]}", reason="No.")
            )
    dated = date(chance.randint(1995, 2030), 6, 30) if chance.random() < 0.7 else None
    told = [_deeper(chance, claim, deeper, dated) for claim in plain.claims.values()]
    return Records(
        concepts=[*plain.concepts.values(), *deeper],
        sources=plain.sources.values(),
        questions=questions,
        claims=told,
        inapplicable=cells,
    )


def _deeper(
    chance: random.Random, claim: Claim, deeper: list[Concept], dated: date | None
) -> Claim:
    """Tag a claim with a concept of the third level now and then."""
    tags = {}
    for scheme in ("areas", "targets", "outcomes", "models"):
        held = getattr(claim, scheme)
        if chance.random() < 0.3:
            held = (*held, chance.choice([c.id for c in deeper if c.scheme == scheme]))
        tags[scheme] = tuple(dict.fromkeys(held))
    return replace(claim, curated=dated, **tags)


def depths(held: Records, scheme: str) -> dict[str, int]:
    """How deep each concept lies below the nearest top."""
    known = {c.id: c for c in held.scheme(scheme)}

    def depth(id_: str) -> int:
        return 1 + min((depth(b) for b in known[id_].broader), default=0)

    return {id_: depth(id_) for id_ in known}


def headings(held: Records, facet: str, depth: int) -> set[str]:
    if facet == "question":
        return set(held.questions)
    if facet == "country":
        return {country for source in held.sources.values() for country in source.countries}
    return {id_ for id_, at in depths(held, SCHEMES[facet]).items() if at <= depth}


def broadened(held: Records, scheme: str, ids: set[str]) -> set[str]:
    while True:
        above = {b for id_ in ids for b in held.concepts[f"{scheme}/{id_}"].broader}
        if above <= ids:
            return ids
        ids = ids | above


def question_values(held: Records, asked: Question, facet: str) -> set[str]:
    if facet == "question":
        return {asked.id}
    if facet not in oracle.TAGS:
        return set()
    return broadened(held, oracle.TAGS[facet], set(getattr(asked, oracle.TAGS[facet])))


def makes_sense(held: Records, facets: tuple[str, str], ids: tuple[str, str]) -> bool:
    above = [
        {f"{SCHEMES[f]}/{up}" for up in broadened(held, SCHEMES[f], {id_})} if f in SCHEMES else {}
        for f, id_ in zip(facets, ids, strict=True)
    ]
    return not any(
        (cell.row in above[0] and cell.column in above[1])
        or (cell.column in above[0] and cell.row in above[1])
        for cell in held.inapplicable
    )


def topic_of(query: EvidenceQuery) -> EvidenceQuery:
    kept = {n: v for n, v in query.fields().items() if n.removeprefix("not_") in TOPICS}
    return EvidenceQuery.of(**kept, asserts_gap=True)


def in_view(held: Records, asked: Question, query: EvidenceQuery) -> bool:
    for facet in (*oracle.TAGS, "question"):
        values = question_values(held, asked, facet)
        wanted, unwanted = set(getattr(query, facet)), set(getattr(query, f"not_{facet}"))
        if values and ((wanted and not wanted & values) or unwanted & values):
            return False
    return True


class Oracle:
    """What the cells of one map hold."""

    def __init__(self, held: Records, query: EvidenceQuery, **asked: Any) -> None:
        self.held, self.query = held, query
        self.facets = (asked["rows"], asked["columns"])
        self.asked = {"few": 2, "dense": 5, "recent": 10, "as_of": None, "strong": (), **asked}
        if self.asked["as_of"] is None:
            curated = [c.curated for c in held.claims.values() if c.curated]
            years = [s.year for s in held.sources.values() if s.year is not None]
            newest = max(years) if years else None
            self.asked["as_of"] = max(curated).year if curated else newest
        every = held.claims.values()
        self.found = [c for c in every if oracle.matches(held, c, query)]
        self.little = [c for c in every if oracle.matches(held, c, topic_of(query))]
        self.whole = [c for c in every if oracle.matches(held, c, EvidenceQuery())]

    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        sides = [headings(self.held, facet, self.asked["depth"]) for facet in self.facets]
        return {(r, c): self.cell((r, c)) for r in sides[0] for c in sides[1]}

    def inside(self, claim: Claim, ids: tuple[str, str]) -> bool:
        return all(
            id_ in oracle.values(self.held, claim, facet)
            for facet, id_ in zip(self.facets, ids, strict=True)
        )

    def studies(self, claims: list[Claim], *roles: str) -> set[str]:
        works = [self.held.sources[c.source] for c in claims if self.evidence(c)]
        return {w.study or w.key for w in works if self.held.role(w) in roles}

    def evidence(self, claim: Claim) -> bool:
        return oracle.is_evidence(self.held, claim)

    def assertions(self, ids: tuple[str, str]) -> dict[str, bool]:
        """Which claims say little is known here, and whether they are broad."""
        found = {}
        for claim in self.little:
            values = [oracle.values(self.held, claim, facet) for facet in self.facets]
            if all(not held or id_ in held for held, id_ in zip(values, ids, strict=True)):
                found[claim.id] = not all(values)
        return found

    def questions(self, ids: tuple[str, str]) -> set[str]:
        found = set()
        for asked in self.held.questions.values():
            values = [question_values(self.held, asked, facet) for facet in self.facets]
            if in_view(self.held, asked, self.query) and all(
                not held or id_ in held for held, id_ in zip(values, ids, strict=True)
            ):
                found.add(asked.id)
        return found

    def cell(self, ids: tuple[str, str]) -> dict[str, Any]:
        held = self.held
        claims = [c for c in self.found if self.inside(c, ids)]
        evidence = [c for c in claims if self.evidence(c)]
        years = [y for c in evidence if (y := held.sources[c.source].year) is not None]
        other = {c.source for c in claims if not self.evidence(c) and not c.asserts_gap}
        assertions = self.assertions(ids)
        told = {
            "claims": len(claims),
            "sources": len({c.source for c in claims}),
            "studies": len(self.studies(claims, "primary", "synthesis")),
            "primary": len(self.studies(claims, "primary")),
            "synthesis": len(self.studies(claims, "synthesis")),
            "practice": len(other),
            "by_direction": dict(Counter(c.direction for c in evidence)),
            "by_design": dict(
                Counter(oracle.top_design(held, c)[2] or "unknown" for c in evidence)
            ),
            "first_year": min(years, default=None),
            "last_year": max(years, default=None),
            "questions": self.questions(ids),
            "asserted": assertions,
        }
        sense = makes_sense(held, self.facets, ids)
        classes = self.classes(ids, told, evidence) if sense else set()
        state = ("gap" if classes else "evidence") if sense else "not-applicable"
        return {**told, "classes": classes, "state": state}

    def strong(self, claim: Claim) -> bool:
        source = self.held.sources[claim.source]
        designs = oracle.values(self.held, claim, "design")
        return self.held.role(source) == "synthesis" or bool(designs & set(self.asked["strong"]))

    def classes(self, ids: Any, told: dict[str, Any], evidence: list[Claim]) -> set[str]:
        few, dense, recent = (self.asked[name] for name in ("few", "dense", "recent"))
        as_of = self.asked["as_of"]
        total = told["primary"] + told["synthesis"]
        syntheses = [
            y
            for c in evidence
            if self.held.role(self.held.sources[c.source]) == "synthesis"
            and (y := self.held.sources[c.source].year) is not None
        ]
        up_to_date = as_of is not None and any(as_of - year <= recent for year in syntheses)
        found = set(told["by_direction"])
        stated = {c.directness for c in evidence}
        without = [c for c in self.whole if self.inside(c, ids)]
        before = self.studies(without, "primary") | self.studies(without, "synthesis")
        rules = {
            "absolute": not total and not told["practice"],
            "practice-only": not total and told["practice"] > 0,
            "thin": 0 < total <= few,
            "synthesis": told["primary"] >= dense and not up_to_date,
            "low-confidence": total > 0
            and (
                all(c.basis == "secondary" for c in evidence)
                or not any(self.strong(c) for c in evidence)
            ),
            "contested": "positive" in found and bool(found & {"negative", "null", "mixed"}),
            "indirect": "indirect" in stated and "direct" not in stated,
            "population": bool(self.query.filter) and not total and bool(before),
            "stale": total > 0
            and as_of is not None
            and told["last_year"] is not None
            and as_of - told["last_year"] > recent,
            "asserted-only": bool(told["asserted"]) and total > few,
            "unasserted": not total and not told["asserted"] and not told["questions"],
        }
        return {name for name, holds in rules.items() if holds}
