"""The answer: its statuses, its counts, its reasons, and the same bytes everywhere."""

import os
import re
import subprocess
import sys

import orjson
import pytest

from leadgraph.ask import LONGEST
from leadgraph.errors import QueryError

KEYS = (
    *("snapshot", "question", "status", "intent", "interpretation", "summary"),
    *("results", "next", "gap", "questions", "links"),
)
QUESTIONS = (
    "evidence for distributed leadership impacting students",
    "servant leadership and student achievement",
    "governance and community partnership",
    "what is known about retention?",
    "how do I bake sourdough bread",
    "gaps in equity",
    "who cites Leithwood et al. 2006?",
    "open questions about equity",
    "What does Robinson 2008 say?",
    "equity but not teachers since 2010 in Canada",
)


def told(graph, question):
    return orjson.loads(graph.ask(question).to_json())


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_has_the_same_keys_in_the_same_order(graph, question):
    assert tuple(told(graph, question)) == KEYS


def test_the_question_that_must_always_work(graph):
    answer = graph.ask("evidence for distributed leadership impacting students")
    assert answer.status == "contested"
    assert answer.query.canonical == "area=distributed-leadership&target=students"
    held = {one.source.key: one.claim.direction for one in answer.evidence if one.research}
    assert {"leithwood2006seven", "louis2010learning"} <= set(held)
    sides = {(one.source.key, one.claim.direction) for one in answer.evidence if one.research}
    assert ("leithwood2006seven", "positive") in sides
    assert {d for key, d in sides if key == "louis2010learning"} & {"null", "mixed"}
    shown = {item["source"]["key"] for item in answer.results}
    assert {"leithwood2006seven", "louis2010learning"} <= shown


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("equity and families", "answered"),
        ("equity", "contested"),
        ("governance and community partnership", "practice_only"),
        ("servant leadership and student achievement", "no_evidence_held"),
        ("how do I bake sourdough bread", "outside_framework"),
        ("what is known about retention?", "ambiguous"),
    ],
)
def test_statuses(graph, question, status):
    assert graph.ask(question).status == status


@pytest.mark.parametrize("question", ["", "  \t\n", "a" * (LONGEST + 1)])
def test_no_question_and_too_much_of_one_are_refused(graph, question):
    with pytest.raises(QueryError) as refused:
        graph.ask(question)
    assert [issue.field for issue in refused.value.issues] == ["q"]


def test_the_longest_question_is_read(graph):
    assert graph.ask(("equity " * LONGEST)[:LONGEST]).query.area == ("equity",)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_in_the_summary_is_a_number_of_the_body(graph, question):
    summary = told(graph, question)["summary"]
    numbers = {int(n) for n in re.findall(r"\d+", summary.pop("text"))}
    held = {int(n) for n in re.findall(r"\d+", str(summary))}
    assert numbers <= held


def test_the_counts_are_those_of_the_evidence(graph):
    for question in QUESTIONS:
        answer = graph.ask(question)
        if answer.evidence is not None:
            summary = answer.evidence.summary
            assert answer.summary["claims"] == summary.claims == answer.evidence.total
            assert answer.summary["by_direction"] == summary.by_direction


def test_spans_quote_the_question_as_typed(graph):
    question = "Does DISTRIBUTED-leadership “help” Swedish pupils’ test scores since 2010?"
    spans = graph.ask(question).interpretation["spans"]
    assert all(span["text"] == question[span["start"] : span["end"]] for span in spans)
    assert {span["slot"] for span in spans} == {"area", "country", "target", "outcome", "since"}


def test_sentences_come_from_the_query_and_not_from_the_question(graph):
    plain = graph.ask("distributed leadership and students").sentence
    odd = graph.ask("<b>pupils</b>, 'distributive leadership'!?").sentence
    assert plain == odd
    assert plain == "Claims in the area distributed leadership, about students."


def test_an_empty_answer_offers_what_is_held_nearby(graph):
    answer = graph.ask("equity in Finland since 1990")
    assert answer.status == "no_evidence_held"
    offered = answer.interpretation["alternatives"]
    assert {"area": ["equity"], "since": 1990} in [one["query"] for one in offered]
    for one in offered:
        held = graph.evidence(**one["query"])
        assert held.total == one["claims"] > 0
    assert "Q2" in [question["id"] for question in answer.questions]


def test_each_reading_of_an_ambiguous_question_has_its_address(graph):
    answer = graph.ask("does distributed leadership affect retention?")
    assert answer.evidence is None
    offered = {one["url"] for one in answer.interpretation["alternatives"]}
    assert "/evidence?area=distributed-leadership&outcome=leader-retention" in offered or offered


def test_claims_say_why_they_matched(graph):
    answer = graph.ask("does leadership matter for student outcomes?")
    ways = [why for item in answer.results for why in item["why_matched"]]
    assert {why["asked"] for why in ways} == {"student-outcomes"}
    narrower = [way for way in ways if way["hops"]]
    assert narrower
    for way in narrower:
        below = graph.concepts[f"outcomes/{way['hops'][-1]['id']}"]
        assert "student-outcomes" in below.broader


def test_works_come_first_with_their_claims(graph):
    answer = graph.ask("what does Robinson 2008 say about students?")
    (work,) = answer.results
    assert work["key"] == "robinson2008impact"
    assert work["claims"] == len(work["items"]) == answer.evidence.total > 0
    assert all("students" in item["targets"] for item in work["items"])


def test_open_questions_are_those_that_carry_every_concept(graph):
    answer = graph.ask("open questions about equity and families")
    assert [question["id"] for question in answer.results] == ["Q2"]
    assert len(graph.ask("open questions").results) == len(graph.questions)


def test_an_answer_can_be_cited(graph):
    cite = graph.ask("equity").links["cite"]
    assert cite["snapshot"] == graph.snapshot
    assert cite["as_of"] == graph.as_of.isoformat()
    assert cite["url"] == "/ask?q=equity"
    assert all(cite[part] in cite["text"] for part in ("title", "snapshot", "as_of", "url"))


def test_the_links_are_the_same_query_elsewhere(graph):
    links = graph.ask("distributed leadership and students").links
    asked = "area=distributed-leadership&target=students"
    assert links["evidence"] == f"/evidence?{asked}"
    assert links["csv"] == f"/evidence.csv?{asked}"
    assert links["bib"] == f"/evidence.bib?{asked}"
    assert f"&cursor={graph.ask('distributed leadership and students').next}" in links["next"]


def test_an_answer_shows_itself_without_its_question_as_markup(graph):
    html = graph.ask("<script>alert(1)</script> equity")._repr_html_()
    assert "<script>" not in html
    assert "equity" in html


SCRIPT = """
import sys
from leadgraph.graph import load
graph = load()
for question in sys.argv[1:]:
    sys.stdout.buffer.write(graph.ask(question).to_json() + b"\\n")
"""


def test_the_same_question_is_the_same_bytes_in_any_process(graph):
    def run(seed: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, *QUESTIONS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout

    here = b"".join(graph.ask(question).to_json() + b"\n" for question in QUESTIONS)
    assert run("1") == run("2") == here
