"""Protocol: a request as SPARQL 1.1 Protocol has it, read strictly.

``query`` stands in the URL (GET), in a form (POST) or is the body itself (POST); the graphs to ask,
the form of the answer and a shorter time stand beside it.
"""

from __future__ import annotations

from binascii import a2b_qp
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from leadgraph.errors import Issue, QueryError, SparqlError
from leadgraph.sparql import QUERY_MOST, Asked, Limits
from leadgraph_api import parameters

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
FORMATS = ("format", "output", "results")
"""Names under which clients send the form of the answer; SPARQLWrapper sends all three."""

KNOWN = ("query", "default-graph-uri", "named-graph-uri", "timeout", *FORMATS)
BODY_MOST = 3 * QUERY_MOST + parameters.URL_MOST
"""Bytes of a body: a query whose every byte is percent-encoded, and what stands beside it."""

TOO_LONG = f"a query has at most {QUERY_MOST:,} bytes"


@dataclass(frozen=True)
class Call:
    """What a request asks of a SPARQL service.

    Attributes:
        asked: the query; None when it asks what the service is.
        seconds: of time that it is content with; None when it says nothing.
        preferred: whether it says so in ``Prefer``.
        formats: forms it names.
        accept: value of its ``Accept``.
    """

    asked: Asked | None
    seconds: float | None
    preferred: bool
    formats: tuple[str, ...]
    accept: str

    def within(self, limits: Limits) -> Limits:
        """Return the limits of this call: never more than those of the service."""
        if self.seconds is None:
            return limits
        return Limits(min(self.seconds, limits.seconds), limits.rows, limits.size)


async def read(request: Request, limits: Limits) -> Call:
    """Read a request.

    Raises:
        SparqlError: it is none of the protocol's.
        QueryError: a parameter is wrong.
    """
    pairs = parameters.read(request.scope["query_string"])
    direct: str | None = None
    if request.method == "POST":
        kind = _kind(request)
        body = await _body(request)
        if kind == DIRECT:
            direct = _text(body)
        else:
            pairs = [*pairs, *form(body)]
    return _call(request, pairs, direct, limits)


def _call(request: Request, pairs: parameters.Pairs, direct: str | None, limits: Limits) -> Call:
    if any(name == "update" for name, _ in pairs):
        raise SparqlError("update-refused", "this service only reads: it takes no update")
    if issues := parameters.refuse_unknown(pairs, KNOWN):
        raise QueryError(issues)
    queries = [*([direct] if direct is not None else []), *_all(pairs, "query")]
    if len(queries) > 1:
        raise SparqlError("several-queries", "more than one query: send one at a time")
    formats = tuple(value for name in FORMATS for value in _all(pairs, name) if value)
    accept = ", ".join(request.headers.getlist("accept"))
    others = [name for name, value in pairs if name not in FORMATS and value]
    if not queries:
        if request.method == "POST" or others:
            raise SparqlError("missing-query", "no query: send one as the parameter query")
        return Call(None, None, False, formats, accept)
    seconds, preferred = _seconds(request, pairs, limits)
    asked = Asked(
        queries[0],
        accept,
        formats,
        tuple(filter(None, _all(pairs, "default-graph-uri"))),
        tuple(filter(None, _all(pairs, "named-graph-uri"))),
    )
    return Call(asked, seconds, preferred, formats, accept)


def _all(pairs: parameters.Pairs, name: str) -> list[str]:
    return [value for given, value in pairs if given == name]


def _kind(request: Request) -> str:
    """Return the media type of a body.

    Raises:
        SparqlError: it is none that holds a query.
    """
    told = request.headers.get("content-type", "")
    kind, *said = (part.strip().lower() for part in told.split(";"))
    if kind == "application/sparql-update":
        raise SparqlError("update-refused", "this service only reads: it takes no update")
    charset = next((part[8:].strip('"') for part in said if part.startswith("charset=")), "utf-8")
    if kind not in (FORM, DIRECT) or charset not in ("utf-8", "utf8", "us-ascii"):
        message = f"a query is sent as {FORM} or as {DIRECT}, in UTF-8; not as {told[:80]!r}"
        raise SparqlError("unsupported-media-type", message, known=(FORM, DIRECT))
    return kind


async def _body(request: Request) -> bytes:
    """Return the body, unless it is longer than any query.

    Raises:
        SparqlError: it is.
    """
    held, size = [], 0
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > BODY_MOST:
        raise SparqlError("query-too-long", TOO_LONG)  # without waiting for it
    try:
        async for chunk in request.stream():
            held.append(chunk)
            size += len(chunk)
            if size > BODY_MOST:
                raise SparqlError("query-too-long", TOO_LONG)
    except ClientDisconnect:
        raise SparqlError("cancelled", "the request was not sent whole") from None
    return b"".join(held)


def form(body: bytes) -> parameters.Pairs:
    """Return the fields of a form, as ``parameters.read`` does those of a URL.

    A form may hold megabytes, and nobody else is answered while they are decoded: so this is
    done in C, by the decoder of quoted-printable, which differs in its sign alone.

    >>> form(b"query=ASK+%7B%7D&timeout=3")
    [('query', 'ASK {}'), ('timeout', '3')]

    Raises:
        MalformedUrlError: it is no percent-encoded form.
        SparqlError: what it encodes is not UTF-8, or it has too many fields.
    """
    if parameters.BARE_PERCENT.search(body):
        message = "the form holds a % that is not followed by two hexadecimal digits"
        raise parameters.MalformedUrlError(message)
    fields = body.split(b"&", parameters.PARAMETERS_MOST)
    if len(fields) > parameters.PARAMETERS_MOST:
        raise SparqlError("several-queries", f"more than {parameters.PARAMETERS_MOST} fields")
    parts = (field.partition(b"=") for field in fields if field)
    return [(_decoded(name), _decoded(value)) for name, _, value in parts]


def _decoded(encoded: bytes) -> str:
    plain = encoded.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return _text(a2b_qp(plain))


def _text(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        message = f"the body is not UTF-8, from byte {error.start + 1:,} on"
        raise SparqlError("syntax", message) from None
    return text


def _seconds(
    request: Request, pairs: parameters.Pairs, limits: Limits
) -> tuple[float | None, bool]:
    """Return the seconds that a request is content with, and whether ``Prefer`` says so.

    Raises:
        QueryError: they are no time that can be had.
    """
    said = [value for value in _all(pairs, "timeout") if value]
    if said:
        seconds = _number(said[0]) if len(said) == 1 else None
        if seconds is None or not 0 < seconds <= limits.seconds:
            message = f"timeout: one number of seconds, above 0 and at most {limits.seconds:g}"
            raise QueryError([Issue("timeout", "invalid-value", message)])
        return seconds, False
    waits = [_number(wait) for wait in _waits(request.headers.getlist("prefer"))]
    wished = [wait for wait in waits if wait is not None and wait > 0]
    return (min(wished[0], limits.seconds), True) if wished else (None, False)


def _waits(preferences: Iterable[str]) -> Iterable[str]:
    """Yield the values of ``wait`` among preferences (RFC 7240)."""
    for part in ",".join(preferences).split(","):
        name, _, value = part.partition(";")[0].partition("=")
        if name.strip().lower() == "wait":
            yield value.strip().strip('"')


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number and number != float("inf") else None
