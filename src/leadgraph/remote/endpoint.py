"""Remote: a SPARQL 1.1 server, or a cluster of them, as the store of a graph.

What is said to it is the SPARQL 1.1 Protocol (queries, updates) and, where a server has one, the
Graph Store Protocol. A dataset lives there in one named graph.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit, urlunsplit

from leadgraph.errors import StoreError

if TYPE_CHECKING:
    import httpx2
    from pyoxigraph import Triple

N_TRIPLES = "application/n-triples"
RESULTS = "application/sparql-results+json"

TRIES = 4
"""Times a request is sent, if the server cannot be reached or says that it is not well."""

PAUSE = 0.5
"""Seconds before the second try; twice as many before each that follows."""

WAIT = 120.0
"""Seconds for which the server may be silent."""

PAGE = 10_000
"""Triples asked for at a time of a server that does not hand out a whole graph: what Virtuoso
gives at most as it is installed."""


class Endpoint:
    """A SPARQL server.

    Args:
        query: address that answers queries, as in ``https://host/sparql``.
        update: address that takes updates; guessed from that of the queries when left out.
        graph_store: address of the Graph Store Protocol; preferred for writing when given.
        user: who to be; by HTTP Basic or Digest, whichever the server asks for.
        password: the password of the user.

    >>> Endpoint("http://localhost:7878/query").update
    'http://localhost:7878/update'
    """

    def __init__(
        self,
        query: str,
        *,
        update: str | None = None,
        graph_store: str | None = None,
        user: str | None = None,
        password: str | None = None,
    ) -> None:
        for address in filter(None, (query, update, graph_store)):
            _verify(address)
        self.query = query
        self.update = update or _update_of(query)
        self.graph_store = graph_store
        self._user, self._password = user, password or ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections; the next request makes new ones."""
        if (client := self.__dict__.pop("_client", None)) is not None:
            client.close()

    def __repr__(self) -> str:
        """Return the address of the queries, without a password in it."""
        return f"<Endpoint {_shown(self.query)}>"

    # -- reading --------------------------------------------------------------------------------

    def select(self, sparql: str, graph: str | None = None) -> list[dict[str, str]]:
        """Return the solutions of a SELECT: the text of each bound variable by its name.

        Args:
            sparql: the query.
            graph: the named graph that is its default graph; what the server takes for that, when
                left out: all of them, or none.

        Raises:
            StoreError: when the server cannot be reached, or does not answer the query.
        """
        said = {"query": sparql} | ({"default-graph-uri": graph} if graph else {})
        answer = self._sent("POST", self.query, data=said, accept=RESULTS)
        try:
            bindings = answer.json()["results"]["bindings"]
            return [{name: term["value"] for name, term in one.items()} for one in bindings]
        except (ValueError, KeyError, TypeError, AttributeError):
            what = answer.headers.get("content-type", "something without a type")
            raise StoreError(
                self.query,
                f"it answered with {what}, not with SPARQL results; is this the "
                "address of a SPARQL endpoint?",
            ) from None

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""
        found = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(found[0]["n"])

    @contextmanager
    def triples(self, graph: str) -> Iterator[Iterator[Triple]]:
        """Hold all triples of a graph in a temporary file, to be read in any order of the server's.

        A server that cuts its answers short is asked again, page by page. What is read is counted,
        so that no part of a graph is ever taken for the whole.

        Raises:
            StoreError: when it cannot be had whole.
        """
        expected = self.count(graph)
        pattern = f"WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        with tempfile.TemporaryFile() as held:
            self._construct(pattern, held)
            if _lines(held) < expected:
                held.seek(0)
                held.truncate()
                for offset in range(0, expected, PAGE):
                    self._construct(f"{pattern} LIMIT {PAGE} OFFSET {offset}", held)
            found = _lines(held)
            if found != expected:
                raise StoreError(
                    self.query,
                    f"it counts {expected:,} triples in <{graph}> and hands out {found:,}: raise "
                    "its limit on results, or wait until nobody writes to the graph",
                )
            yield _parsed(held)

    def _construct(self, pattern: str, out: IO[bytes]) -> None:
        sparql = f"CONSTRUCT {{ ?s ?p ?o }} {pattern}"
        with self._streamed("POST", self.query, data={"query": sparql}, accept=N_TRIPLES) as answer:
            for chunk in answer.iter_bytes():
                out.write(chunk)
        out.write(b"\n")

    @contextmanager
    def answering(
        self, said: Mapping[str, Any], accept: str, seconds: float
    ) -> Iterator[httpx2.Response]:
        """Send a query once, and hold the answer open while it arrives.

        Args:
            said: parameters of the protocol.
            accept: the media type of the answer.
            seconds: for which the server may be silent.

        Raises:
            StoreError: when the server does not answer the query.
        """
        with self._streamed(
            "POST", self.query, data=dict(said), accept=accept, timeout=seconds, tries=1
        ) as answer:
            yield answer

    # -- writing --------------------------------------------------------------------------------

    def run(self, update: str) -> None:
        """Run a SPARQL update.

        Raises:
            StoreError: when the server does not.
        """
        self._sent("POST", self.update, data={"update": update})

    def add(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add triples to a graph, by the Graph Store Protocol if the server was said to speak it.

        Raises:
            StoreError: when the server does not take them.
        """
        lines = "".join(f"{triple} .\n" for triple in triples)
        if self.graph_store is None:
            self.run(f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines}}} }}")
        else:
            self._sent(
                "POST",
                self.graph_store,
                params={"graph": graph},
                content=lines.encode(),
                type_=N_TRIPLES,
            )

    def clear(self, graph: str) -> None:
        """Remove all triples of a graph."""
        self.run(f"CLEAR SILENT GRAPH <{graph}>")

    # -- the wire -------------------------------------------------------------------------------

    @cached_property
    def _client(self) -> httpx2.Client:
        import httpx2

        return httpx2.Client(timeout=WAIT, follow_redirects=False)

    def _sent(self, method: str, address: str, **said: Any) -> httpx2.Response:
        with self._streamed(method, address, **said) as answer:
            answer.read()
            return answer

    @contextmanager
    def _streamed(
        self,
        method: str,
        address: str,
        *,
        accept: str = "*/*",
        type_: str | None = None,
        tries: int = TRIES,
        **said: Any,
    ) -> Iterator[httpx2.Response]:
        """Send a request until it is answered, and hold the answer open.

        Queries and updates of ours may be sent twice: all of them mean the same the second time.
        """
        import httpx2

        headers = {"accept": accept, "user-agent": "leadgraph"}
        headers |= {"content-type": type_} if type_ else {}
        request = self._client.build_request(method, address, headers=headers, **said)
        answer = self._answered(request, tries)
        try:
            if not answer.is_success:
                answer.read()
                raise StoreError(address, _refusal(answer), answer.status_code)
            yield answer
        except httpx2.TransportError as error:
            raise _broken(address, error) from None
        finally:
            answer.close()

    def _answered(self, request: httpx2.Request, tries: int) -> httpx2.Response:
        import httpx2

        for attempt in range(tries):
            last = attempt == tries - 1
            try:
                answer = self._authorised(request)
            except httpx2.TransportError as error:
                if last:
                    raise _broken(str(request.url), error) from None
            else:
                if answer.status_code not in (429, 502, 503, 504) or last:
                    return answer
                answer.close()
            time.sleep(PAUSE * 2**attempt)
        raise AssertionError("the last try answers or raises")

    def _authorised(self, request: httpx2.Request) -> httpx2.Response:
        import httpx2

        answer = self._client.send(request, stream=True)
        if answer.status_code != 401 or self._user is None or self._client.auth is not None:
            return answer
        answer.close()
        asked = answer.headers.get("www-authenticate", "").lower()
        way = httpx2.DigestAuth if asked.startswith("digest") else httpx2.BasicAuth
        self._client.auth = way(self._user, self._password)
        return self._client.send(request, stream=True)


def _broken(address: str, error: Exception) -> StoreError:
    return StoreError(address, f"it cannot be reached: {str(error) or type(error).__name__}")


def _verify(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise StoreError(address, "it is not an address; give one such as https://host/sparql")
    if parts.username is not None or parts.password is not None:
        raise StoreError(
            _shown(address),
            "take user and password out of the address: they would be written to logs",
        )


def _shown(address: str) -> str:
    """Return an address without a user and a password."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _update_of(query: str) -> str:
    """Return where updates go by convention: beside ``/query``, or to the same address."""
    parts = urlsplit(query)
    if parts.path.endswith("/query"):
        return urlunsplit(parts._replace(path=parts.path.removesuffix("query") + "update"))
    return query


def _refusal(answer: httpx2.Response) -> str:
    lines = answer.text.strip().splitlines()
    said = f": {lines[0][:300]}" if lines and "html" not in _type(answer) else ""
    remedy = " (give --user, and the password in the environment)" if _forbids(answer) else ""
    return f"it answered {answer.status_code} {answer.reason_phrase}{said}{remedy}"


def _type(answer: httpx2.Response) -> str:
    return str(answer.headers.get("content-type", ""))


def _forbids(answer: httpx2.Response) -> bool:
    return answer.status_code in (401, 403)


def _lines(held: IO[bytes]) -> int:
    """Count the triples in a file of N-Triples; comments and blank lines are none."""
    held.seek(0)
    return sum(1 for line in held if not line.isspace() and not line.startswith(b"#"))


def _parsed(held: IO[bytes]) -> Iterator[Triple]:
    from pyoxigraph import RdfFormat, parse

    held.seek(0)
    return (quad.triple for quad in parse(held, format=RdfFormat.N_TRIPLES))
