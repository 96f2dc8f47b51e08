"""A dataset goes into a real server, and comes back the same."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from invented import invented_records
from leadgraph import push
from leadgraph.cli import main
from leadgraph.errors import StoreError
from leadgraph.remote import Endpoint


@pytest.fixture(scope="module")
def records(packaged):
    return packaged.records


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> str:
    return f"https://example.org/{request.node.name.replace('[', '/').rstrip(']')}"


def test_the_packaged_dataset_comes_back(server, records, graph):
    done = push.push(records, server, graph=graph)
    assert done.sent == done.triples == server.count(graph) > 20_000
    back = push.pull(server, graph)
    assert back == records
    assert back.snapshot == records.snapshot


def test_a_second_push_sends_nothing(server, graph):
    small = invented_records(random.Random(1), 20)
    push.push(small, server, graph=graph)
    assert push.push(small, server, graph=graph).sent == 0


def test_a_push_goes_on_where_it_was_cut_off(server, graph):
    small = invented_records(random.Random(2), 40)
    with cut_off(server, after=9) as endpoint, pytest.raises(StoreError):
        push.push(small, endpoint, graph=graph, batch=50)
    far = push.progress(server, graph)
    assert far is not None
    assert 0 < far.sent <= server.count(graph)
    assert not far.whole
    with pytest.raises(StoreError, match="has not ended"):
        push.pull(server, graph)
    done = push.push(small, server, graph=graph, batch=50)
    assert done.sent == done.triples - far.sent
    assert push.pull(server, graph) == small


def test_what_another_put_there_is_not_touched(server, graph):
    server.run(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}")
    small = invented_records(random.Random(3), 5)
    with pytest.raises(StoreError, match="did not push"):
        push.push(small, server, graph=graph)
    assert server.count(graph) == 1
    done = push.push(small, server, graph=graph, replace=True)
    assert done.triples == server.count(graph)


def test_another_snapshot_needs_to_be_told_so(server, graph):
    before, after = (invented_records(random.Random(seed), 10) for seed in (4, 5))
    push.push(before, server, graph=graph)
    with pytest.raises(StoreError, match=f"snapshot {before.snapshot}"):
        push.push(after, server, graph=graph)
    push.push(after, server, graph=graph, replace=True)
    assert push.pull(server, graph) == after


def test_a_triple_too_many_is_noticed(server, graph):
    small = invented_records(random.Random(6), 10)
    push.push(small, server, graph=graph)
    server.run(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}")
    with pytest.raises(StoreError, match="--replace"):
        push.push(small, server, graph=graph)


def test_an_empty_graph_names_the_remedy(server, graph):
    with pytest.raises(StoreError, match="leadgraph push"):
        push.pull(server, graph)


def test_by_the_graph_store_protocol(oxigraph, records, graph):
    endpoint = Endpoint(oxigraph.query, graph_store=oxigraph.query.replace("/query", "/store"))
    push.push(records, endpoint, graph=graph, batch=20_000)
    assert push.pull(oxigraph, graph).snapshot == records.snapshot


def test_a_wrong_password_is_named(virtuoso, graph):
    endpoint = Endpoint(virtuoso.query, update=virtuoso.update, user="dba", password="wrong")
    with pytest.raises(StoreError, match=r"40[13].*--user"):
        push.push(invented_records(random.Random(7), 5), endpoint, graph=graph)


def test_the_command(oxigraph, graph, capsys):
    command = ["push", "--store", oxigraph.query, "--graph", graph]
    assert main(command) == 0
    assert "as it should" in capsys.readouterr().err
    assert main(command) == 0
    assert "nothing was sent" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("http://127.0.0.1:9/query", "cannot be reached"),
        ("nonsense", "not an address"),
        ("http://me:secret@localhost/sparql", "take user and password out"),
    ],
)
def test_a_store_that_is_none(store, said, capsys, monkeypatch):
    monkeypatch.setattr("leadgraph.remote.endpoint.PAUSE", 0)
    assert main(["push", "--store", store]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told
    assert len(told.splitlines()) == 1


def test_a_page_that_is_no_endpoint(capsys):
    with answering(b"<html>hello</html>", "text/html") as address:
        assert main(["push", "--store", address]) == 1
    assert "is this the address of a SPARQL endpoint?" in capsys.readouterr().err


def test_an_answer_cut_short_is_not_taken_for_the_whole(oxigraph, graph):
    push.push(invented_records(random.Random(8), 30), oxigraph, graph=graph)
    with (
        cut_off(oxigraph, shorten=True) as endpoint,
        pytest.raises(StoreError, match="raise its limit"),
    ):
        push.pull(endpoint, graph)


@contextmanager
def answering(body: bytes, type_: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            self.send_header("content-type", type_)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as address:
        yield address


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def cut_off(
    server: Endpoint, *, after: int | None = None, shorten: bool = False
) -> Iterator[Endpoint]:
    """Stand before a server: refuse all after some requests, or shorten what it hands out."""
    import httpx2

    seen: list[str] = []
    addresses = {"/query": server.query, "/update": server.update}
    auth = httpx2.DigestAuth("dba", "dba") if server.update.endswith("-auth") else None

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path = urlsplit(self.path).path
            seen.append(path)
            if after is not None and len(seen) > after:
                self.send_response(500)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            names = ("accept", "content-type")
            kept = {n: v for n, v in self.headers.items() if n.lower() in names}
            answer = httpx2.post(addresses[path], content=body, headers=kept, timeout=60, auth=auth)
            told = answer.content
            if shorten and b"CONSTRUCT" in body:
                told = b"\n".join(told.splitlines()[:7]) + b"\n"
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers.get("content-type", "text/plain"))
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as address, Endpoint(address) as endpoint:
        yield endpoint
