"""Forms: a few triples as RDF that travels, for one thing, a vocabulary or a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from leadgraph.export.catalogue import PREFIXES
from leadgraph.export.jsonld import description

if TYPE_CHECKING:
    from pyoxigraph import Triple

RDF_TYPES: Mapping[str, str] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
"""Media types of the forms of RDF, by the endings of their addresses."""


def serialise(triples: Iterable[Triple], form: str, *, base: str, context: str) -> bytes:
    r"""Return triples in one of the forms of ``RDF_TYPES``.

    Args:
        triples: those of one subject in a row.
        form: an ending, as in ``ttl``.
        base: base of the dataset.
        context: where the JSON-LD context is published.

    >>> from pyoxigraph import NamedNode, Triple
    >>> held = [Triple(NamedNode("http://a/"), NamedNode("http://a/p"), NamedNode("http://a/b"))]
    >>> serialise(held, "nt", base="http://a/", context="/context.jsonld")
    b'<http://a/> <http://a/p> <http://a/b> .\n'
    """
    from pyoxigraph import RdfFormat, serialize

    said = list(triples)
    if form == "jsonld":
        return description(said, base, context).encode()
    format_ = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES}[form]
    out = BytesIO()
    serialize(said, out, format=format_, prefixes=_spoken(said))
    return out.getvalue()


def _spoken(triples: Sequence[Triple]) -> dict[str, str]:
    """Return the prefixes that some triples use."""
    named = {address for triple in triples for address in _addresses(triple)}
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(address.startswith(namespace) for address in named)
    }


def _addresses(triple: Triple) -> Iterable[str]:
    from pyoxigraph import Literal, NamedNode

    yield triple.predicate.value
    for node in (triple.subject, triple.object):
        if isinstance(node, NamedNode):
            yield node.value
        elif isinstance(node, Literal):
            yield node.datatype.value
