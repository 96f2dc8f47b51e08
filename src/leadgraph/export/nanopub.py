"""A claim -> a nanopublication: four small graphs in TriG (nanopub.org guidelines, 2015).

- the *head* says which graph is which;
- the *assertion*: the claim, its tags, its effect, as a ``hycl:Statement``;
- the *provenance*: the work the claim was read in, the place, how it was read, who signed it;
- the *publication info*: who made the nanopublication, when, under which licence.

It is not signed and has no trusty IRI: whoever publishes it signs it with a key of their own, and
``nanopub`` (the library) does both. The bytes follow from the records alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from leadgraph.errors import NotFoundError
from leadgraph.model import Claim, Records, Source
from leadgraph.rdf.nodes import address
from leadgraph.rdf.terms import PREFIXES, iri, term
from leadgraph.rdf.write import Writer

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Triple

TRIG = "application/trig"

_NP = "http://www.nanopub.org/nschema#"
_HYCL = "http://purl.org/petapico/o/hycl#"
_NPX = "http://purl.org/nanopub/x/"

_HOW_WE_KNOW = frozenset(
    map(
        iri,
        (
            *("lg:assertedIn", "lg:locator", "lg:basis", "lg:seenAt", "lg:status"),
            *("prov:wasAttributedTo", "prov:generatedAtTime"),
        ),
    )
)
"""What is said of a claim that is not what it says, but where that comes from."""


def nanopublication(records: Records, claim_id: str) -> bytes:
    """Return one claim as a nanopublication, in TriG.

    Args:
        records: the dataset.
        claim_id: id of the claim.

    Raises:
        NotFoundError: when there is no such claim, naming near misses.

    >>> work = Source(key="x", type="book", title="On Schools")
    >>> said = Claim(id="x-1", source="x", statement="Schools differ.", kind="theoretical")
    >>> told = nanopublication(Records(sources=[work], claims=[said]), "x-1").decode()
    >>> "np:hasAssertion" in told, "prov:wasDerivedFrom" in told
    (True, True)
    """
    from pyoxigraph import RdfFormat, serialize

    if claim_id not in records.claims:
        raise NotFoundError("claim", claim_id, records.claims)
    out = BytesIO()
    quads = list(_Nanopublication(records, records.claims[claim_id]).quads())
    serialize(quads, out, format=RdfFormat.TRIG, prefixes=_prefixes(quads))
    return out.getvalue()


def _prefixes(quads: list[Quad]) -> dict[str, str]:
    """Return the prefixes that are used, so that what is not said does not change the bytes."""
    known = {**PREFIXES, "np": _NP, "npx": _NPX, "hycl": _HYCL}
    said = " ".join(map(str, quads))
    return {prefix: namespace for prefix, namespace in known.items() if f"<{namespace}" in said}


class _Nanopublication:
    """The graphs of one claim."""

    def __init__(self, records: Records, claim: Claim) -> None:
        self.writer = Writer(records)
        self.records = records
        self.claim = claim
        self.subject = self.writer.node(f"claims/{claim.id}")
        self.own = self.part("nanopub")
        self.assertion = self.part("nanopub/assertion")
        self.provenance = self.part("nanopub/provenance")
        self.pubinfo = self.part("nanopub/pubinfo")

    def part(self, name: str) -> NamedNode:
        return self.writer.part(self.subject, name)

    def quads(self) -> Iterator[Quad]:
        """Yield the graphs one after the other."""
        from pyoxigraph import Quad

        known, said = self.said()
        graphs = {
            self.part("nanopub/head"): self.head(),
            self.assertion: said,
            self.provenance: [*self.derivation(), *known],
            self.pubinfo: self.publication(),
        }
        for graph, triples in graphs.items():
            for one in triples:
                yield Quad(one.subject, one.predicate, one.object, graph)

    def head(self) -> Iterator[Triple]:
        yield self.triple(self.own, iri("rdf:type"), self.named(f"{_NP}Nanopublication"))
        yield self.triple(self.own, f"{_NP}hasAssertion", self.assertion)
        yield self.triple(self.own, f"{_NP}hasProvenance", self.provenance)
        yield self.triple(self.own, f"{_NP}hasPublicationInfo", self.pubinfo)

    def said(self) -> tuple[list[Triple], list[Triple]]:
        """Return what is said of where the claim comes from, and what the claim says."""
        known: list[Triple] = []
        said = [self.triple(self.subject, iri("rdf:type"), self.named(f"{_HYCL}Statement"))]
        of_claim = {self.subject.value, self.writer.part(self.subject, "effect").value}
        for one in self.writer.entity(f"claims/{self.claim.id}", self.claim):
            about_claim = address(one.subject) in of_claim
            is_said = about_claim and one.predicate.value not in _HOW_WE_KNOW
            (said if is_said else known).append(one)
        return known, said

    def derivation(self) -> Iterator[Triple]:
        """Say what the assertion was derived from, by whom, when; and what work that is."""
        claim, writer = self.claim, self.writer
        work = writer.node(f"sources/{claim.source}")
        yield self.triple(self.assertion, iri("prov:wasDerivedFrom"), work)
        if claim.curator:
            yield self.triple(self.assertion, iri("prov:wasAttributedTo"), self.agent())
        held = self.records.sources.get(claim.source)
        if held is not None:
            yield from self.work(work, held)

    def work(self, node: NamedNode, source: Source) -> Iterator[Triple]:
        """Say which work it is, for those who hold the nanopublication alone."""
        literal = self.writer.literal
        yield self.triple(node, iri("rdf:type"), term("lg:Source"))
        if source.title:
            yield self.triple(node, iri("dcterms:title"), literal(source.title))
        yield self.triple(node, iri("dcterms:bibliographicCitation"), literal(source.citation))
        if source.doi:
            yield self.triple(node, iri("prism:doi"), literal(source.doi))
        elif source.url:
            address = self.writer.typed(source.url, "xsd:anyURI")
            yield self.triple(node, iri("schema:url"), address)

    def publication(self) -> Iterator[Triple]:
        """Say who published it, when, under which licence, and what it is a part of."""
        about, claim = self.records.about, self.claim
        base = self.named(about.base)
        yield self.triple(self.own, iri("dcterms:isPartOf"), base)
        yield self.triple(self.own, f"{_NPX}introduces", self.subject)
        if claim.curator:
            yield self.triple(self.own, iri("dcterms:creator"), self.agent())
        else:
            for creator in sorted(set(about.creators)):
                yield self.triple(self.own, iri("dcterms:creator"), self.writer.literal(creator))
        when = claim.curated or self.records.as_of
        if when is not None:
            created = self.writer.typed(f"{when.isoformat()}T00:00:00Z", "xsd:dateTime")
            yield self.triple(self.own, iri("dcterms:created"), created)
        if about.license:
            licence = self.writer.address(about.license)
            yield self.triple(self.own, iri("dcterms:license"), licence)

    def agent(self) -> NamedNode:
        """Return the node of the curator, the same as in the graph of the dataset."""
        return self.writer.agent(str(self.claim.curator))

    def named(self, address: str) -> NamedNode:
        return self.writer.named(address)

    def triple(self, subject: NamedNode, predicate: str, value: object) -> Triple:
        return self.writer.triple(subject, self.named(predicate), value)  # type: ignore[arg-type]
