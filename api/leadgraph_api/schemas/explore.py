"""Exploring: the works near some others, and how they are tied."""

from __future__ import annotations

from leadgraph.citations.asked import TIES
from leadgraph_api.schemas.shapes import (
    COUNT,
    FLAG,
    LINKS,
    QUERY,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    ref,
    shape,
)


def schemas() -> dict[str, Schema]:
    """Return the shape of a neighbourhood."""
    number: Schema = {"type": "number"}
    tie = {**TEXT, "enum": list(TIES)}
    node = {
        "id": {**TEXT, "description": "Key of a source, or the id of a work that is not held"},
        "label": TEXT,
        "held": {**FLAG, "description": "Whether the dataset holds the work"},
        "seed": {**FLAG, "description": "Whether it is one of those that were started from"},
        "ties": {**array(tie), "description": "By what it is a neighbour of one of them"},
        "year": {"type": ["integer", "null"]},
        "doi": {"type": ["string", "null"]},
        "cited": {**COUNT, "description": "Works of the dataset that cite it"},
        "x": {**number, "description": "Its place in the picture, to the right"},
        "y": {**number, "description": "Its place in the picture, downwards"},
        "source": {"anyOf": [ref("SourceInBrief"), {"type": "null"}]},
    }
    edge = {
        "from": TEXT,
        "to": TEXT,
        "kind": {**TEXT, "description": "`cites`, a stance, `co-cited`, `coupled` or `similar`"},
        "directed": FLAG,
        "count": {**COUNT, "description": "Works that are shared, claims that take the stance"},
        "score": {"type": ["number", "null"], "description": "Similarity, from 0 to 1"},
    }
    found = {"tie": tie, "found": COUNT, "shown": COUNT}
    return {
        "Neighbourhood": shape(
            {
                "snapshot": SNAPSHOT,
                "query": QUERY,
                "count": {**COUNT, "description": "Works shown"},
                "left_out": {**COUNT, "description": "Neighbours not shown for want of room"},
                "filtered": {**COUNT, "description": "Neighbours that do not answer the filter"},
                "found": array(shape(found)),
                "nodes": array(shape(node)),
                "edges": array(shape(edge)),
                "links": LINKS,
            }
        ),
    }
