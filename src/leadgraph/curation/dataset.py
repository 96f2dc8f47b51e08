"""A folder of curated files -> records, problems, and the books of every file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from os import PathLike
from pathlib import Path
from typing import Any

from leadgraph.curation import journal
from leadgraph.curation.aliases import Aliases
from leadgraph.curation.citations import add_citations
from leadgraph.curation.claimcheck import ClaimCheck
from leadgraph.curation.claims import ClaimFile, read_claims
from leadgraph.curation.ontology import (
    FILE,
    OntologyFile,
    packaged_concepts,
    read_ontology_file,
)
from leadgraph.curation.problems import Place, Report
from leadgraph.curation.references import (
    Vocabulary,
    check_cells,
    check_concepts,
    check_orphans,
    check_questions,
    check_raised,
    check_sources,
)
from leadgraph.curation.sources import read_sources
from leadgraph.errors import Problem
from leadgraph.model import Records

BIBLIOGRAPHY = "references.bib"

Progress = Callable[..., Any]


class Places:
    """Where every record of a dataset stands, by its path (``claims/smith2020-1``)."""

    def __init__(self) -> None:
        self.sources: Mapping[str, Place] = {}
        self.claims: list[ClaimFile] = []
        self.ontology: OntologyFile | None = None

    def of(self, path: str) -> Place:
        """Return the place of a record; the bibliography as a whole when it has none."""
        kind, _, name = path.partition("/")
        nowhere = Place(FILE if kind in ("concepts", "questions", "cells") else BIBLIOGRAPHY, 0)
        if kind == "sources":
            return self.sources.get(name, nowhere)
        if kind == "claims":
            for file in self.claims:
                for index, claim in enumerate(file.claims):
                    if claim.id == name:
                        return file.place(index)
        if kind in ("concepts", "questions") and self.ontology is not None:
            return Place(FILE, self.ontology.line_of_path(path))
        return nowhere


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a dataset.

    Attributes:
        records: everything sound.
        problems: everything else, by file, line, column and code.
        counts: for every file of entries or claims, how many stand in it (``total``, counted apart
            from the parser), how many were ``read`` and how many left out and ``reported``; the
            last two always add up to the first.
        places: where each record stands.
    """

    records: Records
    problems: tuple[Problem, ...]
    counts: Mapping[str, Mapping[str, int]]
    places: Places = dataclass_field(default_factory=Places, repr=False, compare=False)


def data_dir() -> Path:
    """Return the folder of the packaged dataset: beside the code, or that of the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def read(directory: str | PathLike[str], progress: Progress | None = None) -> Reading:
    """Read a dataset: take everything sound, report all the rest. Bad content raises nothing.

    Args:
        directory: folder that holds ``references.bib`` and, as far as there are any, claims
            (``claims.toml``, ``claims.csv``, ``claims.jsonl``), ``citations.csv`` and
            ``ontology.ttl``.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.

    >>> reading = read(data_dir())
    >>> reading.counts["references.bib"]["reported"]
    0
    """
    folder, report = Path(directory), Report()
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        report.add("no-folder", ".", 0, f"{folder} {what}")
    elif not _is_settled(folder, report):
        pass
    elif not (folder / BIBLIOGRAPHY).exists():
        report.add("missing-file", BIBLIOGRAPHY, 0, f"{folder} has no {BIBLIOGRAPHY}")
    else:
        return _read(folder, report, progress)
    return Reading(Records(), report.sorted(), {})


def _is_settled(folder: Path, report: Report) -> bool:
    """Finish a change of several files that was interrupted; tell if none is left half made."""
    try:
        journal.finish(folder)
    except (OSError, ValueError) as error:
        report.add("unfinished-change", journal.JOURNAL, 0, str(error))
        return False
    return True


def _read(folder: Path, report: Report, progress: Progress | None) -> Reading:
    places = Places()
    ontology = _read_ontology(folder, report)
    packaged = packaged_concepts(_packaged_files(), ontology.concepts)
    vocabulary = Vocabulary([*ontology.concepts, *packaged])
    found, places.sources, account = read_sources(folder / BIBLIOGRAPHY, report, progress)
    places.claims = read_claims(folder, report, progress)
    places.ontology = ontology

    concepts = check_concepts(ontology, vocabulary, report)
    aliases = Aliases(found)
    sound = check_sources(found, places.sources, aliases, vocabulary, report)
    sources, citations = add_citations(folder, sound, aliases, report)
    questions = check_questions(ontology, aliases, vocabulary, report)
    check = ClaimCheck(aliases, {question.id for question in questions}, vocabulary, report)
    check.run(places.claims)
    if places.claims:
        said = [claim for file in places.claims for claim in file.claims]
        check_orphans(sources, places.sources, said, questions, report)
    records = Records(
        sources=sources.values(),
        claims=check.kept.values(),
        concepts=[*concepts, *packaged],
        questions=check_raised(ontology, questions, check.kept, report),
        inapplicable=check_cells(ontology, vocabulary, report),
        about=ontology.about,
    )
    accounts = [account, *citations, *(file.account for file in places.claims)]
    counts = {account.file: account.balance() for account in accounts}
    return Reading(records, report.sorted(), counts, places)


def _read_ontology(folder: Path, report: Report) -> OntologyFile:
    path = folder / FILE
    return read_ontology_file(path, report) if path.exists() else OntologyFile(FILE)


def _packaged_files() -> tuple[Path, Path]:
    return Path(__file__).resolve().parents[1] / "vocabulary.ttl", data_dir() / FILE


def check(
    directory: str | PathLike[str], progress: Progress | None = None, *, shapes: bool = True
) -> list[Problem]:
    """Return everything that is wrong with a dataset, SHACL included, in the order of the files.

    Args:
        directory: the folder, as for ``read``.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.
        shapes: whether to validate the graph against the SHACL shapes, which takes some
            milliseconds a claim: more than all the rest together.

    >>> check(data_dir())
    []
    """
    from leadgraph.curation.shacl import check_shapes

    reading = read(directory, progress)
    if not reading.counts or not shapes:
        return list(reading.problems)
    report = Report()
    report.problems.extend(reading.problems)
    check_shapes(Path(directory), reading, report)
    return list(report.sorted())
