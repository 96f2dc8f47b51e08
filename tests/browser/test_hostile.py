"""A hostile dataset, in a browser: nothing of it runs, nothing of it leads astray."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from hostile import BREAK, KEYS, SCRIPT
from leadgraph.render import path

New = Callable[..., Page]
PAGES = (
    "/",
    "/ask?q=" + quote(SCRIPT),
    "/evidence",
    "/map?depth=2",
    "/gaps",
    "/sources",
    "/concepts",
    "/concepts/areas/x/y.z",
    "/concepts/areas/long",
    "/questions",
    "/questions/" + quote("Q<1>"),
    "/explore?key=plain&kind=cites,cited-by,co-cited,coupled,similar",
    "/worklists",
    "/about",
    *(path("sources", key) for key in KEYS if ".." not in key),
    *(path("claims", f"{key}-1") for key in KEYS if ".." not in key),
)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_and_everything_fits(new: New, hostile_address: str, width: int) -> None:
    page = new(viewport={"width": width, "height": 800})
    for url in PAGES:
        answer = page.goto(hostile_address + url)
        assert answer is not None
        assert answer.status == 200, url
        assert page.title() != "owned"
        assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        schemes = page.evaluate("[...new Set([...document.links].map(a => a.protocol))]")
        assert set(schemes) <= {"http:", "https:"}, url


def test_markup_is_shown_as_it_is_written(new: New, hostile_address: str) -> None:
    page = new()
    page.goto(hostile_address + path("claims", f"{KEYS[0]}-1"))
    expect(page.locator("h1")).to_have_text(f"{SCRIPT} leadership")
    page.goto(hostile_address + "/questions/" + quote("Q<1>"))
    expect(page.locator("h1")).to_contain_text(BREAK)


def test_a_key_that_looks_like_an_encoded_path_has_its_page(new: New, hostile_address: str) -> None:
    page = new()
    page.goto(hostile_address + "/sources?q=leadership&sort=id")
    page.goto(hostile_address + path("sources", "%2e%2e%2f"))
    assert page.locator("dl.facts code").first.inner_text() == "%2e%2e%2f"


def test_text_from_right_to_left_runs_from_right_to_left(new: New, hostile_address: str) -> None:
    page = new()
    page.goto(hostile_address + path("claims", f"{KEYS[3]}-1"))
    direction = page.locator("h1").evaluate("e => getComputedStyle(e).direction")
    assert direction == "rtl"
