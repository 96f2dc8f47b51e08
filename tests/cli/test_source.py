"""``leadgraph source``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import leadgraph
from leadgraph.graph import EvidenceGraph

Run = Callable[..., Any]


def test_json_of_one_source_is_byte_for_byte_what_python_gives(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "source", "müller2020/a")
    assert ran.code == 0
    assert ran.out == leadgraph.load(toys).describe("source", "müller2020/a")


def test_a_table_tells_everything_known_and_the_claims_in_order(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "source", "müller2020/a", "--format", "table")
    told = " ".join(ran.text.split())
    for said in (
        "Müller et al. 2020 Schools | and <b>trust</b>",
        "authors Müller, Jürgen; 李, 明; A Body",
        "in Journal of Toys",
        "design correlational",
        "https://doi.org/10.1000/toy",
        "summary A toy.",
        "cites olds1999",
        "2 claims from 1 source",
    ):
        assert said in told
    assert told.index("müller2020/a-1") < told.index("müller2020/a-2")
    other = run("--data", toys, "source", "olds1999", "--format", "table").text
    assert "cited by      müller2020/a" in other
    assert "opinion (does not count as research)" in other


def test_bibtex_of_one_source(run: Run, toys: Path) -> None:
    told = run("--data", toys, "source", "olds1999", "--format", "bibtex").text
    assert told.startswith("@book{olds1999,")
    assert told.count("@") == 1


def test_a_list_of_sources_is_byte_for_byte_what_python_gives(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "source", "--until", "2000")
    works = leadgraph.load(toys).works(until=2000)
    assert ran.out == works.to_json()
    assert [work["key"] for work in json.loads(ran.out)["results"]] == ["olds1999"]


def test_a_table_of_sources(run: Run, toys: Path) -> None:
    told = run("--data", toys, "source", "--format", "table", "--sort", "oldest").text
    assert "2 sources." in told
    assert "1 claim   Olds 1999. Old truths" in told
    assert "2 claims  Müller et al. 2020. Schools" in told
    assert told.index("olds1999") < told.index("müller2020/a")


def test_a_page_of_sources_and_all_of_them(run: Run, packaged: EvidenceGraph) -> None:
    page = run("source", "--format", "markdown", "--limit", "3").text
    whole = run("source", "--format", "markdown", "--all").text
    total = len(packaged.sources)
    assert page.count("\n| ") == 2 + 3
    assert f"1-3 of {total} shown." in page
    assert whole.count("\n| ") == 2 + total
