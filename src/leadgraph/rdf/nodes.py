"""Triples gathered by subject, with the faults met in reading them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgraph.model import BASE_IRI
from leadgraph.rdf.mapping import Link, Value
from leadgraph.rdf.terms import entity_path, iri

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

    Term = NamedNode | BlankNode | Literal | Triple

FAULTS = {
    "ontology-concept": "a skos:Concept that cannot be read, in whole or in part",
    "ontology-question": "an lg:OpenQuestion that cannot be read, in whole or in part",
    "ontology-cell": "an lg:InapplicableCell that cannot be read",
    "ontology-dataset": "a dcat:Dataset that cannot be read, in whole or in part",
    "ontology-duplicate": "two nodes that stand for one concept, question or dataset",
    "ontology-property": "a skos: or lg: property that is not read here, often a misspelling",
    "graph-source": "an lg:Source that cannot be read (graphs only)",
    "graph-claim": "an lg:Claim that cannot be read (graphs only)",
}
"""Every code a fault may have, with what it means."""


class Fault(NamedTuple):
    """A node that cannot be read as it should be.

    Attributes:
        subject: IRI of the node, or ``_:`` and the label of a blank node.
        code: one of ``FAULTS``.
        message: what is wrong, naming the value.
    """

    subject: str
    code: str
    message: str


class Node:
    """One subject with its properties: ``node["skos:prefLabel"]`` is the list of its objects."""

    __slots__ = ("iri", "properties")

    def __init__(self, address: str) -> None:
        self.iri = address
        self.properties: dict[str, list[Term]] = {}

    def __getitem__(self, name: str) -> list[Term]:
        """Return the objects of a property given by its prefixed name."""
        return self.properties.get(iri(name), [])

    def is_a(self, name: str) -> bool:
        """Tell whether the node has this rdf:type."""
        return any(address(kind) == iri(name) for kind in self["rdf:type"])


class Nodes(dict[str, Node]):
    """Every subject of some triples, by IRI, in the order of their first mention."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.base = BASE_IRI
        self.paths: dict[str, str] = {}
        """Paths of the concepts whose IRI does not say where they belong."""
        for triple in triples:
            subject = address(triple.subject)
            node = self.get(subject)
            if node is None:
                node = self[subject] = Node(subject)
            node.properties.setdefault(triple.predicate.value, []).append(triple.object)

    def of_type(self, name: str) -> Iterator[Node]:
        """Yield the nodes of an rdf:type."""
        return (node for node in list(self.values()) if node.is_a(name))

    def fault(self, node: Node, code: str, message: str) -> None:
        """Note that a node is not as it should be."""
        self.faults.append(Fault(node.iri, code, message))

    def path(self, object_: Term) -> str | None:
        """Return the path of the entity that an object names, None if it names none."""
        return self.path_of(address(object_))

    def path_of(self, named: str) -> str | None:
        """Return the path of the entity with this IRI, None if it is none of ours."""
        return self.paths.get(named) or entity_path(self.base, named)

    def at(self, object_: Term) -> Node:
        """Return the node that an object names; an empty one if nothing is said of it."""
        named = address(object_)
        return self.get(named) or Node(named)

    def integer(self, node: Node, predicate: str, code: str) -> int | None:
        """Return the whole number that a property holds."""
        number: int | None = self.literals(node, Value("", predicate, datatype="xsd:integer"), code)
        return number

    def linked(self, node: Node, link: Link, code: str, own: str = "") -> Any:
        """Return the ids that a link of a node leads to: a sorted tuple, or the one id or None."""
        start = f"{link.target or own}/"
        found = set()
        for object_ in node[link.predicate]:
            path = self.path(object_)
            if path is None or not path.startswith(start) or path == start:
                what = start.rstrip("/")
                shown = address(object_)
                self.fault(node, code, f"{link.predicate} names {shown!r}, which is not in {what}")
            else:
                found.add(path[len(start) :])
        if link.many:
            return tuple(sorted(found))
        return self.single(node, link.predicate, sorted(found), code)

    def literals(self, node: Node, value: Value, code: str) -> Any:
        """Return the literals of a field: a sorted tuple, or the one value or None."""
        objects = node[value.predicate]
        if value.datatype == "xsd:integer":
            numbers = [n for o in objects if (n := self._integer(node, value, o, code)) is not None]
            return self.single(node, value.predicate, numbers, code)
        if value.many:
            return tuple(sorted({text(o) for o in objects if text(o)}))
        return self.single(node, value.predicate, in_one_language(objects), code)

    def single(self, node: Node, predicate: str, found: list[Any], code: str) -> Any:
        """Return the only value found; several are a fault, and the first of them is taken."""
        if len(found) > 1:
            shown = ", ".join(repr(value) for value in found[:3])
            self.fault(node, code, f"{predicate} stands {len(found)} times, not once: {shown}")
        return found[0] if found else None

    def _integer(self, node: Node, value: Value, object_: Term, code: str) -> int | None:
        try:
            return int(text(object_))
        except ValueError:
            self.fault(
                node, code, f"{value.predicate} is {text(object_)!r}, which is not a whole number"
            )
            return None

    def as_written(self, node: Node, fields: dict[str, Any]) -> dict[str, Any]:
        """Put the values of ``fields`` into the order in which a curator wrote them.

        RDF keeps no order: ``lg:written`` holds it, as JSON, where it is not the alphabetical
        one. It is believed only where it has the same values as the graph.
        """
        for literal in node["lg:written"]:
            try:
                written = json.loads(text(literal))
            except ValueError:
                continue
            for field, values in written.items() if isinstance(written, dict) else ():
                known = fields.get(field)
                if isinstance(known, tuple) and set(known) == set(values):
                    fields[field] = tuple(values)
        return fields


def address(term: Term) -> str:
    """Return the IRI of a node, or ``_:`` and the label of a blank one; of a literal its text."""
    from pyoxigraph import BlankNode

    return str(term) if isinstance(term, BlankNode) else text(term)


def text(term: Term) -> str:
    """Return the text of a literal, or the address of a node."""
    value: str = getattr(term, "value", None) or ""
    return value


def in_one_language(objects: list[Term]) -> list[str]:
    """Return the texts in one language: English if there is any, else untagged, else the first.

    A label given in several languages is one value of the field, not several.
    """
    by_language: dict[str, set[str]] = defaultdict(set)
    for object_ in objects:
        if text(object_):
            by_language[getattr(object_, "language", None) or ""].add(text(object_))
    if not by_language:
        return []
    english = [tag for tag in sorted(by_language) if tag.split("-")[0] == "en"]
    chosen = (english or [""])[0]
    return sorted(by_language.get(chosen) or by_language[min(by_language)])
