"""``leadgraph map`` and ``leadgraph gaps``: two facets crossed, and where evidence is missing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from leadgraph.cli.answers import asked, cell, markdown
from leadgraph.cli.dataset import load
from leadgraph.cli.options import Parameter, add_filters, option
from leadgraph.cli.output import on_terminal, show, write, write_file
from leadgraph.cli.terminal import Style, Terminal
from leadgraph.cli.verb import Verb
from leadgraph.gaps import CLASSES, FACETS, LETTERS, EvidenceMap, Gap, GapList, MapQuery
from leadgraph.gaps.twins import because
from leadgraph.plots import FORMATS as PICTURES

MAP_FORMATS = ("table", "json", "csv", "wide", "turtle", "markdown", *PICTURES)
GAP_FORMATS = ("table", "json", "csv", "markdown")

NOT_APPLICABLE = "-"

OWN: dict[str, tuple[str, str]] = {
    "rows": ("FACET", f"facet of the rows: {', '.join(FACETS)}; area by default"),
    "columns": ("FACET", "facet of the columns; target by default"),
    "depth": ("N", "how far hierarchies are opened; 1, their tops, by default"),
    "few": ("N", "at most so many studies are few; 2 by default"),
    "dense": ("N", "at least so many studies are many; 5 by default"),
    "recent": ("YEARS", "years before --as-of that are recent; 10 by default"),
    "as_of": ("DATE", "year or date from which recent is told; by default the last curation"),
    "strong": ("IDS", "designs, or groups of them, that lend confidence, besides syntheses"),
}


def add_map_options(parser: argparse.ArgumentParser, *without: str) -> None:
    """Give a verb the options of a map: its axes, its thresholds, a filter."""
    group = parser.add_argument_group("the map")
    for name, (metavar, text) in OWN.items():
        add_parameter(group, name, metavar, text)
    add_filters(parser, without=("sort", *without))


def add_class(parser: argparse.ArgumentParser) -> None:
    """Give a verb the option of gap classes."""
    group = parser.add_argument_group("which gaps")
    add_parameter(group, "class", "IDS", f"gap classes: {', '.join(CLASSES)}")


def add_parameter(group: Any, name: str, metavar: str, text: str) -> None:
    """Give a group an option that is collected as a parameter."""
    group.add_argument(
        option(name),
        dest=name,
        action=Parameter,
        default=argparse.SUPPRESS,
        metavar=metavar,
        help=text,
    )


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str], more: str = "") -> None:
    """Give a verb the option of a format."""
    group = parser.add_argument_group("how to show it")
    group.add_argument(
        "--format",
        choices=formats,
        metavar="FORMAT",
        help=f"{', '.join(formats)}; by default a table on a terminal and JSON in a pipe{more}",
    )


def form_of(args: argparse.Namespace) -> str:
    """Return the format asked for, else the one that suits where the output goes."""
    return args.format or ("table" if on_terminal() else "json")


# ------------------------------------------------------------------------------------- map


def _add_map_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    add_format(parser, MAP_FORMATS, " (csv is a line a cell, wide a line a row of the map)")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="file to write, in the format that its name ends with unless --format says another; "
        "the standard output by default",
    )
    add_map_options(parser, "limit", "cursor")


def _run_map(args: argparse.Namespace) -> int:
    """Show a map."""
    query = MapQuery.from_params(args.params).whole()
    form = map_form(args)
    told = load(args).map(query)
    if form in ("table", "markdown"):
        lines = _map_markdown(told) if form == "markdown" else map_lines(told, Terminal.here())
        text = "\n".join(lines) + "\n"
        show(text) if args.output is None else write_file(args.output, [text.encode()])
    else:
        write_file(args.output, map_twin(told, form))
    return 0


def map_form(args: argparse.Namespace) -> str:
    """Return the format of a map asked for, by name or by the name of the file."""
    if args.format is None and args.output not in (None, "-"):
        ending = args.output.rpartition(".")[2].lower()
        form = {"ttl": "turtle", "md": "markdown", "txt": "table"}.get(ending, ending)
        if form not in MAP_FORMATS:
            args.parser.error(f"no format {ending!r}: say --format {', '.join(MAP_FORMATS)}")
        return str(form)
    form = form_of(args)
    if form == "png" and args.output is None and on_terminal():
        args.parser.error("a PNG is not for a terminal: give it a file with -o FILE")
    return form


def map_twin(told: EvidenceMap, form: str) -> Iterator[bytes]:
    """Yield a map in a format that programs read, or as a picture."""
    if form == "json":
        yield told.to_json()
    elif form in ("csv", "wide"):
        shape = "long" if form == "csv" else "wide"
        yield from (line.encode() for line in told.to_csv(shape))
    elif form == "turtle":
        yield told.to_turtle().encode()
    else:
        yield PICTURES[form](told.plot())


def heading(query: MapQuery, what: str) -> str:
    """Return what was asked, for a heading."""
    said = asked(query.evidence)
    return f"{what}: {query.rows} x {query.columns}" + (f"; {said}" if said else "")


def filled(told: EvidenceMap) -> str:
    """Say in a sentence how much of a map is filled."""
    coverage = told.coverage
    if not coverage["cells"]:
        return "This map has no cells: the dataset holds no such concepts."
    words = (
        f"{coverage['filled']} of {coverage['applicable']} cells hold studies, "
        f"{coverage['above_few']} of them more than {told.thresholds.few}."
    )
    apart = coverage["not_applicable"]
    return words + (f" {apart} make no sense." if apart else "")


def table(told: EvidenceMap) -> list[list[str]]:
    """Return the studies of each cell, with the letters of its gap classes, row by row."""
    cells = iter(told.cells)
    return [[_shown(next(cells)) for _ in told.columns] for _ in told.rows]


def _shown(one: Any) -> str:
    if one.state == "not-applicable":
        return NOT_APPLICABLE
    letters = "".join(LETTERS[name] for name in one.classes)
    return f"{one.studies} {letters}".rstrip()


def map_lines(told: EvidenceMap, terminal: Terminal) -> Iterator[str]:
    """Yield a map as lines of text: as many columns side by side as fit."""
    yield from terminal.paragraph(heading(told.query, "Map"), style="bold")
    yield from terminal.paragraph(filled(told))
    rows = table(told)
    margin = max((len(h.id) + 2 * h.depth - 2 for h in told.rows), default=0)
    widths = [
        max([len(h.id), *(len(row[at]) for row in rows)]) for at, h in enumerate(told.columns)
    ]
    for block in _blocks(widths, terminal.width - margin):
        names = (told.columns[at].id.ljust(widths[at]) for at in block)
        yield ""
        yield terminal.paint((" " * margin + "  " + "  ".join(names)).rstrip(), "dim")
        for head, row in zip(told.rows, rows, strict=True):
            name = f"{'  ' * (head.depth - 1)}{head.id}".ljust(margin)
            line = "  ".join(row[at].ljust(widths[at]) for at in block)
            yield f"{name}  {line}".rstrip()
    yield ""
    yield from terminal.paragraph(legend(told), style="dim")


def _blocks(widths: list[int], room: int) -> Iterator[list[int]]:
    """Yield the numbers of the columns that stand side by side."""
    block: list[int] = []
    taken = 0
    for at, width in enumerate(widths):
        if block and taken + width + 2 > room:
            yield block
            block, taken = [], 0
        block.append(at)
        taken += width + 2
    if block:
        yield block


def legend(told: EvidenceMap) -> str:
    """Say what the numbers and letters of a map stand for."""
    used = {name for one in told.cells for name in one.classes}
    letters = [f"{LETTERS[name]} {name}" for name in CLASSES if name in used]
    said = ["distinct studies", *letters]
    if any(one.state == "not-applicable" for one in told.cells):
        said.append(f"{NOT_APPLICABLE} not applicable")
    return "; ".join(said)


def _map_markdown(told: EvidenceMap) -> Iterator[str]:
    yield cell(filled(told))
    yield ""
    rows = ((head.label, *row) for head, row in zip(told.rows, table(told), strict=True))
    yield from markdown((told.query.rows, *(head.label for head in told.columns)), rows)
    yield ""
    yield cell(legend(told))


# ------------------------------------------------------------------------------------ gaps


def _add_gap_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    add_format(parser, GAP_FORMATS, " (csv holds all of them, whatever the page)")
    parser.add_argument("--all", action="store_true", help="show all gaps instead of a page")
    add_class(parser)
    add_map_options(parser)


def _run_gaps(args: argparse.Namespace) -> int:
    """Show the gaps of a map."""
    query = MapQuery.from_params(args.params)
    if args.all and {"limit", "cursor"} & {name for name, _ in args.params}:
        args.parser.error("--all shows all gaps: leave out --limit and --cursor")
    found = load(args).gaps(query)
    form = form_of(args)
    shown = list(found.whole()) if args.all else list(found)[: query.evidence.limit]
    if form == "json":
        write([found.to_json(whole=args.all)])
    elif form == "csv":
        write(line.encode() for line in found.to_csv())
    elif form == "markdown":
        show("\n".join(_gap_markdown(found, shown)) + "\n")
    else:
        show("\n".join(_gap_lines(found, shown, Terminal.here())) + "\n")
    return 0


def _counted(found: GapList) -> str:
    if not found.total:
        return "No cell of this map is a gap."
    noun = "cell is a gap" if found.total == 1 else "cells are gaps"
    classes = ", ".join(f"{value['id']} {value['count']}" for value in found.facets["class"])
    return f"{found.total} {noun}: {classes}."


def _gap_lines(found: GapList, shown: list[Gap], terminal: Terminal) -> Iterator[str]:
    yield from terminal.paragraph(heading(found.query, "Gaps"), style="bold")
    yield from terminal.paragraph(_counted(found))
    for gap in shown:
        yield ""
        yield from gap_entry(gap, terminal)
    if len(shown) < found.total:
        yield ""
        yield f"{len(shown)} of {found.total} shown; --all shows all of them."


def gap_entry(gap: Gap, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a gap: where it is, why, and who asks."""
    told = gap.cell
    small = [
        _some(told.studies, "study", "studies"),
        _some(told.practice, "other source", "other sources"),
    ]
    small += [f"asked by {', '.join(told.questions)}"] if told.questions else []
    if told.asserted.count:
        claims = _some(told.asserted.count, "claim says", "claims say")
        small.append(f"{claims} that little is known")
    style: Style = "red" if not told.studies else "yellow"
    yield terminal.paint(f"{gap.row} x {gap.column}", style)
    for reason in gap.reasons:
        yield from terminal.paragraph(because(reason), 4)
    yield from terminal.paragraph(" · ".join(small), 4, "dim")


