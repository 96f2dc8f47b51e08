"""Network: the works that answer a query as a network of citations."""

from __future__ import annotations

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

SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
SCORE: Schema = {"type": "number", "minimum": 0}


def schemas() -> dict[str, Schema]:
    """Return the shapes of a network."""
    work = {
        "id": TEXT,
        "held": {**FLAG, "description": "False for a work that is cited and not held"},
        "citation": TEXT,
        "title": {"type": ["string", "null"]},
        "year": {"type": ["integer", "null"]},
        "links": LINKS,
    }
    share = {**SHARE, "description": "Share of all search paths"}
    scored = array(shape({**work, "score": SCORE}))
    return {
        "Network": shape(
            {
                "snapshot": SNAPSHOT,
                "query": QUERY,
                "works": COUNT,
                "stubs": {**COUNT, "description": "Works that are cited and not held"},
                "citations": COUNT,
                "circles": {**COUNT, "description": "Groups of works that cite one another"},
                "main_path": array(
                    shape({"count": COUNT, "works": array(shape(work)), "share": share})
                ),
                "roots": array(shape({**work, "share": share})),
                "fronts": shape(
                    {"since": {"type": "integer"}, "works": array(shape({**work, "share": share}))}
                ),
                "pagerank": shape({"damping": SHARE, "works": scored}),
                "betweenness": shape(
                    {
                        "pivots": {
                            "type": ["integer", "null"],
                            "description": "Works that ways were walked from; null for all",
                        },
                        "works": scored,
                    }
                ),
                "communities": shape(
                    {
                        "count": COUNT,
                        "modularity": {"type": "number"},
                        "alone": {**COUNT, "description": "Works without a citation among these"},
                        "largest": array(ref("Community")),
                    }
                ),
                "links": LINKS,
            }
        ),
        "Community": shape(
            {
                "size": COUNT,
                "years": {"type": ["array", "null"], "items": {"type": "integer"}},
                "concepts": array(
                    shape(
                        {
                            "concept": TEXT,
                            "label": TEXT,
                            "works": COUNT,
                            "lift": SCORE,
                            "z": {"type": "number"},
                            "links": LINKS,
                        }
                    )
                ),
                "works": array(shape({**work, "cited": COUNT})),
            }
        ),
    }
