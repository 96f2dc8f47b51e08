"""Questions for gaps, and the cell of the map that a question names."""

import re

import orjson
import pytest

from leadgraph.gaps import MapQuery
from leadgraph.graph import load


def told(graph, question):
    return orjson.loads(graph.ask(question).to_json())


def whole(graph, answer):
    """All gaps of the map that an answer looked at, as ``/gaps`` has them."""
    return [gap.told() for gap in graph.gaps(**answer["interpretation"]["map"]).whole()]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("evidence gaps", {"rows": "area", "columns": "outcome"}),
        ("gaps in courageous conversations", {"rows": "area", "columns": "outcome"}),
        (
            "what is missing on equity and teachers?",
            {"rows": "area", "columns": "outcome", "target": ["teachers"]},
        ),
        ("what is under-researched for families", {"rows": "area", "columns": "target"}),
        (
            "gaps on governance and student achievement",
            {"rows": "model", "columns": "outcome", "depth": 2},
        ),
        (
            "gaps on teacher trust in Sweden since 2010",
            {"rows": "area", "columns": "outcome", "depth": 2, "country": ["SE"], "since": 2010},
        ),
    ],
)
def test_the_map_that_a_question_is_put_to(graph, question, asked):
    answer = told(graph, question)
    assert answer["intent"] == "gaps"
    assert answer["interpretation"]["map"] == asked
    query = MapQuery.of(**asked)
    assert answer["links"]["map"] == query.address("/map")
    assert answer["links"]["gaps"] == query.address("/gaps")
    assert any("area by" in a or "model by" in a for a in answer["interpretation"]["assumptions"])


@pytest.mark.parametrize(
    "question",
    ["evidence gaps", "gaps in equity", "gaps on student outcomes", "gaps except equity"],
)
def test_results_are_those_of_gaps_in_their_order(graph, question):
    answer = told(graph, question)
    listed = iter(orjson.loads(orjson.dumps(whole(graph, answer))))
    assert answer["results"]
    assert len(answer["results"]) <= 25
    assert all(any(item == other for other in listed) for item in answer["results"])


def test_only_the_concepts_named_are_looked_at_with_all_that_is_narrower(graph):
    answer = told(graph, "gaps on student outcomes for equity")
    assert {item["row"] for item in answer["results"]} == {"equity"}
    columns = {item["column"] for item in answer["results"]}
    assert "student-outcomes" in columns or answer["gap"]["state"] == "evidence"
    below = {c.id for c in graph.concepts.values() if "student-outcomes" in c.broader}
    assert columns <= below | {"student-outcomes"}
    assert len(columns) > 1


def test_what_is_left_out_is_not_looked_at(graph):
    answer = told(graph, "gaps except equity")
    assert answer["interpretation"]["query"] == {"not_area": ["equity"]}
    assert "equity" not in {item["row"] for item in answer["results"]}
    assert answer["summary"]["cells"]["count"] == 42


def test_the_whole_map_goes_on_at_the_cursor(graph):
    answer = graph.ask("evidence gaps")
    rest = graph.gaps(columns="outcome", cursor=answer.next)
    shown = [(gap.row, gap.column) for gap in (*answer.gaps, *rest)]
    assert shown == [(gap.row, gap.column) for gap in graph.gaps(columns="outcome")]
    assert answer.links["next"] == f"/gaps?columns=outcome&cursor={answer.next}"
    assert graph.ask("gaps in equity").next is None


def test_the_summary_counts_the_cells(graph):
    for question in ("evidence gaps", "gaps in equity", "gaps on teacher trust in Sweden"):
        answer = told(graph, question)
        summary, gaps = answer["summary"], whole(graph, answer)
        asked = answer["interpretation"]["query"]
        mine = [
            gap
            for gap in gaps
            if gap["row"] in asked.get("area", [gap["row"]])
            and gap["column"] in asked.get("outcome", [gap["column"]])
        ]
        assert summary["cells"]["gaps"] == len(mine)
        for name, count in summary["cells"]["by_class"].items():
            assert count == sum(name in gap["classes"] for gap in mine)
        numbers = {int(n) for n in re.findall(r"\d+", summary.pop("text"))}
        assert numbers <= {int(n) for n in re.findall(r"\d+", str(summary))}


def test_the_cell_that_an_unanswered_question_names(graph):
    gap = told(graph, "servant leadership and student achievement")["gap"]
    assert (gap["row"], gap["column"]) == ("servant", "student-achievement")
    assert gap["state"] == "gap"
    assert gap["classes"][0] == "absolute"
    assert gap["reasons"][0]["numbers"] == {"primary": 0, "synthesis": 0, "practice": 0}
    on_map = graph.map(**gap["map"]).cell(gap["row"], gap["column"])
    assert on_map.classes == tuple(gap["classes"])
    assert gap["links"]["evidence"] == "/evidence?model=servant&outcome=student-achievement"


@pytest.mark.parametrize(
    "question",
    [
        "evidence for distributed leadership impacting students",
        "governance and community partnership",
        "equity and teachers in Sweden since 2015",
        "gaps on governance and student achievement",
    ],
)
def test_the_cell_counts_what_the_answer_holds(graph, question):
    answer = told(graph, question)
    gap, summary = answer["gap"], answer["summary"]
    assert {n: gap[n] for n in ("claims", "sources", "studies")} == {
        n: summary[n] for n in ("claims", "sources", "studies")
    }
    asked = answer["interpretation"]["query"]
    assert {n: v for n, v in gap["map"].items() if n in asked} == {
        n: v for n, v in asked.items() if n not in (gap["map"]["rows"], gap["map"]["columns"])
    }


@pytest.mark.parametrize(
    "question",
    [
        "equity",
        "what is known about families?",
        "teacher retention and student achievement in equity",
        "open questions about equity and families",
        "What does Robinson 2008 say?",
        "what is known about retention?",
        "how do I bake sourdough bread",
    ],
)
def test_a_question_that_names_no_one_cell_has_none(graph, question):
    assert told(graph, question)["gap"] is None


def test_a_cell_that_is_no_gap_is_told_only_where_gaps_were_asked_for(graph):
    assert graph.ask("equity and teachers").gap is None
    named = graph.ask("what is missing on equity and teachers?").gap
    assert named.cell.state == "evidence"
    assert named.cell.studies > 0
    assert not named.classes


def test_a_bibliography_alone_has_no_gaps(tmp_path):
    (tmp_path / "references.bib").write_text("@book{a2020b, title={On equity}, date={2020}}\n")
    bare = load(tmp_path)
    answer = told(bare, "evidence gaps")
    assert answer["results"] == []
    assert answer["gap"] is None


def test_another_field_has_gaps_of_its_own(meals):
    answer = told(meals, "evidence gaps")
    assert answer["results"]
    assert answer["summary"]["cells"]["gaps"] >= len(answer["results"])


def test_gaps_show_themselves(graph):
    html = graph.ask("gaps in courageous conversations")._repr_html_()
    assert "courageous-conversations x student-outcomes" in html
