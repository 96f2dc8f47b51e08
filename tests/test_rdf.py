from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from effort import examples
from leadgraph import curation, rdf
from leadgraph.errors import CurationError
from leadgraph.model import (
    About,
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
from strategies import IDS, records

PREFIXES = "".join(f"@prefix {prefix}: <{name}> .\n" for prefix, name in rdf.PREFIXES.items())
BASE = "@base <https://w3id.org/leadgraph/> .\n"


def ontology(turtle):
    return rdf.read_ontology(parse(BASE + PREFIXES + turtle, format=RdfFormat.TURTLE))


def only(**fields):
    return Records(**fields)


def objects(triples, subject, predicate):
    subject = f"https://w3id.org/leadgraph/{subject}"
    return [
        triple.object.value
        for triple in triples
        if triple.subject.value == subject and triple.predicate.value == rdf.iri(predicate)
    ]


# ------------------------------------------------------------------------------------ both ways


@given(records())
@settings(max_examples=examples(60))
def test_any_dataset_comes_back_equal(dataset):
    triples = list(rdf.triples(dataset))
    back = rdf.read(triples)
    assert back == dataset
    assert back.snapshot == dataset.snapshot
    assert set(rdf.triples(back)) == set(triples)


@given(records(), st.randoms(use_true_random=False))
@settings(max_examples=examples(30))
def test_the_order_of_triples_does_not_matter(dataset, random):
    triples = list(rdf.triples(dataset))
    random.shuffle(triples)
    assert rdf.read(triples) == dataset


@given(records())
@settings(max_examples=examples(30))
def test_each_triple_is_said_once_and_subjects_stand_together(dataset):
    triples = list(rdf.triples(dataset))
    assert len(set(triples)) == len(triples)
    turns = [t.subject for t, after in zip(triples, [*triples[1:], None], strict=True)
             if after is None or after.subject != t.subject]  # fmt: skip
    assert len(set(turns)) == len(turns)


@given(IDS)
def test_every_id_survives_its_address(name):
    for kind in ("sources", "claims", "questions"):
        address = rdf.entity_iri("https://example.org/", f"{kind}/{name}")
        NamedNode(address)
        assert rdf.entity_path("https://example.org/", address) == f"{kind}/{name}"


def test_axioms_and_derived_triples_are_passed_over():
    source = Source(key="a", type="article", design="survey", year=2006)
    group = Concept(scheme="designs", id="survey", label="survey", rank=1, evidence="primary")
    dataset = Records(sources=[source], concepts=[group])
    assert rdf.read(rdf.graph(dataset)) == dataset


def test_an_integer_stays_one_and_a_double_a_double():
    for value in (2, 2.0, -0.0, 1e300, 2**53 - 1, (0.08, 1), "about a third"):
        claim = Claim(
            id="a-1", source="a", statement="s", kind="definition",
            effect=Effect(metric="r", value=value),
        )  # fmt: skip
        back = rdf.read(rdf.triples(only(claims=[claim]))).claims["a-1"]
        assert repr(back.effect.value) == repr(value)


# -------------------------------------------------------------------------------- what is said


def test_a_source_is_said_in_standard_vocabularies():
    source = Source(
        key="leithwood2006seven", type="techreport", title="Seven strong claims", year=2006,
        authors=(Name(family="Leithwood", given="K."), Name(literal="NCSL")),
        design="systematic-review", doi="10.1000/1", cites=("day2009", "10.1000/unheld"),
        fields={"institution": "NCSL"},
    )  # fmt: skip
    cited = Source(key="day2009", type="book")
    said = list(rdf.triples(Records(sources=[source, cited])))
    me = "sources/leithwood2006seven"
    assert objects(said, me, "rdf:type") == [
        rdf.iri("lg:Source"),
        rdf.iri("fabio:ReportDocument"),
        rdf.iri("fabio:SystematicReview"),
    ]
    assert objects(said, me, "dcterms:issued") == ["2006"]
    assert objects(said, me, "cito:cites") == ["https://w3id.org/leadgraph/sources/day2009"]
    assert objects(said, me, "lg:citesOutside") == ["10.1000/unheld"]
    assert objects(said, me, "bib:institution") == ["NCSL"]
    assert objects(said, f"{me}#author-1", "foaf:familyName") == ["Leithwood"]
    assert objects(said, f"{me}#author-2", "rdf:type") == [rdf.iri("foaf:Organization")]


def test_a_claim_is_said_in_standard_vocabularies():
    claim = Claim(
        id="a-1", source="a", statement="Leadership matters.", kind="empirical-finding",
        areas=("equity",), targets=("students",), direction="positive", questions=("Q1",),
        locator="p. 12", curator="me", curated=date(2026, 11, 23), asserts_gap=True,
        stance=Stance(how="uses-method", source="b"),
    )  # fmt: skip
    said = list(rdf.triples(Records(claims=[claim])))
    base = "https://w3id.org/leadgraph/"
    assert objects(said, "claims/a-1", "schema:text") == ["Leadership matters."]
    assert objects(said, "claims/a-1", "lg:assertedIn") == [f"{base}sources/a"]
    assert objects(said, "claims/a-1", "lg:area") == [f"{base}concepts/areas/equity"]
    assert objects(said, "claims/a-1", "lg:direction") == [f"{base}concepts/directions/positive"]
    assert objects(said, "claims/a-1", "lg:bearsOn") == [f"{base}questions/Q1"]
    assert objects(said, "claims/a-1", "lg:usesMethodIn") == [f"{base}sources/b"]
    assert objects(said, "claims/a-1", "lg:assertsGap") == ["true"]
    assert objects(said, "claims/a-1", "prov:generatedAtTime") == ["2026-11-23T00:00:00Z"]
    (place,) = objects(said, "claims/a-1", "lg:locator")
    place = place.removeprefix(base)
    assert objects(said, place, "oa:hasSource") == [f"{base}sources/a"]
    (selector,) = objects(said, place, "oa:hasSelector")
    assert objects(said, selector.removeprefix(base), "rdf:value") == ["p. 12"]
    (agent,) = objects(said, "claims/a-1", "prov:wasAttributedTo")
    assert objects(said, agent.removeprefix(base), "foaf:name") == ["me"]


def test_research_evidence_is_marked_for_those_who_query():
    designs = [
        Concept(scheme="designs", id="survey", label="survey", evidence="primary"),
        Concept(scheme="designs", id="opinion", label="opinion", evidence="none"),
    ]
    sources = [Source(key=d.id, type="article", design=d.id) for d in designs]
    claims = [
        Claim(id=f"{d.id}-1", source=d.id, statement="s", kind="empirical-finding") for d in designs
    ]
    said = list(rdf.triples(Records(sources=sources, claims=claims, concepts=designs)))
    assert objects(said, "sources/survey", "lg:research") == ["true"]
    assert objects(said, "sources/opinion", "lg:research") == ["false"]
    assert objects(said, "claims/survey-1", "lg:researchEvidence") == ["true"]
    assert objects(said, "claims/opinion-1", "lg:researchEvidence") == []


@given(records())
@settings(max_examples=examples(40))
def test_the_links_are_the_triples_between_entities(dataset):
    base = dataset.about.base
    nodes = {}
    for path, record in rdf.entities(dataset):
        own = getattr(record, "iri", None)
        nodes[own or rdf.entity_iri(base, path)] = path
    drawn = {
        (nodes[t.subject.value], t.predicate.value, nodes[t.object.value])
        for t in rdf.triples(dataset)
        if t.subject.value in nodes
        and isinstance(t.object, NamedNode)
        and t.object.value in nodes
        and t.predicate.value != rdf.iri("skos:exactMatch")
    }
    said = [(s, rdf.iri(p), o) for s, p, o in rdf.links(dataset)]
    assert set(said) == drawn
    assert len(said) == len(drawn)


# ---------------------------------------------------------------------------- reading an ontology


def test_an_ontology_as_people_write_it():
    found = ontology("""
        <https://w3id.org/leadgraph/> a dcat:Dataset ; dcterms:title "Mine"@en ;
            dcterms:creator [ foaf:name "B" ], "A" ; dcterms:license <http://example.org/by> .
        <concepts/areas> a skos:ConceptScheme .
        <concepts/areas/equity> a skos:Concept ; skos:inScheme <concepts/areas> ;
            skos:prefLabel "equity"@en, "Gerechtigkeit"@de ; skos:altLabel "fairness"@en ;
            skos:related <concepts/models/inclusive> ; skos:narrower <http://example.org/access> ;
            lg:rank 2 ; skos:scopeNote "not read, and no fault" ; rdfs:seeAlso <x:y> .
        <http://example.org/access> a skos:Concept ; skos:inScheme <http://example.org/areas> ;
            skos:prefLabel "access" ; skos:exactMatch <http://example.org/else> .
        <questions/Q1> a lg:OpenQuestion ; skos:prefLabel "phases"@en ; schema:text "Which?"@en ;
            lg:area <http://example.org/access> ; dcterms:source <sources/a> ; lg:locator "p. 1" ;
            lg:basis <concepts/bases/full-text> ; lg:raisedIn <claims/a-1> .
        [] a lg:InapplicableCell ; lg:row <concepts/areas/equity> ;
            lg:column <http://example.org/access> ; rdfs:comment "no sense" .
    """)
    assert found.faults == ()
    assert found.concepts == (
        Concept(
            scheme="areas", id="equity", label="equity", alt_labels=("Gerechtigkeit", "fairness"),
            related=("models/inclusive",), rank=2,
        ),
        Concept(
            scheme="areas", id="access", label="access", broader=("equity",),
            matches=("http://example.org/else",), iri="http://example.org/access",
        ),
    )  # fmt: skip
    assert found.questions == (
        Question(
            id="Q1", label="phases", text="Which?", areas=("access",), source="a", locator="p. 1",
            basis="full-text", claims=("a-1",),
        ),
    )  # fmt: skip
    cell = InapplicableCell(row="areas/equity", column="areas/access", reason="no sense")
    assert found.inapplicable == (cell,)
    assert found.about == About(title="Mine", creators=("A", "B"), license="http://example.org/by")


def test_an_ontology_need_not_name_its_dataset():
    assert ontology("").about is None


def test_the_base_is_that_of_the_dataset():
    found = ontology("""
        <http://example.org/d/> a dcat:Dataset ; dcterms:title "Mine" .
        <http://example.org/d/concepts/areas/a> a skos:Concept ; skos:prefLabel "a" ;
            skos:inScheme <http://example.org/d/concepts/areas> ;
            skos:related <https://w3id.org/leadgraph/concepts/models/system> .
    """)
    assert found.about.base == "http://example.org/d/"
    assert found.concepts[0].iri is None
    assert found.concepts[0].related == ("models/system",)


IN_AREAS = "a skos:Concept ; skos:inScheme <concepts/areas> ; skos:prefLabel"


@pytest.mark.parametrize(
    ("turtle", "subject", "code", "words"),
    [
        ('<c/a> a skos:Concept ; skos:prefLabel "a" .', "c/a", "ontology-concept", "no skos:inSch"),
        (
            '<c/a> a skos:Concept ; skos:inScheme <x>, <y> ; skos:prefLabel "a" .',
            "c/a",
            "ontology-concept",
            "several schemes",
        ),
        (
            "<c/a> a skos:Concept ; skos:inScheme <areas> .",
            "c/a",
            "ontology-concept",
            "label: field required",
        ),
        (f'<c/a> {IN_AREAS} "a", "b" .', "c/a", "ontology-concept", "2 times"),
        (f'<c/a> {IN_AREAS} "a" ; lg:rank "one" .', "c/a", "ontology-concept", "'one'"),
        (f'<c/a> {IN_AREAS} "a" ; lg:evidenceRole "x" .', "c/a", "ontology-concept", "evidence"),
        (
            f'<c/a> {IN_AREAS} "a" ; skos:broader <concepts/models/m> .',
            "c/a",
            "ontology-concept",
            "not in concepts/areas",
        ),
        (f'<c/a> {IN_AREAS} "a" ; skos:altLable "b" .', "c/a", "ontology-property", "altLable"),
        (f'<c/a> {IN_AREAS} "a" . <d/a> {IN_AREAS} "a" .', "d/a", "ontology-duplicate", "areas/a"),
        ('<q/Q> a lg:OpenQuestion ; schema:text "t" .', "q/Q", "ontology-question", "label"),
        (
            '<q/Q> a lg:OpenQuestion ; skos:prefLabel "l" ; schema:text "t" ; lg:areas <x> .',
            "q/Q",
            "ontology-property",
            "lg:areas",
        ),
        ('<c> a lg:InapplicableCell ; rdfs:comment "c" .', "c", "ontology-cell", "row"),
        ('<d> a dcat:Dataset ; dcterms:title "t" .', "d", "ontology-dataset", "ends in /"),
    ],
)
def test_what_cannot_be_read_is_a_fault(turtle, subject, code, words):
    faults = ontology(turtle).faults
    assert [(fault.subject, fault.code) for fault in faults if words in fault.message] == [
        (f"https://w3id.org/leadgraph/{subject}", code)
    ]
    assert {fault.code for fault in faults} <= set(rdf.FAULTS)


def test_a_fault_in_a_part_leaves_the_rest():
    found = ontology(f'<concepts/areas/a> {IN_AREAS} "a" ; lg:rank "one" .')
    assert [concept.label for concept in found.concepts] == ["a"]


# --------------------------------------------------------------------------- graphs with faults


def test_a_claim_that_cannot_be_read_is_refused_by_name():
    claim = Claim(id="a-1", source="a", statement="s", kind="definition")
    triples = [
        triple
        for triple in rdf.triples(Records(claims=[claim]))
        if triple.predicate.value != rdf.iri("schema:text")
    ]
    with pytest.raises(CurationError, match="statement: field required"):
        rdf.read(triples)
    kept, faults = rdf.read_leniently(triples)
    assert not kept.claims
    assert faults[0].subject == "https://w3id.org/leadgraph/claims/a-1"


def test_an_order_that_no_longer_fits_is_not_believed():
    source = Source(key="a", type="misc", areas=("b", "a"))
    triples = list(rdf.triples(Records(sources=[source])))
    added = Triple(
        NamedNode("https://w3id.org/leadgraph/sources/a"),
        NamedNode(rdf.iri("lg:area")),
        NamedNode("https://w3id.org/leadgraph/concepts/areas/c"),
    )
    assert rdf.read([*triples, added]).sources["a"].areas == ("a", "b", "c")


def test_text_that_is_not_fit_for_an_iri_is_kept_as_text():
    about = About(title="t", license="All rights reserved")
    triples = list(rdf.triples(Records(about=about)))
    assert any(isinstance(t.object, Literal) and "rights" in t.object.value for t in triples)
    assert rdf.read(triples).about == about


# ------------------------------------------------------------------------- the datasets we have


@pytest.fixture(scope="module", params=["packaged", "toy"])
def dataset(request):
    toy = Path(__file__).parent / "toy"
    return curation.read(curation.data_dir() if request.param == "packaged" else toy).records


def test_a_curated_dataset_comes_back_equal(dataset):
    triples = list(rdf.graph(dataset))
    back = rdf.read(triples)
    assert back == dataset
    assert back.snapshot == dataset.snapshot
    assert set(rdf.graph(back)) == set(triples)


def test_every_term_of_ours_that_is_used_is_declared(dataset):
    declared = {triple.subject.value for triple in rdf.axioms()}
    used = set()
    for triple in rdf.triples(dataset):
        used.add(triple.predicate.value)
        if triple.predicate.value == rdf.iri("rdf:type"):
            used.add(triple.object.value)
    assert {name for name in used if name.startswith(rdf.LG)} <= declared
