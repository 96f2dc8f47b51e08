"""Everybody at once, while processes die: no answer is wrong, and nothing is left behind.

A service is asked by several threads: examples of all routes, conditional and HEAD requests,
downloads that are broken off, SPARQL that is sound, wrong and endless, requests never finished.
Meanwhile its SPARQL workers are killed, one of its own processes too if it has several, and the
dataset moves on. Six seconds; a minute with ``LEADGRAPH_SLOW=1`` or ``CI=true``.
"""

from __future__ import annotations

import random
import shutil
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from effort import LONG, later
from leadgraph.graph import EvidenceGraph, load
from leadgraph_api import create_app
from servers import PATIENCE, get, serving

psutil = pytest.importorskip("psutil", reason="comes with the extra dev")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL, /proc, links")

TOY = Path(__file__).parents[1] / "toy"
SECONDS = 60.0 if LONG else 6.0
THREADS = 6
SPARQL_WORKERS = 2
HOST = "leadgraph.test"
"""What all ask for, so that absolute addresses in answers are the same at any port."""

Answer = tuple[str, bytes]
"""The content type and the body."""

GOOD = (
    "SELECT ?s ?o { ?s <http://purl.org/dc/terms/title> ?o } ORDER BY ?s ?o",
    "ASK { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
)
BAD = ("SELECT * {", "ASK { SERVICE <http://x/> { ?s ?p ?o } }", "DROP ALL", "\x01" * 9)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
UNSORTED = ("/sparql", "/health")
"""Not compared by their bytes: rows in any order; what has no validator."""


