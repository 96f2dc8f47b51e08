"""Answers: what is sent, with the headers that every answer carries.

An ``Answer`` is made once, headers and all, and can be sent any number of times. It answers
conditional and HEAD requests itself, so that no route and no middleware has to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from importlib.metadata import version
from typing import NamedTuple
from urllib.parse import quote

import orjson
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from leadgraph.export import every_work_format
from leadgraph.export.nanopub import TRIG

Header = tuple[bytes, bytes]

VERSION = version("leadgraph")
JSON = "application/json"
CSV = "text/csv; charset=utf-8"
BIBTEX = "application/x-bibtex; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
JSONLD = "application/ld+json"
NTRIPLES = "application/n-triples"
NDJSON = "application/x-ndjson"
SPARQL = "application/sparql-query"
MEDIA_TYPES: Mapping[str, str] = {
    "json": JSON,
    "csv": CSV,
    "ttl": TURTLE,
    "jsonld": JSONLD,
    "nt": NTRIPLES,
    "ndjson": NDJSON,
    "rq": SPARQL,
    "trig": TRIG,
    **{form.link: form.media_type for form in every_work_format().values()},
}

OPEN: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Content-Disposition, Leadgraph-Limits, Leadgraph-Truncated, "
        b"Preference-Applied, Retry-After, Last-Modified, Repr-Digest, Accept-Ranges, "
        b"Content-Range",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept"),
)
"""On every answer: anyone's page may read it, its type is what it says, and most addresses answer
browsers with a page, and errors with one everywhere."""

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of everything that is not a page."""

FRESH: Header = (b"cache-control", b"public, no-cache")
"""Anyone may keep an answer, and asks before using it again: a reader must never mix two snapshots
(cursors are bound to one), and asking costs a 304."""

UNKEPT: Header = (b"cache-control", b"no-store")

LINK_MOST = 2000
"""Characters of an address in a Link header; a longer one stands in ``links`` only, because
proxies refuse answers with large headers."""

ALTERNATE_MOST = 500
"""Likewise, of the address of another form: there are a dozen of them."""

CHUNK = 64 * 1024
"""About as many characters of a streamed answer are made and sent at a time."""

ALTERNATES: Mapping[str, str] = {
    name: f'>; rel="alternate"; type="{media_type.partition(";")[0]}"'
    for name, media_type in MEDIA_TYPES.items()
}
"""What follows the address of another form in a Link header."""

TAGS = re.compile(rb'(?:W/)?("[^"]*")')

HEAD = "leadgraph.head"
"""In a scope: the request was a HEAD request, which is answered like GET without the body."""


class Answer(Response):
    """A whole answer, ready to be sent.

    Args:
        body: what is sent.
        media_type: its type, with the charset where that is not known from the type.
        status: HTTP status.
        etag: strong validator, without its quotes; none, and the answer is not to be kept.
        policy: Content-Security-Policy.
        headers: further ones.
    """

    def __init__(
        self,
        body: bytes,
        media_type: str = JSON,
        *,
        status: int = 200,
        etag: str | None = None,
        policy: str = DATA_POLICY,
        headers: Iterable[Header] = (),
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.etag = b'"%s"' % etag.encode() if etag else None
        kept = [(b"etag", self.etag), FRESH] if self.etag else [UNKEPT]
        self._lasting = [*kept, *headers, *OPEN]
        self.raw_headers = [
            *self._content(media_type),
            (b"content-security-policy", policy.encode()),
            *self._lasting,
        ]
        self._start: Message = self._head(status, self.raw_headers)
        self._body: Message = {"type": "http.response.body", "body": body}

    def _content(self, media_type: str) -> list[Header]:
        if self.status_code == 204:
            return []
        length = (b"content-length", b"%d" % len(self.body))
        told = self.body or self.status_code == 200  # a result that is empty has a form, too
        return [(b"content-type", media_type.encode()), length] if told else [length]

    @staticmethod
    def _head(status: int, headers: list[Header]) -> Message:
        return {"type": "http.response.start", "status": status, "headers": headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; 304 when the reader has it; no body to a HEAD request."""
        if self.etag is not None and self._is_held(scope):
            await send(self._head(304, self._lasting))
            await send({"type": "http.response.body", "body": b""})
        elif HEAD in scope:
            await send(self._start)
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._send(scope, receive, send)

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(self._start)
        await send(self._body)

    def _is_held(self, scope: Scope) -> bool:
        """Tell whether If-None-Match names this answer; weak comparison, as RFC 9110 has it."""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                return value.strip() == b"*" or self.etag in TAGS.findall(value)
        return False


class StreamedAnswer(Answer):
    """An answer that is made while it is sent, off the event loop.

    If making it fails half-way, the connection is cut: a reader sees that it is not whole.
    """

    def __init__(self, lines: Iterable[str], media_type: str, *, etag: str, name: str) -> None:
        self._lines = lines
        disposition = b'attachment; filename="%s"' % name.encode()
        super().__init__(
            b"", media_type, etag=etag, headers=[(b"content-disposition", disposition)]
        )

    def _content(self, media_type: str) -> list[Header]:
        return [(b"content-type", media_type.encode())]

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = StreamingResponse(chunks(self._lines))
        stream.raw_headers = self.raw_headers
        await stream(scope, receive, send)


def chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Join lines into pieces worth sending."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def etag(snapshot: str, *asked: object) -> str:
    """Return the validator of an answer: of the snapshot, and of what was asked of it.

    The release is part of it: another one may say the same differently.
    """
    text = "\n".join(map(str, (VERSION, *asked)))
    return f"{snapshot}-{blake2b(text.encode(), digest_size=8).hexdigest()}"


class Signpost(NamedTuple):
    """A typed link to what stands elsewhere (RFC 8288), as signposting.org has them.

    Attributes:
        rel: what the address is to the answer: ``cite-as``, ``describedby`` ...
        address: absolute, or relative to the root of the service.
        media_type: of what is found there, if it has one.
    """

    rel: str
    address: str
    media_type: str | None = None

    @property
    def written(self) -> str:
        """The link as a header has it: an address of any alphabet, percent-encoded."""
        address = self.address
        if not PLAIN(address):
            address = quote(address.encode("utf-8", "surrogatepass"), safe=RESERVED)
        type_ = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{address}>; rel="{self.rel}"{type_}'


RESERVED = ":/?#[]@!$&'()*+,;=%-._~"
PLAIN = re.compile(rf"[\w{re.escape(RESERVED)}]*", re.ASCII).fullmatch
"""Matches addresses that stand in a header as they are, as most do."""


def link_header(links: Mapping[str, str], signposts: Iterable[Signpost] = ()) -> Header:
    """Return the ``links`` of a JSON answer as a Link header, with where it is described."""
    told = ['</openapi.json>; rel="describedby"; type="application/json"']
    for name, address in links.items():
        if name in ("self", "next") and len(address) <= LINK_MOST:
            told.append(f'<{address}>; rel="{name}"')
        elif name in ALTERNATES and len(address) <= ALTERNATE_MOST:
            told.append(f"<{address}{ALTERNATES[name]}")
    told += [signpost.written for signpost in signposts if len(signpost.address) <= LINK_MOST]
    return b"link", ", ".join(told).encode()


def to_json(value: object) -> bytes:
    """Write a value as JSON."""
    return orjson.dumps(value)
