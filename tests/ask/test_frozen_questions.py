"""The frozen questions, graded: nine in ten exactly right, and every must-refuse."""

import pytest

import grading


@pytest.fixture(scope="module")
def grades(graph):
    return [grading.grade(row, graph) for row in grading.rows()]


def test_nine_in_ten_are_exactly_right(grades):
    right = sum(grade.exact for grade in grades)
    assert right / len(grades) >= 0.90, f"\n{grading.table(grades)}"


def test_every_question_that_must_be_refused_is(grades):
    wrong = [g for g in grades if g.row["stratum"] == "must-refuse" and not g.exact]
    assert not wrong


def test_no_stratum_is_left_behind(grades):
    for stratum, held in grading.by_stratum(grades):
        assert sum(grade.exact for grade in held) / len(held) >= 0.85, stratum
