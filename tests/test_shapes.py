"""The SHACL shapes: the real graph satisfies them, and each kind of damage breaks one."""

from datetime import date

import pytest
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef

from leadgraph import curation, rdf
from leadgraph.model import (
    CLOSED_SCHEMES,
    Claim,
    Concept,
    Effect,
    InapplicableCell,
    Name,
    Question,
    Records,
    Source,
    Stance,
)

LG = Namespace(rdf.LG)
SCHEMA = Namespace(rdf.PREFIXES["schema"])
SKOS = Namespace(rdf.PREFIXES["skos"])
DCTERMS = Namespace(rdf.PREFIXES["dcterms"])
BASE = "https://w3id.org/leadgraph/"

CONCEPTS = [
    Concept(scheme="areas", id="equity", label="equity", alt_labels=("fairness",)),
    Concept(scheme="areas", id="access", label="access", broader=("equity",)),
    Concept(scheme="targets", id="students", label="students"),
    Concept(scheme="designs", id="survey", label="survey", evidence="primary", rank=1),
    *(
        Concept(scheme=scheme, id=name, label=name)
        for scheme, names in CLOSED_SCHEMES.items()
        for name in names
    ),
]
SOURCE = Source(
    key="a", type="article", title="T", year=2006, doi="10.1000/x", design="survey", cites=("b",),
    authors=(Name(family="Berg", given="Jan"),), areas=("equity",), basis="abstract",
)  # fmt: skip
CLAIM = Claim(
    id="a-1", source="a", statement="Leadership matters.", kind="empirical-finding",
    areas=("equity",), targets=("students",), direction="positive", questions=("Q1",),
    effect=Effect(metric="r", value=(0.1, 0.2)), stance=Stance(how="supports", source="b"),
    locator="p. 12", basis="abstract", curator="me", curated=date(2026, 11, 23),
)  # fmt: skip
GAP = Claim(
    id="a-2", source="a", statement="Little is known.", kind="theoretical", asserts_gap=True
)
CELL = InapplicableCell(row="areas/equity", column="targets/students", reason="no sense")
DATASET = Records(
    sources=[SOURCE, Source(key="b", type="book", basis="none")],
    claims=[CLAIM, GAP],
    concepts=CONCEPTS,
    questions=[Question(id="Q1", label="phases", text="Which?", source="a", claims=("a-1",))],
    inapplicable=[CELL],
)


def node(path):
    return URIRef(rdf.entity_iri(BASE, path))


@pytest.fixture(scope="module")
def shapes():
    return Graph().parse(curation.data_dir() / "shapes.ttl")


@pytest.fixture
def graph():
    return as_rdflib(DATASET)


def as_rdflib(dataset):
    from pyoxigraph import RdfFormat, serialize

    text = serialize(rdf.graph(dataset), format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=text, format="nt")


def broken(graph, shapes):
    from pyshacl import validate

    _, report, _ = validate(graph, shacl_graph=shapes, inference="none")
    return {
        (str(report.value(result, SH.focusNode)).removeprefix(BASE), str(message))
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for message in report.objects(result, SH.resultMessage)
    }


def test_a_sound_graph_satisfies_them(graph, shapes):
    assert broken(graph, shapes) == set()


def test_so_does_one_under_a_base_of_its_own(shapes):
    from dataclasses import replace

    from leadgraph.model import About

    parts = {part: getattr(DATASET, part).values() for part in ("sources", "claims", "concepts")}
    for base in ("http://example.org/my/", "http://example.org/my#"):
        dataset = Records(**parts, questions=DATASET.questions.values(), about=About(base=base))
        assert broken(as_rdflib(dataset), shapes) == set()
        moved = replace(CLAIM, areas=("students",))
        dataset = Records(**{**parts, "claims": [moved]}, about=About(base=base))
        assert broken(as_rdflib(dataset), shapes)


def test_the_packaged_dataset_satisfies_them(shapes):
    assert broken(as_rdflib(curation.read(curation.data_dir()).records), shapes) == set()


C1, C2, A, B = node("claims/a-1"), node("claims/a-2"), node("sources/a"), node("sources/b")
EQUITY = node("concepts/areas/equity")
STUDENTS = node("concepts/targets/students")
EFFECT = URIRef(f"{C1}#effect")
CELL_NODE = node("cells/areas/equity/targets/students")

