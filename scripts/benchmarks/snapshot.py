"""``scripts/bench snapshot``: what a dataset takes as files, as a snapshot and in memory.

Each size is built from its files in a process of its own, with the triples and without, and then
opened in new processes that ask one question. The last table takes the bytes per claim and per
source apart, from two datasets that differ in both, and works out what more of each would take.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import machine
from benchmarks.datasets import SIZES, dataset
from benchmarks.measures import memory
from benchmarks.report import BEGIN, END

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "snapshots.md"
CACHE = ROOT / ".bench"

Figures = dict[str, Any]

STEPS = (
    *("records", "", "index", "worklists", "questions", "citations"),
    *("words", "", "store, the rest of it"),
)
"""What the parts of a build are, in the order in which it makes them."""

FORMS = (
    *("files", "records", "works", "index", "words", "ask", "relations", "teams", "citations"),
    *("worklists", "store"),
)
STARTS = 5
CLAIMS = (10**5, 10**6, 10**7, 10**8)
PER_SOURCE = 5
"""Claims a source in the table of what larger datasets would take."""

OPEN = """
import sys
from time import perf_counter
start = perf_counter()
import leadgraph
graph = leadgraph.load(sys.argv[1])
opened = perf_counter()
graph.evidence(area="area-1", target="target-1").to_json()
answered = perf_counter()
graph.evidence(area="area-2", q="kourbas").to_json()
words = perf_counter()
graph.map(rows="area", columns="target").to_json()
mapped = perf_counter()
graph.ask("what did Babroun 1983 find on area-1").to_json()
asked = perf_counter()
status = dict(l.split(":", 1) for l in open("/proc/self/status"))
resident = {n: int(status[n].split()[0]) * 1024 for n in ("RssAnon", "RssFile")}
import json
print(json.dumps({"open": opened - start, "first": answered - opened, "words": words - answered,
                  "map": mapped - words, "ask": asked - mapped, **resident}))
"""


def building(folder: Path, target: Path, *, store: bool) -> Figures:
    """Build a snapshot in this process and tell what it took."""
    import leadgraph

    start = perf_counter()
    graph = leadgraph.load(folder)
    taken = {"reading and indexing": perf_counter() - start}

    def timed(steps: Iterable[Any], *, desc: str, **_: object) -> Iterator[Any]:
        for name, step in zip(STEPS, steps, strict=True):
            begun = perf_counter()
            yield step
            if name:
                taken[name] = perf_counter() - begun

    begun = perf_counter()
    manifest = graph.build(target, store=store, progress=timed)
    taken["checksums"] = (
        perf_counter() - begun - sum(taken.values()) + taken["reading and indexing"]
    )
    of_child = resource.getrusage(resource.RUSAGE_CHILDREN)
    of_self = resource.getrusage(resource.RUSAGE_SELF)
    sizes: dict[str, int] = defaultdict(int)
    for name, file in manifest.files.items():
        sizes[name.partition("/")[0]] += file.bytes
    return {
        "claims": len(graph.claims),
        "sources": len(graph.sources),
        "seconds": perf_counter() - start,
        "taken": taken,
        "peak": memory()[1],
        "peak of the store": of_child.ru_maxrss / 1024,
        "processor": of_self.ru_utime + of_self.ru_stime,
        "processor of the store": of_child.ru_utime + of_child.ru_stime,
        "bytes": {**sizes, "files": sum(path.stat().st_size for path in folder.iterdir())},
    }


def built(folder: Path, target: Path, *, store: bool) -> Figures:
    """Build a snapshot in a process of its own."""
    shutil.rmtree(target, ignore_errors=True)
    given = [str(folder), str(target), *(["--store"] if store else [])]
    command = [sys.executable, "-m", "benchmarks.snapshot", "--build", *given]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: Figures = json.loads(done.stdout)
    return found


def opening(target: Path) -> Figures:
    """Open a snapshot in new processes and ask it; the middle of each figure."""
    told: list[Figures] = []
    for _ in range(STARTS):
        start = perf_counter()
        command = [sys.executable, "-m", "leadgraph", "--data", str(target), "evidence"]
        asked = ["--area", "area-1", "--target", "target-1"]
        subprocess.run([*command, *asked], check=True, stdout=subprocess.DEVNULL)
        whole = perf_counter() - start
        done = subprocess.run(
            [sys.executable, "-c", OPEN, str(target)], check=True, stdout=subprocess.PIPE
        )
        told.append({**json.loads(done.stdout), "command": whole})
    return {name: median(each[name] for each in told) for name in told[0]}


def measure(sizes: Sequence[str], cache: Path) -> dict[str, Figures]:
    """Measure each size."""
    found = {}
    for name in sizes:
        folder = dataset(SIZES[name], cache)
        target = cache / f"snapshot-{name}"
        say(f"{name}: building without the store")
        bare = built(folder, target, store=False)
        say(f"{name}: building with it")
        whole = built(folder, target, store=True)
        say(f"{name}: opening")
        found[name] = {"bare": bare, "whole": whole, "opening": opening(target)}
        shutil.rmtree(target)
    return found


# ------------------------------------------------------------------------------------------ page


def line(cells: Iterable[object]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(map(str, cells))} |"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of Markdown, figures to the right."""
    rule = line(["---", *["--:"] * (len(head) - 1)])
    return "\n".join([line(head), rule, *map(line, rows)])


