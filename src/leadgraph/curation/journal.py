"""Several files of a dataset changed as one: all of them, or none, whenever the program ends.

The new files are written beside the old ones first. Then a journal appears, in one step, that names
them: from there on the change is made, whatever happens. What is left to do (giving the new files
their names, taking the journal away) is done by the program that wrote it or, if that was
killed, by whoever reads the dataset next. ``replacing`` in ``leadgraph.export`` does the same for
one file alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

JOURNAL = ".leadgraph-change.json"
FILES = ("references.bib", "citations.csv", "claims.toml")
"""What may be changed so. A journal names files, never paths: nothing else can be touched by it."""


def target(folder: Path, name: str) -> Path:
    """Return the file that is changed: where a link leads, if the name is one."""
    return Path(os.path.realpath(folder / name))


def staged(folder: Path, name: str) -> Path:
    """Return where the new file stands until the change is made."""
    real = target(folder, name)
    return real.with_name(f".{real.name}.new")


def finish(folder: Path) -> None:
    """Finish a change that was interrupted, if there is one.

    Raises:
        OSError: the files cannot be renamed.
        ValueError: the journal is none.
    """
    try:
        names = json.loads((folder / JOURNAL).read_bytes())["files"]
    except FileNotFoundError:
        return
    except (KeyError, TypeError) as error:
        raise ValueError(f"{JOURNAL} is not a journal of leadgraph") from error
    if not isinstance(names, list) or not set(names).issubset(FILES):
        raise ValueError(f"{JOURNAL} names files that are none of a dataset")
    rename(folder, names)


def rename(folder: Path, names: Iterable[str]) -> None:
    """Give the new files their names and take the journal away; what is done already is passed."""
    for name in names:
        with suppress(FileNotFoundError):
            staged(folder, name).replace(target(folder, name))
    sync(folder)
    (folder / JOURNAL).unlink(missing_ok=True)
    sync(folder)


def sync(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
