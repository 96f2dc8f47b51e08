"""The two servers that are compared: ``leadgraph serve``, and a bare FastAPI application.

Each is one uvicorn worker with the same settings. ``python -m benchmarks.servers PORT`` serves the
bare one until it is ended.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from fastapi import FastAPI

HOST = "127.0.0.1"
PATIENCE = 900.0
"""Seconds that a server may take to load a dataset."""


@contextmanager
def running(folder: Path | None = None) -> Iterator[str]:
    """Run a server while the context lasts; yield its address.

    Args:
        folder: the dataset to serve; the bare application without one.

    Raises:
        RuntimeError: when it does not start.
    """
    port = str(_free_port())
    command = [sys.executable, "-m", "benchmarks.servers", port]
    if folder:
        command = [sys.executable, "-m", "leadgraph", "serve", "--data", str(folder)]
        command += ["--host", HOST, "--port", port]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://{HOST}:{port}"
    try:
        _wait(server, f"{address}/health" if folder else f"{address}/hello")
        yield address
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server of {address} ended before it was ready")
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    raise RuntimeError(f"the server of {address} was not ready in {PATIENCE:.0f} seconds")


def bare() -> FastAPI:
    """Return the least that FastAPI can do: one route that returns one small object."""
    from fastapi import FastAPI, Response

    app = FastAPI()

    @app.get("/hello")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    @app.get("/ready-made")
    async def ready_made() -> Response:
        return Response(b'{"hello":"world"}', media_type="application/json")

    return app


def main() -> None:
    """Serve the bare application, with the settings of ``leadgraph serve``."""
    import uvicorn

    uvicorn.run(bare(), host=HOST, port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
