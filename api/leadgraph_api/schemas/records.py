"""Records: the properties of what a dataset holds, read off the records themselves."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from leadgraph_api.schemas.shapes import Schema, shape

FOR_WRITERS = ("default", "title", "pattern", "minLength")


def properties(adapter: TypeAdapter[Any], held: dict[str, Schema]) -> dict[str, Schema]:
    """Return the properties of a record; the schemas they refer to go where all are held."""
    schema = adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    for name, part in schema.get("$defs", {}).items():
        held[name] = shape(_told(part["properties"]))
    told: dict[str, Schema] = _told(schema["properties"])
    return told


def _told(part: Any) -> Any:
    """Leave out of a schema what is said to those who write records, not to those who read them."""
    if isinstance(part, list):
        return [_told(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        word: _told(value)
        for word, value in part.items()
        if word not in FOR_WRITERS or isinstance(value, dict)
    }
