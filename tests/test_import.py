"""What `import leadgraph` costs, and what it offers."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import leadgraph

HEAVY = {
    "altair",
    "bibtexparser",
    "fastapi",
    "networkx",
    "pandas",
    "pylatexenc",
    "pyoxigraph",
    "pyshacl",
    "rdflib",
    "starlette",
    "tantivy",
    "uvicorn",
    "vl_convert",
}


def in_fresh_python(code: str) -> list[str]:
    """Run code in a Python of its own; return the list it prints as JSON."""
    run = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    names: list[str] = json.loads(run.stdout)
    return names


def test_import_loads_no_heavy_library() -> None:
    loaded = in_fresh_python("import leadgraph; print(json.dumps(sorted(sys.modules)))")
    assert "leadgraph" in loaded
    assert HEAVY.isdisjoint(loaded), sorted(HEAVY.intersection(loaded))


def test_a_star_import_gives_exactly_the_public_names() -> None:
    code = "space = {}; exec('from leadgraph import *', space); del space['__builtins__']"
    assert in_fresh_python(f"{code}; print(json.dumps(sorted(space)))") == sorted(leadgraph.__all__)


def test_nothing_is_public_by_accident() -> None:
    public = {
        name
        for name, value in vars(leadgraph).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }
    assert public - set(leadgraph.__all__) == set()
