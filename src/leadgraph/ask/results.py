"""Results: what was asked for, as JSON: evidence items, works with claims, open questions."""

from __future__ import annotations

from leadgraph import render
from leadgraph.ask.touching import touching
from leadgraph.ask.why import why_matched
from leadgraph.evidence import EvidenceBase, EvidenceList
from leadgraph.evidence.lists import link
from leadgraph.model import Question, Records
from leadgraph.query import EvidenceQuery
from leadgraph.render import Json, path


def items(found: EvidenceList, records: Records) -> list[Json]:
    """Return the first page of some evidence, each claim with why it matched."""
    query = found.query
    return [
        {**render.item(one.claim, records), "why_matched": why_matched(one, query, records)}
        for one in found[: query.limit]
    ]


def works(query: EvidenceQuery, base: EvidenceBase) -> list[Json]:
    """Return the works that a query names, each with its claims that answer the query."""
    told, records = [], base.records
    for key in query.source:
        mine = EvidenceList(base, query.but(source=key))
        work = render.source(records.sources[key], records)
        links = {"self": path("sources", key), "evidence": link("/evidence", mine.query)}
        held = {"claims": mine.total, "items": items(mine, records), "links": links}
        told.append({**work, **held})
    return told


def questions(query: EvidenceQuery, base: EvidenceBase) -> list[Json]:
    """Return the open questions that carry a concept of every field asked, with their counts."""
    return [_question(question, base) for question in touching(query, base.records, strict=True)]


def _question(question: Question, base: EvidenceBase) -> Json:
    query = EvidenceQuery.of(question=question.id)
    links = {"self": path("questions", question.id), "evidence": link("/evidence", query)}
    count = len(base.select(query))
    return {**render.question(question), "count": count, "links": links}
