"""Storing: the process that puts the triples of a snapshot's records into a store."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from leadgraph import store
from leadgraph.export import catalogue
from leadgraph.model import Records
from leadgraph.shelf import Shelf
from leadgraph.snapshot.manifest import STATISTICS


def main(records: str, target: str) -> None:
    """Build a store of records on a shelf, and count what it holds.

    Args:
        records: folder of the shelf.
        target: folder of the store, beside which the counts are put.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    built = store.build(Records.open(Shelf(Path(records))), target)
    Shelf(Path(target).parent).put_json(STATISTICS, asdict(catalogue.statistics(built)))


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever said: it returns when the parent is gone
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
