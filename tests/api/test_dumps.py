"""Dumps and streams: the whole dataset and whole lists, in bytes that can be checked."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from leadgraph import export, rdf
from leadgraph.export.dumps import DUMPS
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records
from leadgraph_api import create_app

NQ = "/dumps/dataset.nq"


def test_the_list_says_what_the_files_are(client: TestClient, graph: EvidenceGraph) -> None:
    told = client.get("/dumps").json()
    assert told["snapshot"] == graph.snapshot
    assert [one["name"] for one in told["results"]] == list(DUMPS)
    sums = dict(
        line.split("  ")[::-1] for line in client.get("/dumps/SHA256SUMS").text.split("\n")[:-1]
    )
    for one in told["results"]:
        file = client.get(one["links"]["self"])
        assert file.headers["content-type"].split(";")[0] == one["media_type"]
        assert len(file.content) == one["bytes"] == int(file.headers["content-length"])
        digest = hashlib.sha256(file.content)
        assert digest.hexdigest() == one["sha256"] == sums[one["name"]]
        assert file.headers["etag"] == f'"{digest.hexdigest()}"'
        encoded = base64.b64encode(digest.digest()).decode()
        assert file.headers["repr-digest"] == f"sha-256=:{encoded}:"
        assert file.headers["digest"] == f"sha-256={encoded}"
        assert file.headers["last-modified"] == "Mon, 23 Nov 2026 00:00:00 GMT"
        assert one["name"] in file.headers["content-disposition"]
        assert file.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("dataset.nq", RdfFormat.N_QUADS),
        ("dataset.ttl", RdfFormat.TURTLE),
        ("dataset.jsonld", RdfFormat.JSON_LD),
    ],
)
def test_a_dump_holds_the_whole_graph(
    client: TestClient, graph: EvidenceGraph, name: str, form: RdfFormat
) -> None:
    held = {quad.triple for quad in parse(client.get(f"/dumps/{name}").content, format=form)}
    assert held == set(rdf.graph(graph.records))


def test_the_records_come_back(client: TestClient, graph: EvidenceGraph) -> None:
    assert export.from_json(client.get("/dumps/dataset.json").content) == graph.records
    lines = client.get("/dumps/evidence.ndjson").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(graph.claims)
    assert client.get("/dumps/evidence.csv").text.count("\r\n") > len(graph.claims)


def test_two_services_give_the_same_bytes(client: TestClient, graph: EvidenceGraph) -> None:
    records = graph.records
    turned = Records(
        sources=reversed(records.sources.values()),
        claims=reversed(records.claims.values()),
        concepts=reversed(records.concepts.values()),
        questions=reversed(records.questions.values()),
        inapplicable=reversed(records.inapplicable),
        about=records.about,
    )
    with TestClient(create_app(EvidenceGraph(turned))) as other:
        sums = client.get("/dumps/SHA256SUMS")
        assert other.get("/dumps/SHA256SUMS").text == sums.text


def test_a_download_can_be_resumed(client: TestClient) -> None:
    whole = client.get(NQ)
    size, tag = len(whole.content), whole.headers["etag"]
    for asked, start, end in (
        ("bytes=0-99", 0, 100),
        (f"bytes={size - 10}-", size - 10, size),
        ("bytes=-7", size - 7, size),
        (f"bytes=5-{size * 2}", 5, size),
    ):
        part = client.get(NQ, headers={"range": asked, "if-range": tag})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.content == whole.content[start:end]
        assert part.headers["repr-digest"] == whole.headers["repr-digest"]
    changed = client.get(NQ, headers={"range": "bytes=0-99", "if-range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    dated = client.get(
        NQ, headers={"range": "bytes=0-9", "if-range": whole.headers["last-modified"]}
    )
    assert dated.status_code == 206


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=99999999-999999999"])
def test_a_range_beyond_the_end_is_a_problem(client: TestClient, asked: str) -> None:
    answer = client.get(NQ, headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 416


@pytest.mark.parametrize("asked", ["nonsense", "bytes=", "bytes=x-y", "lines=1-2", "bytes=9-1"])
def test_a_range_that_cannot_be_read_is_ignored_or_refused(client: TestClient, asked: str) -> None:
    answer = client.get(NQ, headers={"range": asked})
    assert answer.status_code in (200, 416)
    if answer.status_code == 200:
        assert answer.headers["content-length"] == str(len(answer.content))


def test_who_has_it_gets_304_and_head_gets_no_body(client: TestClient) -> None:
    whole = client.get(NQ)
    tag, date = whole.headers["etag"], whole.headers["last-modified"]
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"x", W/{tag}'},
        {"if-none-match": "*"},
        {"if-modified-since": date},
    ):
        answer = client.get(NQ, headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    for headers in (
        {"if-none-match": '"x"', "if-modified-since": date},
        {"if-modified-since": "Mon, 23 Nov 2020 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
    ):
        assert client.get(NQ, headers=headers).status_code == 200
    head = client.head(NQ)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_what_is_no_dump_is_not_found(client: TestClient) -> None:
    answer = client.get("/dumps/dataset.nt")
    assert answer.status_code == 404
    assert "dataset.nq" in answer.json()["errors"][0]["known"]
    for name in ("..%2f..%2fetc%2fpasswd", "%2e%2e", "dataset.nq%00"):
        assert client.get(f"/dumps/{name}").status_code in (400, 404)
    assert client.get(f"{NQ}?x=1").status_code == 422


def test_files_are_private(graph: EvidenceGraph) -> None:
    from leadgraph_api.routes.dumps import Dumps

    dumps = Dumps(graph)
    file = dumps._make(DUMPS["sources.bib"]).file
    assert Path(file).parent.stat().st_mode & 0o077 == 0


def test_files_go_when_the_service_does(graph: EvidenceGraph) -> None:
    app = create_app(graph)
    with TestClient(app) as client:
        assert client.get("/dumps/sources.bib").status_code == 200
        (made,) = app.dumps._made.values()  # type: ignore[attr-defined]
        assert made.file.exists()
    assert not made.file.parent.exists()


@pytest.mark.parametrize(
    "url",
    [
        "/evidence?limit=200",
        "/evidence?area=equity&limit=3",
        "/evidence?q=trust&limit=200",
        "/evidence?area=equity&direction=negative&since=2200",
        "/sources?limit=200",
        "/sources?country=GB&limit=2&sort=newest",
        "/gaps?rows=area&columns=outcome&limit=200",
        "/gaps?limit=3",
    ],
)
def test_a_stream_holds_the_items_of_all_pages(client: TestClient, url: str) -> None:
    items, told = [], client.get(url).json()
    link = told["links"]["ndjson"]
    while True:
        items += told["results"]
        if told["next"] is None:
            break
        told = client.get(told["links"]["next"]).json()
    stream = client.get(link)
    assert stream.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in stream.text.splitlines()] == items
    assert len(items) == told["count"]
    assert client.get(link, headers={"if-none-match": stream.headers["etag"]}).status_code == 304


def test_a_stream_has_no_pages(client: TestClient) -> None:
    answer = client.get("/evidence.ndjson?limit=3")
    assert answer.status_code == 422
    assert "whole" in answer.json()["detail"]
