"""Whenever the program ends, a dataset is as it was or as it will be."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from importing import FILES, state, taken
from leadgraph import curation, intake
from leadgraph.curation import journal
from leadgraph.errors import IntakeError
from leadgraph.intake.commit import commit

Put = Callable[..., Path]
NEW = {
    "references.bib": b"@misc{new, title = {New}}\n",
    "citations.csv": b"citing,cited\nnew,10.5555/far\n",
    "claims.toml": b"",
}


STEPS = 20
"""Calls of the system that commit makes."""


def keys(folder: Path) -> tuple[str, ...]:
    """Return what a reader finds: the works, and what they cite."""
    works = curation.read(folder).records.sources
    return (*works, *(name for work in works.values() for name in work.cites))


def killed_at(step: int, folder: str) -> None:
    """Commit in a process that dies at its n-th call of the system that changes a name or file."""
    calls = iter(range(1000))
    for name in ("replace", "fsync", "unlink"):
        real = getattr(os, name)

        def counted(*args: object, real: Callable[..., object] = real, **kw: object) -> object:
            if next(calls) == step:
                os._exit(9)
            return real(*args, **kw)

        setattr(os, name, counted)
    commit(Path(folder), NEW)


@pytest.mark.parametrize("step", range(STEPS))
def test_killed_while_writing(bare: Path, step: int) -> None:
    before = keys(bare)
    process = multiprocessing.get_context("fork").Process(target=killed_at, args=(step, str(bare)))
    process.start()
    process.join()
    assert process.exitcode in (0, 9)
    names = {path.name for path in bare.iterdir()}
    found = keys(bare)
    assert found == ("new", "10.5555/far") if journal.JOURNAL in names else True
    assert found in (before, ("new", "10.5555/far"))
    assert journal.JOURNAL not in {path.name for path in bare.iterdir()}
    # and the next import is not disturbed by what was left
    taken(bare, FILES / "mendeley.bib")
    commit(bare, NEW)
    assert keys(bare) == ("new", "10.5555/far")
    assert not [path for path in bare.iterdir() if path.suffix == ".new"]


def test_every_step_was_reached(bare: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=killed_at, args=(STEPS, str(bare)))
    process.start()
    process.join()
    assert process.exitcode == 0, "the test above does not kill at every step"


def test_a_full_disk_leaves_the_dataset_as_it_was(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(bare)
    calls = iter(range(100))

    def full(handle: int) -> None:
        if next(calls) == 1:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=os.strerror(28)):
        commit(bare, NEW)
    assert state(bare) == before


@pytest.mark.parametrize(
    "said", [b"", b"[]", b'{"files": ["../x"]}', b'{"files": 3}', b'{"files": ["/etc/passwd"]}']
)
def test_a_journal_that_is_none_is_an_error(bare: Path, said: bytes) -> None:
    (bare / journal.JOURNAL).write_bytes(said)
    (bare.parent / ".x.new").write_text("evil")
    problems = curation.read(bare).problems
    assert [problem.code for problem in problems] == ["unfinished-change"]
    assert (bare.parent / ".x.new").exists()


def test_a_link_is_followed(bare: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.bib"
    (bare / "references.bib").rename(real)
    (bare / "references.bib").symlink_to(real)
    commit(bare, NEW)
    assert (bare / "references.bib").is_symlink()
    assert real.read_bytes() == NEW["references.bib"]


def test_who_changed_a_file_meanwhile_is_not_overwritten(bare: Path) -> None:
    planned = intake.plan([FILES / "mendeley.bib"], bare)
    text = (bare / "references.bib").read_text() + "% mine\n"
    (bare / "references.bib").write_text(text)
    with pytest.raises(IntakeError, match="changed meanwhile"):
        planned.write()
    assert (bare / "references.bib").read_text() == text


def test_a_dataset_that_would_not_load_is_not_written(bare: Path, put: Put) -> None:
    (bare / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lg: <https://w3id.org/leadgraph/ns#> ."
        "[] a sh:NodeShape ; sh:targetClass lg:Source ;"
        " sh:property [ sh:path lg:year ; sh:minCount 1 ] ."
    )
    with pytest.raises(IntakeError, match=r"would not load any more.*shacl"):
        intake.plan([put("a.bib", "@misc{a, title={Undated}}")], bare)


def test_errors_of_before_do_not_matter(bare: Path) -> None:
    (bare / "claims.toml").write_text("not toml")
    planned = intake.plan([FILES / "mendeley.bib"], bare)
    planned.write()
    assert len(curation.read(bare).records.sources) == 2


def test_a_bibliography_that_is_not_utf8_is_left_alone(bare: Path) -> None:
    (bare / "references.bib").write_bytes(b"@misc{a, title = {\xe7}}")
    with pytest.raises(IntakeError, match="cannot be changed"):
        intake.plan([FILES / "mendeley.bib"], bare)


def test_the_journal_holds_names(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "rename", lambda *_: None)
    commit(bare, NEW)
    assert json.loads((bare / journal.JOURNAL).read_text()) == {"files": list(NEW)}
