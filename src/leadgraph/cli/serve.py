"""``leadgraph serve``: the graph over HTTP."""

from __future__ import annotations

import argparse
import errno
import os
import socket
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from leadgraph import snapshot
from leadgraph.cli.dataset import add_store, load, progress
from leadgraph.cli.output import flush, plain, say, show
from leadgraph.cli.verb import Verb
from leadgraph.errors import LeadgraphError
from leadgraph.graph import EvidenceGraph, state_of
from leadgraph.graph import load as load_graph
from leadgraph.sparql.workers import cores

APPLICATION = "leadgraph_api:create_app"
RELOADING = "leadgraph_api:create_reloading_app"
"""What makes the application, for uvicorn to import: this package knows nothing else of it."""

WORKERS_MOST = 256


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    group = parser.add_argument_group("where")
    group.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; by default this machine alone"
    )
    group.add_argument(
        "--port", type=_port, default=8000, help="port to listen on; 8000 by default, 0 for a free"
    )
    group.add_argument(
        "--previous",
        metavar="DIR",
        action="append",
        default=[],
        help="folder of an earlier state of the dataset, for /gaps/diff; may be repeated",
    )
    group.add_argument(
        "--workers",
        type=_count,
        default=1,
        metavar="N",
        help="processes that answer, all from one snapshot; 1 by default",
    )
    group.add_argument(
        "--reload",
        action="store_true",
        help="move to the new state of the dataset when its files, or the link that leads to it, "
        "change, or on SIGHUP; no request is dropped",
    )
    add_store(parser)
    group.add_argument("--access-log", action="store_true", help="write a line for every request")
    group = parser.add_argument_group("behind a proxy")
    group.add_argument(
        "--root-path", default="", metavar="PATH", help="where the proxy has the service: /evidence"
    )
    group.add_argument(
        "--forwarded-allow-ips",
        default="127.0.0.1",
        metavar="IPS",
        help="proxies whose X-Forwarded-For and -Proto are believed; 127.0.0.1 by default",
    )
    group.add_argument(
        "--metrics", action="store_true", help="count requests for Prometheus, at /metrics"
    )


def _run(args: argparse.Namespace) -> int:
    """Take the port, load the dataset, serve."""
    if args.metrics:
        os.environ["LEADGRAPH_METRICS"] = "1"
    with listening(args.host, args.port) as listener:
        if args.workers > 1:
            return _share(args, listener)
        previous = [load_graph(folder, strict=not args.keep_going) for folder in args.previous]
        graph = load(args)
        show(_announced(graph, address(listener)))
        flush()
        return _serve(_application(args, graph, previous), listener, args)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; nobody can connect before it is served.

    Raises:
        LeadgraphError: saying what to do, when the address cannot be had.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise LeadgraphError(f"cannot listen on {host}: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
    except OSError as error:
        listener.close()
        raise LeadgraphError(_refused(error, host, port)) from None
    return listener


def address(listener: socket.socket) -> str:
    """Return the address of what is served on a socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _application(
    args: argparse.Namespace, graph: EvidenceGraph, previous: list[EvidenceGraph]
) -> Any:
    from uvicorn.importer import import_from_string

    if not args.reload:
        return import_from_string(APPLICATION)(graph, previous)
    again = partial(load, args)
    return import_from_string(RELOADING)(graph, previous, again, partial(state_of, args.data))


def _share(args: argparse.Namespace, listener: socket.socket) -> int:
    """Serve one snapshot with several processes; build it first if the dataset is none."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    with TemporaryDirectory(prefix="leadgraph-") as own:
        graph = load(args)
        data = args.data
        if not (data and snapshot.is_snapshot(Path(data))):
            if args.reload:
                args.parser.error("--reload with several --workers needs a snapshot to serve")
            data = str(Path(own) / "snapshot")
            graph.build(data, progress=progress())
        os.environ["LEADGRAPH_DATA"] = str(data)
        os.environ["TMPDIR"] = own  # what a process leaves that is killed goes with the service
        os.environ |= _of_store(args)
        if args.metrics:  # the processes count together in a folder, from their first import on
            counts = Path(own) / "metrics"
            counts.mkdir()
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
        os.environ["LEADGRAPH_PREVIOUS"] = os.pathsep.join(args.previous)
        # Each of them has workers of its own for SPARQL: together as many as one would have.
        each = str(max(cores() // args.workers, 1))
        os.environ.setdefault("LEADGRAPH_SPARQL_WORKERS", each)
        show(_announced(graph, address(listener)))
        flush()
        config = uvicorn.Config(
            RELOADING if args.reload else APPLICATION,
            factory=True,
            workers=args.workers,
            **_settings(args),
        )
        Multiprocess(config, [listener]).run()
    return 0


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    """Return what uvicorn is told, however many processes there are."""
    return {
        "log_level": None,
        "log_config": _logging(),
        "access_log": args.access_log,
        "root_path": args.root_path.rstrip("/"),
        "forwarded_allow_ips": args.forwarded_allow_ips,
    }


def _of_store(args: argparse.Namespace) -> dict[str, str]:
    """Return what processes of their own are told of a remote store."""
    named = {"": args.store, "_GRAPH": args.graph, "_USER": args.user}
    return {f"LEADGRAPH_STORE{name}": value for name, value in named.items() if value}


def _serve(application: Any, listener: socket.socket, args: argparse.Namespace) -> int:
    import gc

    import uvicorn

    # What is served is never garbage. Looking through a million claims for any, as Python's cycle
    # collector does now and then, would hold up every request for seconds.
    gc.collect()
    gc.freeze()
    server = uvicorn.Server(uvicorn.Config(application, **_settings(args)))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        say("stopped")
        return 0
    return 0 if server.started else 1


def _logging() -> dict[str, Any]:
    """Return what is logged: what goes wrong, and requests where they are to be logged at all."""
    from copy import deepcopy

    from uvicorn.config import LOGGING_CONFIG

    told = deepcopy(LOGGING_CONFIG)
    told["loggers"]["uvicorn"]["level"] = told["loggers"]["uvicorn.error"]["level"] = "WARNING"
    return told


def _announced(graph: EvidenceGraph, where: str) -> str:
    counts = (
        f"{len(graph.sources):,} sources, {len(graph.claims):,} claims, "
        f"{len(graph.questions):,} open questions; snapshot {graph.snapshot}"
    )
    return f"{plain(graph.about.title)}: {counts}\nServing on {where} (Ctrl-C stops it)\n"


def _refused(error: OSError, host: str, port: int) -> str:
    another = "choose another with --port, or --port 0 for a free one"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: {another}"
    if error.errno == errno.EACCES:
        return f"port {port} is not for ordinary users: {another}"
    return f"cannot listen on {host} port {port}: {error.strerror}"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= WORKERS_MOST):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of processes (1 to {WORKERS_MOST})"
        )
    return int(text)


SERVE = Verb(
    name="serve",
    help="answer over HTTP",
    usage="[--host HOST] [--port PORT] [--workers N] [--reload] [--previous DIR] [--access-log]",
    description=(
        "Serve the dataset over HTTP until Ctrl-C. It is loaded before the first request is taken; "
        "one with errors is refused, and nothing is served."
    ),
    examples="""\
examples:
  leadgraph serve
  leadgraph serve --port 0    # a free port, which it prints
  leadgraph --data my-review serve --host 0.0.0.0 --port 8080
  leadgraph --data my-review.snapshot serve --workers 4 --reload

It prints its address:
  Serving on http://127.0.0.1:8000/ (Ctrl-C stops it)
""",
    add_arguments=_add_arguments,
    run=_run,
)
