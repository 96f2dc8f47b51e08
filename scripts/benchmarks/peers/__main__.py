"""``scripts/bench peers``: load what is not loaded yet, compare, measure, write the page."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tqdm import tqdm

from benchmarks import datasets, machine, queries, servers
from benchmarks.load import client, load
from benchmarks.peers import ours
from benchmarks.peers.measuring import Client, Turn, measured, right, sample
from benchmarks.peers.page import BARE, LIBRARY, OURS, TWO, page
from benchmarks.peers.programs import OTHERS, Leadgraph, Place, install
from benchmarks.peers.questions import KINDS, PEERS, folder_of

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "benchmarks-peers.md"
CACHE = ROOT / ".bench"
NAMES = ("leadgraph", *(program.name for program in OTHERS))

Figures = dict[str, Any]


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/bench peers", description=__doc__)
    parser.add_argument(
        "--sizes",
        default="M,L",
        help="of S, M and L (default: M,L); a page is written of all programs at both",
    )
    parser.add_argument(
        "--only", default=",".join(NAMES), metavar="NAME,...", help=f"of {', '.join(NAMES)}"
    )
    parser.add_argument("--seconds", type=float, default=6, help="of one measurement (default: 6)")
    parser.add_argument("--dry", action="store_true", help="print the page, write nothing")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR")
    asked = parser.parse_args(given)
    asked.sizes = _names(parser, asked.sizes, datasets.SIZES)
    asked.only = _names(parser, asked.only, NAMES)
    return asked


def _names(parser: argparse.ArgumentParser, text: str, known: Any) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in known:
            parser.error(f"{name!r} is none of {', '.join(known)}")
    return [name for name in known if name in names]


def place_of(size: datasets.Size, cache: Path) -> Place:
    """Return where everything of a size is kept; make its files if they are not there."""
    folder = datasets.dataset(size, cache, progress=tqdm)
    stores = folder_of(cache, size)
    stores.mkdir(parents=True, exist_ok=True)
    triples = folder.with_name(f"{folder.name}.nt")
    if not triples.exists():
        say(f"{size.name}: writing the triples")
        command = [sys.executable, "-m", "leadgraph", "--data", str(folder), "export", "nquads"]
        subprocess.run([*command, "-o", str(triples)], check=True)  # no graph: N-Triples
    return Place(folder, triples, stores, cache / "peers-venv")


def measure(asked: argparse.Namespace) -> Figures:
    """Measure all programs at all sizes."""
    found: Figures = {
        "date": date.today().isoformat(),
        "command": "./scripts/bench peers"
        + (f" --sizes {','.join(asked.sizes)}" if asked.sizes != ["M", "L"] else ""),
        "machine": machine.described(),
        "versions": {},
        "missing": {},
        "sizes": {},
    }
    if len(asked.only) > 1:
        try:
            install(asked.cache / "peers-venv")
        except subprocess.CalledProcessError:
            say("pip could not install the others: those that are not there are left out")
    for name in asked.sizes:
        place = place_of(datasets.SIZES[name], asked.cache)
        with TemporaryDirectory() as scratch:
            found["sizes"][name] = _size(name, place, asked, Path(scratch), found)
    return found


def _size(
    name: str, place: Place, asked: argparse.Namespace, scratch: Path, found: Figures
) -> Figures:
    """Measure all programs at one size."""
    one, two = Leadgraph(), Leadgraph(workers=2)
    say(f"{name}: leadgraph, loading")
    loaded = one.loaded(place)
    say(f"{name}: the library")
    told: Figures = {}
    forms_file = scratch / "forms"
    library = ours.in_new_process(one.folder(place), forms_file, asked.seconds / 2)
    forms = json.loads(forms_file.read_text("utf-8"))
    with servers.running() as address:
        bare = scratch / "bare"
        bare.write_text("/hello", "utf-8")
        told[BARE] = load(address, bare, asked.seconds)
    with one.serving(place, scratch / "log") as server:
        asking = Client(one, server)
        expected = {
            kind: right(one, asking, kind, sample(forms["leadgraph"][kind][:PEERS]))
            for kind in KINDS
        }
        asking.close()
    if "leadgraph" in asked.only:
        told[LIBRARY] = library | {"seconds": loaded["seconds"], "disk": loaded["disk"]}
        told |= _ours(name, (one, two), place, asked.seconds, forms["leadgraph"], scratch, loaded)
        found["versions"]["leadgraph"] = one.version(place)
    for program in OTHERS:
        if program.name not in asked.only or name not in program.sizes:
            continue
        if why := program.missing(place):
            found["missing"][program.name] = why
            continue
        found["versions"][program.name] = program.version(place)
        say(f"{name}: {program.title}, loading")
        took = program.loaded(place)
        start = perf_counter()
        say(f"{name}: {program.title}, asking")
        turn = Turn(asked.seconds, scratch)
        figures = measured(program, place, forms[program.language], turn, expected)
        told[program.name] = {**took, **figures}
        say(f"{name}: {program.title}: {perf_counter() - start:.0f} s")
    return told


def _ours(
    name: str,
    both: tuple[Leadgraph, Leadgraph],
    place: Place,
    seconds: float,
    forms: dict[str, list[str]],
    scratch: Path,
    loaded: Figures,
) -> Figures:
    """Measure ``leadgraph serve`` with one worker, and with two."""
    told: Figures = {}
    for program, key in zip(both, (OURS, TWO), strict=True):
        say(f"{name}: leadgraph, {program.workers} worker(s)")
        figures = measured(program, place, forms, Turn(seconds, scratch))
        with program.serving(place, scratch / "log") as server:
            again = scratch / "again"
            again.write_text("\n".join(queries.paths(queries.pairs())), "utf-8")
            load(server.address, again, 2)
            figures["again"] = load(server.address, again, seconds)
        told[key] = {**loaded, **figures}
    return told


def say(message: str) -> None:
    """Tell how far it is, on stderr."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


def _stop(*_: object) -> None:
    """End the servers that were started, too; a second signal must not interrupt that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(given: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    asked = options(given)
    if client() != "wrk":
        sys.exit("bench: this needs wrk (Debian, Ubuntu: apt-get install wrk)")
    start = perf_counter()
    signal.signal(signal.SIGTERM, _stop)
    try:
        found = measure(asked)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted; nothing is written")
    text = page(found)
    print(text)
    say(f"{perf_counter() - start:.0f} s")
    whole = asked.only == list(NAMES) and asked.sizes == ["M", "L"] and not asked.dry
    if whole:
        PAGE.write_text(text, "utf-8")
        say(f"figures written to {PAGE.relative_to(ROOT)}")
    else:
        say("this was a part of the benchmark, or a dry run: no page is written")


if __name__ == "__main__":
    main()
