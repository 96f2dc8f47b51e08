"""``leadgraph build``, and the other verbs on what it built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def built(run: Run, toys: Path, tmp_path: Path) -> Path:
    ran = run("build", toys, "-o", tmp_path / "s", "--no-store")
    assert ran.code == 0
    assert "2 sources, 3 claims" in ran.err
    return tmp_path / "s"


VERBS = (
    ("evidence", "--area", "equity"),
    ("evidence", "--format", "csv"),
    ("ask", "equity for students"),
    ("source", "olds1999"),
    ("gaps",),
    ("export", "rdf"),
    ("export", "json"),
    ("export", "graphml"),
)


def test_every_verb_says_the_same_of_a_snapshot(run: Run, toys: Path, built: Path) -> None:
    for argv in VERBS:
        one, other = (run("--data", folder, *argv) for folder in (toys, built))
        assert (one.code, one.out, one.err) == (other.code, other.out, other.err), argv
        assert one.code == 0, argv


def test_a_check_compares_checksums(run: Run, built: Path) -> None:
    ran = run("check", built)
    assert ran.code == 0
    assert "every checksum fits" in ran.err
    path = built / "records" / "sources.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Old", b"New"))
    ran = run("check", built)
    assert ran.code == 1
    assert "sources.jsonl" in ran.err
    assert ran.err.count("\n") == 1


def test_what_is_there_is_refused_before_anything_is_loaded(run: Run, built: Path) -> None:
    ran = run("--data", "nowhere", "build", "-o", built)
    assert ran.code == 1
    assert "exists already" in ran.err


def test_nothing_is_built_of_a_dataset_with_errors(run: Run, toys: Path, tmp_path: Path) -> None:
    with (toys / "claims.toml").open("a", encoding="utf-8") as claims:
        claims.write('[[claim]]\nid = "x"\n')
    ran = run("build", toys, "-o", tmp_path / "s")
    assert ran.code == 1
    assert not (tmp_path / "s").exists()
    assert run("--keep-going", "build", toys, "-o", tmp_path / "s").code == 0
    ran = run("--data", tmp_path / "s", "evidence")
    assert ran.code == 0
    assert "left out" in ran.err
