"""Contributors: authors and venues."""

from __future__ import annotations

from leadgraph_api.schemas.shapes import (
    COUNT,
    IDS,
    LINKS,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    envelope,
    ref,
    shape,
)


def schemas() -> dict[str, Schema]:
    """Return the shapes of authors and venues."""
    brief = {
        "id": TEXT,
        "label": {**TEXT, "description": "The fullest spelling"},
        "kind": {"type": "string", "enum": ["person", "body", "venue"]},
        "links": LINKS,
    }
    work = {
        "key": TEXT,
        "citation": TEXT,
        "title": TEXT,
        "year": {"type": ["integer", "null"]},
        "design": {"type": ["string", "null"]},
        "links": LINKS,
    }
    areas = array(shape({"id": TEXT, "label": TEXT, "claims": COUNT}))
    people = shape({"count": COUNT, "results": array(ref("Contributor"))})
    told = {
        "snapshot": SNAPSHOT,
        **brief,
        "spelled": {**IDS, "description": "All spellings"},
        "works": array(shape(work)),
        "summary": ref("Summary"),
        "claims_by_area": {**areas, "description": "Its claims by area, the most first"},
        "maybe_same": {
            **array(shape(brief)),
            "description": "People of the same family name whose initials begin alike",
        },
    }
    return {
        "Contributor": shape({**brief, "works": COUNT}),
        "Authors": envelope("Contributor"),
        "Venues": envelope("Contributor"),
        "AuthorAnswer": shape({**told, "co_authors": people, "links": LINKS}),
        "VenueAnswer": shape({**told, "authors": people, "links": LINKS}),
    }
