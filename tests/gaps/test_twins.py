"""The other forms of a map: CSV, DataFrame, and an RDF Data Cube that keeps its constraints."""

from __future__ import annotations

import csv
import io
import random
import re
import sys

import pytest

import gap_oracle
from leadgraph.errors import MissingExtraError, QueryError
from leadgraph.evidence import EvidenceBase
from leadgraph.gaps import EvidenceMap, GapList, MapQuery
from leadgraph.model import About, Claim, Concept, Records, Source

BASE = EvidenceBase(gap_oracle.records(random.Random(4), 120))

PREFIXES = """\
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
CONSTRAINTS = {
    "IC-1 each observation has exactly one data set": """
      { ?obs a qb:Observation . FILTER NOT EXISTS { ?obs qb:dataSet ?one } }
      UNION { ?obs a qb:Observation ; qb:dataSet ?a, ?b . FILTER (?a != ?b) }""",
    "IC-2 each data set has exactly one structure": """
      { ?set a qb:DataSet . FILTER NOT EXISTS { ?set qb:structure ?one } }
      UNION { ?set a qb:DataSet ; qb:structure ?a, ?b . FILTER (?a != ?b) }""",
    "IC-3 each structure has a measure": """
      ?dsd a qb:DataStructureDefinition .
      FILTER NOT EXISTS { ?dsd qb:component/qb:measure ?m . ?m a qb:MeasureProperty }""",
    "IC-4 each dimension has a range": """
      ?dim a qb:DimensionProperty . FILTER NOT EXISTS { ?dim rdfs:range ?range }""",
    "IC-5 each dimension of concepts has a code list": """
      ?dim a qb:DimensionProperty ; rdfs:range skos:Concept .
      FILTER NOT EXISTS { ?dim qb:codeList ?list }""",
    "IC-6 only attributes may be optional": """
      ?dsd qb:component ?part . ?part qb:componentRequired false .
      ?part qb:dimension|qb:measure ?property""",
    "IC-11 each observation has a value of each dimension": """
      ?obs qb:dataSet/qb:structure/qb:component/qb:dimension ?dim .
      FILTER NOT EXISTS { ?obs ?dim ?value }""",
    "IC-12 no two observations have the same dimensions": """
      { SELECT ?a ?b { ?a qb:dataSet ?set . ?b qb:dataSet ?set .
        ?set qb:structure/qb:component/qb:dimension ?one, ?two . FILTER (?one != ?two)
        ?a ?one ?x ; ?two ?y . ?b ?one ?x ; ?two ?y . FILTER (?a != ?b) } }""",
    "IC-13 each observation has each required attribute": """
      ?obs qb:dataSet/qb:structure/qb:component ?part .
      ?part qb:componentRequired true ; qb:attribute ?attribute .
      FILTER NOT EXISTS { ?obs ?attribute ?value }""",
    "IC-14 each observation has each measure": """
      ?obs qb:dataSet/qb:structure ?dsd .
      FILTER NOT EXISTS { ?dsd qb:component/qb:dimension qb:measureType }
      ?dsd qb:component/qb:measure ?measure . FILTER NOT EXISTS { ?obs ?measure ?value }""",
    "IC-19 each code is of the code list": """
      ?obs qb:dataSet/qb:structure/qb:component/qb:dimension ?dim .
      ?dim qb:codeList ?list . ?list a skos:ConceptScheme . ?obs ?dim ?value .
      FILTER NOT EXISTS { ?value a skos:Concept ; skos:inScheme ?list }""",
    "every code list is one": """
      ?dim qb:codeList ?list . FILTER NOT EXISTS { ?list a skos:ConceptScheme }""",
}


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("area", "target"), ("design", "outcome"), ("country", "level"), ("model", "question")],
)
def test_the_cube_keeps_the_integrity_constraints(rows: str, columns: str) -> None:
    from pyoxigraph import RdfFormat, Store

    told = EvidenceMap(BASE, MapQuery.of(rows=rows, columns=columns, depth=2, since=2000))
    store = Store()
    store.load(told.to_turtle().encode(), format=RdfFormat.TURTLE)
    for name, pattern in CONSTRAINTS.items():
        assert not store.query(f"{PREFIXES} ASK {{ {pattern} }}"), name
    found = store.query(f"{PREFIXES} SELECT (COUNT(?o) AS ?n) {{ ?o a qb:Observation }}")
    assert [int(row["n"].value) for row in found] == [len(told)]
    assert len(told) > 0


def test_a_broken_cube_is_caught() -> None:
    """The constraints above can fail."""
    from pyoxigraph import RdfFormat, Store

    text = EvidenceMap(BASE, MapQuery.of()).to_turtle()
    broken = re.sub(r"lg:studies (\d)", r"lg:studious \1", text).replace("skos:inScheme", "skos:in")
    store = Store()
    store.load(broken.encode(), format=RdfFormat.TURTLE)
    failed = {
        name.split()[0]
        for name, pattern in CONSTRAINTS.items()
        if store.query(f"{PREFIXES} ASK {{ {pattern} }}")
    }
    assert {"IC-14", "IC-19"} <= failed


def test_the_cube_says_what_the_map_says() -> None:
    import rdflib

    told = EvidenceMap(BASE, MapQuery.of())
    graph = rdflib.Graph().parse(data=told.to_turtle(), format="turtle")
    lg = rdflib.Namespace("https://w3id.org/leadgraph/ns#")
    root = "https://w3id.org/leadgraph/concepts/"
    studies, classes = {}, {}
    for node in graph.subjects(lg.studies, None):
        if (node, lg.area, None) not in graph:
            continue
        place = tuple(str(graph.value(node, p)).removeprefix(root) for p in (lg.area, lg.target))
        studies[place] = int(graph.value(node, lg.studies))  # type: ignore[arg-type]
        classes[place] = {str(c).rpartition("/")[2] for c in graph.objects(node, lg.gapClass)}
    expected = {(f"areas/{c.row}", f"targets/{c.column}"): c for c in told}
    assert studies == {place: cell.studies for place, cell in expected.items()}
    assert classes == {place: set(cell.classes) for place, cell in expected.items()}


def test_same_map_same_bytes() -> None:
    one, other = (EvidenceMap(BASE, MapQuery.of(country="SE")) for _ in range(2))
    assert one.to_turtle() == other.to_turtle()
    assert one.to_json() == other.to_json()
    assert list(one.to_csv()) == list(other.to_csv())


def test_long_csv_has_a_line_a_cell() -> None:
    told = EvidenceMap(BASE, MapQuery.of(rows="design", columns="outcome"))
    lines = list(csv.DictReader(io.StringIO("".join(told.to_csv()))))
    assert len(lines) == len(told.cells)
    for line, cell in zip(lines, told.cells, strict=True):
        assert (line["row"], line["column"], line["state"]) == (cell.row, cell.column, cell.state)
        assert int(line["studies"]) == cell.studies
        assert tuple(filter(None, line["classes"].split(";"))) == cell.classes
        assert int(line["by_direction.positive"]) == cell.by_direction.get("positive", 0)
        assert line["last_year"] == ("" if cell.last_year is None else str(cell.last_year))


def test_wide_csv_is_the_table() -> None:
    told = EvidenceMap(BASE, MapQuery.of())
    for measure in ("studies", "practice", "asserted", "state"):
        rows = list(csv.reader(io.StringIO("".join(told.to_csv("wide", measure)))))
        assert rows[0] == ["area", "label", *(heading.id for heading in told.columns)]
        for row in rows[1:]:
            for heading, shown in zip(told.columns, row[2:], strict=True):
                cell = told.cell(row[0], heading.id)
                value = cell.asserted.count if measure == "asserted" else getattr(cell, measure)
                applies = cell.state != "not-applicable" or measure == "state"
                assert shown == (str(value) if applies else "n/a")
    for wrong in ({"shape": "wdie"}, {"measure": "studys"}):
        with pytest.raises(QueryError, match=r"did you mean (wide|studies)"):
            told.to_csv(**wrong)


def test_csv_runs_no_formula() -> None:
    formula = "=1+1"
    held = Records(
        concepts=[
            Concept(scheme="areas", id=formula, label=formula),
            Concept(scheme="targets", id="x", label="x"),
        ]
    )
    told = EvidenceMap(EvidenceBase(held), MapQuery.of())
    for shape in ("long", "wide"):
        for row in csv.reader(io.StringIO("".join(told.to_csv(shape)))):
            assert not any(value.startswith("=") for value in row)


def test_data_frames_hold_all_cells_and_all_gaps() -> None:
    pytest.importorskip("pandas")
    told = EvidenceMap(BASE, MapQuery.of())
    frame = told.to_pandas()
    assert len(frame) == len(told.cells)
    assert int(frame["studies"].sum()) == sum(cell.studies for cell in told.cells)
    gaps = GapList(BASE, MapQuery.of(limit=1))
    assert len(gaps.to_pandas()) == gaps.total == len(list(gaps.to_csv())) - 1


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'leadgraph\[pandas\]'"):
        EvidenceMap(BASE, MapQuery.of()).to_pandas()


def test_ids_of_any_kind_make_sound_turtle() -> None:
    import rdflib

    odd = 'a b/ü<>"{}|#?%20'
    odd_id = odd.replace(" ", "_")
    held = Records(
        sources=[Source(key="s", type="misc", design=None)],
        claims=[
            Claim(
                id="c",
                source="s",
                statement="x",
                kind="testimony",
                areas=(odd_id,),
                targets=(odd_id,),
            )
        ],
        concepts=[
            Concept(scheme="areas", id=odd_id, label=odd),
            Concept(scheme="targets", id=odd_id, label=odd),
        ],
        about=About(title=odd, base="https://example.org/odd#"),
    )
    text = EvidenceMap(EvidenceBase(held), MapQuery.of(q="x")).to_turtle()
    assert len(rdflib.Graph().parse(data=text, format="turtle")) > 20
