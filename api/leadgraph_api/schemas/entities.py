"""Entities: works, concepts and open questions."""

from __future__ import annotations

from collections.abc import Mapping

from leadgraph_api.schemas.shapes import (
    COUNT,
    IDS,
    LINKS,
    NEXT,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    envelope,
    ref,
    shape,
)


def sources(work: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the shapes of a work, one by one and in lists."""
    claims = {**COUNT, "description": "How many of its claims answer the query"}
    return {
        "SourceItem": {
            **shape({**work, "claims": claims}, required=()),
            "description": "A work; all fields, unless `select` keeps some",
        },
        "Sources": envelope("SourceItem"),
        "SourceAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **work,
                "cited_by": {**IDS, "description": "Keys of sources that cite it"},
                "stances": {
                    **array(ref("TakenStance")),
                    "description": "Recorded ones, of others towards it and of it towards others",
                },
                "reports_same_study": {**IDS, "description": "Keys of sources on the same study"},
                "raises_questions": {**IDS, "description": "Ids of the questions it raises"},
                "summary_of_claims": ref("Summary"),
                "claims": array(ref("Claim")),
                "links": LINKS,
            }
        ),
    }


def concepts(term: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the shapes of a concept, one by one and in lists."""
    told = {
        **term,
        "key": {**TEXT, "description": "`scheme/id`"},
        "narrower": {**IDS, "description": "Ids in the same scheme"},
        "claims": {
            "type": ["integer", "null"],
            "description": "Claims under it; null for schemes that evidence is not asked by",
        },
    }
    return {
        "ConceptItem": shape({**told, "links": LINKS}),
        "Concepts": envelope("ConceptItem"),
        "ConceptAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **told,
                "questions": IDS,
                "summary": ref("Summary"),
                "links": LINKS,
            },
            required=["snapshot", *told, "questions", "links"],
        ),
    }


def questions(asked: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the shapes of an open question, one by one and in lists."""
    count = {**COUNT, "description": "Claims that bear on it"}
    return {
        "QuestionItem": shape({**asked, "count": count, "links": LINKS}),
        "Questions": envelope("QuestionItem"),
        "QuestionAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **asked,
                "summary": ref("Summary"),
                "count": count,
                "results": array(ref("EvidenceItem")),
                "next": {**NEXT, "description": "Cursor of more, at `links.evidence`"},
                "links": LINKS,
                "has": {
                    "type": "object",
                    "description": "What bears on it, by what it is, and by direction",
                },
                "cells": {
                    **array(ref("QuestionCells")),
                    "description": "The cells it asks about, on each map, and which are gaps",
                },
            }
        ),
    }
