"""``leadgraph import`` and ``leadgraph init``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph

Run = Callable[..., Any]
ENTRY = "@article{mine, title = {On Gardens}, author = {Q R}, year = 2011, doi = {10.5555/g}}\n"


@pytest.fixture
def starter(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "my review"
    assert run("init", folder).code == 0
    return folder


def test_init_makes_a_folder_that_checks_clean_and_is_served(run: Run, starter: Path) -> None:
    ran = run("check", starter)
    assert (ran.code, ran.text) == (0, "no problems\n")
    graph = leadgraph.load(starter)
    assert len(graph.sources) == len(graph.claims) == len(graph.questions) == 1
    assert "invented" in graph.sources["example2020gardens"].title
    assert graph.ask("what is known about a topic?").query.area == ("an-area",)
    bibliography = (starter / "references.bib").read_text()
    assert "invented" in bibliography


def test_init_says_what_to_do_next_and_refuses_a_folder_in_use(run: Run, starter: Path) -> None:
    before = {path: path.read_bytes() for path in starter.iterdir()}
    ran = run("init", starter)
    assert (ran.code, ran.out) == (1, b"")
    assert "is not empty (it holds README.md, claims.toml, ontology.ttl ...)" in ran.err
    assert {path: path.read_bytes() for path in starter.iterdir()} == before
    assert run("init", starter / "README.md").code == 1
    other = run("init", starter.parent / "a b")
    assert f"leadgraph check '{starter.parent / 'a b'}'" in other.text


def test_dry_by_default_then_written_then_nothing(run: Run, starter: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text(ENTRY)
    before = (starter / "references.bib").read_bytes()
    dry = run("import", library, "--into", starter)
    assert dry.code == 0
    assert dry.text.splitlines()[0] == "library.bib:1: added r2011gardens (mine): new"
    assert "+@article{r2011gardens,\n" in dry.text
    assert "(bibtex): 1 record read: 1 added, 0 merged, 0 skipped, 0 refused\n" in dry.text
    assert "will warn: orphan-source 1" in dry.text
    assert dry.text.endswith(
        f"nothing is written yet: --write changes references.bib in '{starter}'\n"
    )
    assert (starter / "references.bib").read_bytes() == before
    written = run("import", library, "--into", starter, "--write")
    assert written.text.endswith("wrote references.bib\n")
    assert "+@article" not in written.text
    again = run("--data", starter, "import", library, "--write")
    assert again.text.endswith("nothing to write\n")
    assert run("--data", starter, "source", "mine", "--format", "bibtex").out.startswith(
        b"@article{r2011gardens,"
    )


def test_what_is_refused_stops_the_rest_unless_told(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library.bib"
    library.write_text(ENTRY + "@article{cut, title = {Off")
    before = (starter / "references.bib").read_bytes()
    ran = run("import", library, "--into", starter, "--write")
    assert ran.code == 1
    assert "library.bib:2: refused: @article{cut} cannot be read" in ran.text
    assert ran.text.endswith("nothing is written\n")
    assert ran.err.startswith("leadgraph: nothing is written, because of what was refused")
    assert ran.err.count("\n") == 1
    assert (starter / "references.bib").read_bytes() == before
    ran = run("import", library, "--into", starter, "--write", "--keep-going")
    assert (ran.code, ran.err) == (0, "")
    assert b"r2011gardens" in (starter / "references.bib").read_bytes()


def test_json_tells_the_same(run: Run, starter: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text(ENTRY)
    told = json.loads(run("import", library, "--into", starter, "--format", "json").out)
    assert told["counts"] == {"read": 1, "added": 1, "merged": 0, "skipped": 0, "refused": 0}
    assert told["written"] is False
    assert told["changes"] == ["references.bib"]
    assert told["files"][0]["records"][0]["key"] == "r2011gardens"
    assert told["diff"].startswith("--- a/references.bib\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["a.bib"], 2, "--into DIR"),
        ([], 2, "FILE"),
        (["a.bib", "--into", "x", "--data", "y"], 2, "once"),
        (["a.bib", "--into", "x", "--format-of", "risx"], 2, "did you mean ris"),
        (["a.bib", "--into", "x", "--format-of", "b.bib=ris"], 2, "none of the files"),
        (["a.bib", "--into", "x", "--prefer", "newer"], 2, "did you mean new"),
        (["a.bib", "--into", "nowhere-at-all"], 1, "does not exist"),
    ],
)
def test_usage_and_errors_are_one_line(
    run: Run, arguments: list[str], code: int, said: str
) -> None:
    ran = run("import", *arguments)
    assert (ran.code, ran.out) == (code, b"")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_mapping_that_is_not_there(run: Run, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    ran = run("import", tmp_path / "a.csv", "--into", starter, "--mapping", tmp_path / "m.toml")
    assert ran.code == 1
    assert "m.toml" in ran.err


def test_hostile_text_does_not_command_the_terminal(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title = {T}, doi = {\x1b[2Jx}}\n")
    assert b"\x1b" not in run("import", tmp_path / "a.bib", "--into", starter).out
