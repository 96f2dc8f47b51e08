"""A folder to begin with: a dataset of one invented work, which checks clean and can be served."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from leadgraph.errors import IntakeError
from leadgraph.export import replacing

TEMPLATE = Path(__file__).with_name("template")
"""The files that a new folder gets."""


def start(folder: str | PathLike[str]) -> list[Path]:
    """Make a folder with a small invented dataset; return its files.

    Args:
        folder: that does not exist yet, or is empty.

    Raises:
        IntakeError: the folder is none, or holds something.
        OSError: it cannot be written.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise IntakeError(f"{target} is not a folder")
    if target.exists() and (held := sorted(path.name for path in target.iterdir())):
        few = ", ".join(held[:3]) + (" ..." if len(held) > 3 else "")
        raise IntakeError(f"{target} is not empty (it holds {few}): give a new folder")
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted(TEMPLATE.iterdir()):
        with replacing(target / path.name) as out:
            out.write(path.read_bytes())
        made.append(target / path.name)
    return made
