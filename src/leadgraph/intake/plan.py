"""Files -> what a dataset will be with them: planned first, shown, and then written or not."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from os import PathLike
from pathlib import Path
from typing import Any

from leadgraph import curation
from leadgraph.curation import Reading
from leadgraph.curation.dataset import BIBLIOGRAPHY
from leadgraph.errors import CurationError, IntakeError, Problem
from leadgraph.intake import formats
from leadgraph.intake.account import FileAccount, Outcome, count
from leadgraph.intake.bibfile import changed
from leadgraph.intake.claimfile import with_claims
from leadgraph.intake.commit import commit
from leadgraph.intake.incoming import UnreadableError
from leadgraph.intake.patch import Patch
from leadgraph.intake.session import Session
from leadgraph.intake.spreadsheet import Mapped

CITATIONS = "citations.csv"
CLAIMS = "claims.toml"
_OF_THE_DATASET = (
    BIBLIOGRAPHY, CITATIONS, CLAIMS, "claims.csv", "claims.jsonl", "ontology.ttl", "shapes.ttl",
)  # fmt: skip
_PLACE = re.compile(r":\d+")

Progress = Callable[..., Any]


@dataclass(slots=True)
class Import:
    """An import as planned. Nothing is written before ``write``.

    Attributes:
        folder: of the dataset.
        accounts: what became of every record, by file.
        old: the files that change, as they are; None for one that is not there.
        new: the same files as they will be.
        warnings: what ``leadgraph check`` will warn of, beyond what it does now.
    """

    folder: Path
    accounts: list[FileAccount]
    old: Mapping[str, bytes | None]
    new: Mapping[str, bytes]
    warnings: list[Problem]

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of every record of every file."""
        return [outcome for account in self.accounts for outcome in account.outcomes]

    @property
    def counts(self) -> dict[str, int]:
        """Records read, and how many were added, merged, skipped and refused."""
        return count(self.outcomes)

    @property
    def faults(self) -> list[str]:
        """What was refused: files as a whole, then records, each in one line."""
        files = [f"{account.file}: {account.fault}" for account in self.accounts if account.fault]
        return files + [outcome.line() for outcome in self.outcomes if outcome.fate == "refused"]

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff of every file that changes."""
        for name, new in self.new.items():
            old = self.old[name]
            before = (old or b"").decode("utf-8-sig").splitlines()
            after = new.decode("utf-8-sig").splitlines()
            origin = f"a/{name}" if old is not None else "/dev/null"
            yield from unified_diff(before, after, origin, f"b/{name}", lineterm="")

    def write(self, *, keep_going: bool = False) -> None:
        """Change the files of the dataset: all of them, or none.

        Args:
            keep_going: write what is sound although something was refused.

        Raises:
            IntakeError: something was refused, or a file has changed since the import was planned.
            OSError: the files cannot be written.
        """
        if self.faults and not keep_going:
            raise IntakeError(f"nothing is written: {self.faults[0]}")
        for name, old in self.old.items():
            if _bytes(self.folder / name) != old:
                raise IntakeError(f"{name} was changed meanwhile: nothing is written; import again")
        commit(self.folder, self.new)


def plan(
    files: Sequence[str | PathLike[str]],
    into: str | PathLike[str],
    *,
    form: str | Mapping[str, str] | None = None,
    mapping: str | PathLike[str] | None = None,
    prefer_new: bool = False,
    progress: Progress | None = None,
) -> Import:
    """Plan to take files into a dataset, and make sure that it will load.

    Args:
        files: bibliographies, citations and spreadsheets of claims, in the order in which they are
            heard.
        into: folder of the dataset.
        form: one of ``FORMATS`` for all files, or for some of them by name; told from the file
            otherwise.
        mapping: TOML file that says what the columns of a spreadsheet of claims mean.
        prefer_new: let new values take the place of what the dataset says.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.

    Raises:
        CurationError: the folder is no dataset.
        IntakeError: the dataset would not load any more.
        OSError: a file of the dataset, or the mapping, cannot be read.
    """
    folder = Path(into)
    reading = _read(folder, progress)
    mapped = _mapping(mapping)
    session = Session(reading, mapped, prefer_new=prefer_new)
    accounts = [_take(session, Path(file), form, mapped, progress) for file in files]
    old = {name: _bytes(folder / name) for name in (BIBLIOGRAPHY, CITATIONS, CLAIMS)}
    try:
        new = {name: raw for name, raw in _written(session, old) if raw != old[name]}
    except ValueError as error:
        raise IntakeError(f"the files of {folder} cannot be changed: {error}") from None
    warnings = _verify(folder, reading, session, new) if new else []
    return Import(folder, accounts, {name: old[name] for name in new}, new, warnings)


def _read(folder: Path, progress: Progress | None) -> Reading:
    reading = curation.read(folder, progress)
    if not reading.counts:
        raise CurationError(reading.problems)
    return reading


def _mapping(path: str | PathLike[str] | None) -> Mapped | None:
    from leadgraph.intake.spreadsheet import read_mapping

    try:
        return read_mapping(Path(path)) if path is not None else None
    except UnreadableError as error:
        raise IntakeError(str(error)) from None


def _take(
    session: Session,
    path: Path,
    form: str | Mapping[str, str] | None,
    mapped: Mapped | None,
    progress: Progress | None,
) -> FileAccount:
    account = FileAccount(str(path))
    asked = form.get(str(path)) if isinstance(form, Mapping) else form
    try:
        raw = path.read_bytes()
        account.form, account.notes, found = formats.read(raw, path.name, asked, mapped)
        records = list(found)
        if not records:
            raise UnreadableError(f"it holds no record (it was read as {account.form})")
    except UnreadableError as error:
        account.fault = str(error)
    except OSError as error:
        account.fault = f"it cannot be read: {error.strerror or error}"
    else:
        shown = progress(records, desc=path.name, unit="record") if progress else records
        session.take(account, shown)
    return account


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


# ----------------------------------------------------------------------------------- what is new


def _written(session: Session, old: Mapping[str, bytes | None]) -> Iterator[tuple[str, bytes]]:
    """Yield the files as they will be."""
    yield BIBLIOGRAPHY, changed(old[BIBLIOGRAPHY] or b"", session.library)
    if session.citations:
        yield CITATIONS, _with_rows(old[CITATIONS], session.citations)
    if session.claims:
        yield CLAIMS, with_claims(old[CLAIMS] or b"", session.claims)


def _with_rows(raw: bytes | None, rows: Iterable[tuple[str, str]]) -> bytes:
    """Return ``citations.csv`` with further rows, under its own header."""
    patch = Patch(raw or b"citing,cited\n")
    header = next(csv.reader(io.StringIO(patch.text)), [])
    columns = [cell.strip().casefold() for cell in header]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for citing, cited in rows:
        said = {"citing": citing, "cited": cited}
        writer.writerow([said.get(column, "") for column in columns])
    broken = "" if patch.text.endswith("\n") else "\n"
    patch.insert(len(patch.text), broken + out.getvalue())
    return patch.result()


# ---------------------------------------------------------------------------------------- verified


def _verify(
    folder: Path, before: Reading, session: Session, new: Mapping[str, bytes]
) -> list[Problem]:
    """Read the dataset as it will be; return the warnings it will have more.

    Shapes are run where the dataset has its own; the packaged ones hold of whatever can be read.

    Raises:
        IntakeError: it has an error more, or says anything else than was planned.
    """
    shapes = (folder / "shapes.ttl").exists()
    with tempfile.TemporaryDirectory(prefix="leadgraph-") as name:
        copy = Path(name)
        for file in _OF_THE_DATASET:
            if file in new:
                (copy / file).write_bytes(new[file])
            elif (folder / file).exists():
                shutil.copyfile(folder / file, copy / file)
        after = curation.read(copy)
        problems = curation.check(copy) if shapes else list(after.problems)
    known = curation.check(folder) if shapes else before.problems
    more = _more(problems, known)
    errors = [problem for problem in more if problem.level == "error"]
    if errors:
        raise IntakeError(f"the dataset would not load any more, nothing is written: {errors[0]}")
    _compare(session, after)
    return more


def _more(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Return the problems that are new, wherever they stand now."""

    def sign(problem: Problem) -> tuple[str, str]:
        return problem.code, _PLACE.sub("", problem.message)

    left = Counter(map(sign, known))
    found = []
    for problem in problems:
        if left[sign(problem)]:
            left[sign(problem)] -= 1
        else:
            found.append(problem)
    return found


def _compare(session: Session, after: Reading) -> None:
    """Make sure that every work is what was planned, and that those not spoken of are as before."""
    held = after.records.sources
    if held.keys() != session.library.works.keys():
        raise IntakeError("the works would not be those that were planned: nothing is written")
    for work in session.library:
        if "crossref" in work.now.fields:
            continue  # it may inherit what is new of another
        found = held[work.now.key]
        differs = [
            name
            for name in type(found).__dataclass_fields__
            if name != "cites" and getattr(found, name) != getattr(work.now, name)
        ]
        if not {session.library.key(name) for name in work.now.cites}.issubset(found.cites):
            differs.append("cites")
        if differs:
            raise IntakeError(
                f"{work.now.key} would not be read back as planned ({', '.join(differs)}): "
                "nothing is written"
            )
