"""Workers: whatever a query does, it ends in time, takes what it may, and leaves nothing."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from leadgraph import store
from leadgraph.errors import SparqlError
from leadgraph.graph import EvidenceGraph
from leadgraph.sparql import Asked, Limits, Line, Ticket, Workers

BRIEF = Limits(seconds=0.4)
COUNT = Asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats=("csv",))
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f)"
PATHS = "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)+ ?b . ?b (!<urn:x>|^!<urn:x>)+ ?c }"
REGEX = "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(STR(?c), CONCAT('(a|b|ab)*x{9}', STR(?f))) }"
MEMORY = 128 * 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, packaged: EvidenceGraph) -> Path:
    path = tmp_path_factory.mktemp("sparql") / "store"
    store.build(packaged.records, path)
    return path


@pytest.fixture(scope="module")
def workers(folder: Path) -> Iterator[Workers]:
    made = Workers(folder, count=2, memory=MEMORY)
    yield made
    made.close()
    assert made.processes == []


@pytest.fixture(scope="module")
def line(workers: Workers) -> Line:
    return Line(workers, 2)


def code(line: Line, query: str, limits: Limits = BRIEF) -> str:
    with pytest.raises(SparqlError) as caught:
        line.enter(Asked(query), limits).result()
    return caught.value.code


def children() -> set[int]:
    """Return the ids of all children of this process, zombies included."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has ended since
            found |= {int(id_) for id_ in (task / "children").read_text().split()}
    return found


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_query_is_answered(line: Line) -> None:
    head, count = line.enter(COUNT).result().body.split()
    assert head == b"n"
    assert int(count) > 20_000


@pytest.mark.parametrize("query", [PRODUCT, PATHS, REGEX])
def test_a_long_query_is_stopped_and_the_next_is_answered(line: Line, query: str) -> None:
    assert code(line, query) == "time-limit"
    assert line.enter(COUNT).result().body


def test_a_query_that_takes_memory_is_stopped(line: Line) -> None:
    assert code(line, SORTED, Limits(seconds=20)) == "memory-limit"


@pytest.mark.parametrize("nested", ["ASK {" + "{" * 30_000, "ASK { ?s ?p " + "(" * 200_000])
def test_a_query_that_nests_too_deeply_is_no_harm(line: Line, nested: str) -> None:
    assert code(line, nested, Limits(seconds=5)) in ("memory-limit", "time-limit", "syntax")
    assert line.enter(COUNT).result().body


def test_a_query_that_oxigraph_fails_at_says_so(line: Line) -> None:
    values = " ".join(f"'a{i}' {i % 7}" for i in range(400))
    asked = Asked(f"SELECT * {{ VALUES ?v {{ {values} }} }} ORDER BY DESC(?v)")
    try:
        line.enter(asked).result()
    except SparqlError as error:
        assert error.code == "evaluation-failed"  # noqa: PT017 (a later Oxigraph may sort them)


def test_many_long_queries_leave_as_many_processes_as_there_were(line: Line) -> None:
    others = children()
    line.enter(COUNT).result()
    tickets = [line.enter(Asked(PRODUCT), Limits(seconds=0.2)) for _ in range(8)]
    for ticket in tickets:
        with pytest.raises(SparqlError):
            ticket.result()
    wait_until(lambda: line.length == 0)
    workers: Workers = line.evaluator  # type: ignore[assignment]
    assert len(workers.processes) <= workers.count
    assert children() - others <= {*workers.processes}


def test_whoever_hangs_up_ends_the_query(line: Line) -> None:
    line.enter(COUNT).result()
    ticket = line.enter(Asked(PRODUCT), Limits(seconds=60))
    wait_until(lambda: ticket.future.running())
    time.sleep(0.1)
    ticket.stop()
    with pytest.raises(SparqlError) as caught:
        ticket.result()
    assert caught.value.code == "cancelled"
    assert line.enter(COUNT).result().body


def test_who_hangs_up_in_the_line_leaves_it(workers: Workers) -> None:
    line = Line(workers, 1)
    running = line.enter(Asked(PRODUCT), Limits(seconds=60))
    waiting = line.enter(COUNT)
    waiting.stop()
    with pytest.raises(SparqlError):
        waiting.result()
    running.stop()
    wait_until(lambda: line.length == 0)


def test_a_full_line_sends_away(workers: Workers) -> None:
    line = Line(workers, 1, waiting=2)
    tickets = [line.enter(Asked(PRODUCT), BRIEF) for _ in range(3)]
    with pytest.raises(SparqlError) as caught:
        line.enter(COUNT)
    assert caught.value.code == "busy"
    for ticket in tickets:
        ticket.stop()
    wait_until(lambda: line.length == 0)
    assert line.enter(COUNT).result().body


def test_slow_readers_do_not_fill_the_memory(workers: Workers) -> None:
    line = Line(workers, 1, Limits(size=1000))
    line.hold(8_000)
    with pytest.raises(SparqlError) as caught:
        line.enter(COUNT)
    assert caught.value.code == "busy"
    line.hold(-1)
    assert line.enter(COUNT).result().body


def test_a_worker_that_was_killed_is_replaced(line: Line, workers: Workers) -> None:
    line.enter(COUNT).result()
    for _ in range(5):
        before = workers.processes
        for id_ in before:
            os.kill(id_, signal.SIGKILL)
        assert line.enter(COUNT).result().body
        wait_until(lambda before=before: not set(before) & set(workers.processes))


def test_no_worker_opens_a_connection(folder: Path) -> None:
    """Behind the reading: even if it let SERVICE pass, the process could not connect."""
    import subprocess
    import sys

    script = (
        "import sys, socket; from pyoxigraph import Store; from leadgraph.sparql import sandbox\n"
        "store = Store.read_only(sys.argv[1])\n"
        "if not sandbox.confine(1 << 30): sys.exit(3)\n"
        "for attempt in (\n"
        "    lambda: list(store.query('SELECT * { SERVICE <' + sys.argv[2] + '> { ?s ?p 1 } }')),\n"
        "    lambda: socket.socket(), lambda: __import__('os').execv('/bin/true', ['true']),\n"
        "    lambda: __import__('os').remove(sys.argv[0]),\n"
        "):\n"
        "    try: attempt()\n"
        "    except OSError: continue\n"
        "    sys.exit(1)\n"
        "assert len(store) > 20_000\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        done = subprocess.run([sys.executable, "-c", script, str(folder), url], check=False)
        with pytest.raises(BlockingIOError):
            server.accept()
    if done.returncode == 3:
        pytest.skip("system calls cannot be filtered here")
    assert done.returncode == 0


def test_nothing_starts_before_the_first_query_and_nothing_stays(packaged: EvidenceGraph) -> None:
    threads = threading.active_count()
    written: list[Path] = []

    def write(path: Path) -> None:
        written.append(path)
        store.build(packaged.records, path)

    workers = Workers(write, count=1)
    line = Line(workers, 1)
    assert (written, workers.processes, threading.active_count()) == ([], [], threads)
    line.enter(COUNT).result()
    assert (len(workers.processes), len(written)) == (1, 1)
    id_ = workers.processes[0]
    line.close()
    assert id_ not in children()
    assert not written[0].parent.exists()
    with pytest.raises(SparqlError) as caught:
        line.enter(COUNT)
    assert caught.value.code == "unavailable"


def test_a_store_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    workers = Workers(tmp_path / "nothing", count=1)
    with pytest.raises(SparqlError) as caught:
        workers.evaluate(COUNT, BRIEF, Ticket())
    assert caught.value.code == "unavailable"
    assert workers.processes == []
