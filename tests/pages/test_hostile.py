"""A hostile dataset stands on every page as text."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from hostile import BREAK, KEYS, LONG, SCRIPT, hostile_records
from leadgraph.render import path
from leadgraph_api.pages.site import web
from page import ACCEPT, Html

RECORDS = hostile_records()
REACHABLE = [
    key for key in KEYS if ".." not in key and "%" not in key
]  # the test client decodes twice
PAGES = (
    "/",
    "/ask?q=leadership",
    "/ask?q=" + quote(SCRIPT),
    "/ask?q=" + quote(BREAK),
    "/evidence",
    "/evidence?q=leadership&target=rtl",
    "/evidence?area=x/y.z,long",
    "/map",
    "/map?depth=2&colour=design",
    "/gaps",
    "/sources",
    "/concepts",
    "/concepts/areas/x/y.z",
    "/concepts/areas/long",
    "/concepts/targets/other",
    "/concepts/designs/survey",
    "/questions",
    "/questions/" + quote("Q<1>"),
    "/worklists",
    "/worklists/secondary-claims",
    "/worklists/wanted-works",
    "/about",
    *(path("sources", key) for key in REACHABLE),
    *(path("sources", key, "citations") for key in REACHABLE),
    *(f"{path('sources', key, 'citations')}?kind=similar" for key in REACHABLE),
    *(path("claims", f"{key}-1") for key in REACHABLE),
    "/evidence?area=" + quote(SCRIPT),
    "/" + quote(SCRIPT),
    "/sources/" + quote(BREAK, safe=""),
    "/evidence?" + quote(BREAK),
)


@pytest.mark.parametrize("url", PAGES)
def test_a_hostile_text_is_a_text(hostile: TestClient, url: str) -> None:
    answer = hostile.get(url, headers={"accept": ACCEPT})
    page = Html(answer.text)
    assert answer.status_code < 500
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert page.crossed == []
    assert page.open == []
    assert page.inline == []
    assert sorted(page.loaded) == ["/static/icon.svg", "/static/pages.css", "/static/pages.js"]
    assert "49" not in re.findall(r"\{\{7\*7\}\}|(?<!\d)49(?!\d)", page.text)
    for link in page.links:
        assert re.match(r"[/#]|https://(doi\.org|good\.example)/|https://w3id\.org/", link), link
        assert not link.startswith("//")


def test_the_texts_are_there_in_full_where_they_are_at_home(hostile: TestClient) -> None:
    for key in REACHABLE:
        said = RECORDS.claims[f"{key}-1"]
        page = Html(hostile.get(path("claims", said.id), headers={"accept": ACCEPT}).text)
        assert " ".join(said.statement.split()) in page.text
        assert "javascript:document.title='owned'" in page.text  # where it was seen, as text


def test_a_long_name_does_not_fill_lists(hostile: TestClient) -> None:
    for url in ("/sources", "/concepts", "/map", "/"):
        page = Html(hostile.get(url, headers={"accept": ACCEPT}).text)
        titles = page.source[page.source.index("<title>") : page.source.index("</title>")]
        assert len(titles) < 200
    assert LONG not in Html(hostile.get("/concepts", headers={"accept": ACCEPT}).text).text


def test_the_picture_holds_no_markup_of_the_dataset(hostile: TestClient) -> None:
    import xml.etree.ElementTree as Tree

    answer = hostile.get("/map.svg?depth=2")
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = Tree.fromstring(answer.content)
    names = {element.tag.partition("}")[2] for element in picture.iter()}
    assert names <= {
        "svg",
        "title",
        "desc",
        "defs",
        "pattern",
        "rect",
        "path",
        "text",
        "tspan",
        "g",
        "circle",
    }
    assert SCRIPT[:30] in "".join(picture.itertext())


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:example.org", False),
        ("https://exa mple.org", False),
        ("https://[bad", False),
        ("ftp://example.org", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str, sound: bool) -> None:
    assert (web(address) == address) is sound or (not address and web(address) is None)
