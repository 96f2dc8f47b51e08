"""Negotiation: what a request is for, whether as a page or as data, and in which form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from starlette.types import Scope

from leadgraph.export.forms import RDF_TYPES

PAGES = ("text/html", "application/xhtml+xml")
DATA = ("application/json", "application/problem+json", *RDF_TYPES.values())
THINGS: Mapping[str, str] = {"json": "application/json", **RDF_TYPES}
"""Forms in which things are told to programs, by ending; the first is for those who do not care."""


def route_of(scope: Scope) -> str:
    """Return the path of a request within the service, whatever it runs behind."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def prefers_page(scope: Scope) -> bool:
    """Tell whether a request asks for HTML by name, and for JSON or RDF less.

    Browsers do. A client that takes anything (``*/*``) or says nothing gets JSON.

    >>> prefers_page({"headers": [(b"accept", b"text/html,application/xml;q=0.9,*/*;q=0.8")]})
    True
    >>> prefers_page({"headers": [(b"accept", b"*/*")]}), prefers_page({"headers": []})
    (False, False)
    >>> prefers_page({"headers": [(b"accept", b"text/html;q=0.5, application/json")]})
    False
    """
    said = [value for name, value in scope["headers"] if name == b"accept" and b"html" in value]
    if not said:
        return False
    weights = _accepted(scope)
    page = max((weights.get(name, 0.0) for name in PAGES), default=0.0)
    return page > max(weights.get(name, 0.0) for name in DATA)


def preferred(scope: Scope, offered: Mapping[str, str] = THINGS) -> str:
    """Return the form that a request prefers among those offered, by its ending.

    Of forms wanted alike the first offered is taken, and it is taken too when none is wanted: who
    asks for what there is not gets JSON, and sees what it is by its type.

    >>> preferred({"headers": [(b"accept", b"text/turtle, application/ld+json;q=0.9")]})
    'ttl'
    >>> preferred({"headers": [(b"accept", b"application/n-triples;q=0.5, */*;q=0.1")]})
    'nt'
    >>> preferred({"headers": []}), preferred({"headers": [(b"accept", b"image/png")]})
    ('json', 'json')
    """
    weights = _accepted(scope)
    if not weights:
        return next(iter(offered))

    def weight(media_type: str) -> float:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((weights[name] for name in ranges if name in weights), 0.0)

    return max(offered, key=lambda form: weight(offered[form]))


def prefers_rdf(scope: Scope) -> bool:
    """Tell whether a request asks for RDF by name, and for a page less.

    >>> prefers_rdf({"headers": [(b"accept", b"text/turtle")]}), prefers_rdf({"headers": []})
    (True, False)
    """
    return preferred(scope, {"html": PAGES[0], "json": DATA[0], **RDF_TYPES}) in RDF_TYPES


def _accepted(scope: Scope) -> dict[str, float]:
    """Return the weight of each type that a request names."""
    said = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return dict(_weights(said.decode("latin-1").lower())) if said else {}


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        yield name, next((_number(p[2:]) for p in parameters if p.startswith("q=")), 1.0)


def _number(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
