"""Every page: its form, its links, what it may load."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from page import ACCEPT, Html

Show = Callable[[str], Html]

PAGES = (
    "/",
    "/ask?q=evidence+for+distributed+leadership+impacting+students",
    "/ask?q=servant+leadership+and+students",
    "/ask?q=quantum+chromodynamics",
    "/ask?q=who+cites+leithwood+2006",
    "/ask?q=which+questions+are+open+on+equity",
    "/ask?q=gaps+in+equity",
    "/ask?q=what+does+leithwood2006seven+say",
    "/evidence",
    "/evidence?area=equity&not_target=students&since=2005&research=true&sort=newest&limit=3",
    "/evidence?q=trust",
    "/evidence?model=servant",
    "/map",
    "/map?rows=area&columns=outcome&open=outcome:student-outcomes&colour=design&country=US",
    "/gaps",
    "/gaps?rows=model&columns=outcome&class=contested&limit=2",
    "/sources",
    "/sources?country=GB&limit=5",
    "/sources/leithwood2006seven",
    "/sources/treacy2017leadership",
    "/sources/leithwood2006seven/citations",
    "/sources/leithwood2006seven/citations?kind=cited-by",
    "/sources/treacy2017leadership/citations?kind=cites&since=2010&sort=newest&limit=5",
    "/sources/leithwood2006seven/citations?key=robinson2008impact&kind=similar&area=equity",
    "/claims/daly2025effective-2",
    "/claims/leithwood2006seven-3",
    "/concepts",
    "/concepts?scheme=areas",
    "/concepts/areas/equity",
    "/concepts/outcomes/student-outcomes",
    "/concepts/gap-classes/thin",
    "/questions",
    "/questions/Q5",
    "/worklists",
    "/worklists/secondary-claims",
    "/about",
    "/dataset",
    "/dumps",
    "/ns",
    "/bibtex",
    "/stability",
    "/concepts/areas",
    "/agents/leadgraph%20curation",
    "/cells/targets/community/outcomes/job-satisfaction",
)
OUTSIDE = ("https://doi.org/", "http://", "https://")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_well_made(show: Show, url: str) -> None:
    page = show(url)
    assert page.crossed == [], page.crossed[:3]
    assert page.open == []
    assert page.source.startswith("<!doctype html>")
    assert page.all("html") == [{"lang": "en"}]
    assert page.source.partition("</head>")[0].count("<title>") == 1  # a picture has its own
    assert page.headings.count("h1") == 1
    levels = [int(name[1]) for name in page.headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.ids) == len(set(page.ids))
    landmarks = {name for name, _ in page.elements} & {"header", "nav", "main", "footer"}
    assert landmarks == {"header", "nav", "main", "footer"}
    assert page.links[0] == "#main"
    assert "undefined" not in page.text.lower()


@pytest.mark.parametrize("url", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_holds_nothing_inline(show: Show, url: str) -> None:
    page = show(url)
    assert page.inline == []
    assert sorted(page.loaded) == ["/static/icon.svg", "/static/pages.css", "/static/pages.js"]


@pytest.mark.parametrize("url", PAGES)
def test_controls_have_names(show: Show, url: str) -> None:
    page = show(url)
    labelled = {label["for"] for label in page.all("label")}
    for tag in ("input", "select"):
        for control in page.all(tag):
            assert control.get("type") == "hidden" or control["id"] in labelled
    described = [
        target for _, a in page.elements for target in a.get("aria-labelledby", "").split()
    ]
    assert set(described) <= set(page.ids)
    for form in page.all("form"):
        assert form["method"] == "get"


@pytest.mark.parametrize("url", PAGES)
def test_a_page_says_what_it_is_and_may_be_kept(client: TestClient, url: str) -> None:
    answer = client.get(url, headers={"accept": ACCEPT})
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, no-cache"
    tag = answer.headers["etag"]
    again = client.get(url, headers={"accept": ACCEPT, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(url, headers={"accept": ACCEPT}).content == b""


@pytest.mark.parametrize("url", PAGES[1:])
def test_the_same_address_gives_data_to_those_who_do_not_ask_for_a_page(
    client: TestClient, url: str
) -> None:
    if "colour=" in url:
        pytest.skip("how a page is coloured is no question to the data")
    page = client.get(url, headers={"accept": ACCEPT})
    for accept in ("*/*", "application/json", "text/html;q=0.1, application/json"):
        data = client.get(url, headers={"accept": accept})
        assert data.headers["content-type"] == "application/json"
        assert data.headers["vary"] == "Accept"
        assert data.headers["etag"] != page.headers["etag"]


def test_the_json_twin_is_json_to_browsers_too(client: TestClient) -> None:
    for url in ("/evidence.json", "/claims/daly2025effective-2.json", "/map.json", "/about.json"):
        answer = client.get(url, headers={"accept": ACCEPT})
        assert answer.headers["content-type"] == "application/json"
    wrong = client.get("/evidence.json?aera=x", headers={"accept": ACCEPT})
    assert wrong.headers["content-type"] == "application/problem+json"


def test_every_link_of_every_page_leads_somewhere(client: TestClient, show: Show) -> None:
    links = {link for url in PAGES for link in show(url).links if not link.startswith("#")}
    inner = {link for link in links if not link.startswith(OUTSIDE)}
    assert all(link.startswith("/") and not link.startswith("//") for link in inner)
    # one of each kind of address is followed, and all of those to entities
    kinds: dict[tuple[str, ...], str] = {}
    for link in sorted(inner):
        parts = urlsplit(link)
        names = tuple(sorted({part.partition("=")[0] for part in parts.query.split("&")}))
        kinds.setdefault((parts.path, *names), link)
    followed = list(kinds.values())
    assert len(followed) > 300
    for link in followed:
        answer = client.get(link, headers={"accept": ACCEPT})
        assert answer.status_code in (200, 303), (link, answer.status_code)


def test_links_to_other_sites_tell_them_nothing(show: Show) -> None:
    outward = 0
    for url in PAGES:
        for anchor in show(url).all("a"):
            if anchor.get("href", "").startswith(OUTSIDE):
                outward += 1
                assert {"noopener", "noreferrer"} <= set(anchor["rel"].split())
    assert outward


def test_alternate_forms_are_named_in_the_head(client: TestClient, show: Show) -> None:
    for url in PAGES[1:]:
        page = show(url)
        twins = [link for link in page.all("link") if link.get("rel") == "alternate"]
        assert twins
        for twin in twins:
            answer = client.get(twin["href"], headers={"accept": ACCEPT})
            assert answer.status_code == 200, twin["href"]
            assert answer.headers["content-type"].partition(";")[0] == twin["type"]


def test_fields_of_a_form_that_were_left_empty_are_dropped(client: TestClient) -> None:
    answer = client.get("/evidence?q=&area=equity&since=", headers={"accept": ACCEPT})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/evidence?area=equity"
    assert client.get("/evidence?q=&area=equity").status_code == 422


def test_it_works_behind_a_prefix(graph: EvidenceGraph) -> None:
    from leadgraph_api import create_app

    client = TestClient(create_app(graph), root_path="/lead", follow_redirects=False)
    for url in (
        "/lead/",
        "/lead/evidence?area=equity",
        "/lead/map",
        "/lead/claims/daly2025effective-2",
    ):
        answer = client.get(url, headers={"accept": ACCEPT})
        page = Html(answer.text)
        assert answer.status_code == 200
        inner = [link for link in page.links if link.startswith("/")]
        assert all(link.startswith("/lead/") for link in inner)
        assert all(link.startswith("/lead/") for link in page.loaded)
    moved = client.get("/lead/evidence?q=", headers={"accept": ACCEPT})
    assert moved.headers["location"] == "/lead/evidence"
