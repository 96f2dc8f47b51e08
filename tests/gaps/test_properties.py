"""What must hold of any map: duplicates, removals, withdrawals, hierarchies, order, pages."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gap_oracle
from effort import examples
from leadgraph.errors import QueryError, UnknownConceptError
from leadgraph.evidence import EvidenceBase
from leadgraph.gaps import CLASSES, EvidenceMap, GapDiff, GapList, MapQuery, Thresholds
from leadgraph.gaps.classes import VOLUME
from leadgraph.model import Claim, Concept, Question, Records, Source
from leadgraph.query import EvidenceQuery

SEEDS = st.integers(0, 2**32)
COUNTS = ("studies", "primary", "synthesis", "practice", "sources")


def rebuilt(held: Records, **parts: Any) -> Records:
    given_ = {
        "sources": held.sources.values(),
        "claims": held.claims.values(),
        "concepts": held.concepts.values(),
        "questions": held.questions.values(),
        "inapplicable": held.inapplicable,
        "about": held.about,
        **parts,
    }
    return Records(**given_)


def some_records(seed: int, claims: int = 60) -> Records:
    return gap_oracle.records(random.Random(seed), claims)


def cells(held: Records, **asked: Any) -> dict[tuple[str, str], Any]:
    told = EvidenceMap(EvidenceBase(held), MapQuery.of(**{"as_of": 2026, **asked}))
    return {(cell.row, cell.column): cell for cell in told}


@given(seed=SEEDS)
@settings(max_examples=examples(20))
def test_a_duplicate_changes_nothing_but_the_number_of_claims(seed: int) -> None:
    held = some_records(seed)
    doubled = [replace(claim, id=f"{claim.id}-again") for claim in held.claims.values()]
    before = cells(held)
    after = cells(rebuilt(held, claims=[*held.claims.values(), *doubled]))
    for place, cell in before.items():
        again = after[place]
        assert {n: getattr(again, n) for n in COUNTS} == {n: getattr(cell, n) for n in COUNTS}
        assert again.classes == cell.classes
        assert again.claims == 2 * cell.claims


@given(seed=SEEDS)
@settings(max_examples=examples(20))
def test_a_second_report_of_a_study_is_no_second_study(seed: int) -> None:
    held = some_records(seed)
    sources = [replace(s, study=s.study or s.key) for s in held.sources.values()]
    copies = [replace(s, key=f"{s.key}-again") for s in sources]
    doubled = [
        replace(c, id=f"{c.id}-again", source=f"{c.source}-again") for c in held.claims.values()
    ]
    before = cells(rebuilt(held, sources=sources))
    after = cells(
        rebuilt(held, sources=[*sources, *copies], claims=[*held.claims.values(), *doubled])
    )
    for place, cell in before.items():
        assert after[place].studies == cell.studies
        assert after[place].classes == cell.classes


@given(seed=SEEDS)
@settings(max_examples=examples(20))
def test_removing_a_source_never_takes_a_cell_out_of_the_volume_gaps(seed: int) -> None:
    held = some_records(seed)
    gone = random.Random(seed).choice(list(held.sources))
    left = [replace(c, stance=None) for c in held.claims.values() if c.source != gone]
    before = cells(held)
    after = cells(
        rebuilt(held, sources=[s for s in held.sources.values() if s.key != gone], claims=left)
    )
    for place, cell in before.items():
        if set(cell.classes) & set(VOLUME):
            assert set(after[place].classes) & set(VOLUME)


@given(seed=SEEDS)
@settings(max_examples=examples(20))
def test_a_withdrawal_acts_as_a_removal(seed: int) -> None:
    held = some_records(seed)
    chosen = set(random.Random(seed).sample(list(held.claims), 20))
    withdrawn = [
        replace(c, status="withdrawn") if c.id in chosen else c for c in held.claims.values()
    ]
    removed = [c for c in held.claims.values() if c.id not in chosen]
    for asked in ({}, {"country": "SE"}, {"rows": "design", "columns": "outcome"}):
        assert cells(rebuilt(held, claims=withdrawn), **asked) == cells(
            rebuilt(held, claims=removed), **asked
        )


@given(seed=SEEDS)
@settings(max_examples=examples(20))
def test_a_heading_holds_no_less_than_what_is_narrower_and_no_more_than_its_sum(seed: int) -> None:
    held = some_records(seed)
    opened = EvidenceMap(EvidenceBase(held), MapQuery.of(depth=3))
    shown = {(c.row, c.column): c for c in opened}
    above = {h.id: h.broader for h in opened.rows}
    for (row, column), cell in shown.items():
        for broader in above[row]:
            assert shown[broader, column].studies >= cell.studies
            assert shown[broader, column].claims >= cell.claims
    top = {(c.row, c.column): c for c in EvidenceMap(EvidenceBase(held), MapQuery.of())}
    assert all(shown[place] == cell for place, cell in top.items())


def study(key: str, **fields: Any) -> Source:
    return Source(key=key, type="article", title=key, design="survey", **fields)


def finding(id_: str, source: str, **fields: Any) -> Claim:
    return Claim(id=id_, source=source, statement=id_, kind="empirical-finding", **fields)


DESIGN = Concept(scheme="designs", id="survey", label="survey", evidence="primary")


def test_roll_up_counts_a_study_once() -> None:
    """One study speaks of two practices of one area: a study in each, and one in the area."""
    area = [Concept(scheme="areas", id=i, label=i) for i in ("care",)]
    below = [
        Concept(scheme="areas", id=i, label=i, broader=("care",)) for i in ("meals", "gardens")
    ]
    held = Records(
        sources=[study("a"), study("b", study="a")],
        claims=[
            finding("1", "a", areas=("meals",), targets=("pupils",)),
            finding("2", "b", areas=("gardens", "meals"), targets=("pupils",)),
        ],
        concepts=[*area, *below, DESIGN, Concept(scheme="targets", id="pupils", label="pupils")],
    )
    told = cells(held, depth=2)
    assert {row: told[row, "pupils"].studies for row in ("care", "meals", "gardens")} == {
        "care": 1,
        "meals": 1,
        "gardens": 1,
    }
    assert told["care", "pupils"].claims == 2
    assert told["care", "pupils"].sources == 2
    assert [row for row, _ in told] == ["care", "gardens", "meals"]


def test_order_is_asked_first_then_class_then_dense_neighbours() -> None:
    for seed in range(12):
        base = EvidenceBase(some_records(seed, 80))
        found = GapList(base, MapQuery.of(few=1, dense=2))
        keys = [
            (not gap.asked, CLASSES.index(gap.classes[0]), -gap.dense_neighbours) for gap in found
        ]
        assert keys == sorted(keys)
        wanted = GapList(base, MapQuery.of(few=1, dense=2, class_="contested,thin"))
        assert [g for g in wanted if not {"contested", "thin"} & set(g.classes)] == []
        assert {(g.row, g.column) for g in wanted} == {
            (g.row, g.column) for g in found if {"contested", "thin"} & set(g.classes)
        }


def test_dense_neighbours_are_the_other_dense_cells_of_the_row_and_the_column() -> None:
    told = EvidenceMap(EvidenceBase(some_records(5, 120)), MapQuery.of(dense=3))
    dense = {
        (c.row, c.column)
        for c in told
        if c.primary + c.synthesis >= 3 and c.state != "not-applicable"
    }
    for cell, count in zip(told, told.dense_neighbours().tolist(), strict=True):
        near = {p for p in dense if (p[0] == cell.row) != (p[1] == cell.column)}
        assert count == len(near)


def test_walking_the_pages_of_gaps_gives_each_once() -> None:
    base = EvidenceBase(some_records(3, 90))
    whole = [(g.row, g.column) for g in GapList(base, MapQuery.of(columns="outcome"))]
    walked: list[tuple[str, str]] = []
    query = MapQuery.of(columns="outcome", limit=2)
    while True:
        told = json.loads(GapList(base, query).to_json())
        assert told["count"] == len(whole)
        walked += [(item["row"], item["column"]) for item in told["results"]]
        if told["next"] is None:
            break
        assert told["links"]["next"].startswith("/gaps?columns=outcome&cursor=")
        query = query.but(cursor=told["next"])
    assert walked == whole
    assert len(whole) > 4


def test_a_cursor_belongs_to_its_map() -> None:
    base = EvidenceBase(some_records(3, 90))
    cursor = GapList(base, MapQuery.of(limit=1)).next
    assert cursor
    for other in ({"few": 1}, {"columns": "outcome"}, {"class_": "thin"}, {"country": "SE"}):
        with pytest.raises(QueryError, match="another"):
            GapList(base, MapQuery.of(cursor=cursor, **other))


def test_each_reason_has_the_numbers_that_made_it_so() -> None:
    for gap in GapList(EvidenceBase(some_records(11, 100)), MapQuery.of()):
        assert [reason["class"] for reason in gap.reasons] == list(gap.classes)
        for reason in gap.reasons:
            numbers = reason["numbers"]
            assert numbers
            for name in ("primary", "synthesis", "practice"):
                assert numbers.get(name, getattr(gap.cell, name)) == getattr(gap.cell, name)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"rows": "aera"}, "did you mean area"),
        ({"rows": "source"}, "no facet 'source'"),
        ({"rows": "area", "columns": "area"}, "facet of the rows"),
        ({"depth": 0}, "from 1 to"),
        ({"depth": "deep"}, "from 1 to"),
        ({"few": -1}, "not a whole number"),
        ({"few": "two"}, "not a whole number"),
        ({"few": True}, "not a whole number"),
        ({"as_of": "soon"}, "neither a year nor a date"),
        ({"class_": "thn"}, "did you mean thin"),
        ({"sort": "newest"}, "leave sort out"),
        ({"fwe": 3}, "did you mean few"),
        ({"since": "later"}, "not a year"),
    ],
)
def test_what_is_wrong_is_named(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        MapQuery.of(**asked)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        MapQuery.of(rows="x", depth=0, few=-1, nonsense=1, since="later", class_="none")
    fields = {issue.field for issue in caught.value.issues}
    assert fields >= {"rows", "depth", "few", "nonsense", "since", "class"}


def test_a_map_has_no_pages_and_no_classes() -> None:
    for asked in ({"limit": 3}, {"cursor": "x"}, {"class_": "thin"}):
        with pytest.raises(QueryError):
            MapQuery.of(**asked).whole()


def test_a_strong_design_must_be_known_if_it_is_asked_for() -> None:
    base = EvidenceBase(some_records(1))
    with pytest.raises(UnknownConceptError, match="did you mean cohort"):
        EvidenceMap(base, MapQuery.of(strong="cohrt"))
    assert EvidenceMap(base, MapQuery.of()).thresholds.strong == ()


def test_the_canonical_form_is_one_and_reads_back() -> None:
    one = MapQuery.of(rows="area", columns="outcome", few="3", country="se", class_=["thin"])
    other = MapQuery.from_params(
        [("class", "thin"), ("country", "SE"), ("few", "3"), ("columns", "outcome")]
    )
    assert one.canonical == other.canonical == "class=thin&columns=outcome&country=SE&few=3"
    assert MapQuery.of().canonical == ""
    assert Thresholds.of(as_of="2020-02-03") == Thresholds(as_of=2020)


def test_the_query_of_a_cell_finds_its_claims() -> None:
    base = EvidenceBase(some_records(21, 150))
    for fields in ({}, {"country": "SE"}, {"area": "a0"}, {"area": "ax0,a1"}, {"not_area": "a1"}):
        told = EvidenceMap(base, MapQuery.of(depth=3, **fields))
        expressed = 0
        for cell in told:
            query = told.query_of(cell.row, cell.column)
            if query is not None:
                assert len(base.select(query)) == cell.claims, (fields, cell)
                expressed += 1
        assert expressed


def test_a_difference_names_the_claims_that_caused_it() -> None:
    concepts = [
        DESIGN,
        Concept(scheme="areas", id="care", label="care"),
        Concept(scheme="targets", id="pupils", label="pupils"),
    ]
    here = {"areas": ("care",), "targets": ("pupils",)}
    before = [finding(f"{n}", f"s{n}", direction="positive", **here) for n in range(3)]
    sources = [study(f"s{n}", year=2020) for n in range(4)]
    old = Records(sources=sources, claims=before, concepts=concepts)
    against = finding("3", "s3", direction="null", **here)
    new = Records(
        sources=sources,
        claims=[before[0], replace(before[1], direction="negative"), against],
        concepts=concepts,
    )
    query = MapQuery.of(strong="survey")
    told = GapDiff(EvidenceBase(old), EvidenceBase(new), query)
    (change,) = told.changes
    assert (change.change, change.added, change.removed, change.revised) == (
        "opened",
        ("3",),
        ("2",),
        ("1",),
    )
    back = GapDiff(EvidenceBase(new), EvidenceBase(old), query)
    assert back.count == {"opened": 0, "closed": 1, "changed": 0}
    assert json.loads(back.to_json())["results"][0]["lost"] == ["contested"]
    asked = Question(id="Q", label="q", text="?", areas=("care",), targets=("pupils",))
    empty = rebuilt(old, claims=[])
    by_question = GapDiff(
        EvidenceBase(empty), EvidenceBase(rebuilt(empty, questions=[asked])), query
    )
    (change,) = by_question.changes
    assert (change.change, change.besides) == ("changed", ("questions",))
    assert change.told()["lost"] == ["unasserted"]


@given(old=SEEDS, new=SEEDS)
@settings(max_examples=examples(10))
def test_a_difference_is_what_differs(old: int, new: int) -> None:
    bases = [EvidenceBase(some_records(seed, 40)) for seed in (old, new)]
    query = MapQuery.of(columns="outcome", as_of=2020)
    maps = [{(c.row, c.column): c.classes for c in EvidenceMap(b, query)} for b in bases]
    told = {(c.row, c.column): c for c in GapDiff(*bases, query).changes}
    for place in {*maps[0], *maps[1]}:
        before, after = (held.get(place, ()) for held in maps)
        assert (place in told) == (before != after)
        if place in told:
            expected = "opened" if not before else "closed" if not after else "changed"
            assert told[place].change == expected


def test_an_empty_dataset_has_a_map_without_cells() -> None:
    base = EvidenceBase(Records())
    told = EvidenceMap(base, MapQuery.of())
    assert (len(told), told.cells, told.coverage["share"]) == (0, (), None)
    assert json.loads(told.to_json())["cells"] == []
    assert list(GapList(base, MapQuery.of())) == []
    assert EvidenceQuery().filter == ""
