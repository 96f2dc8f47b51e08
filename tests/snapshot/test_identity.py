"""A snapshot answers byte for byte what the dataset answers that it was built from."""

from __future__ import annotations

import random
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from effort import examples
from invented import invented_records, random_query
from leadgraph import EvidenceGraph, export, gaps, load, render, store
from leadgraph.citations import KINDS, Citations, network
from leadgraph.citations.contributors import contributors
from leadgraph.citations.paths import Paths
from leadgraph.citations.topic import TopicNetwork
from leadgraph.evidence import EvidenceBase, EvidenceList, SourceList, entities
from leadgraph.gaps import EvidenceMap, GapList, MapQuery
from leadgraph.model import Records
from leadgraph.query import EvidenceQuery
from leadgraph.shelf import Shelf
from leadgraph.snapshot import build, open_
from leadgraph.worklists import LISTS, of, worklists
from leadgraph_api import create_app
from strategies import records

QUESTIONS = Path(__file__).parents[1] / "questions" / "questions.toml"
PAGE = {"accept": "text/html"}
AXES = ("area", "model", "target", "outcome", "design", "country", "level", "question")

FIXED = (
    "/", "/about", "/about.json", "/health", "/openapi.json", "/ns", "/docs",
    "/evidence", "/evidence?limit=200", "/evidence?sort=newest", "/evidence?sort=id&limit=50",
    "/evidence?q=pupils", "/evidence?q=%22professional%20learning%22&sort=relevance",
    "/evidence?q=Leithwood&area=equity", "/evidence?since=2015&until=2020&research=true",
    "/evidence?not_design=survey&country=US", "/evidence?select=id,statement&facets=false",
    "/evidence?area=equty", "/evidence?source=nobody2020", "/evidence?country=ZZ",
    "/evidence.csv", "/evidence.bib", "/evidence.csv?q=trust", "/evidence.bib?country=SE",
    "/sources", "/sources?q=leadership&sort=oldest", "/sources?sort=newest&limit=200",
    "/sources?author=leithwood_k", "/evidence.rq?author=leithwood_k", "/sources?author=leithwod_k",
    "/evidence?not_author=leithwood_k&venue=school-leadership-and-management", "/problems/syntax",
    "/sources?country=SE", "/sources.csv", "/sources.bib", "/sources?select=key,title",
    "/concepts", "/concepts?scheme=areas", "/questions",
    "/map?rows=area&columns=outcome&depth=2", "/map.csv", "/map.ttl", "/gaps", "/gaps.csv",
    "/gaps?class=thin,absolute&limit=50", "/gaps?rows=model&columns=target&country=US",
    "/worklists", "/worklists.json", "/claims/none", "/sources/leithwood2006sevn",
    "/authors", "/authors?area=equity&limit=3", "/authors/leithwod_k", "/venues", "/venues?q=trust",
    "/network", "/network?area=equity&top=3", "/network?author=leithwood_k", "/dataset",
    "/dataset.ttl", "/bibtex", "/sparql", "/explore.json?key=nobody2020",
    "/sources/nobody2020/citations",
    "/paths?from=leithwood2006seven&to=Q3", "/paths?from=areas/equity&to=targets/students&k=9",
    "/paths?from=Q1&to=nothing", "/explore.svg?key=leithwood2006seven&key=leithwood2020seven",
)  # fmt: skip


@pytest.fixture(scope="module")
def clients(loaded: EvidenceGraph, opened: EvidenceGraph) -> list[TestClient]:
    apps = [create_app(graph) for graph in (loaded, opened)]
    return [TestClient(app, raise_server_exceptions=False, follow_redirects=False) for app in apps]


def addresses(graph: EvidenceGraph) -> Iterator[str]:
    yield from FIXED
    yield from (f"/sources/{quote(key)}" for key in list(graph.sources)[::6])
    yield from (f"/sources/{quote(key)}.bib" for key in list(graph.sources)[::16])
    yield from (f"/claims/{quote(id_)}" for id_ in list(graph.claims)[::20])
    yield from (f"/concepts/{quote(key)}" for key in list(graph.concepts)[::6])
    yield from (f"/questions/{quote(id_)}" for id_ in graph.questions)
    yield from cited(graph)
    yield from (f"/worklists/{id_}{form}" for id_, *_ in LISTS for form in ("", ".csv"))
    yield from (f"/map?rows={r}&columns={c}" for r, c in pairwise(AXES))
    asked = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"][::12]
    yield from (f"/ask?q={quote(row['text'])}" for row in asked if "text" in row)
    yield from (f"/ask?q={quote(text)}" for text in ("Leithwod 2006", "eqity for pupls", "Bryk"))


