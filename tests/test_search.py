"""Text search: all words, stemmed and folded; no text is a syntax error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.errors import QueryError
from leadgraph.search import TextSearch

TEXTS = [
    "School gardens change what pupils eat",
    "A garden was planted; pupils were not asked",
    "Free meals raise attendance at the school",
    "Müller on naïve meal plans",
    "No effect of school meals on test scores",
]
SEARCH = TextSearch(TEXTS)


def found(text: str) -> list[int]:
    rows: list[int] = SEARCH.find(text)[0].tolist()
    return rows


def test_words_are_stemmed_and_all_must_occur() -> None:
    assert found("garden pupil") == [0, 1]
    assert found("GARDENS planting") == [1]
    assert found("meals") == [2, 3, 4]
    assert found("meals gardens") == []


def test_case_and_accents_are_folded() -> None:
    assert found("muller NAIVE") == [3]


def test_common_words_do_not_count() -> None:
    assert found("the meals of a school") == [2, 4]


def test_quoted_words_are_a_phrase() -> None:
    assert found('"school meals"') == [4]
    assert found('"meals school"') == []
    assert found('"school meals" scores') == [4]


def test_the_rarer_and_shorter_match_scores_higher() -> None:
    rows, scores = SEARCH.find("school")
    assert rows.tolist() == [0, 2, 4]
    assert scores[0] > 0


@pytest.mark.parametrize("text", ["the of", "!!! ...", '""', "'"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="no word"):
        SEARCH.find(text)


@given(text=st.text(max_size=60))
@settings(max_examples=examples(300))
def test_no_text_is_a_syntax_error(text: str) -> None:
    try:
        rows, scores = SEARCH.find(text)
    except QueryError:
        return
    assert len(rows) == len(scores)
    assert sorted(set(rows.tolist())) == rows.tolist()


@pytest.mark.parametrize(
    "text", ["text:meals", "meals AND (", "row:[0 TO 9]", '"meals', "/m.*/", "meal~2"]
)
def test_query_language_has_no_power(text: str) -> None:
    assert set(found(text)) <= {2, 3, 4}


def test_an_empty_index_answers() -> None:
    assert TextSearch([]).find("meals")[0].tolist() == []