def figure(*path: str, times: float = 1.0) -> Callable[[Figures], str]:
    """Return what shows the figure at a path."""

    def shown(found: Figures) -> str:
        value: Any = found
        for name in path:
            value = value[name]
        return f"{value * times:,.2f}"

    return shown


def tables(found: Mapping[str, Figures]) -> Iterator[str]:
    """Yield everything that was measured, as tables."""
    names = list(found)

    def row(title: str, figure: Callable[[Figures], object]) -> list[object]:
        return [title, *(figure(found[name]) for name in names)]

    first = [
        row("claims", lambda f: f"{f['whole']['claims']:,}"),
        row("sources", lambda f: f"{f['whole']['sources']:,}"),
        row("from files to a snapshot without triples, s", lambda f: f"{f['bare']['seconds']:.1f}"),
        row("of that, processor, s", lambda f: f"{f['bare']['processor']:.1f}"),
        row("from files to a whole snapshot, s", lambda f: f"{f['whole']['seconds']:.1f}"),
        row("of that, processor, s", lambda f: f"{_processor(f):.1f}"),
        row("most memory of the build, MiB", lambda f: f"{f['whole']['peak']:,.0f}"),
        row(
            "and of the process beside it that stores the triples, MiB",
            lambda f: f"{f['whole']['peak of the store']:,.0f}",
        ),
    ]
    yield "### Building"
    yield table(["", *names], first)
    parts = list(found[names[-1]]["bare"]["taken"])
    yield "Without triples, part by part, in seconds:"
    yield table(
        ["", *names],
        [row(part, figure("bare", "taken", part)) for part in parts],
    )
    yield "### Opening"
    told = (
        ("command", "`leadgraph evidence`, from start to end, s", 1.0),
        ("open", "import leadgraph and open, s", 1.0),
        ("first", "the first evidence query, ms", 1e3),
        ("words", "the first search for a word, ms", 1e3),
        ("map", "the first map, ms", 1e3),
        ("ask", "the first question in plain words, ms", 1e3),
        ("RssAnon", "memory of its own after all of these, MiB", 1 / 2**20),
        ("RssFile", "pages of files, shared with others, MiB", 1 / 2**20),
    )
    yield table(
        ["", *names],
        [row(title, figure("opening", name, times=times)) for name, title, times in told],
    )
    yield "### Bytes"
    yield table(
        ["MB", *names],
        [row(form, figure("whole", "bytes", form, times=1e-6)) for form in FORMS],
    )
    if len(names) > 1:
        yield from _capacity(found[names[-1]])


def _processor(found: Figures) -> float:
    whole = found["whole"]
    return float(whole["processor"] + whole["processor of the store"])


def _capacity(largest: Figures) -> Iterator[str]:
    """Yield what the largest dataset takes a claim, and what that comes to for more of them."""
    whole, opened = largest["whole"], largest["opening"]
    claims, sources = whole["claims"], whole["sources"]
    rows: list[tuple[str, float]] = [(form, whole["bytes"][form]) for form in FORMS]
    rows.append(("whole snapshot", sum(size for form, size in rows if form not in ("files",))))
    rows.append(("without triples", rows[-1][1] - whole["bytes"]["store"]))
    rows.append(("memory of a process that answers, its own", opened["RssAnon"]))
    rows.append(("memory while it is built", (whole["peak"]) * 2**20))
    rows.append(("memory while the triples are stored", whole["peak of the store"] * 2**20))
    yield (
        f"At {claims:,} claims and {sources:,} sources, in bytes a claim (its share of its source "
        f"included, {claims // sources} claims to a source), and what that comes to in gigabytes:"
    )
    yield table(
        ["", "bytes a claim", "bytes a source", *(f"{n:,} claims" for n in CLAIMS)],
        [
            (
                title,
                f"{size / claims:,.0f}",
                f"{size / sources:,.0f}",
                *(f"{size / claims * n / 1e9:,.2f}" for n in CLAIMS),
            )
            for title, size in rows
        ],
    )


def write(found: Mapping[str, Figures]) -> None:
    """Put the figures on their page."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    told = "\n\n".join(tables(found))
    on = "\n".join(f"- {name}: {value}" for name, value in machine.described().items())
    PAGE.write_text(f"{before}{BEGIN}\n\n{told}\n\n### Machine\n\n{on}\n\n{END}{after}", "utf-8")


def say(message: str) -> None:
    """Say what is being done."""
    print(message, file=sys.stderr, flush=True)


def main(given: Sequence[str] | None = None) -> None:
    """Measure and write, or build once and print what it took."""
    parser = argparse.ArgumentParser(prog="scripts/bench snapshot", description=__doc__)
    parser.add_argument("--sizes", default="S,M,L", help="of S, M, L; L is written down")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR", help="of the datasets")
    parser.add_argument("--build", nargs=2, metavar=("DIR", "SNAPSHOT"), help=argparse.SUPPRESS)
    parser.add_argument("--store", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(given)
    if args.build:
        folder, target = map(Path, args.build)
        print(json.dumps(building(folder, target, store=args.store)))
        return
    found = measure(args.sizes.split(","), args.cache)
    if args.sizes == "S,M,L":
        write(found)
    print("\n\n".join(tables(found)))


if __name__ == "__main__":
    main()
