import csv
import io
import json
import os
import stat
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from pyoxigraph import RdfFormat, parse

from effort import examples
from leadgraph import curation, export, rdf
from leadgraph.model import (
    Claim,
    Concept,
    Effect,
    InapplicableCell,
    Name,
    Records,
    Source,
    Stance,
)
from strategies import PLAIN_TEXT, SLUGS, XML_TEXT, records

NASTY = "\x00\x0b\x1f\ufffe\uffff\r"
SOURCES = [
    Source(
        key="a", type="article", title='Über "alles" & <mehr>', year=2006, cites=("b", "10.1/x"),
        authors=(Name(family="Berg", given="Jan", prefix="van der"), Name(literal="World Bank")),
        fields={"journal": "J & K"}, areas=("equity",),
    ),
    Source(key="b", type="book", title=f"odd {NASTY}!"),
]  # fmt: skip
CLAIM = Claim(
    id="a-1", source="a", statement="=SUM(A1)", kind="empirical-finding", areas=("equity",),
    effect=Effect(metric="r", value=(0.08, 0.16)), stance=Stance(how="disputes", source="b"),
)  # fmt: skip
AREA = Concept(scheme="areas", id="equity", label="equity")
DATASET = Records(
    sources=SOURCES,
    claims=[CLAIM],
    concepts=[AREA],
    inapplicable=[InapplicableCell(row="areas/equity", column="areas/equity", reason="same")],
)


def written(dataset, form):
    out = io.BytesIO()
    export.write(dataset, form, out)
    return out.getvalue()


# ----------------------------------------------------------------------------------- networkx


@given(records())
@settings(max_examples=examples(60))
def test_any_dataset_comes_back_from_networkx(dataset):
    back = export.from_networkx(export.to_networkx(dataset))
    assert back == dataset
    assert back.snapshot == dataset.snapshot


@given(records())
@settings(max_examples=examples(50))
def test_any_dataset_comes_back_through_graphml(dataset):
    graph = networkx.read_graphml(io.BytesIO(written(dataset, "graphml")))
    assert export.from_networkx(graph) == dataset


@given(records(text=XML_TEXT, ids=SLUGS))
@settings(max_examples=examples(30))
def test_networkx_itself_can_write_the_graph(dataset):
    out = io.BytesIO()
    networkx.write_graphml(export.to_networkx(dataset), out)
    out.seek(0)
    graph = networkx.read_graphml(out, force_multigraph=True)
    assert export.from_networkx(graph) == dataset
    # The ids of the edges are their keys again.
    assert all(key == said["predicate"] for *_, key, said in graph.edges(keys=True, data=True))


@given(records())
@settings(max_examples=examples(30))
def test_networkx_and_rdf_have_the_same_nodes_and_edges(dataset):
    graph = export.to_networkx(dataset)
    assert len(graph) == sum(1 for _ in rdf.entities(dataset))
    assert graph.number_of_edges() == sum(1 for _ in rdf.links(dataset))
    for _, attributes in graph.nodes(data=True):
        assert all(type(value) in (str, int, float, bool) for value in attributes.values())


def test_the_shape_of_the_graph():
    graph = export.to_networkx(DATASET)
    assert set(graph.edges(keys=True)) == {
        ("sources/a", "sources/b", "cites"),
        ("sources/a", "concepts/areas/equity", "area"),
        ("claims/a-1", "sources/a", "assertedIn"),
        ("claims/a-1", "concepts/areas/equity", "area"),
        ("claims/a-1", "sources/b", "disputes"),
        ("cells/areas/equity/areas/equity", "concepts/areas/equity", "row"),
        ("cells/areas/equity/areas/equity", "concepts/areas/equity", "column"),
    }
    assert graph.nodes["sources/a"]["kind"] == "source"
    assert graph.nodes["sources/a"]["label"] == "van der Berg & World Bank 2006"
    assert graph.nodes["claims/a-1"]["claim_kind"] == "empirical-finding"
    assert json.loads(graph.nodes["claims/a-1"]["effect"])["value"] == [0.08, 0.16]
    assert graph.graph["title"] == "An unnamed dataset"


def test_text_that_xml_cannot_carry_stands_as_json():
    graph = export.to_networkx(DATASET)
    assert json.loads(graph.nodes["sources/b"]["title_json"]) == f"odd {NASTY}!"
    assert "title" not in graph.nodes["sources/b"]
    graphml = written(DATASET, "graphml")
    assert export.from_networkx(networkx.read_graphml(io.BytesIO(graphml))) == DATASET


def test_edges_of_graphml_have_ids_of_their_own():
    graph = networkx.read_graphml(io.BytesIO(written(DATASET, "graphml")), force_multigraph=True)
    ids = [key for *_, key in graph.edges(keys=True)]
    assert len(set(ids)) == len(ids) == 7


