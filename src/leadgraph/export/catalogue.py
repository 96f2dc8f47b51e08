"""Catalogue: a dataset described for machines that look for data, in VoID and DCAT.

VoID (https://www.w3.org/TR/void/) says how the graph is made: how many triples, of which classes
and properties, where its dumps and its SPARQL endpoint are. DCAT 3
(https://www.w3.org/TR/vocab-dcat-3/) says what a catalogue of data wants to know: title, licence,
version, distributions, services.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from leadgraph import rdf
from leadgraph.export.dumps import DUMPS, Dump
from leadgraph.model import Records

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Store, Triple

VOID = "http://rdfs.org/ns/void#"
PREFIXES: Mapping[str, str] = {**rdf.PREFIXES, "void": VOID}
"""Every namespace that the description uses, by its prefix."""

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FEATURES: Mapping[str, str] = {
    "application/n-quads": "http://www.w3.org/ns/formats/N-Quads",
    "text/turtle": "http://www.w3.org/ns/formats/Turtle",
    "application/ld+json": "http://www.w3.org/ns/formats/JSON-LD",
}
"""What W3C calls the syntaxes of RDF, by media type."""

VOCABULARIES = ("lg", "cito", "dcterms", "fabio", "foaf", "oa", "prism", "prov", "schema", "skos")
"""Vocabularies that the graph speaks, by their prefixes."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """A graph in counts, as VoID has them.

    Attributes:
        triples: how many triples there are.
        subjects: distinct subjects.
        objects: distinct objects.
        classes: IRIs of classes, with how many things are one.
        properties: IRIs of properties, with how many triples have each.
    """

    triples: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


def statistics(store: Store) -> Statistics:
    """Count what a store holds: three passes over it, made inside the store.

    >>> from leadgraph import store
    >>> told = statistics(store.build(Records()))
    >>> told.triples == sum(told.properties.values())
    True
    """
    rdf_type = rdf.iri("rdf:type")
    properties = _counted(store, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x")
    classes = _counted(store, f"SELECT ?x (COUNT(*) AS ?n) {{ ?s <{rdf_type}> ?x }} GROUP BY ?x")
    return Statistics(
        triples=sum(properties.values()),
        subjects=_number(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        objects=_number(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        classes=classes,
        properties=properties,
    )


def _counted(store: Store, query: str) -> Mapping[str, int]:
    found = {row["x"].value: int(row["n"].value) for row in store.query(query)}  # type: ignore[union-attr]
    return dict(sorted(found.items()))


def _number(store: Store, query: str) -> int:
    (row,) = store.query(query)  # type: ignore[misc]
    return int(row["n"].value)


def describe(records: Records, counts: Statistics, base_url: str) -> list[Triple]:
    """Return the description of a dataset that is served somewhere.

    The dataset is named by its base IRI; addresses of the service stand under ``base_url``. There
    are no blank nodes, the triples of one subject stand in a row, and the same records give the
    same triples.

    Args:
        records: the dataset.
        counts: what ``statistics`` returned for its graph.
        base_url: address of the service that serves it, with or without the slash at its end.
    """
    told = _Describer(records, counts, base_url.rstrip("/")).triples()
    by_subject: dict[str, list[Triple]] = {}
    for triple in told:
        by_subject.setdefault(str(triple.subject), []).append(triple)
    return [triple for about in by_subject.values() for triple in about]


class _Describer:
    def __init__(self, records: Records, counts: Statistics, url: str) -> None:
        from pyoxigraph import Literal, NamedNode, Triple

        self._literal, self._named, self._triple = Literal, NamedNode, Triple
        self._records, self._counts, self._url = records, counts, url
        self._about = records.about
        self._dataset = NamedNode(self._about.base)

    def triples(self) -> Iterator[Triple]:
        """Yield the document, the dataset, its counts, its dumps and its services."""
        document = self._at("/dataset")
        yield self._say(document, "rdf:type", self._term("void:DatasetDescription"))
        yield self._say(document, "foaf:primaryTopic", self._dataset)
        yield from self._what_it_is()
        yield from self._how_it_is_made()
        yield from self._parts()
        for dump in DUMPS.values():
            yield from self._distribution(dump)
        yield from self._services()

    def _term(self, name: str) -> NamedNode:
        prefix, _, local = name.partition(":")
        return self._named(PREFIXES[prefix] + local)

    def _at(self, address: str) -> NamedNode:
        return self._named(f"{self._url}{address}")

    def _say(
        self, subject: NamedNode, predicate: str, value: NamedNode | Literal | str | int
    ) -> Triple:
        if isinstance(value, str | int):
            value = self._literal(value)
        return self._triple(subject, self._term(predicate), value)

    def _address(self, value: str) -> NamedNode | Literal:
        try:
            return self._named(value)
        except ValueError:
            return self._literal(value)

    def _what_it_is(self) -> Iterator[Triple]:
        about, dataset = self._about, self._dataset
        yield self._say(dataset, "rdf:type", self._term("dcat:Dataset"))
        yield self._say(dataset, "rdf:type", self._term("void:Dataset"))
        yield self._say(dataset, "dcterms:title", about.title)
        if about.description:
            yield self._say(dataset, "dcterms:description", about.description)
        for creator in sorted(set(about.creators)):
            yield self._say(dataset, "dcterms:creator", creator)
        if about.license:
            yield self._say(dataset, "dcterms:license", self._address(about.license))
        yield self._say(dataset, "dcterms:identifier", about.base)
        yield self._say(dataset, "dcat:version", self._records.snapshot)
        if self._records.as_of:
            date = self._literal(self._records.as_of.isoformat(), datatype=self._term("xsd:date"))
            yield self._say(dataset, "dcterms:modified", date)
        yield self._say(dataset, "dcat:landingPage", self._at("/about"))
        yield self._say(dataset, "foaf:homepage", self._at("/"))

    def _how_it_is_made(self) -> Iterator[Triple]:
        records, counts, dataset = self._records, self._counts, self._dataset
        yield self._say(dataset, "void:uriSpace", self._about.base)
        yield self._say(dataset, "void:triples", counts.triples)
        yield self._say(dataset, "void:entities", _entities(records))
        yield self._say(dataset, "void:distinctSubjects", counts.subjects)
        yield self._say(dataset, "void:distinctObjects", counts.objects)
        yield self._say(dataset, "void:classes", len(counts.classes))
        yield self._say(dataset, "void:properties", len(counts.properties))
        yield self._say(dataset, "void:sparqlEndpoint", self._at("/sparql"))
        for prefix in VOCABULARIES:
            yield self._say(dataset, "void:vocabulary", self._named(PREFIXES[prefix]))
        for path in _firsts(records):
            example = self._named(rdf.entity_iri(self._about.base, path))
            yield self._say(dataset, "void:exampleResource", example)

    def _parts(self) -> Iterator[Triple]:
        """Yield how many things are of each class, and how many triples have each property."""
        groups = (
            ("class", "void:classPartition", "void:entities", self._counts.classes),
            ("property", "void:propertyPartition", "void:triples", self._counts.properties),
        )
        for kind, partition, counted, held in groups:
            for address, count in held.items():
                part = self._at(f"/dataset#{kind}-{quote(_short(address), safe='')}")
                yield self._say(self._dataset, partition, part)
                yield self._say(part, f"void:{kind}", self._named(address))
                yield self._say(part, counted, count)

    def _distribution(self, dump: Dump) -> Iterator[Triple]:
        file = self._at(f"/dumps/{dump.name}")
        yield self._say(self._dataset, "dcat:distribution", file)
        yield self._say(file, "rdf:type", self._term("dcat:Distribution"))
        yield self._say(file, "dcterms:title", dump.title)
        yield self._say(file, "dcat:downloadURL", file)
        yield self._say(file, "dcat:mediaType", self._named(MEDIA_TYPES + dump.media_type))
        if self._about.license:
            yield self._say(file, "dcterms:license", self._address(self._about.license))
        if dump.rdf:
            yield self._say(self._dataset, "void:dataDump", file)
            feature = self._named(FEATURES[dump.media_type])
            yield self._say(self._dataset, "void:feature", feature)

    def _services(self) -> Iterator[Triple]:
        for address, title, description in (
            ("/sparql", "SPARQL 1.1 Protocol, read only", "/sparql"),
            ("/", "HTTP API", "/openapi.json"),
        ):
            service = self._at(f"{address}#service" if address == "/" else address)
            yield self._say(service, "rdf:type", self._term("dcat:DataService"))
            yield self._say(service, "dcterms:title", title)
            yield self._say(service, "dcat:endpointURL", self._at(address))
            yield self._say(service, "dcat:endpointDescription", self._at(description))
            yield self._say(service, "dcat:servesDataset", self._dataset)


def _entities(records: Records) -> int:
    kinds = ("sources", "claims", "concepts", "questions", "inapplicable")
    return sum(len(getattr(records, kind)) for kind in kinds)


def _firsts(records: Records) -> Iterator[str]:
    """Yield the path of the first entity of each kind."""
    kinds: Mapping[str, Iterable[str]]
    kinds = {"sources": records.sources, "claims": records.claims, "questions": records.questions}
    for kind, held in kinds.items():
        for id_ in islice(held, 1):
            yield f"{kind}/{id_}"
    for key in islice(records.concepts, 1):
        yield f"concepts/{key}"


def _short(address: str) -> str:
    """Return an IRI as a prefixed name where there is a prefix for it."""
    for prefix, namespace in PREFIXES.items():
        if address.startswith(namespace):
            return f"{prefix}:{address[len(namespace) :]}"
    return address
