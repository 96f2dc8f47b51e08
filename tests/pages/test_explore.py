"""The page on which citations are explored, its twins, and whatever is asked of them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, quote, urlsplit

import networkx as nx
import pytest
from starlette.testclient import TestClient

from hostile import KEYS, SCRIPT
from leadgraph.citations.asked import SEEDS_MOST, TIES, NeighbourhoodQuery
from leadgraph.citations.neighbourhood import Neighbourhood
from leadgraph.graph import EvidenceGraph
from leadgraph_api.pages.views.explore import STEPS_MOST, TRAIL_LONG
from page import ACCEPT, Html

Show = Callable[[str], Html]

PAGES = (
    "/explore",
    "/explore?find=trust",
    "/explore?find=xyzzyx",
    "/explore?key=leithwood2006seven",
    "/explore?key=leithwood2006seven&find=leadership",
    "/explore?key=treacy2017leadership,grissom2021principals&kind=cites,similar&most=60&since=2010",
    "/explore?key=grissom2021principals&trail=leithwood2006seven,leithwood2006seven;fullan2001leading",
    "/explore?key=grissom2021principals&area=equity&kind=similar",
    "/explore?key=schwartz2017five",
)
SEED = "treacy2017leadership"


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_well_made_and_loads_nothing_but_its_own(show: Show, url: str) -> None:
    page = show(url)
    assert page.crossed == [], page.crossed[:3]
    assert page.open == []
    assert page.inline == []
    assert page.headings.count("h1") == 1
    levels = [int(name[1]) for name in page.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.ids) == len(set(page.ids))
    own = {"/static/icon.svg", "/static/pages.css", "/static/pages.js", "/static/explore.js"}
    assert set(page.loaded) <= own


def test_every_link_leads_on(client: TestClient, show: Show) -> None:
    links = {link for url in PAGES for link in show(url).links if link.startswith("/")}
    explored = {link for link in links if link.startswith("/explore")}
    assert len(explored) > 100
    for link in sorted(explored)[::7] + sorted(links - explored)[::5]:
        answer = client.get(link, headers={"accept": ACCEPT})
        assert answer.status_code in (200, 303), link


def test_the_list_says_what_the_picture_shows(graph: EvidenceGraph, show: Show) -> None:
    shown = Neighbourhood(graph.base, NeighbourhoodQuery.of(key=SEED, kind=TIES))
    page = show(f"/explore?key={SEED}&kind={','.join(TIES)}")
    drawn = [a["data-at"] for a in page.all("g") if "data-at" in a]
    listed = [a["data-at"] for a in page.all("li") if "data-at" in a]
    assert sorted(drawn, key=int) == sorted(listed, key=int) == [str(n) for n in range(40)]
    assert len([a for a in page.all("path") if "data-from" in a]) == len(shown.links)
    assert f"39 of {39 + shown.left_out} neighbours shown" in page.text
    for node in shown.nodes:
        assert page.text.count(node.label[:28]) >= 1


def test_expanding_adds_a_seed_and_remembers_where_one_was(show: Show) -> None:
    url, steps = f"/explore?key={SEED}", 0
    while url:
        seen = url
        seeds = parse_qs(urlsplit(url).query)["key"][0].split(",")
        asked = [parse_qs(urlsplit(link).query) for link in show(url).links]
        grown = [told for told in asked if len(told.get("key", [""])[0].split(",")) > len(seeds)]
        steps += bool(grown)
        url = f"/explore?key={grown[0]['key'][0]}&trail={grown[0]['trail'][0]}" if grown else ""
    url = seen
    assert steps == SEEDS_MOST - 1
    trail = parse_qs(urlsplit(url, allow_fragments=False).query, separator="&")["trail"][0].split(
        ","
    )
    assert len(trail) <= STEPS_MOST < steps
    assert trail[-1].count(";") == steps - 1
    assert sum(map(len, trail)) <= TRAIL_LONG + 200
    crumbs = re.findall(r'<nav class="trail".*?</nav>', show(url).source, re.DOTALL)[0]
    assert crumbs.count("<li") == len(trail) + 2
    # the first crumb leads back to a step that remembers nothing before it
    back = re.findall(r'href="([^"]+)"', crumbs)[1]
    assert "trail" not in back


def test_a_crumb_says_what_was_added(show: Show) -> None:
    page = show(
        "/explore?key=fullan2001leading&trail=leithwood2006seven,leithwood2006seven;grissom2021principals"
    )
    crumbs = re.findall(r"<bdi>(.*?)</bdi></a></li>", page.source)
    assert crumbs[:2] == ["Leithwood et al. 2006", "+ Grissom et al. 2021"]


def test_the_start_names_works_that_are_cited_and_finds_others(show: Show) -> None:
    assert "Leithwood et al. 2004" in show("/explore").text
    found = show("/explore?find=trust").links
    assert any(link.startswith("/explore?key=") for link in found)
    assert "No work holds all of these words" in show("/explore?find=xyzzyx").text
    added = show("/explore?key=fullan2001leading&find=trust").links
    assert any(re.match(r"/explore\?key=fullan2001leading,[a-z]", link) for link in added)


def test_a_work_has_its_small_picture(show: Show, graph: EvidenceGraph) -> None:
    page = show("/sources/leithwood2006seven")
    assert "/explore?key=leithwood2006seven" in page.links
    drawn = [a for a in page.all("g") if "data-at" in a]
    assert len(drawn) == 3
    assert "qualifies" in page.text
    lonely = next(
        key
        for key in graph.sources
        if len(Neighbourhood(graph.base, NeighbourhoodQuery.of(key=key)).nodes) == 1
    )
    assert "data-at" not in show(f"/sources/{lonely}").source


# -- twins --------------------------------------------------------------------------------------

ASKED = (
    "key=leithwood2006seven,grissom2021principals&kind=cites,cited-by,similar&most=25&since=2005"
)


def test_twins_hold_exactly_what_is_shown(client: TestClient) -> None:
    told = client.get(f"/explore?{ASKED}").json()
    ids = {node["id"] for node in told["nodes"]}
    assert told["count"] == len(ids) == 25
    picture = Tree.fromstring(client.get(f"/explore.svg?{ASKED}").content)
    assert sum("data-at" in element.attrib for element in picture.iter()) == 25
    graph = nx.parse_graphml(client.get(f"/explore.graphml?{ASKED}").text)
    assert {node.partition("/")[2] for node in graph} == ids
    assert graph.number_of_edges() == len(told["edges"])
    entries = client.get(f"/explore.bib?{ASKED}").text
    assert set(re.findall(r"^@\w+\{([^,]+),", entries, re.MULTILINE)) == ids
    png = client.get(f"/explore.png?{ASKED}")
    assert png.content.startswith(b"\x89PNG")
    types = {
        ending: client.get(f"/explore.{ending}?{ASKED}").headers["content-type"]
        for ending in ("json", "svg", "png", "graphml", "bib")
    }
    assert types == {
        "json": "application/json",
        "svg": "image/svg+xml",
        "png": "image/png",
        "graphml": "application/graphml+xml",
        "bib": "application/x-bibtex; charset=utf-8",
    }


def test_the_same_question_however_it_is_put_has_one_etag(client: TestClient) -> None:
    first = client.get(f"/explore.svg?{ASKED}")
    other = client.get(
        "/explore.svg?since=2005&most=25&kind=similar&kind=cited-by,cites"
        "&key=leithwood2006seven&key=grissom2021principals&trail=fullan2001leading"
    )
    assert first.headers["etag"] == other.headers["etag"]
    assert first.content == other.content
    tag = {"if-none-match": first.headers["etag"]}
    assert client.get(f"/explore.svg?{ASKED}", headers=tag).status_code == 304


# -- whatever is asked --------------------------------------------------------------------------

WRONG = (
    ("key=leithwood2006sevn", "leithwood2006seven"),
    ("key=" + ",".join(f"k{n}" for n in range(500)), "at most 12"),
    ("&".join(f"key=k{n}" for n in range(500)), "200 parameters"),
    ("key=", "key"),
    ("key=,", "empty"),
    ("key=a%0Ab", "is held or cited"),
    ("key=" + quote(SCRIPT), "no work"),
    ("key=leithwood2006seven&kind=citedby", "cited-by"),
    ("key=leithwood2006seven&kind=", "kind"),
    ("key=leithwood2006seven&most=1000", "120"),
    ("key=leithwood2006seven&most=-1", "120"),
    ("key=leithwood2006seven&most=1e3", "120"),
    ("key=leithwood2006seven&most=5&most=6", "more than once"),
    ("key=leithwood2006seven&trail=" + ",".join(["leithwood2006seven"] * 50), "at most 10"),
    ("key=leithwood2006seven&trail=nobody", "begins anew"),
    ("key=leithwood2006seven&trail=;;;", "begins anew"),
    ("key=leithwood2006seven&trail=" + "x" * 9_000, "begins anew"),
    ("key=leithwood2006seven&limit=5", "limit"),
    ("key=leithwood2006seven&sort=newest", "sort"),
    ("key=leithwood2006seven&since=soon", "since"),
    ("key=leithwood2006seven&area=equit", "equity"),
    ("key=leithwood2006seven&find=a&find=b", "more than once"),
    ("kee=leithwood2006seven", "key"),
)


@pytest.mark.parametrize(("asked", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_named_everywhere(client: TestClient, asked: str, said: str) -> None:
    for ending in ("", ".json", ".svg", ".png", ".graphml", ".bib"):
        answer = client.get(f"/explore{ending}?{asked}")
        assert answer.status_code == 422, (ending, answer.text[:200])
        assert answer.headers["content-type"] == "application/problem+json"
        assert said in json.dumps(answer.json()), answer.text[:500]
    page = client.get(f"/explore?{asked}", headers={"accept": ACCEPT})
    assert page.status_code in (422, 303)
    if page.status_code == 422:
        told = Html(page.text)
        assert told.crossed == []
        assert told.inline == []


def test_data_needs_a_work_to_start_from_and_says_so(client: TestClient) -> None:
    for ending in ("", ".json", ".svg", ".png", ".graphml", ".bib"):
        answer = client.get(f"/explore{ending}")
        assert answer.status_code == 422
        assert "name a work to start from" in answer.json()["detail"]


def test_a_mistyped_key_offers_the_right_one(client: TestClient) -> None:
    answer = client.get("/explore?key=leithwood2006sevn&most=9", headers={"accept": ACCEPT})
    assert "/explore?key=leithwood2006seven&most=9" in Html(answer.text).links


@pytest.mark.parametrize("key", KEYS)
def test_a_hostile_work_is_drawn_as_text(hostile: TestClient, key: str) -> None:
    asked = f"key={quote(key, safe='')}&kind={','.join(TIES)}"
    answer = hostile.get(f"/explore?{asked}", headers={"accept": ACCEPT})
    assert answer.status_code == 200, answer.text[:300]
    page = Html(answer.text)
    assert page.crossed == []
    assert page.open == []
    assert page.inline == []
    for link in page.links:
        assert re.match(r"[/#]|https://", link), link
        assert not link.startswith("//")
    names = {
        element.tag.partition("}")[2]
        for element in Tree.fromstring(hostile.get(f"/explore.svg?{asked}").content).iter()
    }
    assert names <= {
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "defs",
        "marker",
        "path",
        "text",
        "circle",
    }
    nx.parse_graphml(hostile.get(f"/explore.graphml?{asked}").text)
    for link in {link for link in page.links if link.startswith("/explore?")}:
        assert hostile.get(link, headers={"accept": ACCEPT}).status_code == 200, link


def test_it_works_behind_a_prefix(graph: EvidenceGraph) -> None:
    from leadgraph_api import create_app

    client = TestClient(create_app(graph), root_path="/lead", follow_redirects=False)
    answer = client.get(f"/lead/explore?key={SEED}", headers={"accept": ACCEPT})
    page = Html(answer.text)
    assert all(link.startswith(("/lead/", "#")) for link in page.links if "://" not in link)
    assert all(link.startswith("/lead/") for link in page.loaded)