DAMAGE = {
    "a second statement": ([(C1, SCHEMA.text, Literal("Another."))], [], "one statement"),
    "no statement": ([], [(C1, SCHEMA.text, None)], "one statement"),
    "an unknown source": (
        [(C2, LG.assertedIn, node("sources/zzz"))],
        [(C2, LG.assertedIn, None)],
        "references.bib holds it",
    ),
    "two kinds": ([(C1, LG.kind, node("concepts/kinds/definition"))], [], "one kind"),
    "no status": ([], [(C1, LG.status, None)], "one status"),
    "no direction": ([], [(C1, LG.direction, None)], "one direction"),
    "a target among the areas": ([(C1, LG.area, STUDENTS)], [], "scheme areas"),
    "an unknown area": ([(C1, LG.area, node("concepts/areas/zzz"))], [], "scheme areas"),
    "an unknown direction": (
        [(C1, LG.direction, node("concepts/directions/up"))],
        [(C1, LG.direction, None)],
        "scheme directions",
    ),
    "an unknown question": ([(C1, LG.bearsOn, node("questions/Q9"))], [], "the ontology holds"),
    "a gap with an effect": (
        [(C2, LG.direction, node("concepts/directions/positive"))],
        [(C2, LG.direction, None)],
        "asserts a gap",
    ),
    "two stances": ([(C1, LG.disputes, C2)], [], "one stance"),
    "a stance towards a concept": (
        [(C1, LG.supports, EQUITY)],
        [(C1, LG.supports, None)],
        "one stance",
    ),
    "two dates": (
        [(C1, URIRef(rdf.iri("prov:generatedAtTime")), Literal("yesterday"))],
        [],
        "one date",
    ),
    "a range upside down": (
        [(EFFECT, SCHEMA.minValue, Literal(0.9))],
        [(EFFECT, SCHEMA.minValue, None)],
        "lower value",
    ),
    "an effect without metric": ([], [(EFFECT, LG.metric, None)], "one metric"),
    "no entry type": ([], [(A, LG.entryType, None)], "one entry type"),
    "two titles": ([(A, DCTERMS.title, Literal("U"))], [], "one title"),
    "a DOI with its resolver": (
        [(B, URIRef(rdf.iri("prism:doi")), Literal("https://doi.org/10.1000/x"))],
        [],
        "begins with 10.",
    ),
    "a citation to nowhere": (
        [(A, URIRef(rdf.iri("cito:cites")), node("sources/zzz"))],
        [],
        "cites sources of the dataset",
    ),
    "an author without position": (
        [],
        [(URIRef(f"{A}#author-1"), LG.position, None)],
        "one position",
    ),
    "two preferred labels": ([(EQUITY, SKOS.prefLabel, Literal("x"))], [], "one preferred"),
    "a label said twice": ([(EQUITY, SKOS.altLabel, Literal("equity"))], [], "repeats it"),
    "no scheme": ([], [(EQUITY, SKOS.inScheme, None)], "in one scheme"),
    "a circle of broader": (
        [(EQUITY, SKOS.broader, node("concepts/areas/access"))],
        [],
        "not broader than itself",
    ),
    "an evidence role": ([(EQUITY, LG.evidenceRole, Literal("weak"))], [], "evidence role"),
    "a question without text": ([], [(node("questions/Q1"), SCHEMA.text, None)], "one text"),
    "a cell without reason": (
        [],
        [(CELL_NODE, URIRef(rdf.iri("rdfs:comment")), None)],
        "one reason",
    ),
    "a cell of one concept": (
        [(CELL_NODE, LG.row, STUDENTS)],
        [(CELL_NODE, LG.row, None)],
        "another one as its column",
    ),
    "a dataset without title": ([], [(URIRef(BASE), DCTERMS.title, None)], "one title"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_breaks_a_shape(graph, shapes, damage):
    added, removed, words = DAMAGE[damage]
    for triple in removed:
        graph.remove(triple)
    for triple in added:
        graph.add(triple)
    assert any(words in message for _, message in broken(graph, shapes))