def test_a_part_of_the_graph_is_a_dataset():
    part = export.to_networkx(DATASET).subgraph(["sources/a", "claims/a-1"])
    assert set(export.from_networkx(part).claims) == {"a-1"}


def test_an_edge_added_alone_is_refused():
    graph = export.to_networkx(DATASET)
    graph.add_edge("sources/b", "sources/a", key="cites", predicate="cites")
    with pytest.raises(ValueError, match="sources/b -cites-> sources/a is drawn"):
        export.from_networkx(graph)


def test_an_edge_removed_alone_is_refused():
    graph = export.to_networkx(DATASET)
    graph.remove_edge("sources/a", "sources/b")
    with pytest.raises(ValueError, match="sources/a -cites-> sources/b is missing"):
        export.from_networkx(graph)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [({}, "kind None"), ({"kind": "claim", "id": "x"}, "source: Field required")],
)
def test_a_node_that_is_none_of_ours_is_refused(attributes, words):
    graph = networkx.MultiDiGraph()
    graph.add_node("x", **attributes)
    with pytest.raises(ValueError, match=words):
        export.from_networkx(graph)


# -------------------------------------------------------------------------------- documents


@given(records())
@settings(max_examples=examples(60))
def test_any_dataset_comes_back_from_json(dataset):
    assert export.from_json(written(dataset, "json")) == dataset


def test_json_holds_every_field_under_its_name():
    document = json.loads(written(DATASET, "json"))
    assert list(document) == ["about", "sources", "claims", "concepts", "questions", "inapplicable"]
    assert document["claims"][0]["stance"] == {"how": "disputes", "source": "b", "claim": None}
    assert document["sources"][0]["seen_at"] == []


@pytest.mark.parametrize("text", ["", "[]", '{"claims": [{"id": "x"}]}', '{"clams": []}'])
def test_json_that_is_no_dataset_is_refused(text):
    with pytest.raises(ValueError, match=r"Document|JSON|claims|clams"):
        export.from_json(text)


