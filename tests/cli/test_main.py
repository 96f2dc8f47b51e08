"""What holds for every verb: exit codes, errors in one line, options, where output goes."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from leadgraph.cli import main
from leadgraph.cli.dataset import progress
from leadgraph.cli.options import option
from leadgraph.cli.parser import EPILOG, VERBS, parse
from leadgraph.gaps import MapQuery
from leadgraph.query import EvidenceQuery

Run = Callable[..., Any]

LEADGRAPH = [sys.executable, "-m", "leadgraph"]


def one_line(err: str) -> str:
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err.rstrip("\n")


def test_version(run: Run) -> None:
    assert run("--version").text == f"leadgraph {version('leadgraph')}\n"


def test_help_is_well_and_nothing_at_all_is_usage(run: Run) -> None:
    assert run("--help").code == 0
    bare = run()
    assert bare.code == 2
    assert bare.out == b""
    assert "evidence" in bare.err


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_explains_itself_with_examples(run: Run, verb: str) -> None:
    told = run(verb, "--help")
    assert told.code == 0
    assert f"usage: leadgraph {verb}" in told.text
    assert "examples:\n  leadgraph" in told.text


EXAMPLES = [
    found
    for told in (EPILOG, *(verb.examples for verb in VERBS))
    for found in re.findall(r"(?m)^  (?:[A-Z_]+=\S+ )*(leadgraph .*)", re.sub(r"\\\n *", "", told))
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_commands(example: str) -> None:
    command = re.split("[|>#]", example)[0]
    args = parse(shlex.split(command)[1:])
    if "params" in args:
        of_map = args.verb in ("map", "gaps", "diff")
        (MapQuery if of_map else EvidenceQuery).from_params(args.params)


@pytest.mark.parametrize("verb", ["evidence", "source"])
def test_help_names_every_field_of_a_query(run: Run, verb: str) -> None:
    told = " ".join(run(verb, "--help").text.split())
    for name, field in EvidenceQuery.model_fields.items():
        assert f"{option(name)} " in told
        assert str(field.description)[:25] in told


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["evidnce"], "did you mean evidence?"),
        (["evidence", "--aera", "equity"], "unknown option --aera; did you mean --area"),
        (["evidence", "--not_aera=equity"], "unknown option --not-aera; did you mean --not-area"),
        (["evidence", "--are", "equity"], "unknown option --are; did you mean --area"),
        (["evidence", "equity"], "unexpected argument 'equity'"),
        (["evidence", "--area"], "expected one argument"),
        (["evidence", "--format", "tabel"], "unknown --format 'tabel'; did you mean table?"),
        (["evidence", "--all", "--limit", "3"], "leave out --limit and --cursor"),
        (["evidence", "--select", "id", "--format", "csv"], "--select is for JSON"),
        (["source", "olds1999", "--area", "equity"], "--area is for a list of sources"),
        (["source", "olds1999", "--all"], "--all is for a list of sources"),
        (["source", "olds1999", "--format", "csv"], "not csv"),
        (["export", "rdff"], "unknown format 'rdff'; did you mean rdf?"),
        (["export"], "FORMAT"),
        (["serve", "--port", "99999"], "not a port"),
        (["check", "here", "--data", "there"], "give the folder once"),
    ],
)
def test_wrong_usage_is_2_and_says_what_would_be_right(
    run: Run, argv: list[str], expected: str
) -> None:
    ran = run(*argv)
    assert ran.code == 2
    assert ran.out == b""
    assert expected in one_line(ran.err)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["evidence", "--area", "equty"], "did you mean equity?"),
        (["evidence", "--since", "20x0"], "'20x0' is not a year"),
        (["evidence", "--since", "2010", "--since", "2011"], "since is given more than once"),
        (["evidence", "--limit", "201"], "at most 200 items a page"),
        (["evidence", "--cursor", "nonsense"], "start again without it"),
        (["evidence", "--sort", "relevance"], "sort=relevance needs q"),
        (["evidence", "--select", "id,statment"], "did you mean statement?"),
        (["source", "--area", "equty"], "did you mean equity?"),
        (["source", "olds199"], "no source 'olds199'; did you mean olds1999?"),
    ],
)
def test_a_wrong_question_is_1_and_names_near_misses(
    run: Run, toys: Path, argv: list[str], expected: str
) -> None:
    ran = run("--data", toys, *argv)
    assert ran.code == 1
    assert ran.out == b""
    assert expected in one_line(ran.err)


def test_everything_wrong_with_a_question_is_told_at_once(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "evidence", "--since", "x", "--limit", "0", "--until", "y")
    told = one_line(ran.err)
    assert all(name in told for name in ("since", "limit", "until"))


def test_the_dataset_is_named_before_or_after_the_verb(run: Run, toys: Path) -> None:
    before = run("--data", toys, "evidence")
    after = run("evidence", "--data", toys)
    assert before.code == after.code == 0
    assert before.out == after.out


@pytest.mark.parametrize("verb", [["evidence"], ["source", "x"], ["export", "rdf"], ["serve"]])
def test_no_such_folder_is_one_line(run: Run, tmp_path: Path, verb: list[str]) -> None:
    ran = run("--data", tmp_path / "nowhere", *verb)
    assert ran.code == 1
    assert ran.out == b""
    assert "nowhere does not exist" in one_line(ran.err)


@pytest.fixture
def broken(toys: Path) -> Path:
    """A dataset of whose claims two are wrong."""
    claims = toys / "claims.toml"
    text = claims.read_text("utf-8").replace('areas = ["equity"]', 'areas = ["equty"]')
    claims.write_text(text, encoding="utf-8")
    return toys


@pytest.mark.parametrize("verb", [["evidence"], ["source", "x"], ["export", "rdf"], ["serve"]])
def test_a_broken_dataset_is_refused_in_one_line(run: Run, broken: Path, verb: list[str]) -> None:
    ran = run("--data", broken, *verb)
    assert ran.code == 1
    assert ran.out == b""
    told = one_line(ran.err)
    assert "claims.toml:" in told
    assert "equty" in told
    assert f"leadgraph check '{broken}'" in told


def test_keep_going_takes_what_is_sound_and_says_what_it_left_out(run: Run, broken: Path) -> None:
    ran = run("evidence", "--data", broken, "--keep-going", "--format", "csv")
    assert ran.code == 0
    assert "olds1999-1" in ran.text
    left_out = [line for line in ran.err.splitlines() if "left out: claims.toml:" in line]
    assert len(left_out) == 2


def test_a_file_name_cannot_command_the_terminal(run: Run) -> None:
    ran = run("--data", "\x1b[2Jnowhere\nhere", "evidence")
    assert "\x1b" not in one_line(ran.err)


def test_ctrl_c_is_130_and_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("leadgraph.cli.dataset.load_graph", interrupted)
    ran = run("evidence")
    assert (ran.code, ran.out, ran.err) == (130, b"", "")


def test_progress_shows_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress() is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    shown = progress()
    assert shown is not None
    assert list(shown(iter("abc"), total=3)) == ["a", "b", "c"]
    assert sys.stderr.getvalue().strip() == ""  # type: ignore[attr-defined]


def test_a_reader_who_leaves_is_no_error(toys: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        ran = subprocess.run(
            [*LEADGRAPH, "evidence", "--data", toys], stdout=out, stderr=subprocess.PIPE
        )
    assert ran.returncode == 141
    assert ran.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("argv", [["evidence"], ["export", "rdf"], ["check", "--no-shapes"]])
def test_a_full_disk_is_one_line(toys: Path, argv: list[str]) -> None:
    with Path("/dev/full").open("wb") as out:
        command = [*LEADGRAPH, "--data", toys, *argv]
        ran = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 1
    assert "No space left" in one_line(ran.stderr)


def test_a_terminal_without_unicode_gets_what_it_can_show(toys: Path) -> None:
    ran = subprocess.run(
        [*LEADGRAPH, "--data", toys, "evidence", "--format", "table"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"Everyone ought to lead." in ran.stdout
    assert b"M?ller et al. 2020 | correlational" in ran.stdout


def test_bytes_do_not_depend_on_the_encoding_of_the_terminal(toys: Path) -> None:
    command = [*LEADGRAPH, "--data", toys, "evidence"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    here = subprocess.run(command, capture_output=True, check=True)
    there = subprocess.run(command, capture_output=True, check=True, env=ascii_only)
    assert here.stdout == there.stdout


def test_main_writes_to_a_stream_that_a_caller_puts_in_place(
    toys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["--data", str(toys), "evidence", "--format", "csv"]) == 0
    assert stream.getvalue().startswith("id,source,statement")


def test_a_closed_output_is_one_line(
    toys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["--data", str(toys), "evidence"]) == 1
    assert "standard output is closed" in one_line(capsys.readouterr().err)
