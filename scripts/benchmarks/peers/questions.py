"""The five questions, each in many forms: as addresses of leadgraph, in SPARQL and in SQL.

Every program is asked in the way that serves it best: hierarchies are spelled out for those that
speak SPARQL and laid out in indexed tables for SQL, and one request asks for the number of claims
and the first page together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from benchmarks import datasets, queries, schemes
from benchmarks.draws import Draws, Words
from benchmarks.peers import sparql, sql
from leadgraph.gaps import MapQuery
from leadgraph.query import EvidenceQuery
from leadgraph.search import words as analyzer

if TYPE_CHECKING:
    from leadgraph.graph import EvidenceGraph

Fields = dict[str, Any]

PAGE = 25
PEERS = 2_000
"""Forms of a question that the others are asked; they answer fewer than that in one turn."""

ENOUGH = {"evidence": 60_000, "map": 6_000, "citations": 12_000, "text": 20_000, "entity": 60_000}
"""Forms of each question for leadgraph: more than it answers in one turn, and than it keeps."""

KINDS = {
    "evidence": "evidence: an area, a target and more; count and first page",
    "map": "map: areas by outcomes under a filter; claims and studies of each cell",
    "citations": "citation neighbourhood: works co-cited with one, by how often; first page",
    "text": "text: two words in an area; count and first page",
    "entity": "entity: one claim with its source",
}


class Question(NamedTuple):
    """One form of a question.

    Attributes:
        path: its address on leadgraph.
        fields: what is asked, for the library.
    """

    path: str
    fields: Fields


def questions(kind: str, graph: EvidenceGraph) -> list[Question]:
    """Return the forms of one of ``KINDS``, no two the same; a small dataset has fewer."""
    return list(ASKED[kind](graph, ENOUGH[kind]))


def evidence(graph: EvidenceGraph, count: int) -> Iterator[Question]:
    """Yield evidence queries; the newest first is an order that every program can give."""
    yield from _lists({**fields, "sort": "newest"} for fields in queries.distinct(count))


def text(graph: EvidenceGraph, count: int) -> Iterator[Question]:
    """Yield text searches for two neighbouring words of a statement, in an area.

    Only words are asked for of which no stemmer and no comparison of substrings can make another
    one: programs differ there, and it is not what is compared.
    """
    plain = _plain_words()
    chance = random.Random(queries.SEED)
    areas = [area for area in schemes.SCHEMES["areas"] if area.count("-") == 1]
    claims = list(graph.claims.values())
    seen: set[str] = set()
    for _ in range(20 * count):
        said = chance.choice(claims).statement.rstrip(".").lower().split()
        start = chance.randrange(len(said) - 1)
        two, area = said[start : start + 2], chance.choice(areas)
        if plain.issuperset(two) and two[0] != two[1] and repr((two, area)) not in seen:
            seen.add(repr((two, area)))
            yield from _lists([{"q": " ".join(two), "area": area, "sort": "newest"}])
        if len(seen) == count:
            return


def _plain_words() -> set[str]:
    words = Words(Draws(datasets.SEED))
    every = [*words.all, *{family.lower() for family in words.families}]
    stems: dict[str, int] = {}
    stem_of = analyzer()
    for word in every:
        for stem in stem_of.analyze(word):
            stems[stem] = stems.get(stem, 0) + 1
    parts: dict[str, int] = {}
    for word in every:
        for size in range(5, len(word) + 1):
            for start in range(len(word) - size + 1):
                part = word[start : start + size]
                parts[part] = parts.get(part, 0) + 1
    return {
        word
        for word in words.all[queries.COMMON :]
        if len(word) >= 5
        and parts[word] == 1
        and [stems[stem] for stem in stem_of.analyze(word)] == [1]
    }


def _lists(asked: Any) -> Iterator[Question]:
    for fields in asked:
        canonical = EvidenceQuery.of(**fields).canonical
        yield Question(f"/evidence?{canonical}&facets=false", fields)


def map_(graph: EvidenceGraph, count: int) -> Iterator[Question]:
    """Yield maps of areas by outcomes, each under a filter of its own."""
    for asked in queries.maps(count):
        fields = {"rows": "area", "columns": "outcome", "research": True, **asked}
        yield Question(f"/map?{MapQuery.of(**fields).canonical}", fields)


def citations(graph: EvidenceGraph, count: int) -> Iterator[Question]:
    """Yield works that are cited, most of them a few times, some of them thousands of times."""
    cited = {key for source in graph.sources.values() for key in source.cites or ()}
    keys = sorted(cited & graph.sources.keys())
    random.Random(queries.SEED).shuffle(keys)
    for key in keys[:count]:
        yield Question(f"/sources/{quote(key)}/citations?kind=co-cited", {"key": key})


def entity(graph: EvidenceGraph, count: int) -> Iterator[Question]:
    """Yield claims."""
    ids = sorted(graph.claims)
    random.Random(queries.SEED).shuffle(ids)
    for id_ in ids[:count]:
        yield Question(f"/claims/{quote(id_)}", {"id": id_})


ASKED = {
    "evidence": evidence,
    "map": map_,
    "citations": citations,
    "text": text,
    "entity": entity,
}


def written(graph: EvidenceGraph, asked: dict[str, list[Question]]) -> dict[str, Any]:
    """Return all forms for all programs: by language, then kind, the first ``PEERS`` of each."""
    records = graph.records
    headings = graph.map(rows="area", columns="outcome")
    ids = [heading.id for heading in headings.rows], [heading.id for heading in headings.columns]
    forms: dict[str, dict[str, list[str]]] = {
        "leadgraph": {kind: [each.path for each in asked[kind]] for kind in asked},
        "sparql": {},
        "virtuoso": {},
        "sql": {},
    }
    for kind, listed in asked.items():
        few = [each.fields for each in listed[:PEERS]]
        forms["sparql"][kind] = [sparql.query(kind, each, records, ids) for each in few]
        forms["virtuoso"][kind] = (
            [sparql.text(each, records, indexed=True) for each in few]
            if kind == "text"
            else forms["sparql"][kind]
        )
        forms["sql"][kind] = [sql.address(kind, each, ids) for each in few]
    return forms


def folder_of(cache: Path, size: datasets.Size) -> Path:
    """Return where the stores of a size are kept."""
    return cache / "peers" / size.name
