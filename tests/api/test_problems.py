"""Errors: every one of them is a problem document that says what would have been right."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app

ROUTES = [
    "/",
    "/evidence",
    "/evidence.json",
    "/evidence.csv",
    "/evidence.bib",
    "/sources",
    "/sources.json",
    "/sources.csv",
    "/sources.bib",
    "/sources/leithwood2006seven",
    "/sources/leithwood2006seven.bib",
    "/sources/leithwood2006seven.json",
    "/concepts",
    "/concepts/areas/equity",
    "/questions",
    "/questions/Q1",
    "/health",
    "/openapi.json",
    "/docs",
    "/docs/docs.js",
]


def problem(answer: Any, status: int) -> Any:
    """Check what every problem document has; return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" not in answer.headers
    told = answer.json()
    assert list(told) == ["type", "title", "status", "detail", "instance", "errors"]
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    for fault in told["errors"]:
        assert fault["pointer"].startswith("#")
        assert fault["code"]
        assert fault["message"]
        assert fault.get("known") != []
    return told


@pytest.mark.parametrize("route", ROUTES)
def test_an_unknown_parameter_is_refused_on_every_route(client: TestClient, route: str) -> None:
    told = problem(client.get(f"{route}?nonsuch=1"), 422)
    assert told["instance"] == f"{route}?nonsuch=1"
    assert told["errors"][0]["pointer"] == "#/query/nonsuch"
    assert told["errors"][0]["code"] == "unknown-parameter"


@pytest.mark.parametrize(
    ("query_string", "pointer", "code", "known"),
    [
        ("aera=equity", "#/query/aera", "unknown-parameter", "area"),
        ("selct=id", "#/query/selct", "unknown-parameter", "select"),
        ("area=equty", "#/query/area", "unknown-concept", "equity"),
        ("not_area=equty", "#/query/not_area", "unknown-concept", "equity"),
        ("direction=upward", "#/query/direction", "unknown-concept", None),
        ("source=leithwood2006sevn", "#/query/source", "unknown-concept", "leithwood2006seven"),
        ("select=statment", "#/query/select", "invalid-value", "statement"),
        ("select=", "#/query/select", "invalid-value", None),
        ("facets=maybe", "#/query/facets", "invalid-value", "true"),
        ("facets=true&facets=true", "#/query/facets", "invalid-value", None),
        ("since=2010&since=2011", "#/query/since", "invalid-value", None),
        ("since=soon", "#/query/since", "invalid-value", None),
        ("limit=0", "#/query/limit", "invalid-value", None),
        ("limit=201", "#/query/limit", "invalid-value", None),
        ("sort=best", "#/query/sort", "invalid-value", "newest"),
        ("sort=relevance", "#/query/sort", "invalid-value", None),
        ("cursor=nonsense", "#/query/cursor", "invalid-value", None),
        ("area=", "#/query/area", "invalid-value", None),
        ("area", "#/query/area", "invalid-value", None),
        ("q=", "#/query/q", "invalid-value", None),
        ("q=the", "#/query/q", "invalid-value", None),
        ("a/b~c=1", "#/query/a~1b~0c", "unknown-parameter", None),
    ],
)
def test_a_wrong_question_is_told_what_would_be_right(
    client: TestClient, query_string: str, pointer: str, code: str, known: str | None
) -> None:
    for route in "/evidence", "/sources":
        told = problem(client.get(f"{route}?{query_string}"), 422)
        if route == "/sources" and query_string == "select=statment":
            continue  # works have no statement
        fault = told["errors"][0]
        assert (fault["pointer"], fault["code"]) == (pointer, code)
        assert known is None or known in fault["known"]


def test_everything_wrong_is_told_at_once(client: TestClient) -> None:
    told = problem(client.get("/evidence?aera=x&since=soon&limit=0&facets=maybe"), 422)
    assert {fault["pointer"] for fault in told["errors"]} == {
        "#/query/aera",
        "#/query/since",
        "#/query/limit",
        "#/query/facets",
    }


def test_too_high_a_limit_names_the_way_to_the_whole(client: TestClient) -> None:
    assert ".csv" in problem(client.get("/evidence?limit=1000"), 422)["detail"]


@pytest.mark.parametrize("name", ["limit", "cursor"])
@pytest.mark.parametrize("twin", ["/evidence.csv", "/evidence.bib", "/sources.csv", "/sources.bib"])
def test_a_whole_result_has_no_pages(client: TestClient, twin: str, name: str) -> None:
    told = problem(client.get(f"{twin}?{name}=5"), 422)
    assert told["errors"][0]["pointer"] == f"#/query/{name}"


def test_a_cursor_of_another_question_is_stale(client: TestClient) -> None:
    cursor = client.get("/evidence?limit=1&area=equity").json()["next"]
    told = problem(client.get(f"/evidence?limit=1&cursor={cursor}"), 422)
    assert told["errors"][0]["code"] == "stale-cursor"
    problem(client.get(f"/sources?limit=1&area=equity&cursor={cursor}"), 422)


def test_a_scheme_that_is_none(client: TestClient) -> None:
    told = problem(client.get("/concepts?scheme=area"), 422)
    assert told["errors"][0]["known"] == ["areas"]
    problem(client.get("/concepts?scheme="), 422)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("/sources/leithwood2006sevn", "leithwood2006seven"),
        ("/sources/leithwood2006sevn.bib", "leithwood2006seven"),
        ("/sources/leithwood2006sevn.json", "leithwood2006seven"),
        ("/claims/leithwood2006sevn-1", "leithwood2006seven-1"),
        ("/concepts/areas/equty", "areas/equity"),
        ("/concepts/aeras/equity", "areas/equity"),
        ("/questions/Q11", "Q1"),
        ("/evidnce", "/evidence"),
        ("/evidence/", "/evidence"),
        ("/sources/", None),
        ("/docs/secret", None),
        ("/docs/../pyproject.toml", None),
        ("/docs/%2e%2e%2fdocs.py", None),
        ("/nothing/here", None),
    ],
)
def test_what_is_not_there_is_404_with_near_misses(
    client: TestClient, url: str, known: str | None
) -> None:
    told = problem(client.get(url), 404)
    assert known is None or known in told["errors"][0]["known"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("url", ["/evidence", "/sources/leithwood2006seven", "/health", "/docs"])
def test_another_method_is_405_and_told_which_are_allowed(
    client: TestClient, url: str, method: str
) -> None:
    answer = client.request(method, url)
    problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_what_nobody_foresaw_is_500_without_a_traceback(
    graph: EvidenceGraph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    client = TestClient(create_app(graph), raise_server_exceptions=False)
    monkeypatch.setattr(EvidenceGraph, "evidence", fail)
    monkeypatch.setattr(EvidenceGraph, "works", fail)
    for route in "/evidence", "/evidence.csv", "/sources", "/sources.bib":
        told = problem(client.get(route), 500)
        assert "secret" not in str(told)
        assert "Traceback" not in str(told)
    assert "secret" in caplog.text
