"""Real SPARQL servers, each with a folder of its own, gone when the tests are over."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from effort import later
from leadgraph.errors import StoreError
from leadgraph.remote import Endpoint

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
TransactionFile = {folder}/virtuoso.trx
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 20
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def running(command: list[str], endpoint: Endpoint, folder: Path) -> Iterator[Endpoint]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            wait_for(endpoint, process)
            yield endpoint
            endpoint.close()
        finally:
            process.kill()
            process.wait()


def wait_for(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        assert process.poll() is None, "the server ended"
        try:
            endpoint.count("urn:nothing")
            return
        except StoreError:
            time.sleep(0.25)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An Oxigraph server, empty."""
    binary = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if binary is None:
        pytest.skip("Oxigraph server is not installed: pip install oxigraph")
    port = free_port()
    endpoint = Endpoint(f"http://127.0.0.1:{port}/query")
    command = [binary, "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", "20"]
    yield from running(command, endpoint, tmp_path_factory.mktemp("oxigraph"))


def virtuoso_of(rows: int) -> Callable[..., Any]:
    def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
        binary = shutil.which("virtuoso-t")
        if binary is None:
            pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
        folder = tmp_path_factory.mktemp("virtuoso")
        http, sql = free_port(), free_port()
        settings = VIRTUOSO.format(folder=folder, http=http, sql=sql, rows=rows)
        (folder / "virtuoso.ini").write_text(settings)
        endpoint = Endpoint(
            f"http://127.0.0.1:{http}/sparql",
            update=f"http://127.0.0.1:{http}/sparql-auth",
            user="dba",
            password="dba",
        )
        command = [binary, "+configfile", str(folder / "virtuoso.ini"), "+foreground"]
        yield from running(command, endpoint, folder)

    return started


virtuoso = pytest.fixture(scope="session", name="virtuoso")(virtuoso_of(rows=10_000))
"""A Virtuoso that hands out no more rows than it does as it is installed."""


@pytest.fixture(params=["oxigraph", later("virtuoso")])
def server(request: pytest.FixtureRequest) -> Endpoint:
    """Each server in turn."""
    endpoint: Endpoint = request.getfixturevalue(request.param)
    return endpoint
