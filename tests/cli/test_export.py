"""``leadgraph export``."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph
from leadgraph import export

Run = Callable[..., Any]


@pytest.mark.parametrize("form", sorted(export.FORMATS))
def test_a_file_and_the_standard_output_get_the_same_bytes(
    run: Run, toys: Path, tmp_path: Path, form: str
) -> None:
    expected = io.BytesIO()
    export.write(leadgraph.load(toys).records, form, expected)
    assert run("--data", toys, "export", form).out == expected.getvalue()
    target = tmp_path / f"toys.{form}"
    ran = run("--data", toys, "export", form, "-o", target)
    assert (ran.code, ran.out) == (0, b"")
    assert target.name in ran.err
    assert target.read_bytes() == expected.getvalue()


def test_a_file_that_cannot_be_written_is_one_line(run: Run, toys: Path, tmp_path: Path) -> None:
    ran = run("--data", toys, "export", "rdf", "-o", tmp_path / "nowhere" / "toys.ttl")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert f"cannot write {tmp_path / 'nowhere' / 'toys.ttl'}" in ran.err


def test_a_folder_is_no_file(run: Run, toys: Path, tmp_path: Path) -> None:
    ran = run("--data", toys, "export", "rdf", "-o", tmp_path)
    assert ran.code == 1
    assert ran.err.startswith(f"leadgraph: cannot write {tmp_path}: ")


def test_a_failed_export_leaves_what_was_there(
    run: Run, toys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "toys.json"
    target.write_text("before")

    def failing(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setitem(export.FORMATS, "json", failing)
    ran = run("--data", toys, "export", "json", "-o", target)
    assert ran.code == 1
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["toys.json"]
