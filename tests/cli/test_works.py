"""Works and claims for other programs, from every verb that has some."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph
from leadgraph import export
from leadgraph.cli.works import FORMATS, written

Run = Callable[..., Any]


@pytest.mark.parametrize("form", FORMATS)
def test_every_verb_writes_works_in_every_format(run: Run, toys: Path, form: str) -> None:
    graph = leadgraph.load(toys)
    one, other = "müller2020/a", "olds1999"
    for works, words in (
        (graph.evidence(area="equity").works(), ("evidence", "--area", "equity")),
        (graph.works().works(), ("source",)),
        ([graph.sources[one]], ("source", one)),
        ([graph.sources[one]], ("source", other, "--citations", "--kind", "cited-by")),
    ):
        ran = run("--data", toys, *words, "--format", form)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == b"".join(written(works, form))
    ran = run("--data", toys, "export", form)
    assert ran.out == b"".join(written(graph.records.sources.values(), form))


def test_a_reference_stands_alone(run: Run, toys: Path) -> None:
    told = run("--data", toys, "source", "olds1999", "--format", "apa").text
    assert told == "Olds, A. (1999). Old truths.\n"


def test_a_claim_is_written_as_a_nanopublication(run: Run, toys: Path, tmp_path: Path) -> None:
    target = tmp_path / "claim.trig"
    ran = run("--data", toys, "export", "trig", "--claim", "olds1999-1", "-o", target)
    assert ran.code == 0
    records = leadgraph.load(toys).records
    assert target.read_bytes() == export.nanopublication(records, "olds1999-1")


@pytest.mark.parametrize("words", [("trig",), ("ris", "--claim", "olds1999-1")])
def test_a_claim_goes_with_trig_and_trig_with_a_claim(
    run: Run, toys: Path, words: tuple[str, ...]
) -> None:
    ran = run("--data", toys, "export", *words)
    assert ran.code == 2
    assert "trig --claim ID" in ran.err


def test_an_unknown_claim_is_one_line_and_leaves_no_file(
    run: Run, toys: Path, tmp_path: Path
) -> None:
    ran = run("--data", toys, "export", "trig", "--claim", "olds1999-9", "-o", tmp_path / "x")
    assert ran.code == 1
    assert "did you mean" in ran.err
    assert not list(tmp_path.glob("*x*"))
