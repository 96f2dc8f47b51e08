"""Summary: what is held, in a sentence or two made of counts; no verdict."""

from __future__ import annotations

from collections.abc import Mapping

from leadgraph.index import Summary
from leadgraph.model import Records

OUTSIDE = (
    "The question names nothing that the schemes of this dataset hold; the nearest concepts and "
    "a search of the texts are offered."
)
AMBIGUOUS = "The words bear more than one reading; each is offered with its own address."
EMPTY = "No claim is held that answers this. Absence here is absence from this dataset."


def told(summed: Summary, status: str, intent: str, records: Records) -> str:
    """Say what a result amounts to; every number is one of the summary."""
    if status == "outside_framework":
        return OUTSIDE
    if status == "ambiguous":
        return AMBIGUOUS
    if not summed.claims:
        return EMPTY
    years = f", published {_span(summed.years)}" if summed.years else ""
    text = f"{_count(summed.claims, 'claim')} from {_count(summed.sources, 'source')}{years}. "
    if not summed.evidence:
        return text + "None is research evidence."
    text += f"Research evidence: {_count(summed.evidence, 'claim')} from "
    text += f"{_count(summed.studies, 'distinct study', 'distinct studies')} "
    text += f"({_each(summed.by_direction, 'directions', records)}; "
    text += f"{_each(summed.by_design, 'designs', records)})"
    return text + (", on both sides." if status == "contested" else ".")


def _each(counts: Mapping[str, int], scheme: str, records: Records) -> str:
    labels = {id_: records.concepts.get(f"{scheme}/{id_}") for id_ in counts}
    return ", ".join(
        f"{count} {concept.label if (concept := labels[id_]) else id_}"
        for id_, count in counts.items()
    )


def _count(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"


def _span(years: tuple[int, int]) -> str:
    return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"
