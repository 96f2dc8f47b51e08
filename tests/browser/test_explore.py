"""Exploring in a browser: by mouse, by keyboard, by ear, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

New = Callable[..., Page]

WORK = "/explore?key=grissom2021principals&kind=cites,cited-by,stance,similar&most=25"


@pytest.fixture
def page(new: New, address: str) -> Page:
    opened: Page = new(viewport={"width": 1280, "height": 1000})
    opened.goto(address + WORK)
    return opened


def box_of(page: Page) -> list[float]:
    """Return what is shown of the picture: left, top, width, height."""
    told = page.locator(".canvas svg.around").get_attribute("viewBox") or ""
    return [float(number) for number in told.split()]


def drawn(page: Page, label: str) -> Locator:
    """Return a work of the picture by its label; what is said of it names others too."""
    return page.locator(".work").filter(has=page.locator("css=text", has_text=label))


def middle(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_labels_do_not_meet_as_the_browser_draws_them(page: Page) -> None:
    met = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll(".canvas .around .work text")].map((text) =>
            [text.textContent, text.getBoundingClientRect()]);
          return boxes.flatMap(([one, a], at) => boxes.slice(at + 1).filter(([, b]) =>
            a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom
          ).map(([other]) => `${one} / ${other}`));
        }"""
    )
    assert met == []


def test_zoom_by_buttons_wheel_and_keys(page: Page) -> None:
    whole = box_of(page)
    page.get_by_role("button", name="Zoom in").click()
    closer = box_of(page)
    assert closer[2] < whole[2]
    page.get_by_role("button", name="Whole").click()
    assert box_of(page) == pytest.approx(whole)
    page.locator(".canvas .view").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    moved = box_of(page)
    assert moved[2] < whole[2]
    assert moved[0] > 0
    page.keyboard.press("0")
    assert box_of(page) == pytest.approx(whole)
    page.mouse.move(*middle(page.locator(".canvas svg.around")))
    page.mouse.wheel(0, -200)
    expect(page.locator(".canvas svg.around")).to_have_class(re.compile(r"\bnear\b"))
    for _ in range(40):
        page.keyboard.press("-")
    assert box_of(page) == pytest.approx(whole)  # never smaller than whole


def test_the_wheel_scrolls_the_page_until_the_picture_is_chosen(page: Page) -> None:
    whole = box_of(page)
    page.mouse.move(*middle(page.locator(".canvas svg.around")))
    page.mouse.wheel(0, 200)
    for _ in range(100):
        if page.evaluate("window.scrollY") > 0:
            break
        page.wait_for_timeout(20)
    assert page.evaluate("window.scrollY") > 0
    assert box_of(page) == pytest.approx(whole)


def test_drag_the_ground_and_drag_a_work(page: Page) -> None:
    page.get_by_role("button", name="Zoom in").click()
    before = box_of(page)
    corner = page.locator(".canvas svg.around").bounding_box()
    assert corner
    x, y = corner["x"] + 8, corner["y"] + corner["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y - 30, steps=5)
    page.mouse.up()
    assert box_of(page)[0] > before[0]
    page.get_by_role("button", name="Whole").click()

    work = drawn(page, "Leithwood et al. 2004")
    at = work.get_attribute("data-at")
    tie = page.locator(f'.canvas .tie:is([data-from="{at}"], [data-to="{at}"])').first
    path, (x, y) = tie.get_attribute("d"), middle(work)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    assert re.match(r"translate\((\S+) (\S+)\)", work.get_attribute("transform") or "")
    assert tie.get_attribute("d") != path
    assert middle(work)[0] == pytest.approx(x + 60, abs=3)
    page.wait_for_timeout(100)
    assert page.url.endswith(WORK)  # a drag is no click


def test_a_moved_work_keeps_the_shape_of_its_ties(page: Page) -> None:
    """The script draws the curves that the server draws."""
    work = drawn(page, "Leithwood et al. 2004")
    paths = "() => [...document.querySelectorAll('.around .tie')].map(t => t.getAttribute('d'))"
    before = page.evaluate(paths)
    x, y = middle(work)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=3)
    page.mouse.move(x, y, steps=3)
    page.mouse.up()

    def numbers(text: str) -> list[float]:
        return [float(number) for number in re.findall(r"-?[\d.]+", text)]

    for old, new in zip(before, page.evaluate(paths), strict=True):
        assert numbers(new) == pytest.approx(numbers(old), abs=0.3)


