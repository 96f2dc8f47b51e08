import pytest
from hypothesis import given, settings
from pyoxigraph import Store
from rdflib import RDF, URIRef

from effort import examples
from leadgraph import rdf, store
from leadgraph.model import Claim, Effect, Name, Records, Source
from strategies import records

SOURCE = Source(key="a/b", type="book", title="A title", authors=(Name(family="Å", given="B"),))
CLAIM = Claim(
    id="a-1", source="a/b", statement="Leadership matters.", kind="empirical-finding",
    locator="p. 12", curator="me", effect=Effect(metric="r", value=0.5),
)  # fmt: skip
DATASET = Records(sources=[SOURCE], claims=[CLAIM])
BASE = "https://w3id.org/leadgraph/"


@pytest.fixture(scope="module")
def built():
    return store.build(DATASET)


@pytest.fixture(scope="module")
def view(built):
    return store.dataset(built)


@given(records())
@settings(max_examples=examples(30))
def test_records_come_back_from_a_store(dataset):
    assert rdf.read(store.load(Store(), rdf.triples(dataset))) == dataset


def test_a_store_on_disk_is_the_same_and_opens_again(tmp_path, built):
    path = tmp_path / "store"
    made = store.build(DATASET, path)
    assert {quad.triple for quad in made} == {quad.triple for quad in built}
    del made
    opened = store.open_store(path, read_only=True)
    assert rdf.read(opened) == DATASET
    with pytest.raises(RuntimeError, match="read"):
        opened.add(next(iter(built)))
    assert [p.name for p in tmp_path.iterdir()] == ["store"]


def test_a_store_is_not_built_over_another_folder(tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(FileExistsError, match="remove it"):
        store.build(DATASET, tmp_path / "mine")


def test_a_store_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def broken(_):
        yield from rdf.triples(DATASET)
        raise RuntimeError("disk full")

    monkeypatch.setattr(rdf, "graph", broken)
    with pytest.raises(RuntimeError):
        store.build(DATASET, tmp_path / "store")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no store"):
        store.open_store(tmp_path / "none")


def test_rdflib_sees_the_same_triples(built, view):
    assert len(view) == len(built) == len(set(built))
    claim = URIRef(f"{BASE}claims/a-1")
    assert str(view.value(claim, URIRef(rdf.iri("schema:text")))) == "Leadership matters."
    assert (claim, RDF.type, URIRef(rdf.iri("lg:Claim"))) in view.default_graph


def test_rdflib_asks_with_the_namespaces_bound(view):
    rows = view.query("SELECT ?c { ?c a lg:Claim ; lg:assertedIn/dcterms:title 'A title' }")
    assert [str(row.c) for row in rows] == [f"{BASE}claims/a-1"]
    bound = {prefix: str(name) for prefix, name in view.namespaces()}
    assert rdf.PREFIXES.items() <= bound.items()


def test_axioms_are_in_the_graph(view):
    stance = URIRef(rdf.iri("lg:supports"))
    above = URIRef("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")
    assert view.value(stance, above) == URIRef(rdf.iri("cito:supports"))


TRIPLE = (URIRef("a:a"), URIRef("a:b"), URIRef("a:c"))


@pytest.mark.parametrize(
    "write",
    [
        lambda view: view.add(TRIPLE),
        lambda view: view.default_graph.add(TRIPLE),
        lambda view: view.addN([(*TRIPLE, view.default_graph)]),
        lambda view: view.remove((None, None, None)),
        lambda view: view.update("CLEAR ALL"),
        lambda view: view.parse(data="<a:a> <a:b> <a:c> .", format="turtle"),
        lambda view: view.graph(URIRef("a:g")),
        lambda view: view.remove_graph(URIRef("a:g")),
    ],
)
def test_the_view_is_read_only(built, view, write):
    before = len(built)
    with pytest.raises(TypeError, match="read-only view"):
        write(view)
    assert len(built) == before


def test_a_description_holds_the_entity_and_its_parts(built):
    said = store.describe(built, f"{BASE}claims/a-1")
    assert said[0].subject.value == f"{BASE}claims/a-1"
    subjects = list(dict.fromkeys(triple.subject.value.removeprefix(BASE) for triple in said))
    assert subjects == [
        "claims/a-1",
        "agents/me",
        "claims/a-1#effect",
        "sources/a%2Fb#at-p.%2012",
        "sources/a%2Fb#selector-p.%2012",
    ]
    assert said == store.describe(store.build(DATASET), f"{BASE}claims/a-1")


def test_nothing_is_said_of_what_is_not_there(built):
    assert store.describe(built, f"{BASE}claims/none") == []
