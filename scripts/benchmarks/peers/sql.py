"""The questions in SQL, the tables that answer them, and their addresses on Datasette.

The tables are laid out for these questions: concepts are closed upwards, keys are clustered, texts
have an FTS5 index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from leadgraph.model import COUNTED
from leadgraph.search import text_of

if TYPE_CHECKING:
    from leadgraph.model import Records

Fields = dict[str, Any]
Headings = tuple[list[str], list[str]]

PAGE = 25
NAME = "claims.db"
TAGS = {"area": "areas", "target": "targets", "outcome": "outcomes"}

SCHEMA = """
CREATE TABLE sources (key TEXT PRIMARY KEY, title TEXT, authors TEXT, year INTEGER, type TEXT,
    design TEXT, doi TEXT, study TEXT) WITHOUT ROWID;
CREATE TABLE claims (n INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT, statement TEXT, kind TEXT,
    practice TEXT, direction TEXT, directness TEXT, basis TEXT, status TEXT, locator TEXT,
    year INTEGER, design TEXT, research INTEGER, study TEXT);
CREATE TABLE under (design TEXT, above TEXT, PRIMARY KEY (above, design)) WITHOUT ROWID;
CREATE TABLE cites (citing TEXT, cited TEXT, PRIMARY KEY (citing, cited)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61');
"""
INDEXES = """
CREATE INDEX cited ON cites (cited, citing);
CREATE INDEX newest ON claims (year DESC, id);
ANALYZE;
"""


def make(records: Records, folder: Path) -> None:
    """Write the tables of a dataset into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(folder / NAME)
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.executescript(SCHEMA)
    for tag in TAGS:
        columns = f"{tag} TEXT, claim INTEGER, PRIMARY KEY ({tag}, claim)"
        base.execute(f"CREATE TABLE claim_{tag} ({columns}) WITHOUT ROWID")
    _sources(base, records)
    _claims(base, records)
    for tag in TAGS:
        base.execute(f"CREATE INDEX {tag}_of ON claim_{tag} (claim, {tag})")
    base.executescript(INDEXES)
    base.execute("INSERT INTO words (words) VALUES ('optimize')")
    base.commit()
    base.close()


def _sources(base: sqlite3.Connection, records: Records) -> None:
    _insert(
        base,
        "sources",
        (
            (s.key, s.title, "; ".join(map(str, s.authors)), s.year, s.type, s.design, s.doi,
             records.study(s))
            for s in records.sources.values()
        ),
    )  # fmt: skip
    pairs = ((s.key, key) for s in records.sources.values() for key in sorted(set(s.cites or ())))
    _insert(base, "cites", pairs)
    above = (
        (design.id, key.partition("/")[2])
        for design in records.scheme("designs")
        for key in records.ancestors[design.key]
    )
    _insert(base, "under", above)


def _claims(base: sqlite3.Connection, records: Records) -> None:
    claims = list(records.claims.values())
    source = records.sources
    _insert(
        base,
        "claims",
        (
            (n, c.id, c.source, c.statement, c.kind, c.practice, c.direction, c.directness, c.basis,
             c.status, c.locator, source[c.source].year, source[c.source].design,
             records.is_evidence(c), records.study(source[c.source]))
            for n, c in enumerate(claims)
        ),
    )  # fmt: skip
    for tag, scheme in TAGS.items():
        closed = (
            (above, n)
            for n, claim in enumerate(claims)
            for above in {
                key.partition("/")[2]
                for id_ in getattr(claim, scheme)
                for key in records.ancestors[f"{scheme}/{id_}"]
            }
        )
        _insert(base, f"claim_{tag}", sorted(closed))
    texts = ((n, text_of(c, source[c.source])) for n, c in enumerate(claims))
    base.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", texts)


def _insert(base: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    width = len(base.execute(f"SELECT * FROM {table} LIMIT 0").description)
    base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def address(kind: str, fields: Fields, headings: Headings) -> str:
    """Return the address of one form of a question on Datasette."""
    query, given = map_(fields, headings) if kind == "map" else QUERIES[kind](fields)
    return f"/claims.json?{urlencode({'sql': query, '_shape': 'array', **given})}"


def evidence(fields: Fields) -> tuple[str, Fields]:
    """Return the query for claims by what they say, and by their words if asked."""
    joins, tests, given = _filtered(fields)
    if words := fields.get("q"):
        joins.insert(0, "JOIN words w ON w.rowid = c.n")
        tests.append("w.text MATCH :q")
        given["q"] = words
    return (
        "SELECT c.id, c.statement, c.direction, c.source, c.year, COUNT(*) OVER () AS total "
        f"FROM claims c {' '.join(joins)} WHERE {' AND '.join(tests)} "
        f"ORDER BY c.year DESC, c.id LIMIT {PAGE}",
        given,
    )


def _filtered(fields: Fields) -> tuple[list[str], list[str], Fields]:
    joins, tests, given = [], [_among("c.status", COUNTED)], {}
    for tag in TAGS:
        if tag in fields:
            joins.append(f"JOIN claim_{tag} {tag} ON {tag}.claim = c.n")
            tests.append(f"{tag}.{tag} = :{tag}")
            given[tag] = fields[tag]
    for field in ("direction", "kind"):
        if field in fields:
            tests.append(_among(f"c.{field}", fields[field]))
    if "design" in fields:
        above = _among("above", fields["design"])
        tests.append(f"c.design IN (SELECT design FROM under WHERE {above})")
    if "since" in fields:
        tests.append("c.year >= :since")
        given["since"] = fields["since"]
    if "research" in fields:
        tests.append("c.research = 1")
    return joins, tests, given


def _among(column: str, ids: Any) -> str:
    listed = ids if isinstance(ids, list | tuple) else [ids]
    return f"{column} IN ({', '.join(repr(id_) for id_ in listed)})"


def map_(fields: Fields, headings: Headings) -> tuple[str, Fields]:
    """Return the query for claims and studies of each cell."""
    joins, tests, given = _filtered(fields)
    rows, columns = _among("a.area", headings[0]), _among("o.outcome", headings[1])
    return (
        "SELECT a.area, o.outcome, COUNT(*) AS claims, COUNT(DISTINCT c.study) AS studies "
        f"FROM claims c {' '.join(joins)} JOIN claim_area a ON a.claim = c.n "
        "JOIN claim_outcome o ON o.claim = c.n "
        f"WHERE {' AND '.join([*tests, rows, columns])} GROUP BY a.area, o.outcome",
        given,
    )


def citations(fields: Fields) -> tuple[str, Fields]:
    """Return the query for works that are cited together with one."""
    return (
        "SELECT b.cited AS other, COUNT(*) AS count, s.title, COUNT(*) OVER () AS total "
        "FROM cites a JOIN cites b ON b.citing = a.citing LEFT JOIN sources s ON s.key = b.cited "
        "WHERE a.cited = :key AND b.cited <> :key GROUP BY b.cited "
        f"ORDER BY count DESC, b.cited LIMIT {PAGE}",
        {"key": fields["key"]},
    )


def entity(fields: Fields) -> tuple[str, Fields]:
    """Return the query for a claim with its source."""
    return (
        "SELECT c.*, s.title, s.authors, s.doi, s.type FROM claims c "
        "JOIN sources s ON s.key = c.source WHERE c.id = :id",
        {"id": fields["id"]},
    )


QUERIES = {"evidence": evidence, "text": evidence, "citations": citations, "entity": entity}
