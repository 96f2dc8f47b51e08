"""Untrusted queries are handed on to a real server, within limits."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from leadgraph import push
from leadgraph.errors import SparqlError
from leadgraph.remote import Endpoint, Forwarding
from leadgraph.sparql import Asked, Limits, Result

COUNT = "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/leadgraph/ns#Claim> }"
CLAIMS = "SELECT ?c { ?c a <https://w3id.org/leadgraph/ns#Claim> } ORDER BY ?c"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
"""Long, and of a kind that the servers stop at their own limits of time."""


class Waiting:
    """Somebody who waits, until told otherwise."""

    def __init__(self) -> None:
        self.asked = False
        self.end: Callable[[], object] | None = None

    def call(self, end: Callable[[], object] | None) -> None:
        self.end = end


@pytest.fixture(scope="module")
def graph(packaged):
    return packaged


@pytest.fixture
def forwarding(server: Endpoint, graph) -> Forwarding:
    push.push(graph.records, server)
    return Forwarding(server, graph.about.base, graph.about.base)


def ask(forwarding: Forwarding, query: str, accept: str = "", **limits: float) -> Result:
    return forwarding.evaluate(Asked(query, accept), Limits(**limits), Waiting())


def test_tables_in_every_form(forwarding, graph):
    found = json.loads(ask(forwarding, COUNT, "application/sparql-results+json").body)
    assert found["results"]["bindings"][0]["n"]["value"] == str(len(graph.claims))
    table = ask(forwarding, CLAIMS, "text/csv").body.decode()
    assert len(list(csv.reader(io.StringIO(table)))) == len(graph.claims) + 1
    assert b"<uri>" in ask(forwarding, CLAIMS, "application/sparql-results+xml").body
    assert ask(forwarding, CLAIMS, "text/tab-separated-values").body.startswith(b"?c\n<https")


@pytest.mark.parametrize(("what", "said"), [("lg:Claim", True), ("lg:Nothing", False)])
def test_yes_and_no(forwarding, what, said):
    query = f"PREFIX lg: <https://w3id.org/leadgraph/ns#> ASK {{ ?c a {what} }}"
    assert json.loads(ask(forwarding, query).body)["boolean"] is said


def test_triples(forwarding):
    question = "<https://w3id.org/leadgraph/questions/Q3>"
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {question} }} ?s ?p ?o }}"
    answer = ask(forwarding, query, "text/turtle")
    assert answer.media_type.startswith("text/turtle")
    assert b"lg:OpenQuestion" in answer.body


def test_a_result_is_cut_short_aloud(forwarding):
    answer = ask(forwarding, CLAIMS, "application/sparql-results+json", rows=5)
    assert answer.truncated == "rows=5"
    assert len(json.loads(answer.body)["results"]["bindings"]) == 5
    assert ask(forwarding, CLAIMS, "application/sparql-results+json", size=900).truncated


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DROP ALL", "update-refused"),
        ("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "service-refused"),
        ("SELECT * { ?s ?p }", "evaluation-failed"),
    ],
)
def test_what_is_refused(forwarding, query, code):
    with pytest.raises(SparqlError) as refused:
        ask(forwarding, query)
    assert refused.value.code == code
    assert "127.0.0.1" not in refused.value.message


def test_the_limit_of_time(forwarding):
    began = time.monotonic()
    with pytest.raises(SparqlError) as refused:
        ask(forwarding, ENDLESS, seconds=0.7)
    assert refused.value.code in ("time-limit", "unavailable")
    assert time.monotonic() - began < 5


def test_a_store_that_went_away(graph):
    with pytest.raises(SparqlError) as refused:
        ask(Forwarding(Endpoint("http://127.0.0.1:9/query"), graph.about.base), COUNT)
    assert refused.value.code == "unavailable"
    assert "127.0.0.1" not in refused.value.message


@contextmanager
def dripping() -> Iterator[Endpoint]:
    """A server that sends a byte now and then, and never ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+xml\r\n\r\n<sparql"
            )
            while not over.wait(0.05):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        with Endpoint(f"http://127.0.0.1:{listener.getsockname()[1]}/query") as endpoint:
            yield endpoint
    finally:
        over.set()
        listener.close()
        thread.join()


def test_an_answer_that_never_ends():
    with dripping() as endpoint, pytest.raises(SparqlError) as refused:
        ask(Forwarding(endpoint, "https://example.org/"), "ASK {}", seconds=0.5)
    assert refused.value.code == "time-limit"


def test_nobody_waits_any_more():
    waiting = Waiting()
    threading.Timer(0.3, lambda: setattr(waiting, "asked", True)).start()
    with dripping() as endpoint:
        forwarding = Forwarding(endpoint, "https://example.org/")
        with pytest.raises(SparqlError) as refused:
            forwarding.evaluate(Asked("ASK {}"), Limits(seconds=20), waiting)
    assert refused.value.code == "cancelled"
