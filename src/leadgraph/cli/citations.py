"""``leadgraph source KEY --citations``: who builds on a work, and what is near it and why."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import orjson

from leadgraph.citations import KINDS, Citations, Neighbour, NeighbourList
from leadgraph.cli import works
from leadgraph.cli.answers import asked, format_of
from leadgraph.cli.dataset import load
from leadgraph.cli.options import words
from leadgraph.cli.output import quoted, show, write
from leadgraph.cli.terminal import Terminal
from leadgraph.evidence import cursor
from leadgraph.query import EvidenceQuery

FORMATS = ("table", "json", "csv", *works.FORMATS)
SHARED = 3
"""Shared works and concepts that a table names; the rest is in JSON."""

FEW = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of citations."""
    group = parser.add_argument_group(
        "citations", f"With --citations, --kind is one of: {', '.join(KINDS)}."
    )
    group.add_argument(
        "--citations",
        action="store_true",
        help="show what KEY cites, what cites it, and what is near it and why; filters are "
        "applied to these neighbours",
    )
    group.add_argument(
        "--key",
        dest="keys",
        action="append",
        default=[],
        metavar="KEY",
        help="take a further source together with KEY as one (with --citations)",
    )


def run(args: argparse.Namespace) -> int:
    """Show the citations of a source."""
    form = _form(args)
    kinds = [value for name, value in args.params if name == "kind"]
    query = EvidenceQuery.from_params(pair for pair in args.params if pair[0] != "kind")
    if args.all and {"limit", "cursor"} & query.model_fields_set:
        args.parser.error("--all shows the whole result: leave out --limit and --cursor")
    if len(kinds) > 1:
        args.parser.error("--kind is given more than once")
    if not kinds and (args.all or form not in ("table", "json")):
        args.parser.error(f"say which neighbours: --kind {'|'.join(KINDS)}")
    keys = (args.key, *(key for text in args.keys for key in text.split(",")))
    base = load(args).base
    found = Citations(base, keys, query)
    if not kinds:
        text = "\n".join(_overview(found, Terminal.here())) + "\n"
        write([found.to_json()]) if form == "json" else show(text)
        return 0
    one = found.of(kinds[0])
    if form == "csv":
        write(line.encode() for line in one.to_csv())
    elif form in works.FORMATS:
        write(works.written(one.works(), form))
    elif form == "table":
        show("\n".join(_list(one, args, Terminal.here())) + "\n")
    elif args.all:
        write(_whole(one))
    else:
        write([one.to_json()])
    return 0


def _form(args: argparse.Namespace) -> str:
    if args.key is None:
        args.parser.error("--citations are those of a source: name its KEY")
    given = ["--select"] if args.select is not None else []
    given += ["--no-facets"] if args.no_facets else []
    if given:
        args.parser.error(f"{given[0]} does not go together with --citations")
    if args.format not in (None, *FORMATS):
        args.parser.error(f"citations are shown as {', '.join(FORMATS)}, not {args.format}")
    return format_of(args)


def _whole(found: NeighbourList) -> Iterator[bytes]:
    """Yield the JSON of a page, with all neighbours as its results."""
    told = orjson.loads(found.to_json())
    told |= {"next": None, "results": [one.told() for one in found.whole()]}
    told["links"].pop("next", None)
    yield orjson.dumps(told)


def _overview(found: Citations, terminal: Terminal) -> Iterator[str]:
    """Yield every kind with its first neighbours."""
    yield from _heading(found, terminal)
    for each in found.overview():
        yield ""
        yield from terminal.paragraph(f"{each.total:,} {KINDS[each.kind]}", style="bold")
        for one in each.first(FEW):
            yield from entry(one, terminal)
        if each.total > FEW:
            yield f"  --kind {each.kind} shows all"


def _heading(found: Citations, terminal: Terminal) -> Iterator[str]:
    for seed in found.about.told:
        title = f". {seed['title']}" if seed["title"] else ""
        yield from terminal.paragraph(f"{seed['label']}{title}", style="bold")
    if filters := asked(found.query):
        yield from terminal.paragraph(f"Neighbours with {filters}")


def _list(found: NeighbourList, args: argparse.Namespace, terminal: Terminal) -> Iterator[str]:
    labels = " and ".join(seed["label"] for seed in found.about.told)
    yield from terminal.paragraph(f"{labels}: {found.total:,} {KINDS[found.kind]}", style="bold")
    if filters := asked(found.query):
        yield from terminal.paragraph(f"Neighbours with {filters}")
    shown = list(found.whole()) if args.all else found.page()
    for one in shown:
        yield ""
        yield from entry(one, terminal)
    if len(shown) < found.total:
        start = cursor.read(found.snapshot, found.query, found._bound_to) + 1
        yield ""
        yield f"{start}-{start + len(shown) - 1} of {found.total} shown."
        if found.next:
            yield f"next page:  {_command(args, found, found.query.but(cursor=found.next))}"
            whole = found.query.but(limit=None, cursor=None)
            yield f"everything: {_command(args, found, whole)} --all"


def entry(one: Neighbour, terminal: Terminal) -> Iterator[str]:
    """Yield a neighbour, its scores, what it shares and how it stands."""
    title = f". {one.source.title}" if one.source else " (cited, not held)"
    direct = one.kind in ("cites", "cited-by")
    count = f"cited {one.scores['citations']:,}×" if direct else f"{one.count:,} shared"
    scores = (f"{name} {score:.2f}" for name, score in one.scores.items() if not direct)
    yield from terminal.entry(count, f"{one.label}{title}", [*scores, one.id], "dim")
    told = one.told()
    labels = [] if direct else [shared["label"] for shared in told["shared"]]
    labels += [concept["label"] for concept in told["concepts"]]
    if labels:
        more = f", and {len(labels) - SHARED} more" if len(labels) > SHARED else ""
        yield from terminal.named("  shares", ", ".join(labels[:SHARED]) + more)
    for stance in one.stances:
        by = "" if stance.direction == "in" else "the work asked about says: "
        text = f"{by}{stance.claim.statement} ({stance.claim.id})"
        yield from terminal.named(f"  {stance.how}", text)


def _command(args: argparse.Namespace, found: NeighbourList, query: EvidenceQuery) -> str:
    """Return the command that asks for another page of the same neighbours."""
    parts = ["leadgraph", "source", quoted(found.about.keys[0]), "--citations"]
    parts += [f"--key {quoted(key)}" for key in found.about.keys[1:]]
    parts += ["--kind", found.kind]
    parts += ["--data", quoted(args.data)] if args.data else []
    parts += ["--keep-going"] if args.keep_going else []
    return " ".join([*parts, *words(query)])
