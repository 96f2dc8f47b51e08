"""The schemes: which belong to the program, which to a dataset, and which fields hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

BASE_IRI = "https://w3id.org/leadgraph/"
"""Base of every IRI a dataset mints, unless its ontology names another."""

Direction = Literal["positive", "negative", "null", "mixed", "not-applicable"]
Directness = Literal["direct", "indirect", "moderated", "not-stated"]
Kind = Literal[
    "empirical-finding",
    "synthesis-finding",
    "theoretical",
    "recommendation",
    "standard",
    "testimony",
    "definition",
]
How = Literal["supports", "disputes", "qualifies", "extends", "uses-method"]
Basis = Literal["full-text", "excerpt", "abstract", "secondary"]
Status = Literal["accepted", "proposed", "disputed", "superseded", "withdrawn"]
EvidenceRole = Literal["synthesis", "primary", "none"]

FINDINGS: frozenset[str] = frozenset({"empirical-finding", "synthesis-finding"})
COUNTED: tuple[Status, ...] = ("accepted", "disputed")
"""Statuses that count; a query that names no status asks for these."""

DIRECTIONS: tuple[str, ...] = get_args(Direction)
CLOSED_SCHEMES: Mapping[str, tuple[str, ...]] = {
    "directions": DIRECTIONS,
    "directness": get_args(Directness),
    "kinds": get_args(Kind),
    "stances": get_args(How),
    "bases": get_args(Basis),
    "statuses": get_args(Status),
    "gap-classes": (
        "absolute",
        "practice-only",
        "thin",
        "synthesis",
        "low-confidence",
        "contested",
        "indirect",
        "population",
        "stale",
        "asserted-only",
        "unasserted",
    ),
}
"""The schemes that belong to the program; their labels and definitions are in vocabulary.ttl."""

OPEN_SCHEMES: tuple[str, ...] = ("areas", "models", "targets", "outcomes", "levels", "designs")
"""The schemes that belong to a dataset, in its ontology.ttl."""

CLAIM_TAGS: Mapping[str, str] = {
    "areas": "areas",
    "models": "models",
    "targets": "targets",
    "outcomes": "outcomes",
}
"""Fields of a claim (and of a question) that hold concept ids, with the scheme they come from."""

CLAIM_VALUES: Mapping[str, str] = {
    "direction": "directions",
    "directness": "directness",
    "kind": "kinds",
    "basis": "bases",
    "status": "statuses",
}
"""Fields of a claim that hold one id of a closed scheme."""