def _some(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _gap_markdown(found: GapList, shown: list[Gap]) -> Iterator[str]:
    yield cell(_counted(found))
    yield ""
    rows = (
        (
            gap.row,
            gap.column,
            ", ".join(gap.classes),
            str(gap.cell.studies),
            " | ".join(map(because, gap.reasons)),
        )
        for gap in shown
    )
    yield from markdown((found.query.rows, found.query.columns, "Classes", "Studies", "Why"), rows)


MAP = Verb(
    name="map",
    help="two facets crossed: how many studies each cell holds",
    usage="[--rows FACET] [--columns FACET] [any filter] [--format FORMAT] [-o FILE]",
    description=(
        "Cross two facets of the evidence and count every cell, zeros and cells that make no "
        "sense too. Letters beside a number name the gap classes of the cell."
    ),
    examples="""\
examples:
  leadgraph map
  leadgraph map --rows target --columns outcome --depth 2 --country US
  leadgraph map --columns outcome --format wide > map.csv
  leadgraph map --format turtle > map.ttl    # an RDF Data Cube
  leadgraph map --country US -o map.svg      # or map.png, map.html: a bubble map
""",
    add_arguments=_add_map_arguments,
    run=_run_map,
)
GAPS = Verb(
    name="gaps",
    help="where evidence is missing, ranked, with the rule and the numbers",
    usage="[--rows FACET] [--columns FACET] [--class IDS] [any filter] [--format FORMAT]",
    description=(
        "List the cells of a map that are gaps: those that an open question asks about first, then "
        "by class, then by how many cells beside them are dense. Each names its rules."
    ),
    examples="""\
examples:
  leadgraph gaps
  leadgraph gaps --columns outcome --class absolute,practice-only --all
  leadgraph gaps --level secondary --class population
  leadgraph gaps --few 1 --as-of 2020 --format csv > gaps.csv
""",
    add_arguments=_add_gap_arguments,
    run=_run_gaps,
)
