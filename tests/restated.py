"""Whether SPARQL that restates a query finds, in a store, what the index finds.

``solve`` asks the store: it returns the text of each bound variable, a solution a dictionary.
"""

from __future__ import annotations

from leadgraph.evidence import EvidenceList
from leadgraph.gaps import EvidenceMap, GapList
from leadgraph.rdf.terms import entity_path

NUMBERS = ("claims", "sources", "studies", "primary", "synthesis", "practice")


def id_of(base, address):
    if not address.startswith("http"):
        return address
    for key, concept in base.records.concepts.items():
        if concept.iri == address:
            return key.partition("/")[2]
    return (entity_path(base.records.about.base, address) or "").rpartition("/")[2]


def claims_agree(base, solve, query):
    told = EvidenceList(base, query)
    found = solve(told.to_sparql())
    assert sorted(id_of(base, one["claim"]) for one in found) == sorted(
        one.claim.id for one in told.whole()
    )
    if query.order == "evidence":
        tiers = [int(one["tier"]) for one in found]
        assert tiers == sorted(tiers)
    if query.order in ("newest", "oldest"):
        years = [one.get("year") for one in found]
        assert [y for y in years if y] == sorted(
            (y for y in years if y), key=int, reverse=query.order == "newest"
        )


def by_cell(base, found):
    return {(id_of(base, one["row"]), id_of(base, one["column"])): one for one in found}


def maps_agree(base, solve, query):
    told = EvidenceMap(base, query)
    found = by_cell(base, solve(told.to_sparql()))
    expected = {(c.row, c.column): c for c in told.cells if c.claims}
    assert set(found) == set(expected)
    for place, cell in expected.items():
        said = found[place]
        assert {n: int(said[n]) for n in NUMBERS} == {n: getattr(cell, n) for n in NUMBERS}
        for name in ("first_year", "last_year", "last_synthesis"):
            assert int(said.get(name, 0)) == (getattr(cell, name) or 0)
        assert int(said["positive"]) == cell.by_direction.get("positive", 0)


def gaps_agree(base, solve, query):
    told = GapList(base, query)
    found = by_cell(base, solve(told.to_sparql()))
    expected = {(gap.cell.row, gap.cell.column): gap.cell for gap in told.whole()}
    assert set(found) == set(expected)
    for place, cell in expected.items():
        said = found[place]
        assert set(said["classes"].split()) == set(cell.classes), (said, cell)
        assert int(said["asserted"]) == cell.asserted.count
        assert int(said["questions"]) == len(cell.questions)


EVIDENCE = (
    {"area": "distributed-leadership", "target": "students"},
    {"q": "principal turnover", "not_direction": "null"},
    {"q": '"student voice"', "sort": "newest"},
    {"design": "evidence-synthesis", "country": "US", "since": 2010},
    {"stance": "qualifies,disputes"},
    {"question": "Q3", "not_stance": "supports", "research": True},
    {"asserts_gap": True},
    {"research": False},
    {"status": "accepted", "not_level": "k12", "until": 2015},
    {},
)
"""Queries to the packaged dataset that use every kind of field."""

MAPS = (
    {},
    {"rows": "area", "columns": "outcome", "depth": 2},
    {"rows": "question", "columns": "design", "country": "US"},
    {"rows": "country", "columns": "area", "q": "principals"},
    {"rows": "model", "columns": "target", "since": 2010, "few": 1, "recent": 5},
)
"""Maps of it."""
