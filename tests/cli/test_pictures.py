"""Pictures from the command line, and files from ``leadgraph map``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

Run = Callable[..., Any]
PICTURES = ("svg", "png", "html")
HARVEST = ("evidence", "--plot", "harvest")
TIMELINE = ("evidence", "--plot", "timeline")


@pytest.mark.parametrize("form", PICTURES)
@pytest.mark.parametrize("words", [("map",), HARVEST, TIMELINE])
def test_a_file_is_what_python_draws(
    run: Run, toys: Path, tmp_path: Path, words: tuple[str, ...], form: str
) -> None:
    target = tmp_path / f"picture.{form}"
    ran = run("--data", toys, *words, "--since", "2000", "-o", target)
    assert (ran.code, ran.out, ran.err) == (0, b"", f"wrote {target}\n")
    graph = leadgraph.load(toys)
    drawn = {
        "map": lambda: graph.map(since=2000).plot(),
        "harvest": lambda: graph.evidence(since=2000).plot(),
        "timeline": lambda: graph.timeline(since=2000),
    }[words[-1]]()
    assert target.read_bytes() == getattr(drawn, f"to_{form}")()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([toys.name, target.name])


@pytest.mark.parametrize("words", [("map", "--format", "svg"), HARVEST, TIMELINE])
def test_svg_goes_into_a_pipe(run: Run, toys: Path, words: tuple[str, ...]) -> None:
    ran = run("--data", toys, *words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(b"<svg")


@pytest.mark.parametrize(
    ("name", "form"),
    [("m.csv", "csv"), ("m.ttl", "turtle"), ("m.md", "markdown"), ("m.json", "json")],
)
def test_a_map_is_written_in_the_format_of_its_name(
    run: Run, toys: Path, tmp_path: Path, name: str, form: str
) -> None:
    assert run("--data", toys, "map", "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes() == run("--data", toys, "map", "--format", form).out


def test_the_format_asked_for_wins(run: Run, toys: Path, tmp_path: Path) -> None:
    assert run("--data", toys, "map", "--format", "wide", "-o", tmp_path / "m.csv").code == 0
    assert (tmp_path / "m.csv").read_text().startswith("area,label,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("map", "-o", "map.pdf"), "no format 'pdf'"),
        ((*HARVEST, "-o", "plot.pdf"), "no picture is written as 'pdf'"),
        ((*HARVEST, "--format", "json"), "--format is not for --plot"),
        ((*HARVEST, "--all"), "--all is not for --plot"),
        (("evidence", "--plot", "harvset"), "did you mean harvest?"),
        (("evidence", "-o", "claims.csv"), "--output is for --plot"),
    ],
)
def test_options_that_do_not_go_together(
    run: Run, toys: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run("--data", toys, *words)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.err


def test_a_file_that_cannot_be_written(run: Run, toys: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "map.svg"
    ran = run("--data", toys, "map", "-o", target)
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == f"leadgraph: cannot write {target}: No such file or directory\n"
