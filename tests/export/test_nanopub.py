"""Claims as nanopublications, judged by the library that publishes them."""

from __future__ import annotations

import warnings
from datetime import date

import pytest

from leadgraph import curation, export
from leadgraph.errors import NotFoundError
from leadgraph.model import About, Claim, Effect, Records, Source, Stance

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    nanopub = pytest.importorskip("nanopub")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SAID = {"statement": "It grows.", "kind": "empirical-finding"}
# No id with "RA" in it: the library takes what follows for a code that vouches for the content.
SMALL = Records(
    sources=[Source(key="ra/x+y", type="book", title="T", doi="10.1000/x")],
    claims=[
        Claim(id="ra20-1", source="ra/x+y", **SAID),
        Claim(
            id="a#b/c 'd'".replace(" ", "_"),
            source="ra/x+y",
            stance=Stance(how="qualifies", claim="ra20-1"),
            effect=Effect(metric="r", value=(0.1, 0.2), note="n"),
            locator="p. 1 {<>}",
            asserts_gap=True,
            **SAID,
        ),
        Claim(id="signed", source="ra/x+y", curator="A B", curated=date(2026, 1, 2), **SAID),
    ],
    about=About(title="Small", creators=("C",), license="https://example.org/licence"),
)
BELOW_A_HASH = Records(
    sources=SMALL.sources.values(),
    claims=SMALL.claims.values(),
    about=About(base="https://example.org/data#"),
)


def read(text: bytes) -> object:
    """Return what the library reads, judged valid."""
    import rdflib

    graph = rdflib.Dataset()
    graph.parse(data=text, format="trig")
    told = nanopub.Nanopub(rdf=graph, conf=nanopub.NanopubConf())
    assert told.is_valid
    return told


def shapes(records: Records) -> list[str]:
    """Return a claim for every value of every field that shapes a nanopublication."""
    found = {}
    for claim in records.claims.values():
        effect, stance = claim.effect, claim.stance
        shape = {
            "kind": claim.kind,
            "basis": claim.basis,
            "asserts_gap": claim.asserts_gap,
            "locator": bool(claim.locator),
            "effect": effect and type(effect.value),
            "stance": stance and (stance.how, stance.claim is None),
            "tags": tuple(map(bool, (claim.areas, claim.models, claim.targets, claim.outcomes))),
        }
        for told in shape.items():
            found.setdefault(told, claim.id)
    return list(dict.fromkeys(found.values()))


def test_packaged_claims_of_every_shape_are_valid() -> None:
    records = curation.read(curation.data_dir()).records
    sample = shapes(records)
    assert len(sample) > 10
    for claim in sample:
        read(export.nanopublication(records, claim))


@pytest.mark.parametrize("records", [SMALL, BELOW_A_HASH])
def test_awkward_claims_are_valid(records: Records) -> None:
    for claim in records.claims:
        read(export.nanopublication(records, claim))


def test_it_says_who_says_what_from_where_under_which_licence() -> None:
    from rdflib import DCTERMS, PROV, RDF, URIRef

    told = read(export.nanopublication(SMALL, "signed"))
    claim = URIRef("https://w3id.org/leadgraph/claims/signed")
    hycl = URIRef("http://purl.org/petapico/o/hycl#Statement")
    agent = URIRef("https://w3id.org/leadgraph/agents/A%20B")
    assert (claim, RDF.type, hycl) in told.assertion
    assert all(str(s).startswith(str(claim)) for s in told.assertion.subjects())
    assertion = told.assertion.identifier
    source = URIRef("https://w3id.org/leadgraph/sources/ra%2Fx%2By")
    assert (assertion, PROV.wasDerivedFrom, source) in told.provenance
    assert (assertion, PROV.wasAttributedTo, agent) in told.provenance
    info = told.pubinfo
    assert info.value(predicate=DCTERMS.creator, object=agent)
    created = str(info.value(predicate=DCTERMS.created, object=None, subject=own_iri(told)))
    assert created.replace("+00:00", "Z") == ("2026-01-02T00:00:00Z")
    assert str(info.value(subject=own_iri(told), predicate=DCTERMS.license)) == (
        "https://example.org/licence"
    )


def own_iri(told: object) -> object:
    """Return the IRI of the nanopublication itself."""
    return told.metadata.np_uri  # type: ignore[attr-defined]


def test_the_bytes_follow_from_the_records() -> None:
    assert export.nanopublication(SMALL, "signed") == export.nanopublication(SMALL, "signed")


def test_an_unknown_claim_is_named_with_the_near_one() -> None:
    with pytest.raises(NotFoundError, match="did you mean signed"):
        export.nanopublication(SMALL, "singed")
