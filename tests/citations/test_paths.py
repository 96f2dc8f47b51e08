"""Paths: against networkx over an independent reading of the rules, and what a reader is told."""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import networkx as nx
import orjson
import pytest
from starlette.testclient import TestClient

from invented import invented_records
from leadgraph.citations.paths import Paths, search, terrain
from leadgraph.citations.paths.search import Ball, End
from leadgraph.cli import main
from leadgraph.errors import QueryError, UnknownConceptError
from leadgraph.evidence import EvidenceBase
from leadgraph.graph import EvidenceGraph
from leadgraph.model import CLAIM_TAGS, COUNTED, Claim, Question, Records, Source, Stance
from leadgraph_api import create_app

STEP = {
    "stance": 0.5,
    "cites": 1,
    "asks": 1,
    "bears": 1,
    "broader": 1,
    "related": 2,
    "says": 2,
    "area": 2,
    "subject": 2,
}


@pytest.fixture(scope="module")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


def cited(seed: int, claims: int = 60) -> Records:
    """Make a dataset whose works cite one another, and works that are not held."""
    chance = random.Random(seed)
    records = invented_records(chance, claims)
    keys = [*records.sources, "10.1/x", "10.1/y"]
    works = [
        replace(work, cites=tuple(chance.sample(keys, chance.randint(0, 2))), areas=("ax1",))
        if chance.random() < 0.6
        else work
        for work in records.sources.values()
    ]
    asked = [replace(q, source=works[0].key, areas=("a1",)) for q in records.questions.values()]
    return Records(
        sources=works,
        claims=records.claims.values(),
        concepts=records.concepts.values(),
        questions=asked,
    )


Tie = tuple[str, str, str]


def of_works(records: Records) -> Iterator[Tie]:
    for work in records.sources.values():
        for key in work.cites:
            yield work.key, key if key in records.sources else f"doi:{key}", "cites"
        yield from ((work.key, f"areas/{area}", "area") for area in work.areas)
    for asked in records.questions.values():
        yield asked.source or "", asked.id, "asks"
        yield from ((asked.id, f"areas/{area}", "subject") for area in asked.areas)


def of_claims(records: Records) -> Iterator[Tie]:
    for claim in records.claims.values():
        if claim.status not in COUNTED:
            continue
        yield from ((claim.source, question, "bears") for question in claim.questions)
        for scheme in CLAIM_TAGS:
            keys = {f"{scheme}/{id_}" for id_ in getattr(claim, scheme)}
            above = {up for key in keys for up in records.ancestors[key][1:]}
            yield from ((claim.source, key, "says") for key in keys - above)
        if claim.stance and claim.stance.source:
            yield claim.source, claim.stance.source, "stance"
    for concept in records.concepts.values():
        yield from ((concept.key, f"{concept.scheme}/{up}", "broader") for up in concept.broader)


def oracle(records: Records) -> nx.Graph[str]:
    """Read the rules of the terrain literally, off the records."""
    steps: dict[tuple[str, str], float] = {}
    for one, other, kind in itertools.chain(of_works(records), of_claims(records)):
        if one != other:
            pair = (min(one, other), max(one, other))
            steps[pair] = min(steps.get(pair, math.inf), STEP[kind])
    degree: dict[str, int] = defaultdict(int)
    for one, other in steps:
        degree[one] += 1
        degree[other] += 1
    told: nx.Graph[str] = nx.Graph()
    for (one, other), step in steps.items():
        toll = (math.log2(1 + degree[one]) + math.log2(1 + degree[other])) / 2
        told.add_edge(one, other, cost=step + toll)
    return told


def expected(graph: nx.Graph[str], start: str, goal: str, k: int) -> list[float]:
    """Cost the k cheapest paths that share less than half of what they pass with a cheaper one."""
    if not (graph.has_node(start) and graph.has_node(goal) and nx.has_path(graph, start, goal)):
        return []
    simple = itertools.islice(nx.shortest_simple_paths(graph, start, goal, "cost"), 10 * k)
    priced = [(round(nx.path_weight(graph, p, "cost"), 6), len(p), p) for p in simple]
    kept: list[tuple[float, list[str]]] = []
    for cost, _, path in sorted(priced):
        inner = set(path[1:-1])
        near = [min(len(inner), len(set(p[1:-1]))) for _, p in kept]
        shared = [len(inner & set(p[1:-1])) for _, p in kept]
        if not any(n and 2 * s >= n for n, s in zip(near, shared, strict=True)):
            kept.append((cost, path))
    return [cost for cost, _ in kept[:k]]


