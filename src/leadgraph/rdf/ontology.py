"""Triples -> the concepts, questions and cells of an ontology, and what it says of its dataset.

Reads an ``ontology.ttl`` as people write it, not only as leadgraph does: labels in several
languages, ``skos:narrower`` instead of ``skos:broader``, concepts with IRIs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from pydantic import ValidationError

from leadgraph.model import BASE_IRI, About, Concept, InapplicableCell, Question
from leadgraph.rdf.mapping import LINKS, VALUES, Entity, Value
from leadgraph.rdf.nodes import Fault, Node, Nodes, address, text
from leadgraph.rdf.terms import PREFIXES, entity_iri, iri

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Ontology:
    """What an ontology says: its records, and the nodes that could not be read."""

    concepts: tuple[Concept, ...]
    questions: tuple[Question, ...]
    inapplicable: tuple[InapplicableCell, ...]
    about: About | None
    faults: tuple[Fault, ...]


def read_ontology(triples: Iterable[Triple | Quad]) -> Ontology:
    """Read the records of an ontology; nothing is raised, what is wrong is among the faults.

    >>> import pyoxigraph
    >>> ontology = read_ontology(pyoxigraph.parse('''
    ...     @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    ...     @base <https://w3id.org/leadgraph/> .
    ...     <concepts/areas/equity> a skos:Concept ;
    ...         skos:inScheme <concepts/areas> ; skos:prefLabel "equity"@en ; skos:altLable "fair" .
    ... ''', format=pyoxigraph.RdfFormat.TURTLE))
    >>> [concept.key for concept in ontology.concepts]
    ['areas/equity']
    >>> [fault.message for fault in ontology.faults]
    ['skos:altLable is no property of a concept that leadgraph knows']
    """
    return ontology_of(Nodes(triples))


def ontology_of(nodes: Nodes) -> Ontology:
    """Read the ontology among nodes that may also hold sources and claims."""
    about = _about(nodes)
    _honour_narrower(nodes)
    located = _locate_concepts(nodes)
    concepts = [_concept(nodes, node, *place) for node, place in located]
    questions = [_question(nodes, node) for node in nodes.of_type("lg:OpenQuestion")]
    # The second cell of a pair, /2, comes after the first.
    marked = sorted(
        nodes.of_type("lg:InapplicableCell"), key=lambda node: (len(node.iri), node.iri)
    )
    cells = [_cell(nodes, node) for node in marked]
    return Ontology(
        concepts=tuple(record for record in concepts if record),
        questions=_each_once(nodes, questions),
        inapplicable=tuple(record for record in cells if record),
        about=about,
        faults=tuple(nodes.faults),
    )


# ------------------------------------------------------------------------------------ the dataset


def _about(nodes: Nodes) -> About | None:
    """Read the dcat:Dataset, whose IRI is the base of every other; None if there is none."""
    found = list(nodes.of_type("dcat:Dataset"))
    if not found:
        return None
    node, *others = found
    for other in others:
        nodes.fault(other, "ontology-duplicate", f"{node.iri} is the dataset already")
    code = "ontology-dataset"
    base = node.iri if not node.iri.startswith("_:") else BASE_IRI
    if not base.endswith(("/", "#")):
        nodes.fault(node, code, f"the IRI of a dataset ends in / or #, and {base} does not")
        base += "/"
    nodes.base = base
    fields: dict[str, Any] = {
        "title": nodes.literals(node, Value("title", "dcterms:title"), code),
        "description": nodes.literals(node, Value("description", "dcterms:description"), code),
        "creators": tuple(sorted({_agent(nodes, o) for o in node["dcterms:creator"]} - {""})),
        "license": nodes.literals(node, Value("license", "dcterms:license"), code),
    }
    nodes.as_written(node, fields)
    return made(nodes, node, About, {k: v for k, v in fields.items() if v} | {"base": base}, code)


def _agent(nodes: Nodes, object_: Any) -> str:
    """Return the name of a creator, who is a literal or a node with a name."""
    node = nodes.get(address(object_))
    names = [*node["foaf:name"], *node["schema:name"]] if node else []
    return text(names[0]) if names else text(object_)


# --------------------------------------------------------------------------------------- concepts


def _honour_narrower(nodes: Nodes) -> None:
    """Say every skos:narrower the other way round too: a file may use either."""
    for node in list(nodes.values()):
        for object_ in node["skos:narrower"]:
            child = nodes.get(address(object_))
            if child:
                from pyoxigraph import BlankNode, NamedNode

                parent = node.iri
                up = BlankNode(parent[2:]) if parent.startswith("_:") else NamedNode(parent)
                child.properties.setdefault(iri("skos:broader"), []).append(up)


def _locate_concepts(nodes: Nodes) -> list[tuple[Node, tuple[str, str]]]:
    """Find the scheme and id of every concept, so that links to any of them can be followed."""
    located: dict[tuple[str, str], Node] = {}
    for node in nodes.of_type("skos:Concept"):
        place = _place(nodes, node)
        if place is None:
            continue
        if place in located:
            first = located[place].iri
            nodes.fault(node, "ontology-duplicate", f"{first} is {'/'.join(place)} already")
            continue
        located[place] = node
        nodes.paths[node.iri] = f"concepts/{place[0]}/{place[1]}"
    return [(node, place) for place, node in located.items()]


def _place(nodes: Nodes, node: Node) -> tuple[str, str] | None:
    schemes = {_last(address(o)) for o in (*node["skos:inScheme"], *node["skos:topConceptOf"])}
    if len(schemes) != 1:
        said = "no skos:inScheme" if not schemes else f"several schemes ({', '.join(schemes)})"
        nodes.fault(node, "ontology-concept", f"the concept has {said}; it belongs to one")
        return None
    notations = [text(o) for o in node["skos:notation"]]
    name = nodes.single(node, "skos:notation", sorted(set(notations)), "ontology-concept")
    return schemes.pop(), name or _last(node.iri)


def _last(address_: str) -> str:
    """Return the last segment of an IRI.

    >>> _last("https://example.org/concepts/areas"), _last("http://example.org/ns#areas")
    ('areas', 'areas')
    """
    return unquote(re.split(r"[/#]", address_.rstrip("/#"))[-1])


def _concept(nodes: Nodes, node: Node, scheme: str, name: str) -> Concept | None:
    code = "ontology-concept"
    fields = read_fields(nodes, node, Concept, code, own=f"concepts/{scheme}")
    fields["alt_labels"] = _with_other_languages(node, fields)
    fields["matches"] = tuple(sorted({text(o) for o in node["skos:exactMatch"]}))
    nodes.as_written(node, fields)
    minted = entity_iri(nodes.base, f"concepts/{scheme}/{name}")
    own_iri = None if node.iri in (minted, unquote(minted)) else node.iri
    report_unread(nodes, node, Concept, "concept")
    fields |= {"scheme": scheme, "id": name, "iri": own_iri}
    return made(nodes, node, Concept, fields, code)


def _with_other_languages(node: Node, fields: dict[str, Any]) -> tuple[str, ...]:
    """Add preferred labels in further languages to the alternative ones: people type them too."""
    preferred = {text(o) for o in node["skos:prefLabel"] if getattr(o, "language", None)}
    others = preferred - {fields.get("label")}
    if len({getattr(o, "language", None) for o in node["skos:prefLabel"]}) < 2:
        others = set()
    return tuple(sorted({*fields.get("alt_labels", ()), *others}))


# ---------------------------------------------------------------------------- questions and cells


def _question(nodes: Nodes, node: Node) -> tuple[Node, Question] | None:
    code = "ontology-question"
    path = nodes.path_of(node.iri)
    kind, _, rest = (path or "").partition("/")
    notations = [text(o) for o in node["skos:notation"]]
    name = notations[0] if notations else rest if kind == "questions" else _last(node.iri)
    fields = nodes.as_written(node, read_fields(nodes, node, Question, code))
    report_unread(nodes, node, Question, "question")
    record = made(nodes, node, Question, fields | {"id": name}, code)
    return (node, record) if record else None


def _each_once(nodes: Nodes, found: Iterable[tuple[Node, Question] | None]) -> tuple[Question, ...]:
    once: dict[str, Question] = {}
    for node, question in filter(None, found):
        if question.id in once:
            nodes.fault(node, "ontology-duplicate", f"question {question.id} stands already")
        else:
            once[question.id] = question
    return tuple(once.values())


def _cell(nodes: Nodes, node: Node) -> InapplicableCell | None:
    fields = read_fields(nodes, node, InapplicableCell, "ontology-cell")
    report_unread(nodes, node, InapplicableCell, "cell")
    return made(nodes, node, InapplicableCell, fields, "ontology-cell")


# ------------------------------------------------------------------------------------------- both


def read_fields(
    nodes: Nodes, node: Node, kind: type[Entity], code: str, own: str = ""
) -> dict[str, Any]:
    """Read the mapped fields of a record; a field that the node does not speak of is left out."""
    fields = {link.field: nodes.linked(node, link, code, own) for link in LINKS[kind]}
    fields |= {value.field: nodes.literals(node, value, code) for value in VALUES[kind]}
    return {name: value for name, value in fields.items() if value not in (None, ())}


def made(
    nodes: Nodes, node: Node, kind: type[Record], fields: dict[str, Any], code: str
) -> Record | None:
    """Build a record; what its rules refuse becomes a fault."""
    try:
        return kind(**fields)
    except ValidationError as error:
        for detail in error.errors():
            field = ".".join(str(part) for part in detail["loc"])
            nodes.fault(node, code, f"{field}: {detail['msg'].lower()}")
        return None


def report_unread(nodes: Nodes, node: Node, kind: type[Entity], noun: str) -> None:
    """Name the skos: and lg: properties that nothing reads, so that no misspelling is silent."""
    for predicate in node.properties:
        for prefix in ("skos", "lg"):
            local = predicate.removeprefix(PREFIXES[prefix])
            if local != predicate and local not in _KNOWN[kind][prefix]:
                message = f"{prefix}:{local} is no property of a {noun} that leadgraph knows"
                nodes.fault(node, "ontology-property", message)


_TOLERATED = frozenset(
    [
        "inScheme",
        "topConceptOf",
        "hasTopConcept",
        "narrower",
        "notation",
        "note",
        "scopeNote",
        "example",
        "historyNote",
        "changeNote",
        "editorialNote",
        "closeMatch",
        "broadMatch",
        "narrowMatch",
        "relatedMatch",
        "mappingRelation",
        "exactMatch",
        "semanticRelation",
        "broaderTransitive",
        "narrowerTransitive",
        "member",
    ]
)
"""Properties of SKOS that say something true and are not read."""


def _known(kind: type[Entity]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {"skos": set(_TOLERATED), "lg": {"written"}}
    predicates = [link.predicate for link in LINKS[kind]] + [v.predicate for v in VALUES[kind]]
    for predicate in predicates:
        prefix, _, local = predicate.partition(":")
        known.setdefault(prefix, set()).add(local)
    return known


_KNOWN = {kind: _known(kind) for kind in LINKS}
