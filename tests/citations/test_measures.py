"""Measures: against networkx, and the same every time."""

from __future__ import annotations

import random

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

from leadgraph.citations import measures

EDGES = st.integers(1, 12).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(st.tuples(*2 * [st.integers(0, size - 1)]).filter(lambda e: e[0] != e[1])).map(
            lambda edges: sorted(set(edges))
        ),
    )
)


def both(size: int, edges: list[tuple[int, int]]) -> tuple[igraph.Graph, nx.DiGraph[int]]:
    told: nx.DiGraph[int] = nx.DiGraph()
    told.add_nodes_from(range(size))
    told.add_edges_from(edges)
    return igraph.Graph(n=size, edges=edges, directed=True), told


def some(size: int, edges: int, seed: int) -> tuple[igraph.Graph, nx.DiGraph[int]]:
    chance = random.Random(seed)
    drawn = {(chance.randrange(size), int(size * chance.random() ** 2)) for _ in range(edges)}
    return both(size, sorted((a, b) for a, b in drawn if a != b))


@given(EDGES)
def test_pagerank_is_exact(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    graph, told = both(*drawn)
    ranks = measures.pagerank(graph)
    expected = _pagerank_python(told, alpha=measures.DAMPING, tol=1e-14, max_iter=5000)
    assert ranks.tolist() == pytest.approx([expected[n] for n in range(drawn[0])], abs=1e-10)
    assert measures.residual(graph, ranks) < 1e-9


def test_a_rank_that_is_off_has_a_residual() -> None:
    graph, _ = some(200, 900, 1)
    ranks = measures.pagerank(graph)
    off = ranks.copy()
    off[0] += 1e-6
    assert measures.residual(graph, ranks) < 1e-12
    assert measures.residual(graph, off) > 5e-7


@given(EDGES)
def test_betweenness_is_that_of_freeman(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    graph, told = both(*drawn)
    expected = nx.betweenness_centrality(told.to_undirected(), normalized=drawn[0] > 2)
    found = measures.betweenness(graph)
    assert found.pivots is None
    assert found.values.tolist() == pytest.approx([expected[n] for n in range(drawn[0])])


def test_a_sampled_betweenness_is_near_and_says_so() -> None:
    graph, _ = some(300, 1500, 2)
    exact = measures.betweenness(graph).values
    found = measures.betweenness(graph, most=150 * graph.ecount())
    assert found.pivots is not None
    assert 100 < found.pivots < 300
    assert found.values.sum() == pytest.approx(exact.sum(), rel=0.1)
    assert np.corrcoef(found.values, exact)[0, 1] > 0.95


def test_communities_are_found_again_every_time() -> None:
    told = nx.planted_partition_graph(4, 12, 0.7, 0.02, seed=7)
    graph = igraph.Graph(n=50, edges=list(told.edges), directed=True)  # 48 and 49 are alone
    first, again = measures.communities(graph), measures.communities(graph)
    assert first.labels.tolist() == again.labels.tolist()
    groups = {frozenset(first.labels[at : at + 12].tolist()) for at in range(0, 48, 12)}
    assert groups == {frozenset({n}) for n in range(4)}
    assert first.labels[48:].tolist() == [-1, -1]
    parts = [set(np.flatnonzero(first.labels == n).tolist()) for n in range(4)]
    simple = nx.Graph(told)
    assert first.modularity == pytest.approx(nx.community.modularity(simple, parts))


def test_communities_leave_the_chance_of_others_alone() -> None:
    graph, _ = some(30, 60, 3)
    random.seed(5)
    expected = random.random()
    random.seed(5)
    measures.communities(graph)
    assert random.random() == expected


def test_what_marks_a_group_is_frequent_in_it_and_rare_elsewhere() -> None:
    inside, whole = np.array([9, 9, 1, 0]), np.array([10, 60, 1, 50])
    marks = measures.marks(inside, whole, (10, 80))
    assert [mark.concept for mark in marks] == [0]  # 1 is everywhere, 2 is one work, 3 is not there
    assert marks[0].lift == pytest.approx(9 / 10 / (10 / 80))
    assert measures.marks(np.zeros(4, int), np.zeros(4, int), (0, 0)) == []


def test_the_highest_come_first_and_equals_by_name() -> None:
    scores = np.array([0.5, 0.0, 0.2, 0.5, 0.2])
    assert measures.top(scores, 3, ["b", "x", "d", "a", "c"]) == [3, 0, 4]
    assert measures.top(np.zeros(2), 3, ["a", "b"]) == []
