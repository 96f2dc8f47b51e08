"""Opening: a snapshot, asked where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leadgraph.errors import Problem, SnapshotError
from leadgraph.evidence import EvidenceBase
from leadgraph.export.catalogue import Statistics
from leadgraph.export.dumps import DUMPS, Made
from leadgraph.model import Records
from leadgraph.shelf import Shelf
from leadgraph.snapshot.manifest import AGAIN, STATISTICS, Manifest, read


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

    @property
    def statistics(self) -> Statistics | None:
        """What the triples come to; None when they were left out."""
        return Statistics(**Shelf(self.folder).json(STATISTICS)) if self.store else None

    @property
    def dumps(self) -> Mapping[str, Made]:
        """The dumps by name; none when they were left out."""
        held = {name: self.manifest.files.get(f"dumps/{name}") for name in DUMPS}
        return {
            name: Made(self.folder / "dumps" / name, file.bytes, bytes.fromhex(file.sha256))
            for name, file in held.items()
            if file
        }


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
