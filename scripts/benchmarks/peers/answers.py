"""Answers brought to one form, so that programs can be held against one another."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

Told = Any
Rows = Sequence[dict[str, Any]]

TEXT, TITLE = "https://schema.org/text", "http://purl.org/dc/terms/title"


def leadgraph(kind: str, body: bytes) -> Told:
    """Return what an answer of leadgraph says."""
    told = json.loads(body)
    if kind == "map":
        return {
            f"{cell['row']} {cell['column']}": [cell["claims"], cell["studies"]]
            for cell in told["cells"]
            if cell["claims"]
        }
    if kind == "entity":
        return [told["statement"], told["source"]["title"]]
    if kind == "citations":
        return _neighbours(told["count"], [(row["id"], row["count"]) for row in told["results"]])
    return [told["count"], [row["id"] for row in told["results"]]]


def sparql(kind: str, body: bytes) -> Told:
    """Return what an answer in SPARQL's JSON says."""
    rows = [
        {name: cell["value"] for name, cell in row.items()}
        for row in json.loads(body)["results"]["bindings"]
    ]
    if kind == "entity":
        held = {row["property"]: row["value"] for row in rows if row["property"] in (TEXT, TITLE)}
        return [held.get(TEXT), held.get(TITLE)]
    if kind == "map":
        return {
            f"{_tail(row['areas'])} {_tail(row['outcomes'])}": [
                int(row["claims"]),
                int(row["studies"]),
            ]
            for row in rows
        }
    return _rows(kind, rows, "claim")


def table(kind: str, body: bytes) -> Told:
    """Return what an answer of Datasette says."""
    rows = json.loads(body)
    if kind == "entity":
        return [rows[0]["statement"], rows[0]["title"]]
    if kind == "map":
        return {f"{row['area']} {row['outcome']}": [row["claims"], row["studies"]] for row in rows}
    return _rows(kind, rows, "id")


def _rows(kind: str, rows: Rows, id_: str) -> Told:
    total = int(rows[0]["total"]) if rows else 0
    if kind == "citations":
        return _neighbours(total, [(_tail(row["other"]), int(row["count"])) for row in rows])
    return [total, [_tail(row[id_]) for row in rows]]


def _neighbours(total: int, rows: Sequence[tuple[str, int]]) -> Told:
    """Return the counts, and who is there for certain: ties at the end are broken differently."""
    counts = [count for _, count in rows]
    last = min(counts, default=0)
    return [total, counts, sorted(id_ for id_, count in rows if count > last)]


def _tail(iri: str) -> str:
    return unquote(iri.rpartition("/")[2])


FORMS: dict[str, Callable[[str, bytes], Told]] = {
    "leadgraph": leadgraph,
    "sparql": sparql,
    "virtuoso": sparql,
    "sql": table,
}
"""By the language in which a program is asked."""