@dataclass
class Seen:
    """What one thread saw."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Load:
    """One thread's requests, drawn by chance.

    Attributes:
        address: of the service.
        urls: what is asked.
        expected: the right answers, by snapshot and address.
        rng: chance.
        lossy: whether connections may be cut, because processes of the service are killed.
        seen: what came back.
    """

    address: str
    urls: list[str]
    expected: dict[str, dict[str, Answer]]
    rng: random.Random
    lossy: bool
    seen: Seen = field(default_factory=Seen)

    def run(self, over: Event) -> Seen:
        """Ask until told to stop."""
        acts: list[tuple[Callable[[HTTPConnection], None], int]] = [
            (self.whole, 60), (self.held, 10), (self.head, 10), (self.broken_off, 6),
            (self.sound, 8), (self.unsound, 4), (self.endless, 1), (self.unfinished, 3),
        ]  # fmt: skip
        chances = [chance for _, chance in acts]
        connection = self.connected()
        while not over.is_set() and not self.seen.wrong:
            (act, _) = self.rng.choices(acts, chances)[0]
            try:
                act(connection)
            except (HTTPException, OSError) as error:
                self.seen.answers["cut"] += 1
                if not self.lossy:
                    self.seen.wrong.append(f"{act.__name__}: {error!r}")
                connection.close()
                connection = self.connected()
        connection.close()
        return self.seen

    def connected(self) -> HTTPConnection:
        place = urlsplit(self.address)
        return HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)

    def asked(
        self, connection: HTTPConnection, url: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        told = {name.replace("_", "-"): value for name, value in headers.items()} | {"host": HOST}
        connection.request(method, url, headers=told)
        answer = connection.getresponse()
        body = answer.read()
        self.seen.answers[str(answer.status)] += 1
        found = {name.lower(): value for name, value in answer.getheaders()}
        if answer.status >= 500 and answer.status != 503:
            self.seen.wrong.append(f"{answer.status} {url}: {body[:300]!r}")
        if answer.status in (429, 503) and "retry-after" not in found:
            self.seen.wrong.append(f"{answer.status} without Retry-After: {url}")
        return answer.status, found, body

    def known(self, url: str, headers: dict[str, str]) -> Answer:
        """Return the right answer for the snapshot that an answer says it is of."""
        tag = headers.get("etag", "")
        snapshot = next((one for one in self.expected if tag.strip('"').startswith(one)), None)
        if snapshot is None:  # of a file: its digest
            found = [held[url] for held in self.expected.values()]
            return next(
                (one for one in found if sha256(one[1]).hexdigest() == tag.strip('"')), found[0]
            )
        return self.expected[snapshot][url]

    def any_url(self) -> str:
        return self.rng.choice(self.urls)

    def verify(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        if status in (429, 503):
            return
        right = self.known(url, headers)
        if (status, headers.get("content-type"), body) != (200, *right):
            told = f"{status} {headers.get('content-type')} {body[:200]!r}"
            self.seen.wrong.append(f"{url}\n  is {told}\n  not {right[0]} {right[1][:200]!r}")

    def whole(self, connection: HTTPConnection) -> None:
        url = self.any_url()
        self.verify(url, *self.asked(connection, url))

    def held(self, connection: HTTPConnection) -> None:
        url = self.any_url()
        status, headers, body = self.asked(connection, url)
        self.verify(url, status, headers, body)
        if status == 200:
            status, headers, body = self.asked(connection, url, if_none_match=headers["etag"])
            if status == 304 and body:
                self.seen.wrong.append(f"304 with a body: {url}")
            elif status != 304:  # it has moved on in between
                self.verify(url, status, headers, body)

    def head(self, connection: HTTPConnection) -> None:
        url = self.any_url()
        status, headers, body = self.asked(connection, url, "HEAD")
        if status == 200:
            size = len(self.known(url, headers)[1])
            if body or int(headers.get("content-length", size)) != size:
                self.seen.wrong.append(f"HEAD {url}: {headers}, {len(body)} bytes")

    def broken_off(self, _: HTTPConnection) -> None:
        with closing(self.connected()) as own:
            own.request("GET", self.rng.choice(["/dumps/dataset.nq", "/evidence.ndjson", "/docs"]))
            own.getresponse().read(self.rng.randrange(2000))

    def sound(self, connection: HTTPConnection) -> None:
        url = "/sparql?" + urlencode({"query": self.rng.choice(GOOD)})
        self.verify_sparql(url, *self.asked(connection, url))

    def verify_sparql(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        if status == 422 and b"memory-limit" in body:
            return  # its worker was killed twice
        if status == 200:
            right = {held[url] for held in self.expected.values()}
            if (headers["content-type"], body) not in right:
                self.seen.wrong.append(f"{url} is {body[:200]!r}")
        elif status not in (429, 503):
            self.seen.wrong.append(f"{url} is {status} {body[:300]!r}")

    def unsound(self, connection: HTTPConnection) -> None:
        url = "/sparql?" + urlencode({"query": self.rng.choice(BAD)})
        status, headers, _ = self.asked(connection, url)
        if status not in (400, 403, 429, 503) or "problem+json" not in headers["content-type"]:
            self.seen.wrong.append(f"{url}: {status}")

    def endless(self, connection: HTTPConnection) -> None:
        url = "/sparql?" + urlencode({"query": ENDLESS, "timeout": "0.5"})
        status, _, body = self.asked(connection, url)
        if status not in (422, 429, 503):
            self.seen.wrong.append(f"{url}: {status} {body[:200]!r}")

    def unfinished(self, _: HTTPConnection) -> None:
        place = urlsplit(self.address)
        parts = [
            b"GET /evid", b"GET /evidence HTTP/1.1\r\nHost: x\r\nX: ", b"\x16\x03\x01\x02",
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK",
            b"GET /" + b"a" * 70_000, b"GET / HTTP/1.1\r\nX" + b": y\r\nX" * 5_000,
        ]  # fmt: skip
        with closing(socket.create_connection((place.hostname, place.port), PATIENCE)) as own:
            with suppress(OSError):  # refused while it is being sent
                own.sendall(self.rng.choice(parts))
            pause(0.05)


def pause(seconds: float) -> None:
    Event().wait(seconds)


# -------------------------------------------------------------------------------- what is expected


def addresses(document: dict[str, Any]) -> Iterator[str]:
    """Yield every operation's examples, all together and as few as it takes."""
    for path, methods in document["paths"].items():
        given = [p for p in methods["get"].get("parameters", []) if "example" in p]
        address = path
        for one in given:
            if one["in"] == "path":
                address = address.replace(f"{{{one['name']}}}", quote(str(one["example"]), safe=""))
        asked = [p for p in given if p["in"] == "query"]
        if path in UNSORTED or "{" in address:
            continue
        for few in (True, False):
            shown = [p for p in asked if p.get("required") or not few]
            pairs = {p["name"]: _written(p["example"]) for p in shown}
            yield address + ("?" + urlencode(pairs) if pairs else "")


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def answers(graph: EvidenceGraph, previous: EvidenceGraph, asked: list[str]) -> dict[str, Answer]:
    """Return what the service of a graph should answer, from one in this process."""
    found = {}
    app = create_app(graph, [previous])
    with TestClient(app, base_url=f"http://{HOST}") as client:
        for url in asked:
            answer = client.get(url, headers={"accept": "*/*"})
            assert answer.status_code == 200, (url, answer.text)
            found[url] = (answer.headers.get("content-type", ""), answer.content)
    return found


