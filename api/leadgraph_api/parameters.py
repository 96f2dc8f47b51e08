"""Parameters: what stands in a URL, read once and strictly.

A parameter that a route does not know, one given twice that may stand once, a percent sign that
encodes nothing: each is refused and named. Nothing is ever silently ignored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.types import Scope

from leadgraph.errors import Issue, LeadgraphError, QueryError, near_misses
from leadgraph.query import EvidenceQuery

URL_MOST = 16_384
"""Bytes of path and query string together: room for the longest text search, percent-encoded."""

PARAMETERS_MOST = 200

UNKNOWN_MOST = 20
"""Unknown parameters that are named; looking for near misses of thousands would take seconds."""

BARE_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")

QUERY_FIELDS: frozenset[str] = frozenset(EvidenceQuery.model_fields)
FORM_FIELDS: frozenset[str] = frozenset({"select", "facets"})
"""Parameters of JSON lists that change the form of an answer, not what it is about."""

TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

Pairs = list[tuple[str, str]]


class MalformedUrlError(LeadgraphError, ValueError):
    """A URL is not made of percent-encoded UTF-8, or holds a NUL."""


class TooLongError(LeadgraphError, ValueError):
    """A URL is longer than any question."""


class Asked(NamedTuple):
    """What a URL asks of a list.

    Attributes:
        query: which items.
        select: the fields of an item to keep, sorted; all of them when None.
        facets: whether to count by facet.
    """

    query: EvidenceQuery
    select: tuple[str, ...] | None = None
    facets: bool = True


def verify_url(scope: Scope) -> None:
    """Refuse a URL that is too long, or whose path cannot be decoded.

    Raises:
        TooLongError: naming the limit.
        MalformedUrlError: saying what is wrong.
    """
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    if len(path) + len(scope["query_string"]) > URL_MOST:
        raise TooLongError(f"a URL of more than {URL_MOST} bytes")
    if b"%" in path or not path.isascii():
        decode(path, "path")


def decode(encoded: bytes, part: str) -> str:
    """Decode percent-encoded UTF-8, strictly.

    Raises:
        MalformedUrlError: when it is none, or holds a NUL.
    """
    if BARE_PERCENT.search(encoded):
        raise MalformedUrlError(
            f"the {part} holds a % that is not followed by two hexadecimal digits; "
            "a percent sign itself is written %25"
        )
    try:
        text = unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        raise MalformedUrlError(f"the {part} is not percent-encoded UTF-8") from None
    if "\0" in text:
        raise MalformedUrlError(f"the {part} holds a NUL character")
    return text


def read(query_string: bytes) -> Pairs:
    """Return the parameters of a query string, decoded once, in their order.

    >>> read(b"area=equity&q=school%20leaders+matter")
    [('area', 'equity'), ('q', 'school leaders matter')]

    Raises:
        MalformedUrlError: when it cannot be decoded.
        TooLongError: when it is longer than any question.
    """
    if len(query_string) > URL_MOST:
        raise TooLongError(f"a URL of more than {URL_MOST} bytes")
    if b"%" in query_string or b"\0" in query_string or not query_string.isascii():
        decode(query_string, "query")
    try:
        return parse_qsl(
            query_string.decode(), keep_blank_values=True, max_num_fields=PARAMETERS_MOST
        )
    except ValueError:
        message = f"more than {PARAMETERS_MOST} parameters"
        raise QueryError([Issue("", "invalid-value", message)]) from None


def refuse_unknown(pairs: Pairs, known: Collection[str]) -> list[Issue]:
    """Return an issue for each parameter that a route does not know, the first of many."""
    names = dict.fromkeys(name for name, _ in pairs if name not in known)
    issues = []
    for name in islice(names, UNKNOWN_MOST):
        near = near_misses(name, known)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        issues.append(Issue(name, "unknown-parameter", f"unknown parameter {name!r}{hint}", near))
    return issues


def only(query_string: bytes, known: Collection[str]) -> None:
    """Refuse any parameter but some.

    Raises:
        QueryError: naming them.
    """
    if query_string and (issues := refuse_unknown(read(query_string), known)):
        raise QueryError(issues)


def nothing(query_string: bytes) -> None:
    """Refuse any parameter.

    Raises:
        QueryError: naming them.
    """
    only(query_string, ())


def page(query_string: bytes) -> Asked:
    """Read what is asked of one page of a list.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = read(query_string)
    issues = refuse_unknown(pairs, QUERY_FIELDS | FORM_FIELDS)
    own = [pair for pair in pairs if pair[0] in FORM_FIELDS]
    select, facets = _form(own, issues) if own else (None, True)
    return Asked(query_of(pairs, issues), select, facets)


def whole(query_string: bytes, twin: str, also: Collection[str] = ()) -> EvidenceQuery:
    """Read what is asked of a whole list.

    Args:
        query_string: as it came.
        twin: ending of the address.
        also: parameters that the twin knows besides, and that are read elsewhere.

    Raises:
        QueryError: naming everything that is wrong, paging included: a whole has no pages.
    """
    pairs = read(query_string)
    issues = refuse_unknown(pairs, QUERY_FIELDS | set(also))
    for name in ("limit", "cursor"):
        if any(name == given for given, _ in pairs):
            message = f"{name}: the .{twin} twin holds the whole result; leave {name} out"
            issues.append(Issue(name, "invalid-value", message))
    return query_of(pairs, issues)


def one(query_string: bytes, name: str, default: str) -> str:
    """Read the value of a parameter that may stand once; others are not looked at.

    Raises:
        QueryError: when it stands more than once.
    """
    said = [value for given, value in read(query_string) if given == name]
    if len(said) > 1:
        raise QueryError([Issue(name, "invalid-value", f"{name} is given more than once")])
    return said[0] if said else default


def several(query_string: bytes, name: str) -> tuple[str, ...]:
    """Read the values of the only parameter that a route knows: repeated, or with commas.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = read(query_string)
    issues = refuse_unknown(pairs, (name,))
    found = values(pairs, name, issues)
    if issues:
        raise QueryError(issues)
    return found


def query_of(pairs: Pairs, issues: list[Issue]) -> EvidenceQuery:
    """Build the query of the parameters that are its fields; raise with all issues, if any."""
    try:
        query = EvidenceQuery.from_params(pair for pair in pairs if pair[0] in QUERY_FIELDS)
    except QueryError as error:
        raise QueryError([*issues, *error.issues]) from None
    if issues:
        raise QueryError(issues)
    return query


def _form(pairs: Pairs, issues: list[Issue]) -> tuple[tuple[str, ...] | None, bool]:
    select = values(pairs, "select", issues) or None
    said = [value for name, value in pairs if name == "facets"]
    if len(said) > 1:
        issues.append(Issue("facets", "invalid-value", "facets is given more than once"))
    facets = TRUTHS.get(said[0].lower()) if said else True
    if facets is None:
        message = f"facets: {said[0]!r} is neither true nor false"
        issues.append(Issue("facets", "invalid-value", message, ("true", "false")))
    return select, facets is not False


def values(pairs: Iterable[tuple[str, str]], name: str, issues: list[Issue]) -> tuple[str, ...]:
    """Return the values of one parameter, repeated or with commas, sorted; add what is wrong."""
    said = [part.strip() for given, value in pairs if given == name for part in value.split(",")]
    if not all(said):
        message = f"{name}: an empty value; leave the parameter out instead"
        issues.append(Issue(name, "invalid-value", message))
    return tuple(sorted(set(said)))
