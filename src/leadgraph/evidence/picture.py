"""Picture: evidence as a harvest plot and along the years, by the labels of its dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from leadgraph import plots
from leadgraph.index.columns import rows_of
from leadgraph.index.order import NO_YEAR
from leadgraph.model import DIRECTIONS
from leadgraph.query import IDS, PAGING, EvidenceQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence.base import EvidenceBase
    from leadgraph.evidence.lists import EvidenceList
    from leadgraph.index.columns import Rows
    from leadgraph.model import Records

NOT_RESEARCH = "not research evidence"
LABELS_MOST = 90
"""Characters of what a title says of a filter."""


def harvest(found: EvidenceList, base: EvidenceBase) -> plots.Picture:
    """Draw the studies of a result by direction and design.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    groups = [_label("design", id_, base) for id_ in base.index.groups]
    directions = {id_: _label("direction", id_, base) for id_ in DIRECTIONS}
    studies = list(_studies(_evidence(found, base), base))
    said = filter_said(found.query, base)
    words = plots.Words(
        f"What research finds: {said}" if said else "What research finds",
        [
            f"{_counted(found.summary.studies)}. A study stands under each direction that it "
            "reports.",
        ],
        source_said(base.records),
    )
    return plots.harvest(studies, groups, directions, words)


def timeline(found: EvidenceList, base: EvidenceBase) -> plots.Picture:
    """Draw the studies of a result by year and design, and below them all that is no research.

    Raises:
        MissingExtraError: when nothing is installed that draws.
    """
    groups = [_label("design", id_, base) for id_ in base.index.groups]
    years, undated = _years(found, base, len(groups))
    said = filter_said(found.query, base)
    notes = [
        "Distinct studies of research evidence by the year they were first published in, and "
        "distinct sources of other claims."
    ]
    notes += [f"Without a year, and not shown: {undated}."] if undated else []
    words = plots.Words(
        f"When it was published: {said}" if said else "When it was published",
        notes,
        source_said(base.records),
    )
    return plots.timeline(years, [*groups, NOT_RESEARCH], words)


def filter_said(query: EvidenceQuery, base: EvidenceBase) -> str:
    """Say what a query asks for, by labels: for a title.

    >>> from leadgraph.evidence import EvidenceBase
    >>> from leadgraph.model import Records
    >>> filter_said(EvidenceQuery(country="SE", since=2010, limit=5), EvidenceBase(Records()))
    'country Sweden; since 2010'
    """
    said = []
    for name, value in query.fields().items():
        if name in PAGING:
            continue
        field = name.removeprefix("not_")
        if field in IDS:
            value = " or ".join(_label(field, id_, base) for id_ in value)
        elif isinstance(value, bool):
            value = "yes" if value else "no"
        said.append(f"{name.replace('_', ' ')} {value}")
    text = "; ".join(said)
    return text if len(text) <= LABELS_MOST else text[: LABELS_MOST - 1].rstrip() + "…"


def source_said(records: Records) -> str:
    """Say of which dataset and snapshot a picture is."""
    dated = f", as of {records.as_of.isoformat()}" if records.as_of else ""
    return f"{records.about.title}. Snapshot {records.snapshot}{dated}."


def _label(field: str, id_: str, base: EvidenceBase) -> str:
    if field == "source":
        works = base.records.sources
        return works[id_].citation if id_ in works else id_
    return base.label(field, id_)


def _counted(studies: int) -> str:
    return f"{studies:,} distinct {'study' if studies == 1 else 'studies'}"


def _evidence(found: EvidenceList, base: EvidenceBase) -> Rows:
    """Return the rows of a result that are research evidence."""
    rows = rows_of(base.select(found.query))
    return rows[base.index.evidence[rows]]


def _studies(rows: Rows, base: EvidenceBase) -> Iterator[plots.Study]:
    """Yield each study once under each direction that it reports, under its strongest design."""
    index = base.index
    study, direction, group = index.study[rows], index.direction[rows], index.group[rows]
    order = np.lexsort((index.source[rows], group, direction, study))
    rows, study, direction = rows[order], study[order], direction[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (np.diff(study) != 0) | (np.diff(direction) != 0)
    basis = index.columns["basis"]
    known = "secondary" in basis.position
    elsewhere = rows_of(basis.bitmap("secondary")) if known else np.zeros(0, np.uint32)
    secondary = np.isin(rows, elsewhere)
    starts = first.nonzero()[0]
    only = np.logical_and.reduceat(secondary, starts) if len(starts) else secondary
    for at, all_secondary in zip(starts.tolist(), only.tolist(), strict=True):
        row = int(rows[at])
        work = base.works[int(index.source[row])]
        yield plots.Study(
            work.citation,
            DIRECTIONS[int(index.direction[row])],
            int(index.group[row]),
            work.year,
            first_hand=not all_secondary,
        )


def _years(found: EvidenceList, base: EvidenceBase, groups: int) -> tuple[list[plots.Year], int]:
    """Count studies by year and design group, and sources of other claims by year.

    Returns:
        The counts, and how many studies and sources have no year.
    """
    index = base.index
    rows = rows_of(base.select(found.query))
    research = index.evidence[rows]
    studies = _first(rows[research], index.study, base)
    others = _first(rows[~research & ~index.asserts_gap[rows]], index.source, base)
    line = np.concatenate([np.minimum(index.group[studies], groups), np.full(len(others), groups)])
    year = index.year[np.concatenate([studies, others])].astype(np.int64)
    dated = year != NO_YEAR
    pairs, counts = np.unique(
        np.stack([year[dated], line[dated].astype(np.int64)]), axis=1, return_counts=True
    )
    told = zip(pairs[0].tolist(), pairs[1].tolist(), counts.tolist(), strict=True)
    return [plots.Year(*each) for each in told], int(np.count_nonzero(~dated))


def _first(rows: Rows, owner: NDArray[np.int32], base: EvidenceBase) -> Rows:
    """Return the row of each study, or source, that was published first; without a year if all."""
    index = base.index
    year = np.where(index.year[rows] == NO_YEAR, 9999, index.year[rows])
    ordered = rows[np.lexsort((index.group[rows], year, owner[rows]))]
    first: Rows = ordered[np.diff(owner[ordered], prepend=-1) != 0]
    return first
