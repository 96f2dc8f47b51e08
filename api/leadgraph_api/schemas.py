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
from leadgraph.model import CLAIM, CLOSED_SCHEMES, CONCEPT, QUESTION, SOURCE
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
    held |= _answers()
    held |= _gaps()
    held |= {"Health": _health(), "Problem": _problem(), "FacetValue": _facet_value()}
    held |= _pages()
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
                "has": {
                    "type": "object",
                    "description": "What bears on it, by what it is, and by direction",
                },
                "cells": {
                    **array(ref("QuestionCells")),
                    "description": "The cells it asks about, on each map, and which are gaps",
                },
            }
        ),
    }


def _answers() -> dict[str, Schema]:
    """Return the shapes of an answer to a question in plain words."""
    statuses = ("answered", "contested", "practice_only", "no_evidence_held")
    intents = ("evidence", "gaps", "citations", "questions", "sources")
    query: Schema = {"type": "object", "description": "Fields of the query that say something"}
    span = shape(
        {
            "start": COUNT,
            "end": COUNT,
            "text": {**TEXT, "description": "The words as typed"},
            "slot": {**TEXT, "description": "A field of the query, `not_` included, or a cue"},
            "concept": {"type": ["string", "null"], "description": "Its id; null if ambiguous"},
            "match": {**TEXT, "description": "By what the words were matched"},
            "score": {"type": "number"},
            "corrected": {**IDS, "description": "What misspelt words were read as"},
            "candidates": {**IDS, "description": "Ids that the words may mean"},
        },
        required=("start", "end", "text", "slot", "concept", "match", "score"),
    )
    other = shape({"query": query, "url": TEXT, "sentence": TEXT, "why": TEXT, "claims": COUNT})
    counts: Schema = {"type": "object", "additionalProperties": COUNT}
    interpretation = {
        "query": query,
        "sentence": {**TEXT, "description": "The query said back in plain English"},
        "spans": array(span),
        "unmatched": {**IDS, "description": "Content words that were not used"},
        "assumptions": IDS,
        "alternatives": array(other),
        "map": {
            "type": ["object", "null"],
            "description": "For gaps: the map they are cells of, as `/map` takes it",
        },
    }
    cells = shape({"count": COUNT, "gaps": COUNT, "by_class": counts})
    summary = {
        "text": TEXT,
        **dict.fromkeys(("claims", "sources", "studies"), COUNT),
        **dict.fromkeys(("by_direction", "by_design", "by_kind"), counts),
        "years": {"type": ["array", "null"], "items": {"type": "integer"}},
        **dict.fromkeys(("evidence", "practice", "gaps"), COUNT),
        "contested": FLAG,
        "cells": {
            "anyOf": [cells, {"type": "null"}],
            "description": "For gaps: the cells looked at, those that are gaps, and their classes",
        },
    }
    return {
        "AskAnswer": shape(
            {
                "snapshot": SNAPSHOT,
                "question": TEXT,
                "status": {"enum": [*statuses, "outside_framework", "ambiguous"]},
                "intent": {"enum": list(intents)},
                "interpretation": shape(interpretation),
                "summary": shape(summary),
                "results": {**array({"type": "object"}), "description": "By intent"},
                "next": {**NEXT, "description": "Cursor of more, at `links.next`"},
                "gap": {
                    "type": ["object", "null"],
                    "description": "The cell of the map that the question names: as `/gaps` has "
                    "it, with `map`, which it is on, and `links`",
                },
                "questions": {**array({"type": "object"}), "description": "Open ones it touches"},
                "links": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [TEXT, {"type": "object"}]},
                    "description": "Addresses; `cite` says how to cite the answer",
                },
            }
        )
    }


