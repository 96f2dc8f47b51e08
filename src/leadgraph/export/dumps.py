"""Dumps: a dataset whole, in files that anyone may take away; the same records, the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from leadgraph import render
from leadgraph.export.bibtex import to_bibtex
from leadgraph.export.files import FORMATS
from leadgraph.export.table import evidence_csv, sources_csv
from leadgraph.model import Records

Write = Callable[[Records, BinaryIO], None]

BLOCK = 1 << 20
"""Bytes of a file that are digested at a time."""


class Made(NamedTuple):
    """A dump that is written.

    Attributes:
        file: where it is.
        size: its bytes.
        sha256: their digest.
    """

    file: Path
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of a dataset.

    Attributes:
        name: of the file.
        media_type: its type, without a charset.
        title: what it holds.
        write: writes it into a stream open for bytes.
        rdf: whether it holds the triples of the graph.
    """

    name: str
    media_type: str
    title: str
    write: Write
    rdf: bool = False

    @property
    def content_type(self) -> str:
        """The type with the charset, where the type does not say it."""
        told = self.media_type.startswith("text/") or self.media_type in _NEEDS_CHARSET
        return f"{self.media_type}; charset=utf-8" if told else self.media_type

    def make(self, records: Records, folder: Path) -> Made:
        """Write the file into a folder."""
        file = folder / self.name
        with file.open("wb") as out:
            self.write(records, out)
        digest = sha256()
        with file.open("rb") as written:
            for block in iter(partial(written.read, BLOCK), b""):
                digest.update(block)
        return Made(file, file.stat().st_size, digest.digest())


_NEEDS_CHARSET = frozenset({"application/x-bibtex"})


def _lines(yielded: Callable[[Records], Iterator[str]]) -> Write:
    """Return what writes a text that comes in pieces."""

    def write(records: Records, out: BinaryIO) -> None:
        for piece in yielded(records):
            out.write(piece.encode())

    return write


def _claims_csv(records: Records) -> Iterator[str]:
    held = records.sources
    return evidence_csv((claim, held[claim.source]) for claim in records.claims.values())


def _claims_ndjson(records: Records, out: BinaryIO) -> None:
    for claim in records.claims.values():
        out.write(render.to_bytes(render.item(claim, records)) + b"\n")


def _sources_ndjson(records: Records, out: BinaryIO) -> None:
    for work in records.sources.values():
        out.write(render.to_bytes(render.source(work, records)) + b"\n")


DUMPS: dict[str, Dump] = {
    dump.name: dump
    for dump in (
        Dump("dataset.nq", "application/n-quads", "The graph as N-Quads", FORMATS["nquads"], True),
        Dump("dataset.ttl", "text/turtle", "The graph as Turtle", FORMATS["rdf"], True),
        Dump(
            "dataset.jsonld", "application/ld+json", "The graph as JSON-LD", FORMATS["jsonld"], True
        ),
        Dump(
            "dataset.graphml",
            "application/graphml+xml",
            "Works, claims, concepts and questions with their links, for networkx, Gephi and yEd",
            FORMATS["graphml"],
        ),
        Dump(
            "dataset.json",
            "application/json",
            "Every field of every record, which leadgraph reads back equal",
            FORMATS["json"],
        ),
        Dump(
            "sources.bib",
            "application/x-bibtex",
            "All works as BibTeX",
            _lines(lambda records: iter([to_bibtex(records.sources.values())])),
        ),
        Dump(
            "sources.csv",
            "text/csv",
            "All works, a row a work",
            _lines(lambda records: sources_csv(records.sources.values())),
        ),
        Dump(
            "evidence.csv",
            "text/csv",
            "All claims whatever their status, a row a claim with its work",
            _lines(_claims_csv),
        ),
        Dump(
            "sources.ndjson",
            "application/x-ndjson",
            "All works as JSON, a line a work",
            _sources_ndjson,
        ),
        Dump(
            "evidence.ndjson",
            "application/x-ndjson",
            "All claims whatever their status as JSON, a line a claim with its work",
            _claims_ndjson,
        ),
    )
}
"""Every dump, by name; each depends on the records only."""
