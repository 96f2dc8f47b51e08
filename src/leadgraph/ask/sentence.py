"""Sentence: a query said back in plain English, from the query and the labels alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadgraph import render
from leadgraph.model import Records
from leadgraph.query import IDS, SCHEMES, EvidenceQuery

PARTS: Mapping[str, str] = {
    "area": "in the area {}",
    "model": "on the model {}",
    "target": "about {}",
    "outcome": "with the outcome {}",
    "direction": "of which the direction is {}",
    "directness": "of which the path is {}",
    "design": "from sources of the design {}",
    "kind": "of the kind {}",
    "basis": "read in the form {}",
    "status": "of the status {}",
    "stance": "of the stance {}",
    "country": "from {}",
    "level": "at the level {}",
    "question": "bearing on the open question {}",
    "source": "made by {}",
}
"""How each field is said; the braces take the labels of its ids."""

HEADS: Mapping[str, str] = {
    "evidence": "Claims",
    "gaps": "Gaps in the evidence, over claims",
    "sources": "Claims",
    "questions": "Open questions",
    "cites": "Works cited by {}",
    "cited-by": "Works that cite {}",
    "similar": "Works near {}",
}
OPEN = "One part of the question bears several readings, which are offered."
NOTHING = "Nothing that the schemes of this dataset hold was asked."


def sentence(
    query: EvidenceQuery, records: Records, intent: str = "evidence", neighbours: str | None = None
) -> str:
    """Say what a query asks for."""
    head = HEADS[neighbours or intent]
    if neighbours:
        head = head.format(named(query, "source", records) if query.source else "a work not named")
    # with these, the works are in the head already, or are what is asked for
    left = query.but(source=None) if neighbours else query
    parts = [*_wanted(left, records), *_years(left), *_flags(left), *_unwanted(left, records)]
    if not parts:
        return f"{head}." if neighbours or intent != "evidence" else "All claims."
    narrower = "; what is narrower is included" if _has_narrower(left, records) else ""
    return f"{head} {', '.join(parts)}{narrower}."


def named(query: EvidenceQuery, field: str, records: Records) -> str:
    """Return the labels of one field of a query, joined."""
    labels = [name(field, id_, records) for id_ in getattr(query, field)]
    return " or ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)


def name(field: str, id_: str, records: Records) -> str:
    """Return what people call an id of a field."""
    if field == "source" and id_ in records.sources:
        return records.sources[id_].citation
    if field == "question" and id_ in records.questions:
        return f"{id_} ({records.questions[id_].label})"
    return render.label(field, id_, records, SCHEMES)


def _wanted(query: EvidenceQuery, records: Records) -> list[str]:
    return [PARTS[f].format(named(query, f, records)) for f in IDS if getattr(query, f)]


def _unwanted(query: EvidenceQuery, records: Records) -> list[str]:
    fields = [field for field in IDS if getattr(query, f"not_{field}")]
    said = []
    for field in fields:
        labels = [name(field, id_, records) for id_ in getattr(query, f"not_{field}")]
        said.append(f"but not {PARTS[field].format(_nor(labels))}")
    return said


def _nor(labels: Sequence[str]) -> str:
    return " or ".join(labels)


def _years(query: EvidenceQuery) -> list[str]:
    since, until = query.since, query.until
    if since is not None and until is not None:
        return [f"published in {since}" if since == until else f"published {since} to {until}"]
    if since is not None:
        return [f"published in {since} or later"]
    return [f"published in {until} or earlier"] if until is not None else []


def _flags(query: EvidenceQuery) -> list[str]:
    said = []
    if query.research is not None:
        said.append("research evidence only" if query.research else "no research evidence")
    if query.asserts_gap is not None:
        said.append("saying" if query.asserts_gap else "not saying")
        said[-1] += " that little is known"
    return said


def _has_narrower(query: EvidenceQuery, records: Records) -> bool:
    keys = {f"{scheme}/{id_}" for field, scheme in SCHEMES.items() for id_ in getattr(query, field)}
    return any(
        f"{records.concepts[key].scheme}/{up}" in keys
        for key in records.concepts
        for up in records.concepts[key].broader
    )
