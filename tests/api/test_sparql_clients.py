"""SPARQL from outside: a real server, real clients, and those who mean no good."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from leadgraph.sparql import cores

COUNT = "PREFIX lg: <https://w3id.org/leadgraph/ns#> SELECT (COUNT(*) AS ?n) { ?s a lg:Claim }"
QUESTIONS = "PREFIX lg: <https://w3id.org/leadgraph/ns#> SELECT ?q { ?q a lg:OpenQuestion }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ATTACKS = [
    PRODUCT,
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f)",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)+ ?b . ?b (!<urn:x>|^!<urn:x>)+ ?c }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), CONCAT('(a|b|ab)*x{9}', STR(?f))) }",
    "ASK {" + "{" * 5_000,
]


class Server(NamedTuple):
    """A server in a process of its own: its address, its process."""

    address: str
    process: subprocess.Popen[str]

    @property
    def sparql(self) -> str:
        return f"{self.address}sparql"

    def children(self) -> list[int]:
        """Return the ids of its child processes, zombies included."""
        found: list[int] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that has ended since
                found += map(int, (task / "children").read_text().split())
        return found

    def get(self, path: str, **parameters: str) -> tuple[int, bytes]:
        try:
            with urlopen(f"{self.address}{path}?{urlencode(parameters)}") as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    command = [sys.executable, "-m", "leadgraph", "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = iter(process.stdout.readline, "")
    line = next(line for line in told if line.startswith("Serving on "))
    server = Server(line.split()[2], process)
    wait_until(lambda: _answers(server))
    yield server
    left = server.children()
    process.terminate()
    process.wait(20)
    process.stdout.close()
    wait_until(lambda: not any(Path(f"/proc/{id_}").exists() for id_ in left))


def _answers(server: Server) -> bool:
    try:
        return server.get("health")[0] == 200
    except OSError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("method", ["GET", "POST", "URLENCODED", "POSTDIRECTLY"])
def test_sparqlwrapper(server: Server, method: str) -> None:
    from SPARQLWrapper import CSV, JSON, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(server.sparql)
    if method in ("GET", "POST"):
        wrapper.setMethod(method)
    else:
        wrapper.setMethod("POST")
        wrapper.setRequestMethod({"URLENCODED": URLENCODED, "POSTDIRECTLY": POSTDIRECTLY}[method])
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(JSON)
    told: Any = wrapper.queryAndConvert()
    assert told["results"]["bindings"][0]["n"]["value"] == "814"
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().split() == [b"n", b"814"]  # type: ignore[union-attr]
    wrapper.setReturnFormat(XML)
    assert "814" in wrapper.queryAndConvert().toxml()  # type: ignore[union-attr]
    wrapper.setQuery("CONSTRUCT WHERE { ?s a ?o } LIMIT 5")
    wrapper.setReturnFormat(TURTLE)
    assert b"a " in wrapper.queryAndConvert()  # type: ignore[operator]
    wrapper.setReturnFormat(XML)
    assert len(wrapper.queryAndConvert()) == 5  # type: ignore[arg-type]
    wrapper.setQuery("ASK { ?s ?p ?o }")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True  # type: ignore[call-overload, index]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returns", ["xml", "json", "csv", "tsv"])
def test_rdflib_store(server: Server, method: str, returns: str) -> None:
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(server.sparql, method=method, returnFormat=returns)
    for graph in (
        rdflib.Graph(store=store),
        rdflib.Graph(store=store, identifier="https://w3id.org/leadgraph/"),
        rdflib.Dataset(store=store, default_union=True),
    ):
        found = {str(row[0]) for row in graph.query(QUESTIONS)}  # type: ignore[index]
        assert {each.rpartition("/")[2] for each in found} == {"Q1", "Q2", "Q3", "Q4", "Q5"}
    graph = rdflib.Graph(store=store)
    question = rdflib.URIRef("https://w3id.org/leadgraph/questions/Q1")
    assert (question, None, None) in graph
    assert len(list(graph.triples((question, None, None)))) > 5


def test_pandas(server: Server) -> None:
    pandas = pytest.importorskip("pandas")
    query = """PREFIX lg: <https://w3id.org/leadgraph/ns#>
        SELECT ?work ?year { ?work a lg:Source ; lg:year ?year } ORDER BY DESC(?year)"""
    address = f"{server.sparql}?{urlencode({'query': query, 'format': 'csv'})}"
    frame = pandas.read_csv(address)
    assert list(frame.columns) == ["work", "year"]
    assert len(frame) == 128
    assert frame.year.dtype.kind == "i"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("ways", [["-G"], []])
def test_curl(server: Server, ways: list[str]) -> None:
    command = ["curl", "-sS", *ways, server.sparql, "--data-urlencode", f"query={COUNT}"]
    command += ["-H", "Accept: text/csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["n", "814"]


def test_whoever_hangs_up_frees_the_worker(server: Server) -> None:
    assert server.get("sparql", query=COUNT)[0] == 200
    request = f"GET /sparql?{urlencode({'query': PRODUCT})} HTTP/1.1\r\nHost: x\r\n\r\n"
    host, _, port = server.address.split("/")[2].partition(":")
    before = server.children()
    for _ in range(4):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(request.encode())
            time.sleep(0.3)
    # With the workers still at it, this would take ten seconds and then be refused.
    assert server.get("sparql", query=COUNT, timeout="5")[0] == 200
    assert set(server.children()) != set(before)


def test_an_attack_ends_and_leaves_nothing(server: Server) -> None:
    """Twenty at once, of every kind: all are refused, all else is answered, nothing stays."""

    def attack(i: int) -> int:
        return server.get("sparql", query=ATTACKS[i % len(ATTACKS)], timeout="0.3")[0]

    with ThreadPoolExecutor(20) as attackers:
        statuses = [attackers.submit(attack, i) for i in range(20)]
        served = 0
        while not all(status.done() for status in statuses):
            status, body = server.get("evidence", area="equity", limit="1")
            assert (status, json.loads(body)["count"] > 0) == (200, True)
            served += 1
    assert served > 3
    assert {status.result() for status in statuses} <= {400, 422, 429}
    assert 422 in {status.result() for status in statuses}
    wait_until(lambda: server.get("sparql", query=COUNT)[0] == 200)
    children = server.children()
    assert len(children) <= cores()
    for id_ in children:
        kilobytes = Path(f"/proc/{id_}/statm").read_text().split()[1]
        assert int(kilobytes) * 4096 < 700 * 1024**2
