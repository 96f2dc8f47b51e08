"""Metadata in the heads of pages: what Zotero's button and search engines read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from hostile import hostile_records
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Name, Source
from leadgraph_api.pages import metadata
from leadgraph_api.pages.site import Site
from page import ACCEPT, Html

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def schema_org(client: TestClient, url: str) -> Any:
    (text,) = BLOCK.findall(client.get(url, headers={"accept": ACCEPT}).text)
    return json.loads(text)


def tags(client: TestClient, url: str) -> list[tuple[str, str]]:
    page = Html(client.get(url, headers={"accept": ACCEPT}).text)
    held = [(a["name"], a["content"]) for a in page.all("meta") if "name" in a]
    return [(name, content) for name, content in held if name.startswith("citation_")]


def test_a_work_is_there_for_reference_managers(client: TestClient, graph: EvidenceGraph) -> None:
    work = graph.sources["leithwood2020seven"]
    held = tags(client, "/sources/leithwood2020seven")
    told = dict(held)
    assert held[0] == ("citation_title", work.title)
    assert [v for name, v in held if name == "citation_author"] == [str(n) for n in work.authors]
    assert told["citation_doi"] == work.doi
    assert told["citation_journal_title"] == work.fields["journal"]
    assert told["citation_publication_date"].startswith(str(work.year))


def test_a_work_is_there_for_search_engines(client: TestClient, graph: EvidenceGraph) -> None:
    work = graph.sources["leithwood2020seven"]
    told = schema_org(client, "/sources/leithwood2020seven")
    assert (told["@context"], told["@type"]) == ("https://schema.org/", "ScholarlyArticle")
    assert told["@id"] == f"{graph.about.base}sources/{work.key}"
    assert told["name"] == work.title
    assert told["identifier"] == f"https://doi.org/{work.doi}"
    assert [person["familyName"] for person in told["author"]] == [n.family for n in work.authors]


def test_the_dataset_is_there_for_search_engines_of_data(client: TestClient) -> None:
    told = schema_org(client, "/dataset")
    assert told["@type"] == "Dataset"
    for file in told["distribution"]:
        assert client.head(file["contentUrl"]).status_code == 200


def test_every_work_has_both(client: TestClient, graph: EvidenceGraph) -> None:
    site = Site(graph)
    for work in graph.sources.values():
        assert next(iter(metadata.highwire(work, site))) == ("citation_title", work.title)
        (text,) = BLOCK.findall(str(metadata.of_work(work, site)))
        assert json.loads(text)["name"] == work.title


def test_no_text_ends_a_block() -> None:
    graph = EvidenceGraph(hostile_records())
    for work in graph.sources.values():
        text = str(metadata.of_work(work, Site(graph)))
        assert text.count("<") == 2
        (held,) = BLOCK.findall(text)
        assert json.loads(held)["name"] == work.title
        assert "javascript:" not in held


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("5--22", {"citation_firstpage": "5", "citation_lastpage": "22"}),
        ("e12", {"citation_firstpage": "e12"}),
        ("", {}),
        ("5--22, 30", {}),
    ],
)
def test_pages_are_two_tags(graph: EvidenceGraph, pages: str, expected: dict[str, str]) -> None:
    work = Source(
        key="x", type="inproceedings", title="T", fields={"pages": pages, "booktitle": "B"}
    )
    told = dict(metadata.highwire(work, Site(graph)))
    assert {name: told[name] for name in told if name.endswith("page")} == expected
    assert told["citation_conference_title"] == "B"


def test_a_body_is_no_person(graph: EvidenceGraph) -> None:
    work = Source(key="x", type="misc", title="T", authors=(Name(literal="OECD"),))
    (held,) = BLOCK.findall(str(metadata.of_work(work, Site(graph))))
    assert json.loads(held)["author"] == [{"@type": "Organization", "name": "OECD"}]
