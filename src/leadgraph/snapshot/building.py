"""Building: a loaded dataset into a snapshot, whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from leadgraph import ask, citations, worklists
from leadgraph.errors import Problem, SnapshotError
from leadgraph.evidence import EvidenceBase
from leadgraph.export.dumps import DUMPS, Dump
from leadgraph.shelf import Shelf
from leadgraph.snapshot.manifest import Manifest

Progress = Callable[..., Iterable[Any]]

PATIENCE = 10
"""Seconds to wait for a build of the same name to end; one that was killed takes a few."""


def build(
    base: EvidenceBase,
    target: Path | str,
    *,
    problems: Sequence[Problem] = (),
    store: bool = True,
    dumps: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Build the snapshot of a dataset. The folder appears under its name when all is on the disk.

    Args:
        base: the dataset.
        target: the folder to make.
        problems: what was wrong with its files.
        store: whether to hold the triples, too, which takes longer than all the rest.
        dumps: whether to hold the dumps, too, which are larger than all the rest.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.

    Raises:
        SnapshotError: when the folder is there already, another build is at work on it, or the
            disk is full.
    """
    folder = verify_target(target)
    try:
        with _partial(folder) as (unfinished, lock):
            storing = Storing(unfinished, lock) if store else None
            manifest = _fill(unfinished, base, problems, storing, dumps, progress or _silently)
            _settle(unfinished)
            unfinished.rename(folder)
            _settle_folder(folder.parent)
    except OSError as error:
        raise SnapshotError(f"cannot build {folder}: {error.strerror or error}") from error
    return manifest


def verify_target(target: Path | str) -> Path:
    """Return the folder that a snapshot is to be built in.

    Raises:
        SnapshotError: when it is there already.
    """
    folder = Path(target)
    if folder.exists() or folder.is_symlink():
        raise SnapshotError(f"{folder} exists already: a snapshot is never changed; name another")
    return folder


def _fill(
    folder: Path,
    base: EvidenceBase,
    problems: Sequence[Problem],
    stored: Storing | None,
    dumped: bool,
    progress: Progress,
) -> Manifest:
    """Put every part into a folder, the manifest last."""
    shelf, records = Shelf(folder), base.records
    steps: tuple[Callable[[], object], ...] = (
        lambda: records.keep(shelf.part("records")),
        lambda: stored.start() if stored else None,
        lambda: base.keep(shelf),
        lambda: worklists.keep(base, shelf.part("worklists")),
        lambda: ask.keep(base, shelf.part("ask")),
        lambda: citations.keep(base, shelf.part(citations.FOLDER)),
        lambda: base.text_search(_made(folder / "words")),
        lambda: shelf.put_json("problems", [asdict(problem) for problem in problems]),
        *_dumping(base, folder / "dumps", DUMPS.values() if dumped else ()),
        lambda: stored.wait() if stored else None,
    )
    with stored or nullcontext():
        for step in progress(steps, desc="building", unit="part"):
            step()
    counts = {
        name: len(getattr(records, name)) for name in ("sources", "claims", "concepts", "questions")
    }
    manifest = Manifest.of(folder, records.snapshot, counts)
    manifest.write(folder)
    return manifest


def _dumping(
    base: EvidenceBase, folder: Path, dumps: Iterable[Dump]
) -> Iterator[Callable[[], object]]:
    """Yield what makes each of some dumps."""
    for dump in dumps:
        folder.mkdir(exist_ok=True)
        yield partial(dump.make, base.records, folder)


class Storing:
    """The triples, put into a store by a process of their own: it takes as long as the rest.

    It reads the records that are on the shelf already, and ends when its standard input does, so
    that it does not outlive the build; until it has ended it holds the build's lock.

    Args:
        folder: the folder of the build.
        lock: what the build holds it with, if anything.
    """

    def __init__(self, folder: Path, lock: int | None = None) -> None:
        self._folder = folder
        self._lock = () if lock is None else (lock,)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process."""
        parts = (str(self._folder / "records"), str(self._folder / "store"))
        command = [sys.executable, "-m", "leadgraph.snapshot.storing", *parts]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=self._lock
        )

    def wait(self) -> None:
        """Wait until the store is whole.

        Raises:
            SnapshotError: when it could not be made.
        """
        assert self._process is not None
        assert self._process.stderr is not None
        said = self._process.stderr.read().decode(errors="replace").strip()
        for log in (self._folder / "store").glob("LOG*"):
            log.unlink()
        last = said.rpartition("\n")[2]
        if self._process.wait() != 0:
            raise SnapshotError(f"the store could not be built: {last}")

    def __enter__(self) -> Storing:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process if it is still at work."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


@contextmanager
def _partial(folder: Path) -> Iterator[tuple[Path, int | None]]:
    """Give an empty folder beside the one to be made, for this build alone; leave none behind."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.partial")
    unfinished.mkdir(exist_ok=True)
    with _locked(unfinished) as lock:
        _empty(unfinished)  # what a build that was killed has left
        try:
            yield unfinished, lock
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[int | None]:
    """Hold a folder for this process, until it ends however it ends.

    Raises:
        SnapshotError: when another build holds it, and does not end within some seconds.
    """
    try:
        import fcntl
    except ImportError:  # where there are no such locks, two builds of one name are not caught
        yield None
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(PATIENCE * 10 + 1):
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.1)
        else:
            raise SnapshotError(f"another build is at work in {folder}")
        yield held
    finally:
        os.close(held)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _settle(folder: Path) -> None:
    """Have the disk hold the names of all files; their contents it holds already."""
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _settle_folder(path)


def _settle_folder(folder: Path) -> None:
    if os.name == "posix":
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)


def _silently(items: Iterable[Any], **_: object) -> Iterable[Any]:
    return items
