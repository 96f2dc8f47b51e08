"""Entities over HTTP: each thing at its own address, whatever its id looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

from apart import apart
from leadgraph.graph import EvidenceGraph
from leadgraph_api import create_app

Ask = Callable[..., Any]


def test_a_source_tells_what_it_says_and_who_builds_on_it(ask: Ask, graph: EvidenceGraph) -> None:
    told = ask("/sources/leithwood2006seven")
    assert told["year"] == 2006
    assert told["claims"]
    assert told["summary_of_claims"]["claims"] == len(graph.evidence(source="leithwood2006seven"))


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("source", "/sources/leithwood2006seven"),
        ("concept", "/concepts/areas/equity"),
        ("question", "/questions/Q1"),
    ],
)
def test_an_entity_is_byte_for_byte_what_python_says(
    client: TestClient, graph: EvidenceGraph, kind: str, url: str
) -> None:
    id_ = url.split("/", 2)[2]
    body = graph.describe(kind, id_)
    assert client.get(url).content == body
    assert client.get(f"{url}.json").content == body


def test_a_question_comes_with_its_evidence(ask: Ask) -> None:
    told = ask("/questions/Q1")
    assert told["results"][0]["source"]["key"]
    assert told["count"] == ask(told["links"]["evidence"])["count"]


def test_bibtex_of_a_source(client: TestClient) -> None:
    answer = client.get("/sources/leithwood2006seven.bib")
    assert answer.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert answer.text.startswith("@techreport{leithwood2006seven,")


def test_every_link_of_an_answer_leads_somewhere(client: TestClient, ask: Ask) -> None:
    urls = ["/evidence?limit=3", "/sources?limit=3", "/concepts?scheme=areas,bases", "/questions"]
    told = [ask(url) for url in urls]
    told += [item for answer in told for item in answer["results"]]
    told += [
        ask("/sources/leithwood2006seven"),
        ask("/questions/Q1"),
        ask("/concepts/areas/equity"),
    ]
    links = {link for item in told for link in item.get("links", {}).values()}
    assert len(links) > 30
    for link in links:
        assert client.get(link).status_code == 200, link


async def awkward_keys_are_found(awkward: EvidenceGraph) -> int:
    # Not with TestClient, which decodes a path twice.
    transport = httpx2.ASGITransport(create_app(awkward))
    found = 0
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        for key in set(awkward.sources) - {".."}:  # a client resolves dots before it asks
            answer = await client.get(f"/sources/{quote(key, safe='')}")
            assert answer.status_code == 200, key
            assert answer.json()["key"] == key
            own = await client.get(answer.json()["links"]["self"])
            assert own.content == answer.content
            for claim in answer.json()["claims"]:
                said = await client.get(f"/claims/{quote(claim['id'], safe='')}")
                assert said.json()["source"]["key"] == key
                found += 1
    return found


def test_every_awkward_key_is_found_at_its_link(awkward: EvidenceGraph) -> None:
    assert apart(anyio.run, awkward_keys_are_found, awkward) == len(awkward.claims) - 1


@pytest.mark.parametrize(
    ("address", "key", "media_type"),
    [
        ("/sources/a", "a", "application/json"),
        ("/sources/a.bib", "a.bib", "application/json"),
        ("/sources/a.json", "a.json", "application/json"),
        ("/sources/a.bib.bib", "a.bib", "application/x-bibtex; charset=utf-8"),
        ("/sources/a.bib.json", "a.bib", "application/json"),
        ("/sources/b.bib", "b", "application/x-bibtex; charset=utf-8"),
        ("/sources/dir/work", "dir/work", "application/json"),
        ("/sources/dir%2Fwork", "dir/work", "application/json"),
        ("/sources/dir/work.bib.bib", "dir/work.bib", "application/x-bibtex; charset=utf-8"),
        ("/sources/a+b", "a+b", "application/json"),
        ("/sources/csv", "csv", "application/json"),
    ],
)
def test_an_exact_key_wins_over_a_suffix(
    awkward_client: TestClient, address: str, key: str, media_type: str
) -> None:
    answer = awkward_client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    if media_type == "application/json":
        assert answer.json()["key"] == key
    else:
        assert answer.text.startswith(f"@article{{{key},")


def test_ids_of_concepts_and_questions_may_hold_slashes_and_dots(
    awkward_client: TestClient,
) -> None:
    assert awkward_client.get("/concepts/areas/x/y.z").json()["id"] == "x/y.z"
    assert awkward_client.get("/concepts/areas/x%2Fy.z.json").json()["id"] == "x/y.z"
    assert awkward_client.get("/questions/Q/1.json").json()["id"] == "Q/1.json"
