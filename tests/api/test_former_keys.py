"""A work asked for by a key it had answers where it is now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records, Source
from leadgraph_api import create_app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    works = [
        Source(key="dir/new", type="book", title="N", fields={"ids": "old, dir/older.1, dir/new"}),
        Source(key="other", type="book", title="O", fields={"ids": "old"}),
    ]
    with TestClient(create_app(EvidenceGraph(Records(sources=works)))) as client:
        yield client


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("/sources/old", "/sources/dir/new"),
        ("/sources/old.bib", "/sources/dir/new.bib"),
        ("/sources/old.json", "/sources/dir/new.json"),
        ("/sources/dir/older.1", "/sources/dir/new"),
        ("/sources/old/citations?kind=cites", "/sources/dir/new/citations?kind=cites"),
    ],
)
def test_redirects_to_the_key_it_has(
    client: TestClient, asked: str, where: str, accept: str
) -> None:
    answer = client.get(asked, headers={"accept": accept}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, where)
    assert client.get(asked, headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize("asked", ["/sources/nobody", "/sources/nobody.bib", "/claims/old"])
def test_what_nobody_was_called_is_not_found(client: TestClient, asked: str) -> None:
    assert client.get(asked, follow_redirects=False).status_code == 404
