"""Triples -> records: the way back, which gives exactly the records that were written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from leadgraph.errors import CurationError, Problem
from leadgraph.model import Claim, Effect, Name, Records, Source, Stance
from leadgraph.rdf.mapping import NAME_PARTS, STANCES
from leadgraph.rdf.nodes import FAULTS, Fault, Node, Nodes, address, text
from leadgraph.rdf.ontology import made, ontology_of, read_fields
from leadgraph.rdf.terms import PREFIXES, iri

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from leadgraph.rdf.nodes import Term


def read(triples: Iterable[Triple | Quad]) -> Records:
    """Return the records that a graph holds.

    Triples that leadgraph derives (superclasses, ``lg:research``) and triples about anything else
    are passed over.

    Raises:
        CurationError: some node of ours cannot be read; it names every one.
    """
    records, faults = read_leniently(triples)
    if faults:
        raise CurationError([_problem(fault) for fault in faults])
    return records


def read_leniently(triples: Iterable[Triple | Quad]) -> tuple[Records, tuple[Fault, ...]]:
    """Return the records that a graph holds soundly, and the faults of all other nodes."""
    nodes = Nodes(triples)
    ontology = ontology_of(nodes)
    sources = [_source(nodes, node) for node in nodes.of_type("lg:Source")]
    claims = [_claim(nodes, node) for node in nodes.of_type("lg:Claim")]
    records = Records(
        sources=filter(None, sources),
        claims=filter(None, claims),
        concepts=ontology.concepts,
        questions=ontology.questions,
        inapplicable=ontology.inapplicable,
        about=ontology.about,
    )
    return records, tuple(nodes.faults)


def _problem(fault: Fault) -> Problem:
    return Problem(
        file=fault.subject,
        line=0,
        column=None,
        code=fault.code,
        level="error",
        message=fault.message,
        remedy=f"mend the node; it is {FAULTS[fault.code]}",
    )


# ---------------------------------------------------------------------------------------- sources


def _source(nodes: Nodes, node: Node) -> Source | None:
    code = "graph-source"
    key = _id(nodes, node, "sources", code)
    if key is None:
        return None
    fields = read_fields(nodes, node, Source, code)
    outside = {text(o) for o in node["lg:citesOutside"]}
    if outside:
        fields["cites"] = tuple(sorted({*fields.get("cites", ()), *outside}))
    if node["lg:unread"]:
        fields["basis"] = "none"
    # A title, unlike any other text, may be blank.
    fields["title"] = next((text(o) for o in node["dcterms:title"]), "")
    fields["authors"] = _names(nodes, node["dcterms:creator"], code)
    fields["editors"] = _names(nodes, node["schema:editor"], code)
    fields["fields"] = _bib_fields(node)
    nodes.as_written(node, fields)
    return made(nodes, node, Source, fields | {"key": key}, code)


def _id(nodes: Nodes, node: Node, kind: str, code: str) -> str | None:
    path = nodes.path_of(node.iri)
    found, _, name = (path or "").partition("/")
    if found != kind:
        nodes.fault(node, code, f"{node.iri} is not of the form {nodes.base}{kind}/ID")
        return None
    return name


def _names(nodes: Nodes, objects: list[Term], code: str) -> tuple[Name, ...]:
    """Return the names behind a work in their order."""
    placed = []
    for object_ in objects:
        node = nodes.get(address(object_))
        if node is None:
            continue
        parts = {part: text(o) for part, said_by in NAME_PARTS.items() for o in node[said_by]}
        name = made(nodes, node, Name, parts, code)
        if name is not None:
            placed.append((nodes.integer(node, "lg:position", code) or 0, name))
    return tuple(name for _, name in sorted(placed, key=lambda pair: pair[0]))


def _bib_fields(node: Node) -> dict[str, str]:
    start = PREFIXES["bib"]
    found = {
        unquote(predicate[len(start) :]): text(objects[0])
        for predicate, objects in node.properties.items()
        if predicate.startswith(start)
    }
    return dict(sorted(found.items()))


# ----------------------------------------------------------------------------------------- claims


def _claim(nodes: Nodes, node: Node) -> Claim | None:
    code = "graph-claim"
    name = _id(nodes, node, "claims", code)
    if name is None:
        return None
    fields = read_fields(nodes, node, Claim, code)
    for needed in ("direction", "directness", "status"):
        if needed not in fields:
            nodes.fault(node, code, f"the claim has no lg:{needed}")
    fields["asserts_gap"] = any(text(o) in ("true", "1") for o in node["lg:assertsGap"])
    fields["effect"] = _effect(nodes, node, code)
    fields["stance"] = _stance(nodes, node, code)
    fields["locator"] = _locator(nodes, node)
    fields["curator"] = _curator(nodes, node)
    fields["curated"] = _curated(nodes, node, code)
    nodes.as_written(node, fields)
    return made(nodes, node, Claim, fields | {"id": name}, code)


def _effect(nodes: Nodes, node: Node, code: str) -> Effect | None:
    for object_ in node["lg:effect"]:
        effect = nodes.get(address(object_))
        if effect is None:
            continue
        value: Any = next((_number(o) for o in effect["schema:value"]), None)
        limits = [*effect["schema:minValue"][:1], *effect["schema:maxValue"][:1]]
        if len(limits) == 2:
            value = tuple(_number(o) for o in limits)
        fields = {
            "metric": next((text(o) for o in effect["lg:metric"]), None),
            "value": value,
            "note": next((text(o) for o in effect["rdfs:comment"]), None),
        }
        return made(nodes, node, Effect, fields, code)
    return None


def _number(term: Term) -> int | float | str:
    datatype = getattr(term, "datatype", None)
    kind = datatype.value.removeprefix(PREFIXES["xsd"]) if datatype else ""
    if kind == "integer":
        return int(text(term))
    return float(text(term)) if kind in ("double", "decimal", "float") else text(term)


def _stance(nodes: Nodes, node: Node, code: str) -> Stance | None:
    found = [
        (how, path)
        for how, predicate in STANCES.items()
        for object_ in node[predicate]
        if (path := nodes.path(object_))
    ]
    if not found:
        return None
    how, path = nodes.single(node, "a stance", sorted(found), code)
    kind, _, name = path.partition("/")
    if kind not in ("claims", "sources"):
        nodes.fault(node, code, f"the stance is towards {path}, neither a source nor a claim")
        return None
    return made(nodes, node, Stance, {"how": how, kind.removesuffix("s"): name}, code)


def _locator(nodes: Nodes, node: Node) -> str | None:
    """Follow a claim to its place in the source and to the selector that says where that is."""
    for place in node["lg:locator"]:
        for selector in nodes.at(place)["oa:hasSelector"]:
            for value in nodes.at(selector)["rdf:value"]:
                return text(value)
    return None


def _curator(nodes: Nodes, node: Node) -> str | None:
    names = [name for o in node["prov:wasAttributedTo"] for name in nodes.at(o)["foaf:name"]]
    return text(names[0]) if names else None


def _curated(nodes: Nodes, node: Node, code: str) -> date | None:
    for object_ in node["prov:generatedAtTime"]:
        match = re.match(r"\d{4}-\d\d-\d\d", text(object_))
        try:
            return date.fromisoformat(match[0] if match else "")
        except ValueError:
            message = f"{iri('prov:generatedAtTime')} is {text(object_)!r}, which is no date"
            nodes.fault(node, code, message)
    return None
