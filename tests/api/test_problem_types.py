"""Problem types: every type and code that a problem document can carry has its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import leadgraph
import leadgraph_api
from leadgraph.sparql import CODES
from leadgraph_api.problem_types import PROBLEM_TYPES, SPARQL
from leadgraph_api.problems import TYPES

SOURCES = [Path(package.__file__).parent for package in (leadgraph, leadgraph_api)]


def test_every_code_of_sparql_is_explained() -> None:
    assert set(SPARQL) == set(CODES)
    assert all(one.code == code for code, one in PROBLEM_TYPES.items())


def test_every_code_that_the_sources_name_is_explained() -> None:
    named = {
        code
        for folder in SOURCES
        for path in folder.rglob("*.py")
        if "curation" not in path.parts and "intake" not in path.parts
        for code in re.findall(
            r"""(?:Issue|_fault)\(\s*[^"\n]*?(?:"[^"]*"|[\w.()]+), "([a-z-]+)",""", path.read_text()
        )
    }
    assert {"unknown-parameter", "unknown-concept", "invalid-value", "stale-cursor"} <= named
    assert named <= set(PROBLEM_TYPES)


@pytest.mark.parametrize(
    "address",
    ["/evidence?aera=equity", "/evidence?area=equty", "/sources/none", "/evidence?q=%zz"],
)
def test_the_type_of_a_problem_and_its_codes_resolve(client: TestClient, address: str) -> None:
    told = client.get(address).json()
    codes = [told["type"].removeprefix(TYPES), *(fault["code"] for fault in told["errors"])]
    for code in codes:
        meant = client.get(f"/problems/{code}").json()
        assert meant["code"] == code
        assert meant["type"] == TYPES + code
        assert meant["meaning"]
        assert meant["remedy"]
    assert client.get(f"/problems/{codes[0]}").json()["status"] == told["status"]
    assert client.get(f"/problems/{codes[0]}").json()["title"] == told["title"]
    page = client.get(address, headers={"accept": "text/html"}).text
    assert f'href="/problems/{codes[0]}"' in page


def test_all_are_listed(client: TestClient) -> None:
    told = client.get("/problems").json()
    assert [one["code"] for one in told["results"]] == list(PROBLEM_TYPES)
    page = client.get("/problems", headers={"accept": "text/html"}).text
    for one in told["results"]:
        assert f'href="{one["links"]["self"]}"' in page
        shown = client.get(one["links"]["self"], headers={"accept": "text/html"})
        assert shown.status_code == 200
    assert client.get("/problems/unknown-concpt").json()["errors"][0]["known"][0] == (
        "unknown-concept"
    )
