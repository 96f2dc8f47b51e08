"""Paths: how two things are connected."""

from __future__ import annotations

from leadgraph_api.schemas.shapes import (
    COUNT,
    FLAG,
    LINKS,
    TEXT,
    Schema,
    array,
    envelope,
    ref,
    shape,
)

KINDS = ["source", "claim", "concept", "question"]
HOPS = [
    "cites",
    "says",
    "bears-on",
    "about",
    "raises",
    "broader",
    "related",
    "supports",
    "disputes",
    "qualifies",
    "extends",
    "uses-method",
]


def schemas() -> dict[str, Schema]:
    """Return the shapes of paths."""
    place = {**COUNT, "description": "A place in `stations`"}
    return {
        "Paths": envelope(
            "Path",
            proven={**FLAG, "description": "Whether no more telling path can have been missed"},
        ),
        "Path": shape(
            {
                "sentence": {**TEXT, "description": "The whole path in words"},
                "cost": {"type": "number", "description": "How far it is; the lower, the nearer"},
                "variants": {**COUNT, "description": "Further paths that pass nearly the same way"},
                "stations": array(ref("Station")),
                "hops": array(
                    shape(
                        {
                            "from": place,
                            "to": place,
                            "kind": {"type": "string", "enum": HOPS},
                            "forward": {
                                **FLAG,
                                "description": "Whether `kind` holds of `from` towards `to`, or "
                                "the other way round",
                            },
                            "words": {**TEXT, "description": "The hop as a sentence"},
                            "others": {
                                **COUNT,
                                "description": "Other claims of the work that would have served",
                            },
                        }
                    )
                ),
            }
        ),
        "Station": shape(
            {
                "kind": {"type": "string", "enum": KINDS},
                "id": TEXT,
                "label": TEXT,
                "held": {**FLAG, "description": "False for a work that is cited and not held"},
                "links": LINKS,
            }
        ),
    }
