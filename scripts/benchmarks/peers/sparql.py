"""The questions in SPARQL 1.1, with the patterns by which leadgraph restates its answers.

A request asks for the count and the first page together. Hierarchies are spelled out as lists of
concepts, which is faster in every store than a property path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from leadgraph.query import EvidenceQuery
from leadgraph.restatement.pattern import block, pattern
from leadgraph.restatement.terms import Terms, prologue
from leadgraph.restatement.terms import text as literal

if TYPE_CHECKING:
    from leadgraph.model import Records

Fields = dict[str, Any]
Headings = tuple[list[str], list[str]]

PAGE = 25
PREFIXES = (
    prologue() + "PREFIX cito: <http://purl.org/spar/cito/>\n"
    "PREFIX dcterms: <http://purl.org/dc/terms/>\n"
)
TEXTS = (
    "?claim schema:text ?{0}",
    "?claim lg:practice ?{0}",
    "?claim lg:assertedIn ?by{0} . ?by{0} dcterms:title ?{0}",
)
"""Where the words stand that a text search looks through, but for names."""


def query(kind: str, fields: Fields, records: Records, headings: Headings) -> str:
    """Return one form of a question, on one line."""
    if kind == "map":
        return map_(fields, records, headings)
    return {"evidence": evidence, "text": text, "citations": citations, "entity": entity}[kind](
        fields, records
    )


def evidence(fields: Fields, records: Records) -> str:
    """Return the question for claims by what they say."""
    return _paged(pattern(EvidenceQuery.of(**fields), records))


def text(fields: Fields, records: Records, *, indexed: bool = False) -> str:
    """Return the question for claims in which words occur.

    Args:
        fields: what is asked.
        records: the dataset.
        indexed: whether the store has Virtuoso's index of words; else all texts are looked through.
    """
    asked = EvidenceQuery.of(**fields)
    lines = pattern(asked.but(q=None), records)
    return _paged([*(_indexed if indexed else _scanned)(str(asked.q).split()), *lines])


def _indexed(words: Iterable[str]) -> Iterable[str]:
    for at, word in enumerate(words):
        found = f"?text{at} bif:contains {literal(word)}"
        yield " UNION ".join(f"{{ {text.format(f'text{at}')} . {found} }}" for text in TEXTS)


def _scanned(words: Iterable[str]) -> Iterable[str]:
    yield f"{TEXTS[0].format('statement')} . {TEXTS[2].format('title')} ."
    yield f"OPTIONAL {{ {TEXTS[1].format('practice')} }}"
    yield "BIND (LCASE(CONCAT(?statement, ' ', COALESCE(?practice, ''), ' ', ?title)) AS ?said)"
    tests = " && ".join(f"CONTAINS(?said, {literal(word)})" for word in words)
    yield f"FILTER ({tests})"


def _paged(lines: list[str]) -> str:
    found = block(lines)
    told = (
        "?claim schema:text ?text . ?claim lg:assertedIn ?work . "
        "OPTIONAL { ?claim lg:direction ?leaning }"
    )
    return _line(
        f"SELECT ?claim ?text ?leaning ?work ?year ?total WHERE {{\n"
        f"{{ SELECT (COUNT(DISTINCT ?claim) AS ?total) WHERE {{\n{found}\n}} }}\n"
        f"{{ SELECT DISTINCT ?claim ?year WHERE {{\n{found}\n"
        f"OPTIONAL {{ ?source lg:year ?year }}\n}} ORDER BY DESC(?year) ?claim LIMIT {PAGE} }}\n"
        f"{told}\n}} ORDER BY DESC(?year) ?claim"
    )


def map_(fields: Fields, records: Records, headings: Headings) -> str:
    """Return the question for claims and studies of each cell.

    It is leaner than ``EvidenceMap.to_sparql``, which counts fifteen numbers a cell.
    """
    terms = Terms(records)
    asked = EvidenceQuery.of(**{n: v for n, v in fields.items() if n not in ("rows", "columns")})
    lines = []
    for axis, ids in zip(("area", "outcome"), headings, strict=True):
        pairs = [
            f"({terms.of(axis, [id_], narrower=False)[0]} {tag})"
            for id_ in ids
            for tag in terms.of(axis, [id_])
        ]
        lines += [f"VALUES (?{axis}s ?{axis}Tag) {{ {' '.join(pairs)} }}"]
        lines += [f"?claim lg:{axis} ?{axis}Tag ."]
    return _line(
        "SELECT ?areas ?outcomes (COUNT(DISTINCT ?claim) AS ?claims) "
        "(COUNT(DISTINCT ?study) AS ?studies) WHERE {\n"
        f"{block([*pattern(asked, records), *lines, '?source lg:studyKey ?study .'])}\n"
        "} GROUP BY ?areas ?outcomes"
    )


def citations(fields: Fields, records: Records) -> str:
    """Return the question for works that are cited together with one."""
    work = Terms(records).entity(f"sources/{fields['key']}")
    found = f"?citing cito:cites {work} . ?citing cito:cites ?other . FILTER (?other != {work})"
    return _line(
        "SELECT ?other ?count ?title ?total WHERE {\n"
        f"{{ SELECT (COUNT(DISTINCT ?other) AS ?total) WHERE {{ {found} }} }}\n"
        f"{{ SELECT ?other (COUNT(DISTINCT ?citing) AS ?count) WHERE {{ {found} }}\n"
        f"GROUP BY ?other ORDER BY DESC(?count) ?other LIMIT {PAGE} }}\n"
        "OPTIONAL { ?other dcterms:title ?title }\n} ORDER BY DESC(?count) ?other"
    )


def entity(fields: Fields, records: Records) -> str:
    """Return the question for all that is said of a claim and of its source."""
    claim = Terms(records).entity(f"claims/{fields['id']}")
    return _line(
        f"SELECT ?property ?value WHERE {{ {{ {claim} ?property ?value }} UNION "
        f"{{ {claim} lg:assertedIn ?source . ?source ?property ?value }} }}"
    )


def _line(query: str) -> str:
    """Return a query on one line; no literal of these holds a line break."""
    return " ".join(f"{PREFIXES}{query}".split("\n"))