@pytest.mark.parametrize("seed", range(6))
def test_paths_are_the_cheapest_and_no_variants(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    records = cited(seed)
    base = EvidenceBase(records)
    whole = oracle(records)
    chance = random.Random(seed)
    names = [*records.sources, *records.questions, *records.concepts, "doi:10.1/x"]
    monkeypatch.setattr(search, "NODES_FIRST", 8)  # so that the balls have to grow
    for start, goal in (chance.sample(names, 2) for _ in range(12)):
        try:
            paths = Paths(base, start, goal, 3)
        except UnknownConceptError:
            assert "doi:10.1/x" in (start, goal)
            continue
        assert paths.proven
        costs = [route.cost for route in paths._found.routes]
        # which of two paths of one cost comes first decides which are variants
        assert costs[:1] == pytest.approx(expected(whole, start, goal, 3)[:1])
        if len(set(costs)) == len(costs):
            assert len(costs) == len(expected(whole, start, goal, 3))
        assert all(routes.cost >= costs[0] for routes in paths._found.routes)


@pytest.mark.parametrize("seed", range(3))
def test_a_ball_holds_all_that_is_nearer_than_its_radius(seed: int) -> None:
    records = cited(seed)
    walked = terrain.of(EvidenceBase(records))
    start = next(iter(records.sources))
    far = nx.single_source_dijkstra_path_length(oracle(records), start, weight="cost")
    ball = Ball(walked, End(0, {}))
    ball.grow(12)
    near = [cost for cost in far.values() if cost < ball.radius - 1e-9]
    assert sorted(ball.settled.values())[: len(near)] == pytest.approx(sorted(near))


@pytest.mark.parametrize("seed", range(4))
def test_every_hop_holds_in_the_records(seed: int) -> None:
    records = cited(seed)
    base = EvidenceBase(records)
    chance = random.Random(seed)
    names = [*records.sources, *records.questions, *records.concepts, *records.claims]
    for start, goal in (chance.sample(names, 2) for _ in range(25)):
        for path in Paths(base, start, goal):
            assert path.stations[0].id == start
            assert path.stations[-1].id == goal
            assert len(set(path.stations)) == len(path.stations)
            for hop in path.hops:
                assert holds(
                    records, hop.kind, *((hop.start, hop.end)[:: 1 if hop.forward else -1])
                )


def holds(records: Records, kind: str, one: terrain.Terrain, other: terrain.Terrain) -> bool:
    """Tell whether the records say what a hop says."""
    if kind == "cites":
        cites = records.sources[one.id].cites
        return other.id in cites or other.id.removeprefix("doi:") in cites
    if kind == "says":
        return records.claims[other.id].source == one.id
    if kind == "bears-on":
        return other.id in records.claims[one.id].questions
    if kind == "raises":
        return records.questions[other.id].source == one.id
    if kind == "broader":
        return other.id.partition("/")[2] in records.concepts[one.id].broader
    if kind == "about":
        scheme, _, id_ = other.id.partition("/")
        held = {
            "claim": records.claims,
            "source": records.sources,
            "question": records.questions,
        }
        return id_ in getattr(held[one.kind][one.id], scheme)
    stance = records.claims[one.id].stance
    return stance is not None and stance.how == kind and other.id in (stance.source, stance.claim)


# ------------------------------------------------------------------------------ real dataset


def test_a_work_is_connected_with_an_open_question_in_words(graph: EvidenceGraph) -> None:
    first, *others = graph.paths("leithwood2006seven", "Q3")
    assert [hop.kind for hop in first.hops] == ["says", "bears-on"]
    assert first.sentences[1].startswith("This bears on open question Q3, “How can collaborative")
    assert any("qualifies" in [hop.kind for hop in path.hops] for path in others)
    assert any("raises" in [hop.kind for hop in path.hops] for path in others)


def test_what_everything_is_tied_to_is_not_the_first_answer(graph: EvidenceGraph) -> None:
    hubs = {"targets/students", "targets/school-leaders", "areas/instructional-leadership"}
    first = graph.paths("bartanen2024rethinking", "npbea2015professional")[0]
    assert not hubs & {one.id for one in first.stations}


def test_a_stance_between_two_claims_is_the_first_path(graph: EvidenceGraph) -> None:
    paths = graph.paths("leithwood2020seven-1", "leithwood2006seven-1")
    assert [hop.kind for hop in paths[0].hops] == ["qualifies"]
    assert paths[0].sentences[0].startswith("Leithwood et al. 2020 says: ")
    back = graph.paths("leithwood2006seven-1", "leithwood2020seven-1")[0].hops[0]
    assert (back.kind, back.forward) == ("qualifies", False)
    assert "is qualified by" in back.words


def test_paths_differ_in_most_of_what_they_pass(graph: EvidenceGraph) -> None:
    for goal in ("Q3", "areas/equity", "grissom2021principals"):
        nodes = [r.nodes[1:-1] for r in graph.paths("leithwood2006seven", goal, 8)._found.routes]
        for one, other in itertools.combinations(nodes, 2):
            shared = len(set(one) & set(other))
            assert not shared or 2 * shared < min(len(one), len(other))


def test_the_same_question_has_the_same_answer(graph: EvidenceGraph) -> None:
    again = EvidenceGraph(graph.records)
    asked = ("leithwood2006seven", "areas/equity", 7)
    assert graph.paths(*asked).to_json() == again.paths(*asked).to_json()


# ------------------------------------------------------------------------------------ naming


def named() -> EvidenceBase:
    works = [
        Source(key="Q1", type="book", doi="10.1/held", cites=("10.1/Stub",)),
        Source(key="b", type="book"),
    ]
    said = Claim(
        id="b-1",
        source="b",
        statement="S",
        kind="theoretical",
        stance=Stance(how="extends", source="Q1"),
    )
    asked = Question(id="Q1", label="q", text="T?")
    return EvidenceBase(Records(sources=works, claims=[said], questions=[asked]))


def test_a_name_of_two_things_is_refused_and_told_apart() -> None:
    base = named()
    with pytest.raises(UnknownConceptError, match="sources/Q1 or questions/Q1"):
        Paths(base, "Q1", "b")
    paths = Paths(base, "sources/Q1", "b")
    assert paths.query == {"from": "sources/Q1", "to": "b"}
    assert [hop.kind for hop in paths[0].hops] == ["extends", "says"]


@pytest.mark.parametrize("name", ["doi:10.1/stub", "10.1/STUB", "https://doi.org/10.1/stub"])
def test_a_work_that_is_only_cited_goes_by_its_doi(name: str) -> None:
    path = Paths(named(), name, "b")[0]
    assert path.sentences[0] == "A work not held (10.1/stub) is cited by Q1 n.d."
    assert not path.told()["stations"][0]["held"]


def test_the_doi_of_a_work_that_is_held_names_it() -> None:
    assert Paths(named(), "doi:10.1/HELD", "b").query["from"] == "sources/Q1"


def test_everything_wrong_is_told_at_once(graph: EvidenceGraph) -> None:
    with pytest.raises(UnknownConceptError) as caught:
        graph.paths("leithwood2006sven", "equity", 0)
    told = {issue.field: issue.known for issue in caught.value.issues}
    assert told["from"][0] == "leithwood2006seven"
    assert told["to"] == ("areas/equity",)
    assert "k" in told
    with pytest.raises(QueryError, match="is where the path starts"):
        graph.paths("Q3", "questions/Q3")


def test_what_nothing_connects_has_no_path() -> None:
    works = [Source(key="a", type="book"), Source(key="b", type="book")]
    paths = Paths(EvidenceBase(Records(sources=works)), "a", "b")
    assert (len(paths), paths.proven) == (0, True)


# ------------------------------------------------------------------------- HTTP, pages, CLI


@pytest.fixture(scope="module")
def client(graph: EvidenceGraph) -> TestClient:
    return TestClient(create_app(graph), raise_server_exceptions=False)


def test_http_and_the_command_line_answer_as_python_does(
    graph: EvidenceGraph, client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    body = graph.paths("leithwood2006seven", "Q3", 2).to_json()
    answer = client.get("/paths?from=leithwood2006seven&to=Q3&k=2")
    assert answer.content == body
    assert client.get(orjson.loads(body)["links"]["self"]).content == body
    tag = answer.headers["etag"]
    url = "/paths.json?to=Q3&k=2&from=sources/leithwood2006seven"
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    assert main(["paths", "leithwood2006seven", "Q3", "--k", "2"]) == 0
    assert capfd.readouterr().out.strip().encode() == body
    assert main(["paths", "leithwood2006seven", "Q3", "--format", "table"]) == 0
    assert "This bears on open question Q3" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["from", "to"]),
        ("from=Q1&to=nowhere", ["to"]),
        ("from=Q1&to=Q2&k=0", ["k"]),
        ("from=Q1&to=Q2&k=9999999999999999999", ["k"]),
        ("from=Q1&to=Q2&via=x", ["via"]),
        ("from=Q1&from=Q2&to=Q3", ["from"]),
    ],
)
def test_what_is_wrong_with_a_request_is_named(
    client: TestClient, query: str, fields: list[str]
) -> None:
    answer = client.get(f"/paths?{query}")
    assert answer.status_code == 422
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == [f"#/query/{field}" for field in fields]


def test_the_page_asks_and_answers(client: TestClient) -> None:
    accept = {"accept": "text/html"}
    empty = client.get("/paths", headers=accept)
    assert empty.status_code == 200
    assert 'name="from"' in empty.text
    page = client.get("/paths?from=leithwood2006seven&to=Q3", headers=accept)
    assert "This bears on open question Q3" in page.text
    assert 'href="/claims/leithwood2006seven-13"' in page.text
    wrong = client.get("/paths?from=leithwood2006seven&to=Q33", headers=accept)
    assert wrong.status_code == 422
    assert "Q3" in wrong.text
