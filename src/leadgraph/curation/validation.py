"""What pydantic refuses -> one plain sentence per field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from leadgraph.curation.problems import hint
from leadgraph.model import (
    CLAIM_VALUES,
    CLOSED_SCHEMES,
    WHOLE_MOST,
    Basis,
    Claim,
    Effect,
    How,
    Stance,
)

FIELDS: Mapping[str, tuple[str, ...]] = {
    "": tuple(Claim.__dataclass_fields__),
    "effect": tuple(Effect.__dataclass_fields__),
    "stance": tuple(Stance.__dataclass_fields__),
}
"""Fields of a claim, and of the tables inside it."""

_IDS = "a list of ids, which hold no white space, comma or semicolon"
_FORMS = {
    **dict.fromkeys(("areas", "models", "targets", "outcomes", "questions", "countries"), _IDS),
    **dict.fromkeys(("levels", "cites"), _IDS),
    **dict.fromkeys(
        ("id", "source", "design", "study", "key", "stance.source", "stance.claim"),
        "an id, which holds no white space, comma or semicolon",
    ),
    "asserts_gap": "true or false",
    "curated": "a date, as in 2026-11-23",
    "effect": "a table with metric, value and note",
    "effect.value": f"a number (whole up to {WHOLE_MOST}), two numbers (a range), or text",
    "stance": "a table with how, and either source or claim",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    **{name: CLOSED_SCHEMES[scheme] for name, scheme in CLAIM_VALUES.items()},
    "stance.how": get_args(How),
}
_MISSING = ("missing", "missing_argument")
_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: its code, and a sentence that goes on from its name."""

    code: str
    field: str
    message: str


def explain(error: ValidationError, record: str = "claim") -> list[Fault]:
    """Return one fault for each field, however many alternatives of it pydantic tried."""
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False, include_context=False):
        path = _path(detail["loc"])
        if path not in faults:
            faults[path] = _fault(str(detail["type"]), path, detail, record)
    return list(faults.values())


def _path(location: Iterable[int | str]) -> str:
    """Return the field of a location: ``effect.value``, without positions and alternatives.

    >>> _path(("effect", "value", "union[int,float]", "int"))
    'effect.value'
    """
    parts = [part for part in location if isinstance(part, str)]
    if len(parts) > 1 and parts[0] in ("effect", "stance"):
        return ".".join(parts[:2])
    return parts[0] if parts else ""


def _fault(kind: str, path: str, detail: Mapping[str, Any], record: str) -> Fault:
    table, _, name = path.rpartition(".")
    if kind in _MISSING:
        return Fault("missing-field", path, "is missing")
    if kind in _UNKNOWN:
        near = hint(name, FIELDS.get(table, ()))
        return Fault("unknown-field", path, f"is not a field of {table or record}{near}")
    value = detail.get("input")
    shown = _shown(value)
    choices = _CHOICES.get(path)
    if record == "source" and path == "basis":
        choices = (*get_args(Basis), "none")
    if choices is not None:
        near = hint(value, choices) if isinstance(value, str) else ""
        known = near or f"; it is one of {', '.join(choices)}"
        return Fault("invalid-value", path, f"may not be {shown}{known}")
    form = _FORMS.get(path, "text that is not empty")
    return Fault("invalid-value", path, f"is {form}, not {shown}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
