"""Every console session of the README is run; the Python sessions run as doctests."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(r"^```console\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
STEPS = [
    (command.strip(), output)
    for block in BLOCKS
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M)
]


def run_leadgraph(words: list[str]) -> str:
    """Run a command of the README from the root, as wide as its text."""
    environ = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "leadgraph", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def fetch(words: list[str]) -> str:
    """Answer a curl command from the app itself; ``| python3 -m json.tool`` indents it."""
    from starlette.testclient import TestClient

    from leadgraph_api import create_app

    address = next(word for word in words if word.startswith("http://127.0.0.1:8000"))
    given = [words[i + 1] for i, word in enumerate(words) if word == "--data-urlencode"]
    parameters = dict(one.split("=", 1) for one in given) or None
    path = address.removeprefix("http://127.0.0.1:8000")
    with TestClient(create_app()) as client:
        body = client.get(path, params=parameters).text.replace("\r\n", "\n")
    piped = words[words.index("|") :] if "|" in words else []
    assert piped in ([], ["|", "python3", "-m", "json.tool"])
    return json.dumps(json.loads(body), indent=4, ensure_ascii=False) + "\n" if piped else body


def test_the_readme_has_sessions() -> None:
    assert {command.split()[0] for command, _ in STEPS} == {"curl", "leadgraph"}


@pytest.mark.parametrize(("command", "expected"), STEPS, ids=[c for c, _ in STEPS])
def test_session(command: str, expected: str) -> None:
    words = shlex.split(command)
    got = fetch(words) if words[0] == "curl" else run_leadgraph(words[1:])
    checker = doctest.OutputChecker()
    flags = doctest.ELLIPSIS
    assert checker.check_output(expected, got, flags), f"expected:\n{expected}\ngot:\n{got}"
