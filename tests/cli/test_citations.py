"""``leadgraph source KEY --citations``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph

Run = Callable[..., Any]
OWN = ("source", "müller2020/a", "--citations")


def test_json_is_byte_for_byte_what_python_gives(run: Run, toys: Path) -> None:
    graph = leadgraph.load(toys)
    whole = run("--data", toys, *OWN)
    assert whole.out == graph.citations("müller2020/a").to_json()
    one = run("--data", toys, *OWN, "--kind", "cites")
    assert one.out == graph.citations("müller2020/a").cites.to_json()
    told = json.loads(run("--data", toys, *OWN, "--kind", "cites", "--all").out)
    assert [each["id"] for each in told["results"]] == ["olds1999"]


def test_a_table_names_every_kind_and_its_first_works(run: Run, toys: Path) -> None:
    told = " ".join(run("--data", toys, *OWN, "--format", "table").text.split())
    assert "Müller et al. 2020" in told
    assert "1 works that it cites" in told
    assert "Olds 1999. Old truths" in told
    assert "0 works that cite it" in told


def test_a_page_names_the_command_of_the_next(run: Run) -> None:
    ran = run(
        *("source", "leithwood2006seven", "--citations", "--kind", "co-cited"),
        *("--limit", "2", "--format", "table"),
    )
    assert "1-2 of" in ran.text
    assert "--citations --kind co-cited --limit 2 --cursor" in " ".join(ran.text.split())


def test_the_other_forms_hold_the_whole(run: Run, toys: Path) -> None:
    table = run("--data", toys, *OWN, "--kind", "cites", "--format", "csv").text
    assert table.splitlines()[1].startswith("cites,olds1999,true,Olds 1999,Old truths,1999")
    entries = run("--data", toys, *OWN, "--kind", "cites", "--format", "bibtex").text
    assert entries.startswith("@book{olds1999,")


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("source", "--citations"), 2, "name its KEY"),
        ((*OWN, "--format", "csv"), 2, "say which neighbours"),
        ((*OWN, "--all"), 2, "say which neighbours"),
        ((*OWN, "--kind", "cites", "--all", "--limit", "2"), 2, "leave out --limit"),
        ((*OWN, "--select", "id"), 2, "--select does not go together"),
        ((*OWN, "--kind", "citedby"), 1, "did you mean cited-by"),
        ((*OWN, "--key", "old1999"), 1, "did you mean olds1999"),
        ((*OWN, "--area", "equty"), 1, "did you mean equity"),
        (("source", "muller", "--citations"), 1, "no source 'muller'"),
        (("source", "olds1999", "--key", "a"), 2, "--key goes together with --citations"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    run: Run, toys: Path, given: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("--data", toys, *given)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
