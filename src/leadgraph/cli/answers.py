"""Answers: what the verbs that ask for lists have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from leadgraph.cli import works
from leadgraph.cli.options import add_filters, words
from leadgraph.cli.output import on_terminal, plain, quoted, show, write
from leadgraph.cli.terminal import Terminal
from leadgraph.evidence import EvidenceList, SourceList, cursor
from leadgraph.query import PAGE_MOST, EvidenceQuery

Answer = EvidenceList | SourceList
Ask = Callable[[EvidenceQuery], Answer]

FORMATS = ("table", "json", "csv", "markdown", *works.FORMATS)
FACETS_SHOWN = ("model", "target", "outcome", "design", "level", "country", "question")
"""Facets of a table; the rest are in JSON."""


def add_list_options(parser: argparse.ArgumentParser) -> None:
    """Give a verb the options of a list: what to ask, and how to show it."""
    group = parser.add_argument_group("how to show it")
    group.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; by default a table on a terminal and JSON in a pipe "
        "(what is neither table, JSON nor Markdown holds the whole result, whatever the page)",
    )
    group.add_argument(
        "--all", action="store_true", help="show the whole result at once instead of a page"
    )
    group.add_argument(
        "--select",
        metavar="FIELDS",
        help="keep these fields of each item, separated by commas (JSON)",
    )
    group.add_argument(
        "--no-facets", action="store_true", help="do not count by facet (table, JSON)"
    )
    add_filters(parser)


def query_of(args: argparse.Namespace) -> EvidenceQuery:
    """Return what is asked.

    Raises:
        QueryError: when a value is wrong.
        SystemExit: when options do not go together.
    """
    query = EvidenceQuery.from_params(args.params)
    given = {name for name, _ in args.params}
    if args.all and given & {"limit", "cursor"}:
        args.parser.error("--all shows the whole result: leave out --limit and --cursor")
    if args.select is not None and args.format not in (None, "json"):
        args.parser.error("--select is for JSON: leave out --format, or take --format json")
    return query


def format_of(args: argparse.Namespace) -> str:
    """Return the format asked for, else the one that suits where the output goes."""
    if args.format is None:
        return "table" if on_terminal() and args.select is None else "json"
    return str(args.format)


def write_answer(
    answer: Answer, ask: Ask, args: argparse.Namespace, shown: Mapping[str, Callable[[], str]]
) -> None:
    """Write an answer to the standard output.

    Args:
        answer: what was found.
        ask: asks for another page of it.
        args: the arguments of the command.
        shown: how to lay it out as ``table`` and as ``markdown``.
    """
    form = format_of(args)
    if form in shown:
        show(shown[form]())
    elif form == "csv":
        write(line.encode() for line in answer.to_csv())
    elif form in works.FORMATS:
        write(works.written(answer.works(), form))
    elif args.all:
        write(whole_json(answer, ask, selected(args), facets=not args.no_facets))
    else:
        write([answer.to_json(selected(args), facets=not args.no_facets)])


def selected(args: argparse.Namespace) -> list[str] | None:
    """Return the fields to keep; None for all."""
    return None if args.select is None else [name.strip() for name in args.select.split(",")]


def whole_json(
    answer: Answer, ask: Ask, select: Sequence[str] | None = None, *, facets: bool = True
) -> Iterator[bytes]:
    """Yield one JSON document like that of a page, whose ``results`` are all there are."""
    told = orjson.loads(answer.to_json(select, facets=facets))
    told["next"] = None
    told["links"].pop("next", None)
    before = b"{"
    for name, value in told.items():
        yield before + orjson.dumps(name) + b":"
        before = b","
        if name != "results":
            yield orjson.dumps(value)
            continue
        start = b"["
        for item in items(answer.query, ask, select):
            yield start + orjson.dumps(item)
            start = b","
        yield b"]" if start == b"," else b"[]"
    yield b"}"


def items(query: EvidenceQuery, ask: Ask, select: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    """Yield all items of an answer as JSON has them, page after page."""
    page: EvidenceQuery | None = query.but(limit=PAGE_MOST, cursor=None)
    while page is not None:
        told = orjson.loads(ask(page).to_json(select, facets=False))
        yield from told["results"]
        page = page.but(cursor=told["next"]) if told["next"] else None


# --------------------------------------------------------------------------- on a terminal


def asked(query: EvidenceQuery) -> str:
    """Return what was asked, for a heading.

    >>> asked(EvidenceQuery(area="equity", target="students,teachers", not_design="opinion"))
    'area equity; target students or teachers; not design opinion'
    """
    said = []
    for name, value in query.fields().items():
        if name not in ("sort", "limit", "cursor"):
            text = " or ".join(value) if isinstance(value, list) else str(value)
            text = {"True": "yes", "False": "no"}.get(text, text)
            said.append(f"{name.replace('_', ' ')} {text}")
    return "; ".join(said)


def counted(pairs: Iterable[tuple[str, int]], most: int = 6) -> str:
    """Return counts in one line, the first few by name.

    >>> counted([("positive", 12), ("null", 3)], most=1)
    'positive 12, and 1 more'
    """
    named = [f"{id_} {count}" for id_, count in pairs]
    more = [f"and {len(named) - most} more"] if len(named) > most else []
    return ", ".join(named[:most] + more)


def facet_lines(answer: Answer, terminal: Terminal) -> Iterator[str]:
    """Yield a line for each facet, of the values that tell items apart."""
    for field in FACETS_SHOWN:
        pairs = [pair for pair in answer.facets.get(field, []) if pair[1] < answer.total]
        if len(pairs) > 1:
            yield from terminal.named(f"by {field}", counted(pairs))


def closing(answer: Answer, args: argparse.Namespace, shown: int) -> Iterator[str]:
    """Yield what stands below a list: how much of it was shown, and how to see the rest."""
    if args.all or (shown == answer.total):
        return
    first = cursor.read(answer.snapshot, answer.query, answer.route) + 1
    yield f"{first}-{first + shown - 1} of {answer.total} shown."
    if answer.next:
        yield f"next page:  {command(args, answer.query.but(cursor=answer.next))}"
        whole = answer.query.but(limit=None, cursor=None)
        yield f"everything: {command(args, whole)} --all"


def command(args: argparse.Namespace, query: EvidenceQuery) -> str:
    """Return the command that asks a query of the same dataset."""
    parts = ["leadgraph", args.verb]
    if args.data:
        parts += ["--data", quoted(args.data)]
    return " ".join([*parts, *(["--keep-going"] if args.keep_going else []), *words(query)])


def cell(text: str) -> str:
    r"""Return text as a cell of a Markdown table.

    >>> cell("a|b <i>c</i>")
    'a\\|b \\<i\\>c\\</i\\>'
    """
    special = frozenset("\\`*_[]<>|#~")
    return "".join(f"\\{c}" if c in special else c for c in text)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join([' --- '] * len(header))}|"
    for row in rows:
        yield f"| {' | '.join(cell(plain(text)) for text in row)} |"
