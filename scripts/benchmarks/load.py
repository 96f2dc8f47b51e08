"""Clients: wrk where it is installed, else a client of our own that is slower than wrk.

``python -m benchmarks.load ADDRESS PATHS SECONDS`` runs the client of our own.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 32
SCRIPT = Path(__file__).with_name("wrk.lua")


def client() -> str:
    """Return the name of the client that will be used."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def load(
    address: str, paths: Path, seconds: float, *, patience: float = 2, clients: int = CLIENTS
) -> dict[str, Any]:
    """Ask the addresses of a file through keep-alive connections for a while.

    Args:
        address: of the server.
        paths: a file with an address a line; with wrk, a form to be posted may follow a tab.
        seconds: how long.
        patience: seconds after which an answer counts as failed, with wrk.
        clients: how many connections, with wrk.

    Raises:
        RuntimeError: when an answer is no success, or none comes.
    """
    if client() == "wrk":
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:.0f}s", "-s", str(SCRIPT)]
        command += ["--timeout", f"{patience:.0f}s", address, "--", str(paths)]
    else:
        command = [sys.executable, "-m", "benchmarks.load", address, str(paths), str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if found["failed"] or not found["requests"]:
        raise RuntimeError(f"{found['failed']} requests to {address} failed: {done.stdout}")
    found["rate"] = found["requests"] / found["seconds"]
    return found


class Connection(asyncio.Protocol):
    """One keep-alive connection: the next request goes out when the last answer is in."""

    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._answer = bytearray()
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._answer.clear()
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; ask again once it is whole."""
        self._answer += data
        end = self._answer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._answer[:end]).lower()
        _, _, length = head.partition(b"\r\ncontent-length:")
        if len(self._answer) < end + 4 + int(length.split(b"\r\n", 1)[0]):
            return
        self._tally.add(time.perf_counter() - self._sent, len(self._answer), head)
        self._ask()


class Tally:
    """What all connections have seen."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.bytes = 0
        self.failed = 0

    def add(self, seconds: float, size: int, head: bytes) -> None:
        """Count one answer."""
        self.taken.append(seconds * 1000)
        self.bytes += size
        self.failed += not head.startswith(b"http/1.1 200")

    def told(self, seconds: float) -> dict[str, Any]:
        """Return what ``wrk.lua`` prints."""
        taken = sorted(self.taken) or [0.0]
        return {
            "requests": len(self.taken),
            "seconds": seconds,
            "bytes": self.bytes,
            "p50": taken[len(taken) // 2],
            "p99": taken[int(len(taken) * 0.99)],
            "failed": self.failed,
        }


async def ask(address: str, paths: Path, seconds: float) -> dict[str, Any]:
    """Do what wrk does, in Python."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 80
    requests = cycle(
        [
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
            for path in paths.read_text().splitlines()
        ]
    )
    tally = Tally()
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Connection(requests, tally), host, port)
        for _ in range(CLIENTS)
    ]
    await asyncio.sleep(seconds)
    taken = time.perf_counter() - start
    for transport, _ in made:
        transport.close()
    return tally.told(taken)


def main() -> None:
    """Run the client and print what it found as one line of JSON."""
    address, paths, seconds = sys.argv[1:]
    print(json.dumps(asyncio.run(ask(address, Path(paths), float(seconds)))))


if __name__ == "__main__":
    main()
