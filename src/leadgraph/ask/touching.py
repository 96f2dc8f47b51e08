"""Touching: the open questions that touch what was asked."""

from __future__ import annotations

from leadgraph.model import CLAIM_TAGS, Question, Records
from leadgraph.query import EvidenceQuery

TAGS = {scheme.removesuffix("s"): scheme for scheme in CLAIM_TAGS}
"""Fields of a query that an open question is tagged with too."""


def touching(query: EvidenceQuery, records: Records, *, strict: bool = False) -> list[Question]:
    """Return the open questions that touch what was asked.

    Args:
        query: what was asked.
        records: the dataset.
        strict: only those that carry a concept of every field asked, which for the questions
            intent is what was asked for; otherwise those that carry the most.
    """
    held = list(records.questions.values())
    if query.question:
        return [question for question in held if question.id in query.question]
    asked = [field for field in TAGS if getattr(query, field)]
    if not asked:
        return held if strict else []
    touched = {q.id: sum(_touches(q, field, query, records) for field in asked) for q in held}
    most = len(asked) if strict else max(touched.values(), default=0)
    return [question for question in held if most and touched[question.id] == most]


def _touches(question: Question, field: str, query: EvidenceQuery, records: Records) -> bool:
    """Tell whether a question carries a concept that was asked for, narrower or broader."""
    ancestors, scheme = records.ancestors, TAGS[field]
    tags = {f"{scheme}/{id_}" for id_ in getattr(question, scheme)}
    asked = {f"{scheme}/{id_}" for id_ in getattr(query, field)}
    above_tags = {up for key in tags for up in ancestors.get(key, ())}
    above_asked = {up for key in asked for up in ancestors.get(key, ())}
    return bool(tags & above_asked or asked & above_tags)
