"""Works in every format: twins of lists and works, styles, negotiation, nanopublications."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rispy
from starlette.testclient import TestClient

from leadgraph import export
from leadgraph.graph import EvidenceGraph

KEY = "leithwood2006seven"
FORMS = list(export.work_formats().values())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_lists_and_works_have_a_twin_in_every_format(
    client: TestClient, graph: EvidenceGraph, form: export.WorkFormat
) -> None:
    found = graph.evidence(area="equity")
    for url, works in (
        (f"/evidence.{form.suffix}?area=equity", found.works()),
        (f"/sources.{form.suffix}?area=equity", graph.works(area="equity").works()),
        (f"/sources/{KEY}.{form.suffix}", [graph.sources[KEY]]),
        (
            f"/sources/{KEY}/citations.{form.suffix}?kind=cited-by",
            graph.citations(KEY).cited_by.works(),
        ),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == form.media_type
        assert answer.text == "".join(form.write(works, "apa"))
        again = client.get(url, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_links_of_json_lead_to_every_twin(client: TestClient) -> None:
    for url in ("/evidence?since=2024&limit=1", "/sources?since=2024&limit=1", f"/sources/{KEY}"):
        links = client.get(url).json()["links"]
        for form in FORMS:
            assert client.get(links[form.link]).headers["content-type"] == form.media_type


@pytest.mark.parametrize("style", export.STYLES)
def test_references_come_in_the_style_asked_for(client: TestClient, style: str) -> None:
    told = client.get(f"/sources/{KEY}.txt", params={"style": style})
    assert told.text.startswith("Leithwood")
    tags = {
        client.get(f"/sources/{KEY}.txt?style={name}").headers["etag"] for name in export.STYLES
    }
    assert len(tags) == len(export.STYLES)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/sources.txt?style=mla", "no style 'mla'"),
        ("/sources.txt?style=apa&style=apa", "more than once"),
        ("/sources.ris?style=apa", "unknown parameter 'style'"),
        ("/sources.csl.json?limit=3", "holds the whole result"),
        (f"/sources/{KEY}.ris?style=apa", "unknown parameter 'style'"),
        (f"/sources/{KEY}.txt?style=x", "no style 'x'"),
        (f"/sources/{KEY}/citations.ris", "one kind"),
    ],
)
def test_what_is_asked_wrongly_is_refused(client: TestClient, url: str, said: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_an_unknown_work_is_a_404_in_every_format(client: TestClient) -> None:
    for form in FORMS:
        answer = client.get(f"/sources/nope.{form.suffix}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_an_exact_key_wins_over_an_ending(awkward_client: TestClient) -> None:
    assert awkward_client.get("/sources/a.bib").json()["key"] == "a.bib"
    records = rispy.loads(awkward_client.get("/sources/a.bib.ris").text)
    assert [record["id"] for record in records] == ["a.bib"]
    (item,) = awkward_client.get("/sources/dir/work.csl.json").json()
    assert item["id"] == "dir/work"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/x-bibtex", "application/x-bibtex; charset=utf-8"),
        (
            "application/x-research-info-systems, */*;q=0.1",
            "application/x-research-info-systems; charset=utf-8",
        ),
        (
            "application/vnd.citationstyles.csl+json;q=0.9, application/json;q=0.2",
            "application/vnd.citationstyles.csl+json",
        ),
        ("text/x-bibliography; style=apa; locale=en-US", "text/plain; charset=utf-8"),
        ("application/json, application/x-bibtex;q=0.5", "application/json"),
        ("application/x-bibtex;q=0", "application/json"),
        ("application/x-bibtex;q=x", "application/json"),
    ],
)
def test_works_are_negotiated_as_doi_org_does(
    client: TestClient, accept: str, media_type: str
) -> None:
    for url in (f"/sources/{KEY}", "/sources?area=equity", "/evidence?area=equity"):
        answer = client.get(url, headers={"accept": accept})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert answer.headers["vary"] == "Accept"


def test_a_style_is_negotiated_and_one_in_the_address_wins(client: TestClient) -> None:
    accept = {"accept": "text/x-bibliography; style=harvard"}
    own = client.get(f"/sources/{KEY}.txt?style=harvard").text
    assert client.get(f"/sources/{KEY}", headers=accept).text == own
    other = client.get(f"/sources/{KEY}?style=springer", headers=accept).text
    assert other == client.get(f"/sources/{KEY}.txt?style=springer").text
    wrong = {"accept": "text/x-bibliography; style=mla"}
    assert client.get(f"/sources/{KEY}", headers=wrong).status_code == 422


@pytest.mark.parametrize("url", ["/health", "/sources/nope", f"/sources/{KEY}.json", "/questions"])
def test_what_is_no_work_is_not_negotiated(client: TestClient, url: str) -> None:
    told = client.get(url, headers={"accept": "application/x-bibtex"})
    assert told.headers["content-type"] in ("application/json", "application/problem+json")


def test_a_claim_has_a_nanopublication(client: TestClient, graph: EvidenceGraph) -> None:
    answer = client.get(f"/claims/{KEY}-1.trig")
    assert answer.headers["content-type"] == "application/trig"
    assert answer.content == export.nanopublication(graph.records, f"{KEY}-1")
    assert client.get(f"/claims/{KEY}-1").json()["links"]["trig"] == f"/claims/{KEY}-1.trig"
    assert client.get("/claims/nope.trig").status_code == 404
    assert client.get(f"/claims/{KEY}-1.trig?x=1").status_code == 422


def test_the_page_of_a_work_lets_it_be_taken_home(client: TestClient) -> None:
    page = client.get(f"/sources/{KEY}", headers={"accept": "text/html"}).text
    assert "<i>Seven strong claims about successful school leadership</i>" in page
    assert f'href="/sources/{KEY}.ris"' in page
    assert f'href="/sources/{KEY}.txt?style=harvard"' in page
    assert "author = {Leithwood, Kenneth and" in page


def test_a_whole_bibliography_reads_back(client: TestClient, graph: EvidenceGraph) -> None:
    items: list[dict[str, Any]] = json.loads(client.get("/sources.csl.json").text)
    assert {item["id"] for item in items} == set(graph.sources)
