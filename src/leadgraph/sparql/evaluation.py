"""Evaluation: a query in, its results out, in whatever process this runs.

``Asked``, ``Limits`` and ``Result`` are what every evaluator speaks: workers over a store on disk,
or one that hands queries on to a SPARQL server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from leadgraph.errors import SparqlError
from leadgraph.sparql.faults import syntax_error
from leadgraph.sparql.forms import choose, offered
from leadgraph.sparql.reading import Reading, read
from leadgraph.sparql.results import write_boolean, write_solutions, write_triples

if TYPE_CHECKING:
    from pyoxigraph import DefaultGraph, NamedNode, Store

CODES = {
    "busy": "Too many queries at once",
    "cancelled": "Nobody waits for this query any more",
    "evaluation-failed": "The evaluator failed at this query",
    "invalid-graph": "A graph is named by an absolute IRI",
    "memory-limit": "The query takes too much memory",
    "missing-query": "There is no query",
    "not-acceptable": "The result has no such form",
    "query-too-long": "The query is too long",
    "result-too-large": "The result is too large",
    "service-refused": "No other service is asked",
    "several-queries": "There is more than one query",
    "syntax": "This is not SPARQL",
    "time-limit": "The query takes too long",
    "undeclared-prefix": "A prefix is not declared",
    "unavailable": "SPARQL cannot be answered at the moment",
    "unsupported-media-type": "A query is not sent like this",
    "update-refused": "This service only reads",
}
"""What can become of a query besides a result: codes of ``SparqlError``, with their titles."""

THE_GRAPH = ("urn:x-rdflib:default", "urn:x-arq:DefaultGraph", "urn:x-arq:UnionGraph")
"""Names by which rdflib and Jena call a default graph; the IRI of the dataset is another."""


@dataclass(frozen=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: of time, from when it begins.
        rows: rows or triples of its result.
        size: bytes of its result.
    """

    seconds: float = 10.0
    rows: int = 100_000
    size: int = 16 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A query as the protocol has it.

    Attributes:
        query: SPARQL.
        accept: value of the ``Accept`` header; empty when there is none.
        formats: values of ``format``, which count for more.
        default: IRIs of the graphs that make the default graph; of all graphs when there is
            neither of the two, and the query has no FROM.
        named: IRIs of the named graphs.
    """

    query: str
    accept: str = ""
    formats: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What a query found, written.

    Attributes:
        media_type: of its body.
        form: name of its form, as ``csv``.
        body: the bytes.
        truncated: what cut it short, as ``rows=100000``; empty when it is whole.
    """

    media_type: str
    form: str
    body: bytes = field(repr=False)
    truncated: str = ""


class Evaluator(Protocol):
    """Whatever answers queries: called in a thread, several at once, and told when to give up."""

    def evaluate(self, asked: Asked, limits: Limits, stop: Stop) -> Result:
        """Answer a query.

        Raises:
            SparqlError: it is refused, or was stopped at a limit or by whoever asked.
        """

    def close(self) -> None:
        """Let go of all that was taken."""


class Stop(Protocol):
    """How an evaluator learns that nobody waits for an answer any more."""

    @property
    def asked(self) -> bool:
        """Whether it should stop."""

    def call(self, end: Any) -> None:
        """Name a function that ends the work, None when there is none to end any more."""


def evaluate(store: Store, asked: Asked, limits: Limits, dataset: str = "") -> Result:
    """Answer a query from a store, in this process: nothing here bounds time or memory.

    Args:
        store: what is asked.
        asked: the query, and what the reader takes.
        limits: those of rows and bytes.
        dataset: IRI of the dataset, by which the default graph can be named.

    Raises:
        SparqlError: saying what is wrong, and where.
    """
    reading = read(asked.query)
    form, media_type = choose(offered(reading.form), asked.accept, asked.formats)
    try:
        found: Any = store.query(reading.text, **_graphs(asked, reading, dataset))
        if reading.form == "ASK":
            written = write_boolean(found, form)
        elif reading.form == "SELECT":
            written = write_solutions(found, form, limits.rows, limits.size)
        else:
            written = write_triples(found, form, limits.rows, limits.size)
    except SyntaxError as error:
        raise syntax_error(store, reading, str(error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, SparqlError):
            raise
        raise SparqlError("evaluation-failed", f"the query failed: {str(error)[:300]}") from None
    return Result(media_type, form.name, written.body, written.truncated)


def _graphs(asked: Asked, reading: Reading, dataset: str) -> dict[str, Any]:
    """Return the dataset of a query: the protocol's, else its own, else all there is."""
    if asked.default or asked.named:
        default, named = asked.default, asked.named
    elif reading.default is not None:
        default, named = reading.default, reading.named
    else:
        return {"use_default_graph_as_union": True}
    names = {*THE_GRAPH, dataset}
    return {
        "default_graph": [_graph(iri, names) for iri in default],
        "named_graphs": [_graph(iri, set()) for iri in named],
    }


def _graph(iri: str, names: set[str]) -> NamedNode | DefaultGraph:
    from pyoxigraph import DefaultGraph, NamedNode

    try:
        return DefaultGraph() if iri in names else NamedNode(iri)
    except ValueError:
        message = f"{iri[:100]!r} is no absolute IRI, as the name of a graph is"
        raise SparqlError("invalid-graph", message) from None