RDF = {"rdf": RdfFormat.TURTLE, "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}


@given(records())
@settings(max_examples=examples(40))
@pytest.mark.parametrize("form", RDF)
def test_every_form_of_rdf_holds_the_same_triples(form, dataset):
    parsed = parse(written(dataset, form), format=RDF[form])
    assert {quad.triple for quad in parsed} == set(rdf.graph(dataset))


def test_jsonld_is_readable_and_rdflib_reads_it():
    from rdflib import Dataset

    text = written(DATASET, "jsonld")
    nodes = {node["id"]: node for node in json.loads(text)["@graph"]}
    assert nodes["claims/a-1"]["assertedIn"] == "sources/a"
    assert nodes["claims/a-1"]["text"] == "=SUM(A1)"
    assert nodes["sources/a"]["type"] == ["Source", "JournalArticle"]
    parsed = Dataset().parse(data=text, format="json-ld")
    assert len(parsed) == len(set(rdf.graph(DATASET)))


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_records_give_the_same_bytes(form):
    turned = Records(
        sources=reversed(SOURCES),
        claims=[CLAIM],
        concepts=[AREA],
        inapplicable=DATASET.inapplicable,
    )
    assert written(DATASET, form) == written(turned, form)


# ------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_path_a_byte_stream_and_a_text_stream_get_the_same(form, tmp_path):
    path = tmp_path / "out"
    export.write(DATASET, form, path)
    text = io.StringIO(newline="")
    export.write(DATASET, form, text)
    assert path.read_bytes() == written(DATASET, form) == text.getvalue().encode()


def test_what_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "graph.json"
    path.write_text("old")

    def broken(dataset, out):
        out.write(b"half")
        raise OSError("disk full")

    monkeypatch.setitem(export.FORMATS, "json", broken)
    with pytest.raises(OSError, match="disk full"):
        export.write(DATASET, "json", path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.json"]


def test_a_link_is_followed_and_the_mode_kept(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    export.write(DATASET, "json", link)
    assert link.is_symlink()
    assert json.loads(real.read_text())["about"]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_device_is_written_to_not_replaced():
    export.write(DATASET, "json", os.devnull)
    assert not os.path.isfile(os.devnull)  # noqa: PTH113


def test_an_unknown_format_is_named_with_the_near_one(tmp_path):
    with pytest.raises(ValueError, match="did you mean graphml"):
        export.write(DATASET, "grahpml", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------- BibTeX


@pytest.fixture
def reread(tmp_path):
    def read(sources):
        from leadgraph.curation.problems import Report
        from leadgraph.curation.sources import read_sources

        path = tmp_path / "out.bib"
        path.write_text(export.to_bibtex(sources), encoding="utf-8")
        return read_sources(path, Report())[0]

    return read


@pytest.mark.parametrize(
    "source",
    [
        Source(key="a", type="article", title="100 % of R&D_x #1 ~ {b} ^ \\alpha $5$ ``q'' --"),
        Source(key="a", type="book", title="T", date="2006-05", year=2006),
        Source(key="a", type="book", title="T", year=2006, url="https://x.org/a_b%20c#d&e~f"),
        Source(
            key="a", type="misc", title="T", fields={"note": "a, b", "month": "5"}, design="survey",
            study="s", basis="none", corpus="list", sample="20 % of 5", summary="S & T",
            read_note="R", notes="N", countries=("US", "CH"), levels=("k12",), areas=("equity",),
            listed=("R05", "R20"), cites=("b_c", "10.1000/x_y"), corrections=("one", "two, & 3"),
            read_url="https://x.org/a_b", seen_at=("https://x.org/a", "https://y.org/%7Eb"),
            cites_seen_at="https://x.org/?a=b_c",
        ),
    ],
)  # fmt: skip
def test_bibtex_comes_back_equal(reread, source):
    assert reread([source]) == [source]


@pytest.fixture(scope="module", params=["packaged", "toy"])
def curated(request):
    toy = Path(__file__).parent / "toy"
    return curation.read(curation.data_dir() if request.param == "packaged" else toy).records


def test_the_works_of_a_curated_dataset_come_back_from_bibtex(reread, curated):
    assert reread(curated.sources.values()) == list(curated.sources.values())


def test_a_curated_dataset_comes_back_from_every_form_that_is_read(curated):
    assert export.from_networkx(export.to_networkx(curated)) == curated
    graphml = io.BytesIO(written(curated, "graphml"))
    assert export.from_networkx(networkx.read_graphml(graphml)) == curated
    assert export.from_json(written(curated, "json")) == curated
    for form, parsed in RDF.items():
        assert rdf.read(parse(written(curated, form), format=parsed)) == curated


@pytest.mark.parametrize(
    "name",
    [
        Name(family="Leithwood", given="Kenneth"),
        Name(family="Berg", given="Jan", prefix="van der", suffix="Jr."),
        Name(family="de la Cruz", given="Ana"),
        Name(family="Van Berg", given="Ana", prefix="De"),
        Name(family="Madonna"),
        Name(family="Two Words"),
        Name(family="Smith and Sons", given="A"),
        Name(family="Müller, A", given="Ö."),
        Name(literal="Department for Education and Skills"),
        Name(literal="R&D, Inc."),
        Name(literal="\\odd"),
        Name(literal="&Co"),
        Name(literal="others"),
    ],
)
def test_names_come_back_equal(reread, name):
    source = Source(key="a", type="book", title="T", authors=(name, Name(family="Last", given="X")))
    assert reread([source])[0].authors == source.authors


@given(records(text=PLAIN_TEXT, ids=SLUGS))
@settings(max_examples=examples(30))
def test_bibtex_is_balanced_and_holds_every_work(dataset):
    text = export.to_bibtex(dataset.sources.values())
    bare = text.replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")
    assert text.count("\n@") + text.startswith("@") == len(dataset.sources)


# ---------------------------------------------------------------------------------------- CSV


def table(*rows):
    return list(csv.DictReader(io.StringIO("".join(export.evidence_csv(rows)), newline="")))


def test_every_field_of_claim_and_source_has_a_column():
    from dataclasses import fields

    columns = export.EVIDENCE_COLUMNS
    for field in fields(Claim):
        assert any(column.partition(".")[0] == field.name for column in columns), field.name
    for field in fields(Source):
        assert f"source.{field.name}" in columns
    assert len(set(columns)) == len(columns)


def test_a_row_says_what_the_records_say():
    (row,) = table((CLAIM, SOURCES[0]))
    assert row["id"] == "a-1"
    assert row["effect.value"] == "0.08;0.16"
    assert row["stance.source"] == "b"
    assert row["asserts_gap"] == "false"
    assert row["source.authors"] == "van der Berg, Jan;World Bank"
    assert row["source.title"] == SOURCES[0].title
    assert json.loads(row["source.fields"]) == {"journal": "J & K"}


def test_no_cell_runs_as_a_formula():
    (row,) = table((CLAIM, SOURCES[0]))
    assert row["statement"] == "'=SUM(A1)"


def test_numbers_stay_numbers():
    claim = Claim(
        id="x", source="a", statement="s", kind="definition", effect=Effect(metric="d", value=-0.12)
    )
    assert table((claim, SOURCES[0]))[0]["effect.value"] == "-0.12"


def test_a_table_of_nothing_has_its_header():
    assert list(export.evidence_csv([])) == [",".join(export.EVIDENCE_COLUMNS) + "\r\n"]
