"""The map of the packaged dataset, against counts made here from its files alone."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from typing import Any

import pytest

from leadgraph.curation import data_dir
from leadgraph.graph import EvidenceGraph


@pytest.fixture(scope="module")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


def raw_claims() -> list[dict[str, Any]]:
    text = (data_dir() / "claims.toml").read_text("utf-8")
    claims: list[dict[str, Any]] = tomllib.loads(text)["claim"]
    return claims


def raw_works() -> dict[str, dict[str, str]]:
    """Read design, study and year of each entry with string methods alone."""
    works: dict[str, dict[str, str]] = {}
    for line in (data_dir() / "references.bib").read_text("utf-8").splitlines():
        if line.startswith("@"):
            fields = works.setdefault(line.partition("{")[2].rstrip(", "), {})
        for name in ("design", "study", "year", "date"):
            if line.strip().startswith(f"{name} ") and "=" in line:
                fields[name] = line.partition("=")[2].strip().strip("{},")
    return works


SYNTHESES = {"meta-analysis", "systematic-review", "literature-review"}
PRIMARY = {
    *("randomized-trial", "quasi-experimental", "longitudinal", "correlational", "survey"),
    *("instrument-development", "qualitative", "case-study", "mixed-methods"),
}
AREAS = {
    *("courageous-conversations", "distributed-leadership", "learning-community"),
    *("student-community-involvement", "continuous-improvement", "instructional-leadership"),
    *("modeling-values", "equity"),
}


def counted() -> dict[tuple[str, str], dict[str, Any]]:
    """Count areas by targets from the TOML and the BibTeX, without any of our code."""
    works = raw_works()
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {"claims": 0, **{name: set() for name in ("sources", "P", "S", "practice", "gap")}}
    )
    for claim in raw_claims():
        if claim.get("status", "accepted") not in ("accepted", "disputed"):
            continue
        key = claim["source"]
        design = works[key].get("design", "")
        study = works[key].get("study") or key
        for area in claim.get("areas", []):
            for target in claim.get("targets", []):
                cell = found[area, target]
                cell["claims"] += 1
                cell["sources"].add(key)
                if claim.get("asserts_gap"):
                    cell["gap"].add(claim["id"])
                elif claim["kind"].endswith("-finding") and design in SYNTHESES:
                    cell["S"].add(study)
                elif claim["kind"].endswith("-finding") and design in PRIMARY:
                    cell["P"].add(study)
                else:
                    cell["practice"].add(key)
    return found


def test_areas_by_targets_are_what_the_files_say(graph: EvidenceGraph) -> None:
    told = json.loads(graph.map(rows="area", columns="target").to_json())
    areas = {c.id for c in graph.records.scheme("areas") if not c.broader}
    assert {row["id"] for row in told["rows"]} == areas
    if areas != AREAS or any(c.broader for c in graph.records.scheme("areas")):
        pytest.skip("areas have practices below them: roll-up is tested elsewhere")
    expected = counted()
    assert expected
    for cell in told["cells"]:
        right = expected[cell["row"], cell["column"]]
        assert cell["claims"] == right["claims"]
        assert cell["sources"] == len(right["sources"])
        assert cell["primary"] == len(right["P"])
        assert cell["synthesis"] == len(right["S"])
        assert cell["studies"] == len(right["P"] | right["S"])
        assert cell["practice"] == len(right["practice"])
        assert right["gap"] <= {c["id"] for c in cell["asserted"]["claims"]}
        assert ("thin" in cell["classes"]) == (0 < cell["primary"] + cell["synthesis"] <= 2)


def test_the_reviews_own_gap_is_confronted_with_what_is_held(graph: EvidenceGraph) -> None:
    """The review says that little research tells how leadership affects students (Q5).

    Where it says so, the dataset by now holds many studies: an asserted gap, and no computed one.
    """
    little = [
        c
        for c in graph.claims.values()
        if c.source == "treacy2017leadership" and c.asserts_gap and "students" in c.targets
    ]
    assert little
    told = graph.map(rows="area", columns="target")
    said = {area for c in little for area in c.areas}
    confronted = [told.cell(area, "students") for area in sorted(said)]
    assert "instructional-leadership" in said
    for cell in confronted:
        ids = {id_ for id_, _ in cell.asserted.claims}
        assert ids & {c.id for c in little if cell.row in c.areas}
        held = cell.primary + cell.synthesis
        assert ("asserted-only" in cell.classes) == (held > 2)
    best = told.cell("instructional-leadership", "students")
    assert best.studies > told.thresholds.dense
    assert "Q5" in best.questions
    assert told.agreement["asserted"] >= len(confronted)


def test_each_question_says_what_it_has_and_which_of_its_cells_are_gaps(
    graph: EvidenceGraph,
) -> None:
    for id_, asked in graph.questions.items():
        told = json.loads(graph.describe("question", id_))
        claims = [c for c in raw_claims() if id_ in c.get("questions", [])]
        assert sum(part["claims"] for part in told["has"].values()) == len(claims)
        assert told["has"]["says-little-is-known"]["claims"] == sum(
            c.get("asserts_gap", False) for c in claims
        )
        for part in told["has"].values():
            assert sum(part["by_direction"].values()) == part["claims"]
        assert {(m["rows"], m["columns"]) for m in told["cells"]} == {
            ("area", "target"),
            ("area", "outcome"),
        }
        for shown in told["cells"]:
            places = {(cell["row"], cell["column"]) for cell in shown["results"]}
            tags = asked.targets if shown["columns"] == "target" else asked.outcomes
            assert places == {(a, t) for a in asked.areas for t in tags}
            assert shown["gaps"] == sum(cell["state"] == "gap" for cell in shown["results"])
            assert all(id_ in cell["questions"] for cell in shown["results"])
