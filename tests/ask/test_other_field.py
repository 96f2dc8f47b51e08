"""A dataset from another field, with labels of its own, is understood in the same way."""

from dataclasses import replace

import pytest

from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records

ASKED = [
    ("do free school lunches help pupils?", "area=free-meals&target=students"),
    ("free breakfast and test scores", "area=free-meals&outcome=attainment"),
    ("concentration after free breakfast", "area=free-meals&outcome=attention"),
    ("universal free meals and obesity", "model=universal-provision&outcome=obesity"),
    ("stigma and means-tested meals", "model=targeted-provision&outcome=stigma"),
    ("school gardens, but not vegetables eaten", "area=school-garden&not_outcome=diet-quality"),
    ("food waste since 2010", "outcome=waste&since=2010"),
    (
        "randomised trials of free meals in Norway",
        "area=free-meals&country=NO&design=randomized-trial",
    ),
    ("Norwegian evidence on free meals", "area=free-meals&country=NO"),
    ("what do Garcia and Haddad 2016 say", "source="),
    ("negative effects of cashless payment", "area=discreet-payment&direction=negative"),
    ("evidence on Q2", "question=Q2"),
    ("scratch cookng", "area=fresh-cooking"),
]


@pytest.mark.parametrize(("question", "canonical"), ASKED)
def test_its_own_labels_are_read(meals, question, canonical):
    said = meals.ask(question).query.canonical
    assert said.startswith(canonical) if canonical.endswith("=") else said == canonical


@pytest.mark.parametrize(
    "question",
    ["distributed leadership and students", "instructional leadership", "photosynthesis"],
)
def test_labels_of_another_dataset_are_not(meals, question):
    answer = meals.ask(question)
    assert not {"area", "model", "outcome"} & set(answer.query.fields())


def test_its_works_are_known_by_author_and_title(meals):
    assert meals.ask("what does Østby say about attention").intent == "sources"
    keys = meals.ask("Two years of free breakfast by Abel").query.source
    assert [meals.sources[key].title for key in keys] == ["Two years of free breakfast"]
    assert meals.ask("Costa 2010").query.source == meals.ask("costa 2010").query.source != ()
    assert meals.ask("van den Berg et al.").query.source
    assert meals.ask("Berg et al.").query.source


def test_a_dataset_without_concepts_is_asked_for_its_works(meals):
    works = [replace(work, design=None, levels=()) for work in meals.sources.values()]
    bare = EvidenceGraph(Records(sources=works))
    assert bare.ask("Costa 2010").query.source
    assert bare.ask("free meals").status == "outside_framework"
    assert EvidenceGraph(Records()).ask("anything").status == "outside_framework"
