"""SPARQL: an editor that needs no script, with queries that teach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from leadgraph.errors import SparqlError
from leadgraph.rdf import PREFIXES
from leadgraph.sparql import GRAPHS, TABLES, Limits, Result, lessons, offered, read
from leadgraph_api.pages.site import Site, web
from leadgraph_api.pages.views.asked import Page

SHOWN = 500
"""Rows that the page shows; its downloads hold all."""

SHOWN_AS = "application/sparql-results+json, text/turtle"
LINK_MOST = 12_000
"""Characters of the address of a query that still fits where addresses are read."""


PLAIN = {f"xsd:{name}" for name in ("integer", "decimal", "double", "boolean")}
"""Datatypes that anyone sees from the value."""


class Shown(NamedTuple):
    """A term in a cell: what stands there, where it leads, its datatype or language."""

    text: str
    url: str | None = None
    kind: str = ""


def editor(
    site: Site,
    query: str,
    result: Result | None,
    fault: SparqlError | None,
    limits: Limits,
) -> Page:
    """The editor, with what a query found or what is wrong with it.

    Args:
        site: gives addresses.
        query: what stands in the box.
        result: what it found, as JSON or Turtle.
        fault: what is wrong with it.
        limits: what a query may take.
    """
    base = site.graph.about.base
    own = site.url("/sparql")
    examples = [(each, f"{own}?{urlencode({'query': each.query})}") for each in lessons()]
    written = query or lessons()[0].query
    told: dict[str, Any] = {
        "query": written,
        "rows": min(24, max(8, written.count("\n") + 2)),
        "fault": fault,
        "extract": _extract(query, fault),
        "found": _found(result, site, base) if result else None,
        "downloads": list(_downloads(own, query)) if result else [],
        "examples": examples,
        "limits": limits,
        "prefixes": [(name, PREFIXES[name]) for name in ("lg", "skos", "dcterms", "schema")],
    }
    return Page("sparql.html", "SPARQL", told, here="/sparql")


def _downloads(own: str, query: str) -> Iterator[tuple[str, str]]:
    """Yield the forms in which the whole result can be had, by address."""
    for form in offered(read(query).form):
        address = f"{own}?{urlencode({'query': query, 'format': form.name})}"
        if len(address) <= LINK_MOST and form.name != "n3":
            yield NAMES[form.name, form in TABLES], address


NAMES = {
    ("json", True): "JSON",
    ("xml", True): "XML",
    ("csv", True): "CSV",
    ("tsv", True): "TSV",
    ("turtle", False): "Turtle",
    ("jsonld", False): "JSON-LD",
    ("ntriples", False): "N-Triples",
    ("rdfxml", False): "RDF/XML",
    ("trig", False): "TriG",
    ("nquads", False): "N-Quads",
}
assert {form.name for form in GRAPHS} >= {name for name, table in NAMES if not table}


def _found(result: Result, site: Site, base: str) -> dict[str, Any]:
    truncated = result.truncated.partition("=")
    told: dict[str, Any] = {"cut": truncated[2], "cut_of": truncated[0]}
    if result.form != "json":
        return {**told, "text": result.body.decode()}
    answer = json.loads(result.body)
    if "boolean" in answer:
        return {**told, "yes": answer["boolean"]}
    names = answer["head"]["vars"]
    rows = [
        [_shown(row[name], site, base) if name in row else None for name in names]
        for row in answer["results"]["bindings"]
    ]
    return {**told, "names": names, "rows": rows}


def _shown(term: dict[str, Any], site: Site, base: str) -> Shown:
    """Return a term as people read it: an entity of the dataset leads to its page."""
    value = term["value"]
    if term["type"] == "uri":
        path = value.removeprefix(base)
        if path != value and path.partition("/")[0] in (
            "sources",
            "claims",
            "concepts",
            "questions",
        ):
            return Shown(path, site.url(f"/{path}"))
        return Shown(_short(value), web(value))
    if term["type"] == "triple":
        return Shown(json.dumps(value, ensure_ascii=False))
    datatype = term.get("datatype")
    kind = f"@{term['xml:lang']}" if "xml:lang" in term else _short(datatype or "")
    kind = "" if kind in PLAIN else kind
    return Shown(f"_:{value}" if term["type"] == "bnode" else value, None, kind)


def _short(address: str) -> str:
    """Return an IRI as a prefixed name where there is a prefix for it.

    >>> _short("http://www.w3.org/2001/XMLSchema#integer")
    'xsd:integer'
    """
    for prefix, namespace in PREFIXES.items():
        if address.startswith(namespace) and len(address) > len(namespace):
            return f"{prefix}:{address[len(namespace) :]}"
    return address


def _extract(query: str, fault: SparqlError | None) -> tuple[str, str, str] | None:
    """Return the line of a fault: what stands before it, what is wrong, what follows."""
    if fault is None or fault.line is None or fault.column is None:
        return None
    lines = query.split("\n")
    if fault.line > len(lines):
        return None
    line, at = lines[fault.line - 1], fault.column - 1
    return line[max(0, at - 80) : at], line[at : at + 1], line[at + 1 : at + 80]
