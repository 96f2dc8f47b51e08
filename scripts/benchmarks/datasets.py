"""The datasets: files of three sizes, made once and kept in a cache."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import invention, schemes
from benchmarks.draws import Draws, Words

VERSION = 1
"""Raised when the generator makes something else of the same seed: old files are made anew."""

SEED = 20261123


class Size(NamedTuple):
    """How big a dataset is."""

    name: str
    claims: int
    sources: int


SIZES = {
    size.name: size
    for size in (Size("S", 500, 70), Size("M", 50_000, 10_000), Size("L", 1_000_000, 200_000))
}


def folder_of(size: Size, cache: Path, seed: int = SEED) -> Path:
    """Return the folder in which a dataset is kept."""
    return cache / f"claims{size.claims}-sources{size.sources}-seed{seed}-v{VERSION}"


def dataset(
    size: Size, cache: Path, *, seed: int = SEED, progress: Callable[..., Any] | None = None
) -> Path:
    """Return the folder of a dataset; make it first if the cache does not hold it.

    It is written beside its place and moved there whole, so that an interrupted run leaves
    nothing that looks like a dataset.
    """
    folder = folder_of(size, cache, seed)
    if not folder.is_dir():
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        write(size, unfinished, seed=seed, progress=progress)
        unfinished.rename(folder)
    return folder


def write(
    size: Size, folder: Path, *, seed: int = SEED, progress: Callable[..., Any] | None = None
) -> None:
    """Write ``references.bib``, ``claims.jsonl`` and ``ontology.ttl`` into a folder."""
    draws = Draws(seed)
    words = Words(draws)
    works = invention.works(size.sources, draws, words)
    (folder / "references.bib").write_text("\n".join(work.entry for work in works), "utf-8")
    (folder / "ontology.ttl").write_text("".join(schemes.ontology()), "utf-8")
    lines: Iterable[bytes] = invention.claims(size.claims, works, draws, words)
    if progress:
        lines = progress(lines, total=size.claims, desc=f"inventing {size.name}", unit="claim")
    with (folder / "claims.jsonl").open("wb") as file:
        file.writelines(lines)
