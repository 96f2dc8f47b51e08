"""The place in a list: an opaque cursor, bound to the snapshot and to what was asked."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from zlib import crc32

from leadgraph.errors import Issue, QueryError
from leadgraph.query import EvidenceQuery


def write(snapshot: str, query: EvidenceQuery, route: str, offset: int) -> str:
    """Return the cursor of a place in a list."""
    text = f"{snapshot}.{_bound(query, route)}.{offset}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(snapshot: str, query: EvidenceQuery, route: str) -> int:
    """Return the place that a query's cursor stands for; 0 when it has none.

    Raises:
        QueryError: when the cursor is of another snapshot, another query or no cursor at all.
    """
    if query.cursor is None:
        return 0
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        held, bound, offset = urlsafe_b64decode(padded.encode("ascii")).decode().split(".")
        place = int(offset)
    except ValueError:
        message = "cursor: not a cursor of this service; start again without it"
        raise QueryError([Issue("cursor", "invalid-value", message)]) from None
    if held != snapshot or bound != _bound(query, route) or place < 0:
        message = "cursor: of another snapshot or another query; start again without it"
        raise QueryError([Issue("cursor", "stale-cursor", message)])
    return place


def _bound(query: EvidenceQuery, route: str) -> str:
    return f"{crc32(f'{route}?{query.filter}&{query.order}'.encode()):08x}"
