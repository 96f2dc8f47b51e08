"""``/evidence`` over HTTP beside a bare FastAPI route, in turns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from benchmarks import queries, servers
from benchmarks.load import load

ROUNDS = 3
"""Turns that every route takes; the middle one by requests a second is reported."""

ENOUGH = 60_000
"""Distinct queries of one turn: more than are asked in it, and than any cache holds."""

ROUTES = ("bare", "bare-ready-made", "again", "distinct", "facets")


def serving(folder: Path, seconds: float, rounds: int = ROUNDS, enough: int = ENOUGH) -> Any:
    """Measure requests a second and latencies of all routes, one worker and 32 clients each.

    Raises:
        RuntimeError: when an answer is no success, or not the answer to its question.
    """
    with ExitStack() as stack:
        paths = Path(stack.enter_context(TemporaryDirectory()))
        bare = stack.enter_context(servers.running())
        ours = stack.enter_context(servers.running(folder))
        found: dict[str, list[dict[str, Any]]] = {route: [] for route in ROUTES}
        asked = _asked(rounds + 1, enough)
        for turn in range(rounds + 1):  # the first is to warm up
            for route, lines in next(asked).items():
                file = paths / f"{route}{turn}"
                file.write_text("\n".join(lines), "utf-8")
                address = bare if route.startswith("bare") else ours
                _check(address, lines[:: max(len(lines) // 20, 1)])
                seen = load(address, file, seconds if turn else min(seconds, 2))
                found[route] += [seen] if turn else []
    return {route: _middle(turns) for route, turns in found.items()}


def _asked(turns: int, enough: int) -> Iterator[dict[str, list[str]]]:
    """Yield the addresses of each turn by route; those of one turn come in no other."""
    distinct = queries.paths(queries.distinct(2 * turns * enough))
    for turn in range(turns):
        yield {
            "bare": ["/hello"],
            "bare-ready-made": ["/ready-made"],
            "again": queries.paths(queries.pairs()),
            "distinct": [f"{path}&facets=false" for path in distinct[turn :: 2 * turns]],
            "facets": distinct[turns + turn :: 2 * turns],
        }


def _check(address: str, paths: list[str]) -> None:
    """See to it that what is measured is answers: of their own address, with results."""
    for path in paths:
        with urlopen(address + path) as answer:
            told = json.load(answer)
            if "results" not in told and "hello" not in told:
                raise RuntimeError(f"{path} is not answered: {answer.status} {told}")


def _middle(turns: list[dict[str, Any]]) -> dict[str, Any]:
    rate = median(turn["rate"] for turn in turns)
    return min(turns, key=lambda turn: abs(float(turn["rate"]) - rate))
