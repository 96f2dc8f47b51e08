"""How the fields of a record are said in RDF, once, for writing and for reading.

A field either **links** its record to other entities or holds **values** (literals). The links are
also the edges of the networkx export, so that both exports have the same nodes and edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leadgraph.model import (
    CLAIM_TAGS,
    CLAIM_VALUES,
    Claim,
    Concept,
    InapplicableCell,
    Question,
    Records,
    Source,
)

Entity = Source | Claim | Concept | Question | InapplicableCell


@dataclass(frozen=True, slots=True)
class Link:
    """A field whose ids name other entities.

    Attributes:
        field: name of the field.
        predicate: prefixed name of the property.
        target: what stands before an id in the path of its entity; ``""`` for the record's own
            scheme of concepts.
        many: whether the field is a tuple of ids.
    """

    field: str
    predicate: str
    target: str
    many: bool = True

    @property
    def name(self) -> str:
        """The name of the edge in networkx: the property without its prefix."""
        return self.predicate.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Value:
    """A field that holds literals of one datatype."""

    field: str
    predicate: str
    many: bool = False
    datatype: str = "xsd:string"


_TAGS = tuple(
    Link(field, f"lg:{field.removesuffix('s')}", f"concepts/{scheme}")
    for field, scheme in CLAIM_TAGS.items()
)

LINKS: dict[type[Entity], tuple[Link, ...]] = {
    Source: (
        Link("design", "lg:design", "concepts/designs", many=False),
        Link("levels", "lg:level", "concepts/levels"),
        Link("areas", "lg:area", "concepts/areas"),
        Link("basis", "lg:basis", "concepts/bases", many=False),
        Link("cites", "cito:cites", "sources"),
    ),
    Claim: (
        Link("source", "lg:assertedIn", "sources", many=False),
        *_TAGS,
        *(
            Link(field, f"lg:{field}", f"concepts/{scheme}", many=False)
            for field, scheme in CLAIM_VALUES.items()
        ),
        Link("questions", "lg:bearsOn", "questions"),
    ),
    Concept: (
        Link("broader", "skos:broader", ""),
        Link("related", "skos:related", "concepts"),
    ),
    Question: (
        *_TAGS,
        Link("source", "dcterms:source", "sources", many=False),
        Link("basis", "lg:basis", "concepts/bases", many=False),
        Link("claims", "lg:raisedIn", "claims"),
    ),
    InapplicableCell: (
        Link("row", "lg:row", "concepts", many=False),
        Link("column", "lg:column", "concepts", many=False),
    ),
}

VALUES: dict[type[Entity], tuple[Value, ...]] = {
    Source: (
        Value("type", "lg:entryType"),
        Value("title", "dcterms:title"),
        Value("year", "lg:year", datatype="xsd:integer"),
        Value("date", "lg:date"),
        Value("doi", "prism:doi"),
        Value("url", "schema:url", datatype="xsd:anyURI"),
        Value("study", "lg:study"),
        Value("countries", "lg:country", many=True),
        Value("sample", "lg:sample"),
        Value("summary", "lg:summary"),
        Value("read_url", "lg:readAt", datatype="xsd:anyURI"),
        Value("read_note", "lg:readNote"),
        Value("listed", "lg:listedAs", many=True),
        Value("corpus", "lg:corpus"),
        Value("corrections", "lg:correction", many=True),
        Value("seen_at", "lg:seenAt", many=True, datatype="xsd:anyURI"),
        Value("cites_seen_at", "lg:citesSeenAt"),
        Value("notes", "lg:curatorNote"),
    ),
    Claim: (
        Value("statement", "schema:text"),
        Value("practice", "lg:practice"),
        Value("seen_at", "lg:seenAt", datatype="xsd:anyURI"),
    ),
    Concept: (
        Value("label", "skos:prefLabel"),
        Value("definition", "skos:definition"),
        Value("alt_labels", "skos:altLabel", many=True),
        Value("hidden_labels", "skos:hiddenLabel", many=True),
        Value("rank", "lg:rank", datatype="xsd:integer"),
        Value("evidence", "lg:evidenceRole"),
    ),
    Question: (
        Value("label", "skos:prefLabel"),
        Value("text", "schema:text"),
        Value("known", "lg:known"),
        Value("unknown", "lg:unknown"),
        Value("locator", "lg:locator"),
        Value("url", "schema:url", datatype="xsd:anyURI"),
    ),
    InapplicableCell: (Value("reason", "rdfs:comment"),),
}

NAME_PARTS: dict[str, str] = {
    "family": "foaf:familyName",
    "given": "foaf:givenName",
    "prefix": "lg:namePrefix",
    "suffix": "lg:nameSuffix",
    "literal": "lg:bodyName",
}
"""Parts of a name and their properties."""

STANCES: dict[str, str] = {
    "supports": "lg:supports",
    "disputes": "lg:disputes",
    "qualifies": "lg:qualifies",
    "extends": "lg:extends",
    "uses-method": "lg:usesMethodIn",
}
"""Stances of a claim and their properties."""

CITES = "cito:cites"


def path(record: Entity) -> str:
    """Return the path of an entity, which is its node id in networkx.

    >>> path(Concept(scheme="areas", id="equity", label="equity"))
    'concepts/areas/equity'
    """
    if isinstance(record, Claim):
        return f"claims/{record.id}"
    if isinstance(record, Source):
        return f"sources/{record.key}"
    if isinstance(record, Concept):
        return f"concepts/{record.key}"
    if isinstance(record, Question):
        return f"questions/{record.id}"
    return f"cells/{record.row}/{record.column}"


def references(record: Entity) -> Iterator[tuple[str, str]]:
    """Yield (predicate, path), each once, for every entity that a record names, held or not."""
    own = f"concepts/{record.scheme}" if isinstance(record, Concept) else ""
    for link in LINKS[type(record)]:
        value = getattr(record, link.field)
        if value:
            target = link.target or own
            for name in dict.fromkeys(value) if link.many else (value,):
                yield link.predicate, f"{target}/{name}"
    if isinstance(record, Claim) and record.stance:
        yield STANCES[record.stance.how], _stance_object(record)


def _stance_object(claim: Claim) -> str:
    stance = claim.stance
    assert stance is not None
    return f"claims/{stance.claim}" if stance.claim else f"sources/{stance.source}"


def entities(records: Records) -> Iterator[tuple[str, Entity]]:
    """Yield every entity of a dataset with its path: the nodes of both exports."""
    for group in (records.sources, records.claims, records.concepts, records.questions):
        for record in group.values():
            yield path(record), record
    yield from inapplicable(records)


def inapplicable(records: Records) -> Iterator[tuple[str, InapplicableCell]]:
    """Yield the cells that make no sense, each with its path.

    A second cell of the same row and column has a number after its path.
    """
    seen: dict[str, int] = {}
    for cell in records.inapplicable:
        name = path(cell)
        seen[name] = count = seen.get(name, 0) + 1
        yield (name if count == 1 else f"{name}/{count}"), cell


def links(records: Records) -> Iterator[tuple[str, str, str]]:
    """Yield (path, predicate, path) for every link between two entities that the dataset holds.

    These are the edges of both exports. A reference to something the dataset lacks (a cited work
    outside it) stays in the record that makes it and is no edge.
    """
    held = {name for name, _ in entities(records)}
    for name, record in entities(records):
        for predicate, target in references(record):
            if target in held:
                yield name, predicate, target
