"""``leadgraph evidence``: claims with their sources."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from leadgraph.cli.answers import (
    add_list_options,
    asked,
    cell,
    closing,
    facet_lines,
    markdown,
    query_of,
    write_answer,
)
from leadgraph.cli.dataset import load
from leadgraph.cli.options import option
from leadgraph.cli.output import write_file
from leadgraph.cli.terminal import DIRECTION_STYLES, Terminal
from leadgraph.cli.verb import Verb
from leadgraph.evidence import Evidence, EvidenceList
from leadgraph.index import Summary
from leadgraph.model import Claim, Effect
from leadgraph.plots import FORMATS as PICTURES
from leadgraph.plots import Picture
from leadgraph.query import EvidenceQuery

PLOTS: dict[str, Callable[[EvidenceList], Picture]] = {
    "harvest": EvidenceList.plot,
    "timeline": EvidenceList.timeline,
}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    add_list_options(parser)
    group = parser.add_argument_group("how to draw it")
    group.add_argument(
        "--plot",
        choices=tuple(PLOTS),
        metavar="PLOT",
        help="harvest (a bar for each study, by direction and design) or timeline (studies by "
        "year and design), of the whole result",
    )
    group.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=f"file of the plot: its name ends in {', '.join(PICTURES)}; by default SVG on the "
        "standard output",
    )


def _run(args: argparse.Namespace) -> int:
    """Answer a query."""
    query = query_of(args)
    if args.plot is not None:
        return _draw(query, args)
    if args.output is not None:
        args.parser.error("--output is for --plot; a shell writes the rest to a file: > FILE")
    graph = load(args)

    def ask(page: EvidenceQuery) -> EvidenceList:
        return graph.evidence(page)

    found = ask(query)
    shown = {
        "table": lambda: _table(found, args),
        "markdown": lambda: _markdown(found, args),
    }
    write_answer(found, ask, args, shown)
    return 0


def _draw(query: EvidenceQuery, args: argparse.Namespace) -> int:
    """Draw what answers a query."""
    for name in ("format", "all", "select", "no_facets"):
        if getattr(args, name):
            args.parser.error(f"{option(name)} is not for --plot: leave one of them out")
    form = "svg"
    if args.output not in (None, "-"):
        form = args.output.rpartition(".")[2].lower()
        if form not in PICTURES:
            args.parser.error(f"no picture is written as {form!r}: take {', '.join(PICTURES)}")
    found = load(args).evidence(query)
    write_file(args.output, [PICTURES[form](PLOTS[args.plot](found))])
    return 0


def summed_up(told: Summary) -> str:
    """Say in a sentence or two what a result amounts to."""
    if not told.claims:
        return "No claim of this dataset answers this."
    years = f", {_span(told.years)}" if told.years else ""
    said = [f"{_some(told.claims, 'claim')} from {_some(told.sources, 'source')}{years}."]
    if told.evidence:
        studies = "study" if told.studies == 1 else "studies"
        said.append(
            f"Research evidence: {_some(told.evidence, 'claim')} from {told.studies:,} {studies} "
            f"({_sides(told)}){', contested' if told.contested else ''}."
        )
    else:
        said.append("None is research evidence.")
    if told.practice and told.evidence:
        said.append(f"Not research evidence: {told.practice:,}.")
    if told.gaps:
        said.append(f"Saying that little is known: {told.gaps:,}.")
    return " ".join(said)


def _table(found: EvidenceList, args: argparse.Namespace) -> str:
    terminal = Terminal.here()
    lines = [*_heading(found, terminal)]
    if not args.no_facets:
        lines += facet_lines(found, terminal)
    shown = 0
    for one in _listed(found, args):
        lines += ["", *_item(one, terminal)]
        shown += 1
    if end := list(closing(found, args, shown)):
        lines += ["", *end]
    return "\n".join(lines) + "\n"


def _heading(found: EvidenceList, terminal: Terminal) -> Iterator[str]:
    heading = f"Evidence: {asked(found.query) or 'all of it'}"
    yield from terminal.paragraph(heading, style="bold")
    yield from terminal.paragraph(summed_up(found.summary))


def _listed(found: EvidenceList, args: argparse.Namespace) -> Iterator[Evidence]:
    return found.whole() if args.all else iter(found[: found.query.limit])


def _item(one: Evidence, terminal: Terminal) -> Iterator[str]:
    claim, work = one.claim, one.source
    small = [work.citation, work.design or "design not stated"]
    if not one.research:
        small.append(_standing(claim))
    small += remarks(claim)
    yield from said(claim, small, terminal)


def _standing(claim: Claim) -> str:
    """Say why a claim is not counted as research evidence."""
    if claim.asserts_gap:
        return "says that little is known"
    return f"{claim.kind}, not research evidence"


def said(claim: Claim, small: list[str], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a claim: its direction, its statement, and what is said about it."""
    tag = claim.direction if claim.direction in DIRECTION_STYLES else "-"
    style = DIRECTION_STYLES.get(claim.direction)
    yield from terminal.entry(tag, claim.statement, [*small, claim.id], style)


