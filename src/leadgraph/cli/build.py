"""``leadgraph build``: a snapshot of a dataset, which opens in place."""

from __future__ import annotations

import argparse
from pathlib import Path

from leadgraph import snapshot
from leadgraph.cli.dataset import load, progress
from leadgraph.cli.output import say
from leadgraph.cli.verb import Verb


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", help="folder of the dataset; the packaged one without"
    )
    parser.add_argument(
        "-o", "--output", metavar="SNAPSHOT", required=True, help="folder to make; must be new"
    )
    parser.add_argument(
        "--no-store",
        action="store_true",
        help="leave out the triples, which take longer than all the rest; they are made from the "
        "records when first asked for",
    )
    parser.add_argument(
        "--dumps",
        action="store_true",
        help="hold the files of /dumps too, which are larger than all the rest; a server otherwise "
        "makes each when it is first asked for",
    )


def _run(args: argparse.Namespace) -> int:
    """Build a snapshot."""
    if args.folder and args.data and Path(args.folder) != Path(args.data):
        args.parser.error("give the folder once: as DIR or as --data DIR")
    args.data = args.folder or args.data
    snapshot.verify_target(args.output)  # before a minute of loading
    graph = load(args)
    manifest = graph.build(
        args.output, store=not args.no_store, dumps=args.dumps, progress=progress()
    )
    counts = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
    size = manifest.total / 1e6
    say(f"built {args.output}: {counts}; {size:,.1f} MB; snapshot {manifest.snapshot}")
    return 0


BUILD = Verb(
    name="build",
    help="a snapshot of the dataset, which opens in place whatever its size",
    usage="[DIR] -o SNAPSHOT [--no-store] [--dumps]",
    description=(
        "Build a snapshot: one folder with everything that is derived from a dataset, never "
        "changed once it is there. Whatever takes a dataset takes a snapshot, and opens it in "
        "place at once; any number of processes share it. The folder appears when it is whole and "
        "on the disk; a build that is interrupted leaves nothing that opens."
    ),
    examples="""\
examples:
  leadgraph build my-review -o my-review.snapshot
  leadgraph --data my-review.snapshot evidence --area equity
  leadgraph --data my-review.snapshot serve --workers 4
  leadgraph check my-review.snapshot    # compares every byte with its checksum
""",
    add_arguments=_add_arguments,
    run=_run,
)
