"""What the tests of imports share."""

from __future__ import annotations

from pathlib import Path

from leadgraph import curation, intake
from leadgraph.intake import Import
from leadgraph.model import Source

FILES = Path(__file__).with_name("intake") / "files"
"""Files as other programs write them; what they say is invented."""


def taken(folder: Path, *files: Path, **options: object) -> tuple[Import, dict[str, Source]]:
    """Import some files; return the account and the works of the dataset afterwards."""
    planned = intake.plan(files, folder, **options)
    planned.write(keep_going=True)
    reading = curation.read(folder)
    assert not [problem for problem in reading.problems if problem.level == "error"]
    return planned, dict(reading.records.sources)


def balanced(planned: Import) -> None:
    """Every record of every file has one fate."""
    for account in [*planned.accounts, planned]:
        counts = account.counts if account is planned else account.counts()
        assert counts["read"] == sum(n for fate, n in counts.items() if fate != "read")


def state(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
