"""Records <-> a networkx ``MultiDiGraph``.

A node is an entity, its id the entity's path (``sources/KEY``, ``claims/ID``,
``concepts/areas/equity``, ``questions/Q1``, ``cells/...``); an edge is a link, its key the name of
the link. Nodes and edges are those of the RDF graph.

Attributes are plain ``str``, ``int`` and ``bool``, so that every writer of networkx takes them:
lists and nested values are JSON text; absent values have no attribute. ``kind`` says what the node
is (so the kind of a claim is ``claim_kind``), ``label`` what to call it in a picture. A text that
XML cannot carry as it is (control characters, carriage returns) stands as JSON under the name of
the field with ``_json`` after it, and such a character in a node id is percent-encoded: GraphML
then loses nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from leadgraph import rdf
from leadgraph.model import (
    ABOUT,
    CELL,
    CLAIM,
    CONCEPT,
    QUESTION,
    SOURCE,
    About,
    Claim,
    Concept,
    InapplicableCell,
    Question,
    Records,
    Source,
)

if TYPE_CHECKING:
    from networkx import Graph, MultiDiGraph

    Attributes = dict[str, str | int | float | bool]

KINDS: dict[str, tuple[type, TypeAdapter[Any]]] = {
    "source": (Source, SOURCE),
    "claim": (Claim, CLAIM),
    "concept": (Concept, CONCEPT),
    "question": (Question, QUESTION),
    "cell": (InapplicableCell, CELL),
}
"""What a node may be, by its attribute ``kind``."""

_KIND_OF = {record: kind for kind, (record, _) in KINDS.items()}

# What XML 1.0 cannot hold, or hands back changed (a carriage return becomes a line feed).
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RENAMED = {"kind": "claim_kind"}


def to_networkx(records: Records) -> MultiDiGraph[str]:
    """Return a dataset as a ``MultiDiGraph``; see the module for its shape.

    >>> from leadgraph.model import Source
    >>> graph = to_networkx(Records(sources=[
    ...     Source(key="a", type="misc", title="A", cites=("b",)),
    ...     Source(key="b", type="book", year=2006)]))
    >>> list(graph.edges(keys=True))
    [('sources/a', 'sources/b', 'cites')]
    >>> graph.nodes["sources/b"]["year"]
    2006
    """
    from networkx import MultiDiGraph

    graph: MultiDiGraph[str] = MultiDiGraph()
    graph.graph.update(_attributes(ABOUT, records.about))
    for path, record in rdf.entities(records):
        kind = _KIND_OF[type(record)]
        attributes = _attributes(KINDS[kind][1], record)
        graph.add_node(node_id(path), kind=kind, **{"label": _label(record)} | attributes)
    for subject, predicate, object_ in rdf.links(records):
        name = predicate.partition(":")[2]
        graph.add_edge(node_id(subject), node_id(object_), key=name, predicate=name)
    return graph


def from_networkx(graph: Graph[str]) -> Records:
    """Return the records of a graph that ``to_networkx`` made, or a part of it.

    The attributes of the nodes are what is read. The edges must say the same: a graph in which
    somebody added or removed an edge alone is refused, because that change would be lost.

    Raises:
        ValueError: a node is none of ours or breaks the rules of its kind, or the edges differ
            from the nodes.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for node, attributes in graph.nodes(data=True):
        kind = attributes.get("kind")
        if kind not in KINDS:
            raise ValueError(f"node {node!r} has kind {kind!r}, not one of {', '.join(KINDS)}")
        found[kind].append(_record(*KINDS[kind], attributes, f"node {node!r}"))
    records = Records(
        sources=found["source"],
        claims=found["claim"],
        concepts=found["concept"],
        questions=found["question"],
        inapplicable=found["cell"],
        about=_record(About, ABOUT, graph.graph, "the graph"),
    )
    _compare_edges(graph, records)
    return records


def _compare_edges(graph: Graph[str], records: Records) -> None:
    said = {
        (node_id(subject), predicate.partition(":")[2], node_id(object_))
        for subject, predicate, object_ in rdf.links(records)
    }
    drawn = {(u, data.get("predicate"), v) for u, v, data in graph.edges(data=True)}
    for what, edges in (("is drawn", drawn - said), ("is missing", said - drawn)):
        if edges:
            subject, predicate, object_ = min(edges, key=str)
            raise ValueError(
                f"edge {subject} -{predicate}-> {object_} {what}, against what the attributes of "
                f"{subject!r} say: change the attribute, and the edge follows"
            )


# ------------------------------------------------------------------------------------- attributes


def _attributes(adapter: TypeAdapter[Any], record: object) -> Attributes:
    return {
        key: value
        for name, raw in adapter.dump_python(record, mode="json").items()
        if raw not in (None, "", [], {})
        for key, value in [_attribute(_RENAMED.get(name, name), raw)]
    }


def _attribute(name: str, value: Any) -> tuple[str, str | int | float | bool]:
    if isinstance(value, list | dict):
        text = json.dumps(value, ensure_ascii=False)
        return name, json.dumps(value) if _NOT_XML.search(text) else text
    if isinstance(value, str) and _NOT_XML.search(value):
        return f"{name}_json", json.dumps(value)
    return name, value


def _record(kind: type, adapter: TypeAdapter[Any], attributes: dict[str, Any], where: str) -> Any:
    """Return the record that some attributes describe."""
    said: dict[str, Any] = {}
    for field in fields(kind):
        name = _RENAMED.get(field.name, field.name)
        if f"{name}_json" in attributes:
            said[field.name] = json.loads(attributes[f"{name}_json"])
        elif name in attributes:
            value = attributes[name]
            is_json = field.name in _NESTED[kind]
            said[field.name] = json.loads(value) if is_json else value
    try:
        return adapter.validate_json(json.dumps(said))
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(str(part) for part in detail["loc"])
        raise ValueError(f"{where}: {place}: {detail['msg']}") from error


def _nested(adapter: TypeAdapter[Any]) -> frozenset[str]:
    """Return the fields whose values are lists or objects in JSON."""
    schema = adapter.json_schema()
    return frozenset(
        name
        for name, form in schema["properties"].items()
        if any(
            one.get("type") in ("array", "object") or "$ref" in one
            for one in (form, *form.get("anyOf", ()))
        )
    )


_NESTED = {kind: _nested(adapter) for kind, adapter in [*KINDS.values(), (About, ABOUT)]}


def _label(record: rdf.Entity) -> str:
    match record:
        case Source():
            text = record.citation
        case Claim():
            text = record.id
        case InapplicableCell():
            text = f"{record.row} × {record.column}"
        case _:
            text = record.label
    return xml_text(text)


def xml_text(text: str) -> str:
    r"""Return a text for people as XML can carry it: what it cannot is a replacement character.

    >>> xml_text("a\x00b")
    'a\ufffdb'
    """
    return _NOT_XML.sub("\ufffd", text)


def node_id(path: str) -> str:
    """Return the node id of a path: the path itself, but for characters XML cannot carry."""
    return _NOT_XML.sub(lambda match: quote(match[0], errors="surrogatepass"), path)
