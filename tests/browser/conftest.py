"""The pages in a browser: Debian's Chromium, driven by Playwright, against a real server."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from effort import CI
from hostile import hostile_records
from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")

Open = Callable[..., Page]


def find_chromium() -> str | None:
    """Return the path of the Chromium of this machine."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests where there is no Chromium, unless this is CI, which installs it."""
    if find_chromium() is None and not CI:
        for item in items:
            if "browser" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@contextmanager
def serving(graph: EvidenceGraph) -> Iterator[str]:
    """Serve a graph on a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(graph), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [found]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{found.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="session")
def address(packaged: EvidenceGraph) -> Iterator[str]:
    with serving(packaged) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_address() -> Iterator[str]:
    with serving(EvidenceGraph(hostile_records())) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    assert chromium, "no Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What a browser complained of: errors, refusals of the policy, requests to other hosts."""
    return []


@pytest.fixture
def new(browser: Browser, faults: list[str]) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; nothing may go wrong on any of them."""
    contexts: list[BrowserContext] = []

    def new(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                None if "//127.0.0.1:" in asked.url else faults.append(f"asked for {asked.url}")
            ),
        )
        return page

    yield new
    for context in contexts:
        context.close()
    assert faults == []
