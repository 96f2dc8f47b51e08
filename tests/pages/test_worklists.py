"""Worklists and About as data."""

from __future__ import annotations

import csv

from starlette.testclient import TestClient

from leadgraph.graph import EvidenceGraph
from leadgraph.worklists import worklists


def test_worklists_are_data_too(client: TestClient, graph: EvidenceGraph) -> None:
    told = client.get("/worklists").json()
    held = worklists(graph.records)
    assert told["count"] == len(held)
    for one in told["results"]:
        assert one["count"] == len(held[one["id"]].items)
        whole = client.get(one["links"]["self"]).json()
        assert [item["id"] for item in whole["results"]] == list(held[one["id"]].items)
        assert client.get(f"/worklists/{one['id']}.json").json() == whole
        for item in whole["results"][:2]:
            for address in item["links"].values():
                assert client.get(address).status_code == 200


def test_a_worklist_is_a_table_too(client: TestClient, graph: EvidenceGraph) -> None:
    text = client.get("/worklists/secondary-claims.csv").text
    rows = list(csv.DictReader(text.splitlines()))
    held = worklists(graph.records)["secondary-claims"].items
    assert [row["id"] for row in rows] == list(held)
    assert rows[0]["text"] == graph.claims[held[0]].statement


def test_a_worklist_that_there_is_not(client: TestClient) -> None:
    problem = client.get("/worklists/secondary-claimz").json()
    assert problem["status"] == 404
    assert "secondary-claims" in problem["errors"][0]["known"]


def test_about_is_data_too(client: TestClient, graph: EvidenceGraph) -> None:
    told = client.get("/about").json()
    assert told["title"] == graph.about.title
    assert told["license"] == graph.about.license
    assert told["counts"]["claims"] == len(graph.claims)
    assert client.get("/about.json").json() == told
