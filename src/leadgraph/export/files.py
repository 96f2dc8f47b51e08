"""The formats of ``leadgraph export``, and files that are either whole or not there."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from leadgraph import rdf
from leadgraph.errors import near_misses
from leadgraph.export.document import to_json
from leadgraph.export.jsonld import to_jsonld
from leadgraph.export.network import to_networkx
from leadgraph.model import Records

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def _turtle(records: Records, out: BinaryIO) -> None:
    from pyoxigraph import RdfFormat, serialize

    serialize(rdf.graph(records), out, format=RdfFormat.TURTLE, prefixes=rdf.PREFIXES)


def _nquads(records: Records, out: BinaryIO) -> None:
    from pyoxigraph import Quad, RdfFormat, serialize

    quads = (Quad(t.subject, t.predicate, t.object) for t in rdf.graph(records))
    serialize(quads, out, format=RdfFormat.N_QUADS)


def _jsonld(records: Records, out: BinaryIO) -> None:
    for piece in to_jsonld(rdf.graph(records), records.about.base):
        out.write(piece.encode())


def _json(records: Records, out: BinaryIO) -> None:
    for piece in to_json(records):
        out.write(piece.encode())


def _graphml(records: Records, out: BinaryIO) -> None:
    write_graphml(to_networkx(records), out)


def write_graphml(graph: MultiDiGraph[str], out: BinaryIO) -> None:
    """Write a graph of plain attributes as GraphML; each edge is given an id."""
    from networkx import write_graphml_xml

    # Without ids of their own, parallel edges of different subjects would share one.
    for number, (_, _, attributes) in enumerate(graph.edges(data=True)):
        attributes["id"] = f"e{number}"
    write_graphml_xml(graph, out, edge_id_from_attribute="id")


FORMATS: dict[str, Callable[[Records, BinaryIO], None]] = {
    "rdf": _turtle,
    "jsonld": _jsonld,
    "nquads": _nquads,
    "graphml": _graphml,
    "json": _json,
}
"""What a dataset can be exported to; ``rdf`` is Turtle."""


def write(records: Records, format: str, target: Path | str | IO[Any]) -> None:
    """Write a dataset in one of ``FORMATS``; the same records always give the same bytes.

    Args:
        records: the dataset.
        format: a key of ``FORMATS``.
        target: a path, or a stream open for bytes or for text. A file appears under its name when
            it is whole; if anything fails, what stood there before stands there still.

    Raises:
        ValueError: there is no such format.
        OSError: the file cannot be written.
    """
    if format not in FORMATS:
        near = near_misses(format, FORMATS)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"no format {format!r}{hint} (one of {', '.join(FORMATS)})")
    if isinstance(target, str | Path):
        with replacing(target) as out:
            FORMATS[format](records, out)
    elif isinstance(target, io.TextIOBase):
        whole = io.BytesIO()
        FORMATS[format](records, whole)
        target.write(whole.getvalue().decode())
    else:
        FORMATS[format](records, cast("BinaryIO", target))


@contextmanager
def replacing(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` when all is written, and not before.

    A link is followed; a device or a pipe is written to directly, since it cannot be replaced.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as out:
            yield out
        return
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if target.exists():
            partial.chmod(target.stat().st_mode)
        partial.replace(target)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