def cited(graph: EvidenceGraph) -> Iterator[str]:
    """Yield what is asked of citations, of paths, and of who wrote what."""
    net = network.of(graph.base)
    most = [net.nodes[at] for at in (-net.cited_by.degrees).argsort(kind="stable")[:3].tolist()]
    for key in (*list(graph.sources)[::60], *most):
        own = f"/sources/{quote(key, safe='')}/citations"
        yield own
        yield from (f"{own}?kind={kind}&limit=5" for kind in KINDS)
        yield f"{own}.csv?kind=similar"
        yield f"/explore.json?key={quote(key)}"
    yield from (f"/explore.svg?key={quote(key)}" for key in most[:1])
    yield from (f"/paths?from={quote(a)}&to={quote(b)}" for a, b in pairwise(most))
    claims = list(graph.claims)[::150]
    yield from (f"/paths?from=claims/{quote(a)}&to={quote(b)}" for a, b in pairwise(claims))
    yield from (f"/authors/{quote(id_)}" for id_ in list(graph.authors)[::25])
    yield from (f"/venues/{quote(id_)}" for id_ in list(graph.venues)[::9])


def test_every_route_answers_the_same_bytes(
    clients: list[TestClient], loaded: EvidenceGraph
) -> None:
    asked = 0
    for address in addresses(loaded):
        for headers in ({}, PAGE) if "." not in address and asked % 3 == 0 else ({},):
            one, other = (client.get(address, headers=headers) for client in clients)
            assert one.status_code == other.status_code, address
            assert one.headers == other.headers, address
            assert one.content == other.content, address
        asked += 1
    assert asked > 200


def test_the_graph_says_the_same_of_itself(loaded: EvidenceGraph, opened: EvidenceGraph) -> None:
    assert opened.records == loaded.records
    assert repr(opened) == repr(loaded)
    assert opened._repr_html_() == loaded._repr_html_()
    assert (opened.snapshot, opened.as_of, opened.problems) == (
        loaded.snapshot,
        loaded.as_of,
        loaded.problems,
    )
    assert export.to_bibtex(opened.sources.values()) == export.to_bibtex(loaded.sources.values())
    one, other = opened.to_networkx(), loaded.to_networkx()
    assert list(one.edges(data=True)) == list(other.edges(data=True))


def test_the_store_holds_the_same_triples(loaded: EvidenceGraph, opened: EvidenceGraph) -> None:
    assert {quad.triple for quad in opened.store} == {quad.triple for quad in loaded.store}
    assert len(opened.to_rdf()) == len(loaded.to_rdf())
    iri = f"{loaded.about.base}claims/{next(iter(loaded.claims))}"
    assert store.describe(opened.store, iri) == store.describe(loaded.store, iri)


def test_sequences_and_mappings_behave_as_those_of_a_folder(
    loaded: EvidenceGraph, opened: EvidenceGraph
) -> None:
    for one, other in ((opened.sources, loaded.sources), (opened.claims, loaded.claims)):
        assert list(one) == list(other)
        assert list(one.values()) == list(other.values())
        assert list(one.items()) == list(other.items())
        assert len(one) == len(other)
        assert "nobody" not in one
        assert one.get("nobody") is None
        with pytest.raises(KeyError):
            one["nobody"]
    found, expected = (graph.evidence(area="equity") for graph in (opened, loaded))
    assert list(found) == list(expected)
    assert found[2:5] == expected[2:5]
    assert found[-1] == expected[-1]


def test_what_is_asked_again_and_again_decodes_no_claim_in_vain(built: Path) -> None:
    """Maps, gaps, counts and worklists are answered by columns, not by going through the claims."""
    opened = load(built)
    decoded = []
    for held in (opened.records.claims, opened.records.sources):
        entries: Any = held.entries  # type: ignore[attr-defined]
        decode = entries._decode
        entries._decode = lambda line, decode=decode: decoded.append(line) or decode(line)
    EvidenceMap(opened.base, MapQuery.of(rows="level", columns="target")).to_json()
    GapList(opened.base, MapQuery.of(rows="level", columns="outcome")).to_json()
    gaps.question(opened.base, next(iter(opened.questions)))
    entities.concepts(opened.base)
    of(opened.base)
    opened.works(since=2010, sort="newest").to_json()
    opened.ask("evidence for distributed leadership impacting students").to_json()
    assert 0 < len(decoded) <= 4 * 25 * 2  # some pages of claims with their sources


