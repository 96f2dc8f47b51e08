"""``leadgraph push``: the dataset into a remote store."""

from __future__ import annotations

import argparse

from leadgraph import push
from leadgraph.cli.dataset import add_store, endpoint, progress
from leadgraph.cli.output import say
from leadgraph.cli.verb import Verb
from leadgraph.graph import load as load_graph


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_store(parser)
    group = parser.add_argument_group("how")
    group.add_argument(
        "--update",
        metavar="URL",
        help="where updates go; by default beside /query, else the same address",
    )
    group.add_argument(
        "--graph-store",
        metavar="URL",
        help="address of the Graph Store Protocol, by which triples are then sent",
    )
    group.add_argument(
        "--batch", type=_count, default=push.BATCH, help="triples a request; 1000 by default"
    )
    group.add_argument("--replace", action="store_true", help="remove what the graph holds before")


def _run(args: argparse.Namespace) -> int:
    """Push the dataset, say what was done."""
    if args.store is None:
        args.parser.error("--store names the SPARQL endpoint to push to")
    with endpoint(args) as store:
        done = push.push(
            load_graph(args.data, strict=not args.keep_going, progress=progress()).records,
            store,
            graph=args.graph,
            replace=args.replace,
            batch=args.batch,
            show=progress(),
        )
    if done.sent:
        say(f"sent {done.sent:,} triples; <{done.graph}> holds {done.triples:,}, as it should")
    else:
        say(f"<{done.graph}> holds all {done.triples:,} triples already; nothing was sent")
    return 0


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


PUSH = Verb(
    name="push",
    help="the dataset into a SPARQL server",
    usage="--store URL [--update URL | --graph-store URL] [--user NAME] [--graph IRI] [--replace]",
    description=(
        "Bring the graph of the dataset into a SPARQL 1.1 server, in batches, and verify the "
        "count. A push that was cut off goes on where it stopped; one that was complete sends "
        "nothing. `leadgraph serve --store URL` then serves from there."
    ),
    examples="""\
examples:
  leadgraph push --store http://localhost:7878/query                    # Oxigraph
  LEADGRAPH_STORE_PASSWORD=... leadgraph push --user dba \\
      --store http://localhost:8890/sparql --update http://localhost:8890/sparql-auth   # Virtuoso
  leadgraph --data my-review push --store http://localhost:7200/repositories/r \\
      --update http://localhost:7200/repositories/r/statements          # GraphDB
""",
    add_arguments=_add_arguments,
    run=_run,
)
