"""``leadgraph check``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph

Run = Callable[..., Any]


def test_a_sound_dataset_passes(run: Run, toys: Path) -> None:
    ran = run("check", toys)
    assert ran.code == 0
    assert ran.text.splitlines()[-1] == "no problems"


@pytest.fixture
def broken(toys: Path) -> Path:
    claims = toys / "claims.toml"
    text = claims.read_text("utf-8").replace('areas = ["shared-work"]', 'areas = ["share-work"]')
    claims.write_text(text, encoding="utf-8")
    return toys


def test_an_error_is_1_with_its_place_and_remedy(run: Run, broken: Path) -> None:
    ran = run("check", broken, "--no-shapes")
    assert ran.code == 1
    lines = ran.text.splitlines()
    text = (broken / "claims.toml").read_text("utf-8")
    place = 1 + next(n for n, line in enumerate(text.splitlines()) if "share-work" in line)
    at = next(n for n, line in enumerate(lines) if line.startswith(f"claims.toml:{place}:"))
    assert "did you mean shared-work?" in lines[at]
    assert "to mend it" in lines[at + 1]
    assert lines[-1].startswith("1 error")


def test_json_tells_the_same_and_the_count_goes_to_stderr(run: Run, broken: Path) -> None:
    ran = run("--data", broken, "check", "--format", "json")
    told = json.loads(ran.out)
    assert told["errors"] == 1
    assert len(told["problems"]) == len(leadgraph.check(broken))
    assert "1 error" in ran.err
    assert ran.err.count("\n") == 1


def test_annotations_name_files_as_the_repository_does(
    run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(broken.parent)
    ran = run("check", broken.name, "--format", "github")
    assert ran.code == 1
    assert "::error file=my toys/claims.toml,line=" in ran.text
    monkeypatch.chdir(broken)
    assert "::error file=claims.toml,line=" in run("check", ".", "--format", "github").text


def test_warnings_alone_pass(run: Run, toys: Path) -> None:
    claims = toys / "claims.toml"
    text = claims.read_text("utf-8").replace('locator = "p. 3"\n', "")
    claims.write_text(text, encoding="utf-8")
    ran = run("check", toys, "--no-shapes")
    assert "warning" in ran.text
    assert ran.code == 0


def test_shapes_are_checked_unless_told_not_to(run: Run, toys: Path) -> None:
    (toys / "shapes.ttl").write_text(
        """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lg: <https://w3id.org/leadgraph/ns#> .
@prefix schema: <https://schema.org/> .
[] a sh:NodeShape ; sh:targetClass lg:Claim ;
  sh:property [ sh:path schema:text ; sh:maxLength 30 ; sh:message "too long" ] .
""",
        encoding="utf-8",
    )
    assert run("check", toys).code == 1
    assert run("check", toys, "--no-shapes").code == 0


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("check", tmp_path / "nowhere")
    assert ran.code == 1
    assert "nowhere does not exist" in ran.text
    assert "Traceback" not in ran.err
