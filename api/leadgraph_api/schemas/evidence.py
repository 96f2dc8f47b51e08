"""Evidence: claims with their sources, and lists of them."""

from __future__ import annotations

from collections.abc import Mapping

from leadgraph_api.schemas.shapes import (
    COUNT,
    FLAG,
    LINKS,
    SNAPSHOT,
    TEXT,
    Schema,
    envelope,
    ref,
    shape,
)


def schemas(claim: Mapping[str, Schema], item: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the shapes of a claim, and of evidence items one by one and in lists."""
    return {
        "Claim": shape(claim),
        "EvidenceItem": {
            **shape(item, required=()),
            "description": "A claim with its source; all fields, unless `select` keeps some",
        },
        "Evidence": envelope("EvidenceItem", summary={"anyOf": [ref("Summary"), {"type": "null"}]}),
        "ClaimAnswer": shape({"snapshot": SNAPSHOT, **item, "links": LINKS}),
    }


def facet_value() -> Schema:
    """Return the shape of a value of a facet, counted."""
    return shape({"id": TEXT, "label": TEXT, "count": COUNT, "selected": FLAG})
