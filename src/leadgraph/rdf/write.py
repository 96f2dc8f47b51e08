"""Records -> triples, for any number of records: one pass, nothing is held but shared nodes.

Every node has an IRI (no blank nodes), so that two graphs of the same records are the same set of
triples. What a record says about itself in parts (a name, an effect, a locator) hangs on IRIs with
a fragment: ``sources/KEY#author-1``, ``claims/ID#effect``, ``sources/KEY#at-p.%2012``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leadgraph.model import About, Claim, Concept, InapplicableCell, Name, Question, Records, Source
from leadgraph.rdf.mapping import CITES, LINKS, NAME_PARTS, VALUES, Entity, entities, references
from leadgraph.rdf.terms import PREFIXES, entity_iri, iri, segment, term

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

TYPES: dict[str, str] = {
    "article": "fabio:JournalArticle",
    "audio": "fabio:AudioDocument",
    "book": "fabio:Book",
    "collection": "fabio:Anthology",
    "conference": "fabio:ConferencePaper",
    "dataset": "fabio:DataFile",
    "inbook": "fabio:BookChapter",
    "incollection": "fabio:BookChapter",
    "inproceedings": "fabio:ConferencePaper",
    "mastersthesis": "fabio:MastersThesis",
    "movie": "fabio:MovingImage",
    "mvbook": "fabio:Book",
    "mvcollection": "fabio:Anthology",
    "online": "fabio:WebPage",
    "electronic": "fabio:WebPage",
    "www": "fabio:WebPage",
    "patent": "fabio:Patent",
    "periodical": "fabio:Periodical",
    "phdthesis": "fabio:DoctoralThesis",
    "proceedings": "fabio:AcademicProceedings",
    "report": "fabio:ReportDocument",
    "software": "fabio:ComputerProgram",
    "standard": "fabio:SpecificationDocument",
    "techreport": "fabio:ReportDocument",
    "thesis": "fabio:Thesis",
    "video": "fabio:MovingImage",
}
"""FaBiO class of each BibTeX and biblatex entry type; any other type is an fabio:Expression."""

DESIGN_TYPES: dict[str, str] = {
    "meta-analysis": "fabio:SystematicReview",
    "systematic-review": "fabio:SystematicReview",
    "literature-review": "fabio:Review",
    "policy": "fabio:PolicyDocument",
    "standards": "fabio:SpecificationDocument",
}
"""FaBiO class that a design adds, where it says more than the entry type."""

CLASSES: dict[type[Entity], tuple[str, ...]] = {
    Source: ("lg:Source",),
    Claim: ("lg:Claim",),
    Concept: ("skos:Concept",),
    Question: ("lg:OpenQuestion",),
    InapplicableCell: ("lg:InapplicableCell",),
}

_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "xsd:date"),
    (re.compile(r"\d{4}-\d\d"), "xsd:gYearMonth"),
    (re.compile(r"\d{4}"), "xsd:gYear"),
)


def triples(records: Records) -> Iterator[Triple]:
    """Yield every triple of a dataset, each once, in an order that depends on the records only.

    >>> from leadgraph.model import Source
    >>> for triple in triples(Records(sources=[Source(key="x", type="misc", title="A title")])):
    ...     if "sources/x" in triple.subject.value and "title" in triple.predicate.value:
    ...         print(triple)
    <https://w3id.org/leadgraph/sources/x> <http://purl.org/dc/terms/title> "A title"
    """
    return Writer(records).triples()


class Writer:
    """Writes the triples of one dataset; keeps the nodes that many triples share."""

    def __init__(self, records: Records) -> None:
        from pyoxigraph import Literal, NamedNode, Triple

        self.literal, self.named, self.triple = Literal, NamedNode, Triple
        self.records = records
        self.held = records.sources.keys()
        self.base = records.about.base
        # An IRI has one fragment: under a base that is one already, a part is a step further down.
        self.joint = "/" if "#" in self.base else "#"
        self.shared: dict[str, NamedNode] = {
            f"concepts/{concept.key}": NamedNode(concept.iri)
            for concept in records.concepts.values()
            if concept.iri
        }
        self.said: set[str] = set()
        self.parts: list[Triple] = []
        """What is said of the parts of the entity at hand; it follows the entity."""

    def triples(self) -> Iterator[Triple]:
        """Yield the dataset, its schemes, then entity by entity."""
        yield from self.dataset()
        yield from self.schemes()
        for path, record in entities(self.records):
            yield from self.entity(path, record)

    # ------------------------------------------------------------------------------ terms

    def node(self, path: str) -> NamedNode:
        """Return the node of an entity; those that many records name are kept."""
        node = self.shared.get(path)
        if node is None:
            node = self.named(entity_iri(self.base, path))
            if not path.startswith(("claims/", "cells/")):
                self.shared[path] = node
        return node

    def part(self, whole: NamedNode, name: str) -> NamedNode:
        """Return the node of a part of an entity: its IRI with a fragment."""
        return self.named(f"{whole.value}{self.joint}{name}")

    def typed(self, value: Any, datatype: str) -> Literal:
        """Return a literal; text is plain, without a language, because records hold none."""
        if datatype == "xsd:string":
            return self.literal(value)
        return self.literal(str(value), datatype=term(datatype))

    def address(self, value: str) -> NamedNode | Literal:
        """Return an IRI given as text, as a literal if it is not fit to be one."""
        try:
            return self.named(value)
        except ValueError:
            return self.typed(value, "xsd:anyURI")

    # ---------------------------------------------------------------------------- the dataset

    def dataset(self) -> Iterator[Triple]:
        """Say what the dataset says of itself; its IRI is the base."""
        about, subject = self.records.about, self.named(self.base)
        yield self.triple(subject, term("rdf:type"), term("dcat:Dataset"))
        yield self.triple(subject, term("dcterms:title"), self.literal(about.title))
        if about.description:
            description = self.literal(about.description)
            yield self.triple(subject, term("dcterms:description"), description)
        for creator in sorted(set(about.creators)):
            yield self.triple(subject, term("dcterms:creator"), self.literal(creator))
        if about.license:
            yield self.triple(subject, term("dcterms:license"), self.address(about.license))
        yield from self.written(subject, about, ("creators",))

    def schemes(self) -> Iterator[Triple]:
        """Declare the schemes that have concepts."""
        for name in sorted({concept.scheme for concept in self.records.concepts.values()}):
            yield self.triple(self.scheme(name), term("rdf:type"), term("skos:ConceptScheme"))

    def scheme(self, name: str) -> NamedNode:
        """Return the node of a concept scheme."""
        return self.named(f"{self.base}concepts/{segment(name)}")

    # ------------------------------------------------------------------------------- entities

    def entity(self, path: str, record: Entity) -> list[Triple]:
        """Say all about one entity: what it is, its values, its links, its parts."""
        subject = self.node(path)
        said = [
            self.triple(subject, term("rdf:type"), term(name)) for name in CLASSES[type(record)]
        ]
        said += self.values(subject, record)
        said += self.links(subject, record)
        said += self.written(subject, record, MANY[type(record)])
        if isinstance(record, Claim):
            said += self.claim(subject, record)
        elif isinstance(record, Source):
            said += self.source(subject, record)
        elif isinstance(record, Concept):
            said += self.concept(subject, record)
        said += self.parts
        self.parts.clear()
        return said

    def aside(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        """Say something of a part of the entity at hand."""
        self.parts.append(self.triple(subject, term(predicate), value))

    def values(self, subject: NamedNode, record: Entity) -> Iterator[Triple]:
        """Say the literal fields of a record."""
        for field in VALUES[type(record)]:
            value = getattr(record, field.field)
            if value is None or value in ("", ()):
                continue
            predicate = term(field.predicate)
            for one in sorted(set(value)) if field.many else (value,):
                yield self.triple(subject, predicate, self.typed(one, field.datatype))

    def links(self, subject: NamedNode, record: Entity) -> Iterator[Triple]:
        """Say what a record refers to; a cited work that the dataset lacks is but a text."""
        shared, triple = self.shared, self.triple
        for predicate, target in references(record):
            if predicate == CITES and (cited := target[len("sources/") :]) not in self.held:
                yield triple(subject, term("lg:citesOutside"), self.literal(cited))
            elif target == "concepts/bases/none":
                yield triple(subject, term("lg:unread"), self.literal(True))
            else:
                yield triple(subject, term(predicate), shared.get(target) or self.node(target))

    def written(
        self, subject: NamedNode, record: Entity | About, fields: tuple[str, ...]
    ) -> Iterator[Triple]:
        """Keep the order in which values were written, where it is not the alphabetical one."""
        unsorted = {}
        for name in fields:
            values = getattr(record, name)
            if len(values) > 1 and list(values) != sorted(set(values)):
                unsorted[name] = values
        if unsorted:
            order = self.typed(json.dumps(unsorted, ensure_ascii=False), "rdf:JSON")
            yield self.triple(subject, term("lg:written"), order)

    # --------------------------------------------------------------------------------- claims

    def claim(self, subject: NamedNode, claim: Claim) -> Iterator[Triple]:
        """Say what is a claim's own: gap, effect, place, who signed it and when."""
        triple = self.triple
        if claim.asserts_gap:
            yield triple(subject, term("lg:assertsGap"), self.literal(True))
        source = self.records.sources.get(claim.source)
        if source and self.records.is_evidence(claim):
            # Derived, for those who query in SPARQL; reading ignores it.
            yield triple(subject, term("lg:researchEvidence"), self.literal(True))
        if claim.effect:
            yield from self.effect(subject, claim)
        if claim.locator:
            yield from self.locator(subject, claim)
        if claim.curator:
            agent = self.agent(claim.curator)
            if agent.value not in self.said:
                self.said.add(agent.value)
                self.aside(agent, "rdf:type", term("prov:Agent"))
                self.aside(agent, "foaf:name", self.literal(claim.curator))
            yield triple(subject, term("prov:wasAttributedTo"), agent)
        if claim.curated:
            when = self.typed(f"{claim.curated.isoformat()}T00:00:00Z", "xsd:dateTime")
            yield triple(subject, term("prov:generatedAtTime"), when)

    def agent(self, curator: str) -> NamedNode:
        """Return the node of who signed a claim."""
        return self.named(f"{self.base}agents/{segment(curator)}")

    def effect(self, subject: NamedNode, claim: Claim) -> Iterator[Triple]:
        """Say the size of an effect: a number, a range, or text."""
        effect, node = claim.effect, self.part(subject, "effect")
        assert effect is not None
        yield self.triple(subject, term("lg:effect"), node)
        self.aside(node, "rdf:type", term("lg:Effect"))
        self.aside(node, "lg:metric", self.literal(effect.metric))
        if isinstance(effect.value, tuple):
            low, high = effect.value
            self.aside(node, "schema:minValue", self.number(low))
            self.aside(node, "schema:maxValue", self.number(high))
        elif effect.value is not None:
            self.aside(node, "schema:value", self.number(effect.value))
        if effect.note:
            self.aside(node, "rdfs:comment", self.literal(effect.note))

    def number(self, value: float | str) -> Literal:
        """Return a number as xsd:integer or xsd:double, text as text."""
        if isinstance(value, str):
            return self.literal(value)
        return self.typed(repr(value), "xsd:integer" if isinstance(value, int) else "xsd:double")

    def locator(self, subject: NamedNode, claim: Claim) -> Iterator[Triple]:
        """Say where in its source a claim stands; claims at the same place share the node."""
        assert claim.locator is not None
        source = self.node(f"sources/{claim.source}")
        place = self.part(source, f"at-{segment(claim.locator)}")
        yield self.triple(subject, term("lg:locator"), place)
        if place.value in self.said:
            return
        self.said.add(place.value)
        selector = self.part(source, f"selector-{segment(claim.locator)}")
        self.aside(place, "rdf:type", term("oa:SpecificResource"))
        self.aside(place, "oa:hasSource", source)
        self.aside(place, "oa:hasSelector", selector)
        self.aside(selector, "rdf:type", term("oa:FragmentSelector"))
        self.aside(selector, "rdf:value", self.literal(claim.locator))

    # -------------------------------------------------------------------------------- sources

    def source(self, subject: NamedNode, source: Source) -> Iterator[Triple]:
        """Say what is a source's own: its FaBiO class, names, further fields."""
        kinds = {TYPES.get(source.type, "fabio:Expression")}
        if source.design in DESIGN_TYPES:
            kinds.add(DESIGN_TYPES[source.design])
        for kind in sorted(kinds):
            yield self.triple(subject, term("rdf:type"), term(kind))
        # Derived, for those who query in SPARQL or read Dublin Core; reading ignores both.
        research = self.literal(self.records.is_research(source))
        yield self.triple(subject, term("lg:research"), research)
        study = self.literal(self.records.study(source))
        yield self.triple(subject, term("lg:studyKey"), study)
        issued = source.date or (f"{source.year:04d}" if source.year is not None else None)
        if issued:
            datatype = next((kind for form, kind in _DATES if form.fullmatch(issued)), "xsd:string")
            yield self.triple(subject, term("dcterms:issued"), self.typed(issued, datatype))
        yield from self.names(subject, "dcterms:creator", "author", source.authors)
        yield from self.names(subject, "schema:editor", "editor", source.editors)
        for name in sorted(source.fields):
            yield self.triple(subject, _bib(name), self.literal(source.fields[name]))

    def names(
        self, subject: NamedNode, predicate: str, role: str, names: tuple[Name, ...]
    ) -> Iterator[Triple]:
        """Say the people and bodies behind a work, each with its position."""
        for position, name in enumerate(names, start=1):
            node = self.part(subject, f"{role}-{position}")
            yield self.triple(subject, term(predicate), node)
            kind = "foaf:Organization" if name.literal else "foaf:Person"
            self.aside(node, "rdf:type", term(kind))
            self.aside(node, "lg:position", self.typed(position, "xsd:integer"))
            self.aside(node, "foaf:name", self.literal(str(name)))
            for part, said_by in NAME_PARTS.items():
                value = getattr(name, part)
                if value:
                    self.aside(node, said_by, self.literal(value))

    # ------------------------------------------------------------------------------- concepts

    def concept(self, subject: NamedNode, concept: Concept) -> Iterator[Triple]:
        """Say what is a concept's own: its scheme, its equals elsewhere."""
        yield self.triple(subject, term("skos:inScheme"), self.scheme(concept.scheme))
        # An IRI of the dataset's own need not end in the id.
        if concept.iri:
            yield self.triple(subject, term("skos:notation"), self.literal(concept.id))
        for match in sorted(set(concept.matches)):
            yield self.triple(subject, term("skos:exactMatch"), self.address(match))


def _many(kind: type[Entity]) -> tuple[str, ...]:
    own = ("matches",) if kind is Concept else ()
    linked = (link.field for link in LINKS[kind] if link.many)
    return (*linked, *(value.field for value in VALUES[kind] if value.many), *own)


MANY: dict[type[Entity], tuple[str, ...]] = {kind: _many(kind) for kind in LINKS}
"""The fields of each kind of record that hold several texts or ids."""


def _bib(name: str) -> NamedNode:
    """Return the property of a BibTeX field that has no attribute of its own."""
    from pyoxigraph import NamedNode

    return NamedNode(PREFIXES["bib"] + segment(name))


def type_classes() -> frozenset[str]:
    """Return the IRI of every class that a source may have besides lg:Source."""
    return frozenset(iri(name) for name in (*TYPES.values(), *DESIGN_TYPES.values()))
