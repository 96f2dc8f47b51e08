"""Gaps: the evidence map, its cells, the gaps among them, and how these change."""

from __future__ import annotations

from leadgraph.model import CLOSED_SCHEMES
from leadgraph_api.schemas.shapes import (
    COUNT,
    COUNTS,
    FLAG,
    IDS,
    LINKS,
    QUERY,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    envelope,
    ref,
    shape,
)

YEAR: Schema = {"type": ["integer", "null"]}
SHARE: Schema = {"type": ["number", "null"]}
CLASSES: Schema = array({**TEXT, "enum": list(CLOSED_SCHEMES["gap-classes"])})

COUNTED: dict[str, Schema] = {
    "claims": COUNT,
    "sources": COUNT,
    "studies": {**COUNT, "description": "Distinct studies of research evidence"},
    "primary": {**COUNT, "description": "Those that a primary study reports"},
    "synthesis": {**COUNT, "description": "Those that a synthesis reports"},
    "practice": {**COUNT, "description": "Distinct sources of other claims"},
    "by_direction": {**COUNTS, "description": "Claims of research evidence"},
}
"""What is counted of a cell, a row, a column and the whole map."""

TEAMS: Schema = {**COUNT, "description": "Independent author teams; with `teams=true` only"}


def schemas() -> dict[str, Schema]:
    """Return the shapes of the map and of gaps."""
    cell = _cell()
    required = [name for name in cell if name != "reason"]
    found = {**cell, "reasons": _reasons()}
    ranked: dict[str, Schema] = {"asked": FLAG, "dense_neighbours": COUNT}
    told = {"thresholds": ref("Thresholds"), "order": IDS, "agreement": _agreement()}
    return {
        "MapCell": shape({**cell, "teams": TEAMS}, required=required),
        "Thresholds": _thresholds(),
        "Map": _map(),
        "Gap": shape({**found, **ranked}, required=[*required, "reasons", *ranked]),
        "Gaps": envelope("Gap", **told),
        "QuestionCells": _asked_about(shape(found, required=[*required, "reasons"])),
        "GapDiff": _diff(),
    }


def _cell() -> dict[str, Schema]:
    """Return the properties of a cell."""
    asserted = {
        "count": {**COUNT, "description": "Claims that say little is known"},
        "broad": {**COUNT, "description": "Those about a whole row, column or map"},
        "claims": array(shape({"id": TEXT, "broad": FLAG})),
    }
    return {
        "row": TEXT,
        "column": TEXT,
        "state": {"enum": ["evidence", "gap", "not-applicable"]},
        "classes": CLASSES,
        **COUNTED,
        "by_design": {**COUNTS, "description": "Claims of research evidence"},
        **dict.fromkeys(("first_year", "last_year", "last_synthesis"), YEAR),
        "questions": IDS,
        "asserted": shape(asserted),
        "reason": {**TEXT, "description": "Why it is not applicable"},
    }


def _reasons() -> Schema:
    """Return the shape of why a cell is a gap: rules, and the numbers they were applied to."""
    numbers: Schema = {"type": "object", "additionalProperties": YEAR}
    return array(shape({"class": TEXT, "rule": TEXT, "numbers": numbers}))


def _thresholds() -> Schema:
    """Return the shape of what is few, many and recent."""
    counted = dict.fromkeys(("few", "dense", "recent"), COUNT)
    return shape({**counted, "as_of": YEAR, "strong": IDS})


def _map() -> Schema:
    """Return the shape of a map."""
    heading = shape({"id": TEXT, "label": TEXT, "depth": COUNT, "broader": IDS})
    return shape(
        {
            "snapshot": SNAPSHOT,
            "query": QUERY,
            "rows": array(heading),
            "columns": array(heading),
            "cells": array(ref("MapCell")),
            "marginals": _marginals(),
            "coverage": _coverage(),
            "thresholds": ref("Thresholds"),
            "links": LINKS,
            "agreement": _agreement(),
        }
    )


def _marginals() -> Schema:
    """Return the shape of what is counted of each row, each column and the whole."""
    line = shape({"id": TEXT, **COUNTED})
    whole = shape({**COUNTED, "claims_outside": COUNT})
    return shape({"rows": array(line), "columns": array(line), "all": whole})


def _coverage() -> Schema:
    """Return the shape of how much of a map is filled, and how unevenly."""
    return shape(
        {
            **dict.fromkeys(("cells", "not_applicable", "applicable", "filled"), COUNT),
            "share": SHARE,
            "above_few": COUNT,
            "share_above_few": SHARE,
            "one_study": COUNT,
            "share_one_study": SHARE,
            "concentration": shape({"fullest_tenth": SHARE, "gini": SHARE}),
        }
    )


def _agreement() -> Schema:
    """Return the shape of how far computed gaps and those that claims assert agree."""
    agreed = {"asserted": COUNT, "both": COUNT, "share": SHARE}
    return shape({"computed": COUNT, **agreed, "specific": shape(agreed)})


def _asked_about(cell: Schema) -> Schema:
    """Return the shape of the cells of one map that an open question asks about."""
    return shape(
        {
            "rows": TEXT,
            "columns": TEXT,
            "count": COUNT,
            "gaps": COUNT,
            "classes": COUNTS,
            "results": array(cell),
            "thresholds": ref("Thresholds"),
            "links": LINKS,
        }
    )


def _diff() -> Schema:
    """Return the shape of what changed between two snapshots."""
    kinds = ("opened", "closed", "changed")
    return shape(
        {
            "from": TEXT,
            "to": TEXT,
            "query": QUERY,
            "changes": shape(dict.fromkeys(kinds, COUNT)),
            "results": array(_change(kinds)),
            "thresholds": shape({"from": ref("Thresholds"), "to": ref("Thresholds")}),
            "links": LINKS,
        }
    )


def _change(kinds: tuple[str, ...]) -> Schema:
    """Return the shape of a cell before and after."""
    either: Schema = {"anyOf": [ref("MapCell"), {"type": "null"}]}
    claims = shape(dict.fromkeys(("added", "removed", "revised"), IDS))
    return shape(
        {
            "change": {"enum": list(kinds)},
            **{"row": TEXT, "column": TEXT, "gained": CLASSES, "lost": CLASSES},
            **{"before": either, "after": either, "claims": claims, "besides": IDS},
        }
    )
