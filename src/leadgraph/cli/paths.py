"""``leadgraph paths``: how two things are connected, each hop in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from leadgraph.citations.paths import Paths
from leadgraph.cli.dataset import load
from leadgraph.cli.output import on_terminal, show, write
from leadgraph.cli.terminal import Terminal
from leadgraph.cli.verb import Verb
from leadgraph.errors import Issue, QueryError

FORMATS = ("table", "json")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    named = "key of a work, id of a claim or a question, or scheme/id of a concept"
    parser.add_argument("start", metavar="A", help=f"where paths start: {named}")
    parser.add_argument("goal", metavar="B", help="where they end")
    parser.add_argument("--k", metavar="N", default="5", help="how many paths at most (5)")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; by default a table on a terminal and JSON in a pipe",
    )


def _run(args: argparse.Namespace) -> int:
    """Show the paths between two things."""
    if not (args.k.isascii() and args.k.isdigit()):
        raise QueryError([Issue("k", "invalid-value", f"k: {args.k!r} is not a whole number")])
    found = load(args).paths(args.start, args.goal, int(args.k))
    if args.format == "json" or (args.format is None and not on_terminal()):
        write([found.to_json()])
    else:
        show("\n".join(_lines(found, Terminal.here())) + "\n")
    return 0


def _lines(found: Paths, terminal: Terminal) -> Iterator[str]:
    asked = found.query
    yield from terminal.paragraph(f"From {asked['from']} to {asked['to']}", style="bold")
    if not len(found):
        yield "Nothing that is held connects the two." if found.proven else "No path was found."
    for number, path in enumerate(found, 1):
        yield ""
        noun = "variant" if path.variants == 1 else "variants"
        variants = f", {path.variants} {noun} left out" if path.variants else ""
        passed = " - ".join(one.id for one in path.stations)
        yield from terminal.paragraph(f"{number}. {passed}")
        for words in path.sentences:
            yield from terminal.paragraph(words, 4)
        yield from terminal.paragraph(f"cost {path.cost}{variants}", 4, "dim")
    if not found.proven:
        yield ""
        yield "The two lie far apart: a more telling path may have been missed."


PATHS = Verb(
    name="paths",
    help="how two things are connected, each hop in words",
    usage="A B [--k N] [--format FORMAT]",
    description=(
        "Show how two works, claims, concepts or open questions are connected: through "
        "citations, claims, areas and questions alike, the most telling path first. Variants of "
        "a path are left out."
    ),
    examples="""\
examples:
  leadgraph paths leithwood2006seven Q3
  leadgraph paths leithwood2006seven areas/equity --k 3
  leadgraph paths leithwood2020seven-1 leithwood2006seven-1    # two claims
""",
    add_arguments=_add_arguments,
    run=_run,
)
