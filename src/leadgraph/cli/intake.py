"""``leadgraph import`` and ``leadgraph init``: other programs' files into a dataset; a new one."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import orjson

from leadgraph import intake
from leadgraph.cli.dataset import progress
from leadgraph.cli.output import harmless, quoted, say, show, write
from leadgraph.cli.verb import Verb
from leadgraph.errors import near_misses
from leadgraph.intake import FORMATS, Change, Import, Outcome

LONGEST = 60
"""Characters of a value that a line shows."""


def _add_import(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``import``."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="files to take in, in this order")
    parser.add_argument("--into", metavar="DIR", help="folder of the dataset (or --data DIR)")
    parser.add_argument("--write", action="store_true", help="change the dataset, do not only show")
    parser.add_argument(
        "--prefer",
        choices=("old", "new"),
        default="old",
        metavar="old|new",
        help="what counts where both speak: what is there (old, the default) or the import (new)",
    )
    parser.add_argument(
        "--format-of",
        action="append",
        default=[],
        metavar="[FILE=]FORM",
        help=f"form of a file, or of all, where it is told wrongly: {', '.join(FORMATS)}",
    )
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        help="TOML file: what the columns and values of a spreadsheet of claims mean",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="FORMAT", help="text or json"
    )
    parser.add_argument("--no-diff", action="store_true", help="leave the changes of files out")


def _run_import(args: argparse.Namespace) -> int:
    """Take files into a dataset, or show what that would do."""
    folder = args.into or args.data
    if folder is None:
        args.parser.error("say into which dataset: --into DIR")
    if args.into and args.data and args.into != args.data:
        args.parser.error("give the folder once: as --into DIR or as --data DIR")
    args.data = folder
    planned = intake.plan(
        args.files,
        folder,
        form=_forms(args),
        mapping=args.mapping,
        prefer_new=args.prefer == "new",
        progress=progress(),
    )
    writes = args.write and (args.keep_going or not planned.faults)
    if writes:
        planned.write(keep_going=args.keep_going)
    if args.format == "json":
        write([_json(planned, written=writes, diff=not args.no_diff)])
    else:
        show("".join(f"{harmless(line)}\n" for line in _lines(planned, args, written=writes)))
    if planned.faults and not args.keep_going:
        _say_refused(planned)
        return 1
    return 0


def _forms(args: argparse.Namespace) -> dict[str, str]:
    forms = dict.fromkeys(args.files)
    for said in args.format_of:
        file, equals, form = said.rpartition("=")
        if form not in FORMATS:
            near = near_misses(form, FORMATS) or FORMATS
            args.parser.error(f"--format-of: no form {form!r}; did you mean {' or '.join(near)}?")
        if equals and file not in forms:
            args.parser.error(f"--format-of: {file!r} is none of the files")
        forms |= {file: form} if equals else dict.fromkeys(forms, form)
    return {file: form for file, form in forms.items() if form is not None}


def _lines(planned: Import, args: argparse.Namespace, *, written: bool) -> Iterator[str]:
    """Yield every record, then the changes, then the sums."""
    for account in planned.accounts:
        if account.fault:
            yield f"{account.file}: refused: {account.fault}"
        for note in account.notes:
            yield f"{account.file}: note: {note}"
        for outcome in account.outcomes:
            yield outcome.line()
            yield from _details(outcome)
    if not args.write and not args.no_diff:
        yield from planned.diff()
    for account in planned.accounts:
        if not account.fault:
            yield f"{account.file} ({account.form}): {_summed(account.counts())}"
    if len(planned.accounts) > 1:
        yield f"together: {_summed(planned.counts)}"
    if planned.warnings:
        codes = Counter(problem.code for problem in planned.warnings)
        said = ", ".join(f"{code} {number}" for code, number in sorted(codes.items()))
        yield f"`leadgraph check` will warn: {said}"
    yield _closing(planned, args, written=written)


def _details(outcome: Outcome) -> Iterator[str]:
    for change in outcome.changes:
        yield f"    {_changed(change)}"
    for note in outcome.notes:
        yield f"    note: {note}"


def _changed(change: Change) -> str:
    old, new = _short(change.old), _short(change.new)
    return {
        "filled": f"filled {change.field} = {new}",
        "extended": f"extended {change.field} by {new}",
        "overwrote": f"overwrote {change.field} = {old} with {new}",
        "kept": f"kept {change.field} = {old}; the import says {new}",
    }[change.how]


def _short(text: str) -> str:
    return f"{{{text if len(text) <= LONGEST else f'{text[: LONGEST - 3].rstrip()}...'}}}"


def _summed(counts: dict[str, int]) -> str:
    read, *rest = counts.items()
    fates = ", ".join(f"{number} {fate}" for fate, number in rest)
    return f"{read[1]} {'record' if read[1] == 1 else 'records'} read: {fates}"


def _closing(planned: Import, args: argparse.Namespace, *, written: bool) -> str:
    files = ", ".join(planned.new)
    if written:
        return f"wrote {files}" if files else "nothing to write"
    if planned.faults and not args.keep_going:
        return "nothing is written"
    if not files:
        return "nothing would change"
    return f"nothing is written yet: --write changes {files} in {quoted(args.data)}"


def _say_refused(planned: Import) -> None:
    number = len(planned.faults)
    what = planned.faults[0] if number == 1 else f"{number} were refused"
    say(f"leadgraph: nothing is written, because of what was refused ({what}); "
        "mend it, or take the rest with --keep-going")  # fmt: skip


def _json(planned: Import, *, written: bool, diff: bool) -> bytes:
    told = {
        "folder": str(planned.folder),
        "written": written,
        "counts": planned.counts,
        "files": [account.told() for account in planned.accounts],
        "changes": list(planned.new),
        "diff": "\n".join(planned.diff()) if diff else None,
        "warnings": [asdict(problem) for problem in planned.warnings],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _add_init(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``init``."""
    parser.add_argument("folder", metavar="DIR", help="folder to make; it may be there if empty")


