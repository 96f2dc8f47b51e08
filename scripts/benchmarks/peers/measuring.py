"""One program is asked: first whether it is right, then by one client, then by 32 at once."""

from __future__ import annotations

import http.client
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from benchmarks.load import CLIENTS, load
from benchmarks.peers.answers import FORMS, Told
from benchmarks.peers.processes import Running
from benchmarks.peers.programs import TIME_LIMIT, Place, Program

Figures = dict[str, Any]

SAMPLE = 8
"""Forms of each question whose answers are compared."""

SLOW = 0.25
"""Seconds for one answer from which on a few clients ask: they keep all processors busy, and what
is not finished at the end, which counts for nothing, is little."""

FEW = 4
COMPARING = 10.0
"""Seconds after which no further answer is compared, but for the first."""

TOO_SLOW = 4.0
"""Seconds for one answer from which on one client is all."""

LONGEST = 20.0
ANSWERS = 12
"""A slow program is asked for as long as so many answers take one client, up to ``LONGEST``."""

HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/sparql-results+json",
}


ORDER = ("entity", "citations", "text", "evidence", "map")


class Turn(NamedTuple):
    """How one question is measured.

    Attributes:
        seconds: how long.
        scratch: a folder for what wrk reads, and what servers say.
    """

    seconds: float
    scratch: Path


class TooSlowError(Exception):
    """An answer took longer than ``TIME_LIMIT``, or the program gave up."""


class Client:
    """One client, which keeps its connection."""

    def __init__(self, program: Program, server: Running) -> None:
        self._program = program
        self._host = urlsplit(server.address).netloc
        self._connection = self._connected()

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host, timeout=TIME_LIMIT + 1)

    def ask(self, form: str) -> bytes:
        """Return the answer to one form of a question.

        Raises:
            TooSlowError: when there is none in time.
            RuntimeError: when it is no success.
        """
        path, tab, body = self._program.request(form).partition("\t")
        try:
            if tab:
                self._connection.request("POST", path, body, HEADERS)
            else:
                self._connection.request("GET", path)
            answer = self._connection.getresponse()
            told = answer.read()
        except OSError as error:
            self._connection.close()
            self._connection = self._connected()
            raise TooSlowError(f"no answer in {TIME_LIMIT} s ({type(error).__name__})") from None
        if answer.status != 200:
            said = told[:200].decode("utf-8", "replace")
            raise RuntimeError(f"status {answer.status}: {said}")
        return told

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


def right(program: Program, client: Client, kind: str, forms: Iterable[str]) -> list[Told]:
    """Return what a program says to some forms of a question, in the form that is compared."""
    return [FORMS[program.language](kind, client.ask(form)) for form in forms]


def sample(forms: list[str]) -> list[str]:
    """Return the forms whose answers are compared, spread evenly."""
    return forms[:: max(len(forms) // SAMPLE, 1)][:SAMPLE]


def measured(
    program: Program,
    place: Place,
    questions: Mapping[str, list[str]],
    turn: Turn,
    expected: Mapping[str, list[Told]] | None = None,
) -> Figures:
    """Serve a program and measure it, question by question, the quickest first.

    A question that it does not answer in time ends its server, which may go on working on it.

    Args:
        program: what is asked.
        place: where its store is.
        questions: forms by kind.
        turn: how long one measurement takes, and where wrk reads.
        expected: what the answers to ``sample`` have to be.
    """
    found: Figures = {}
    left = [kind for kind in ORDER if kind in questions]
    while left:
        with program.serving(place, turn.scratch / "log") as server:
            found.setdefault("start", server.seconds)
            while left:
                kind = left.pop(0)
                client = Client(program, server)
                try:
                    found[kind] = _one(
                        program, server, client, questions[kind], turn, kind, expected
                    )
                except TooSlowError as error:
                    found[kind] = {"failed": str(error)}
                    break
                except RuntimeError as error:
                    found[kind] = {"failed": " ".join(str(error).split())[:160]}
                finally:
                    client.close()
                    found["memory"] = max(found.get("memory", 0), server.memory())
        if left and not program.restarts:
            found |= {kind: {"failed": "not asked after that"} for kind in left}
            break
    return found


def _one(
    program: Program,
    server: Running,
    client: Client,
    forms: list[str],
    turn: Turn,
    kind: str,
    expected: Mapping[str, list[Told]] | None,
) -> Figures:
    # Some are asked beforehand: first answers pay for what is read from the disk.
    first = Timed(client)
    said = [FORMS[program.language](kind, body) for body in first.ask(sample(forms), COMPARING)]
    found = _compared(said, expected[kind]) if expected is not None else {}
    if first.mean > TOO_SLOW:
        return found | {"alone": first.told(), "rate": 1 / first.mean, "clients": 1}
    alone = Timed(client)
    deque(alone.ask(forms, turn.seconds / 2), maxlen=0)
    file = turn.scratch / "asked"
    file.write_text("\n".join(map(program.request, forms)), "utf-8")
    seconds = min(LONGEST, max(turn.seconds, ANSWERS * alone.mean))
    clients = FEW if alone.mean > SLOW else CLIENTS
    told = load(server.address, file, seconds, patience=4 * TIME_LIMIT, clients=clients)
    names = ("rate", "p50", "p99", "requests")
    return found | {
        "alone": alone.told(),
        "clients": clients,
        **{name: told[name] for name in names},
    }


class Timed:
    """What one client has waited for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.taken: list[float] = []

    def ask(self, forms: Iterable[str], seconds: float) -> Iterator[bytes]:
        """Yield the answers to some forms, until a time is over; at least one."""
        end = perf_counter() + seconds
        for form in forms:
            start = perf_counter()
            answer = self._client.ask(form)
            self.taken.append(perf_counter() - start)
            yield answer
            if perf_counter() > end:
                break

    @property
    def mean(self) -> float:
        """The seconds that an answer took."""
        return mean(self.taken)

    def told(self) -> Figures:
        """Return the median and the 99th percentile, in milliseconds."""
        taken = sorted(each * 1000 for each in self.taken)
        shares = {"p50": taken[len(taken) // 2], "p99": taken[int(len(taken) * 0.99)]}
        return {"n": len(taken), **shares}


def _compared(said: list[Told], expected: list[Told]) -> Figures:
    """Compare answers with those that are expected; the rest of these was not asked for."""
    wrong = [pair for pair in zip(expected, said, strict=False) if pair[0] != pair[1]]
    found: Figures = {"compared": len(said), "wrong": len(wrong)}
    return found | ({"example": json.dumps(wrong[0])[:600]} if wrong else {})
