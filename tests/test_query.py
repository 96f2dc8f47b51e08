"""EvidenceQuery: one class, one canonical form, the same errors on every surface."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgraph.errors import QueryError
from leadgraph.query import IDS, REPEATABLE, EvidenceQuery

ID = st.text("abcxyz-/.%é", min_size=1, max_size=5).filter(lambda s: s.strip() == s)


@st.composite
def queries(draw: Any) -> EvidenceQuery:
    fields: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(sorted(REPEATABLE)), max_size=4, unique=True)):
        fields[name] = draw(st.lists(ID, min_size=1, max_size=3))
    optional = {
        "since": st.integers(0, 9999),
        "until": st.integers(0, 9999),
        "asserts_gap": st.booleans(),
        "research": st.booleans(),
        "q": st.text(min_size=1, max_size=20).filter(lambda t: t.split() and "\ud800" not in t),
        "sort": st.sampled_from(["evidence", "newest", "oldest", "id"]),
        "limit": st.integers(1, 200),
    }
    for name in draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True)):
        fields[name] = draw(optional[name])
    return EvidenceQuery.of(**fields)


@given(query=queries())
def test_canonical_form_reads_back_as_the_same_query(query: EvidenceQuery) -> None:
    from urllib.parse import parse_qsl

    params = parse_qsl(query.canonical, keep_blank_values=True)
    again = EvidenceQuery.from_params(params)
    assert again == query
    assert again.canonical == query.canonical
    assert EvidenceQuery.from_params(reversed(params)).canonical == query.canonical
    assert EvidenceQuery.of(**query.fields()) == query


def test_order_repetition_commas_and_defaults_do_not_matter() -> None:
    several = [("target", "students"), ("area", "b"), ("area", "a,b"), ("limit", "25")]
    assert EvidenceQuery.from_params(several).canonical == "area=a,b&target=students"
    assert EvidenceQuery.of(status=["disputed", "accepted"]).canonical == ""
    assert EvidenceQuery.of(country="us").canonical == "country=US"
    assert EvidenceQuery.of(q="  a \n b ").q == "a b"
    assert EvidenceQuery.of(q="a", sort="relevance").canonical == "q=a"


@pytest.mark.parametrize(
    ("fields", "field", "code", "known"),
    [
        ({"aera": "equity"}, "aera", "unknown-parameter", ("area",)),
        ({"not_are": "equity"}, "not_are", "unknown-parameter", ("not_area",)),
        ({"area": ""}, "area", "invalid-value", ()),
        ({"area": "a,,b"}, "area", "invalid-value", ()),
        ({"area": 3}, "area", "invalid-value", ()),
        ({"since": "2010-2015"}, "since", "invalid-value", ()),
        ({"since": "٢٠١٠"}, "since", "invalid-value", ()),
        ({"until": 10000}, "until", "invalid-value", ()),
        ({"until": True}, "until", "invalid-value", ()),
        ({"research": "perhaps"}, "research", "invalid-value", ()),
        ({"limit": 0}, "limit", "invalid-value", ()),
        ({"limit": "ten"}, "limit", "invalid-value", ()),
        ({"limit": 201}, "limit", "invalid-value", ()),
        ({"q": " "}, "q", "invalid-value", ()),
        ({"q": "x" * 1001}, "q", "invalid-value", ()),
        ({"q": "x" + " " * 1000}, "q", "invalid-value", ()),
        ({"sort": "relevance"}, "sort", "invalid-value", ()),
    ],
)
def test_what_is_wrong_is_named(
    fields: dict[str, Any], field: str, code: str, known: tuple[str, ...]
) -> None:
    with pytest.raises(QueryError) as caught:
        EvidenceQuery.of(**fields)
    (issue,) = caught.value.issues
    assert (issue.field, issue.code, issue.known[:1]) == (field, code, known)


def test_every_fault_is_reported_at_once() -> None:
    params = [("since", "x"), ("since", "y"), ("aera", "a"), ("limit", "500")]
    with pytest.raises(QueryError) as caught:
        EvidenceQuery.from_params(params)
    assert {issue.field for issue in caught.value.issues} == {"since", "aera", "limit"}


def test_over_limit_names_the_way_to_have_it_all() -> None:
    with pytest.raises(QueryError, match=r"200 items a page.*\.csv"):
        EvidenceQuery.of(limit=500)


def test_an_unknown_sort_names_the_known_ones() -> None:
    with pytest.raises(QueryError) as caught:
        EvidenceQuery.of(sort="newst")
    assert "newest" in caught.value.issues[0].known


def test_every_id_field_has_a_negative() -> None:
    assert all(f"not_{name}" in EvidenceQuery.model_fields for name in IDS)


def test_a_query_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        EvidenceQuery().area = ("x",)  # type: ignore[misc]
