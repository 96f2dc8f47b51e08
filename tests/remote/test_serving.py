"""``leadgraph serve --store``: the graph lives elsewhere, all of it is answered here."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest

from leadgraph import load, push
from leadgraph.cli import main
from leadgraph.errors import StoreError
from servers import get, serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/leadgraph/ns#Claim> }"


@pytest.fixture(scope="module")
def graph(packaged):
    return packaged


@pytest.fixture
def pushed(server, graph):
    push.push(graph.records, server)
    return server


def test_a_graph_that_stands_on_a_store(pushed, graph):
    remote = load(store=pushed)
    assert remote.snapshot == graph.snapshot
    question = "evidence for distributed leadership impacting students"
    assert remote.ask(question).to_json() == graph.ask(question).to_json()


def test_the_answers_of_the_service(pushed, graph):
    with serving(options=("--store", pushed.query)) as (_, address, counts):
        assert graph.snapshot in counts
        asked = "evidence?area=distributed-leadership&target=students"
        told = json.loads(get(f"{address}{asked}"))
        assert told["count"] == 40
        found = get(f"{address}sparql?format=csv&query={quote(COUNT)}").decode()
        assert list(csv.DictReader(io.StringIO(found))) == [{"n": str(len(graph.claims))}]


def test_several_processes_on_one_store(oxigraph, graph):
    push.push(graph.records, oxigraph)
    options = ("--store", oxigraph.query, "--workers", "2", "--metrics")
    with serving(options=options) as (_, address, _):
        for _ in range(6):
            found = json.loads(get(f"{address}sparql?format=json&query={quote(COUNT)}"))
            assert found["results"]["bindings"][0]["n"]["value"] == str(len(graph.claims))
        assert b'leadgraph_requests_total{route="sparql",status="200"} 6.0' in get(
            f"{address}metrics"
        )


def test_a_store_that_holds_nothing(oxigraph, capsys):
    with pytest.raises(StoreError, match="leadgraph push"):
        load(store=oxigraph, graph="https://example.org/nothing")
    command = ["serve", "--port", "0", "--store", oxigraph.query, "--graph", "urn:nothing"]
    assert main(command) == 1
    assert "leadgraph push" in capsys.readouterr().err