def test_pointing_at_a_work_lights_its_ties_in_picture_and_list(page: Page) -> None:
    line = page.locator(".beside li", has_text="Leithwood et al. 2004").last
    at = line.get_attribute("data-at")
    line.hover()
    expect(page.locator(f'.around .work[data-at="{at}"]')).to_have_class(re.compile(r"\bon\b"))
    lit = page.locator(".canvas .around .tie.on")
    assert lit.count() > 0
    for tie in lit.all():
        assert at in (tie.get_attribute("data-from"), tie.get_attribute("data-to"))
    page.mouse.move(1, 1)
    expect(lit).to_have_count(0)
    page.locator(f'.canvas a:has([data-at="{at}"])').focus()
    assert lit.count() > 0


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_expand_go_on_and_come_back_by_keyboard(new: New, address: str, script: bool) -> None:
    page = new(java_script_enabled=script)
    page.goto(f"{address}/explore?key=leithwood2006seven")
    first = page.url
    page.locator(".canvas a").filter(has=drawn(page, "Leithwood et al. 2020")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "key=leithwood2006seven,leithwood2020seven" in page.url
    assert "trail=leithwood2006seven" in page.url
    expect(page.locator(".canvas .around .work.seed")).to_have_count(2)
    only = page.get_by_role("link", name=re.compile("Only this.*Tan et al. 2024"))
    only.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Around Tan et al. 2024")
    crumbs = page.get_by_role("navigation", name="Where you have been").get_by_role("link")
    expect(crumbs).to_have_text(["Start over", "Leithwood et al. 2006", "+ Leithwood et al. 2020"])
    crumbs.nth(1).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == first


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_find_a_work_choose_ties_and_take_the_references(
    new: New, address: str, script: bool
) -> None:
    page = new(java_script_enabled=script, accept_downloads=True)
    page.goto(f"{address}/explore")
    page.get_by_label("Words of its title, or its authors").fill("seven strong claims")
    page.keyboard.press("Enter")
    found = page.get_by_role("list", name="Start at one of the works found")
    found.get_by_role("link", name="Leithwood et al. 2006").click()
    expect(page.locator("h1")).to_have_text("Around Leithwood et al. 2006")
    page.get_by_role("checkbox", name=re.compile("similar")).check()
    page.get_by_role("button", name="Draw").click()
    assert "similar" in page.url
    assert page.locator(".canvas .around .work").count() > 30
    with page.expect_download() as started:
        page.locator(".canvas").get_by_role("link", name="BibTeX").click()
    entries = started.value.path().read_text("utf-8")
    assert entries.count("\n@") + 1 == page.locator(".canvas .around .work").count()


def test_a_screen_reader_hears_what_the_picture_is_and_each_work(page: Page) -> None:
    picture = page.locator(".canvas svg.around")
    expect(picture).to_have_accessible_name("Around Grissom et al. 2021")
    expect(picture).to_have_accessible_description(re.compile("neighbours"))
    work = page.locator(".canvas a").filter(has=drawn(page, "Bartanen et al. 2024"))
    expect(work).to_have_accessible_name(re.compile("Bartanen et al. 2024.*disputes Grissom"))


def test_on_a_narrow_page_it_begins_where_one_started_from(new: New, address: str) -> None:
    page = new(viewport={"width": 360, "height": 740})
    page.goto(address + WORK)
    left, _ = middle(page.locator(".canvas .around .work.seed circle").last)
    assert 0 < left < 360
