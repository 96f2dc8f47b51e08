"""Lists of evidence and of works: pages, words, twins, and how they show themselves."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from itertools import pairwise

import pytest

from invented import WORDS, invented_records, named
from leadgraph.errors import MissingExtraError, QueryError, UnknownConceptError
from leadgraph.evidence import EvidenceBase, EvidenceList, SourceList
from leadgraph.model import Claim, Name, Records, Source
from leadgraph.query import EvidenceQuery
from oracle import names

BASE = EvidenceBase(invented_records(random.Random(7), claims=120))


def evidence(**fields: object) -> EvidenceList:
    return EvidenceList(BASE, EvidenceQuery.of(**fields))


def works(**fields: object) -> SourceList:
    return SourceList(BASE, EvidenceQuery.of(**fields))


@pytest.mark.parametrize("order", ["evidence", "newest", "oldest", "id", "relevance"])
@pytest.mark.parametrize("limit", [1, 7, 25, 200])
def test_walking_the_pages_gives_the_full_set_once(order: str, limit: int) -> None:
    words = {"q": WORDS[0]} if order == "relevance" else {}
    whole = [one.claim.id for one in evidence(sort=order, **words)]
    walked: list[str] = []
    page = evidence(sort=order, limit=limit, **words)
    while True:
        told = json.loads(page.to_json())
        assert told["count"] == len(whole)
        walked += [item["id"] for item in told["results"]]
        if told["next"] is None:
            break
        assert told["links"]["next"].startswith("/evidence?")
        page = evidence(sort=order, limit=limit, cursor=told["next"], **words)
    assert walked == whole
    assert len(set(walked)) == len(walked) > 0


def test_a_sequence_is_the_whole_result_unless_a_page_is_asked_for() -> None:
    assert len(evidence()) == evidence().total > 25
    assert len(evidence(limit=3)) == 3
    assert evidence(limit=3)[-1].claim == evidence()[2].claim
    assert [one.claim for one in evidence()[1:3]] == [one.claim for one in list(evidence())[1:3]]


def test_a_cursor_is_bound_to_snapshot_query_and_list() -> None:
    cursor = evidence(limit=5).next
    assert cursor
    evidence(limit=9, cursor=cursor)
    for wrong in ({"direction": "positive"}, {"sort": "newest"}):
        with pytest.raises(QueryError, match="another"):
            evidence(cursor=cursor, **wrong)
    with pytest.raises(QueryError, match="another"):
        works(cursor=cursor)
    other = EvidenceBase(invented_records(random.Random(8), claims=120))
    with pytest.raises(QueryError, match="another"):
        EvidenceList(other, EvidenceQuery(cursor=cursor))


@pytest.mark.parametrize("cursor", ["", "x", "é", "YWJj", "LjEuMg", "a" * 5000])
def test_no_text_passes_for_a_cursor(cursor: str) -> None:
    with pytest.raises(QueryError) as caught:
        evidence(cursor=cursor)
    assert caught.value.issues[0].field == "cursor"


def test_words_find_every_claim_that_holds_them_and_only_those() -> None:
    found = {one.claim.id for one in evidence(q="garden lunch", status="accepted")}
    records = BASE.records

    def said(claim: Claim) -> set[str]:
        text = f"{claim.statement} {records.sources[claim.source].title}"
        return set(text.split())

    expected = {
        claim.id
        for claim in records.claims.values()
        if {"garden", "lunch"} <= said(claim) and claim.status == "accepted"
    }
    assert found == expected != set()


def test_words_rank_by_relevance_and_other_orders_hold_with_words() -> None:
    ranked = [one.claim.id for one in evidence(q="soil")]
    assert sorted(ranked) == [one.claim.id for one in evidence(q="soil", sort="id")]
    assert ranked != sorted(ranked)
    counts = [one.claim.statement.count("soil") for one in evidence(q="soil")]
    assert sum(counts[: len(counts) // 2]) > sum(counts[len(counts) // 2 :])


def test_select_keeps_fields_in_their_order_and_refuses_others() -> None:
    told = json.loads(evidence(limit=1).to_json(select=["statement", "id"]))
    assert list(told["results"][0]) == ["id", "statement"]
    with pytest.raises(QueryError, match="did you mean statement"):
        evidence().to_json(select=["statment"])


def test_the_envelope_of_a_list() -> None:
    told = json.loads(evidence(area="a0", limit=2).to_json())
    assert list(told) == [
        *("snapshot", "query", "count", "results", "facets", "next", "links", "summary")
    ]
    assert told["query"] == {"area": ["a0"], "limit": 2}
    assert told["links"]["self"] == "/evidence?area=a0&limit=2"
    assert told["links"]["csv"] == "/evidence.csv?area=a0"
    assert next(f for f in told["facets"]["area"] if f["id"] == "a0")["selected"] is True
    assert json.loads(evidence().to_json(facets=False))["facets"] is None


def test_works_are_those_with_claims_in_the_result() -> None:
    found = [work.key for work in works(area="a0")]
    in_order = list(dict.fromkeys(one.source.key for one in evidence(area="a0")))
    assert found == in_order
    told = json.loads(works(area="a0", limit=200).to_json())
    counted = {work["key"]: work["claims"] for work in told["results"]}
    assert sum(counted.values()) == evidence(area="a0").total


def test_a_query_about_works_alone_also_finds_works_without_claims() -> None:
    silent = Source(
        key="zz-silent", type="book", title="Turnips", year=2001, authors=(Name(family="Quill"),)
    )
    records = invented_records(random.Random(7), claims=30)
    base = EvidenceBase(
        Records(
            sources=[*records.sources.values(), silent],
            claims=records.claims.values(),
            concepts=records.concepts.values(),
            questions=records.questions.values(),
        )
    )

    def keys(**fields: object) -> list[str]:
        return [work.key for work in SourceList(base, EvidenceQuery.of(**fields))]

    assert keys()[-1] == "zz-silent"
    assert len(keys()) == len(base.works)
    assert keys(q="turnips") == keys(q="quill") == ["zz-silent"]
    assert "zz-silent" in keys(since=2001, until=2001)
    assert "zz-silent" not in keys(since=2002)
    assert "zz-silent" not in keys(area="a0")
    assert "zz-silent" not in keys(not_source="zz-silent")


@pytest.mark.parametrize("seed", range(6))
def test_works_by_author_and_venue(seed: int) -> None:
    chance = random.Random(seed)
    records = invented_records(chance, 40)
    base = EvidenceBase(records)
    for field in ("author", "venue"):
        for asked in (chance.sample(named(records, field), 2) for _ in range(3)):
            having = {
                key for key, work in records.sources.items() if {*names(work, field)} & {*asked}
            }
            found = SourceList(base, EvidenceQuery.of(**{field: asked}))
            assert {work.key for work in found} == having
            counted = Counter(id_ for work in found for id_ in names(work, field))
            assert dict(found.facets[field]) == counted
            others = SourceList(base, EvidenceQuery.of(**{f"not_{field}": asked}))
            assert {work.key for work in others} == {*records.sources} - having


def test_the_authors_with_most_works_are_counted_and_those_asked_for() -> None:
    def by(number: int) -> Name:
        return Name(family=f"A{number:02}", given="Bo" if number % 2 else "B.")

    works = [
        Source(key=f"w{n:02}-{m}", type="book", authors=(by(n),), countries=("SE",))
        for n in range(30)
        for m in range(30 - n)
    ]
    base = EvidenceBase(Records(sources=works))
    first = [(f"a{n:02}_b", 30 - n) for n in range(20)]
    assert SourceList(base, EvidenceQuery()).facets["author"] == first
    some = EvidenceQuery.of(author=["a29_b", "a03_b", "a28_b"])
    shown = SourceList(base, some)
    assert shown.facets["author"] == [("a03_b", 27), ("a28_b", 2), ("a29_b", 1)]
    told = json.loads(shown.to_json())["facets"]["author"]
    assert told[0] == {"id": "a03_b", "label": "A03, Bo", "count": 27, "selected": True}
    without = SourceList(base, EvidenceQuery.of(author="a29_b", until=1800))
    assert without.facets["author"] == [("a29_b", 0)]
    assert "author" not in EvidenceList(base, some).facets


def test_an_author_or_venue_nobody_knows_is_named() -> None:
    source = Source(key="w", type="book", authors=(Name(family="Roe", given="Ann"),))
    base = EvidenceBase(Records(sources=[source]))
    with pytest.raises(UnknownConceptError, match=r"unknown author .roe_b.; did you mean roe_a\?"):
        SourceList(base, EvidenceQuery(author="roe_b"))
    with pytest.raises(UnknownConceptError, match="unknown venue 'none'"):
        EvidenceList(base, EvidenceQuery(not_venue="none"))


def test_works_by_year_and_key() -> None:
    years = [work.year for work in works(sort="newest")]
    dated = [year for year in years if year is not None]
    assert dated == sorted(dated, reverse=True)
    assert years[len(dated) :] == [None] * (len(years) - len(dated))
    keys = [work.key for work in works(sort="id")]
    assert all(a < b for a, b in pairwise(keys))


def test_a_data_frame_has_the_whole_result() -> None:
    pytest.importorskip("pandas")
    frame = evidence(limit=2).to_pandas()
    assert len(frame) == evidence().total
    assert {"id", "statement", "areas", "evidence", "source.key", "source.year"} <= set(frame)
    assert evidence(country="FR").to_pandas().empty


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'leadgraph\[pandas\]'"):
        evidence().to_pandas()


def test_what_a_notebook_shows_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    source = Source(key="x", type="misc", title=hostile, authors=(Name(literal=hostile),))
    claim = Claim(id="x-1", source="x", statement=hostile, kind="testimony", locator=hostile)
    base = EvidenceBase(Records(sources=[source], claims=[claim]))
    query = EvidenceQuery()
    found = EvidenceList(base, query)
    for shown in (found, SourceList(base, query), found[0], source, claim):
        html = shown._repr_html_()
        assert "<script" not in html
        assert "&lt;script" in html


def test_an_empty_dataset_answers() -> None:
    base = EvidenceBase(Records())
    assert json.loads(EvidenceList(base, EvidenceQuery()).to_json())["count"] == 0
    assert list(SourceList(base, EvidenceQuery(q="x"))) == []
    assert EvidenceList(base, EvidenceQuery()).summary.years is None