def _run_init(args: argparse.Namespace) -> int:
    """Make a folder to begin with."""
    made = intake.start(args.folder)
    folder = quoted(args.folder)
    lines = [f"made {path}" for path in made]
    lines += [
        "next:",
        f"  leadgraph import library.bib --into {folder}",
        f"  leadgraph check {folder}",
        f"  leadgraph serve --data {folder}",
    ]
    show("".join(f"{harmless(line)}\n" for line in lines))
    return 0


IMPORT = Verb(
    name="import",
    help="take bibliographies, citations or a spreadsheet of claims into a dataset",
    usage="FILE... --into DIR [--write] [--prefer new] [--format-of [FILE=]FORM] [--mapping FILE]",
    description=(
        "Take files of other programs into a dataset: BibTeX and biblatex, RIS, CSL-JSON, works of "
        "OpenAlex and Crossref, PubMed's .nbib, OpenCitations CSV, a spreadsheet of claims. "
        "Works that are held already are found by DOI, else by title, year and first author, and "
        "merged; what a curator wrote stays. Without --write nothing is changed: every record is "
        "accounted for, and the changes are shown. If a record is refused nothing is written, "
        "unless --keep-going is given."
    ),
    examples="""\
examples:
  leadgraph import library.bib --into my-review             # shows what it would do
  leadgraph import library.bib --into my-review --write
  leadgraph import zotero.json pubmed.nbib --into my-review --write --keep-going
  leadgraph import works.json --format-of openalex --into my-review --prefer new
  leadgraph import coded.csv --mapping coded.toml --into my-review
  leadgraph import library.bib --into my-review --format json | jq .counts

The exit code is 1 if a file or a record was refused, unless --keep-going is given.
""",
    add_arguments=_add_import,
    run=_run_import,
)

INIT = Verb(
    name="init",
    help="make a folder for a dataset of one's own, with an example of everything",
    usage="DIR",
    description=(
        "Make a folder with a bibliography, a claim, an ontology and a README to begin with. "
        "Everything in it is an example, marked as one; it checks clean and can be served."
    ),
    examples="""\
examples:
  leadgraph init my-review
  leadgraph serve --data my-review
""",
    add_arguments=_add_init,
    run=_run_init,
)