@dataclass
class Prepared:
    """Two states of a dataset, and what is right about them.

    Attributes:
        states: their folders.
        graphs: they, loaded.
        listed: addresses whose answers are compared byte by byte.
        right: the answers, by snapshot and address; to ``GOOD`` too.
    """

    states: list[Path]
    graphs: list[EvidenceGraph]
    listed: list[str]
    right: dict[str, dict[str, Answer]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    states = two_states(tmp_path_factory.mktemp("states"))
    graphs = [load(state) for state in states]
    listed = list(dict.fromkeys(addresses(create_app(graphs[0]).openapi())))
    asked = [*listed, *("/sparql?" + urlencode({"query": query}) for query in GOOD)]
    right = {graph.snapshot: answers(graph, graphs[0], asked) for graph in graphs}
    assert len(listed) > 100
    assert len(right) == 2
    return Prepared(states, graphs, listed, right)


# ------------------------------------------------------------------------------------ what happens


def children(server: Any) -> list[Any]:
    """Return the processes that a service has started."""
    with suppress(psutil.NoSuchProcess):
        return list(psutil.Process(server.pid).children(recursive=True))
    return []


def is_sparql(process: Any) -> bool:
    with suppress(psutil.Error):
        return "leadgraph.sparql.worker" in process.cmdline()
    return False


def is_server(process: Any) -> bool:
    with suppress(psutil.Error):
        return "--multiprocessing-fork" in process.cmdline()
    return False


def kill_now_and_then(server: Any, over: Event, rng: random.Random, *, servers: int) -> None:
    """Kill a SPARQL worker every second or so, and a process that serves ``servers`` times."""
    times = [SECONDS * (n + 1) / (servers + 2) for n in range(servers)]
    began = time.monotonic()
    while not over.wait(rng.uniform(0.3, 1.5)):
        held = children(server)
        victims = [one for one in held if is_sparql(one)]
        if times and time.monotonic() - began > times[0]:
            del times[0]
            victims = [one for one in held if is_server(one)]
        if victims:
            with suppress(psutil.NoSuchProcess):
                rng.choice(victims).kill()


@dataclass
class Held:
    """What a service holds of the machine."""

    files: int
    memory: int
    sparql: int
    servers: int

    @classmethod
    def by(cls, server: Any) -> Held:
        """Count, in the service itself and all that serve for it."""
        below = children(server)
        serving_ = [psutil.Process(server.pid), *filter(is_server, below)]
        return cls(
            max(one.num_fds() for one in serving_),
            max(one.memory_info().rss for one in serving_),
            sum(map(is_sparql, below)),
            len(serving_),
        )


def settled(server: Any, most: Held) -> Held:
    """Wait until a service holds no more than it should; return what it holds."""
    end = time.monotonic() + PATIENCE
    while True:
        now = Held.by(server)
        if (now.files <= most.files and now.sparql <= most.sparql) or time.monotonic() > end:
            return now
        pause(0.2)


@pytest.mark.parametrize("workers", [1, later(2)])
def test_mixed_load(
    prepared: Prepared, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("LEADGRAPH_SPARQL_WORKERS", str(SPARQL_WORKERS))
    states, right = prepared.states, prepared.right
    if workers > 1:
        states = [tmp_path / f"{state.name}.snapshot" for state in states]
        for graph, state in zip(prepared.graphs, states, strict=True):
            graph.build(state)
    link = tmp_path / "current"
    link.symlink_to(states[0])
    rng = random.Random(workers)
    options = ("--reload", "--workers", str(workers), "--previous", str(states[0]))
    with serving("--data", link, options=options) as (server, address, _):
        get(f"{address}health")
        loads = [
            Load(address, prepared.listed, right, random.Random(rng.random()), lossy=workers > 1)
            for _ in range(THREADS)
        ]
        pressed(loads, SECONDS / 4, lambda over: None)  # what it needs once, it has now
        before = Held.by(server)

        def meanwhile(over: Event) -> None:
            with ThreadPoolExecutor(1) as pool:
                killing = pool.submit(
                    kill_now_and_then, server, over, rng, servers=2 * (workers > 1)
                )
                over.wait(SECONDS / 2)
                point(link, states[1])
                killing.result()

        told = pressed(loads, SECONDS, meanwhile)
        assert told["200"] > 100
        assert told["304"]
        assert server.poll() is None
        assert get(f"{address}evidence") == right[prepared.graphs[1].snapshot]["/evidence"][1]
        # Parts of a snapshot are opened when first asked for; a whole state has some three hundred.
        most = Held(before.files + 60, 0, SPARQL_WORKERS * workers, 0)
        after = settled(server, most)
        assert after.files <= most.files, (before, after)
        assert after.sparql <= most.sparql, (before, after)
        assert after.servers == before.servers, (before, after)
        assert after.memory < before.memory + 150 * 1024**2, (before, after)
        below = children(server)
    _, alive = psutil.wait_procs(below, PATIENCE)
    assert not alive
    assert not list(temporary.iterdir())


def pressed(loads: list[Load], seconds: float, meanwhile: Callable[[Event], None]) -> Counter[str]:
    """Ask from several threads for a while; fail with what was wrong."""
    over = Event()
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(len(loads) + 1) as pool:
        asking = [pool.submit(one.run, over) for one in loads]
        happening = pool.submit(meanwhile, over)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not any(one.seen.wrong for one in loads):
            pause(0.1)
        over.set()
        happening.result()
        for one in asking:
            seen = one.result()
            told += seen.answers
            assert not seen.wrong, "\n".join(seen.wrong)
    return told


def two_states(folder: Path) -> list[Path]:
    """Return the folders of a dataset and of the same a little later."""
    made = [folder / "now", folder / "later"]
    for state in made:
        shutil.copytree(TOY, state)
    path = made[1] / "references.bib"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title = {", "title = {Later: ", 1), "utf-8")
    assert path.read_text("utf-8") != text
    return made


def point(link: Path, folder: Path) -> None:
    """Have a link lead to a folder, from one moment to the next."""
    other = link.with_name("other-link")
    other.symlink_to(folder)
    other.replace(link)
