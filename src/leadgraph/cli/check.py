"""``leadgraph check``: everything that is wrong with the files of a dataset."""

from __future__ import annotations

import argparse
from pathlib import Path

from leadgraph import curation, snapshot
from leadgraph.cli.dataset import progress
from leadgraph.cli.output import harmless, say, show, write
from leadgraph.cli.verb import Verb
from leadgraph.curation.report import summary
from leadgraph.errors import Problem

FORMATS = ("text", "json", "github")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        help="folder of the dataset, or a snapshot; the packaged one without",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", metavar="FORMAT", help="text, json or github"
    )
    parser.add_argument(
        "--no-shapes",
        action="store_true",
        help="leave out the SHACL shapes, which take most of the time of a large dataset",
    )


def _run(args: argparse.Namespace) -> int:
    """Check a dataset."""
    if args.folder and args.data and Path(args.folder) != Path(args.data):
        args.parser.error("give the folder once: as DIR or as --data DIR")
    folder = Path(args.folder or args.data or curation.data_dir())
    if snapshot.is_snapshot(folder):
        return _check_snapshot(folder)
    problems = _problems(folder, shapes=not args.no_shapes)
    if args.format == "json":
        write([curation.format_json(problems).encode(), b"\n"])
    elif args.format == "github":
        show(_lines(curation.format_github(problems, _from_here(folder))))
    else:
        show(_lines(curation.format_text(problems)))
    if args.format != "text":
        say(f"{folder}: {summary(problems)}")
    return 1 if any(problem.level == "error" for problem in problems) else 0


def _check_snapshot(folder: Path) -> int:
    """Compare every byte of a snapshot with its checksum.

    Raises:
        SnapshotError: naming the first file that does not fit.
    """
    manifest = snapshot.verify(folder, progress())
    files = f"{len(manifest.files):,} files, {manifest.total / 1e6:,.1f} MB"
    say(f"{folder}: snapshot {manifest.snapshot}, {files}: every checksum fits")
    return 0


def _problems(folder: Path, *, shapes: bool) -> list[Problem]:
    if shapes:
        return curation.check(folder, progress())
    return list(curation.read(folder, progress()).problems)


def _lines(text: str) -> str:
    return "".join(f"{harmless(line)}\n" for line in text.splitlines())


def _from_here(folder: Path) -> str:
    """Return a folder as seen from the current one, which in a workflow is the repository."""
    here, there = Path.cwd(), folder.resolve()
    if there == here:
        return ""
    return there.relative_to(here).as_posix() if there.is_relative_to(here) else str(there)


CHECK = Verb(
    name="check",
    help="what is wrong with the files of a dataset, and how to mend it",
    usage="[DIR] [--format text|json|github] [--no-shapes]",
    description=(
        "Report every problem in the files of a dataset at once, by file and line, each with its "
        "remedy. The exit code is 1 if any is an error; warnings alone pass. Of a snapshot, every "
        "byte is compared with its checksum."
    ),
    examples="""\
examples:
  leadgraph check my-review
  leadgraph check my-review --format github    # in a workflow of GitHub

A problem is two lines, and the last line counts them:
  claims.toml:14: error unknown-concept: claim 'smith2020-1': 'equty' is not
  among the areas; did you mean equity?
      to mend it: correct the id, or add the concept to ontology.ttl
  1 error, 0 warnings
""",
    add_arguments=_add_arguments,
    run=_run,
)
