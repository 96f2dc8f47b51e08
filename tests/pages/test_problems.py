"""Errors, for people: the same facts as the problem document, and links to what would be right."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from page import ACCEPT, Html

WRONG = (
    ("/nothing", 404),
    ("/evidence?aera=equity", 422),
    ("/evidence?area=equit", 422),
    ("/evidence?limit=1000", 422),
    ("/sources?cursor=x", 422),
    ("/sources/leithwood2006sevem", 404),
    ("/claims/none", 404),
    ("/concepts/areas/equit", 404),
    ("/concepts?scheme=areaz", 422),
    ("/questions/Q9", 404),
    ("/ask", 422),
    ("/ask?q=" + "a" * 2000, 422),
    ("/map?rows=aera", 422),
    ("/map?colour=pink", 422),
    ("/map?limit=3", 422),
    ("/gaps?class=thick", 422),
    ("/worklists/nothing", 404),
    ("/about?x=1", 422),
    ("/evidence?q=%", 400),
    ("/static/nothing", 404),
    ("/evidence?q=" + "a" * 20_000, 414),
)


@pytest.mark.parametrize(("url", "status"), WRONG)
def test_a_problem_is_a_page_to_a_browser(client: TestClient, url: str, status: int) -> None:
    answer = client.get(url, headers={"accept": ACCEPT})
    page = Html(answer.text)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert page.crossed == []
    assert page.inline == []
    if "colour=" not in url:
        told = client.get(url).json()
        assert told["title"] in page.text
        for fault in told["errors"]:
            assert fault["message"] in page.text
            assert all(known in page.text for known in fault.get("known", ()))


@pytest.mark.parametrize(
    ("url", "offered"),
    [
        ("/evidence?aera=equity&since=2010", "/evidence?area=equity&since=2010"),
        ("/evidence?area=equit", "/evidence?area=equity"),
        ("/concepts/areas/equit", "/concepts/areas/equity"),
        ("/sources/leithwood2006sevem", "/sources/leithwood2006seven"),
        ("/evidense", "/evidence"),
        ("/map?rows=aera", "/map?rows=area"),
    ],
)
def test_what_would_have_been_right_is_a_link_away(
    client: TestClient, url: str, offered: str
) -> None:
    page = Html(client.get(url, headers={"accept": ACCEPT}).text)
    assert offered in page.links
    assert client.get(offered, headers={"accept": ACCEPT}).status_code == 200


def test_a_failure_is_a_page_that_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("leadgraph_api.pages.pages.Asked", fail)
    answer = client.get("/evidence?area=equity&limit=7", headers={"accept": ACCEPT})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "secret" not in answer.text
