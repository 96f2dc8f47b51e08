"""Description: a SPARQL service, told to programs (W3C, SPARQL 1.1 Service Description, 2013)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadgraph.sparql.evaluation import Limits
from leadgraph.sparql.forms import GRAPHS, TABLES
from leadgraph.sparql.prefixes import prefixes

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

SD = "http://www.w3.org/ns/sparql-service-description#"


def describe(endpoint: str, dataset: str, limits: Limits) -> Iterator[Triple]:
    """Yield what a service is.

    Args:
        endpoint: its address.
        dataset: IRI of the dataset, which elsewhere is described in VoID.
        limits: what a query may take.
    """
    from pyoxigraph import Literal, NamedNode, Triple

    service, whole = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset")

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal | str | int) -> Triple:
        node = Literal(value) if isinstance(value, str | int) else value
        return Triple(subject, NamedNode(predicate), node)

    rdf_type, sd = prefixes()["rdf"] + "type", SD
    yield say(service, rdf_type, NamedNode(sd + "Service"))
    yield say(service, sd + "endpoint", service)
    yield say(service, sd + "supportedLanguage", NamedNode(sd + "SPARQL11Query"))
    yield say(service, sd + "feature", NamedNode(sd + "UnionDefaultGraph"))
    for form in (*TABLES, *GRAPHS):
        yield say(service, sd + "resultFormat", NamedNode(form.iri))
    bounds = f"{limits.seconds:g} seconds, {limits.rows:,} rows, {limits.size:,} bytes"
    yield say(service, prefixes()["rdfs"] + "comment", f"A query may take {bounds}; no SERVICE.")
    yield say(service, sd + "defaultDataset", whole)
    yield say(whole, rdf_type, NamedNode(sd + "Dataset"))
    yield say(whole, sd + "defaultGraph", NamedNode(dataset))
    yield say(NamedNode(dataset), rdf_type, NamedNode(sd + "Graph"))
