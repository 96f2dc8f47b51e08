"""What is not a whole snapshot of this format is refused in one sentence, with the remedy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leadgraph
from effort import examples
from leadgraph import snapshot
from leadgraph.errors import SnapshotError
from leadgraph.snapshot.manifest import _checksum


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def refused(folder: Path) -> str:
    with pytest.raises(SnapshotError) as caught:
        leadgraph.load(folder)
    said = str(caught.value)
    assert "\n" not in said
    assert "leadgraph build" in said
    return said


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest, and its checksum with it."""
    path = folder / snapshot.MANIFEST
    told = json.loads(path.read_bytes())
    change(told)
    told.pop("checksum")
    told["checksum"] = _checksum(told)
    path.write_text(json.dumps(told))


def test_another_format_is_refused_whoever_built_it(copy: Path) -> None:
    rewrite(copy, lambda told: told.update(format=99, leadgraph="9.9", something="else"))
    said = refused(copy)
    assert "format 99, built by leadgraph 9.9" in said
    assert f"reads format {snapshot.FORMAT}" in said


def test_every_missing_file_is_named(copy: Path, built: Path) -> None:
    for name in list(snapshot.read(built).files)[::9]:
        (copy / name).rename(copy / "away")
        assert name in refused(copy)
        (copy / "away").rename(copy / name)
    leadgraph.load(copy)


def test_every_truncated_or_longer_file_is_named(copy: Path, built: Path) -> None:
    for name, file in list(snapshot.read(built).files.items())[::7]:
        whole = (copy / name).read_bytes()
        for other in (whole[: file.bytes // 2], whole + b"\0"):
            if other != whole:
                (copy / name).write_bytes(other)
                assert name in refused(copy)
        (copy / name).write_bytes(whole)
    leadgraph.load(copy)


def test_a_flipped_bit_is_found_by_a_check_and_in_small_files_at_once(
    copy: Path, built: Path
) -> None:
    files = snapshot.read(built).files
    large = max(files, key=lambda name: files[name].bytes)
    for name in (*list(files)[::11], large):
        whole = (copy / name).read_bytes()
        if not whole:
            continue
        half = len(whole) // 2
        (copy / name).write_bytes(whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :])
        with pytest.raises(SnapshotError, match="checksum"):
            snapshot.verify(copy)
        if len(whole) <= 64 * 1024:
            assert name in refused(copy)
        (copy / name).write_bytes(whole)
    assert snapshot.verify(copy).snapshot == snapshot.read(built).snapshot


@given(data=st.data())
@settings(max_examples=examples(40))
def test_no_manifest_that_was_touched_opens(data: Any, built: Path, tmp_path_factory: Any) -> None:
    whole = (built / snapshot.MANIFEST).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(
        st.sampled_from(
            [whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], b"[]", b"{}", b""]
        )
    )
    folder = tmp_path_factory.mktemp("touched") / "s"
    folder.mkdir()
    for path in built.iterdir():
        if path.name != snapshot.MANIFEST:
            (folder / path.name).symlink_to(path)
    (folder / snapshot.MANIFEST).write_bytes(changed)
    refused(folder)


def test_a_folder_without_manifest_is_taken_for_a_dataset(copy: Path) -> None:
    (copy / snapshot.MANIFEST).unlink()
    with pytest.raises(leadgraph.CurationError, match=r"references\.bib"):
        leadgraph.load(copy)
    with pytest.raises(SnapshotError, match="is no snapshot"):
        snapshot.read(copy)


def test_what_is_there_already_is_never_built_over(built: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    for folder in (built, tmp_path, tmp_path / "link"):
        with pytest.raises(SnapshotError, match="exists already"):
            leadgraph.load().build(folder)
    assert snapshot.verify(built)


def test_opening_and_asking_writes_nothing_into_it(built: Path) -> None:
    def state() -> Iterator[tuple[str, int, int]]:
        for path in sorted(built.rglob("*")):
            told = path.stat()
            yield str(path), told.st_mtime_ns, told.st_size

    before = list(state())
    graph = leadgraph.load(built)
    assert graph.evidence(q="trust").total
    assert graph.ask("What did Bryk find?").to_json()
    assert len(graph.store)
    assert list(state()) == before


def test_a_snapshot_of_a_snapshot_is_the_same_snapshot(built: Path, tmp_path: Path) -> None:
    first = snapshot.read(built)
    again = leadgraph.load(built).build(tmp_path / "again", store=False)
    assert (again.snapshot, again.counts) == (first.snapshot, first.counts)
    others = ("store/", "statistics.json", "words/")
    mine = {n: f for n, f in first.files.items() if not n.startswith(others)}
    assert mine == {n: f for n, f in again.files.items() if not n.startswith(others)}
    assert leadgraph.load(tmp_path / "again").records == leadgraph.load(built).records
