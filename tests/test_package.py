"""The package as its users get it: built, installed in an empty environment, used from elsewhere.

Slow (it builds, and installs every dependency), so it waits for CI=true or LEADGRAPH_SLOW=1.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from effort import LONG, WAITS

ROOT = Path(__file__).resolve().parent.parent
DATA = ("references.bib", "claims.toml", "ontology.ttl", "shapes.ttl")
MISLEADING = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_USER", "PIP_PREFIX")
STARTED_WITHIN = 60  # seconds; generous, since CI may be doing other things

pytestmark = pytest.mark.skipif(not LONG, reason=WAITS)


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and return what it printed; fail with what it complained of."""
    variables = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist; return the folder that holds both."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, with pinned dependencies, in an empty environment; return its Python."""
    folder = tmp_path_factory.mktemp("an empty environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    run(python, "-m", "pip", "install", "--quiet", "-c", constraints, wheel, cwd=folder)
    return python


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that has nothing to do with the checkout."""
    return tmp_path


def test_the_wheel_holds_the_packages_and_the_dataset_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"leadgraph/data/{name}" for name in DATA} <= names
    assert "leadgraph/vocabulary.ttl" in names
    assert any(name.endswith("/claim.schema.json") for name in names)
    assert {"leadgraph/py.typed", "leadgraph_api/py.typed"} <= names
    tops = {name.split("/")[0] for name in names}
    assert {re.sub(r"-.*\.dist-info$", ".dist-info", top) for top in tops} == {
        "leadgraph",
        "leadgraph_api",
        "leadgraph.dist-info",
    }
    assert not [name for name in names if "test" in name.lower() or name.endswith(".pyc")]
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA"}


def test_the_packaged_dataset_is_the_one_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in DATA:
            assert archive.read(f"leadgraph/data/{name}") == (ROOT / "data" / name).read_bytes()


def test_the_sdist_holds_what_is_needed_to_build_and_test(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "constraints.txt", "README.md", "LICENSE", "LICENSE-DATA"} <= names
    assert {"scripts/test", "tests/test_package.py", "data/claims.toml"} <= names
    assert not [name for name in names if name.startswith((".venv", ".git/", "dist/"))]


def test_it_loads_its_dataset_from_any_folder(python: Path, elsewhere: Path) -> None:
    claims = len(tomllib.loads((ROOT / "data" / "claims.toml").read_text("utf-8"))["claim"])
    code = "import leadgraph; print(len(leadgraph.load().claims), leadgraph.__file__)"
    count, _, place = run(python, "-c", code, cwd=elsewhere).strip().partition(" ")
    assert int(count) == claims
    assert Path(place).is_relative_to(python.parent.parent)


def test_its_dataset_passes_its_own_check(python: Path, elsewhere: Path) -> None:
    run(python.with_name("leadgraph"), "check", cwd=elsewhere)


def test_it_takes_no_name_that_others_use(python: Path, elsewhere: Path) -> None:
    code = (
        "import importlib.util as u;"
        "print([n for n in ('api', 'data', 'scripts', 'tests') if u.find_spec(n)])"
    )
    assert run(python, "-c", code, cwd=elsewhere).strip() == "[]"


def test_it_serves_from_any_folder(python: Path, elsewhere: Path) -> None:
    with serving(python, elsewhere) as address:
        health = get(f"{address}/health")
        assert health["snapshot"]
        asked = get(f"{address}/evidence?area=distributed-leadership&target=students&limit=200")
    assert asked["snapshot"] == health["snapshot"]
    assert asked["count"] == len(asked["results"]) > 0
    sources = {item["source"]["key"] for item in asked["results"]}
    assert "leithwood2006seven" in sources
    assert "null" in {item["direction"] for item in asked["results"]}


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """Serve from a folder on a free port; give the address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python.with_name("leadgraph")), "serve", "--port", str(port)]
    log = folder / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=STARTED_WITHIN)


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended:\n{log.read_text()}"
        try:
            get(f"{address}/health")
        except HTTPError:
            raise
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"no answer within {STARTED_WITHIN} s:\n{log.read_text()}")


def get(url: str) -> Any:
    request = Request(url, headers={"Accept": "application/json"})
    with urlopen(request, timeout=STARTED_WITHIN) as response:
        return json.load(response)
