"""``leadgraph evidence``."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import wcwidth

import leadgraph
from leadgraph.cli import main

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        ([], {}),
        (["--area", "equity", "--target", "students"], {"area": "equity", "target": "students"}),
        (["--area", "equity,shared-work"], {"area": ["equity", "shared-work"]}),
        (["--area", "equity", "--area", "shared-work"], {"area": ["equity", "shared-work"]}),
        (["--not-area", "equity"], {"not_area": "equity"}),
        (["--not_area", "equity"], {"not_area": "equity"}),
        (["--research"], {"research": True}),
        (["--research", "no"], {"research": False}),
        (["--asserts_gap=false"], {"asserts_gap": False}),
        (["--q", "everyone lead"], {"q": "everyone lead"}),
        (["--limit", "1", "--sort", "newest"], {"limit": 1, "sort": "newest"}),
        (["--since", "2000", "--country", "se"], {"since": 2000, "country": "SE"}),
    ],
)
def test_json_is_byte_for_byte_what_python_gives(
    run: Run, toys: Path, argv: list[str], fields: dict[str, Any]
) -> None:
    ran = run("--data", toys, "evidence", *argv)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out == leadgraph.load(toys).evidence(**fields).to_json()


def test_the_packaged_dataset_answers_the_question_that_must_always_work(run: Run) -> None:
    ran = run("evidence", "--area", "distributed-leadership", "--target", "students", "--all")
    items = json.loads(ran.out)["results"]
    assert "leithwood2006seven" in {item["source"]["key"] for item in items}
    assert "null" in {item["direction"] for item in items}


def test_select_and_no_facets(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "evidence", "--select", "id, direction", "--no-facets")
    evidence = leadgraph.load(toys).evidence()
    assert ran.out == evidence.to_json(["id", "direction"], facets=False)


@pytest.mark.parametrize("select", [[], ["--select", "id,source"]])
def test_all_gives_every_item_in_order_as_pages_give_them(run: Run, select: list[str]) -> None:
    query = ["evidence", "--not-direction", "not-applicable"]
    whole = json.loads(run(*query, "--all", *select).out)
    page = json.loads(run(*query, "--limit", "200", *select).out)
    assert whole["count"] == len(whole["results"]) > 200
    assert whole["results"][:200] == page["results"]
    assert whole["next"] is None
    assert "next" not in whole["links"]
    assert list(whole) == list(page)
    assert whole["facets"] == page["facets"]


def test_all_of_nothing(run: Run, toys: Path) -> None:
    whole = json.loads(run("--data", toys, "evidence", "--since", "2030", "--all").out)
    assert (whole["count"], whole["results"]) == (0, [])


def test_csv_and_bibtex_hold_the_whole_result(run: Run, toys: Path) -> None:
    evidence = leadgraph.load(toys).evidence()
    table = run("--data", toys, "evidence", "--limit", "1", "--format", "csv").out
    assert table == "".join(evidence.to_csv()).encode()
    assert len(list(csv.DictReader(io.StringIO(table.decode(), newline="")))) == 3
    works = run("--data", toys, "evidence", "--format", "bibtex").out
    assert works == evidence.to_bibtex().encode()


@pytest.fixture
def table(run: Run, toys: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a table of the invented dataset for a terminal of some width."""

    def table(*argv: str, columns: int = 60, verb: str = "evidence") -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        ran = run("--data", toys, verb, "--format", "table", *argv)
        assert (ran.code, ran.err) == (0, "")
        return str(ran.text)

    return table


def test_a_table_says_what_the_result_amounts_to(table: Callable[..., str]) -> None:
    told = " ".join(table().split())
    assert told.startswith("Evidence: all of it 3 claims from 2 sources, 1999-2020.")
    assert "2 claims from 1 study (1 positive, 1 null), contested" in told
    assert "Not research evidence: 1." in told
    assert "by target students 2, teachers 1" in told
    assert "by target" not in table("--no-facets")


def test_a_table_shows_each_claim_with_where_it_comes_from(table: Callable[..., str]) -> None:
    told = " ".join(table().split())
    assert "Müller et al. 2020 · correlational · r 0 · read only in a secondary text" in told
    assert "correlational · disputed · müller2020/a-2" in told
    assert "- Everyone ought to lead. Olds 1999 · opinion · recommendation, not research" in told


@pytest.mark.parametrize("columns", [1, 40, 60, 100, 500])
@pytest.mark.parametrize("argv", [("evidence",), ("source",), ("source", "müller2020/a")])
def test_no_line_is_wider_than_the_terminal_whatever_the_script(
    table: Callable[..., str], columns: int, argv: tuple[str, ...]
) -> None:
    lines = table(*argv[1:], verb=argv[0], columns=columns).splitlines()
    addresses = [line for line in lines if "://" in line]
    widths = {wcwidth.width(line) for line in lines if line not in addresses}
    assert max(widths) <= min(max(columns, 40), 110)


def test_statements_cannot_command_the_terminal(table: Callable[..., str]) -> None:
    told = table()
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_nothing_found_is_well_and_said(table: Callable[..., str]) -> None:
    assert "No claim of this dataset answers this." in table("--since", "2030")


def test_the_command_for_the_next_page_works(run: Run, table: Callable[..., str]) -> None:
    first = table("--limit", "2", "--target", "students,teachers")
    assert "1-2 of 3 shown." in first
    line = next(line for line in first.splitlines() if line.startswith("next page:"))
    words = shlex.split(line.removeprefix("next page:"))
    assert words[0] == "leadgraph"
    ran = run(*words[1:], "--format", "table")
    assert ran.code == 0
    assert "3-3 of 3 shown." in ran.text
    assert "olds1999-1" in ran.text
    everything = next(line for line in first.splitlines() if line.startswith("everything:"))
    ran = run(*shlex.split(everything)[2:], "--format", "table")
    assert "shown" not in ran.text
    assert ran.text.count("müller2020/a-") == 2


def test_markdown_is_a_table_that_no_statement_breaks(run: Run, toys: Path) -> None:
    told = run("--data", toys, "evidence", "--format", "markdown").text
    rows = [line for line in told.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 3
    assert {row.replace("\\|", "").count("|") for row in rows} == {7}
    assert "\\<i\\>much" in told
    assert "<i>" not in told


class Screen(io.TextIOWrapper):
    """A standard output that says it is a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self) -> bool:
        return True

    def told(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def on_screen(toys: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command on a terminal; return what it shows."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def on_screen(*argv: str) -> str:
        screen = Screen()
        with redirect_stdout(screen):
            assert main(["--data", str(toys), *argv]) == 0
        return screen.told()

    return on_screen


def test_a_terminal_gets_a_table_with_colours(on_screen: Callable[..., str]) -> None:
    told = on_screen("evidence")
    assert "\x1b[32mpositive" in told
    assert told.count("\x1b[") % 2 == 0


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_are_left_out_where_unwelcome(
    on_screen: Callable[..., str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    told = on_screen("evidence")
    assert "positive" in told
    assert "\x1b" not in told


def test_json_on_a_terminal_ends_its_line(on_screen: Callable[..., str]) -> None:
    told = on_screen("evidence", "--select", "id")
    assert told.endswith("}\n")
    assert json.loads(told)["count"] == 3
