"""The service itself: how it starts, how it is, its documentation, many readers at once."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

import leadgraph_api
from apart import apart
from leadgraph.errors import CurationError, Problem
from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app

GOOD = "@article{good2001, title = {A title}, year = 2001, author = {Okafor, Ada}}\n"
BAD = "@article{bad2002, title = {Never closed}, year = 2002\n"


def test_health_tells_the_snapshot_and_the_counts(client: TestClient, graph: EvidenceGraph) -> None:
    answer = client.get("/health")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["status"] == "ok"
    assert told["snapshot"] == graph.snapshot
    assert told["as_of"] == str(graph.as_of)
    assert told["version"]
    assert told["counts"] == {
        "sources": len(graph.sources),
        "claims": len(graph.claims),
        "concepts": len(graph.concepts),
        "questions": len(graph.questions),
    }
    assert told["problems"] == {"count": len(graph.problems), "left_out": []}


def test_health_tells_what_was_left_out(awkward: EvidenceGraph) -> None:
    problems = [
        Problem("claims.toml", 3, None, "unknown-source", "error", "no source 'x'", "add it"),
        Problem("references.bib", 9, 1, "orphan-source", "warning", "no claim", "add one"),
    ]
    client = TestClient(create_app(EvidenceGraph(awkward.records, problems=problems)))
    assert client.get("/health").json()["problems"] == {
        "count": 2,
        "left_out": ["claims.toml:3: error unknown-source: no source 'x'"],
    }


def test_the_factory_takes_its_dataset_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "references.bib").write_text(GOOD)
    monkeypatch.setenv("LEADGRAPH_DATA", str(tmp_path))
    told = TestClient(create_app()).get("/sources").json()
    assert [work["key"] for work in told["results"]] == ["good2001"]

    (tmp_path / "references.bib").write_text(BAD + GOOD)
    with pytest.raises(CurationError):
        create_app()
    monkeypatch.setenv("LEADGRAPH_KEEP_GOING", "1")
    client = TestClient(create_app())
    assert client.get("/sources/good2001").status_code == 200
    assert client.get("/health").json()["problems"]["left_out"]


def test_without_a_folder_the_packaged_dataset_is_served(
    monkeypatch: pytest.MonkeyPatch, graph: EvidenceGraph
) -> None:
    monkeypatch.delenv("LEADGRAPH_DATA", raising=False)
    monkeypatch.delenv("LEADGRAPH_KEEP_GOING", raising=False)
    assert TestClient(create_app()).get("/health").json()["snapshot"] == graph.snapshot


class Page(HTMLParser):
    """What a page asks a browser to load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self.loaded.append(given.get("src") or "inline script")
        if tag == "link":
            self.loaded.append(given["href"] or "")
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" else []


def test_the_documentation_needs_no_other_host_and_nothing_inline(client: TestClient) -> None:
    answer = client.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert page.inline == []
    loaded = [address for address in page.loaded if not address.startswith("data:")]
    assert len(loaded) == 4
    for address in loaded:
        assert "//" not in address
        assert client.get(urljoin("/docs", address)).status_code == 200
    script = client.get("/docs/docs.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "http" not in script.text


def test_the_documentation_lists_the_routes_without_javascript(
    client: TestClient, document: dict[str, dict[str, object]]
) -> None:
    text = client.get("/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in text


def test_the_root_is_a_page_that_leads_to_the_documentation(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/docs"' in answer.text


def test_it_works_behind_a_prefix(graph: EvidenceGraph) -> None:
    client = TestClient(create_app(graph), root_path="/lead", follow_redirects=False)
    assert 'href="/lead/docs"' in client.get("/lead/").text
    body = graph.evidence(area="equity").to_json()
    assert client.get("/lead/evidence?area=equity").content == body


def test_many_readers_at_once_get_the_same_bytes(graph: EvidenceGraph) -> None:
    app = create_app(graph)
    urls = [
        "/evidence?area=equity",
        "/evidence?q=leadership",
        "/evidence?q=leadership&sort=newest&limit=3",
        "/sources?area=equity",
        "/sources.csv",
        "/sources/leithwood2006seven",
        "/concepts",
        "/questions/Q1",
    ]

    async def gather() -> dict[str, set[bytes]]:
        told: dict[str, set[bytes]] = {url: set() for url in urls}
        transport = httpx2.ASGITransport(app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):

            async def ask(url: str) -> None:
                told[url].add((await client.get(url)).content)

            for url in urls * 8:
                group.start_soon(ask, url)
        return told

    for url, bodies in apart(anyio.run, gather).items():
        assert len(bodies) == 1, url

    def ask(url: str) -> bytes:
        with TestClient(app) as client:
            return client.get(url).content

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, ["/sources?area=equity"] * 8))) == 1


@contextmanager
def server(directory: Path) -> Iterator[str]:
    """Run the service as a process of its own, on a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "leadgraph_api:create_app"]
    command += ["--port", str(port), "--log-level", "warning"]
    root = Path(leadgraph_api.__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            assert process.poll() is None, process.communicate()[1]
            try:
                httpx2.get(f"{address}/health")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def sent(address: str, request: bytes) -> bytes:
    """Send bytes as they are; return what comes back."""
    host, port = re.findall(r"//(.*):(.*)", address)[0]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        back = b""
        while piece := connection.recv(65536):
            back += piece
    return back


def test_a_real_server_answers_from_any_folder(tmp_path: Path, graph: EvidenceGraph) -> None:
    url = "/evidence?area=distributed-leadership&target=students"
    body = graph.evidence(area="distributed-leadership", target="students").to_json()
    with server(tmp_path) as address:
        answer = httpx2.get(address + url)
        assert answer.content == body
        again = httpx2.get(address + url, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = httpx2.head(address + url)
        assert head.headers["content-length"] == str(len(body))
        assert httpx2.head(f"{address}/evidence.csv").headers["etag"]
        assert httpx2.options(address + url).status_code == 204
        rows = httpx2.get(f"{address}/evidence.csv").text
        assert rows == "".join(graph.evidence().to_csv())
        for path in (
            b"/evidence?q=%ff",
            b"/sources/%ff",
            b"/%00",
            b"/evidence?a=%",
            b"/sources/\xff",
        ):
            request = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path
            assert sent(address, request).startswith(b"HTTP/1.1 400"), path
        assert httpx2.get(f"{address}/health").status_code == 200
