"""Main path: against all search paths, walked one by one; topics on every surface."""

from __future__ import annotations

from itertools import pairwise

import igraph
import networkx as nx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from leadgraph.citations.mainpath import Flow
from leadgraph.errors import QueryError
from leadgraph.evidence import EvidenceBase
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records, Source
from leadgraph_api import create_app

CITATIONS = st.sets(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda edge: edge[0] != edge[1]),
    max_size=20,
)
"""Who cites whom, circles included."""


def search_paths(edges: set[tuple[int, int]]) -> list[list[frozenset[int]]]:
    """Walk all search paths, from those that cite nothing to those that nothing cites."""
    told: nx.DiGraph[int] = nx.DiGraph((cited, citing) for citing, cited in edges)
    steps = nx.condensation(told)
    names = {at: frozenset(nodes) for at, nodes in steps.nodes(data="members")}
    starts = [n for n in steps if steps.out_degree(n) and not steps.in_degree(n)]
    ends = [n for n in steps if steps.in_degree(n) and not steps.out_degree(n)]
    walked = (p for s in starts for e in ends for p in nx.all_simple_paths(steps, s, e))
    return [[names[n] for n in path] for path in walked]


@given(CITATIONS)
def test_weights_and_main_path_are_those_of_all_search_paths(edges: set[tuple[int, int]]) -> None:
    flow = Flow(igraph.Graph(n=9, edges=sorted(edges), directed=True))
    paths = search_paths(edges)
    assert flow.paths == len(paths)
    weights: dict[tuple[frozenset[int], frozenset[int]], int] = {}
    for path in paths:
        for pair in pairwise(path):
            weights[pair] = weights.get(pair, 0) + 1
    main = flow.main_path()
    if not paths:
        assert main == []
        return
    heaviest = max(sum(weights[pair] for pair in pairwise(path)) for path in paths)
    nodes = [frozenset(step.nodes) for step in main]
    assert nodes in paths
    assert sum(weights[pair] for pair in pairwise(nodes)) == heaviest
    for before, step in pairwise(main):
        pair = frozenset(before.nodes), frozenset(step.nodes)
        assert step.share == pytest.approx(weights[pair] / len(paths))
    for step in flow.starts:
        begun = [path for path in paths if path[0] == frozenset(flow.steps[step])]
        assert flow.after[step] == len(begun)
    for step in flow.ends:
        ended = [path for path in paths if path[-1] == frozenset(flow.steps[step])]
        assert flow.before[step] == len(ended)


def test_counts_have_no_bounds() -> None:
    rungs = [(2 * n + a, 2 * n - 2 + b) for n in range(1, 1200) for a in (0, 1) for b in (0, 1)]
    flow = Flow(igraph.Graph(n=2400, edges=rungs, directed=True))
    assert flow.paths == 2**1200
    assert len(flow.main_path()) == 1200
    assert flow.main_path()[5].share == 0.25


# ------------------------------------------------------------------------------------ topics


def built() -> EvidenceGraph:
    def work(key: str, year: int, *cites: str) -> Source:
        countries = ("SE",) if key.startswith("s") else ()
        return Source(key=key, type="book", year=year, cites=cites, countries=countries)

    return EvidenceGraph(
        Records(
            sources=[
                work("s-root", 1990, "10.1/old"),
                work("s-mid", 2000, "s-root"),
                work("s-left", 2005, "s-mid", "s-right"),
                work("s-right", 2005, "s-left"),
                work("s-front", 2020, "s-left", "s-root"),
                work("other", 2021, "s-front"),
                work("alone", 2022),
            ]
        )
    )


def test_a_topic_is_the_works_that_answer() -> None:
    network = built().network(country="SE")
    told = network.told()
    assert (told["works"], told["stubs"], told["citations"], told["circles"]) == (5, 0, 6, 1)
    steps = [[work["id"] for work in step["works"]] for step in told["main_path"]]
    assert steps == [["s-root"], ["s-mid"], ["s-left", "s-right"], ["s-front"]]
    assert [work["id"] for work in told["roots"]] == ["s-root"]
    assert [work["id"] for work in told["fronts"]["works"]] == ["s-front"]


def test_the_whole_network_holds_what_is_only_cited() -> None:
    told = built().network().told()
    assert (told["works"], told["stubs"], told["communities"]["alone"]) == (7, 1, 1)
    assert [(w["id"], w["held"]) for w in told["roots"]] == [("doi:10.1/old", False)]
    assert [work["id"] for work in told["fronts"]["works"]] == ["other"]
    assert told["pagerank"]["works"][0]["id"] == "doi:10.1/old"


def test_a_network_of_nothing_is_empty() -> None:
    told = EvidenceGraph(Records()).network().told()
    assert (told["works"], told["main_path"], told["communities"]["count"]) == (0, [], 0)
    assert built().network(country="FR").told()["main_path"] == []


def test_a_network_is_given_whole() -> None:
    with pytest.raises(QueryError, match="limit: a network is given whole"):
        built().network(limit=5, country="SE")
    with pytest.raises(QueryError, match="top: 0"):
        built().network(top=0)


def test_measures_do_not_keep_a_dataset_alive() -> None:
    import gc
    import weakref

    base = EvidenceBase(built().records)
    graph = built()
    gone = weakref.ref(graph.base)
    graph.network().told()
    graph.paths("s-root", "other")
    del graph, base
    gc.collect()
    assert gone() is None


@pytest.fixture(scope="module")
def client(packaged: EvidenceGraph) -> TestClient:
    return TestClient(create_app(packaged), raise_server_exceptions=False)


def test_http_answers_as_python_does(client: TestClient, packaged: EvidenceGraph) -> None:
    body = packaged.network(area="distributed-leadership", top=3).to_json()
    answer = client.get("/network?top=3&area=distributed-leadership")
    assert answer.content == body
    again = client.get("/network?top=3&area=distributed-leadership")
    assert again.content == body
    assert client.get(orjson.loads(body)["links"]["self"]).content == body
    assert orjson.loads(body)["main_path"][-1]["works"][0]["id"] == "treacy2017leadership"


@pytest.mark.parametrize(
    ("query", "field"),
    [("top=x", "top"), ("top=101", "top"), ("limit=3", "limit"), ("sort=newest", "sort"),
     ("aera=equity", "aera"), ("area=equitty", "area"), ("top=1&top=2", "top")],
)  # fmt: skip
def test_what_is_wrong_is_named(client: TestClient, query: str, field: str) -> None:
    answer = client.get(f"/network?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/query/{field}"]


def test_the_page_says_the_same(client: TestClient) -> None:
    page = client.get("/network?area=distributed-leadership", headers={"accept": "text/html"})
    assert page.status_code == 200
    for text in ("Main path", "Treacy &amp; Glowa 2017", "Communities", "Current fronts"):
        assert text in page.text
