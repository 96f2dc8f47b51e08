"""Contributors: who is who, teams against a plain walk, and the pages."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import orjson
import pytest
from hypothesis import given
from starlette.testclient import TestClient

from leadgraph.citations.contributors import ContributorList, describe
from leadgraph.errors import NotFoundError
from leadgraph.evidence import EvidenceBase
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Name, Records, Source
from leadgraph.model.names import author_id, venue_id
from leadgraph.query import EvidenceQuery
from leadgraph_api import create_app
from strategies import names


@pytest.mark.parametrize(
    "name",
    [
        Name(family="Béteille", given="Tara Ann"),
        Name(family="Beteille", given="T. A."),
        Name(family="BÉTEILLE", given="T.A."),
        Name(family="Béteille", given="Tara-Ann", suffix="Jr."),
    ],
)
def test_spellings_of_one_person_are_one(name: Name) -> None:
    assert author_id(name) == "beteille_ta"


def test_others_are_others() -> None:
    told = [
        Name(family="Berg", given="J."),
        Name(prefix="van der", family="Berg", given="J."),
        Name(family="Berg", given="J. K."),
        Name(family="Berg"),
        Name(literal="Berg"),
        Name(literal="Berg J"),
        Name(family="李", given="明"),
    ]
    assert len({author_id(name) for name in told}) == len(told)


@given(names())
def test_every_name_has_an_id_that_an_address_can_hold(name: Name) -> None:
    id_ = author_id(name)
    assert id_
    assert not any(c.isspace() or c in ",;" for c in id_)


def test_spellings_of_one_venue_are_one() -> None:
    told = ["The Journal of Leadership & Schools", "journal of leadership and schools"]
    assert {venue_id(name) for name in told} == {"journal-of-leadership-and-schools"}


# ------------------------------------------------------------------------------------- teams


def by(key: str, *authors: str) -> Source:
    people = tuple(Name(family=who, given="A.") for who in authors)
    return Source(key=key, type="book", authors=people)


@pytest.mark.parametrize("seed", range(5))
def test_teams_are_the_components_of_coauthorship(seed: int) -> None:
    chance = random.Random(seed)
    drawn = [chance.sample("PQRSTUVWXYZ", chance.choice([0, 1, 1, 2, 3])) for _ in range(14)]
    works = [by(f"w{n:02}", *who) for n, who in enumerate(drawn)]
    base = EvidenceBase(Records(sources=works))
    for _ in range(8):
        inside = np.array([chance.random() < 0.5 for _ in works])
        told: nx.Graph[str] = nx.Graph()
        for work, chosen in zip(works, inside, strict=True):
            if chosen:
                told.add_node(work.key)
                told.add_edges_from((work.key, who.short) for who in work.authors)
        assert base.teams.among(np.flatnonzero(inside)) == nx.number_connected_components(told)


def test_a_map_counts_teams_when_asked(client: TestClient, graph: EvidenceGraph) -> None:
    usual = client.get("/map?area=equity&rows=area&columns=target").json()
    told = client.get("/map?area=equity&rows=area&columns=target&teams=true").json()
    assert "teams" not in usual["cells"][0]
    assert all(0 <= cell["teams"] <= cell["sources"] for cell in told["cells"])
    assert any(0 < cell["teams"] < cell["sources"] for cell in told["cells"])
    assert all(bool(cell["teams"]) == bool(cell["sources"]) for cell in told["cells"])
    for cell in told["cells"]:
        del cell["teams"]
    assert told == usual
    assert client.get("/map?teams=perhaps").status_code == 422
    found = graph.map(rows="area", columns="target", area="equity")
    works = list(graph.works(found.query_of("equity", "students")))
    joined: nx.Graph[str] = nx.Graph()
    for work in works:
        joined.add_edges_from((work.key, author_id(name)) for name in work.authors or work.editors)
        joined.add_node(work.key)
    at = found.place("equity", "students")
    assert found.teams()[at] == nx.number_connected_components(joined)


# ------------------------------------------------------------------------- lists and entries


@pytest.fixture(scope="module")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="module")
def client(graph: EvidenceGraph) -> TestClient:
    return TestClient(create_app(graph), raise_server_exceptions=False)


def test_a_list_counts_the_works_that_answer(graph: EvidenceGraph) -> None:
    query = EvidenceQuery.of(area="equity")
    works = list(graph.works(query))
    counted: dict[str, int] = {}
    for work in works:
        for id_ in {author_id(name) for name in work.authors or work.editors}:
            counted[id_] = counted.get(id_, 0) + 1
    found = ContributorList(graph.base, query, "author")
    assert {
        one.id: int(found.counts[n]) for n, one in zip(found._all, found, strict=True)
    } == counted
    numbers = [counted[one.id] for one in found]
    assert numbers == sorted(numbers, reverse=True)


def test_walking_the_pages_gives_everyone_once(client: TestClient, graph: EvidenceGraph) -> None:
    seen: list[str] = []
    url = "/authors?limit=100"
    while url:
        told = client.get(url).json()
        seen += [one["id"] for one in told["results"]]
        url = told["links"].get("next")
    assert sorted(seen) == list(graph.authors)
    assert told["count"] == len(seen)


def test_an_author_is_told_with_works_claims_and_coauthors(graph: EvidenceGraph) -> None:
    told = describe(graph.base, "author", "leithwood_k")
    works = [work["key"] for work in told["works"]]
    assert works == [
        work.key
        for work in graph.sources.values()
        if any(name.short == "Leithwood" for name in work.authors)
    ]
    claims = graph.evidence(source=works)
    assert told["summary"].claims == claims.total
    areas = {area["id"]: area["claims"] for area in told["claims_by_area"]}
    assert areas == dict(claims.facets["area"])
    assert "leithwood_k" not in [one["id"] for one in told["co_authors"]["results"]]
    assert "harris_a" in [one["id"] for one in told["co_authors"]["results"]]


def test_an_entry_links_to_its_works_and_claims_as_lists(client: TestClient) -> None:
    for url in ("/authors/leithwood_k", "/venues/educational-researcher"):
        told = client.get(url).json()
        works = client.get(told["links"]["sources"] + "&sort=id").json()
        assert [w["key"] for w in works["results"]] == [w["key"] for w in told["works"]]
        assert client.get(told["links"]["evidence"]).json()["count"] == told["summary"]["claims"]
        page = client.get(url, headers={"accept": "text/html"}).text
        assert all(f'href="{told["links"][name]}"' in page for name in ("sources", "evidence"))


def test_pages_lead_to_authors_venues_networks_and_paths(client: TestClient) -> None:
    def page(url: str) -> str:
        return client.get(url, headers={"accept": "text/html"}).text.replace("&amp;", "&")

    work = page("/sources/leithwood2006seven")
    assert 'href="/authors/leithwood_k"' in work
    assert 'href="/paths?from=sources%2Fleithwood2006seven"' in work
    assert 'value="sources/leithwood2006seven"' in page("/paths?from=sources/leithwood2006seven")
    assert client.get("/paths?from=sources/leithwood2006seven").status_code == 422
    assert 'href="/venues/' in page("/sources/grissom2013effective")
    works = page("/sources?country=GB")
    for route in ("authors", "venues", "network"):
        assert f'href="/{route}?country=GB"' in works
    assert 'href="/explore?key=leithwood2006seven"' in page("/ask?q=who+cites+Leithwood+2006+seven")
    assert "/paths?from=sources%2Fleithwood2006seven&to=sources%2F" in page(
        "/explore?key=leithwood2006seven"
    )


def test_one_who_is_asked_for_stays_among_the_facets(client: TestClient) -> None:
    url = "/sources?author=bryk_as"
    told = client.get(url).json()["facets"]["author"]
    assert [one["id"] for one in told if one["selected"]] == ["bryk_as"]
    page = client.get(url, headers={"accept": "text/html"}).text
    chosen = page.split("<h3>Author</h3>")[1].split("</details>")[0]
    assert 'aria-current="true"' in chosen
    assert chosen.count("<li>") > 1


def test_the_map_page_tells_teams(client: TestClient, graph: EvidenceGraph) -> None:
    page = client.get("/map", headers={"accept": "text/html"}).text
    found = graph.map()
    at = max(range(len(found.cells)), key=lambda n: found.cells[n].studies)
    assert f"by {found.teams()[at]} author teams" in page
    assert '<th scope="col">Author teams</th>' in page


def test_who_may_be_the_same_is_said_and_not_merged(graph: EvidenceGraph) -> None:
    told = describe(graph.base, "author", "robinson_v")
    assert [one["id"] for one in told["maybe_same"]] == ["robinson_vmj"]


def test_an_unknown_one_is_named_with_near_misses(graph: EvidenceGraph) -> None:
    with pytest.raises(NotFoundError, match="did you mean leithwood_k"):
        describe(graph.base, "author", "leithwod_k")


def test_addresses_answer_in_both_forms(client: TestClient) -> None:
    accept = {"accept": "text/html"}
    for url in ("/authors", "/venues", "/authors/leithwood_k", "/venues/educational-researcher"):
        assert client.get(url).headers["content-type"] == "application/json"
        page = client.get(url, headers=accept)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert client.get(f"{url}.json", headers=accept).content == client.get(url).content
    assert "Leithwood, Kenneth" in client.get("/authors/leithwood_k", headers=accept).text
    assert client.get("/authors/nobody_").status_code == 404
    assert client.get("/authors?select=id").status_code == 422
    assert client.get("/authors/leithwood_k?area=equity").status_code == 422
    assert orjson.loads(client.get("/venues?area=nonsense").content)["status"] == 422
