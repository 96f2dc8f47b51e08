"""Questions for citations: their results are the neighbours of the works they name."""

from __future__ import annotations

import orjson
import pytest

from leadgraph.graph import EvidenceGraph


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who cites Leithwood et al. 2006?", "cited-by"),
        ("what does Leithwood et al. 2020 cite?", "cites"),
        ("works similar to Leithwood et al. 2006", "similar"),
    ],
)
def test_the_results_are_a_page_of_neighbours(
    graph: EvidenceGraph, question: str, kind: str
) -> None:
    answer = graph.ask(question)
    assert answer.intent == "citations"
    (key,) = answer.query.source
    right = graph.citations(key).of(kind)
    page = orjson.loads(right.to_json())
    told = orjson.loads(answer.to_json())
    assert told["results"] == page["results"] != []
    assert told["next"] == page["next"]
    assert told["links"]["citations"] == right.links()["self"]
    assert str(right.total) in told["summary"]["text"]


def test_what_else_is_asked_filters_the_neighbours(graph: EvidenceGraph) -> None:
    answer = graph.ask("who cites Leithwood et al. 2006 since 2018?")
    assert [one["id"] for one in answer.results] == ["leithwood2020seven"]


def test_no_neighbours_is_said_and_is_no_verdict(graph: EvidenceGraph) -> None:
    uncited = next(key for key in graph.sources if not graph.citations(key).cited_by.total)
    answer = graph.ask(f"who cites {uncited}")
    assert answer.results == []
    assert "Absence here is absence from this dataset" in answer.summary["text"]
