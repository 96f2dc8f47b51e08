"""Asking: the answer to a question in plain words."""

from __future__ import annotations

from leadgraph.citations import KINDS
from leadgraph_api.schemas.shapes import (
    COUNT,
    COUNTS,
    FLAG,
    IDS,
    NEXT,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    shape,
)

STATUSES = (
    *("answered", "contested", "practice_only", "no_evidence_held"),
    *("outside_framework", "ambiguous"),
)
INTENTS = ("evidence", "gaps", "citations", "questions", "sources")


def schemas() -> dict[str, Schema]:
    """Return the shape of an answer."""
    return {
        "AskAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                "question": TEXT,
                "status": {"enum": list(STATUSES)},
                "intent": {"enum": list(INTENTS)},
                "interpretation": _interpretation(),
                "summary": _summary(),
                "results": {**array({"type": "object"}), "description": "By intent"},
                "next": {**NEXT, "description": "Cursor of more, at `links.next`"},
                "gap": {
                    "type": ["object", "null"],
                    "description": "The cell of the map that the question names: as `/gaps` has "
                    "it, with `map`, which it is on, and `links`",
                },
                "questions": {**array({"type": "object"}), "description": "Open ones it touches"},
                "links": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [TEXT, {"type": "object"}]},
                    "description": "Addresses; `cite` says how to cite the answer",
                },
            }
        )
    }


def _interpretation() -> Schema:
    """Return the shape of how a question was understood."""
    query: Schema = {"type": "object", "description": "Fields of the query that say something"}
    other = shape({"query": query, "url": TEXT, "sentence": TEXT, "why": TEXT, "claims": COUNT})
    return shape(
        {
            "query": query,
            "sentence": {**TEXT, "description": "The query said back in plain English"},
            "spans": array(_span()),
            "unmatched": {**IDS, "description": "Content words that were not used"},
            "assumptions": IDS,
            "alternatives": array(other),
            "map": {
                "type": ["object", "null"],
                "description": "For gaps: the map they are cells of, as `/map` takes it",
            },
        }
    )


def _span() -> Schema:
    """Return the shape of some words of a question and what they were matched to."""
    return shape(
        {
            "start": COUNT,
            "end": COUNT,
            "text": {**TEXT, "description": "The words as typed"},
            "slot": {**TEXT, "description": "A field of the query, `not_` included, or a cue"},
            "concept": {"type": ["string", "null"], "description": "Its id; null if ambiguous"},
            "match": {**TEXT, "description": "By what the words were matched"},
            "score": {"type": "number"},
            "corrected": {**IDS, "description": "What misspelt words were read as"},
            "candidates": {**IDS, "description": "Ids that the words may mean"},
        },
        required=("start", "end", "text", "slot", "concept", "match", "score"),
    )


def _summary() -> Schema:
    """Return the shape of what is held, in counts."""
    cells = shape({"count": COUNT, "gaps": COUNT, "by_class": COUNTS})
    near = shape({"kind": {"enum": list(KINDS)}, "count": COUNT, "stances": COUNTS})
    return shape(
        {
            "text": TEXT,
            **dict.fromkeys(("claims", "sources", "studies"), COUNT),
            **dict.fromkeys(("by_direction", "by_design", "by_kind"), COUNTS),
            "years": {"type": ["array", "null"], "items": {"type": "integer"}},
            **dict.fromkeys(("evidence", "practice", "gaps"), COUNT),
            "contested": FLAG,
            "cells": {
                "anyOf": [cells, {"type": "null"}],
                "description": "For gaps: the cells looked at, those that are gaps, and their "
                "classes",
            },
            "neighbours": {
                "anyOf": [near, {"type": "null"}],
                "description": "For citations: the kind of neighbours, how many there are, and the "
                "stances recorded between the works asked about and others",
            },
        }
    )
