"""Any text at all gets an answer or a QueryError, and the same one twice."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.errors import QueryError
from leadgraph.graph import load

GRAPH = load()
LABELS = sorted(
    {label for c in GRAPH.concepts.values() for label in (c.label, *c.alt_labels)}
    | {name.short for source in GRAPH.sources.values() for name in source.authors}
    | {source.title for source in GRAPH.sources.values()}
)
CUES = [
    *("not", "but", "and", "or", "nor", "neither", "except", "without", "in", "of", ",", ".", "?"),
    *("since", "before", "between", "2010", "1999", "to", "last", "ten", "years", "who cites"),
    *("open questions", "gaps in", "Sweden", "et al.", "(", ")", '"', "studnets", "works by"),
]
PHRASES = st.lists(st.sampled_from([*LABELS, *CUES]), min_size=1, max_size=9).map(" ".join)


def same_answer(question: str) -> None:
    try:
        answer = GRAPH.ask(question)
    except QueryError:
        assert not question.strip() or len(question) > 1000
        return
    body = answer.to_json()
    assert body == GRAPH.ask(question).to_json()
    told = orjson.loads(body)
    for span in told["interpretation"]["spans"]:
        assert span["text"] == told["question"][span["start"] : span["end"]]
    for field, ids in told["interpretation"]["query"].items():
        opposite = field.removeprefix("not_") if field.startswith("not_") else f"not_{field}"
        assert not isinstance(ids, list) or not set(ids) & set(
            told["interpretation"]["query"].get(opposite, ())
        )
    if told["status"] == "outside_framework":
        assert told["interpretation"]["query"] == {}
        assert told["results"] == []


@settings(max_examples=examples(300))
@given(st.text(max_size=1100))
def test_any_text(question):
    same_answer(question)


@settings(max_examples=examples(300))
@given(PHRASES)
def test_any_words_of_the_field_in_any_order(question):
    same_answer(question)


@pytest.mark.parametrize(
    "question",
    [
        "\ud800 equity",
        "\x00\x01 equity \x1b[31m",
        "equity\u202e students",
        "a\u0301" * 300,
        "((((((((((",
        '"' * 999,
        "not " * 200,
        "not not not equity",
        "between and",
        "since",
        "last",
        "et al.",
        "the the the",
        "0000 9999 1e9 -1 2010a",
        "equity " * 140,
        "분산 리더십",
        "ℌ𝔢𝔩𝔩𝔬 𝔢𝔮𝔲𝔦𝔱𝔶",
    ],
)
def test_odd_texts(question):
    same_answer(question)


def test_letters_in_fancy_dress_are_letters():
    assert GRAPH.ask("𝔢𝔮𝔲𝔦𝔱𝔶").query.area == ("equity",)
