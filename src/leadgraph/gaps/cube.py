"""The map as an RDF Data Cube: an observation a cell, the two facets as its dimensions.

The cube declares what it is made of (its structure, its dimensions with their code lists, its
measures), so that it satisfies the integrity constraints of the recommendation by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from leadgraph.rdf import PREFIXES, entity_iri
from leadgraph.rdf.terms import segment, term

if TYPE_CHECKING:
    from pyoxigraph import Literal as Node
    from pyoxigraph import NamedNode, Triple

    from leadgraph.gaps.axes import Axis, Heading
    from leadgraph.gaps.cell import Cell
    from leadgraph.gaps.map import EvidenceMap
    from leadgraph.model import Records

DIMENSIONS = {"question": "lg:bearsOn"}
"""Properties of the facets; the others are named as the facet is."""

MEASURES = {
    "claims": ("lg:claims", "claims"),
    "sources": ("lg:sources", "distinct sources of the claims"),
    "studies": ("lg:studies", "distinct studies of the research evidence"),
    "primary": ("lg:primaryStudies", "distinct primary studies"),
    "synthesis": ("lg:syntheses", "distinct syntheses"),
    "practice": ("lg:practiceSources", "distinct sources of other claims"),
    "asserted": ("lg:assertedGaps", "claims that say little is known"),
}
ATTRIBUTES = {
    "state": ("lg:cellState", "evidence, gap or not-applicable"),
    "class": ("lg:gapClass", "gap class"),
    "first": ("lg:firstYear", "year of the oldest research evidence"),
    "last": ("lg:lastYear", "year of the newest research evidence"),
    "question": ("lg:openQuestion", "open question about the cell"),
}


def turtle(told: EvidenceMap, records: Records) -> str:
    """Return a map as an RDF Data Cube, in Turtle."""
    from pyoxigraph import RdfFormat, serialize

    out = BytesIO()
    serialize(Cube(told, records).triples(), out, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return out.getvalue().decode()


class Cube:
    """The triples of one map."""

    def __init__(self, told: EvidenceMap, records: Records) -> None:
        from pyoxigraph import Literal, NamedNode, Triple

        self._literal, self._named, self._triple = Literal, NamedNode, Triple
        self._map, self._records, self._base = told, records, records.about.base
        address = told.query.address("map")
        self.cube = NamedNode(f"{self._base}{address}")
        joint = "/" if "#" in self._base else "#"
        self._part = f"{self.cube.value}{joint}"
        self.structure = NamedNode(f"{self._part}structure")

    def triples(self) -> Iterator[Triple]:
        """Yield the data set, its structure, its codes, then cell by cell."""
        yield from self._data_set()
        yield from self._components()
        for axis in self._map.axes:
            yield from self._dimension(axis)
        for property_, comment in MEASURES.values():
            yield from self._property(property_, "qb:MeasureProperty", comment)
            yield self._say(term(property_), "rdfs:range", term("xsd:integer"))
        for property_, comment in ATTRIBUTES.values():
            yield from self._property(property_, "qb:AttributeProperty", comment)
        for cell in self._map.cells:
            yield from self._observation(cell)

    def _say(self, subject: NamedNode, property_: str, value: NamedNode | Node) -> Triple:
        return self._triple(subject, term(property_), value)

    def _text(self, text: str) -> Node:
        return self._literal(text, language="en")

    def _data_set(self) -> Iterator[Triple]:
        query, thresholds = self._map.query, self._map.thresholds
        title = f"Evidence map of {self._records.about.title}: {query.rows} x {query.columns}"
        rules = ", ".join(f"{name} = {value}" for name, value in thresholds.told().items())
        comment = f"Snapshot {self._map.snapshot}. Thresholds: {rules}."
        yield self._say(self.cube, "rdf:type", term("qb:DataSet"))
        yield self._say(self.cube, "dcterms:title", self._text(title))
        yield self._say(self.cube, "rdfs:label", self._text(title))
        yield self._say(self.cube, "rdfs:comment", self._text(comment))
        yield self._say(self.cube, "qb:structure", self.structure)
        yield self._say(self.cube, "prov:wasDerivedFrom", self._named(self._base))
        if licence := self._records.about.license:
            yield self._say(self.cube, "dcterms:license", self._named(licence))

    def _components(self) -> Iterator[Triple]:
        yield self._say(self.structure, "rdf:type", term("qb:DataStructureDefinition"))
        parts = [("qb:dimension", dimension(axis.field)) for axis in self._map.axes]
        parts += [("qb:measure", property_) for property_, _ in MEASURES.values()]
        parts += [("qb:attribute", property_) for property_, _ in ATTRIBUTES.values()]
        for number, (role, property_) in enumerate(parts, 1):
            part = self._named(f"{self._part}component-{number}")
            yield self._say(self.structure, "qb:component", part)
            yield self._say(part, "rdf:type", term("qb:ComponentSpecification"))
            yield self._say(part, role, term(property_))
            if role == "qb:attribute":
                required = self._literal(
                    "true" if property_ == "lg:cellState" else "false", datatype=term("xsd:boolean")
                )
                yield self._say(part, "qb:componentRequired", required)

    def _property(self, name: str, kind: str, comment: str) -> Iterator[Triple]:
        yield self._say(term(name), "rdf:type", term("rdf:Property"))
        yield self._say(term(name), "rdf:type", term(kind))
        yield self._say(term(name), "rdfs:label", self._text(comment))

    def _dimension(self, axis: Axis) -> Iterator[Triple]:
        property_ = dimension(axis.field)
        yield from self._property(property_, "qb:DimensionProperty", axis.field)
        if axis.field == "country":
            yield self._say(term(property_), "rdfs:range", term("xsd:string"))
            return
        if axis.scheme is None:
            yield self._say(term(property_), "rdfs:range", term("lg:OpenQuestion"))
        else:
            scheme = self._named(entity_iri(self._base, f"concepts/{axis.scheme}"))
            yield self._say(term(property_), "rdfs:range", term("skos:Concept"))
            yield self._say(term(property_), "qb:codeList", scheme)
            yield self._say(scheme, "rdf:type", term("skos:ConceptScheme"))
        for heading in axis.headings:
            yield from self._code(axis, heading)

    def _code(self, axis: Axis, heading: Heading) -> Iterator[Triple]:
        node = self._coded(axis, heading.id)
        kind = "skos:Concept" if axis.scheme else "lg:OpenQuestion"
        yield self._say(node, "rdf:type", term(kind))
        yield self._say(node, "skos:prefLabel", self._text(heading.label))
        if axis.scheme:
            scheme = self._named(entity_iri(self._base, f"concepts/{axis.scheme}"))
            yield self._say(node, "skos:inScheme", scheme)

    def _value(self, axis: Axis, id_: str) -> NamedNode | Node:
        if axis.field == "country":
            return self._literal(id_)
        return self._coded(axis, id_)

    def _coded(self, axis: Axis, id_: str) -> NamedNode:
        if axis.scheme is None:
            return self._named(entity_iri(self._base, f"questions/{id_}"))
        return self._concept(f"{axis.scheme}/{id_}")

    def _concept(self, key: str) -> NamedNode:
        concept = self._records.concepts.get(key)
        own = concept.iri if concept else None
        return self._named(own or entity_iri(self._base, f"concepts/{key}"))

    def _observation(self, cell: Cell) -> Iterator[Triple]:
        node = self._named(f"{self._part}{segment(cell.row)}/{segment(cell.column)}")
        yield self._say(node, "rdf:type", term("qb:Observation"))
        yield self._say(node, "qb:dataSet", self.cube)
        for axis, id_ in zip(self._map.axes, (cell.row, cell.column), strict=True):
            yield self._say(node, dimension(axis.field), self._value(axis, id_))
        for name, (property_, _) in MEASURES.items():
            value = cell.asserted.count if name == "asserted" else getattr(cell, name)
            yield self._say(node, property_, self._literal(value))
        yield self._say(node, "lg:cellState", self._literal(cell.state))
        for class_ in cell.classes:
            yield self._say(node, "lg:gapClass", self._concept(f"gap-classes/{class_}"))
        for property_, year in (("lg:firstYear", cell.first_year), ("lg:lastYear", cell.last_year)):
            if year is not None:
                value_ = self._literal(f"{year:04}", datatype=term("xsd:gYear"))
                yield self._say(node, property_, value_)
        for question in cell.questions:
            asked = self._named(entity_iri(self._base, f"questions/{question}"))
            yield self._say(node, "lg:openQuestion", asked)


def dimension(facet: str) -> str:
    """Return the property of a facet.

    >>> dimension("area"), dimension("question")
    ('lg:area', 'lg:bearsOn')
    """
    return DIMENSIONS.get(facet, f"lg:{facet}")
