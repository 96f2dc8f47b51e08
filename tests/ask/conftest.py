"""The real dataset, and one from another field, each loaded once."""

from pathlib import Path

import pytest

from leadgraph.ask import Answer
from leadgraph.graph import EvidenceGraph, load

TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="session")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="session")
def meals() -> EvidenceGraph:
    return load(TOY)


@pytest.fixture
def query(graph):
    """Ask the real dataset, and return the canonical form of the query."""

    def query(question: str) -> str:
        answer: Answer = graph.ask(question)
        return answer.query.canonical

    return query
