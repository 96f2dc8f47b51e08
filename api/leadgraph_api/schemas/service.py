"""Service: how it is, and what it says when something is wrong."""

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
    """Return the shapes of the state of the service and of a problem."""
    return {
        "Health": _health(),
        "Problem": _problem(),
        "ProblemType": shape(_problem_type()),
        "ProblemTypeAnswer": shape({"snapshot": SNAPSHOT, **_problem_type()}),
        "ProblemTypes": envelope("ProblemType"),
    }


def _problem_type() -> dict[str, Schema]:
    """Return what is said of a type of problem."""
    said = dict.fromkeys(("code", "title", "meaning", "remedy"), TEXT)
    type_ = {**TEXT, "format": "uri", "description": "As in `type` of a problem document"}
    return {"type": type_, **said, "status": {"type": "integer"}, "links": LINKS}


def _health() -> Schema:
    """Return the shape of the state of the service."""
    return shape(
        {
            "status": {"const": "ok"},
            "version": TEXT,
            "snapshot": SNAPSHOT,
            "as_of": {
                "type": ["string", "null"],
                "format": "date",
                "description": "The newest date at which a claim was curated",
            },
            "counts": shape(dict.fromkeys(ENTITIES, COUNT)),
            "problems": shape(
                {
                    "count": {**COUNT, "description": "What is wrong in the files, warnings too"},
                    "left_out": {**IDS, "description": "Errors: what they are about is not served"},
                }
            ),
        }
    )


def _problem() -> Schema:
    """Return the shape of a problem document."""
    fault = shape(
        {
            "pointer": {**TEXT, "description": "JSON pointer into what was asked: `#/query/area`"},
            "code": TEXT,
            "message": TEXT,
            "line": {"type": "integer", "minimum": 1, "description": "Where, in a SPARQL query"},
            "column": {"type": "integer", "minimum": 1},
            "known": {**IDS, "description": "The nearest right values, nearest first"},
        },
        required=("pointer", "code", "message"),
    )
    return {
        **shape(
            {
                "type": {**TEXT, "format": "uri-reference"},
                "title": TEXT,
                "status": {"type": "integer"},
                "detail": TEXT,
                "instance": {**TEXT, "format": "uri-reference"},
                "errors": array(fault),
            }
        ),
        "description": "A problem document (RFC 9457)",
    }
