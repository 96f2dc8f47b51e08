"""``leadgraph source``: everything known of one work, or the works that answer a query."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from leadgraph.cli import citations, works
from leadgraph.cli.answers import (
    Ask,
    add_list_options,
    asked,
    cell,
    closing,
    facet_lines,
    format_of,
    items,
    markdown,
    query_of,
    write_answer,
)
from leadgraph.cli.dataset import load
from leadgraph.cli.evidence import remarks, said, summed_up
from leadgraph.cli.options import option
from leadgraph.cli.output import show, write
from leadgraph.cli.terminal import Terminal
from leadgraph.cli.verb import Verb
from leadgraph.evidence import SourceList
from leadgraph.graph import EvidenceGraph
from leadgraph.query import EvidenceQuery

OF_ONE = ("table", "json", *works.FORMATS)
"""Formats in which a single source is shown."""

LISTED = ("key", "citation", "title", "design", "research", "claims")
"""Fields that a table of sources shows."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("key", metavar="KEY", nargs="?", help="key of the source")
    citations.add_options(parser)
    add_list_options(parser)


def _run(args: argparse.Namespace) -> int:
    """Show a source, or list sources."""
    if args.citations:
        return citations.run(args)
    if args.keys:
        args.parser.error("--key goes together with --citations")
    return _list(args) if args.key is None else _one(args)


def _one(args: argparse.Namespace) -> int:
    _refuse_options_of_lists(args)
    graph = load(args)
    told = graph.describe("source", args.key)
    form = format_of(args)
    if form == "json":
        write([told])
    elif form in works.FORMATS:
        write(works.written([graph.sources[graph.key_of(args.key)]], form))
    else:
        show("\n".join(_lines(orjson.loads(told), graph, Terminal.here())) + "\n")
    return 0


def _refuse_options_of_lists(args: argparse.Namespace) -> None:
    given = [option(name) for name, _ in args.params]
    given += ["--all"] if args.all else []
    given += ["--select"] if args.select is not None else []
    given += ["--no-facets"] if args.no_facets else []
    if given:
        args.parser.error(f"{given[0]} is for a list of sources: leave it out, or leave out KEY")
    if args.format not in (None, *OF_ONE):
        args.parser.error(f"a single source is shown as {', '.join(OF_ONE)}, not {args.format}")


def _lines(told: dict[str, Any], graph: EvidenceGraph, terminal: Terminal) -> Iterator[str]:
    """Yield everything known of a source, from its JSON."""
    yield from terminal.paragraph(told["citation"], style="bold")
    yield from terminal.paragraph(told["title"])
    for name, text in _facts(told):
        yield from terminal.named(name, text)
    claims = graph.evidence(source=told["key"])
    yield ""
    yield from terminal.paragraph(summed_up(claims.summary))
    for one in claims:
        small = [one.claim.kind, one.claim.locator or "place not given", *remarks(one.claim)]
        yield ""
        yield from said(one.claim, small, terminal)


