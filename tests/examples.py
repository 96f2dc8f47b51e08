"""The examples of the description of the service, as addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

Document = dict[str, Any]


def written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(written, value))
    return (
        {True: "true", False: "false"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


def examples(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each operation's example alone, and all of them together."""
    for path, methods in document["paths"].items():
        operation = methods["get"]
        given = [p for p in operation.get("parameters", []) if "example" in p]
        address = path
        for parameter in given:
            if parameter["in"] == "path":
                slot = f"{{{parameter['name']}}}"
                address = address.replace(slot, quote(written(parameter["example"]), safe=""))
        assert "{" not in address, f"{path} lacks an example"
        asked = [
            f"{p['name']}={quote(written(p['example']), safe=',')}"
            for p in given
            if p["in"] == "query"
        ]
        needed = [
            f"{p['name']}={quote(written(p['example']), safe=',')}"
            for p in given
            if p["in"] == "query" and p.get("required")
        ]
        if not needed:
            yield address, operation
        for one in asked:
            yield f"{address}?{'&'.join(dict.fromkeys([one, *needed]))}", operation
        if asked:
            yield f"{address}?{'&'.join(asked)}", operation