def remarks(claim: Claim) -> list[str]:
    """Return what a reader of a claim must know beside its words."""
    told = [effect(claim.effect)] if claim.effect else []
    if claim.basis == "secondary":
        told.append("read only in a secondary text")
    if claim.status != "accepted":
        told.append(claim.status)
    return told


def effect(size: Effect) -> str:
    """Return the size of an effect in brief.

    >>> effect(Effect(metric="r", value=(0.08, 0.16)))
    'r 0.08 to 0.16'
    """
    value = size.value
    if value is None:
        return size.metric
    text = f"{value[0]} to {value[1]}" if isinstance(value, tuple) else str(value)
    return f"{size.metric} {text}"


def _markdown(found: EvidenceList, args: argparse.Namespace) -> str:
    rows = (
        (
            one.claim.direction,
            one.claim.statement,
            one.source.citation,
            one.source.design or "",
            "yes" if one.research else "no",
            one.claim.id,
        )
        for one in _listed(found, args)
    )
    header = ("Direction", "Claim", "Source", "Design", "Research evidence", "Id")
    lines = [cell(summed_up(found.summary)), "", *markdown(header, rows)]
    shown = len(lines) - 4
    if end := list(closing(found, args, shown)):
        lines += ["", cell(end[0])]
    return "\n".join(lines) + "\n"


def _sides(told: Summary) -> str:
    names = {"not-applicable": "without a direction"}
    return ", ".join(f"{n:,} {names.get(name, name)}" for name, n in told.by_direction.items())


def _some(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _span(years: tuple[int, int]) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


EVIDENCE = Verb(
    name="evidence",
    help="claims with their sources, by what they say",
    usage="[--area ID] [any other filter] [--format FORMAT] [--all] [--plot PLOT -o FILE]",
    description=(
        "Show the evidence that answers a query: claims with their sources, the strongest designs "
        "first and disagreement in plain view. All of it without a filter."
    ),
    examples="""\
examples:
  leadgraph evidence --area distributed-leadership --target students
  leadgraph evidence --area equity,modeling-values --since 2015 --research
  leadgraph evidence --q "teacher trust" --not-design opinion --all
  leadgraph evidence --source leithwood2006seven --format csv > claims.csv
  leadgraph evidence --area equity --plot harvest -o equity.svg
  leadgraph evidence --question Q1 --select id,statement,direction | jq .results

On a terminal a claim stands beside its direction, above where it comes from:
  positive  Pooled over studies, teacher leadership and student achievement are
            positively related (r = .19).
            Shen et al. 2020 · meta-analysis · r 0.19 · shen2020association-1
""",
    add_arguments=_add_arguments,
    run=_run,
)
