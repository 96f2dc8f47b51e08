"""The manifest: what a snapshot is made of, and whether all of it is there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from leadgraph.errors import SnapshotError

MANIFEST = "manifest.json"
KIND = "leadgraph snapshot"

STATISTICS = "statistics"
"""What the triples come to, where there are any."""

FORMAT = 3
"""Number of the format; one more whenever what is derived from the records changes in meaning."""

LIBRARIES = ("numpy", "pydantic", "pyroaring", "pyoxigraph", "tantivy")
"""Those whose files a snapshot holds."""

SMALL = 64 * 1024
"""Bytes up to which a file is compared with its checksum whenever the snapshot is opened."""

AGAIN = "build it again: leadgraph build DIR -o SNAPSHOT"


@dataclass(frozen=True, slots=True)
class File:
    """What the manifest says of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself.

    Attributes:
        snapshot: id of the content.
        format: number of the format.
        leadgraph: version of the program that built it.
        libraries: versions of the libraries whose files it holds.
        counts: how many records of each kind.
        files: every file by its path, with its size and checksum.
    """

    snapshot: str
    format: int
    leadgraph: str
    libraries: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, File]

    @classmethod
    def of(cls, folder: Path, snapshot: str, counts: Mapping[str, int]) -> Manifest:
        """Take stock of a folder that is complete."""
        names = [path.relative_to(folder).as_posix() for path in _files(folder)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda name: _taken(folder / name), names)
            files = dict(zip(names, found, strict=True))
        libraries = {name: version(name) for name in LIBRARIES}
        return cls(snapshot, FORMAT, version("leadgraph"), libraries, counts, files)

    def write(self, folder: Path) -> None:
        """Write the manifest: the last thing that makes a folder a snapshot."""
        told = {"kind": KIND, **asdict(self)}
        told["checksum"] = _checksum(told)
        with (folder / MANIFEST).open("wb") as out:
            out.write(orjson.dumps(told, option=orjson.OPT_INDENT_2))
            out.flush()
            os.fsync(out.fileno())

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files.values())

    def holds(self, part: str) -> bool:
        """Tell whether the snapshot has a part: a folder of this name."""
        return any(name.startswith(f"{part}/") for name in self.files)


def is_snapshot(folder: Path) -> bool:
    """Tell whether a folder says that it is a snapshot."""
    return (folder / MANIFEST).is_file()


def read(folder: Path) -> Manifest:
    """Return the manifest of a snapshot, and see that every file is there and whole in size.

    The contents of small files are compared, too, which costs next to nothing.

    Raises:
        SnapshotError: when anything does not fit.
    """
    manifest = _read(folder)
    for name, file in manifest.files.items():
        _compare_size(folder, name, file)
        if file.bytes <= SMALL:
            _compare(folder, name, file)
    return manifest


def verify(folder: Path, progress: Callable[..., Iterable[Any]] | None = None) -> Manifest:
    """Compare every byte of a snapshot with its checksum, and return the manifest.

    Args:
        folder: the snapshot.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.

    Raises:
        SnapshotError: naming the first file that does not fit.
    """
    manifest = _read(folder)
    for name, file in manifest.files.items():
        _compare_size(folder, name, file)
    files = manifest.files.items()
    shown = progress(files, desc="checksums", unit="file") if progress else files
    for name, file in shown:
        _compare(folder, name, file)
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        told = orjson.loads((folder / MANIFEST).read_bytes())
        if told["kind"] != KIND:
            raise ValueError(f"a manifest of {told['kind']!r}")
        format_ = told["format"]
    except FileNotFoundError:
        raise SnapshotError(f"{folder} is no snapshot: it has no {MANIFEST}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, MANIFEST, f"cannot be read: {error}") from None
    if format_ != FORMAT:
        raise SnapshotError(
            f"{folder} is a snapshot of format {format_}, built by leadgraph "
            f"{told.get('leadgraph')}; this one reads format {FORMAT}: {AGAIN}"
        )
    if told.pop("checksum", None) != _checksum(told):
        raise _damaged(folder, MANIFEST, "does not have the checksum it states")
    del told["kind"]
    files = {name: File(**file) for name, file in told.pop("files").items()}
    return Manifest(files=files, **told)


def _checksum(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _taken(path: Path) -> File:
    """Take a file's size and checksum, and make sure that it is on the disk, for all to read."""
    path.chmod(0o644)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
        return File(os.fstat(stream.fileno()).st_size, digest)


def _compare_size(folder: Path, name: str, file: File) -> None:
    try:
        size = (folder / name).stat().st_size
    except OSError as error:
        raise _damaged(folder, name, (error.strerror or str(error)).lower()) from None
    if size != file.bytes:
        raise _damaged(folder, name, f"has {size:,} bytes instead of {file.bytes:,}")


def _compare(folder: Path, name: str, file: File) -> None:
    try:
        with (folder / name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(folder, name, (error.strerror or str(error)).lower()) from None
    if digest != file.sha256:
        raise _damaged(folder, name, "does not have the checksum that the manifest states")


def _damaged(folder: Path, name: str, what: str) -> SnapshotError:
    return SnapshotError(f"the snapshot {folder} is damaged: {name} {what}; {AGAIN}")
