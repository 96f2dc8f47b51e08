"""What people come for, by keyboard alone; and the same pages without JavaScript."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from effort import LONG, later

New = Callable[..., Page]
QUESTION = "evidence for distributed leadership impacting students"


@pytest.fixture(params=[True, later(False)], ids=["with-javascript", "without-javascript"])
def page(request: pytest.FixtureRequest, new: New) -> Page:
    opened: Page = new(java_script_enabled=request.param, accept_downloads=True)
    return opened


NEAR = """([selector, steps]) => {
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")];
  const places = all.map((one, at) => one.matches(selector) ? at : -1).filter((at) => at >= 0);
  const from = all.indexOf(document.activeElement) + 1;
  const next = places.find((at) => at >= from);
  if (next > from + steps) all[next - steps].focus();
}"""
"""Puts the focus some steps before an element, if it is further away than that."""


def tab_to(page: Page, selector: str, most: int = 600) -> None:
    """Press Tab until an element has the focus: all the way in CI, elsewhere the last steps."""
    if not LONG:
        page.evaluate(NEAR, [selector, 12])
    wanted = page.locator(f":focus:is({selector})")
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    raise AssertionError(f"Tab does not reach {selector}")


def follow(page: Page) -> None:
    """Press Enter on what has the focus, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def total(page: Page) -> int:
    """Return the number in the heading."""
    return int(page.locator("h1").inner_text().split()[0].replace(",", ""))


def test_ask_and_follow_a_claim_to_its_source(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.type(QUESTION)
    follow(page)
    expect(page.locator(".status")).to_contain_text("Contested")
    expect(page.get_by_role("heading", name="Positive effect")).to_be_visible()
    first = page.locator(".claim .statement a").first
    statement, href = first.inner_text(), first.get_attribute("href")
    tab_to(page, f'a[href="{href}"]')
    follow(page)
    expect(page.locator("h1")).to_have_text(statement)
    tab_to(page, "a.work")
    follow(page)
    expect(page.get_by_role("heading", name=re.compile("What it says"))).to_be_visible()
    expect(page.get_by_role("link", name=statement).first).to_be_visible()


def test_change_how_a_question_was_read(page: Page, address: str) -> None:
    page.goto(f"{address}/ask?q={QUESTION.replace(' ', '+')}")
    changed = "/evidence?area=distributed-leadership&not_target=students"
    expect(page.locator(f'a[href="{changed}"]')).to_be_hidden()
    tab_to(page, f'.chip:has(a[href="{changed}"]) summary')
    page.keyboard.press("Enter")
    tab_to(page, f'a[href="{changed}"]')
    follow(page)
    assert page.url == address + changed
    expect(page.locator(".chip")).to_have_count(2)
    tab_to(page, '.remove[href="/evidence?area=distributed-leadership"]')
    follow(page)
    expect(page.locator(".chip")).to_have_count(1)


def test_open_a_cell_of_the_map(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    cell = "/evidence?area=equity&target=students"
    told = page.locator(f'.map a[href="{cell}"]').inner_text()
    claims = re.search(r"equity, students: \d+ studies, (\d+) claims", told)
    assert claims, told
    tab_to(page, f'a[href="{cell}"]')
    follow(page)
    assert page.url == address + cell
    assert total(page) == int(claims[1])


def test_open_and_close_a_column_and_change_the_axes(page: Page, address: str) -> None:
    page.goto(f"{address}/map?columns=outcome")
    heads = page.locator("table.map thead th")
    before = heads.count()
    tab_to(page, '.toggle[href$="open=outcome:student-outcomes"]')
    follow(page)
    assert heads.count() == before + 8
    tab_to(page, '.toggle[href="/map?columns=outcome"]')
    follow(page)
    assert heads.count() == before
    page.get_by_label("Columns", exact=True).select_option("model")
    tab_to(page, ".axes button")
    follow(page)
    expect(page.locator("h1")).to_have_text("Leadership areas by leadership models")


def test_filter_and_download_the_table(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/evidence?area=equity")
    all_of_it = total(page)
    tab_to(page, '.facet a[href="/evidence?area=equity&target=students"]')
    follow(page)
    students = total(page)
    tab_to(page, "#f-since")
    page.keyboard.type("2010")
    follow(page)
    fewer = total(page)
    assert 0 < fewer < students < all_of_it
    tab_to(page, 'a[type="text/csv"]')
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    saved = tmp_path / "evidence.csv"
    started.value.save_as(saved)
    rows = list(csv.DictReader(saved.read_text("utf-8").splitlines()))
    assert len(rows) == fewer
    assert all(int(row["source.year"]) >= 2010 for row in rows)


def test_walk_a_list_to_its_end(page: Page, address: str) -> None:
    page.goto(f"{address}/evidence?area=equity")
    everything, seen = total(page), []
    while True:
        links = page.locator(".claim .statement a").all()
        seen += [link.get_attribute("href") for link in links]
        following = page.locator('a[rel="next"]')
        if not following.count():
            break
        following.focus()
        follow(page)
    assert len(seen) == len(set(seen)) == everything


def test_the_script_adds_comfort(new: New, address: str) -> None:
    page = new()
    page.goto(f"{address}/evidence?area=equity")
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.locator(".chip summary").click()
    expect(page.locator(".menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu")).to_be_hidden()
    page.get_by_label("Kind of evidence").select_option("true")
    page.wait_for_url("**/evidence?area=equity&research=true**")
    assert "q=" not in page.url


def test_no_page_is_wider_than_the_window(new: New, address: str) -> None:
    page = new()
    for url in (
        "/",
        f"/ask?q={QUESTION.replace(' ', '+')}",
        "/evidence",
        "/map?columns=outcome&depth=2",
        "/gaps",
        "/sources/leithwood2006seven",
        "/claims/daly2025effective-2",
        "/explore?find=trust",
        "/explore?key=leithwood2006seven&kind=similar",
        "/concepts",
        "/questions/Q5",
        "/worklists",
        "/about",
    ):
        page.goto(address + url)
        for width in (320, 360, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (url, width)
