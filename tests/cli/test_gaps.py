"""``leadgraph map``, ``gaps`` and ``diff``."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph

Run = Callable[..., Any]

ASKED: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    (["--rows", "design", "--columns", "area"], {"rows": "design", "columns": "area"}),
    (["--few", "0", "--as-of", "2001"], {"few": 0, "as_of": 2001}),
    (["--country", "SE", "--depth", "2"], {"country": "SE", "depth": 2}),
]


@pytest.mark.parametrize(("argv", "fields"), ASKED)
def test_json_is_byte_for_byte_what_python_gives(
    run: Run, toys: Path, argv: list[str], fields: dict[str, Any]
) -> None:
    graph = leadgraph.load(toys)
    assert run("--data", toys, "map", *argv).out == graph.map(**fields).to_json()
    assert run("--data", toys, "gaps", *argv).out == graph.gaps(**fields).to_json()


def test_the_other_forms_of_a_map(run: Run, toys: Path) -> None:
    told = leadgraph.load(toys).map()
    assert run("--data", toys, "map", "--format", "csv").text == "".join(told.to_csv())
    assert run("--data", toys, "map", "--format", "wide").text == "".join(told.to_csv("wide"))
    assert run("--data", toys, "map", "--format", "turtle").text == told.to_turtle()
    markdown = run("--data", toys, "map", "--format", "markdown").text
    assert "| area | students | teachers |" in markdown


def test_the_table_shows_studies_and_classes_with_a_legend(run: Run, toys: Path) -> None:
    lines = run("--data", toys, "map", "--format", "table").text.splitlines()
    equity = next(line for line in lines if line.startswith("equity"))
    assert equity.split() == ["equity", "1", "TLC", "0", "AU"]
    assert "A absolute" in " ".join(lines)
    assert max(map(len, lines)) <= 80


def test_gaps_tell_their_rules_and_numbers(run: Run, toys: Path) -> None:
    told = run("--data", toys, "gaps", "--class", "contested", "--format", "table").text
    assert "equity x students" in told
    assert "contested: at least one positive finding" in told
    assert "positive 1, against 1" in told
    assert "shared-work" not in told


def test_all_gaps_at_once(run: Run, toys: Path) -> None:
    page = json.loads(run("--data", toys, "gaps", "--limit", "1").out)
    whole = json.loads(run("--data", toys, "gaps", "--all").out)
    assert (len(page["results"]), page["count"]) == (1, 4)
    assert len(whole["results"]) == 4
    assert whole["next"] is None
    assert "next" not in whole["links"]
    rows = list(csv.DictReader(io.StringIO(run("--data", toys, "gaps", "--format", "csv").text)))
    assert [(r["row"], r["column"]) for r in rows] == [
        (g["row"], g["column"]) for g in whole["results"]
    ]
    assert run("--data", toys, "gaps", "--all", "--limit", "1").code == 2


def test_what_is_wrong_is_said_in_a_line(run: Run, toys: Path) -> None:
    for argv, code, said in (
        (["map", "--rows", "aera"], 1, "did you mean area"),
        (["map", "--limit", "3"], 2, "unknown option --limit"),
        (["gaps", "--class", "thn"], 1, "did you mean thin"),
        (["gaps", "--few", "two"], 1, "not a whole number"),
        (["diff"], 2, "OLD"),
        (["diff", "nowhere"], 1, "nowhere"),
    ):
        told = run("--data", toys, *argv)
        assert told.code == code, argv
        assert said in told.err
        assert len(told.err.splitlines()) == 1


def test_a_difference_between_two_folders(run: Run, toys: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(toys, newer)
    claims = (newer / "claims.toml").read_text("utf-8")
    added = claims.rpartition("[[claim]]")[2].replace("olds1999-1", "olds1999-2")
    added = added.replace('areas = ["shared-work"]', 'areas = ["equity"]')
    (newer / "claims.toml").write_text(f"{claims}\n[[claim]]{added}", "utf-8")
    told = json.loads(run("diff", toys, newer).out)
    assert told["changes"] == {"opened": 0, "closed": 0, "changed": 1}
    (change,) = told["results"]
    assert (change["row"], change["column"]) == ("equity", "teachers")
    assert (change["gained"], change["lost"]) == (["practice-only"], ["absolute"])
    assert change["claims"]["added"] == ["olds1999-2"]
    table = run("diff", toys, newer, "--format", "table").text
    assert "added: olds1999-2" in table
    assert "+practice-only, -absolute" in table
    assert "same snapshot" in run("diff", toys, toys, "--format", "table").text
    assert run("--data", newer, "diff", toys).out == run("diff", toys, newer).out
