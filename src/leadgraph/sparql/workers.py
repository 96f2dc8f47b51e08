"""Workers: processes that answer untrusted queries, and are killed when one goes too far.

Oxigraph can neither be told to stop nor how much memory to take. A process can: by SIGKILL, and by
the limits of its ``sandbox``. Each is a fresh interpreter, never a fork of this one, whose threads
would leave their locks behind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import LifoQueue
from threading import Lock, Timer
from typing import Any

from leadgraph.errors import SparqlError
from leadgraph.sparql import frames
from leadgraph.sparql.evaluation import Asked, Limits, Result, Stop
from leadgraph.sparql.prefixes import prefixes

MEMORY = 512 * 1024 * 1024
"""Bytes that a query may take, besides what its worker has from the start."""

START_SECONDS = 60.0
"""How long a worker may take to open the store."""

END_SECONDS = 2.0
"""How long a worker that says nothing more may take to be gone, before it is killed."""

LAST_WORDS_MOST = 4096
"""Bytes that are read of what a worker complained of as it died."""

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
"""What a worker inherits of the environment: nothing that could be a secret."""


class Workers:
    """An evaluator that asks worker processes over one store on disk.

    Nothing starts before the first query.

    Args:
        store: folder of a store; or a function that writes one into the folder it is given, which
            is called once, with a private place that ``close`` removes.
        dataset: IRI of the dataset, by which the default graph can be named.
        count: of processes.
        memory: bytes that a query may take in each.
    """

    def __init__(
        self,
        store: Path | Callable[[Path], object],
        *,
        dataset: str = "",
        count: int | None = None,
        memory: int = MEMORY,
    ) -> None:
        self.count = count or cores()
        self._dataset, self._memory, self._store = dataset, memory, store
        self._folder: Path | None = None
        self._lock = Lock()
        self._all: set[Worker] = set()
        self._idle: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(self.count):
            self._idle.put(None)
        self._private: list[str] = []
        # Whoever forgets to close them, or ends the interpreter, closes them too.
        self._finalizer = weakref.finalize(self, _clean, self._all, self._private)

    @property
    def confined(self) -> bool | None:
        """Whether workers' system calls are filtered; None before there has been a worker."""
        with self._lock:
            return next((worker.confined for worker in self._all), None)

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that run."""
        with self._lock:
            return [worker.id for worker in self._all if worker.alive]

    def evaluate(self, asked: Asked, limits: Limits, stop: Stop) -> Result:
        """Answer a query; waits for a free worker.

        Raises:
            SparqlError: it is refused, or was stopped at a limit or by whoever asked.
        """
        try:
            return self._once(asked, limits, stop)
        except _KilledError:
            try:
                return self._once(asked, limits, stop)
            except _KilledError as error:
                raise SparqlError("memory-limit", str(error)) from None

    def close(self) -> None:
        """Kill the workers, remove what was written for them."""
        self._finalizer()

    def _once(self, asked: Asked, limits: Limits, stop: Stop) -> Result:
        worker = self._idle.get()
        try:
            if worker is None or not worker.alive:
                self._forget(worker)
                worker = self._start()
            return worker.ask(asked, limits, stop)
        finally:
            if worker is not None and not worker.alive:
                self._forget(worker)
                worker = self._replacement() if worker.confined is not None else None
            self._idle.put(worker)

    def _start(self) -> Worker:
        folder = self._written()
        with self._lock:
            if not self._finalizer.alive:
                raise SparqlError("unavailable", "the service is going down")
            worker = Worker(folder, self._memory, self._dataset)
            self._all.add(worker)
        return worker

    def _replacement(self) -> Worker | None:
        """Start another worker, so that whoever comes next need not wait for it."""
        try:
            return self._start()
        except (OSError, SparqlError):
            return None  # whoever comes next is told why

    def _forget(self, worker: Worker | None) -> None:
        if worker is not None:
            worker.close()
            with self._lock:
                self._all.discard(worker)

    def _written(self) -> Path:
        """Return the folder of the store, written when it is first needed."""
        with self._lock:
            if self._folder is None:
                if isinstance(self._store, Path):
                    self._folder = self._store
                else:
                    self._folder = self._write(self._store)
            return self._folder

    def _write(self, store: Callable[[Path], object]) -> Path:
        try:
            private = tempfile.mkdtemp(prefix="leadgraph-")
            self._private.append(private)
            store(Path(private) / "store")
        except OSError as error:
            message = f"the graph cannot be written where workers read it: {error.strerror}"
            raise SparqlError("unavailable", message) from None
        return Path(private) / "store"


class _KilledError(Exception):
    """A worker was killed by another than its master: by the system, for want of memory."""


class Worker:
    """One process, seen from its master.

    Attributes:
        confined: whether its system calls are filtered.
    """

    def __init__(self, folder: Path, memory: int, dataset: str) -> None:
        self.confined: bool | None = None
        self._memory = memory
        told = (str(folder), str(memory), dataset, json.dumps(dict(prefixes())))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "leadgraph.sparql.worker", *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the master, which then ends its workers
        )

    @property
    def id(self) -> int:
        """Id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def _wait(self) -> None:
        """Wait until it is ready.

        Raises:
            SparqlError: it cannot be.
        """
        watch = _Watch(self, START_SECONDS)
        try:
            told, _ = frames.receive(self._out)
        except frames.ClosedError:
            told = {"failed": "it ended"}
        finally:
            watch.end()
        if "failed" in told:
            self.kill()
            raise SparqlError("unavailable", f"no worker could start: {told['failed']}")
        self.confined = told["confined"]

    def ask(self, asked: Asked, limits: Limits, stop: Stop) -> Result:
        """Have a query answered; at its time limit, or when told to stop, the process is killed.

        Raises:
            SparqlError: the query is refused or was stopped.
        """
        stop.call(self.kill)
        if self.confined is None:
            self._wait()
        watch = _Watch(self, limits.seconds)
        try:
            frames.send(self._in, {"asked": asdict(asked), "limits": asdict(limits)})
            told, body = frames.receive(self._out)
        except frames.ClosedError:
            raise self._ended(watch, limits, stop) from None
        finally:
            stop.call(None)
            watch.end()
        if "fault" in told:
            raise SparqlError(**told["fault"])
        return Result(body=body, **told["result"])

    def kill(self) -> None:
        """End the process, and wait for its end: no zombie stays."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _ended(self, watch: _Watch, limits: Limits, stop: Stop) -> Exception:
        """Return why it ended before it answered."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self.kill()
        if stop.asked:
            return SparqlError("cancelled", "nobody waits for the answer any more")
        if watch.struck:
            return SparqlError(
                "time-limit",
                f"stopped after {limits.seconds:g} seconds: match less, add LIMIT, or take /dumps",
            )
        if self._process.returncode == -signal.SIGKILL:
            return _KilledError("stopped by the operating system, twice: it is short of memory")
        last_words = self._process.stderr.read(LAST_WORDS_MOST) if self._process.stderr else b""
        if b"panicked at" in last_words:
            message = "Oxigraph failed at this query, as when it sorts numbers among texts"
            return SparqlError("evaluation-failed", message)
        most = self._memory // 1024**2
        message = f"stopped: it needs more than the {most:,} MiB it may take, or nests too deeply"
        return SparqlError("memory-limit", message)

    @property
    def _in(self) -> Any:
        return self._process.stdin

    @property
    def _out(self) -> Any:
        return self._process.stdout


class _Watch:
    """Kills a worker after a while, unless it is ended first."""

    def __init__(self, worker: Worker, seconds: float) -> None:
        self.struck = False
        self._worker = worker
        self._timer = Timer(seconds, self._strike)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Make sure that it does not strike from now on."""
        self._timer.cancel()
        self._timer.join()

    def _strike(self) -> None:
        self.struck = True
        self._worker.kill()


def _clean(workers: set[Worker], private: list[str]) -> None:
    for worker in tuple(workers):
        worker.close()
    for folder in private:
        shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    # What can be imported here can be imported there, wherever the service was started.
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
