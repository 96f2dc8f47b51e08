"""A build is whole or not there, whatever ends it; and many processes share what it made."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import leadgraph
from leadgraph import snapshot
from leadgraph.errors import SnapshotError
from leadgraph.snapshot import building

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, file locks")

PATIENCE = 60


def start(target: Path) -> subprocess.Popen[bytes]:
    code = f"""
import sys, leadgraph
graph = leadgraph.load()
print("loaded", flush=True)
graph.build({str(target)!r})
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"loaded\n"
    return process


def test_a_build_killed_at_any_moment_leaves_nothing_that_opens(tmp_path: Path) -> None:
    chance = random.Random(11)
    target = tmp_path / "s"
    killed = 0
    for _ in range(3):
        process = start(target)
        try:
            process.wait(chance.uniform(0.0, 1.2))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        if target.exists():  # it had ended before it was killed: then all of it is there
            snapshot.verify(target)
            target.rename(tmp_path / f"whole-{time.monotonic_ns()}")
        for left in tmp_path.glob(".s.partial"):
            with pytest.raises((SnapshotError, leadgraph.CurationError)):
                leadgraph.load(left)
    assert killed
    leadgraph.load().build(target)  # what was left behind is in nobody's way
    snapshot.verify(target)
    assert not list(tmp_path.glob(".*"))


def test_the_process_of_the_store_ends_with_the_build(tmp_path: Path) -> None:
    leadgraph.load().build(tmp_path / "s", store=False)
    storing = building.Storing(tmp_path / "s")
    storing.start()
    assert storing._process is not None
    assert storing._process.stdin is not None
    storing._process.stdin.close()  # as happens when the parent dies, however it dies
    assert storing._process.wait(PATIENCE) != 0
    assert not (tmp_path / "s" / "store").exists()


def test_an_error_on_the_way_leaves_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.ask, "keep", full)
    with pytest.raises(SnapshotError, match="No space left"):
        leadgraph.load().build(tmp_path / "s")
    assert not list(tmp_path.iterdir())


def test_two_builds_of_one_name_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PATIENCE", 0)
    with building._partial(tmp_path / "s"), pytest.raises(SnapshotError, match="another build"):
        leadgraph.load().build(tmp_path / "s")
    leadgraph.load().build(tmp_path / "s", store=False)


def test_many_processes_answer_the_same_from_one_snapshot(built: Path) -> None:
    code = f"""
import hashlib, leadgraph
graph = leadgraph.load({str(built)!r})
told = graph.evidence(q="trust").to_json() + graph.ask("equity for pupils").to_json()
told += b"%d" % len(graph.store)
print(hashlib.sha256(told).hexdigest(), graph.snapshot)
"""
    command = [sys.executable, "-c", code]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    said = {process.communicate(timeout=PATIENCE)[0] for process in processes}
    assert len(said) == 1
    assert said.pop().split()[1].decode() == snapshot.read(built).snapshot


def test_progress_is_shown(tmp_path: Path) -> None:
    shown: list[str] = []

    def progress(items: object, *, desc: str, **_: object) -> object:
        shown.append(desc)
        return items

    leadgraph.load().build(tmp_path / "s", store=False, progress=progress)
    snapshot.verify(tmp_path / "s", progress)
    assert shown == ["building", "checksums"]


def test_files_are_for_all_to_read(built: Path) -> None:
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in built.rglob("*"))
    assert os.access(built, os.R_OK)
