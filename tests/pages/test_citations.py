"""Pages of citations: kinds, what is shared, stances, and works that are not held."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from leadgraph.citations import KINDS
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Records, Source
from leadgraph_api import create_app
from page import ACCEPT, Html

Show = Callable[[str], Html]
OWN = "/sources/leithwood2006seven/citations"


@pytest.fixture(scope="module")
def small() -> Iterator[TestClient]:
    sources = [
        Source(key="a/1", type="book", title="A", cites=("b", "10.1000/<q>")),
        Source(key="b", type="book", title="B", doi="10.1000/b"),
        Source(key="c", type="book", title="C", cites=("10.1000/B", "10.1000/<q>")),
    ]
    with TestClient(create_app(EvidenceGraph(Records(sources=sources)))) as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_a_page_with_a_way_to_all_others(
    client: TestClient, graph: EvidenceGraph, kind: str
) -> None:
    text = client.get(f"{OWN}?kind={kind}", headers={"accept": ACCEPT}).text
    total = graph.citations("leithwood2006seven").of(kind).total
    assert f"<h2>{total:,} {KINDS[kind]}</h2>" in text
    for other in KINDS:
        assert f'href="{OWN}?kind={other}"' in text
    assert 'aria-current="page"' in text


def test_the_page_of_a_work_says_what_later_works_make_of_it(
    client: TestClient, graph: EvidenceGraph
) -> None:
    text = client.get("/sources/leithwood2006seven", headers={"accept": ACCEPT}).text
    assert "What other works make of it" in text
    taken = [
        claim
        for claim in graph.claims.values()
        if claim.source == "leithwood2020seven" and claim.stance
    ]
    assert sum(claim.stance is not None and claim.stance.how == "qualifies" for claim in taken) >= 2
    for claim in taken:
        assert f'href="/claims/{claim.id}"' in text
    assert f'href="{OWN}"' in text


def test_works_that_are_not_held_are_shown_as_such(small: TestClient) -> None:
    text = small.get("/sources/a/1/citations?kind=cites", headers={"accept": ACCEPT}).text
    assert "cited, not held" in text
    assert "doi:10.1000/&lt;q&gt;" in text
    together = small.get("/sources/b/citations?kind=co-cited", headers={"accept": ACCEPT}).text
    assert "2 works that are cited together with it" not in together
    assert "doi:10.1000/&lt;q&gt;" in together
    assert 'href="/sources/c"' in small.get("/sources/b", headers={"accept": ACCEPT}).text
    stub = small.get(
        "/sources/doi:10.1000/%3Cq%3E/citations?kind=cited-by", headers={"accept": ACCEPT}
    )
    assert "cited here, and not held" in stub.text


def test_a_wrong_kind_is_a_page_that_says_so(client: TestClient) -> None:
    answer = client.get(f"{OWN}?kind=citedby", headers={"accept": ACCEPT})
    assert answer.status_code == 422
    assert "cited-by" in answer.text
    unknown = client.get("/sources/leithwood2006sevn/citations", headers={"accept": ACCEPT})
    assert unknown.status_code == 404
    assert "leithwood2006seven" in unknown.text


def test_a_question_for_citations_shows_the_works(client: TestClient) -> None:
    text = client.get("/ask?q=who+cites+leithwood+et+al.+2006", headers={"accept": ACCEPT}).text
    assert 'href="/sources/leithwood2020seven"' in text
    assert "recorded as citing" in text
