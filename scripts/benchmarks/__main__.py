"""``scripts/bench``: make the datasets, take all measures, write the figures down."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tqdm import tqdm

from benchmarks import datasets, machine, report
from benchmarks.load import client
from benchmarks.measures import importing, in_new_process
from benchmarks.service import serving

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
CACHE = ROOT / ".bench"
IMPORTS = 7

Figures = dict[str, Any]


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure leadgraph on invented datasets and write docs/benchmarks.md.",
        epilog="A run that leaves something out prints its figures and leaves the page alone.",
    )
    parser.add_argument(
        "--sizes", type=_names(datasets.SIZES), default=list(datasets.SIZES), metavar="S,M,L",
        help="datasets of 500, 50,000 and 1,000,000 claims (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--only", type=_names(MEASURES), default=list(MEASURES), metavar="NAME,...",
        help=f"take only these measures: {', '.join(MEASURES)}",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="measure briefly: figures are rough")
    parser.add_argument(
        "--full", action="store_true", help="build the RDF store of L too; it takes gigabytes"
    )
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR",
        help="where the datasets are kept (default: .bench at the root, which git ignores)",
    )  # fmt: skip
    return parser.parse_args(given)


def _names(known: Sequence[str] | dict[str, Any]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",")]
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
        return [name for name in known if name in names]

    return read


def _loading(folder: Path, asked: argparse.Namespace) -> Figures:
    return in_new_process("loading", folder)


def _storing(folder: Path, asked: argparse.Namespace) -> Figures:
    return in_new_process("storing", folder)


def _asking(folder: Path, asked: argparse.Namespace) -> Figures:
    brief = {"seconds": 2, "queries": 400} if asked.quick else {}
    return in_new_process("asking", folder, **brief)


def _serving(folder: Path, asked: argparse.Namespace) -> Figures:
    found: Figures = serving(folder, 2, 1, 30_000) if asked.quick else serving(folder, 5)
    return found


MEASURES: dict[str, Callable[[Path, argparse.Namespace], Figures]] = {
    "loading": _loading,
    "asking": _asking,
    "serving": _serving,
    "storing": _storing,
}


def measure(asked: argparse.Namespace) -> Figures:
    """Take all measures that are asked for, one after the other."""
    found: Figures = {
        "date": date.today().isoformat(),
        "seed": datasets.SEED,
        "machine": machine.described(),
        "import": _importing(),
        "sizes": {},
    }
    for name in asked.sizes:
        size = datasets.SIZES[name]
        folder = datasets.dataset(size, asked.cache, progress=tqdm)
        found["sizes"][name] = {}
        for measured in asked.only:
            if measured == "storing" and name == "L" and not asked.full:
                say(f"{name} {measured}: left out; --full takes it")
                continue
            start = perf_counter()
            say(f"{name} {measured} ...")
            found["sizes"][name][measured] = MEASURES[measured](folder, asked)
            say(f"{name} {measured}: {perf_counter() - start:.0f} s")
    return found


def _importing() -> Figures:
    times = [importing() for _ in range(IMPORTS)]
    return {name: median(each[name] for each in times) for name in times[0]}


def say(message: str) -> None:
    """Tell how far it is, on stderr."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


def main() -> None:
    """Run the benchmark."""
    asked = options()
    if client() != "wrk" and "serving" in asked.only:
        say(
            "wrk is not installed (Debian, Ubuntu: apt-get install wrk): a slower client of our own"
        )
        say("takes its place, and takes processor time from the servers: ratios come out too low")
    try:
        found = measure(asked)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted; nothing is written")
    print(report.markdown(found))
    whole = len(asked.sizes) == len(datasets.SIZES) and len(asked.only) == len(MEASURES)
    if whole and not asked.quick:
        report.write(found, PAGE)
        say(f"figures written to {PAGE.relative_to(ROOT)}")
    else:
        say(f"this was a part of the benchmark: {PAGE.relative_to(ROOT)} is left as it was")


if __name__ == "__main__":
    main()
