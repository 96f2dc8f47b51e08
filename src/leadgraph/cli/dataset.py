"""The dataset a command asks: loaded once, with progress, saying what was left out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from leadgraph.cli.output import quoted, say
from leadgraph.errors import CurationError, Problem
from leadgraph.graph import EvidenceGraph
from leadgraph.graph import load as load_graph
from leadgraph.remote import Endpoint

PASSWORD = "LEADGRAPH_STORE_PASSWORD"
"""The variable that holds the password of a store: an option would stand in lists of processes."""

SHOWN = 20
"""Problems that ``--keep-going`` shows one by one."""


def load(args: argparse.Namespace) -> EvidenceGraph:
    """Load the dataset of a command.

    Raises:
        CurationError: when it has errors, unless ``--keep-going`` was given.
    """
    named = getattr(args, "store", None)
    graph = load_graph(
        args.data,
        strict=not args.keep_going,
        progress=progress(),
        store=endpoint(args) if named else None,
        graph=args.graph if named else None,
    )
    _say_what_was_left_out(graph)
    return graph


def add_store(parser: argparse.ArgumentParser) -> None:
    """Declare the options that name a remote store."""
    group = parser.add_argument_group("the store")
    group.add_argument("--store", metavar="URL", help="SPARQL endpoint, as in https://host/sparql")
    group.add_argument(
        "--graph", metavar="IRI", help="named graph; by default the address of the dataset"
    )
    group.add_argument("--user", help=f"who to be; the password is read from {PASSWORD}")


def endpoint(args: argparse.Namespace) -> Endpoint:
    """Return the store that the options name.

    Raises:
        StoreError: when that is no address.
    """
    return Endpoint(
        args.store,
        update=getattr(args, "update", None),
        graph_store=getattr(args, "graph_store", None),
        user=args.user,
        password=os.environ.get(PASSWORD),
    )


def progress() -> Callable[..., Any] | None:
    """Return what shows the progress of work longer than a second: nothing, off a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    return partial(tqdm, file=sys.stderr, delay=1, leave=False)


def located(problem: Problem) -> str:
    """Return a problem in one line, with its place if it has one."""
    if problem.line:
        return str(problem)
    of_the_folder = problem.file in ("", ".")
    return problem.message if of_the_folder else f"{problem.file}: {problem.message}"


def refused(error: CurationError, folder: str | None) -> str:
    """Say in one line why a dataset was refused, and what shows all of it."""
    errors = [problem for problem in error.problems if problem.level == "error"]
    if not errors:
        return f"the dataset{_in(folder)} holds nothing to load"
    first = f"{located(errors[0])}; {errors[0].remedy}"
    if len(errors) == 1:
        return f"the dataset{_in(folder)} is refused: {first}"
    return (
        f"the dataset{_in(folder)} has {len(errors)} errors, the first: {first} "
        f"(`leadgraph check{_argument(folder)}` shows all)"
    )


def _in(folder: str | None) -> str:
    return f" in {folder}" if folder else ""


def _argument(folder: str | None) -> str:
    return f" {quoted(folder)}" if folder else ""


def _say_what_was_left_out(graph: EvidenceGraph) -> None:
    errors = [problem for problem in graph.problems if problem.level == "error"]
    for problem in errors[:SHOWN]:
        say(f"leadgraph: left out: {located(problem)}")
    if len(errors) > SHOWN:
        say(f"leadgraph: left out: {len(errors) - SHOWN} more; `leadgraph check` shows all")
