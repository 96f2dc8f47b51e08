"""Triples -> JSON-LD that people can read: short names, relative addresses.

Both forms use the same short names, which ``context()`` declares and every service publishes as
``/context.jsonld``. A dump carries them with it and has one node a line; the description of one
thing names the published context and holds its parts (authors, effect, place) inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from leadgraph.rdf.mapping import CITES, LINKS, NAME_PARTS, STANCES, VALUES
from leadgraph.rdf.nodes import text
from leadgraph.rdf.terms import KINDS, PREFIXES, iri
from leadgraph.rdf.write import CLASSES, DESIGN_TYPES, TYPES
from leadgraph.store import PARTS, PLACE

if TYPE_CHECKING:
    from pyoxigraph import Literal, Triple

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_PLAIN = re.compile(r"0|-?[1-9]\d{0,14}")
"""Whole numbers that are the same written as a number of JSON, whoever reads it."""


def to_jsonld(triples: Iterable[Triple], base: str) -> Iterator[str]:
    """Yield a JSON-LD document in pieces.

    Args:
        triples: with the triples of one subject in a row.
        base: base of the dataset; addresses below it are written relative to it.
    """
    writer = _Writer(base)
    told = {"@base": base, **context()["@context"]}
    declared = json.dumps(told, ensure_ascii=False, indent=1)
    yield f'{{"@context": {declared},\n"@graph": [\n'
    first = True
    for _, about in groupby(triples, key=lambda triple: triple.subject):
        line = json.dumps(writer.node(list(about)), ensure_ascii=False)
        yield line if first else f",\n{line}"
        first = False
    yield "\n]}\n"


def context() -> dict[str, Any]:
    """Return the JSON-LD context in which leadgraph writes: prefixes, properties, classes.

    >>> context()["@context"]["Claim"], context()["@context"]["assertedIn"]
    ('lg:Claim', {'@id': 'lg:assertedIn', '@type': '@id'})
    """
    keywords = {"id": "@id", "type": "@type"}
    places = {"places": {"@reverse": PLACE, "@type": "@id"}}
    return {"@context": {**keywords, **PREFIXES, **_classes(), **_terms(), **places}}


def description(triples: Iterable[Triple], base: str, context_url: str) -> str:
    """Return what is said of one thing, or of several, as a JSON-LD document.

    Args:
        triples: of the thing first, then of its parts, as ``store.describe`` returns them.
        base: base of the dataset; addresses below it are written relative to it.
        context_url: where ``context()`` is published; a relative address is one of the service.
    """
    writer = _Writer(base)
    trees = writer.trees(triples)
    told: dict[str, Any] = {"@context": [context_url, {"@base": base}]}
    told |= trees[0] if len(trees) == 1 else {"@graph": trees}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


_OTHERS: dict[str, str] = {
    **dict.fromkeys(PARTS, "@id"),
    **dict.fromkeys(("skos:inScheme", "skos:exactMatch", "oa:hasSource", "dcterms:license"), "@id"),
    **dict.fromkeys(NAME_PARTS.values(), "xsd:string"),
    "dcterms:description": "xsd:string",
    "dcterms:issued": "xsd:string",
    "foaf:name": "xsd:string",
    "lg:citesOutside": "xsd:string",
    "lg:metric": "xsd:string",
    "lg:position": "xsd:integer",
    "lg:research": "xsd:string",
    "lg:researchEvidence": "xsd:string",
    "prov:generatedAtTime": "xsd:dateTime",
    "schema:maxValue": "xsd:double",
    "schema:minValue": "xsd:double",
    "schema:value": "xsd:double",
    "skos:notation": "xsd:string",
}
"""Properties that no field of a record names, with the type of their values."""

_PARTS = (
    *("foaf:Person", "foaf:Organization", "prov:Agent", "lg:Effect"),
    *("skos:ConceptScheme", "dcat:Dataset"),
)


def _classes() -> dict[str, str]:
    """Return the short names of classes."""
    named = [name for names in CLASSES.values() for name in names]
    named += [*TYPES.values(), *DESIGN_TYPES.values(), "fabio:Expression", *_PARTS]
    return {name.partition(":")[2]: name for name in sorted(set(named))}


def _terms() -> dict[str, dict[str, str]]:
    """Return the short names of properties with the type that their values have by default."""
    found: dict[str, dict[str, str]] = {}
    predicates = {link.predicate: "@id" for links in LINKS.values() for link in links}
    predicates |= dict.fromkeys([*STANCES.values(), CITES], "@id")
    for values in VALUES.values():
        for value in values:
            predicates.setdefault(value.predicate, value.datatype)
    for predicate, kind in _OTHERS.items():
        predicates.setdefault(predicate, kind)
    for predicate, kind in sorted(predicates.items()):
        name = predicate.partition(":")[2]
        short = name if name not in found else predicate.replace(":", "_")
        found[short] = {"@id": predicate}
        if kind != "xsd:string":
            found[short]["@type"] = kind
    return found


class _Writer:
    def __init__(self, base: str) -> None:
        self.base = base
        self.terms = _terms()
        self.short = {iri(said["@id"]): name for name, said in self.terms.items()}
        self.parts = {self.short[iri(name)] for name in PARTS if iri(name) in self.short}
        self.classes = {iri(said): name for name, said in _classes().items()}
        # A relative address is resolved as in a browser, which drops the fragment of its base.
        self.relative = tuple(f"{base}{kind}/" for kind in KINDS) if base.endswith("/") else ()

    def trees(self, triples: Iterable[Triple]) -> list[dict[str, Any]]:
        """Return the nodes of some triples, each part inside what first names it."""
        nodes: dict[str, list[Triple]] = {}
        for triple in triples:
            nodes.setdefault(text(triple.subject), []).append(triple)
        waiting = {self.address(named): self.node(about) for named, about in nodes.items()}
        trees = []
        while waiting:
            tree = waiting.pop(next(iter(waiting)))
            self.gather(tree, waiting)
            if places := [self.placed(named, waiting) for named in self.inside(tree, waiting)]:
                tree["places"] = places
            trees.append(tree)
        return trees

    @staticmethod
    def inside(tree: dict[str, Any], waiting: dict[str, Any]) -> list[str]:
        """Return the addresses of the places in a source that nothing else holds."""
        return [named for named, node in waiting.items() if node.get("hasSource") == tree["id"]]

    def placed(self, named: str, waiting: dict[str, Any]) -> dict[str, Any]:
        """Return a place as its source holds it: ``places`` says whose it is."""
        place: dict[str, Any] = waiting.pop(named)
        self.gather(place, waiting)
        return {name: value for name, value in place.items() if name != "hasSource"}

    def gather(self, tree: dict[str, Any], waiting: dict[str, Any]) -> None:
        """Put the parts of a node, which wait to be placed, inside it."""
        for name, values in tree.items():
            if name not in self.parts:
                continue
            several = values if isinstance(values, list) else [values]
            are_addresses = self.terms[name].get("@type") == "@id"
            placed = [waiting.pop(_named(v, are_addresses), v) for v in several]
            tree[name] = placed if isinstance(values, list) else placed[0]
            for part in placed:
                if isinstance(part, dict):
                    self.gather(part, waiting)

    def node(self, triples: list[Triple]) -> dict[str, Any]:
        from pyoxigraph import NamedNode

        subject = triples[0].subject
        named = isinstance(subject, NamedNode)
        said: dict[str, Any] = {"id": self.address(text(subject)) if named else str(subject)}
        said |= {"type": []} if any(t.predicate.value == iri("rdf:type") for t in triples) else {}
        for triple in triples:
            predicate = triple.predicate.value
            if predicate == iri("rdf:type"):
                kind = text(triple.object)
                said["type"].append(self.classes.get(kind) or self.prefixed(kind))
                continue
            name = self.short.get(predicate) or self.prefixed(predicate)
            said.setdefault(name, []).append(self.value(name, triple.object))
        return {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value
            for name, value in said.items()
        }

    def value(self, name: str, object_: Any) -> Any:
        from pyoxigraph import BlankNode, NamedNode

        usual = self.terms.get(name, {}).get("@type")
        if isinstance(object_, NamedNode | BlankNode):
            named = isinstance(object_, NamedNode)
            address = self.address(object_.value) if named else str(object_)
            return address if usual == "@id" else {"id": address}
        return self.literal(object_, usual)

    def literal(self, literal: Literal, usual: str | None) -> Any:
        if literal.language:
            return {"@value": literal.value, "@language": literal.language}
        datatype = literal.datatype.value
        if usual not in (None, "@id") and datatype == iri(str(usual)):
            plain = usual == "xsd:integer" and _PLAIN.fullmatch(literal.value)
            return int(literal.value) if plain else literal.value
        if datatype == _STRING:
            return literal.value if usual is None else {"@value": literal.value}
        if datatype == iri("xsd:boolean") and literal.value in ("true", "false"):
            return literal.value == "true" if usual is None else _typed(literal, "xsd:boolean")
        return _typed(literal, self.prefixed(datatype))

    def address(self, address: str) -> str:
        below = address.startswith(self.relative) if self.relative else False
        return address[len(self.base) :] if below else address

    def prefixed(self, address: str) -> str:
        for prefix, namespace in PREFIXES.items():
            local = address[len(namespace) :]
            if local and address.startswith(namespace) and not local.startswith("//"):
                return f"{prefix}:{local}"
        return address


def _named(value: Any, is_address: bool) -> str:
    """Return the address of the node that a value names; empty if it names none."""
    if isinstance(value, dict):
        return str(value.get("id", ""))
    return value if is_address and isinstance(value, str) else ""


def _typed(literal: Literal, datatype: str) -> dict[str, str]:
    return {"@value": literal.value, "@type": datatype}
