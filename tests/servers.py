"""``leadgraph serve`` as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE = 60  # seconds; generous, since others may use the machine


@contextmanager
def serving(
    *argv: str | Path, options: tuple[str, ...] = ()
) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Serve on a free port; give the process, its address, and what it said before that."""
    command = [sys.executable, "-m", "leadgraph", *map(str, argv), "serve", "--port", "0", *options]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        assert server.stdout is not None
        counts, where = server.stdout.readline(), server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", where)
        assert found, server.communicate(timeout=PATIENCE)
        yield server, found[0], counts
    finally:
        server.terminate()  # so that it ends its workers
        with suppress(subprocess.TimeoutExpired):
            server.wait(PATIENCE / 4)
        server.kill()
        server.communicate(timeout=PATIENCE)


def get(url: str) -> bytes:
    """Read an address; the server listens a moment after it has said where."""
    for _ in range(PATIENCE * 10):
        try:
            with urlopen(url, timeout=PATIENCE) as response:
                content: bytes = response.read()
                return content
        except ConnectionError:
            pass
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
        signal.sigtimedwait([], 0.1)
    pytest.fail("no answer")
