"""Axe finds nothing, on any kind of page, in light and dark, wide and narrow.

Axe takes a second for a page. So every second page is examined in one of these looks, the next one
in another; in CI each in all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from effort import LONG

New = Callable[..., Page]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/",
    "/ask?q=evidence+for+distributed+leadership+impacting+students",
    "/ask?q=servant+leadership+and+students",
    "/ask?q=quantum+chromodynamics",
    "/ask?q=which+questions+are+open+on+equity",
    "/evidence?area=equity&not_target=students",
    "/map",
    "/map?columns=outcome&open=outcome:student-outcomes&colour=design",
    "/gaps",
    "/sources?country=GB",
    "/sources/leithwood2006seven",
    "/claims/daly2025effective-2",
    "/claims/leithwood2020seven-1",
    "/concepts",
    "/concepts/outcomes/student-outcomes",
    "/questions",
    "/questions/Q5",
    "/explore",
    "/explore?key=leithwood2006seven&find=trust",
    "/explore?key=grissom2021principals&kind=similar&trail=leithwood2006seven,fullan2001leading",
    "/worklists",
    "/worklists/secondary-claims",
    "/about",
    "/sources?author=leithwood_k",
    "/authors/leithwood_k",
    "/paths?from=sources/leithwood2006seven",
    "/problems",
    "/problems/unknown-concept",
    "/evidence?area=equit",
    "/nothing",
)
LOOKS = (
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
)


def violations(page: Page) -> list[str]:
    """Return what axe finds, every closed part of the page opened first."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => (d.open = true))")
    page.evaluate(AXE)  # not a script of the page: its policy would refuse one
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("nth", range(len(LOOKS)), ids=["light", "dark", "narrow"])
def test_axe_finds_nothing(new: New, address: str, faults: list[str], nth: int) -> None:
    page = new(**LOOKS[nth])
    found = {}
    for url in PAGES if LONG else PAGES[nth :: 2 * len(LOOKS)]:
        page.goto(address + url)
        if told := violations(page):
            found[url] = told
    assert found == {}
    # a page that is an error is told as one in the console
    faults[:] = [fault for fault in faults if "Failed to load resource" not in fault]


def test_axe_would_find_something(new: New, address: str) -> None:
    page = new()
    page.goto(f"{address}/about")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(told.startswith("button-name") for told in violations(page))


def test_motion_is_still_for_those_who_ask_for_it(new: New, address: str) -> None:
    page = new(reduced_motion="reduce")
    page.goto(f"{address}/evidence")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter("
        "e => getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert moving == 0
