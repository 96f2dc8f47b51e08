"""Forms: the media types in which results are written, and which of them a reader gets.

Sources: SPARQL 1.1 Protocol §2.1, the results formats of SPARQL 1.1 (JSON, XML, CSV and TSV), and
RFC 9110 §12.5.1 for ``Accept``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from leadgraph.errors import SparqlError


@dataclass(frozen=True)
class Form:
    """A way to write results.

    Attributes:
        name: what the parameter ``format`` calls it.
        media_types: the registered one first, then others under which it is asked for.
        others: other values of ``format`` that mean it.
        ending: of a file that holds it.
        iri: its name at the W3C, for service descriptions.
        notes: whether it has room for a note to readers, as that results are cut short.
    """

    name: str
    media_types: tuple[str, ...]
    others: tuple[str, ...]
    ending: str
    iri: str
    notes: bool = True

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return self.media_types[0]


_FORMATS = "http://www.w3.org/ns/formats/"

TABLES: tuple[Form, ...] = (
    Form(
        "json",
        ("application/sparql-results+json", "application/json"),
        ("sparql-json",),
        "srj",
        _FORMATS + "SPARQL_Results_JSON",
    ),
    Form(
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        ("sparql-xml",),
        "srx",
        _FORMATS + "SPARQL_Results_XML",
    ),
    Form("csv", ("text/csv",), (), "csv", _FORMATS + "SPARQL_Results_CSV", notes=False),
    Form(
        "tsv",
        ("text/tab-separated-values",),
        (),
        "tsv",
        _FORMATS + "SPARQL_Results_TSV",
        notes=False,
    ),
)
"""Of SELECT and ASK; the first is what one gets who says nothing."""

GRAPHS: tuple[Form, ...] = (
    Form(
        "turtle",
        ("text/turtle", "application/x-turtle", "application/turtle"),
        ("ttl",),
        "ttl",
        _FORMATS + "Turtle",
    ),
    Form(
        "jsonld",
        ("application/ld+json", "application/json", "application/x-json+ld"),
        ("json-ld", "json"),
        "jsonld",
        _FORMATS + "JSON-LD",
        notes=False,
    ),
    Form(
        "ntriples",
        ("application/n-triples", "text/plain"),
        ("nt", "n-triples"),
        "nt",
        _FORMATS + "N-Triples",
    ),
    Form(
        "rdfxml",
        ("application/rdf+xml", "application/xml", "text/xml"),
        ("rdf+xml", "rdf", "xml"),
        "rdf",
        _FORMATS + "RDF_XML",
    ),
    Form("trig", ("application/trig", "application/x-trig"), (), "trig", _FORMATS + "TriG"),
    Form("nquads", ("application/n-quads",), ("nq", "n-quads"), "nq", _FORMATS + "N-Quads"),
    Form(
        "n3",
        ("text/n3", "text/rdf+n3", "application/n3", "text/rdf+ttl"),
        (),
        "n3",
        _FORMATS + "N3",
    ),
)
"""Of CONSTRUCT and DESCRIBE; the first is what one gets who says nothing."""


def offered(form: str) -> tuple[Form, ...]:
    """Return the forms in which the results of a form of query can be written.

    >>> [form.name for form in offered("ASK")]
    ['json', 'xml', 'csv', 'tsv']
    """
    return TABLES if form in ("SELECT", "ASK") else GRAPHS


def choose(forms: Sequence[Form], accept: str, named: Iterable[str] = ()) -> tuple[Form, str]:
    """Choose the form of an answer, and the media type to call it.

    Args:
        forms: those on offer, the preferred one first.
        accept: value of an ``Accept`` header; empty when there is none.
        named: values of ``format``, which count for more than the header. Clients send several
            that mean the same: the first one known is taken.

    Raises:
        SparqlError: none of what is asked for is on offer.

    >>> choose(TABLES, "text/csv, application/sparql-results+xml;q=0.9")[1]
    'text/csv'
    >>> choose(TABLES, "application/json")[0].name
    'json'
    >>> choose(GRAPHS, "text/html, */*;q=0.1", ["nt"])[1]
    'application/n-triples'
    """
    named = [name.strip().lower() for name in named if name.strip()]
    chosen = _named(forms, named) if named else _accepted(forms, accept)
    if chosen is None:
        known = [form.media_type for form in forms]
        wanted = ", ".join(named) or accept
        message = f"no result of this query is written as {wanted[:100]}; as {', '.join(known)}"
        raise SparqlError("not-acceptable", message, known=known)
    return chosen


def _named(forms: Sequence[Form], named: Iterable[str]) -> tuple[Form, str] | None:
    for name in named:
        for form in forms:
            if name == form.name or name in form.others:
                return form, form.media_type
        # A client may name several media types here, as in Accept.
        types = [part.partition(";")[0].strip() for part in name.split(",")]
        for form in forms:
            for media_type in form.media_types:
                if media_type in types:
                    return form, media_type
    return None


def _accepted(forms: Sequence[Form], accept: str) -> tuple[Form, str] | None:
    """Return the form with the highest quality; of equal ones, that on offer first."""
    ranges = list(weights(accept)) or [("*/*", 1.0)]
    best: tuple[Form, str] | None = None
    highest = 0.0
    for form in forms:
        for media_type in form.media_types:
            quality = _quality(media_type, ranges, alias=media_type != form.media_type)
            if quality > highest:
                best, highest = (form, media_type), quality
    return best


def _quality(media_type: str, ranges: Iterable[tuple[str, float]], *, alias: bool) -> float:
    """Return the quality of a type: that of the most specific range which names it.

    A type by which a form is only also known is given to those alone who ask for it by name.
    """
    kind = media_type.partition("/")[0]
    precedence = {media_type: 3, **({} if alias else {f"{kind}/*": 2, "*/*": 1})}
    matching = [(precedence[name], quality) for name, quality in ranges if name in precedence]
    return max(matching, default=(0, 0.0))[1]


def weights(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of an ``Accept`` header with their qualities.

    >>> list(weights("text/turtle, */*;q=0.1"))
    [('text/turtle', 1.0), ('*/*', 0.1)]
    """
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            yield name, next((_number(p[2:]) for p in parameters if p.startswith("q=")), 1.0)


def _number(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
