"""The answer by brute force: every claim is looked at, the way the definitions read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadgraph.model import COUNTED, Claim, Records

TAGS = {"area": "areas", "model": "models", "target": "targets", "outcome": "outcomes"}


def answer(records: Records, fields: dict[str, Any]) -> set[str]:
    """Return the ids of the claims that answer a query, read off the records one by one."""
    return {claim.id for claim in records.claims.values() if all(_tests(records, claim, fields))}


def _tests(records: Records, claim: Claim, fields: dict[str, Any]) -> Iterator[bool]:
    source = records.sources[claim.source]
    yield claim.status in COUNTED
    for field, asked in fields.items():
        wanted = asked if isinstance(asked, list) else [asked]
        if field == "since":
            yield source.year is not None and source.year >= asked
        elif field == "design":
            yield _is_any(records, "designs", [source.design or ""], wanted)
        elif field in TAGS:
            yield _is_any(records, TAGS[field], getattr(claim, TAGS[field]), wanted)
        else:
            yield getattr(claim, field) in wanted


def _is_any(records: Records, scheme: str, ids: Any, wanted: list[str]) -> bool:
    """Tell whether one of some ids is one of the wanted, or narrower."""
    return any(
        f"{scheme}/{id_}" in records.ancestors.get(f"{scheme}/{held}", ())
        for held in ids
        for id_ in wanted
    )
