"""Things: what stands beside works, claims, concepts and questions, and has an address of its own.

Curators, cells that make no sense, schemes, the dataset and the vocabularies: as JSON tells them,
for routes and pages alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from leadgraph import rdf
from leadgraph.evidence.entities import FIELD_OF_SCHEME
from leadgraph.export import vocabulary
from leadgraph.export.dumps import DUMPS
from leadgraph.graph import EvidenceGraph
from leadgraph.model import CLOSED_SCHEMES, InapplicableCell
from leadgraph.query import written
from leadgraph_api.kept import of_graph

Told = dict[str, Any]


def agents(graph: EvidenceGraph) -> Mapping[str, int]:
    """Return the curators of a dataset, each with the number of claims they signed."""
    return graph.records.curators


def agent(graph: EvidenceGraph, id_: str) -> Told:
    """Return what is told of a curator."""
    return {"id": id_, "name": id_, "claims": agents(graph)[id_]}


@of_graph
def cells(graph: EvidenceGraph) -> Mapping[str, InapplicableCell]:
    """Return the cells that make no sense, by the ids of their row and column."""
    return {path.removeprefix("cells/"): record for path, record in rdf.inapplicable(graph.records)}


def cell(graph: EvidenceGraph, id_: str) -> Told:
    """Return what is told of such a cell."""
    held = cells(graph)[id_]
    axes = {"rows": held.row, "columns": held.column}
    fields = {axis: FIELD_OF_SCHEME.get(key.partition("/")[0]) for axis, key in axes.items()}
    links = {"map": f"/map?{written(fields)}"} if all(fields.values()) else {}
    return {
        "id": id_,
        "row": held.row,
        "column": held.column,
        "reason": held.reason,
        "links": links,
    }


@of_graph
def schemes(graph: EvidenceGraph) -> frozenset[str]:
    """Return the schemes of which a dataset holds concepts."""
    return frozenset(concept.scheme for concept in graph.concepts.values())


def dataset(graph: EvidenceGraph) -> Told:
    """Return what is told of the dataset: what it is, how its graph is made, where it is found."""
    about, counts = graph.about, graph.statistics
    return {
        "iri": about.base,
        "as_of": graph.as_of,
        "title": about.title,
        "description": about.description,
        "creators": list(about.creators),
        "license": about.license,
        "triples": counts.triples,
        "distinct_subjects": counts.subjects,
        "distinct_objects": counts.objects,
        "classes": _prefixed(counts.classes),
        "properties": _prefixed(counts.properties),
        "links": {
            "about": "/about",
            "dumps": "/dumps",
            "sparql": "/sparql",
            "vocabulary": "/ns",
            **{name: f"/dumps/{name}" for name in DUMPS},
        },
    }


def _prefixed(counted: Mapping[str, int]) -> dict[str, int]:
    return {vocabulary.prefixed(address): count for address, count in counted.items()}


def terms(graph: EvidenceGraph) -> Told:
    """Return what is told of the ``lg:`` vocabulary: its terms, and the closed schemes."""
    return {
        "iri": vocabulary.NAMESPACE,
        "title": vocabulary.TITLE,
        "terms": [asdict(term) for term in vocabulary.terms()],
        "schemes": {
            name: [
                {"id": concept.id, "label": concept.label, "definition": concept.definition}
                for concept in graph.records.scheme(name)
            ]
            for name in CLOSED_SCHEMES
        },
        "links": {"context": "/context.jsonld"},
    }


def fields(graph: EvidenceGraph) -> Told:
    """Return what is told of the BibTeX fields that works have."""
    return {
        "iri": vocabulary.BIBTEX,
        "title": vocabulary.BIBTEX_TITLE,
        "terms": [asdict(t) for t in vocabulary.terms(vocabulary.bibtex_fields(graph.records))],
        "schemes": {},
        "links": {},
    }