def _facts(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is known of the work itself, name by name; unknown things are empty."""
    design = told["design"] or "not stated"
    fields = told["fields"]
    yield "key", told["key"]
    yield "authors", "; ".join(told["authors"])
    yield "editors", "; ".join(told["editors"])
    yield "in", fields.get("journaltitle") or fields.get("journal") or fields.get("booktitle") or ""
    yield "type", told["type"]
    yield "design", design if told["research"] else f"{design} (does not count as research)"
    yield "study", _joined([told["study"] or "", *_also(told["reports_same_study"])], "; ")
    yield "sample", told["sample"] or ""
    yield "countries", _joined(told["countries"])
    yield "levels", _joined(told["levels"])
    yield "areas", _joined(told["areas"])
    yield "doi", f"https://doi.org/{told['doi']}" if told["doi"] else ""
    yield "url", told["url"] or ""
    yield "summary", told["summary"] or ""
    yield "read", _joined([told["basis"] or "", told["read_url"] or "", told["read_note"] or ""])
    yield "listed as", _joined(told["listed"])
    yield "corrected", _joined(told["corrections"], "; ")
    yield "notes", told["notes"] or ""
    yield "cites", _joined(told["cites"])
    yield "cited by", _joined(told["cited_by"])
    for stance in told["stances"]:
        by = stance["source"] if stance["direction"] == "in" else "it"
        yield f"{stance['how']}", f"{by}: {stance['statement']} ({stance['claim']})"
    yield "asks", _joined(told["raises_questions"])


def _also(keys: list[str]) -> list[str]:
    return [f"also reported by {_joined(keys)}"] if keys else []


def _joined(parts: Iterable[str], by: str = ", ") -> str:
    return by.join(part for part in parts if part)


# ------------------------------------------------------------------------------ lists of works


def _list(args: argparse.Namespace) -> int:
    query = query_of(args)
    graph = load(args)

    def ask(page: EvidenceQuery) -> SourceList:
        return graph.works(page)

    found = ask(query)
    shown = {
        "table": lambda: _table(found, ask, args),
        "markdown": lambda: _markdown(found, ask, args),
    }
    write_answer(found, ask, args, shown)
    return 0


def _works(found: SourceList, ask: Ask, args: argparse.Namespace) -> list[dict[str, Any]]:
    if args.all:
        return list(items(found.query, ask, LISTED))
    listed: list[dict[str, Any]] = orjson.loads(found.to_json(LISTED, facets=False))["results"]
    return listed


def _heading(found: SourceList) -> str:
    return f"Sources: {asked(found.query) or 'all of them'}"


def _counted(found: SourceList) -> str:
    if not found.total:
        return "No source of this dataset answers this."
    return f"{found.total:,} {'source' if found.total == 1 else 'sources'}."


def _table(found: SourceList, ask: Ask, args: argparse.Namespace) -> str:
    terminal = Terminal.here()
    lines = [*terminal.paragraph(_heading(found), style="bold"), _counted(found)]
    if not args.no_facets:
        lines += facet_lines(found, terminal)
    works = _works(found, ask, args)
    for work in works:
        count = f"{work['claims']:,} claim{'' if work['claims'] == 1 else 's'}"
        small = [work["design"] or "design not stated"]
        small += [] if work["research"] else ["not research"]
        lines.append("")
        lines += terminal.entry(
            count, f"{work['citation']}. {work['title']}", [*small, work["key"]], "dim"
        )
    if end := list(closing(found, args, len(works))):
        lines += ["", *end]
    return "\n".join(lines) + "\n"


def _markdown(found: SourceList, ask: Ask, args: argparse.Namespace) -> str:
    works = _works(found, ask, args)
    rows = (
        (work["citation"], work["title"], work["design"] or "", str(work["claims"]), work["key"])
        for work in works
    )
    header = ("Source", "Title", "Design", "Claims", "Key")
    lines = [_counted(found), "", *markdown(header, rows)]
    if end := list(closing(found, args, len(works))):
        lines += ["", cell(end[0])]
    return "\n".join(lines) + "\n"


SOURCE = Verb(
    name="source",
    help="one work with its claims, or the works that answer a query",
    usage="[KEY] [--citations] [any filter] [--format FORMAT] [--all]",
    description=(
        "Show everything known of one source: the work, how it was read, what it cites and what "
        "cites it, and its claims in order; with --citations, its neighbours. Without KEY, list "
        "the sources whose claims answer a query."
    ),
    examples="""\
examples:
  leadgraph source leithwood2006seven
  leadgraph source leithwood2006seven --format bibtex
  leadgraph source leithwood2006seven --format apa
  leadgraph source leithwood2006seven --citations
  leadgraph source leithwood2006seven --citations --kind co-cited --since 2015
  leadgraph source --design meta-analysis --sort newest
  leadgraph source --country SE --format csv > swedish.csv
""",
    add_arguments=_add_arguments,
    run=_run,
)