@pytest.mark.parametrize("sort", ["evidence", "newest", "oldest", "id"])
def test_a_page_of_evidence_copies_what_is_written(
    built: Path, loaded: EvidenceGraph, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = load(built)
    for held in (opened.records.claims, opened.records.sources):
        monkeypatch.setattr(held.entries, "_decode", None)  # type: ignore[attr-defined]
    told = opened.evidence(area="equity", sort=sort, limit=200).to_json()
    assert told == loaded.evidence(area="equity", sort=sort, limit=200).to_json()


@given(dataset=records())
@settings(max_examples=examples(25))
def test_any_record_is_written_as_answers_have_it(dataset: Records) -> None:
    base = EvidenceBase(dataset)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        dataset.keep(shelf.part("records"))
        base.keep(shelf)
        kept = EvidenceBase(Records.open(shelf.part("records")), shelf)
        for row, claim in enumerate(base.index.claims):
            expected = render.to_bytes(render.item(claim, dataset))
            assert base.fragment(row) == kept.fragment(row) == expected
            assert entities.claim(kept, claim.id) == entities.claim(base, claim.id)
        for place, work in enumerate(base.works):
            assert kept.citation(place) == base.citation(place) == work.citation


def citing(records: Records, chance: random.Random) -> Records:
    """Have the works of a dataset cite some of each other, and some that it does not hold."""
    names = [*records.sources, "10.1000/A", "10.1000/b", "elsewhere"]
    works = [
        replace(work, cites=tuple(chance.choices(names, k=chance.randint(0, 4))))
        for work in records.sources.values()
    ]
    return Records(
        sources=works,
        claims=records.claims.values(),
        concepts=records.concepts.values(),
        questions=records.questions.values(),
    )


@given(seed=st.integers(0, 2**32), claims=st.integers(0, 60))
@settings(max_examples=examples(8))
def test_any_dataset_answers_the_same(seed: int, claims: int) -> None:
    chance = random.Random(seed)
    held = EvidenceBase(citing(invented_records(chance, claims=claims), chance))
    with tempfile.TemporaryDirectory() as folder:
        build(held, Path(folder) / "s", store=False)
        base = open_(Path(folder) / "s").base
        assert base.records == held.records
        for _ in range(12):
            query = random_query(chance, held.records)
            for kind in (EvidenceList, SourceList):
                one, other = kind(base, query), kind(held, query)
                assert one.to_json() == other.to_json()
                assert list(one.to_csv()) == list(other.to_csv())
                assert one.to_bibtex() == other.to_bibtex()
        for key in held.records.sources:
            assert entities.source(base, key) == entities.source(held, key)
            one, other = (Citations(of_, (key,), EvidenceQuery()) for of_ in (base, held))
            assert one.to_json() == other.to_json()
        for role in ("author", "venue"):
            assert dict(contributors(base, role)) == dict(contributors(held, role))
        assert TopicNetwork(base, EvidenceQuery()).to_json() == (
            TopicNetwork(held, EvidenceQuery()).to_json()
        )
        keys = list(held.records.sources)
        for one, other in pairwise(keys[:4]):
            assert Paths(base, one, other).to_json() == Paths(held, one, other).to_json()
        for axes in (("area", "target"), ("design", "country")):
            asked = MapQuery.of(rows=axes[0], columns=axes[1])
            assert EvidenceMap(base, asked).to_json() == EvidenceMap(held, asked).to_json()
            assert GapList(base, asked).to_json() == GapList(held, asked).to_json()
        for id_, one in worklists(held.records).items():
            assert list(of(base)[id_].items) == list(one.items)


@given(dataset=records())
@settings(max_examples=examples(25))
def test_any_records_come_back_from_a_shelf(dataset: Records) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        dataset.keep(shelf)
        back = Records.open(shelf)
        assert back == dataset
        assert dataset == back
        assert (back.snapshot, back.as_of, back.newest) == (
            dataset.snapshot,
            dataset.as_of,
            dataset.newest,
        )
        assert (
            Records(
                sources=back.sources.values(),
                claims=back.claims.values(),
                concepts=back.concepts.values(),
                questions=back.questions.values(),
                inapplicable=back.inapplicable,
                about=back.about,
            ).snapshot
            == dataset.snapshot
        )
