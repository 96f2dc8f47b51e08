"""``leadgraph export``: the whole dataset in one file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from leadgraph import export
from leadgraph.cli.dataset import load, progress
from leadgraph.cli.output import binary_output, say
from leadgraph.cli.verb import Verb
from leadgraph.errors import LeadgraphError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument(
        "format", choices=tuple(export.FORMATS), metavar="FORMAT", help=", ".join(export.FORMATS)
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="file to write; the standard output by default"
    )


def _run(args: argparse.Namespace) -> int:
    """Write the dataset."""
    records = load(args).records
    if args.output in (None, "-"):
        with binary_output() as out, _shown(out) as watched:
            export.write(records, args.format, watched)
        return 0
    try:
        with export.replacing(args.output) as out, _shown(out) as watched:
            export.write(records, args.format, watched)
    except OSError as error:
        raise LeadgraphError(f"cannot write {args.output}: {error.strerror}") from None
    say(f"wrote {args.output}")
    return 0


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
    help="the whole dataset as RDF, GraphML or JSON",
    usage="FORMAT [-o FILE]",
    description=(
        "Write the whole dataset, every source, claim, concept and question, as rdf (Turtle), "
        "jsonld, nquads, graphml (for Gephi, yEd, igraph, networkx) or json (the records, which "
        "read back equal). A file appears under its name when it is whole; the same dataset gives "
        "the same bytes."
    ),
    examples="""\
examples:
  leadgraph export graphml -o leadership.graphml
  leadgraph export rdf > leadership.ttl
  leadgraph --data my-review export nquads | gzip > my-review.nq.gz

What answers a query is written by `leadgraph evidence --format csv` and `--format bibtex`.
""",
    add_arguments=_add_arguments,
    run=_run,
)
