"""Works by negotiation: a request for a list or a work that prefers a format of references.

``Accept: application/x-research-info-systems`` is answered like the ``.ris`` twin, and
``text/x-bibliography; style=apa`` like ``.txt?style=apa``: the types that doi.org knows.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from starlette.types import Scope

from leadgraph.export import WorkFormat, work_formats
from leadgraph.graph import EvidenceGraph
from leadgraph_api.negotiation import DATA, PAGES, route_of

MARKS = (b"bib", b"research-info-systems", b"citationstyles")
"""What stands in the types of our formats, and in no type that browsers ask for."""

LISTS = ("/evidence", "/sources")


class Wanted(NamedTuple):
    """A range of an ``Accept`` header.

    Attributes:
        media_type: or a range of types.
        weight: from 0 to 1.
        style: of references, where one was named.
    """

    media_type: str
    weight: float
    style: str | None


def asks_for_works(scope: Scope) -> bool:
    """Tell whether a request may want a format of references; a quick look, before all routes."""
    return any(
        name == b"accept" and any(mark in value for mark in MARKS)
        for name, value in scope["headers"]
    )


def twin(scope: Scope, graph: EvidenceGraph) -> Scope:
    """Return a request for a list or a work as one for the twin that it prefers, if it does."""
    path: str = scope["path"]
    found = preferred(scope) if _has_twins(route_of(scope), graph) else None
    if found is None:
        return scope
    form, style = found
    query: bytes = scope["query_string"]
    if form.styled and style and b"style=" not in query:
        query = b"&".join(part for part in (query, b"style=" + quote(style).encode()) if part)
    raw: bytes = scope.get("raw_path") or quote(path).encode()
    ending = f".{form.suffix}"
    return {
        **scope,
        "path": path + ending,
        "raw_path": raw + ending.encode(),
        "query_string": query,
    }


def preferred(scope: Scope) -> tuple[WorkFormat, str | None] | None:
    """Return the format that a request wants more than JSON and pages, with a style; or None.

    >>> accept = b"text/x-bibliography; style=apa, application/json;q=0.5"
    >>> form, style = preferred({"headers": [(b"accept", accept)]})
    >>> form.suffix, style
    ('txt', 'apa')
    >>> preferred({"headers": [(b"accept", b"application/x-bibtex;q=0.1, application/json")]})
    """
    wanted = [
        _range(part)
        for name, value in scope["headers"]
        if name == b"accept"
        for part in value.decode("latin-1").lower().split(",")
    ]
    others = max((one.weight for one in wanted if one.media_type in (*PAGES, *DATA)), default=0.0)
    by_type = {type_: form for form in work_formats().values() for type_ in form.accepts}
    ours = [one for one in wanted if one.media_type in by_type and one.weight > others]
    best = max(ours, key=lambda one: one.weight, default=None)
    return (by_type[best.media_type], best.style) if best else None


def _has_twins(path: str, graph: EvidenceGraph) -> bool:
    key = path.removeprefix("/sources/")
    if key == path:
        return path in LISTS
    return key in graph.sources or key.endswith("/citations")


def _range(part: str) -> Wanted:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    said = dict(piece.split("=", 1) for piece in parameters if "=" in piece)
    try:
        weight = float(said.get("q", 1))
    except ValueError:
        weight = 0.0
    return Wanted(name, weight if 0 <= weight <= 1 else 0.0, said.get("style"))
