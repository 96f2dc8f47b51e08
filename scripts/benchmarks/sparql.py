"""``scripts/bench sparql``: what twenty hostile clients of /sparql do to everybody else.

Two servers of the same dataset, one left alone and one under attack, are asked for evidence at an
even pace; the figures go into docs/sparql.md.
"""

from __future__ import annotations

import argparse
import http.client
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from benchmarks import datasets, machine
from benchmarks.servers import running

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "sparql.md"
CACHE = ROOT / ".bench"
BEGIN, END = "<!-- figures: written by scripts/bench sparql -->", "<!-- end of figures -->"

ATTACKERS = 20
PACE = 0.01
"""Seconds between two questions of the one whose waiting is measured."""

ATTACKS = {
    "Cartesian product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f)",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)+ ?b . "
    "?b (!<urn:x>|^!<urn:x>)+ ?c }",
    "regular expression": "SELECT * { ?a ?b ?c . ?d ?e ?f "
    "FILTER REGEX(STR(?c), CONCAT('(a|b|ab)*x{9}', STR(?f))) }",
    "nesting": "ASK {" + "{" * 100_000,
    "a megabyte": "ASK { ?s ?p '" + "x" * 990_000 + "' }",
}


class Figures(NamedTuple):
    """What was measured of one server."""

    evidence: list[float]
    sparql: list[float]
    statuses: Counter[int]
    memory: int
    left: int


def get(connection: http.client.HTTPConnection, path: str, **asked: str) -> int:
    """Ask for something and read all of it."""
    connection.request("GET", f"{path}?{urlencode(asked)}")
    answer = connection.getresponse()
    answer.read()
    return answer.status


def waits(address: str, seconds: float) -> list[float]:
    """Ask for evidence at an even pace; return the milliseconds that each answer took."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    found = []
    end = time.perf_counter() + seconds
    asked = 0
    while time.perf_counter() < end:
        since = str(1900 + asked % 120)
        start = time.perf_counter()
        status = get(connection, "/evidence", since=since, limit=str(1 + asked % 25))
        found.append((time.perf_counter() - start) * 1000)
        if status != 200:
            raise RuntimeError(f"/evidence answered {status}")
        asked += 1
        time.sleep(max(0.0, PACE - (time.perf_counter() - start)))
    return found


def attack(address: str, seconds: float) -> None:
    """Attack, from a process of its own; print how often each status was answered."""
    statuses: Counter[int] = Counter()
    end = time.monotonic() + seconds

    def go(first: int) -> None:
        attacks = list(ATTACKS.values())
        turn = first
        while time.monotonic() < end:
            connection = http.client.HTTPConnection(urlsplit(address).netloc)
            body = urlencode({"query": attacks[turn % len(attacks)], "timeout": "2"})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                connection.request("POST", "/sparql", body, kind)
                if turn % 7 == 3:
                    time.sleep(0.2)  # and hang up
                else:
                    statuses[connection.getresponse().status] += 1
            except OSError:
                statuses[0] += 1
            connection.close()
            time.sleep(0.05)
            turn += 1

    threads = [threading.Thread(target=go, args=(i,)) for i in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(f"{status}:{count}" for status, count in statuses.items()))


@contextmanager
def attacked(address: str, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Attack a server meanwhile."""
    command = [sys.executable, "-m", "benchmarks.sparql", "--attack", address]
    command += ["--seconds", str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.wait()


def family(port: int) -> list[int]:
    """Return the server that listens on a port, and its workers."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if str(port).encode() in words and b"serve" in words:
                found.append(int(folder.name))
                for task in (folder / "task").iterdir():
                    found += [int(id_) for id_ in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def resident(ids: Sequence[int]) -> int:
    """Return the bytes of memory that processes hold."""
    total = 0
    for id_ in ids:
        try:
            total += int(Path(f"/proc/{id_}/statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    return total


def measure(folder: Path, seconds: float, *, hostile: bool) -> Figures:
    """Measure one server, attacked or left alone."""
    with running(folder) as address:
        port = urlsplit(address).port or 0
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        get(connection, "/sparql", query="ASK {}")
        waits(address, 1)
        overhead = []
        for _ in range(300):
            start = time.perf_counter()
            get(connection, "/sparql", query="ASK {}")
            overhead.append((time.perf_counter() - start) * 1000)
        if not hostile:
            return Figures(waits(address, seconds), overhead, Counter(), 0, 0)
        most = [0]
        watching = threading.Event()

        def watch() -> None:
            while not watching.wait(0.2):
                most[0] = max(most[0], resident(family(port)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        with attacked(address, seconds) as process:
            time.sleep(1)
            found = waits(address, seconds - 2)
            told = process.communicate()[0]
        watching.set()
        watcher.join()
        time.sleep(3)
        statuses = Counter({int(s): int(n) for s, n in re.findall(r"(\d+):(\d+)", told)})
        return Figures(found, overhead, statuses, most[0], len(family(port)) - 1)


def _row(name: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=1000)
    shown = (statistics.median(times), cuts[949], cuts[989], max(times))
    return f"| {name} | {len(times):,} | " + " | ".join(f"{each:.1f}" for each in shown) + " |"


def section(size: datasets.Size, quiet: Figures, hostile: Figures, seconds: float) -> str:
    """Return the figures as Markdown."""
    told = machine.described()
    answered = ", ".join(
        f"{count:,} x {status or 'cut off'}" for status, count in sorted(hostile.statuses.items())
    )
    return "\n".join(
        (
            f"{size.claims:,} claims from {size.sources:,} works; {told['processor']}, "
            f"{told['Python']}; {told['load before the run']} load before the run. Milliseconds "
            f"until `/evidence` was answered whole, asked every {PACE * 1000:g} ms for "
            f"{seconds:g} s:",
            "",
            "| | answers | p50 | p95 | p99 | most |",
            "|---|---:|---:|---:|---:|---:|",
            _row("left alone", quiet.evidence),
            _row(f"{ATTACKERS} attackers on `/sparql`", hostile.evidence),
            _row("for comparison: `ASK {}` on `/sparql`, left alone", quiet.sparql),
            "",
            f"The attackers ({', '.join(ATTACKS)}; two seconds each; every seventh hung up) were "
            f"answered {answered}. Server and workers together held "
            f"{hostile.memory / 2**20:,.0f} MiB at most; afterwards {hostile.left} worker "
            "processes were left, as many as there may be.",
        )
    )


def main(given: Sequence[str] | None = None) -> None:
    """Measure and write the figures down."""
    parser = argparse.ArgumentParser(prog="scripts/bench sparql", description=__doc__)
    parser.add_argument("--size", choices=list(datasets.SIZES), default="M")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--attack", metavar="ADDRESS", help=argparse.SUPPRESS)
    asked = parser.parse_args(given)
    if asked.attack:
        attack(asked.attack, asked.seconds)
        return
    size = datasets.SIZES[asked.size]
    folder = datasets.dataset(size, CACHE)
    quiet = measure(folder, asked.seconds, hostile=False)
    text = section(size, quiet, measure(folder, asked.seconds, hostile=True), asked.seconds)
    print(text)
    if not asked.dry:
        page = PAGE.read_text("utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
