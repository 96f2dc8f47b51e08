"""``leadgraph diff``: gaps that opened, closed or changed between two states of a dataset."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from leadgraph.cli.dataset import load
from leadgraph.cli.gaps import add_class, add_format, add_map_options, form_of, heading
from leadgraph.cli.output import show, write
from leadgraph.cli.terminal import Style, Terminal
from leadgraph.cli.verb import Verb
from leadgraph.gaps import GapChange, GapDiff, MapQuery

FORMATS = ("table", "json")
STYLES: dict[str, Style] = {"opened": "red", "closed": "green", "changed": "yellow"}
SHOWN = 8
"""Claims that a change names in a table; JSON has them all."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("old", metavar="OLD", help="folder of the dataset as it was")
    parser.add_argument(
        "new",
        metavar="NEW",
        nargs="?",
        help="folder of the dataset as it is; by default --data, else the packaged one",
    )
    add_format(parser, FORMATS)
    add_class(parser)
    add_map_options(parser, "limit", "cursor")


def _run(args: argparse.Namespace) -> int:
    """Compare two datasets."""
    query = MapQuery.from_params(args.params)
    new = args.data if args.new is None else args.new
    args.data = args.old
    old = load(args)
    args.data = new
    told = load(args).gaps_since(old, query)
    if form_of(args) == "json":
        write([told.to_json()])
    else:
        show("\n".join(_lines(told, Terminal.here())) + "\n")
    return 0


def _lines(told: GapDiff, terminal: Terminal) -> Iterator[str]:
    yield from terminal.paragraph(heading(told.query, "Gaps that differ"), style="bold")
    if told.old.snapshot == told.new.snapshot:
        yield "Both are the same snapshot."
        return
    counts = ", ".join(f"{count} {kind}" for kind, count in told.count.items())
    yield f"{told.old.snapshot} to {told.new.snapshot}: {counts}."
    for change in told.changes:
        yield ""
        yield from _entry(change, terminal)


def _entry(change: GapChange, terminal: Terminal) -> Iterator[str]:
    told = change.told()
    place = f"{change.change}: {change.row} x {change.column}"
    yield terminal.paint(place, STYLES[change.change])
    classes = [f"+{name}" for name in told["gained"]] + [f"-{name}" for name in told["lost"]]
    yield from terminal.paragraph(", ".join(classes), 4)
    for name, ids in told["claims"].items():
        if ids:
            more = [f"and {len(ids) - SHOWN} more"] if len(ids) > SHOWN else []
            yield from terminal.paragraph(f"{name}: {', '.join([*ids[:SHOWN], *more])}", 4, "dim")
    if change.besides:
        yield from terminal.paragraph(f"besides: {', '.join(change.besides)}", 4, "dim")


DIFF = Verb(
    name="diff",
    help="gaps that opened, closed or changed between two states of a dataset",
    usage="OLD [NEW] [--rows FACET] [--columns FACET] [any filter] [--format FORMAT]",
    description=(
        "Compare the gaps of two states of a dataset: which opened, which closed, which changed "
        "class, and the claims that did it."
    ),
    examples="""\
examples:
  leadgraph diff last-year/ this-year/
  leadgraph diff last-year/ --class absolute,thin --format json    # with the packaged dataset
""",
    add_arguments=_add_arguments,
    run=_run,
)
