"""Negotiation: whether a reader wants a page, or the data itself."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.types import Scope

PAGES = ("text/html", "application/xhtml+xml")
DATA = ("application/json", "application/problem+json")


def prefers_page(scope: Scope) -> bool:
    """Tell whether a request asks for HTML by name, and for JSON less.

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
    every = b",".join(value for name, value in scope["headers"] if name == b"accept")
    weights = dict(_weights(every.decode("latin-1").lower()))
    page = max((weights.get(name, 0.0) for name in PAGES), default=0.0)
    return page > max(weights.get(name, 0.0) for name in DATA)


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
