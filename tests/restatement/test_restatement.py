"""SPARQL that restates a query finds, in the graph, what the index finds."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gap_oracle
from effort import examples
from invented import invented_records, random_query
from leadgraph import store
from leadgraph.evidence import EvidenceBase
from leadgraph.gaps import MapQuery, Thresholds
from leadgraph.query import EvidenceQuery
from restated import EVIDENCE, MAPS, claims_agree, gaps_agree, maps_agree


def solver(graph_store) -> Callable[[str], list[dict[str, str]]]:
    def solve(sparql):
        found = graph_store.query(sparql)
        names = [variable.value for variable in found.variables]
        return [
            {name: solution[name].value for name in names if solution[name] is not None}
            for solution in found
        ]

    return solve


def random_map(chance: random.Random, base: EvidenceBase, classes=()) -> MapQuery:
    rows, columns = chance.sample(gap_oracle.FACETS, 2)
    filter_ = random_query(chance, base.records) if chance.random() < 0.7 else EvidenceQuery()
    thresholds = Thresholds(
        few=chance.randint(0, 3),
        dense=chance.randint(1, 6),
        recent=chance.randint(0, 15),
        as_of=chance.choice([None, 2010, 2026]),
        strong=("experiments", "cohort"),
    )
    evidence = filter_.but(limit=None, cursor=None, sort=None)
    return MapQuery(rows, columns, chance.randint(1, 3), thresholds, evidence, classes)


@settings(max_examples=examples(25))
@given(st.integers(0, 10**9))
def test_invented_evidence_is_found_in_the_graph(seed):
    chance = random.Random(seed)
    base = EvidenceBase(invented_records(chance, 30))
    solve = solver(store.build(base.records))
    for _ in range(4):
        claims_agree(base, solve, random_query(chance, base.records))


@settings(max_examples=examples(25))
@given(st.integers(0, 10**9))
def test_invented_maps_and_gaps_are_found_in_the_graph(seed):
    chance = random.Random(seed)
    base = EvidenceBase(gap_oracle.records(chance, 20))
    solve = solver(store.build(base.records))
    for classes in ((), ("thin", "practice-only")):
        query = random_map(chance, base, classes)
        gaps_agree(base, solve, query)
        if not classes:
            maps_agree(base, solve, query)


@pytest.fixture(scope="module")
def graph(packaged):
    return packaged


@pytest.mark.parametrize("asked", EVIDENCE, ids=str)
def test_packaged_evidence_is_found_in_the_graph(graph, asked):
    claims_agree(graph.base, solver(graph.store), EvidenceQuery.of(**asked))


@pytest.mark.parametrize("asked", MAPS, ids=str)
def test_packaged_maps_and_gaps_are_found_in_the_graph(graph, asked):
    query = MapQuery.of(**asked)
    maps_agree(graph.base, solver(graph.store), query)
    gaps_agree(graph.base, solver(graph.store), query)


def test_nothing_that_is_typed_ends_the_query(graph):
    query = EvidenceQuery.of(q='leadership" } # {\n} DROP ALL')
    claims_agree(graph.base, solver(graph.store), query)
