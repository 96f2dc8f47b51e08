"""Reading: what a query is, and whether it may be evaluated here.

Oxigraph evaluates, and has no switch for SERVICE. Its parser works on characters, not on tokens:
it takes ``trueSERVICE`` for two words, and ``SERVICE:x`` for a keyword and a name. So the query is
split into the terminals of the grammar, and what is handed on is the same query written so that
no other reading of it is left:

- comments are blanked out, and a ``#`` or ``'`` within an IRI is written as an escape: where
  Oxigraph takes ``<`` for "less than", it can begin neither a comment nor a string there;
- a prefix that holds the word "service" gets another name of the same length.

What is left outside strings, IRIs, names and variables is words, and a word that holds SERVICE is
refused. That workers cannot open a socket (``sandbox``) is the second line of defence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from leadgraph.errors import SparqlError
from leadgraph.sparql.prefixes import prefixes
from leadgraph.sparql.tokens import Token, tokens

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
QUERY_MOST = 1_000_000
"""Bytes of a query."""

_SERVICE = re.compile("service", re.IGNORECASE)
_RISKY = re.compile("[#']")


@dataclass(frozen=True)
class Reading:
    """A query that may be evaluated.

    Attributes:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        text: what to hand to the evaluator.
        default: the graphs of its FROM clauses, None when it has neither FROM nor FROM NAMED.
        named: those of its FROM NAMED clauses.
        query: as it was written.
    """

    form: str
    text: str
    default: tuple[str, ...] | None
    named: tuple[str, ...]
    query: str
    edits: tuple[tuple[int, int], ...] = ()

    def place(self, offset: int) -> tuple[int, int]:
        """Return where what stands at an offset in ``text`` is written: 1-based line and column."""
        before = bisect_right(self.edits, offset, key=itemgetter(0))
        longer = self.edits[before - 1][1] if before else 0
        return place(self.query, min(offset - longer, len(self.query)))


def read(query: str) -> Reading:
    """Read a query; say whether it may be evaluated.

    Raises:
        SparqlError: it is an update, asks another service, is too long, or uses a prefix that it
            does not declare.

    >>> read("SELECT * { ?s ?p ?o }").form
    'SELECT'
    >>> read("PREFIX service: <urn:x> ASK { ?s service:at ?o }").form
    'ASK'
    >>> read("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    leadgraph.errors.SparqlError: line 1, column 7: SERVICE would ask another service...
    """
    if len(query.encode("utf-8", "surrogatepass")) > QUERY_MOST:
        raise SparqlError("query-too-long", f"a query has at most {QUERY_MOST:,} bytes")
    found = list(tokens(query))
    said = [token for token in found if token.kind != "comment"]
    form = _form(query, said)
    _refuse_services(query, said)
    _refuse_undeclared(query, said)
    default, named = _graphs(said)
    text, edits = _unambiguous(query, found)
    return Reading(form, text, default, named, query, edits)


def place(query: str, offset: int) -> tuple[int, int]:
    r"""Return the 1-based line and column of an offset.

    >>> place("ASK\n{", 4)
    (2, 1)
    """
    start = query.rfind("\n", 0, offset) + 1
    return query.count("\n", 0, offset) + 1, offset - start + 1


def _form(query: str, said: Sequence[Token]) -> str:
    """Return the form of a query: the first word after its prologue."""
    prologue = ("BASE", "PREFIX", "VERSION")
    words = (token for token in said if token.keyword and token.keyword not in prologue)
    first = next(words, None)
    if first is None:
        raise SparqlError("syntax", "this is no query: it has none of " + ", ".join(FORMS), 1, 1)
    at = place(query, first.start)
    if first.keyword in UPDATES:
        message = f"{first.keyword} is an update, and this service only reads"
        raise SparqlError("update-refused", message, *at)
    if first.keyword not in FORMS:
        message = f"{first.text[:50]!r} begins no query; one of {', '.join(FORMS)} does"
        raise SparqlError("syntax", message, *at, known=FORMS)
    return first.keyword


def _refuse_services(query: str, said: Sequence[Token]) -> None:
    for token in said:
        if token.kind in ("word", "language") and _SERVICE.search(token.text):
            message = "SERVICE would ask another service, and this one opens no connection"
            raise SparqlError("service-refused", message, *place(query, token.start))


def _refuse_undeclared(query: str, said: Sequence[Token]) -> None:
    """Refuse a name whose prefix is not declared, saying what it may have meant."""
    declared: set[str] = set()
    before = ""
    for token in said:
        if token.kind == "name":
            if before == "PREFIX":
                declared.add(token.label)
            elif token.label not in declared:
                ours = prefixes().get(token.label)
                known = (f"PREFIX {token.label}: <{ours}>",) if ours else ()
                hint = f"; begin the query with {known[0]}" if known else ""
                message = f"the prefix {token.label[:50]}: is not declared{hint}"
                at = place(query, token.start)
                raise SparqlError("undeclared-prefix", message, *at, known=known)
        before = token.keyword


def _graphs(said: Sequence[Token]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return what FROM and FROM NAMED select."""
    default: list[str] = []
    named: list[str] = []
    declared: dict[str, str] = {}
    for i, token in enumerate(said[:-1]):
        if token.keyword == "PREFIX" and said[i + 1].kind == "name" and i + 2 < len(said):
            declared[said[i + 1].label] = _unescaped(said[i + 2].text[1:-1])
        if token.keyword == "FROM":
            chosen, graph = default, said[i + 1]
            if graph.keyword == "NAMED" and i + 2 < len(said):
                chosen, graph = named, said[i + 2]
            if graph.kind == "iri":
                chosen.append(_unescaped(graph.text[1:-1]))
            elif graph.kind == "name":
                local = graph.text[len(graph.label) + 1 :]
                chosen.append(declared.get(graph.label, "") + re.sub(r"\\(.)", r"\1", local))
    return (tuple(default) if default or named else None), tuple(named)


def _unescaped(iri: str) -> str:
    return re.sub(
        r"\\u(.{4})|\\U(.{8})", lambda match: chr(int(match[1] or match[2], 16) % 0x110000), iri
    )


def _unambiguous(query: str, found: Sequence[Token]) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""Write a query so that it can be read in one way only; say where it got longer, by how much.

    >>> _unambiguous("ASK { <urn:a#b> ?p 1 } # x", list(tokens("ASK { <urn:a#b> ?p 1 } # x")))
    ('ASK { <urn:a\\u0023b> ?p 1 }    ', ((18, 5),))
    """
    others = dict(_other_labels(found))
    parts: list[str] = []
    edits: list[tuple[int, int]] = []
    end, longer = 0, 0
    for token in found:
        text = token.text
        if token.kind == "comment":
            text = " " * len(text)
        elif token.kind == "name" and token.label in others:
            text = others[token.label] + text[len(token.label) :]
        elif token.kind == "iri":
            for risky in _RISKY.finditer(text):
                longer += 5
                edits.append((token.start + risky.end() + longer, longer))
            text = _RISKY.sub(lambda risky: f"\\u{ord(risky[0]):04X}", text)
        parts += (query[end : token.start], text)
        end = token.start + len(token.text)
    parts.append(query[end:])
    return "".join(parts), tuple(edits)


def _other_labels(found: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Give each prefix that holds "service" a label of the same length that nothing else has."""
    held = {token.label for token in found if token.kind == "name"}
    for label in sorted(label for label in held if _SERVICE.search(label)):
        number = 0
        while (other := f"p{number:0{len(label) - 1}d}") in held:
            number += 1
        held.add(other)
        yield label, other
