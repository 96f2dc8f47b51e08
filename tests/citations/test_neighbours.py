"""Neighbours against networkx and brute force, on random networks."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgraph.citations import KINDS, Citations, NeighbourList, network, stances, ties
from leadgraph.citations.adjacency import Adjacency
from leadgraph.errors import NotFoundError, QueryError
from leadgraph.evidence import EvidenceBase, SourceList
from leadgraph.model import Claim, Concept, Records, Source, Stance
from leadgraph.query import EvidenceQuery

KEYS = tuple("abcdefgh")
DOIS = ("10.1000/x", "10.1000/Y", "10.1000/a", "10.1000/B")
AREAS = ("one", "two", "three")


def doi_of(key: str) -> str | None:
    return f"10.1000/{key}" if key in "ab" else None


@st.composite
def bases(draw: Any) -> EvidenceBase:
    """Make works that cite each other, themselves, twice, by DOI, and works not held."""
    sources, claims = [], []
    for key in KEYS:
        cites = draw(st.lists(st.sampled_from((*KEYS, *DOIS)), max_size=8))
        year = draw(st.none() | st.integers(1990, 2020))
        areas = draw(st.sets(st.sampled_from(AREAS)))
        sources.append(
            Source(
                key=key,
                type="article",
                year=year,
                doi=doi_of(key),
                cites=tuple(cites),
                areas=tuple(sorted(draw(st.sets(st.sampled_from(AREAS))))),
            )
        )
        if draw(st.booleans()):
            claims.append(
                Claim(
                    id=f"{key}-1",
                    source=key,
                    statement="Said.",
                    kind="theoretical",
                    areas=tuple(sorted(areas)),
                    status=draw(st.sampled_from(("accepted", "withdrawn"))),
                )
            )
    concepts = [
        Concept(scheme="areas", id="one", label="one"),
        Concept(scheme="areas", id="two", label="two", broader=("one",)),
        Concept(scheme="areas", id="three", label="three"),
    ]
    return EvidenceBase(Records(sources=sources, claims=claims, concepts=concepts))


def graph_of(base: EvidenceBase) -> nx.DiGraph[str]:
    """Read the network off the records, the plain way."""
    by_doi = {work.doi.lower(): work.key for work in base.works if work.doi}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(work.key for work in base.works)
    for work in base.works:
        for name in work.cites:
            cited = name if name in base.records.sources else by_doi.get(name.lower())
            graph.add_edge(work.key, cited or f"doi:{name.lower()}")
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def told(found: NeighbourList) -> dict[str, tuple[int, dict[str, float]]]:
    return {one.id: (one.count, dict(one.scores)) for one in found.whole()}


seeds = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)


@given(bases())
def test_the_network_is_what_the_records_say(base: EvidenceBase) -> None:
    net, graph = network.of(base), graph_of(base)
    drawn = {(net.nodes[one], net.nodes[other]) for one, other in net.edges().tolist()}
    assert drawn == set(graph.edges)
    assert set(net.nodes) == set(graph)
    for node, id_ in enumerate(net.nodes):
        assert {net.nodes[n] for n in net.cited_by.of(node).tolist()} == set(
            graph.predecessors(id_)
        )
        assert net.is_stub[node] == (id_ not in base.records.sources)
    assert net.igraph().ecount() == graph.number_of_edges()


@given(bases(), seeds)
def test_direct_citations_are_those_of_networkx(base: EvidenceBase, keys: list[str]) -> None:
    graph, found = graph_of(base), Citations(base, keys)
    out = Counter(n for key in keys for n in graph.successors(key) if n not in keys)
    back = Counter(n for key in keys for n in graph.predecessors(key) if n not in keys)
    for each, right in ((found.cites, out), (found.cited_by, back)):
        assert {one.id: one.count for one in each} == right
        assert all(one.scores == {"citations": graph.in_degree(one.id)} for one in each)
        assert all(len(one.shared) == one.count for one in each)
        assert all({shared.id for shared in one.shared} <= set(keys) for one in each)


@given(bases(), seeds)
def test_co_citation_and_coupling_are_sets_in_common(base: EvidenceBase, keys: list[str]) -> None:
    graph, found = graph_of(base), Citations(base, keys)
    sides = ((found.co_cited(), graph.predecessors), (found.coupled(), graph.successors))
    for each, near in sides:
        mine = {n for key in keys for n in near(key)}
        right = {}
        for other in graph:
            theirs = set(near(other))
            if other not in keys and mine & theirs:
                both = len(mine & theirs)
                cosine = both / math.sqrt(len(mine) * len(theirs))
                right[other] = (both, both / len(mine | theirs), cosine)
        got = {one.id: (one.count, one.scores["jaccard"], one.scores["cosine"]) for one in each}
        assert got.keys() == right.keys()
        for id_, figures in right.items():
            assert got[id_] == pytest.approx(figures)
        for one in each:
            assert {shared.id for shared in one.shared} == mine & set(near(one.id))
        order = [(-one.count, -one.scores["cosine"]) for one in each]
        assert all(left <= right for left, right in pairwise(order))


def concepts_of(base: EvidenceBase, key: str) -> set[str]:
    claims = [c for c in base.records.claims.values() if c.source == key and c.status == "accepted"]
    tags = {a for c in claims for a in c.areas} | set(base.records.sources[key].areas)
    return {up for tag in tags for up in base.records.ancestors[f"areas/{tag}"]}


@given(bases(), seeds)
def test_similarity_is_what_its_definition_says(base: EvidenceBase, keys: list[str]) -> None:
    graph, found = graph_of(base), Citations(base, keys)
    held = {key: concepts_of(base, key) for key in KEYS}
    some = sum(map(bool, held.values()))
    uses = Counter(concept for concepts in held.values() for concept in concepts)
    weight = {concept: math.log(some / number) for concept, number in uses.items()}
    mine = {concept for key in keys for concept in held[key]}

    def length(concepts: set[str]) -> float:
        return math.sqrt(sum(weight[c] ** 2 for c in concepts))

    citing = {one.id: one.scores["cosine"] for one in found.co_cited()}
    citing_same = {one.id: one.scores["cosine"] for one in found.coupled()}
    right = {}
    for other in set(graph) - set(keys):
        theirs = held.get(other, set())
        lengths = length(mine) * length(theirs)
        cosine = sum(weight[c] ** 2 for c in mine & theirs) / lengths if lengths else 0
        whole = 0.5 * cosine + 0.25 * citing.get(other, 0) + 0.25 * citing_same.get(other, 0)
        right[other] = whole
    got = {one.id: one.scores["similarity"] for one in found.similar()}
    for id_, score in right.items():
        if score > ties.SIMILAR_LEAST + 1e-9:
            assert got[id_] == pytest.approx(score)
        elif score < ties.SIMILAR_LEAST - 1e-9:
            assert id_ not in got
    for one in found.similar():
        assert {c.partition("/")[2] for c in one.concepts} == {
            c.partition("/")[2] for c in mine & held.get(one.id, set()) if weight[c] > 0
        }


@given(bases(), seeds, st.sampled_from(list(KINDS)), st.integers(1, 4))
def test_walking_the_pages_gives_the_whole_once(
    base: EvidenceBase, keys: list[str], kind: str, limit: int
) -> None:
    whole = [one.id for one in Citations(base, keys).of(kind).whole()]
    walked: list[str] = []
    query: EvidenceQuery | None = EvidenceQuery.of(limit=limit)
    while query is not None:
        page = orjson.loads(Citations(base, keys, query).of(kind).to_json())
        assert page["count"] == len(whole)
        walked += [one["id"] for one in page["results"]]
        query = query.but(cursor=page["next"]) if page["next"] else None
    assert walked == whole


@given(bases(), seeds, st.sampled_from(list(KINDS)))
def test_filters_keep_the_neighbours_that_works_would_keep(
    base: EvidenceBase, keys: list[str], kind: str
) -> None:
    for fields in ({"area": "one"}, {"since": 2000}, {"source": "a,b,c"}, {"research": False}):
        query = EvidenceQuery.of(**fields)
        works = {work.key for work in SourceList(base, query).whole()}
        whole, kept = Citations(base, keys).of(kind), Citations(base, keys, query).of(kind)
        assert told(kept) == {id_: one for id_, one in told(whole).items() if id_ in works}


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1), st.integers(0, 12))
def test_the_first_by_several_keys_are_those_of_sorting(
    rows: list[tuple[int, ...]], most: int
) -> None:
    keys = [np.array(column) for column in zip(*rows, strict=True)]
    right = sorted(rows)[:most]
    assert [rows[at] for at in ties.first(keys, most).tolist()] == right


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_rows_are_the_edges_once_each(edges: list[tuple[int, int]]) -> None:
    origins, targets = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    made = Adjacency.between(origins, targets, 6)
    assert {(n, t) for n in range(6) for t in made.of(n).tolist()} == set(edges)
    assert made.degrees.sum() == len(set(edges))
    assert all(made.holds(n, t) == ((n, t) in edges) for n in range(6) for t in range(6))


# ----------------------------------------------------------------------------------- by example


def works(*cites: tuple[str, tuple[str, ...]], **more: Any) -> EvidenceBase:
    sources = [Source(key=key, type="article", cites=names) for key, names in cites]
    return EvidenceBase(Records(sources=sources, **more))


def test_a_work_that_is_cited_and_not_held_is_a_stub() -> None:
    base = works(("a", ("10.1000/Zz", "lost1999")), ("b", ("10.1000/zz",)))
    found = Citations(base, ["a"]).cites
    assert [(one.id, one.held, one.doi, one.source) for one in found] == [
        ("doi:10.1000/zz", False, "10.1000/zz", None),
        ("lost1999", False, None, None),
    ]
    assert [one.id for one in Citations(base, ["doi:10.1000/zz"]).cited_by] == ["a", "b"]
    assert [one.id for one in Citations(base, ["10.1000/ZZ"]).cited_by] == ["a", "b"]
    assert "@misc{doi:10.1000/zz,\n  doi = {10.1000/zz}" in found.to_bibtex()
    assert "doi:10.1000/zz,false" in "".join(found.to_csv())
    assert found.to_pandas()["held"].tolist() == [False, False]


def test_more_shared_works_than_are_listed_are_counted() -> None:
    many = [(f"c{at:03}", ("x", "y")) for at in range(60)]
    one = Citations(works(("x", ()), ("y", ()), *many), ["x"]).co_cited()[0]
    told = one.told()
    assert (told["count"], len(told["shared"]), told["shared_not_listed"]) == (60, 50, 10)
    assert len(one.shared) == 60


def stanced() -> EvidenceBase:
    def claim(id_: str, stance: Stance | None, status: Any = "accepted") -> Claim:
        source = id_.partition("-")[0]
        return Claim(
            id=id_,
            source=source,
            statement="Said.",
            kind="theoretical",
            stance=stance,
            status=status,
        )

    claims = [
        claim("a-1", None),
        claim("b-1", Stance(how="disputes", claim="a-1")),
        claim("b-2", Stance(how="supports", source="a")),
        claim("b-3", Stance(how="extends", source="a"), "withdrawn"),
        claim("a-2", Stance(how="extends", source="c")),
        claim("a-3", Stance(how="qualifies", claim="a-1")),
    ]
    return works(("a", ("c",)), ("b", ("a",)), ("c", ()), claims=claims)


def test_stances_are_told_as_recorded_and_none_is_made_up() -> None:
    base = stanced()
    found = Citations(base, ["a"])
    assert [(s.how, s.direction, s.towards) for s in found.cited_by[0].stances] == [
        ("disputes", "in", "a-1"),
        ("supports", "in", None),
    ]
    assert [(s.how, s.direction) for s in found.cites[0].stances] == [("extends", "out")]
    assert stances.of(base).of([network.of(base).node("c")])[0].direction == "in"
    assert not Citations(base, ["b", "a", "c"]).about.stances


def test_what_is_unknown_is_refused_by_name() -> None:
    base = works(("alpha", ()), ("beta", ()))
    with pytest.raises(NotFoundError, match="did you mean alpha"):
        Citations(base, ["alpa"])
    with pytest.raises(QueryError, match="did you mean beta"):
        Citations(base, ["alpha", "betta"])
    with pytest.raises(QueryError, match="did you mean cited-by"):
        Citations(base, ["alpha"]).of("citedby")
    with pytest.raises(QueryError, match="name a work"):
        Citations(base, [])
    with pytest.raises(QueryError, match="says here which neighbours"):
        Citations(base, ["alpha"], EvidenceQuery.of(kind="testimony"))
    with pytest.raises(QueryError, match="give its kind too"):
        Citations(base, ["alpha"], EvidenceQuery.of(cursor="x")).to_json()


def test_a_dataset_of_nothing_but_works_has_citations() -> None:
    found = Citations(works(("a", ())), ["a"])
    assert all(each.total == 0 and list(each) == [] for each in found.overview())
    assert "a" in repr(found)


def test_a_notebook_shows_titles_as_text() -> None:
    sources = [
        Source(key="a", type="book", cites=("b",)),
        Source(key="b", type="book", title="<script>"),
    ]
    shown = Citations(EvidenceBase(Records(sources=sources)), ["a"])._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
