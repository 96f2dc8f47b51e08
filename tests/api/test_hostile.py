"""Hostile input: whatever is sent, the answer is a problem document or the plain truth."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from apart import apart
from effort import examples

MARKUP = "<script>alert('&\"')</script>"
HOSTILE = [
    MARKUP,
    "'; DROP TABLE claims; --",
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "../../../../etc/passwd",
    "a" * 900,
    "漢字 😀 \u202e\u200b",
    "\ud7ff\ue000\uffff",
    "\r\nSet-Cookie: a=b",
    "%",
    "(" * 200,
    '"' * 99,
    "NOT AND OR *:* title:x^9~",
    "[1 TO *]",
]
ROUTES = [
    "/evidence?area={}",
    "/evidence?q={}",
    "/evidence?{}=1",
    "/evidence?select={}",
    "/evidence?cursor={}",
    "/evidence?since={}",
    "/evidence.csv?source={}",
    "/evidence.bib?q={}",
    "/sources?q={}",
    "/sources.csv?{}",
    "/sources/{}",
    "/sources/{}.bib",
    "/claims/{}",
    "/concepts?scheme={}",
    "/concepts/areas/{}",
    "/concepts/{}/equity",
    "/questions/{}",
    "/health?{}",
    "/docs/{}",
    "/{}",
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_answered_or_refused(client: TestClient, route: str, text: str) -> None:
    answer = client.get(route.format(quote(text, safe="")))
    assert answer.status_code in (200, 404, 422), answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "bytes_", ["%00", "a%00b", "%", "%zz", "%4", "%ff", "%c3%28", "%ed%a0%80", "%f5%80%80%80"]
)
def test_what_is_no_percent_encoded_text_is_400(
    client: TestClient, route: str, bytes_: str
) -> None:
    # handed over as it is: the client would mend it
    path, _, asked = route.format(bytes_).partition("?")
    assert raw(client, path.encode(), asked.encode())[0] == 400


def raw(client: TestClient, path: bytes, query_string: bytes) -> tuple[int, bytes]:
    """Call the application as a server does that passes on what it got."""
    from urllib.parse import unquote

    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path.decode("latin-1")),
        "raw_path": path,
        "root_path": "",
        "query_string": query_string,
        "headers": [],
    }
    import anyio

    apart(anyio.run, client.app, scope, receive, send)  # type: ignore[arg-type]
    body = b"".join(m.get("body", b"") for m in sent)  # type: ignore[misc]
    return int(str(sent[0]["status"])), body


@pytest.mark.parametrize(
    "url",
    [
        "/evidence?" + "a=1&" * 10_000,
        "/evidence?q=" + "a" * 20_000,
        "/sources?" + "source=x&" * 5_000,
        "/sources/" + "k" * 20_000,
        "/health?" + "x" * 20_000,
    ],
)
def test_too_long_a_url_is_414(client: TestClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 414
    assert answer.json()["status"] == 414
    assert len(answer.content) < 1_000


@pytest.mark.parametrize("route", ["/evidence", "/sources", "/concepts", "/health"])
def test_too_many_parameters_are_refused(client: TestClient, route: str) -> None:
    answer = client.get(f"{route}?" + "&".join(f"p{n}=1" for n in range(300)))
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) < 50


def test_a_long_question_is_refused_with_its_limit(client: TestClient) -> None:
    answer = client.get("/evidence?q=" + "a " * 1_000)
    assert answer.status_code == 422
    assert "1000" in answer.json()["detail"]


def test_markup_comes_back_as_data(awkward_client: TestClient) -> None:
    answer = awkward_client.get("/evidence?area=x/y.z")
    assert answer.headers["content-type"] == "application/json"
    assert MARKUP[:8] in answer.json()["results"][0]["statement"]
    page = awkward_client.get("/docs")
    assert "<script>" not in page.text


def test_a_long_question_has_no_long_link_header(client: TestClient) -> None:
    words = " ".join(["leadership", *(f"é{n}" for n in range(200))])
    answer = client.get("/evidence", params={"q": words})
    assert answer.status_code == 200
    assert len(answer.headers["link"]) < 8_000


@settings(max_examples=examples(200), deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.binary(max_size=40), asked=st.binary(max_size=60))
def test_no_bytes_make_it_fail(client: TestClient, path: bytes, asked: bytes) -> None:
    prefix = [b"/", b"/evidence", b"/sources/", b"/concepts/"][len(path) % 4]
    status, body = raw(client, prefix + path, asked)
    assert status in (200, 303, 307, 400, 404, 422)
    if status >= 400:
        assert json.loads(body)["status"] == status


@settings(max_examples=examples(200), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["area", "q", "since", "limit", "sort", "select", "facets", "cursor"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        ),
        max_size=4,
    )
)
def test_no_values_make_it_fail(client: TestClient, pairs: list[tuple[str, str]]) -> None:
    for route in "/evidence", "/sources", "/evidence.csv":
        assert client.get(route, params=pairs).status_code in (200, 400, 422)
