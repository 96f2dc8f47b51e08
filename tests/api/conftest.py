"""The service over the real dataset, and over one whose ids are as awkward as ids can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Claim, Concept, Name, Question, Records, Source
from leadgraph_api import create_app

AWKWARD_KEYS = (
    "a",
    "a.bib",
    "a.json",
    "b",
    "dir/work",
    "dir/work.bib",
    "50%25",
    "ü&<b>?#",
    "..",
    "a+b",
    "漢字😀",
    "csv",
)

MARKUP = "<script>alert('&')</script>"


def awkward_records() -> Records:
    """Make a dataset of keys that hold slashes, dots, percent signs and markup."""
    sources = [
        Source(
            key=key,
            type="article",
            title=f"On {MARKUP} {key}",
            authors=(Name(family=f"{MARKUP}/.. {key}", given="%2F"), Name(literal="?#")),
            year=2001,
            design="survey",
            fields={"journal": f"{MARKUP} & %25"},
        )
        for key in AWKWARD_KEYS
    ]
    claims = [
        Claim(
            id=f"{key}-1",
            source=key,
            statement=f"{MARKUP} matters to {key}",
            kind="empirical-finding",
            areas=("x/y.z",),
        )
        for key in AWKWARD_KEYS
    ]
    concepts = [
        Concept(scheme="areas", id="x/y.z", label=MARKUP),
        Concept(scheme="designs", id="survey", label="survey", evidence="primary"),
    ]
    question = Question(id="Q/1.json", label=MARKUP, text="Why?", areas=("x/y.z",))
    return Records(sources=sources, claims=claims, concepts=concepts, questions=[question])


@pytest.fixture(scope="session")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="session")
def client(graph: EvidenceGraph) -> Iterator[TestClient]:
    app = create_app(graph)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def awkward() -> EvidenceGraph:
    return EvidenceGraph(awkward_records())


@pytest.fixture(scope="session")
def awkward_client(awkward: EvidenceGraph) -> Iterator[TestClient]:
    app = create_app(awkward)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def document(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/openapi.json").json()
    return told


@pytest.fixture
def ask(client: TestClient) -> Callable[..., Any]:
    """Ask for JSON that must be there."""

    def ask(url: str, **params: Any) -> Any:
        answer = client.get(url, params=params or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask
