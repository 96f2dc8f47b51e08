"""Citations: neighbours of works, with what ties them."""

from __future__ import annotations

from leadgraph.citations import KINDS
from leadgraph.model import CLOSED_SCHEMES
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

OPTIONAL: Schema = {"type": ["string", "null"]}


def schemas() -> dict[str, Schema]:
    """Return the shapes of neighbours: one, a page of one kind, and all kinds at once."""
    kind: Schema = {"enum": list(KINDS)}
    told: dict[str, Schema] = {
        "kind": {"enum": [*KINDS, None], "description": "Of the neighbours; null for all kinds"},
        "seeds": {**array(ref("CitedWork")), "description": "The works that were asked about"},
        "score": {
            "type": "object",
            "additionalProperties": TEXT,
            "description": "What the count and each score are",
        },
    }
    some = shape(
        {
            "kind": kind,
            "definition": TEXT,
            "count": {**COUNT, "description": "Neighbours of this kind"},
            "results": {**array(ref("Neighbour")), "description": "The first of them"},
            "links": LINKS,
        }
    )
    page = envelope("Neighbour", **told)
    either = array({"anyOf": [ref("Neighbour"), ref("NeighboursInBrief")]})
    page["properties"] = {**page["properties"], "results": either}
    return {
        "CitedWork": shape({"id": TEXT, "held": FLAG, "label": TEXT, "title": OPTIONAL}),
        "TakenStance": _stance(),
        "Neighbour": _neighbour(),
        "NeighboursInBrief": {**some, "description": "One kind of neighbours, where none is asked"},
        "Citations": page,
    }


def _stance() -> Schema:
    """Return the shape of a stance that a curator recorded."""
    return shape(
        {
            "how": {"enum": list(CLOSED_SCHEMES["stances"])},
            "claim": {**TEXT, "description": "Id of the claim that takes it"},
            "direction": {
                "enum": ["in", "out"],
                "description": "Towards the work looked at, or taken by it",
            },
            "towards": {**OPTIONAL, "description": "Id of the claim it is taken towards, if one"},
            "source": {**TEXT, "description": "Key of the other work"},
            "statement": {**TEXT, "description": "What the claim says"},
        }
    )


def _neighbour() -> Schema:
    """Return the shape of a work near others."""
    shared = shape(
        {
            "id": TEXT,
            "how": {"enum": ["cites-it", "cited-by-it", "cites-both", "cited-by-both"]},
            "held": FLAG,
            "label": TEXT,
            "title": OPTIONAL,
        }
    )
    works = {**COUNT, "description": "Works that have it"}
    return shape(
        {
            "id": {**TEXT, "description": "Key; of a work that is not held `doi:` and its DOI"},
            "held": FLAG,
            "source": {"anyOf": [ref("SourceInBrief"), {"type": "null"}]},
            "label": TEXT,
            "doi": OPTIONAL,
            "count": {**COUNT, "description": "Items that tie it to the works asked about"},
            "scores": {"type": "object", "additionalProperties": {"type": "number"}},
            "shared": {**array(shared), "description": "The works by which it is tied"},
            "shared_not_listed": {**COUNT, "description": "Such works beyond those listed"},
            "concepts": array(shape({"id": TEXT, "label": TEXT, "works": works})),
            "stances": array(ref("TakenStance")),
        }
    )
