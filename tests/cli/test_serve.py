"""``leadgraph serve``: that it says where it is, answers there, and ends quietly."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leadgraph
from servers import PATIENCE, get, serving

Run = Callable[..., Any]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


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
