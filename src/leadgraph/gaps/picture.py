"""Picture: the map as a bubble map, by the words and labels of its dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgraph import plots, render
from leadgraph.evidence.picture import filter_said, source_said
from leadgraph.gaps.classes import CLASSES, LETTERS
from leadgraph.model import DIRECTIONS

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.axes import Heading
    from leadgraph.gaps.cell import Cell
    from leadgraph.gaps.map import EvidenceMap
    from leadgraph.model import Records

A_LINE = 4
"""Gap classes on a line of the legend."""


def picture(told: EvidenceMap, base: EvidenceBase) -> plots.Picture:
    """Draw a map.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    records = base.records
    directions = {id_: _direction(id_, records) for id_ in DIRECTIONS}
    return plots.bubble_map(
        [_tick(heading) for heading in told.rows],
        [_tick(heading) for heading in told.columns],
        [_square(cell, records) for cell in told.cells],
        _words(told, base),
        directions,
        _legend(told, records),
    )


def _words(told: EvidenceMap, base: EvidenceBase) -> plots.Words:
    said = filter_said(told.query.evidence, base)
    title = f"Evidence and gaps: {told.query.rows} by {told.query.columns}"
    held = told.coverage
    notes = [
        f"{held['filled']} of {held['applicable']} cells hold studies. The area of a bubble is in "
        "proportion to its distinct studies, which the number counts;",
        "its slices are claims of research evidence by direction, and the signs below say which. "
        "A ring: practice or opinion alone.",
        "A cross: nothing at all.",
    ]
    return plots.Words(f"{title}, {said}" if said else title, notes, source_said(base.records))


def _legend(told: EvidenceMap, records: Records) -> list[str]:
    used = {name for cell in told.cells for name in cell.classes}
    parts = [f"{LETTERS[name]} {_class(name, records)}" for name in CLASSES if name in used]
    return [" · ".join(parts[at : at + A_LINE]) for at in range(0, len(parts), A_LINE)]


def _tick(heading: Heading) -> plots.Tick:
    return plots.Tick(heading.id, heading.label, heading.depth)


def _square(cell: Cell, records: Records) -> plots.Square:
    return plots.Square(
        cell.row,
        cell.column,
        cell.state != "not-applicable",
        cell.studies,
        cell.practice,
        cell.by_direction,
        "".join(LETTERS[name] for name in cell.classes),
        [_class(name, records) for name in cell.classes],
    )


def _class(name: str, records: Records) -> str:
    return render.label("class", name, records, {"class": "gap-classes"})


def _direction(id_: str, records: Records) -> str:
    return render.label("direction", id_, records, {"direction": "directions"})
