"""The whole graph against SHACL shapes: ``shapes.ttl`` of the dataset, else the packaged one."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadgraph import rdf
from leadgraph.curation.problems import Report

if TYPE_CHECKING:
    from leadgraph.curation.dataset import Reading

FILE = "shapes.ttl"


def check_shapes(folder: Path, reading: Reading, report: Report) -> None:
    """Report every result of validating a dataset's graph, at the place of the record it is on."""
    from leadgraph.curation.dataset import data_dir

    path = next((p for p in (folder / FILE, data_dir() / FILE) if p.exists()), None)
    if path is None:
        return
    shapes = _shapes(path, report)
    if shapes is None:
        return
    data = _graph(rdf.graph(reading.records))
    results = _validate(data, shapes, path.name, report)
    base = reading.records.about.base
    for node, message, predicate in results:
        entity = rdf.entity_path(base, node)
        place = reading.places.of(entity or "")
        name = entity.partition("/")[2] if entity else node
        property_ = f" ({predicate.rpartition('/')[2].rpartition('#')[2]})" if predicate else ""
        report.add("shacl", place.file, place.line, f"{name}{property_}: {message}")


def _shapes(path: Path, report: Report) -> Any | None:
    from rdflib import Graph

    graph = Graph()
    try:
        return graph.parse(path, format="turtle")
    except Exception as error:  # rdflib's parsers raise many kinds
        line = getattr(error, "lines", 0)
        report.add("bad-shapes", path.name, int(line) + 1, f"{path.name} is not Turtle: {error}")
        return None


def _graph(triples: Iterable[Any]) -> Any:
    """Return triples of ours as an rdflib graph, which pyshacl needs."""
    from io import BytesIO

    from pyoxigraph import RdfFormat, serialize
    from rdflib import Graph

    said = BytesIO()
    serialize(triples, said, format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=said.getvalue(), format="nt")


def _validate(data: Any, shapes: Any, file: str, report: Report) -> list[tuple[str, str, str]]:
    """Return the focus node, message and property of every result."""
    from pyshacl import validate
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError
    from rdflib import RDF, SH

    logging.getLogger("pyshacl").setLevel(logging.CRITICAL)
    try:
        _, results, _ = validate(data, shacl_graph=shapes, inference="none")
    except (ReportableRuntimeError, ShapeLoadError, ValueError, TypeError) as error:
        report.add("bad-shapes", file, 0, f"the shapes cannot be used: {error}")
        return []
    found = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
        node, predicate = results.value(result, SH.focusNode), results.value(result, SH.resultPath)
        found.append(
            (str(node), messages[0] if messages else "a shape is broken", str(predicate or ""))
        )
    return sorted(found)
