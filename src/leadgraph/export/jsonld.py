"""Triples -> JSON-LD that people can read: short names, relative addresses, one node a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from leadgraph.rdf.mapping import CITES, LINKS, STANCES, VALUES
from leadgraph.rdf.nodes import text
from leadgraph.rdf.terms import KINDS, PREFIXES, iri

if TYPE_CHECKING:
    from pyoxigraph import Literal, Triple

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_jsonld(triples: Iterable[Triple], base: str) -> Iterator[str]:
    """Yield a JSON-LD document in pieces.

    Args:
        triples: with the triples of one subject in a row.
        base: base of the dataset; addresses below it are written relative to it.
    """
    writer = _Writer(base)
    context = json.dumps(writer.context(), ensure_ascii=False, indent=1)
    yield f'{{"@context": {context},\n"@graph": [\n'
    first = True
    for _, about in groupby(triples, key=lambda triple: triple.subject):
        line = json.dumps(writer.node(list(about)), ensure_ascii=False)
        yield line if first else f",\n{line}"
        first = False
    yield "\n]}\n"


def _terms() -> dict[str, dict[str, str]]:
    """Return the short names of properties with the type that their values have by default."""
    found: dict[str, dict[str, str]] = {}
    predicates = {link.predicate: "@id" for links in LINKS.values() for link in links}
    predicates |= dict.fromkeys([*STANCES.values(), CITES], "@id")
    for values in VALUES.values():
        for value in values:
            predicates.setdefault(value.predicate, value.datatype)
    others = "dcterms:creator schema:editor lg:effect skos:inScheme oa:hasSource oa:hasSelector "
    others += "prov:wasAttributedTo skos:exactMatch"
    predicates |= dict.fromkeys(others.split(), "@id")
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
        # A relative address is resolved as in a browser, which drops the fragment of its base.
        self.relative = tuple(f"{base}{kind}/" for kind in KINDS) if base.endswith("/") else ()

    def context(self) -> dict[str, Any]:
        return {"@base": self.base, **PREFIXES, **self.terms}

    def node(self, triples: list[Triple]) -> dict[str, Any]:
        from pyoxigraph import NamedNode

        subject = triples[0].subject
        named = isinstance(subject, NamedNode)
        said: dict[str, Any] = {"@id": self.address(text(subject)) if named else str(subject)}
        for triple in triples:
            predicate = triple.predicate.value
            if predicate == iri("rdf:type"):
                said.setdefault("@type", []).append(self.prefixed(text(triple.object)))
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
            return address if usual == "@id" else {"@id": address}
        return self.literal(object_, usual)

    def literal(self, literal: Literal, usual: str | None) -> Any:
        if literal.language:
            return {"@value": literal.value, "@language": literal.language}
        datatype = literal.datatype.value
        if usual not in (None, "@id") and datatype == iri(str(usual)):
            return literal.value
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


def _typed(literal: Literal, datatype: str) -> dict[str, str]:
    return {"@value": literal.value, "@type": datatype}
