"""The figures as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.datasets import SIZES
from benchmarks.load import CLIENTS
from benchmarks.peers.measuring import FEW, SLOW, TOO_SLOW
from benchmarks.peers.programs import TIME_LIMIT
from benchmarks.peers.questions import KINDS

Figures = Mapping[str, Any]

LIBRARY, BARE, OURS, TWO = "library", "bare", "leadgraph", "leadgraph-2"

TITLES = {
    LIBRARY: "leadgraph, library",
    OURS: "leadgraph, 1 worker",
    TWO: "leadgraph, 2 workers",
    "oxigraph": "Oxigraph server",
    "virtuoso": "Virtuoso",
    "datasette": "Datasette (SQLite)",
    "rdflib-endpoint": "rdflib-endpoint",
}

GOALS = (
    ("evidence in the library, ms, median", "< 0.2 at L", lambda f: _ms(f[LIBRARY]["evidence"])),
    ("map in the library, ms, median", "< 5 at L", lambda f: _ms(f[LIBRARY]["map"])),
    (
        "`/evidence`, 60 questions again and again, to a bare route",
        "≥ 2 at L",
        lambda f: f"{f[OURS]['again']['rate'] / f[BARE]['rate']:.2f}",
    ),
    (
        "the same, no two the same, to a bare route",
        "",
        lambda f: f"{f[OURS]['evidence']['rate'] / f[BARE]['rate']:.2f}",
    ),
    (
        "`/evidence`, no two the same, to Oxigraph server",
        "≥ 500 at L",
        lambda f: _to(f, "oxigraph"),
    ),
    ("the same to Virtuoso", "≥ 500 at L", lambda f: _to(f, "virtuoso")),
    (
        "the same for one client alone, to Oxigraph server",
        "",
        lambda f: _to(f, "oxigraph", alone=True),
    ),
    ("the same to Virtuoso", "", lambda f: _to(f, "virtuoso", alone=True)),
)

INTRODUCTION = f"""# Benchmark beside other programs

Written by `scripts/bench peers`; not by hand.

The same five questions to leadgraph and to other programs that hold the same data:

- **evidence**: claims of an area (and all that is narrower) about a target and, by chance, with a
  direction, a design, a kind or a first year: how many, and the 25 newest.
- **map**: eight areas by six outcomes under such a filter: claims and studies of each cell, of
  research evidence. leadgraph answers with all that `/map` tells of a cell; the others count these
  two numbers.
- **citations**: the 25 works most often cited together with one, how often, and how many there are.
- **text**: two words of a statement in an area: how many claims, and the 25 newest. Virtuoso and
  SQLite have an index of words; Oxigraph and rdflib look through the texts of the area.
- **entity**: a claim with its source.

No two requests of a turn are the same as long as the dataset has as many forms of a question, so
caches of answers do not help; leadgraph, which answers more, is given more forms. Every program is
asked as suits it: in SPARQL 1.1 with hierarchies spelled out, count and page in one request
(Virtuoso: `bif:contains`); in SQL over tables with the hierarchies closed upwards, clustered keys
and FTS5. Order is *newest first* because every one can give it. Oxigraph is compacted after
loading; Virtuoso has a quarter of the memory for its pages and an index of words; Datasette opens
its file as immutable. All run on one machine, one after the other, with their clients; the first
answers are compared, and differences are named.

