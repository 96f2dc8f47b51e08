"""``leadgraph export``: the whole dataset in one file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from leadgraph import export
from leadgraph.cli import works
from leadgraph.cli.dataset import load, progress
from leadgraph.cli.output import binary_output, say
from leadgraph.cli.verb import Verb
from leadgraph.errors import LeadgraphError
from leadgraph.model import Records

NANOPUBLICATION = "trig"

Write = Callable[[Records, IO[Any]], None]


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    formats = (*export.FORMATS, *works.FORMATS, NANOPUBLICATION)
    parser.add_argument("format", choices=formats, metavar="FORMAT", help=", ".join(formats))
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="file to write; the standard output by default"
    )
    parser.add_argument("--claim", metavar="ID", help="id of the claim (with trig)")


def _run(args: argparse.Namespace) -> int:
    """Write the dataset."""
    write = _writer(args)
    records = load(args).records
    if args.output in (None, "-"):
        with binary_output() as out, _shown(out) as watched:
            write(records, watched)
        return 0
    try:
        with export.replacing(args.output) as out, _shown(out) as watched:
            write(records, watched)
    except OSError as error:
        raise LeadgraphError(f"cannot write {args.output}: {error.strerror}") from None
    say(f"wrote {args.output}")
    return 0


def _writer(args: argparse.Namespace) -> Write:
    """Return what writes the format that was asked for."""
    form, claim = args.format, args.claim
    if (form == NANOPUBLICATION) != (claim is not None):
        args.parser.error("trig is the nanopublication of one claim: trig --claim ID")

    def write(records: Records, out: IO[Any]) -> None:
        if form == NANOPUBLICATION:
            out.write(export.nanopublication(records, claim))
        elif form in works.FORMATS:
            out.writelines(works.written(records.sources.values(), form))
        else:
            export.write(records, form, out)

    return write


@contextmanager
def _shown(out: IO[Any]) -> Iterator[IO[Any]]:
    """Show how much has been written, if it takes longer than a second."""
    bar = progress()
    if bar is None:
        yield out
        return
    from tqdm.utils import CallbackIOWrapper

    with bar(unit="B", unit_scale=True, desc="writing") as shown:
        yield cast("IO[Any]", CallbackIOWrapper(shown.update, out, "write"))


EXPORT = Verb(
    name="export",
    help="the whole dataset as RDF, GraphML or JSON, or its works as a bibliography",
    usage="FORMAT [--claim ID] [-o FILE]",
    description=(
        "Write the whole dataset, every source, claim, concept and question, as rdf (Turtle), "
        "jsonld, nquads, graphml (for Gephi, yEd, igraph, networkx) or json (the records, which "
        "read back equal). Or all its works: bibtex (the form of references.bib), classic (BibTeX "
        "for LaTeX and reference managers), biblatex, ris, csl (CSL-JSON), or references in a "
        "style. Or one claim as a nanopublication: trig. A file appears under its name when it is "
        "whole; the same dataset gives the same bytes."
    ),
    examples="""\
examples:
  leadgraph export graphml -o leadership.graphml
  leadgraph export rdf > leadership.ttl
  leadgraph --data my-review export nquads | gzip > my-review.nq.gz
  leadgraph export ris -o leadership.ris
  leadgraph export trig --claim leithwood2006seven-1

What answers a query is written by `leadgraph evidence --format csv`, `--format ris` and the like.
""",
    add_arguments=_add_arguments,
    run=_run,
)
