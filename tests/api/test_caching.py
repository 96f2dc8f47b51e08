"""What is HTTP's own: validators, conditional and HEAD requests, other origins, headers."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records
from leadgraph_api import create_app
from leadgraph_api.answers import Answer
from leadgraph_api.kept import Kept

CACHED = [
    "/evidence",
    "/evidence?area=equity&limit=3",
    "/evidence.json?q=leadership",
    "/evidence.csv?area=equity",
    "/evidence.bib?area=equity",
    "/sources",
    "/sources.csv",
    "/sources.bib",
    "/sources/leithwood2006seven",
    "/sources/leithwood2006seven.bib",
    "/concepts",
    "/concepts/areas/equity",
    "/questions",
    "/questions/Q1",
    "/openapi.json",
    "/docs",
    "/docs/swagger-ui-bundle.js",
]
ALL = [*CACHED, "/", "/health", "/nothing", "/evidence?aera=1", "/sources?aera=1"]


@pytest.mark.parametrize("url", CACHED)
def test_a_reader_who_has_it_gets_304_and_no_body(client: TestClient, url: str) -> None:
    first = client.get(url)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert first.headers["cache-control"] == "public, no-cache"
    for held in etag, f"W/{etag}", f'"other", {etag}', f'W/"a,b",{etag}', "*", " * ":
        again = client.get(url, headers={"if-none-match": held})
        assert again.status_code == 304, held
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers.get("link") == first.headers.get("link")
        assert again.headers["access-control-allow-origin"] == "*"
        assert "content-length" not in again.headers
    for other in '"other"', etag.strip('"'), "", etag[:-2] + '"':
        assert client.get(url, headers={"if-none-match": other}).content == first.content


@pytest.mark.parametrize("url", ALL)
def test_head_is_get_without_the_body(client: TestClient, url: str) -> None:
    whole, head = client.get(url), client.head(url)
    assert head.status_code == whole.status_code
    assert head.headers == whole.headers
    assert head.content == b""


def test_head_can_be_conditional(client: TestClient) -> None:
    etag = client.get("/evidence").headers["etag"]
    assert client.head("/evidence", headers={"if-none-match": etag}).status_code == 304


def test_one_question_has_one_validator(client: TestClient) -> None:
    def tag(url: str) -> str:
        return client.get(url).headers["etag"]

    assert tag("/evidence?area=equity&since=2010") == tag("/evidence?since=2010&area=equity")
    assert tag("/evidence?area=equity&limit=25") == tag("/evidence?area=equity&facets=true")
    assert tag("/evidence?select=id,source") == tag("/evidence?select=source&select=id")


def test_another_question_form_or_route_has_another_validator(client: TestClient) -> None:
    urls = [
        "/evidence",
        "/evidence?area=equity",
        "/evidence?limit=3",
        "/evidence?sort=newest",
        "/evidence?select=id",
        "/evidence?facets=false",
        "/evidence.csv",
        "/evidence.bib",
        "/sources",
        "/sources.csv",
        "/sources.bib",
        "/concepts",
        "/concepts?scheme=areas",
        "/questions",
    ]
    tags = [client.get(url).headers["etag"] for url in urls]
    assert len(set(tags)) == len(urls)


def test_another_snapshot_has_another_validator(client: TestClient, graph: EvidenceGraph) -> None:
    records = graph.records
    fewer = Records(
        sources=records.sources.values(),
        claims=list(records.claims.values())[1:],
        concepts=records.concepts.values(),
        questions=records.questions.values(),
        about=records.about,
    )
    other = TestClient(create_app(EvidenceGraph(fewer)))
    url = "/sources/leithwood2006seven"
    assert client.get(url).headers["etag"] != other.get(url).headers["etag"]


@pytest.mark.parametrize("url", ALL)
def test_any_origin_may_read(client: TestClient, url: str) -> None:
    answer = client.get(url, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert {"etag", "link"} <= {
        name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")
    }
    preflight = client.options(
        url,
        headers={
            "origin": "https://elsewhere.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert preflight.status_code == 204
    assert preflight.content == b""
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "GET" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-headers"] == "*"


@pytest.mark.parametrize("url", ALL)
def test_nothing_is_sniffed_and_nothing_runs(client: TestClient, url: str) -> None:
    headers = client.get(url).headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_links_are_told_in_the_header_too(client: TestClient) -> None:
    answer = client.get("/evidence?area=equity&limit=2")
    links = answer.json()["links"]
    assert answer.links["self"]["url"] == links["self"]
    assert answer.links["next"]["url"] == links["next"]
    assert answer.links["describedby"]["url"] == "/openapi.json"
    assert f'<{links["csv"]}>; rel="alternate"; type="text/csv"' in answer.headers["link"]
    assert (
        f'<{links["bib"]}>; rel="alternate"; type="application/x-bibtex"' in answer.headers["link"]
    )
    assert "next" not in client.get("/evidence?area=equity&limit=200&facets=false").links


def test_the_answers_kept_are_those_asked_for_last() -> None:
    kept = Kept(bytes_most=100)
    for name in b"a", b"b", b"c":
        kept.put(name, Answer(b"x" * 30))
    assert kept.get(b"a") is not None
    kept.put(b"d", Answer(b"x" * 30))
    assert kept.get(b"b") is None
    assert [kept.get(name) is not None for name in (b"a", b"c", b"d")] == [True] * 3
    kept.put(b"e", Answer(b"x" * 101))
    assert kept.get(b"e") is None, "one that is too big pushes nothing out"
    for _ in range(50):
        kept.put(b"a", Answer(b"x" * 30))
    assert kept.get(b"c") is not None, "putting the same again takes no more room"
