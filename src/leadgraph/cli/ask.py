"""``leadgraph ask``: a question in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from leadgraph.ask import Answer
from leadgraph.cli import works
from leadgraph.cli.answers import FORMATS, cell, format_of, markdown
from leadgraph.cli.citations import entry as neighbour_entry
from leadgraph.cli.dataset import load
from leadgraph.cli.evidence import remarks, said
from leadgraph.cli.gaps import gap_entry
from leadgraph.cli.output import plain, say, show, write
from leadgraph.cli.terminal import Style, Terminal
from leadgraph.cli.verb import Verb
from leadgraph.evidence import Evidence

STATUSES: dict[str, tuple[str, Style | None]] = {
    "answered": ("Answered", "green"),
    "contested": ("Contested: research evidence stands on both sides", "yellow"),
    "practice_only": ("No research evidence: practice, policy or opinion alone speaks", "yellow"),
    "no_evidence_held": ("Nothing is held on this", "red"),
    "outside_framework": ("Outside of what this dataset is about", "red"),
    "ambiguous": ("More than one reading", "magenta"),
}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="in plain words")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; by default a table on a terminal and JSON in a pipe "
        "(what is neither table, JSON nor Markdown holds the whole result)",
    )
    parser.set_defaults(select=None)


def _run(args: argparse.Namespace) -> int:
    """Answer a question."""
    answer = load(args).ask(" ".join(args.question))
    form = format_of(args)
    if form == "json":
        write([answer.to_json()])
    elif form == "table":
        show("\n".join(_lines(answer, Terminal.here())) + "\n")
    elif form == "markdown":
        show("\n".join(_markdown(answer)) + "\n")
    elif answer.whole is None:
        say(f"leadgraph: {answer.summary['text']}")
        return 1
    elif form == "csv":
        write(line.encode() for line in answer.whole.to_csv())
    else:
        write(works.written(answer.whole.works(), form))
    return 0


def _lines(answer: Answer, terminal: Terminal) -> Iterator[str]:
    """Yield an answer as a person reads it: how it was understood, what is held, what else."""
    status, style = STATUSES[answer.status]
    understood = answer.interpretation
    yield from terminal.paragraph(status, style=style)
    yield from terminal.paragraph(understood["sentence"], style="bold")
    for name, text in _understood(answer):
        yield from terminal.named(name, text)
    yield ""
    yield from terminal.paragraph(answer.summary["text"])
    yield from _results(answer, terminal)
    if understood["alternatives"]:
        yield ""
        yield from terminal.paragraph("Or ask:", style="bold")
        for one in understood["alternatives"]:
            small = [one["why"], one["url"]]
            yield from terminal.entry(f"{one['claims']:,}", one["sentence"], small, "dim")
    for question in answer.questions if answer.intent != "questions" else ():
        yield ""
        yield from terminal.entry(question["id"], question["text"], ["open question"], "dim")
    yield ""
    yield from terminal.paragraph(answer.links["cite"]["text"], style="dim")


def _understood(answer: Answer) -> Iterator[tuple[str, str]]:
    understood = answer.interpretation
    fixed = [s for s in understood["spans"] if "corrected" in s]
    yield "corrected", ", ".join(f"{s['text']} -> {' '.join(s['corrected'])}" for s in fixed)
    yield "not used", ", ".join(map(plain, understood["unmatched"]))
    yield "note", " ".join(understood["assumptions"])


def _results(answer: Answer, terminal: Terminal) -> Iterator[str]:
    if answer.intent == "questions":
        for question in answer.results:
            small = [question["label"], f"{question['count']:,} claims bear on it"]
            yield ""
            yield from terminal.entry(question["id"], question["text"], small, "dim")
        return
    for gap in answer.gaps:
        yield ""
        yield from gap_entry(gap, terminal)
    for near in answer.neighbours.page() if answer.neighbours is not None else ():
        yield ""
        yield from neighbour_entry(near, terminal)
    for work in answer.results if answer.intent == "sources" else ():
        small = [work["design"] or "design not stated", work["key"]]
        yield ""
        yield from terminal.entry("work", f"{work['citation']}. {work['title']}", small, "dim")
    for one in _page(answer):
        small = [one.source.citation, one.source.design or "design not stated"]
        small += [] if one.research else ["not research evidence"]
        yield ""
        yield from said(one.claim, [*small, *remarks(one.claim)], terminal)
    yield from _more(answer)


def _page(answer: Answer) -> Sequence[Evidence]:
    found = answer.evidence if answer.intent in ("evidence", "sources") else None
    return found[: found.query.limit] if found is not None else []


def _more(answer: Answer) -> Iterator[str]:
    if answer.intent == "gaps" and answer.summary["cells"]:
        where, more = "gaps", answer.summary["cells"]["gaps"] - len(answer.gaps)
    elif answer.neighbours is not None:
        where, more = "citations", answer.neighbours.total - len(answer.neighbours.page())
    else:
        where, more = "evidence", len(answer.evidence or ()) - len(_page(answer))
    if more > 0 and answer.intent in ("evidence", "sources", "gaps", "citations"):
        yield ""
        yield f"{more:,} more: {answer.links[where]}"


def _markdown(answer: Answer) -> Iterator[str]:
    understood: dict[str, Any] = answer.interpretation
    yield f"**{cell(plain(answer.question))}**"
    yield ""
    yield f"{STATUSES[answer.status][0]}. {cell(understood['sentence'])}"
    yield ""
    yield cell(answer.summary["text"])
    rows = [
        (one.claim.direction, one.claim.statement, one.source.citation, one.claim.id)
        for one in _page(answer)
    ]
    if rows:
        yield ""
        yield from markdown(("Direction", "Claim", "Source", "Id"), rows)
    if answer.neighbours is not None and answer.neighbours.total:
        yield ""
        near = (
            (one.label, one.source.title if one.source else "not held", str(one.count), one.id)
            for one in answer.neighbours.page()
        )
        yield from markdown(("Work", "Title", "Shared", "Id"), near)
    if answer.gaps:
        yield ""
        gaps = ((g.row, g.column, ", ".join(g.classes), str(g.cell.studies)) for g in answer.gaps)
        yield from markdown(("Row", "Column", "Classes", "Studies"), gaps)
    if understood["alternatives"]:
        yield ""
        others = [(a["sentence"], a["why"], a["url"]) for a in understood["alternatives"]]
        yield from markdown(("Or ask", "Why", "Address"), others)
    yield ""
    yield cell(answer.links["cite"]["text"])


ASK = Verb(
    name="ask",
    help="a question in plain words",
    usage="QUESTION [--format FORMAT]",
    description=(
        "Answer a question typed in plain words, offline, and show how it was understood: the "
        "query, the words it came from, and the words that were not used."
    ),
    examples="""\
examples:
  leadgraph ask "evidence for distributed leadership impacting students"
  leadgraph ask "does principal turnover harm student achievement since 2010?"
  leadgraph ask "who cites Leithwood et al. 2006?" --format json | jq .links
  leadgraph ask "meta-analyses of instructional leadership" --format csv > claims.csv
""",
    add_arguments=_add_arguments,
    run=_run,
)
