"""A copy of the toy dataset to import into, and a way to write files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TOY = Path(__file__).parents[1] / "toy"
EMPTY = "@book{zzz1900,\n  title = {The last one},\n  year = {1900},\n}\n"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A folder with the toy dataset, without its claims."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with a bibliography of one book."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "references.bib").write_text(EMPTY)
    return folder


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file that another program might have."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
