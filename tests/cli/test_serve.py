"""``leadgraph serve``: that it says where it is, answers there, and ends quietly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

import leadgraph

Run = Callable[..., Any]
PATIENCE = 60  # seconds; generous, since others may use the machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@contextmanager
def serving(*argv: str | Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Serve on a free port; give the process, its address, and what it said before that."""
    command = [sys.executable, "-m", "leadgraph", *map(str, argv), "serve", "--port", "0"]
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


def test_it_says_what_it_loaded_and_where_and_answers_there(toys: Path) -> None:
    with serving("--data", toys) as (server, address, counts):
        assert "Toys: 2 sources, 3 claims, 0 open questions" in counts
        answer = get(f"{address}evidence?area=equity")
        assert answer == leadgraph.load(toys).evidence(area="equity").to_json()
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=PATIENCE)
        assert server.returncode == 0
        assert "Traceback" not in out + err


def test_a_port_in_use_is_one_line_with_the_remedy(run: Run, toys: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = run("--data", toys, "serve", "--port", port)
    assert ran.code == 1
    assert ran.out == b""
    assert ran.err == (
        f"leadgraph: port {port} on 127.0.0.1 is in use: "
        "choose another with --port, or --port 0 for a free one\n"
    )


def test_an_address_that_is_not_ours(run: Run, toys: Path) -> None:
    ran = run("--data", toys, "serve", "--host", "192.0.2.1")
    assert ran.code == 1
    assert ran.err.startswith("leadgraph: cannot listen on 192.0.2.1")
    assert ran.err.count("\n") == 1
