"""Summary: what is held, in a sentence or two made of counts; no verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from leadgraph import render
from leadgraph.citations import NeighbourList
from leadgraph.index import Summary
from leadgraph.model import Records
from leadgraph.render import Json

OUTSIDE = (
    "The question names nothing that the schemes of this dataset hold; the nearest concepts and "
    "a search of the texts are offered."
)
AMBIGUOUS = "The words bear more than one reading; each is offered with its own address."
ABSENT = "Absence here is absence from this dataset."
EMPTY = f"No claim is held that answers this. {ABSENT}"
TIED = {
    "cites": "recorded as cited by {}",
    "cited-by": "recorded as citing {}",
    "co-cited": "recorded as cited together with {}",
    "coupled": "recorded as citing works that {} cites",
    "similar": "similar to {}",
}


def told(summed: Summary, status: str, cells: Json | None, records: Records) -> str:
    """Say what a result amounts to; every number is one of the summary.

    Args:
        summed: what is held, in counts.
        status: of the answer.
        cells: where gaps are asked for, the cells of the map, in counts.
        records: the dataset.
    """
    if status == "outside_framework":
        return OUTSIDE
    if status == "ambiguous":
        return AMBIGUOUS
    if cells is not None:
        held = "Held: " if summed.claims else ""
        return f"{_gaps(cells, records)} {held}{_held(summed, status, records)}"
    return _held(summed, status, records)


def counted(found: NeighbourList) -> Json:
    """Return the neighbours of some works in counts, and the stances between these and others."""
    stances = Counter(s.how for taken in found.about.stances.values() for s in taken)
    return {"kind": found.kind, "count": found.total, "stances": dict(stances.most_common())}


def cited(found: NeighbourList, held: str) -> str:
    """Say which neighbours of some works are recorded, and what stances were taken.

    Args:
        found: the neighbours.
        held: what is held of the works themselves.
    """
    who = " and ".join(seed["label"] for seed in found.about.told)
    if not found.total:
        return f"No work is {TIED[found.kind].format(who)}. {ABSENT}"
    verb = "is" if found.total == 1 else "are"
    text = f"{_count(found.total, 'work')} {verb} {TIED[found.kind].format(who)}."
    stances = counted(found)["stances"]
    if found.query.filter:
        return text
    if found.kind in ("cites", "cited-by") and stances:
        said = ", ".join(f"{how} {number}" for how, number in stances.items())
        text += f" Stances recorded between {who} and others: {said}."
    return f"{text} Held of {who}: {held}"


def _gaps(cells: Json, records: Records) -> str:
    """Say how many cells of the map are gaps, and of which classes."""
    count, gaps = cells["count"], cells["gaps"]
    if not gaps:
        return f"Of {_count(count, 'cell')} of the map, none is a gap."
    by_class = ", ".join(
        f"{render.label('gap', id_, records, {'gap': 'gap-classes'})} {number}"
        for id_, number in cells["by_class"].items()
    )
    said = (
        f"Of {_count(count, 'cell')} of the map, {gaps} {'is a gap' if gaps == 1 else 'are gaps'}"
    )
    several = sum(cells["by_class"].values()) > gaps
    return f"{said}: {by_class}{'; a cell may be of several classes' if several else ''}."


def _held(summed: Summary, status: str, records: Records) -> str:
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
