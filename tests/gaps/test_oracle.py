"""The map agrees with the brute-force oracle, whatever the dataset, the axes and the filter."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gap_oracle
import oracle
from effort import examples
from invented import random_query
from leadgraph.evidence import EvidenceBase
from leadgraph.gaps import EvidenceMap, GapList, MapQuery, Thresholds
from leadgraph.gaps.map import SHOWN
from leadgraph.query import EvidenceQuery

COUNTS = ("claims", "sources", "studies", "primary", "synthesis", "practice")
SAME = (*COUNTS, "by_direction", "by_design", "first_year", "last_year", "state")
STRONG = ("experiments", "cohort")


def random_map(chance: random.Random, base: EvidenceBase) -> MapQuery:
    rows, columns = chance.sample(gap_oracle.FACETS, 2)
    filter_ = random_query(chance, base.records) if chance.random() < 0.7 else EvidenceQuery()
    thresholds = Thresholds(
        few=chance.randint(0, 3),
        dense=chance.randint(1, 6),
        recent=chance.randint(0, 15),
        as_of=chance.choice([None, 2010, 2026]),
        strong=STRONG,
    )
    evidence = filter_.but(limit=None, cursor=None, sort=None)
    return MapQuery(rows, columns, chance.randint(1, 3), thresholds, evidence)


def agree(base: EvidenceBase, query: MapQuery) -> None:
    """Every cell is what the oracle says."""
    told = EvidenceMap(base, query)
    asked = {n: getattr(query.thresholds, n) for n in ("few", "dense", "recent", "as_of", "strong")}
    brute = gap_oracle.Oracle(
        base.records,
        query.evidence,
        rows=query.rows,
        columns=query.columns,
        depth=query.depth,
        **asked,
    )
    expected = brute.cells()
    assert {(cell.row, cell.column) for cell in told.cells} == set(expected)
    assert len(told.cells) == len(expected)
    for cell in told.cells:
        right = expected[cell.row, cell.column]
        assert {n: getattr(cell, n) for n in SAME} == {n: right[n] for n in SAME}
        assert set(cell.classes) == right["classes"], (cell, right)
        assert set(cell.questions) == right["questions"]
        asserted = right["asserted"]
        assert cell.asserted.count == len(asserted)
        assert cell.asserted.broad == sum(asserted.values())
        if len(asserted) <= SHOWN:
            assert dict(cell.asserted.claims) == asserted
    assert told.thresholds.as_of == brute.asked["as_of"]
    marginals(told, brute)
    gaps = GapList(base, query)
    assert {(gap.row, gap.column) for gap in gaps} == {
        ids for ids, right in expected.items() if right["classes"]
    }


def marginals(told: EvidenceMap, brute: gap_oracle.Oracle) -> None:
    """Each row, each column and the whole count what is distinct in their cells."""
    sides = [{heading.id for heading in axis.headings} for axis in told.axes]

    def under(claim: Any, at: int) -> set[str]:
        return oracle.values(brute.held, claim, brute.facets[at]) & sides[at]

    placed = [c for c in brute.found if under(c, 0) and under(c, 1)]
    for at, name in enumerate(("rows", "columns")):
        for line in told.marginals[name]:
            claims = [c for c in placed if line["id"] in under(c, at)]
            assert {n: line[n] for n in COUNTS} == totals(brute, claims)
    whole = told.marginals["all"]
    assert {n: whole[n] for n in COUNTS} == totals(brute, placed)
    assert whole["claims_outside"] == len(brute.found) - len(placed)


def totals(brute: gap_oracle.Oracle, claims: list[Any]) -> dict[str, int]:
    other = {c.source for c in claims if not brute.evidence(c) and not c.asserts_gap}
    return {
        "claims": len(claims),
        "sources": len({c.source for c in claims}),
        "studies": len(brute.studies(claims, "primary", "synthesis")),
        "primary": len(brute.studies(claims, "primary")),
        "synthesis": len(brute.studies(claims, "synthesis")),
        "practice": len(other),
    }


@pytest.mark.parametrize("seed", range(12))
def test_random_maps_over_random_datasets(seed: int) -> None:
    chance = random.Random(seed)
    base = EvidenceBase(gap_oracle.records(chance, claims=chance.choice([0, 1, 9, 60, 150])))
    for _ in range(12):
        agree(base, random_map(chance, base))


def test_a_cell_of_many_claims_spans_words() -> None:
    """Runs longer than a machine word, and cells longer than many, count as short ones do."""
    chance = random.Random(99)
    base = EvidenceBase(gap_oracle.records(chance, claims=900))
    few_sources = [c for c in base.records.claims.values() if int(c.source[5:]) < 4]
    assert few_sources
    from dataclasses import replace

    from leadgraph.model import Records

    held = base.records
    crowded = Records(
        sources=held.sources.values(),
        concepts=held.concepts.values(),
        questions=held.questions.values(),
        inapplicable=held.inapplicable,
        claims=[
            replace(c, source=f"work-{int(c.source[5:]) % 3}", areas=("a0",), targets=("t0", "t1"))
            for c in held.claims.values()
        ],
    )
    base = EvidenceBase(crowded)
    for fields in ({}, {"direction": "positive"}, {"source": "work-1"}, {"until": 2000}):
        evidence = EvidenceQuery.of(**fields)
        agree(base, MapQuery("area", "target", 1, Thresholds(strong=STRONG), evidence))


@given(data=st.data(), seed=st.integers(0, 2**32))
@settings(max_examples=examples(25))
def test_any_map_over_any_dataset(data: Any, seed: int) -> None:
    chance = random.Random(seed)
    base = EvidenceBase(gap_oracle.records(chance, claims=data.draw(st.integers(0, 40))))
    agree(base, random_map(random.Random(data.draw(st.integers(0, 2**32))), base))
