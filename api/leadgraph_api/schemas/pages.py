"""Pages: what is told of the dataset as a whole, and its worklists."""

from __future__ import annotations

from leadgraph_api.schemas.shapes import (
    COUNT,
    ENTITIES,
    IDS,
    LINKS,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    envelope,
    shape,
)


def schemas() -> dict[str, Schema]:
    """Return the shapes of what is told of the dataset, and of worklists."""
    optional: Schema = {"type": ["string", "null"]}
    own = {
        "id": TEXT,
        "title": TEXT,
        "remedy": {**TEXT, "description": "What would take an item off the list"},
        "entity": {**TEXT, "enum": ["claim", "source", "question", "concept", "work"]},
        "count": {**COUNT, "description": "Items of the whole list"},
        "results": array(shape({"id": TEXT, "text": optional, "links": LINKS})),
        "links": LINKS,
    }
    return {
        "About": shape(
            {
                "snapshot": SNAPSHOT,
                "as_of": {**optional, "format": "date"},
                "title": TEXT,
                "description": optional,
                "creators": IDS,
                "license": optional,
                "base": TEXT,
                "counts": shape(dict.fromkeys(ENTITIES, COUNT)),
                "links": LINKS,
            }
        ),
        "Worklist": {**shape(own), "description": "A worklist and its first items"},
        "Worklists": envelope("Worklist"),
        "WorklistAnswer": shape({"snapshot": SNAPSHOT, **own}),
    }
