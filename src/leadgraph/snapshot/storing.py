"""Storing: the process that puts the triples of a snapshot's records into a store."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from leadgraph import store
from leadgraph.model import Records
from leadgraph.shelf import Shelf


def main(records: str, target: str) -> None:
    """Build a store of records on a shelf.

    Args:
        records: folder of the shelf.
        target: folder of the store.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    store.build(Records.open(Shelf(Path(records))), target)


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever said: it returns when the parent is gone
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
