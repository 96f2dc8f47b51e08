"""Make the virtual environment ``.venv`` at the root of the repository, or find it ready.

Called by ``scripts/setup``, with the standard library only. What makes it safe at any time:

- A stamp in ``.venv`` for each stage hashes what the stage was made from (pyproject.toml,
  constraints.txt, the Python, the place of the repository). It is written last.
- While packages are being installed ``.venv`` holds a mark; one that still holds it was
  interrupted and is made anew. One that a developer made by hand, pip included, is completed.
- One process at a time, by a lock on the root directory itself, which the system releases however
  the process ends. pip inherits the lock, so that an orphaned pip keeps the others waiting.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".leadgraph-unfinished"

STAGES = {"runtime": ".[plots]", "dev": ".[dev]"}
"""What each stage installs, the smaller first: a stage includes those before it."""

BUILD_TOOLS = ("hatchling", "editables")
"""What an editable install of leadgraph is built with; pinned like everything else."""

MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT")
"""Variables that would send pip's work somewhere other than into ``.venv``."""


class Interpreter(NamedTuple):
    """A Python, as far as installed packages depend on it."""

    implementation: str
    major: int
    minor: int


def say(message: str) -> None:
    """Tell the user what is going on; on stderr, since stdout belongs to the caller."""
    print(f"leadgraph: {message}", file=sys.stderr, flush=True)


def stop(message: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    sys.exit(f"leadgraph: {message}")


def variables() -> dict[str, str]:
    """Return the environment variables that Python and pip run under."""
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def this_interpreter() -> Interpreter:
    """Describe the Python that runs this file."""
    return Interpreter(sys.implementation.name, *sys.version_info[:2])


def interpreter_of_venv() -> Interpreter | None:
    """Describe the Python of ``.venv``; None if it is missing, broken, moved or without pip."""
    code = (
        "import importlib.util, json, sys; assert importlib.util.find_spec('pip');"
        "print(json.dumps([sys.implementation.name, *sys.version_info[:2]]))"
    )
    command = [str(PYTHON), "-c", code]
    try:
        asked = subprocess.run(command, capture_output=True, check=True, env=variables())
    except (OSError, subprocess.CalledProcessError):
        return None
    return None if was_moved() else Interpreter(*json.loads(asked.stdout))


def was_moved() -> bool:
    """Tell whether ``.venv`` was made at another place: its commands would point there."""
    for line in (VENV / "pyvenv.cfg").read_text().splitlines():
        name, _, value = line.partition(" = ")
        if name == "command":
            return not value.endswith(str(VENV))
    return False


def fingerprint(interpreter: Interpreter) -> str:
    """Hash everything that the content of ``.venv`` follows from."""
    digest = hashlib.sha256()
    for part in (
        (ROOT / "pyproject.toml").read_bytes(),
        (ROOT / "constraints.txt").read_bytes(),
        repr(tuple(interpreter)).encode(),
        os.fsencode(ROOT),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def stamp(stage: str) -> Path:
    """Return the file that says a stage is complete."""
    return VENV / f".leadgraph-{stage}"


def is_ready(stage: str, wanted: str) -> bool:
    """Tell whether ``.venv`` holds a stage, made from the inputs as they are now."""
    return stamp(stage).is_file() and stamp(stage).read_text() == wanted


def set_stamps(stage: str, wanted: str) -> None:
    """Stamp a stage and those it includes; drop what the others were stamped with before."""
    included = True
    for each in STAGES:
        if included:
            stamp(each).write_text(wanted)
        elif not is_ready(each, wanted):
            stamp(each).unlink(missing_ok=True)
        included = included and each != stage


def lock() -> int:
    """Wait until no other process is making ``.venv``; return the locked descriptor."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another process is making .venv; waiting for it")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def usable(*, named: bool) -> Interpreter | None:
    """Describe the Python of a ``.venv`` worth keeping; None if it has to be made anew."""
    if UNFINISHED.exists():
        return None
    present = interpreter_of_venv()
    if present is None or (present.major, present.minor) < (3, 11):
        return None
    return None if named and present != this_interpreter() else present


def make(stage: str, *, named: bool) -> None:
    """Bring ``.venv`` to a stage: nothing to do, something to install, or everything."""
    locked = lock()
    present = usable(named=named)
    if present and is_ready(stage, fingerprint(present)):
        return
    if present is None:
        create(locked)
    UNFINISHED.touch()
    if not install(stage, locked):
        if present:  # pip resolves before it installs: what was there still works
            UNFINISHED.unlink()
        stop(
            "the packages could not be installed: pip says why above. It needs the network this "
            "one time. If it tried to compile a package, that package has no wheel for this "
            "Python yet: name another, as in PYTHON=/path/to/python3.13"
        )
    set_stamps(stage, fingerprint(present or this_interpreter()))
    UNFINISHED.unlink()
    say(".venv is ready")


def create(locked: int) -> None:
    """Make an empty ``.venv`` in place of whatever stands there."""
    if not importlib.util.find_spec("ensurepip"):
        stop(
            f"{sys.executable} cannot make virtual environments: its ensurepip is missing.\n"
            f"On Debian or Ubuntu: apt-get install python3.{sys.version_info.minor}-venv\n"
            "Or name another Python: PYTHON=/path/to/python3.13"
        )
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"making .venv with Python {version} ({sys.executable})")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    # PYTHON may name the python of the .venv that has just been removed
    base = getattr(sys, "_base_executable", sys.executable)
    if not run([base, "-m", "venv", str(VENV)], locked):
        stop("the virtual environment could not be made: venv says why above")


def install(stage: str, locked: int) -> bool:
    """Install the pinned packages of a stage, and leadgraph itself as it stands here."""
    purpose = "serving" if stage == "runtime" else "serving, tests and checks"
    say(f"installing the packages for {purpose}, as pinned in constraints.txt; a minute at most")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    pip += ["--constraint", "constraints.txt"]
    return run([*pip, *BUILD_TOOLS], locked) and run(
        [*pip, "--no-build-isolation", "--editable", STAGES[stage]], locked
    )


def run(command: list[str], locked: int) -> bool:
    """Run a command that holds the lock with us; show what it complains of if it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=variables(), pass_fds=[locked], stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stderr)
    return done.returncode == 0


def main() -> None:
    """Read the arguments, make the environment."""
    parser = argparse.ArgumentParser(prog="scripts/setup", description="Make .venv, or find it.")
    parser.add_argument("stage", choices=STAGES, help="what the environment is for")
    parser.add_argument("--named", action="store_true", help="PYTHON named this interpreter")
    arguments = parser.parse_args()
    try:
        make(arguments.stage, named=arguments.named)
    except KeyboardInterrupt:
        stop("interrupted; the next run completes .venv")
    except OSError as error:
        stop(f".venv could not be made: {error}")


if __name__ == "__main__":
    main()
