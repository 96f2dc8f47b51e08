"""Opening: a snapshot, asked where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from leadgraph.errors import Problem, SnapshotError
from leadgraph.evidence import EvidenceBase
from leadgraph.model import Records
from leadgraph.shelf import Shelf
from leadgraph.snapshot.manifest import AGAIN, Manifest, read


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot that is open.

    Attributes:
        folder: where it lies, links followed: what is opened later comes from the same snapshot,
            wherever a link points by then.
        manifest: what it says of itself.
        base: what it is asked with.
        problems: what was wrong with the files it was built from.
    """

    folder: Path
    manifest: Manifest
    base: EvidenceBase
    problems: tuple[Problem, ...]

    @property
    def store(self) -> Path | None:
        """The folder of the triples; None when they were left out."""
        return self.folder / "store" if self.manifest.holds("store") else None


def open_(path: Path | str) -> Opened:
    """Open a snapshot.

    Raises:
        SnapshotError: when it is none, is not whole, or is of another format.
    """
    folder = Path(path).resolve()
    manifest = read(folder)
    shelf = Shelf(folder)
    try:
        base = EvidenceBase(Records.open(shelf.part("records")), shelf)
        problems = tuple(Problem(**told) for told in shelf.json("problems"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the snapshot {path} cannot be read: {error}; {AGAIN}") from error
    return Opened(folder, manifest, base, problems)
