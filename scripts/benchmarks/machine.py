"""What the figures were taken on: nothing that would tell whose machine it is."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.load import client

PACKAGES = (
    "leadgraph",
    "numpy",
    "pyroaring",
    "tantivy",
    "pyoxigraph",
    "orjson",
    "pydantic",
    "bibtexparser",
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
)


def described() -> dict[str, str]:
    """Return the machine, the Python and the versions that matter."""
    return {
        "processor": f"{_processor()}, {_cores()} cores",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "HTTP client": client(),
        "load before the run": _load(),
    }


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} processes waiting or running, average of a minute"
