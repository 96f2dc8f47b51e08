"""Pages of the real dataset, and of a hostile one, as a browser asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from hostile import hostile_records
from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app
from page import ACCEPT, Html


@pytest.fixture(scope="session")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="session")
def client(graph: EvidenceGraph) -> Iterator[TestClient]:
    app = create_app(graph)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def hostile() -> Iterator[TestClient]:
    app = create_app(EvidenceGraph(hostile_records()))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


Show = Callable[[str], Html]


@pytest.fixture(scope="session")
def show(client: TestClient) -> Show:
    """Ask for a page that must be there."""

    def show(url: str) -> Html:
        answer = client.get(url, headers={"accept": ACCEPT})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return Html(answer.text)

    return show
