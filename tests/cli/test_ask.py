"""``leadgraph ask``."""

import orjson
import pytest

from leadgraph.graph import load

ASKED = "evidence for distributed leadership impacting students"


def test_json_is_what_python_answers(run):
    ran = run("ask", ASKED, "--format", "json")
    assert ran.code == 0
    assert ran.out == load().ask(ASKED).to_json()


def test_words_need_no_quotes(run):
    assert run("ask", *ASKED.split(), "--format", "json").out == run("ask", ASKED).out


def test_a_person_reads_what_was_understood_and_what_is_held(run):
    text = run("ask", "does teecher retention matter in rural schools", "--format", "table").text
    assert "teacher" in text
    assert "rural" in text
    assert "teacher retention" in text
    assert "claims from" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("form", ["csv", "bibtex", "markdown"])
def test_other_forms(run, form):
    ran = run("ask", ASKED, "--format", form)
    assert ran.code == 0
    assert "leithwood2006seven" in ran.text


def test_a_table_of_nothing_is_an_error_and_json_of_nothing_an_answer(run):
    assert run("ask", "bake bread", "--format", "csv").code == 1
    ran = run("ask", "bake bread", "--format", "json")
    assert ran.code == 0
    assert orjson.loads(ran.out)["status"] == "outside_framework"


def test_an_empty_question_is_an_error_in_one_line(run):
    ran = run("ask", " ")
    assert (ran.code, ran.err.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    "question",
    ["what is known about retention?", "open questions", "Robinson 2008", "gaps in equity"],
)
def test_every_intent_can_be_read(run, question):
    assert run("ask", question, "--format", "table").code == 0


def test_another_dataset_is_asked_in_its_own_words(run, toys):
    ran = run("--data", toys, "ask", "shared work", "--format", "json")
    assert orjson.loads(ran.out)["interpretation"]["query"] == {"area": ["shared-work"]}


def test_a_question_cannot_command_a_terminal(run):
    ran = run("ask", "\x1b[2J equity", "--format", "table")
    assert "\x1b" not in ran.text
