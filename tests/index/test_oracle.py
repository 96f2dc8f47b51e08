"""The index agrees with the brute-force oracle, whatever the dataset and the query."""

from __future__ import annotations

import random
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from effort import examples
from invented import invented_records, random_query
from leadgraph.evidence import EvidenceBase, EvidenceList
from leadgraph.model import Records
from leadgraph.query import EvidenceQuery


def agree(base: EvidenceBase, query: EvidenceQuery) -> None:
    """Every part of the answer is what the oracle says."""
    records = base.records
    whole = query.but(limit=None, cursor=None)
    answer = EvidenceList(base, EvidenceQuery.of(**whole.fields()))
    expected = oracle.answer(records, query)
    assert [one.claim.id for one in answer] == expected
    assert answer.total == len(expected)
    assert {f: dict(pairs) for f, pairs in answer.facets.items()} == oracle.facets(records, query)
    assert asdict(answer.summary) == oracle.summary(records, query)
    assert walk(base, query) == expected


def walk(base: EvidenceBase, query: EvidenceQuery) -> list[str]:
    """The ids of all pages, one after the other."""
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = EvidenceList(base, query.but(cursor=cursor) if cursor else query)
        ids += [page._base.index.claims[row].id for row in page._page]
        cursor = page.next
        if cursor is None:
            return ids


@pytest.mark.parametrize("seed", range(30))
def test_thousands_of_random_queries_over_random_datasets(seed: int) -> None:
    chance = random.Random(seed)
    base = EvidenceBase(invented_records(chance, claims=chance.choice([0, 1, 7, 60, 150])))
    for _ in range(70):
        agree(base, random_query(chance, base.records))


@given(data=st.data(), seed=st.integers(0, 2**32))
@settings(max_examples=examples(60))
def test_any_query_over_any_dataset(data: Any, seed: int) -> None:
    records: Records = invented_records(random.Random(seed), claims=data.draw(st.integers(0, 40)))
    base = EvidenceBase(records)
    agree(base, random_query(random.Random(data.draw(st.integers(0, 2**32))), records))
