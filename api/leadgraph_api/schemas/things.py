"""Things beside the records: curators, cells, the dataset, its files, vocabularies, promises."""

from __future__ import annotations

from leadgraph_api.schemas.shapes import (
    COUNT,
    COUNTS,
    IDS,
    LINKS,
    SNAPSHOT,
    TEXT,
    Schema,
    array,
    shape,
)

OPTIONAL: Schema = {"type": ["string", "null"]}
DATE: Schema = {**OPTIONAL, "format": "date"}


def schemas() -> dict[str, Schema]:
    """Return the shapes of these things."""
    return {
        "Agent": _told(id=TEXT, name=TEXT, claims={**COUNT, "description": "Claims they signed"}),
        "Cell": _told(id=TEXT, row=TEXT, column=TEXT, reason=OPTIONAL),
        "Dataset": _dataset(),
        "Dumps": _dumps(),
        "Vocabulary": _vocabulary(),
        "Stability": _told(promises=array(shape({"id": TEXT, "title": TEXT, "text": TEXT}))),
    }


def _told(**properties: Schema) -> Schema:
    return shape({"snapshot": SNAPSHOT, **properties, "links": LINKS})


def _dataset() -> Schema:
    return _told(
        iri=TEXT,
        as_of=DATE,
        title=TEXT,
        description=OPTIONAL,
        creators=IDS,
        license=OPTIONAL,
        triples=COUNT,
        distinct_subjects=COUNT,
        distinct_objects=COUNT,
        classes={**COUNTS, "description": "Things of each class"},
        properties={**COUNTS, "description": "Triples of each property"},
    )


def _dumps() -> Schema:
    file = shape(
        {
            "name": TEXT,
            "title": TEXT,
            "media_type": TEXT,
            "bytes": COUNT,
            "sha256": {**TEXT, "pattern": "^[0-9a-f]{64}$"},
            "links": LINKS,
        }
    )
    return _told(as_of=DATE, count=COUNT, results=array(file))


def _vocabulary() -> Schema:
    term = shape(
        {
            "id": {**TEXT, "description": "Local name, the fragment of its IRI"},
            "iri": TEXT,
            "kind": {**TEXT, "enum": ["class", "property"]},
            "label": TEXT,
            "comment": TEXT,
            "broader": {**IDS, "description": "Classes or properties that it specialises"},
            "domain": IDS,
            "range": IDS,
        }
    )
    concept = shape({"id": TEXT, "label": TEXT, "definition": OPTIONAL})
    by_name: Schema = {"type": "object", "additionalProperties": array(concept)}
    return _told(iri=TEXT, title=TEXT, terms=array(term), schemes=by_name)
