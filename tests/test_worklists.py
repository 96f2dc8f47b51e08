"""Worklists: what curators could mend, on a dataset where each thing is missing once."""

from __future__ import annotations

import pytest

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Claim, Concept, Question, Records, Source
from leadgraph.worklists import Worklist, worklists


def source(key: str, **given: object) -> Source:
    full = {"year": 2001, "doi": "10.1/x", "design": "survey", "cites": ("whole",)}
    return Source(key=key, type="article", title=key, **{**full, **given})  # type: ignore[arg-type]


def claim(id_: str, **given: object) -> Claim:
    full = {
        "source": "whole",
        "statement": id_,
        "kind": "empirical-finding",
        "areas": ("equity",),
        "outcomes": ("grades",),
        "locator": "p. 1",
        "basis": "full-text",
    }
    return Claim(id=id_, **{**full, **given})  # type: ignore[arg-type]


RECORDS = Records(
    sources=[
        source("whole", basis="full-text"),
        source("silent"),
        source("undesigned", design=None),
        source("undated", year=None),
        source("nowhere", doi=None),
        source("unread", basis="none"),
        source("citing", cites=("elsewhere", "whole")),
        source("alone", cites=("elsewhere", "further")),
        source("unreferenced", cites=()),
    ],
    claims=[
        claim("whole-1"),
        *(
            claim(f"{key}-1", source=key)
            for key in ("undesigned", "undated", "nowhere", "unread", "citing", "alone")
        ),
        claim("unreferenced-1", source="unreferenced"),
        claim("second-hand", basis="secondary"),
        claim("nowhere-in-it", locator=None),
        claim("unsaid", basis=None),
        claim("untagged", areas=(), outcomes=()),
        claim("no-outcome", outcomes=()),
        claim("a-gap", outcomes=(), asserts_gap=True),
        claim("effect", direction="positive"),
        claim("told-effect", direction="positive", directness="direct", questions=("Q1",)),
        claim("opinion", kind="testimony", questions=("Q2",)),
        claim("proposed", status="proposed", locator=None),
        claim("withdrawn", status="withdrawn", locator=None, basis="secondary"),
    ],
    concepts=[
        Concept(scheme="areas", id="equity", label="equity"),
        Concept(scheme="areas", id="unused", label="unused"),
        Concept(scheme="outcomes", id="results", label="results"),
        Concept(scheme="outcomes", id="grades", label="grades", broader=("results",)),
        Concept(scheme="designs", id="survey", label="survey", evidence="primary"),
    ],
    questions=[Question(id="Q1", label="one", text="?"), Question(id="Q2", label="two", text="?")],
)
EXPECTED = {
    "secondary-claims": ("second-hand",),
    "unread-sources": ("unread",),
    "sources-without-claims": ("silent",),
    "questions-without-evidence": ("Q2",),
    "unused-concepts": ("areas/unused",),
    "claims-without-locator": ("nowhere-in-it",),
    "claims-without-basis": ("unsaid",),
    "claims-without-tags": ("untagged",),
    "findings-without-outcome": ("no-outcome", "untagged"),
    "effects-without-path": ("effect",),
    "claims-in-curation": ("proposed",),
    "sources-without-design": ("undesigned",),
    "sources-without-year": ("undated",),
    "sources-without-address": ("nowhere",),
    "research-without-references": ("unreferenced",),
    "wanted-works": ("elsewhere", "further"),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Worklist]:
    return dict(worklists(RECORDS))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_list_holds_what_misses_the_one_thing(found: dict[str, Worklist], name: str) -> None:
    assert found[name].items == EXPECTED[name]


def test_no_list_is_untested(found: dict[str, Worklist]) -> None:
    assert set(found) == set(EXPECTED)
    assert all(one.title and one.remedy for one in found.values())


def test_lists_agree_with_the_evidence_of_the_real_dataset(packaged: EvidenceGraph) -> None:
    graph = packaged
    real = worklists(graph.records)
    assert len(real["secondary-claims"].items) == graph.evidence(basis="secondary").total
    claimed = {one.source.key for one in graph.evidence()}
    assert set(real["sources-without-claims"].items) == set(graph.sources) - claimed
