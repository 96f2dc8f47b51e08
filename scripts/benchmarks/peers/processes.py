"""Processes of the programs: started, waited for, weighed, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
PATIENCE = 900.0
"""Seconds that a server may take to start."""


class Running(NamedTuple):
    """A server that answers.

    Attributes:
        address: where.
        process: its number.
        seconds: how long it took to start.
    """

    address: str
    process: int
    seconds: float

    def memory(self) -> float:
        """Return the MiB that it and its children hold; pages they share count once."""
        return sum(map(_held, _family(self.process))) / 1024


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], address: str, ready: str, *, cwd: Path, log: Path
) -> Iterator[Running]:
    """Run a server while the context lasts.

    Args:
        command: starts it.
        address: where it answers.
        ready: what it is asked until it does.
        cwd: the folder to start it in.
        log: where to write what it says.

    Raises:
        RuntimeError: when it does not start.
    """
    start = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait(process, address + ready, log)
        yield Running(address, process.pid, time.monotonic() - start)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            said = log.read_text("utf-8", "replace")[-500:]
            raise RuntimeError(f"the server of {address} ended before it was ready: {said}")
        try:
            with urlopen(address, timeout=10):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server of {address} was not ready in {PATIENCE:.0f} seconds")


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:
        return


def _held(process: int) -> int:
    """Return the KiB that a process holds, its share of what others hold with it."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def weight(path: Path) -> float:
    """Return the MiB that a file or a folder takes on the disk."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.lstat().st_blocks * 512 for one in files if not one.is_dir()) / (1 << 20)