def _gaps() -> dict[str, Schema]:
    """Return the shapes of the map and of gaps."""
    counts: Schema = {"type": "object", "additionalProperties": COUNT}
    year: Schema = {"type": ["integer", "null"]}
    share: Schema = {"type": ["number", "null"]}
    classes: Schema = array({**TEXT, "enum": list(CLOSED_SCHEMES["gap-classes"])})
    counted = {
        "claims": COUNT,
        "sources": COUNT,
        "studies": {**COUNT, "description": "Distinct studies of research evidence"},
        "primary": {**COUNT, "description": "Those that a primary study reports"},
        "synthesis": {**COUNT, "description": "Those that a synthesis reports"},
        "practice": {**COUNT, "description": "Distinct sources of other claims"},
        "by_direction": {**counts, "description": "Claims of research evidence"},
    }
    asserted = {
        "count": {**COUNT, "description": "Claims that say little is known"},
        "broad": {**COUNT, "description": "Those about a whole row, column or map"},
        "claims": array(shape({"id": TEXT, "broad": FLAG})),
    }
    cell = {
        "row": TEXT,
        "column": TEXT,
        "state": {"enum": ["evidence", "gap", "not-applicable"]},
        "classes": classes,
        **counted,
        "by_design": {**counts, "description": "Claims of research evidence"},
        **dict.fromkeys(("first_year", "last_year", "last_synthesis"), year),
        "questions": IDS,
        "asserted": shape(asserted),
        "reason": {**TEXT, "description": "Why it is not applicable"},
    }
    required = [name for name in cell if name != "reason"]
    numbers: Schema = {"type": "object", "additionalProperties": year}
    reasons = array(shape({"class": TEXT, "rule": TEXT, "numbers": numbers}))
    agreed = {"asserted": COUNT, "both": COUNT, "share": share}
    agreement = {"computed": COUNT, **agreed, "specific": shape(agreed)}
    thresholds = {
        **dict.fromkeys(("few", "dense", "recent"), COUNT),
        "as_of": year,
        "strong": IDS,
    }
    heading = shape({"id": TEXT, "label": TEXT, "depth": COUNT, "broader": IDS})
    coverage = {
        **dict.fromkeys(("cells", "not_applicable", "applicable", "filled"), COUNT),
        "share": share,
        "above_few": COUNT,
        "share_above_few": share,
        "one_study": COUNT,
        "share_one_study": share,
        "concentration": shape({"fullest_tenth": share, "gini": share}),
    }
    line = shape({"id": TEXT, **counted})
    marginals = {
        "rows": array(line),
        "columns": array(line),
        "all": shape({**counted, "claims_outside": COUNT}),
    }
    query: Schema = {"type": "object", "description": "What was asked, in its canonical form"}
    found = {**cell, "reasons": reasons}
    answered = {
        "rows": TEXT,
        "columns": TEXT,
        "count": COUNT,
        "gaps": COUNT,
        "classes": counts,
        "results": array(shape(found, required=[*required, "reasons"])),
        "thresholds": ref("Thresholds"),
        "links": LINKS,
    }
    ids = shape(dict.fromkeys(("added", "removed", "revised"), IDS))
    either: Schema = {"anyOf": [ref("MapCell"), {"type": "null"}]}
    change = {
        "change": {"enum": ["opened", "closed", "changed"]},
        **{"row": TEXT, "column": TEXT, "gained": classes, "lost": classes},
        **{"before": either, "after": either, "claims": ids, "besides": IDS},
    }
    return {
        "MapCell": shape(cell, required=required),
        "Thresholds": shape(thresholds),
        "Map": shape(
            {
                "snapshot": SNAPSHOT,
                "query": query,
                "rows": array(heading),
                "columns": array(heading),
                "cells": array(ref("MapCell")),
                "marginals": shape(marginals),
                "coverage": shape(coverage),
                "thresholds": ref("Thresholds"),
                "links": LINKS,
                "agreement": shape(agreement),
            }
        ),
        "Gap": shape(
            {**found, "asked": FLAG, "dense_neighbours": COUNT},
            required=[*required, "reasons", "asked", "dense_neighbours"],
        ),
        "Gaps": _envelope(
            "Gap", thresholds=ref("Thresholds"), order=IDS, agreement=shape(agreement)
        ),
        "QuestionCells": shape(answered),
        "GapDiff": shape(
            {
                "from": TEXT,
                "to": TEXT,
                "query": query,
                "changes": shape(dict.fromkeys(("opened", "closed", "changed"), COUNT)),
                "results": array(shape(change)),
                "thresholds": shape({"from": ref("Thresholds"), "to": ref("Thresholds")}),
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


def _pages() -> dict[str, Schema]:
    parts = ("sources", "claims", "concepts", "questions")
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
                "counts": shape(dict.fromkeys(parts, COUNT)),
                "links": LINKS,
            }
        ),
        "Worklist": {**shape(own), "description": "A worklist and its first items"},
        "Worklists": _envelope("Worklist"),
        "WorklistAnswer": shape({"snapshot": SNAPSHOT, **own}),
    }


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
