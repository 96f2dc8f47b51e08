"""Faults: what is wrong with the syntax of a query, and where exactly.

Oxigraph's parser tells how far it looked, which is some letters past the fault. What it says of the
beginnings of the query, followed by something that is never right, tells which token is at fault:
the first with which it gives up before it gets there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from leadgraph.errors import SparqlError
from leadgraph.sparql.reading import Reading
from leadgraph.sparql.tokens import Token, tokens

if TYPE_CHECKING:
    from pyoxigraph import Store

NEVER_RIGHT = " " * 40 + "\0"
"""No keyword is so long that looking for it would get past these spaces."""

LOOKED_THROUGH_MOST = 20_000
"""Characters of a query that is parsed again and again."""

_AT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Za-z][\w']* [\w' ]+)")


def syntax_error(store: Store, reading: Reading, told: str) -> SparqlError:
    """Say what is wrong with a query that Oxigraph refused, and where.

    Args:
        store: parses.
        reading: the query.
        told: what Oxigraph said.
    """
    match = _AT.match(told)
    if match is None:
        return SparqlError("syntax", told[:300])
    where = _offset(reading.text, int(match[1]), int(match[2]))
    sentences = _SENTENCE.findall(match[3])
    if sentences:
        return SparqlError("syntax", "; ".join(sentences), *reading.place(where))
    said = [token for token in tokens(reading.text) if token.kind != "comment"]
    fault = next((token for token in said if token.text in ("'", '"')), None)
    if fault:
        return SparqlError("syntax", "this string is not closed", *reading.place(fault.start))
    if len(reading.text) > LOOKED_THROUGH_MOST:
        return SparqlError("syntax", "cannot be read from about here on", *reading.place(where))
    first = bisect_left(said, True, key=lambda token: not _is_viable(store, reading, token))
    if first == len(said):
        end = reading.place(len(reading.text))
        return SparqlError("syntax", "the query ends too early", *end)
    wrong = said[first]
    message = f"{wrong.text[:40]!r} cannot stand here"
    if wrong.kind == "iri" and "\\u00" in wrong.text:
        message += "; if '<' is to mean less than, put a space after it"
    return SparqlError("syntax", message, *reading.place(wrong.start))


def _is_viable(store: Store, reading: Reading, last: Token) -> bool:
    """Tell whether a query can begin as this one does, up to and with a token."""
    beginning = reading.text[: last.start + len(last.text)]
    try:
        store.query(beginning + NEVER_RIGHT)
    except SyntaxError as error:
        match = _AT.match(str(error))
        if match:
            reached = _offset(beginning, int(match[1]), int(match[2]))
            return reached >= len(beginning + NEVER_RIGHT) - 1
    return False


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1
