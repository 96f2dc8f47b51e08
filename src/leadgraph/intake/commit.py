"""Files of a dataset replaced together: whenever the program ends, all are new, or none is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from leadgraph.curation import journal
from leadgraph.export import replacing


def commit(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace some files of a dataset, or add them.

    One file is replaced by renaming. Several are written beside the old ones, then named in a
    journal that appears in one step, then renamed: see ``leadgraph.curation.journal``.

    Raises:
        OSError: a file cannot be written; then the dataset is as it was.
    """
    if len(files) == 1:
        ((name, content),) = files.items()
        with replacing(folder / name) as out:
            out.write(content)
        journal.sync(folder)
        return
    try:
        _stage(folder, files)
    except OSError:
        for name in files:
            journal.staged(folder, name).unlink(missing_ok=True)
        raise
    if files:
        journal.sync(folder)
        with replacing(folder / journal.JOURNAL) as out:
            out.write(json.dumps({"files": list(files)}).encode())
        journal.sync(folder)
        journal.rename(folder, files)


def _stage(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the new files beside the old ones."""
    for name, content in files.items():
        with replacing(journal.staged(folder, name)) as out:
            out.write(content)
        target = journal.target(folder, name)
        if target.exists():
            journal.staged(folder, name).chmod(target.stat().st_mode)
