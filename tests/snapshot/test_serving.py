"""A service on a snapshot makes nothing that it holds, reads nothing whole, and leaves nothing."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import random
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from starlette.testclient import TestClient

import leadgraph
from apart import apart
from examples import Document, examples
from invented import invented_records
from leadgraph import EvidenceGraph, rdf, store
from leadgraph.export.dumps import DUMPS
from leadgraph.shelf import Decoded
from leadgraph_api import create_app
from leadgraph_api.app import Service
from leadgraph_api.reloading import Reloading

COUNT = "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY ?class"
CSV = {"accept": "text/csv"}
PATIENCE = 60.0
TOY = Path(__file__).parents[1] / "toy"


@pytest.fixture(scope="module")
def full(loaded: EvidenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot with all that one can hold."""
    folder = tmp_path_factory.mktemp("full") / "snapshot"
    loaded.build(folder, dumps=True)
    return folder


def forbid(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(module, name, fail)


def stands(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


# -- SPARQL and dumps, where they lie --------------------------------------------------------------


def test_sparql_is_answered_from_the_store_of_the_snapshot(
    full: Path, loaded: EvidenceGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stands(full)
    with TestClient(create_app(loaded)) as client:
        expected = client.get("/sparql", params={"query": COUNT}, headers=CSV).content
        described = client.get("/dataset.ttl").content
    forbid(monkeypatch, store, "build")
    forbid(monkeypatch, rdf, "graph")
    services = [create_app(leadgraph.load(full)) for _ in range(2)]
    with TestClient(services[0]) as one, TestClient(services[1]) as other:
        for client in (one, other, one):  # several processes over one store
            assert client.get("/sparql", params={"query": COUNT}, headers=CSV).content == expected
            assert client.get("/dataset.ttl").content == described
    assert stands(full) == before


def test_dumps_are_served_where_they_lie(
    full: Path, loaded: EvidenceGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {path.name for path in (full / "dumps").iterdir()} == set(DUMPS)
    with TestClient(create_app(loaded)) as client:
        expected = {path: client.get(path).content for path in ("/dumps", "/dumps/SHA256SUMS")}
    opened = leadgraph.load(full)
    for dump in DUMPS.values():
        forbid(monkeypatch, type(dump), "make")
    with TestClient(create_app(opened)) as client:
        assert {path: client.get(path).content for path in expected} == expected
        for one in client.get("/dumps").json()["results"]:
            file = client.get(one["links"]["self"], headers={"range": "bytes=0-9"})
            assert file.content == (full / "dumps" / one["name"]).read_bytes()[:10]
            whole = client.get(one["links"]["self"]).content
            assert hashlib.sha256(whole).hexdigest() == one["sha256"]
    assert stands(full / "dumps")


# -- nothing is read whole -------------------------------------------------------------------------

STREAMS = (
    *(".csv", ".ndjson", ".bib", ".biblatex", ".ris", ".csl.json", ".txt", ".html"),
    *(".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".rq", ".png", ".svg", ".graphml"),
)
CLAIMS = 6_000
DECODED_MOST = 700
"""Records that one answer may touch: a page of 200 with their works, some of them twice."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> EvidenceGraph:
    """A dataset of which no page holds more than a small part."""
    folder = tmp_path_factory.mktemp("large") / "snapshot"
    EvidenceGraph(invented_records(random.Random(6), claims=CLAIMS)).build(folder, store=False)
    return leadgraph.load(folder)


def one_each(document: Document) -> Iterator[str]:
    """Yield the first and the last example of each operation: the barest and the fullest."""
    of_operation: dict[str, list[str]] = {}
    for address, operation in examples(document):
        of_operation.setdefault(operation["operationId"], []).append(address)
    for addresses in of_operation.values():
        yield from {addresses[0], addresses[-1]}


def test_no_answer_but_a_whole_list_reads_all_records(
    large: EvidenceGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = 0
    decode = Decoded._at

    def counted(self: Decoded[Any], place: int) -> Any:
        nonlocal decoded
        decoded += 1
        return decode(self, place)

    monkeypatch.setattr(Decoded, "_at", counted)
    monkeypatch.setattr(EvidenceGraph, "store", store.build(leadgraph.load().records))
    asked = 0
    with TestClient(create_app(large), follow_redirects=False) as client:
        assert decoded == 0
        document = client.get("/openapi.json").json()
        assert decoded < DECODED_MOST
        for address in one_each(document):
            path = urlsplit(address).path
            if path.startswith(("/dumps", "/sparql", "/metrics")) or path.endswith(STREAMS):
                continue
            for headers in ({}, {"accept": "text/html"}):
                decoded = 0
                answer = client.get(address, headers=headers)
                assert answer.status_code < 500, address
                assert decoded < DECODED_MOST, address
                asked += 1
    assert asked > 60


# -- moving on -------------------------------------------------------------------------------------


ASKED = (
    *("/", "/dataset", "/sparql", "/concepts/areas", "/network", "/map", "/gaps", "/evidence"),
    *("/sources", "/authors", "/questions", "/worklists", "/openapi.json"),
)


class Held:
    """A reader that takes the head of an answer, and the rest when it is let."""

    def __init__(self) -> None:
        self.begun, self.let = asyncio.Event(), asyncio.Event()
        self.status = 0
        self.body = b""

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        if message["type"] == "http.response.body":
            self.begun.set()
            await self.let.wait()


def scope_of(path: str, query: str = "") -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "http_version": "1.1",
        "server": ("localhost", 80),
        "client": ("localhost", 1),
        "root_path": "",
        "extensions": {},
    }


async def never() -> Any:
    await asyncio.Event().wait()


async def get(app: Any, path: str, query: str = "", headers: Any = ()) -> Held:
    reader = Held()
    reader.let.set()
    scope = scope_of(path, query)
    scope["headers"] += headers
    await app(scope, never, reader.send)
    return reader


@asynccontextmanager
async def living(app: Reloading) -> Any:
    """Run the life of an application around what is done with it."""
    up, down, over = asyncio.Event(), asyncio.Event(), asyncio.Event()
    told = iter(("lifespan.startup", "lifespan.shutdown"))

    async def receive() -> Any:
        kind = next(told)
        if kind == "lifespan.shutdown":
            await down.wait()
        return {"type": kind}

    async def send(message: Any) -> None:
        (up if message["type"] == "lifespan.startup.complete" else over).set()

    life = asyncio.create_task(app({"type": "lifespan"}, receive, send))
    await asyncio.wait_for(up.wait(), PATIENCE)
    yield app
    down.set()
    await asyncio.wait_for(life, PATIENCE)
    assert over.is_set()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


def run(what: Awaitable[None]) -> None:
    apart(asyncio.run, asyncio.wait_for(what, 2 * PATIENCE))  # type: ignore[arg-type]


def test_an_old_state_lets_go_when_its_last_request_is_answered(full: Path, tmp_path: Path) -> None:
    leadgraph.load(TOY).build(tmp_path / "new")
    states = {"now": full}
    served: list[Service] = []

    def serve(graph: EvidenceGraph) -> Service:
        served.append(Service(graph))
        return served[-1]

    async def moves() -> None:
        app = Reloading(lambda: leadgraph.load(states["now"]), lambda: states["now"], serve, None)
        async with living(app):
            assert (await get(app, "/sparql", f"query={quote(COUNT)}")).status == 200
            old = served[0]
            workers = old.line.evaluator
            processes, (place,) = workers.processes, workers._private  # type: ignore[attr-defined]
            assert processes
            assert Path(place).is_dir()
            slow = Held()
            answering = asyncio.create_task(app(scope_of("/evidence.csv"), never, slow.send))
            await asyncio.wait_for(slow.begun.wait(), PATIENCE)
            states["now"] = tmp_path / "new"
            await until(lambda: len(served) == 2 and app._running.app is served[1])
            assert b"snapshot" in (await get(app, "/health")).body
            await asyncio.sleep(0.1)
            assert workers.processes == processes  # type: ignore[attr-defined]
            slow.let.set()
            await answering
            assert slow.body.count(b"\n") > 814
            await until(lambda: not Path(place).exists())
            assert workers.processes == []  # type: ignore[attr-defined]
            assert not any(map(alive, processes))
            assert (await get(app, "/sparql", f"query={quote(COUNT)}")).status == 200
        assert served[1].line.evaluator.processes == []  # type: ignore[attr-defined]

    try:
        run(moves())
    finally:
        gc.unfreeze()


def alive(id_: int) -> bool:
    """Tell whether there is a process, and not only what is left of one."""
    told = Path(f"/proc/{id_}/stat")
    return told.exists() and told.read_text().rpartition(")")[2].split()[0] != "Z"


def test_nothing_that_was_kept_of_an_old_state_keeps_it(full: Path, tmp_path: Path) -> None:
    leadgraph.load(TOY).build(tmp_path / "new", store=False)
    states = {"now": full}
    gone: list[tuple[weakref.ref[Any], ...]] = []

    def serve(graph: EvidenceGraph) -> Service:
        gone.append((weakref.ref(graph), weakref.ref(graph.base), weakref.ref(graph.records)))
        return Service(graph)

    async def moves() -> None:
        app = Reloading(lambda: leadgraph.load(states["now"]), lambda: states["now"], serve, None)
        async with living(app):
            for path in ASKED:
                for headers in ((), ((b"accept", b"text/html"),)):
                    assert (await get(app, path, headers=headers)).status == 200, path
            states["now"] = tmp_path / "new"
            await until(lambda: len(gone) == 2)
            await until(lambda: not any(held() for held in gone[0]))
            assert all(held() is not None for held in gone[1])

    try:
        run(moves())
    finally:
        gc.unfreeze()  # which a service that has moved on freezes
