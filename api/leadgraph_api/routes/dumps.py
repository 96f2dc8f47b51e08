"""Dumps: the dataset whole, as files with checksums, in ranges where they are asked for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path as File
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from leadgraph.errors import NotFoundError
from leadgraph.export.dumps import DUMPS, Dump, Made
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters, problems
from leadgraph_api.answers import (
    DATA_POLICY,
    FRESH,
    HEAD,
    OPEN,
    Answer,
    Header,
    etag,
    link_header,
    to_json,
)
from leadgraph_api.openapi import described

SUMS = "SHA256SUMS"
NAMES = (*DUMPS, SUMS)
TEXT = "text/plain; charset=utf-8"

Name = Annotated[str, Path(description="Of the file", json_schema_extra={"enum": list(NAMES)})]


class Dumps:
    """The dumps of one dataset: those that a snapshot holds, where they lie.

    Each of the others is made when it is first asked for, once, in a private folder.

    Those who wait for a dump that is being made wait without holding a thread.
    """

    def __init__(self, graph: EvidenceGraph) -> None:
        self.graph = graph
        self._folder: TemporaryDirectory[str] | None = None
        self._made: dict[str, Made] = dict(graph.dumps)
        self._locks: dict[str, anyio.Lock] = {}

    async def made(self, name: str) -> Made:
        """Return a dump, written."""
        if name not in self._made:
            async with self._locks.setdefault(name, anyio.Lock()):
                if name not in self._made:
                    self._made[name] = await run_in_threadpool(self._make, DUMPS[name])
        return self._made[name]

    async def all(self) -> Mapping[str, Made]:
        """Return all dumps, written."""
        return {name: await self.made(name) for name in DUMPS}

    def close(self) -> None:
        """Remove the files; one asked for later is made anew."""
        self._made = dict(self.graph.dumps)
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    def _make(self, dump: Dump) -> Made:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="leadgraph-dumps-")
        return dump.make(self.graph.records, File(self._folder.name))

    @property
    def modified(self) -> str | None:
        """When the content last changed, as HTTP dates it: the newest date of a claim."""
        as_of = self.graph.as_of
        if as_of is None:
            return None
        return format_datetime(datetime.combine(as_of, time(), UTC), usegmt=True)


class DumpFile(FileResponse):
    """A dump as an answer: Starlette's, which knows ranges, made to know conditions too.

    The validators are of the content, not of the file: the same on every server.
    """

    def __init__(self, made: Made, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(
            made.file, headers=headers, stat_result=made.file.stat(), media_type=media_type
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, a range of it, or word that the reader has it."""
        if HEAD in scope:
            scope = {**scope, "method": "HEAD"}
        if self._is_held(scope):
            unsent = ("content-length", "content-type", "accept-ranges", "content-disposition")
            kept = [(n, v) for n, v in self.raw_headers if n.decode() not in unsent]
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body", "body": b""})
            return
        refused = await self._send_range(scope, receive, send)
        if refused == 416:
            detail = f"no byte of that range is held; the file has {self.headers['content-length']}"
            bounds = f"bytes */{self.headers['content-length']}"
            headers = [(b"content-range", bounds.encode())]
            await problems.problem(scope, 416, detail, headers=headers)(scope, receive, send)
        elif refused is not None:  # a Range that cannot be read is ignored: RFC 9110 §14.2
            plain = [(name, value) for name, value in scope["headers"] if name != b"range"]
            await super().__call__({**scope, "headers": plain}, receive, send)

    async def _send_range(self, scope: Scope, receive: Receive, send: Send) -> int | None:
        """Send what Starlette answers; withhold it and return its status if it refuses."""
        refused: int | None = None

        async def sent(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refused = message["status"]
            if refused is None:
                await send(message)

        await super().__call__(scope, receive, sent)
        return refused

    def _is_held(self, scope: Scope) -> bool:
        """Tell whether If-None-Match, or else If-Modified-Since, says so (RFC 9110 §13.2.2)."""
        said = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if b"if-none-match" in said:
            tags = [tag.strip().removeprefix("W/") for tag in said[b"if-none-match"].split(",")]
            return "*" in tags or self.headers["etag"] in tags
        since, modified = said.get(b"if-modified-since"), self.headers.get("last-modified")
        if since is None or modified is None:
            return False
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def router(dumps: Dumps) -> APIRouter:
    """Return the routes of the dumps."""
    routes = APIRouter(tags=["linked data"])
    graph = dumps.graph

    @routes.get("/dumps.json", include_in_schema=False)
    @routes.get("/dumps", **described("The files of the dataset, with checksums", "Dumps"))
    async def index(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        body = to_json({"snapshot": graph.snapshot, "as_of": graph.as_of, **await listed(dumps)})
        links = {"self": "/dumps"}
        return Answer(body, etag=etag(graph.snapshot, "/dumps"), headers=[link_header(links)])

    @routes.get(
        "/dumps/{name}",
        **_described(),
    )
    async def dump(request: Request, name: Name) -> Response:
        parameters.nothing(request.scope["query_string"])
        if name == SUMS:
            return Answer(await sums(dumps), TEXT, etag=etag(graph.snapshot, "/dumps/", SUMS))
        if name not in DUMPS:
            raise NotFoundError("dump", name, NAMES)
        return _file(dumps, DUMPS[name], await dumps.made(name))

    return routes


def _described() -> dict[str, Any]:
    """Return what the route of a file tells of itself: it answers parts of files, too."""
    types = sorted({dump.content_type for dump in DUMPS.values()})
    title = "One file of the dataset"
    told = described(title, None, media_type=TEXT, refuses=(404, 416, 422), also=types)
    told["responses"][206] = {"description": "The part asked for (`Range`)"}
    return told


async def listed(dumps: Dumps) -> dict[str, Any]:
    """Return the list of dumps as JSON tells it."""
    made = await dumps.all()
    results = [
        {
            "name": name,
            "title": dump.title,
            "media_type": dump.media_type,
            "bytes": made[name].size,
            "sha256": made[name].sha256.hex(),
            "links": {"self": f"/dumps/{name}"},
        }
        for name, dump in DUMPS.items()
    ]
    links = {"self": "/dumps", "sums": f"/dumps/{SUMS}", "dataset": "/dataset"}
    return {"count": len(results), "results": results, "links": links}


async def sums(dumps: Dumps) -> bytes:
    """Return the checksums as ``sha256sum --check`` reads them."""
    made = await dumps.all()
    return "".join(f"{one.sha256.hex()}  {name}\n" for name, one in made.items()).encode()


def _file(dumps: Dumps, dump: Dump, made: Made) -> DumpFile:
    digest = b64encode(made.sha256).decode()
    told: list[Header] = [FRESH, *OPEN, (b"content-security-policy", DATA_POLICY.encode())]
    headers = {name.decode(): value.decode() for name, value in told}
    headers |= {
        "etag": f'"{made.sha256.hex()}"',
        "repr-digest": f"sha-256=:{digest}:",
        "digest": f"sha-256={digest}",
        "content-disposition": f'attachment; filename="{dump.name}"',
        "link": '</dataset>; rel="describedby", </dumps>; rel="collection"',
    }
    if dumps.modified:
        headers["last-modified"] = dumps.modified
    return DumpFile(made, headers, dump.content_type)
