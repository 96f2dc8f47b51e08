"""Shapes: what schemas are built of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
IDS: Schema = {"type": "array", "items": TEXT}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
LINKS: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "Addresses, relative to the root of the service",
}
SNAPSHOT: Schema = {**TEXT, "description": "Id of the content that was asked"}
QUERY: Schema = {"type": "object", "description": "What was asked, in its canonical form"}
NEXT: Schema = {
    "type": ["string", "null"],
    "description": "Cursor of the page after this one; null at the end",
}
ENTITIES = ("sources", "claims", "concepts", "questions")
"""What a dataset holds, and is counted by."""


def ref(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """Return the schema of an array."""
    return {"type": "array", "items": items}


def shape(properties: Mapping[str, Schema], *, required: Iterable[str] | None = None) -> Schema:
    """Return the schema of an object, all of whose properties are there unless said otherwise."""
    names = list(properties if required is None else required)
    told: Schema = {"type": "object", "properties": dict(properties)}
    return {**told, "required": names} if names else told


def envelope(items: str, **more: Schema) -> Schema:
    """Return the schema of a list: a page of what was found, counted, with the way to the rest."""
    return shape(
        {
            "snapshot": SNAPSHOT,
            "query": QUERY,
            "count": {**COUNT, "description": "Items of the whole result"},
            "results": array(ref(items)),
            "facets": {
                "type": ["object", "null"],
                "additionalProperties": array(ref("FacetValue")),
                "description": "Counts of the whole result, the most first; null if not asked for",
            },
            "next": NEXT,
            "links": LINKS,
            **more,
        }
    )
