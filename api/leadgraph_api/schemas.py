"""Schemas: the shapes of the answers, for the OpenAPI description.

They are read off the records themselves, so that they cannot fall behind. A reader must bear keys
that are not listed: keys are added, never moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from leadgraph.index import Summary
from leadgraph.model import CLAIM, CONCEPT, QUESTION, SOURCE
from leadgraph.render import BRIEF_FIELDS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
IDS: Schema = {"type": "array", "items": TEXT}
LINKS: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "Addresses, relative to the root of the service",
}
SNAPSHOT: Schema = {**TEXT, "description": "Id of the content that was asked"}
NEXT: Schema = {
    "type": ["string", "null"],
    "description": "Cursor of the page after this one; null at the end",
}


FOR_WRITERS = ("default", "title", "pattern", "minLength")


def ref(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    """Return the schema of an array."""
    return {"type": "array", "items": items}


def shape(properties: Mapping[str, Schema], *, required: Iterable[str] | None = None) -> Schema:
    """Return the schema of an object, all of whose properties are there unless said otherwise."""
    names = list(properties if required is None else required)
    told: Schema = {"type": "object", "properties": dict(properties)}
    return {**told, "required": names} if names else told


@cache
def schemas() -> Mapping[str, Schema]:
    """Return all schemas by name."""
    held: dict[str, Schema] = {}
    claim = _properties(CLAIM, held)
    work = _properties(SOURCE, {})  # its names are told as texts
    term = _properties(CONCEPT, held)
    asked = _properties(QUESTION, held)
    held["Summary"] = shape(_properties(TypeAdapter(Summary), held))
    people = {**IDS, "description": "Names, in bibliographic form"}
    work |= {
        "authors": people,
        "editors": people,
        "citation": {**TEXT, "description": "As in `Leithwood et al. 2006`"},
        "research": {**FLAG, "description": "Whether its design counts as research"},
        "design_group": {"type": ["string", "null"], "description": "Group of its design"},
    }
    held["SourceInBrief"] = shape({name: work[name] for name in BRIEF_FIELDS})
    item = {**claim, "source": ref("SourceInBrief")}
    held |= _evidence(claim, item)
    held |= _sources(work)
    held |= _concepts(term)
    held |= _questions(asked)
    held |= {"Health": _health(), "Problem": _problem(), "FacetValue": _facet_value()}
    return held


def _properties(adapter: TypeAdapter[Any], held: dict[str, Schema]) -> dict[str, Schema]:
    """Return the properties of a record; the schemas they refer to go where all are held."""
    schema = adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    for name, part in schema.get("$defs", {}).items():
        held[name] = shape(_told(part["properties"]))
    told: dict[str, Schema] = _told(schema["properties"])
    return told


def _told(part: Any) -> Any:
    """Leave out of a schema what is said to those who write records, not to those who read them."""
    if isinstance(part, list):
        return [_told(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        word: _told(value)
        for word, value in part.items()
        if word not in FOR_WRITERS or isinstance(value, dict)
    }


def _envelope(items: str, **more: Schema) -> Schema:
    return shape(
        {
            "snapshot": SNAPSHOT,
            "query": {"type": "object", "description": "What was asked, in its canonical form"},
            "count": {**COUNT, "description": "Items of the whole result"},
            "results": array(ref(items)),
            "facets": {
                "type": ["object", "null"],
                "additionalProperties": array(ref("FacetValue")),
                "description": "Counts of the whole result, the most first; null if not asked for",
            },
            "next": NEXT,
            "links": LINKS,
            **more,
        }
    )


def _evidence(claim: Mapping[str, Schema], item: Mapping[str, Schema]) -> dict[str, Schema]:
    return {
        "Claim": shape(claim),
        "EvidenceItem": {
            **shape(item, required=()),
            "description": "A claim with its source; all fields, unless `select` keeps some",
        },
        "Evidence": _envelope(
            "EvidenceItem", summary={"anyOf": [ref("Summary"), {"type": "null"}]}
        ),
        "ClaimAnswer": shape({"snapshot": SNAPSHOT, **item, "links": LINKS}),
    }


def _sources(work: Mapping[str, Schema]) -> dict[str, Schema]:
    claims = {**COUNT, "description": "How many of its claims answer the query"}
    return {
        "SourceItem": {
            **shape({**work, "claims": claims}, required=()),
            "description": "A work; all fields, unless `select` keeps some",
        },
        "Sources": _envelope("SourceItem"),
        "SourceAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **work,
                "cited_by": {**IDS, "description": "Keys of sources that cite it"},
                "reports_same_study": {**IDS, "description": "Keys of sources on the same study"},
                "raises_questions": {**IDS, "description": "Ids of the questions it raises"},
                "summary_of_claims": ref("Summary"),
                "claims": array(ref("Claim")),
                "links": LINKS,
            }
        ),
    }


def _concepts(term: Mapping[str, Schema]) -> dict[str, Schema]:
    told = {
        **term,
        "key": {**TEXT, "description": "`scheme/id`"},
        "narrower": {**IDS, "description": "Ids in the same scheme"},
        "claims": {
            "type": ["integer", "null"],
            "description": "Claims under it; null for schemes that evidence is not asked by",
        },
    }
    return {
        "ConceptItem": shape({**told, "links": LINKS}),
        "Concepts": _envelope("ConceptItem"),
        "ConceptAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **told,
                "questions": IDS,
                "summary": ref("Summary"),
                "links": LINKS,
            },
            required=["snapshot", *told, "questions", "links"],
        ),
    }


def _questions(asked: Mapping[str, Schema]) -> dict[str, Schema]:
    count = {**COUNT, "description": "Claims that bear on it"}
    return {
        "QuestionItem": shape({**asked, "count": count, "links": LINKS}),
        "Questions": _envelope("QuestionItem"),
        "QuestionAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                **asked,
                "summary": ref("Summary"),
                "count": count,
                "results": array(ref("EvidenceItem")),
                "next": {**NEXT, "description": "Cursor of more, at `links.evidence`"},
                "links": LINKS,
            }
        ),
    }


def _facet_value() -> Schema:
    return shape({"id": TEXT, "label": TEXT, "count": COUNT, "selected": FLAG})


def _health() -> Schema:
    parts = ("sources", "claims", "concepts", "questions")
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
            "counts": shape(dict.fromkeys(parts, COUNT)),
            "problems": shape(
                {
                    "count": {**COUNT, "description": "What is wrong in the files, warnings too"},
                    "left_out": {**IDS, "description": "Errors: what they are about is not served"},
                }
            ),
        }
    )


def _problem() -> Schema:
    fault = shape(
        {
            "pointer": {**TEXT, "description": "JSON pointer into what was asked: `#/query/area`"},
            "code": TEXT,
            "message": TEXT,
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