A question is asked by one client first, then by {CLIENTS} keep-alive clients (`wrk`). If an answer
takes more than {SLOW} s, only {FEW} clients ask, which keep both processors busy and leave little
unfinished at the end; if it takes more than {TOO_SLOW:.0f} s, one alone. One that is not answered
in {TIME_LIMIT} s is given up, and its server is started anew.
Memory is what the server's processes hold after all questions, shared pages counted once: the
pages of leadgraph's snapshot are files that the system may take back.
"""


def page(found: Figures) -> str:
    """Return the page."""
    return "\n".join(_lines(found)).rstrip() + "\n"


def _lines(found: Figures) -> Iterator[str]:
    yield INTRODUCTION
    sizes = [name for name in SIZES if name in found["sizes"]]
    yield "## Goals\n"
    yield from _table(
        ["", *sizes, "goal"],
        (
            [title, *(_tried(show, found["sizes"][s]) for s in sizes), goal]
            for title, goal, show in GOALS
        ),
    )
    for name in sizes:
        yield from _size(name, found["sizes"][name])
    yield "## The run\n"
    yield f"{found['date']}. `{found['command']}`\n"
    rows = [*found["machine"].items(), ("programs", "; ".join(found["versions"].values()))]
    yield from _table(["", ""], rows)
    if found["missing"]:
        yield "Not measured:\n"
        yield from (f"- {TITLES[name]}: {why}." for name, why in found["missing"].items())


def _size(name: str, found: Figures) -> Iterator[str]:
    programs = [one for one in TITLES if one in found]
    yield f"## {SIZES[name].claims:,} claims\n"
    yield (
        f"{CLIENTS} clients: requests a second · milliseconds, median / 99th percentile. In "
        "brackets: how many times as many leadgraph with one worker answers. The library: one "
        "thread, no HTTP; requests a second are 1 / median. A bare FastAPI route on the same "
        f"uvicorn: {_bare(found)}.\n"
    )
    yield from _table(
        ["", *(TITLES[one] for one in programs)],
        ([f"**{kind}**", *(_many(found, one, kind) for one in programs)] for kind in KINDS),
    )
    served = [one for one in programs if one != LIBRARY]
    yield "One client, milliseconds, median / 99th percentile.\n"
    yield from _table(
        ["", *(TITLES[one] for one in served)],
        ([f"**{kind}**", *(_alone(found[one][kind]) for one in served)] for kind in KINDS),
    )
    yield "Loaded, and held.\n"
    yield from _table(
        ["", "loading, s", "starting, s", "memory, MiB", "disk, MiB"],
        ([TITLES[one], *_held(found[one])] for one in programs),
    )
    yield from _agreement(found, [one for one in served if one not in (OURS,)])


def _agreement(found: Figures, programs: Sequence[str]) -> Iterator[str]:
    compared = 0
    wrong = []
    for one in programs:
        for kind in KINDS:
            told = found[one][kind]
            compared += told.get("compared", 0)
            if told.get("wrong"):
                wrong.append(
                    f"- {TITLES[one]}, {kind}: {told['wrong']} of {told['compared']} answers "
                    f"differ; ours and theirs: `{told['example']}`"
                )
    if wrong:
        yield f"Of {compared} answers that were compared with leadgraph's, these differ:\n"
        yield "\n".join(wrong) + "\n"
    else:
        yield f"All {compared} answers that were compared with leadgraph's are the same.\n"


def _bare(found: Figures) -> str:
    seen = found[BARE]
    return f"{seen['rate']:,.0f} · {_short(seen['p50'])} / {_short(seen['p99'])}"


def _many(found: Figures, one: str, kind: str) -> str:
    told = found[one][kind]
    if "failed" in told:
        return f"not answered: {told['failed']}"
    if one == LIBRARY:
        return f"{1000 / told['p50']:,.0f} · {_short(told['p50'])} / {_short(told['p99'])}"
    rate = f"{told['rate']:,.0f}" if told["rate"] >= 20 else f"{told['rate']:.2f}"
    if told["clients"] == 1:
        shown = f"{rate}, one client"
    else:
        shown = f"{rate} · {_short(told['p50'])} / {_short(told['p99'])}"
        shown += f", {told['clients']} clients" if told["clients"] < CLIENTS else ""
    ours = found.get(OURS, {}).get(kind, {})
    if one in (OURS, TWO) or "rate" not in ours:
        return shown
    return f"{shown} ({_ratio(ours['rate'] / told['rate'])})"


def _alone(told: Figures) -> str:
    if "alone" not in told:
        return "–"
    return f"{_short(told['alone']['p50'])} / {_short(told['alone']['p99'])}"


def _held(told: Figures) -> list[str]:
    return [
        f"{told[name]:,.{digits}f}" if name in told else "–"
        for name, digits in (("seconds", 1), ("start", 1), ("memory", 0), ("disk", 0))
    ]


def _to(found: Figures, other: str, *, alone: bool = False) -> str:
    ours, theirs = found[OURS]["evidence"], found[other]["evidence"]
    if alone:
        return _ratio(theirs["alone"]["p50"] / ours["alone"]["p50"])
    return _ratio(ours["rate"] / theirs["rate"])


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def _ms(told: Figures) -> str:
    return _short(told["p50"])


def _short(milliseconds: float) -> str:
    digits = 3 if milliseconds < 1 else 2 if milliseconds < 100 else 0
    return f"{milliseconds:,.{digits}f}"


def _tried(show: Any, found: Figures) -> str:
    try:
        return str(show(found))
    except KeyError:
        return "–"


def _table(head: Sequence[str], rows: Any) -> Iterator[str]:
    yield _line(head)
    yield _line(["---", *["--:"] * (len(head) - 1)])
    yield from map(_line, rows)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
