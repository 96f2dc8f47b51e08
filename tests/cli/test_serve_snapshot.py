"""``leadgraph serve`` of snapshots: several processes, and moving on without dropping a request."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest

import leadgraph
from effort import later
from servers import PATIENCE, get, serving

Run = Callable[..., Any]
EVERY_WORKER = 2.5
"""Seconds within which the last worker, too, has looked."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, links")


@pytest.fixture
def states(toys: Path, tmp_path: Path) -> list[Path]:
    """Snapshots of three states of a dataset."""
    found = []
    for number, word in enumerate(("trust", "doubt", "hope")):
        claims = (toys / "claims.toml").read_text("utf-8")
        (toys / "claims.toml").write_text(f"{claims}# {word}\n", "utf-8")
        bibliography = (toys / "references.bib").read_text("utf-8")
        (toys / "references.bib").write_text(bibliography.replace("truths", f"{word} truths"))
        found.append(tmp_path / f"state-{number}")
        leadgraph.load(toys).build(found[-1], store=False)
    return found


def point(link: Path, folder: Path) -> None:
    """Have a link lead to a folder, from one moment to the next."""
    other = link.with_name("other-link")
    other.symlink_to(folder)
    other.replace(link)


def snapshot_of(address: str) -> str:
    told: str = json.loads(get(f"{address}health"))["snapshot"]
    return told


def moved(address: str, snapshot: str) -> bool:
    """Wait until the service answers from a snapshot."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if snapshot_of(address) == snapshot:
            return True
        signal.sigtimedwait([], 0.05)
    return False


def ask_until(over: Event, address: str, allowed: dict[str, bytes]) -> tuple[int, set[str]]:
    """Ask on one connection until told to stop; every answer is that of one state, whole."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
    asked, seen = 0, set()
    while not over.is_set():
        connection.request("GET", f"/evidence?area=equity&limit={asked % 200 + 1}")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        snapshot = json.loads(body)["snapshot"]
        connection.request("GET", "/evidence?area=equity")
        again = connection.getresponse()
        told = again.read()
        assert again.status == 200
        assert told == allowed[json.loads(told)["snapshot"]]
        seen.add(snapshot)
        asked += 2
    connection.close()
    return asked, seen


@pytest.mark.parametrize("workers", [1, later(2)])
def test_it_moves_to_new_snapshots_under_load_without_a_failed_request(
    states: list[Path], tmp_path: Path, workers: int
) -> None:
    link = tmp_path / "current"
    link.symlink_to(states[0])
    graphs = [leadgraph.load(folder) for folder in states]
    allowed = {graph.snapshot: graph.evidence(area="equity").to_json() for graph in graphs}
    assert len(allowed) == len(states)
    over = Event()
    options = ("--reload", "--workers", str(workers))
    with serving("--data", link, options=options) as (server, address, _):
        assert moved(address, graphs[0].snapshot)
        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask_until, over, address, allowed) for _ in range(4)]
            try:
                for folder, graph in zip(states[1:], graphs[1:], strict=True):
                    point(link, folder)
                    assert moved(address, graph.snapshot)
                time.sleep(EVERY_WORKER if workers > 1 else 0)
            finally:
                over.set()
            told = [asked.result(PATIENCE) for asked in asking]
        assert all(asked > 10 for asked, _ in told)
        assert set().union(*(seen for _, seen in told)) == set(allowed)
        assert snapshot_of(address) == graphs[-1].snapshot
        assert server.poll() is None


def test_what_cannot_be_loaded_changes_nothing(states: list[Path], tmp_path: Path) -> None:
    link = tmp_path / "current"
    link.symlink_to(states[0])
    first, last = (leadgraph.load(states[at]).snapshot for at in (0, 2))
    broken = states[1]
    (broken / "records" / "claims.jsonl").unlink()
    with serving("--data", link, options=("--reload",)) as (server, address, _):
        assert moved(address, first)
        point(link, broken)
        server.send_signal(signal.SIGHUP)
        signal.sigtimedwait([], 1.5)
        assert snapshot_of(address) == first
        point(link, states[2])
        server.send_signal(signal.SIGHUP)
        assert moved(address, last)
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=PATIENCE)
        assert "claims.jsonl" in err
        assert "Traceback" not in err


def test_a_folder_is_reloaded_when_its_files_change(toys: Path) -> None:
    first = leadgraph.load(toys).snapshot
    with serving("--data", toys, options=("--reload",)) as (_, address, _counts):
        assert moved(address, first)
        text = (toys / "references.bib").read_text("utf-8")
        (toys / "references.bib").write_text(text.replace("Old truths", "New truths"), "utf-8")
        assert moved(address, leadgraph.load(toys).snapshot)


def test_a_folder_is_built_once_for_all_workers(toys: Path) -> None:
    expected = leadgraph.load(toys).evidence(area="equity").to_json()
    with serving("--data", toys, options=("--workers", "2", "--access-log")) as (
        server,
        address,
        counts,
    ):
        assert "2 sources, 3 claims" in counts
        assert get(f"{address}evidence?area=equity") == expected
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=PATIENCE)
        assert server.returncode == 0
        assert "Traceback" not in out + err
        assert "GET /evidence?area=equity" in out


def test_options_that_do_not_go_together(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "serve", "--port", "0", "--workers", "2", "--reload")
    assert ran.code == 2
    assert "needs a snapshot" in ran.err
    assert run("serve", "--workers", "0").code == 2
