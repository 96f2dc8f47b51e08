"""What each open question already has, and which of its cells are gaps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from leadgraph import render
from leadgraph.evidence import entities
from leadgraph.gaps.asked import DEEPEST, MapQuery
from leadgraph.gaps.axes import TAGGED
from leadgraph.gaps.map import EvidenceMap
from leadgraph.gaps.thresholds import Thresholds
from leadgraph.index import ROLES
from leadgraph.index.columns import rows_of
from leadgraph.index.tally import distinct
from leadgraph.model import DIRECTIONS
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.evidence import EvidenceBase
    from leadgraph.index import EvidenceIndex
    from leadgraph.index.columns import Rows
    from leadgraph.model import Question

Json = dict[str, Any]

STANDINGS: tuple[str, ...] = ("primary", "synthesis", "practice", "says-little-is-known")
"""What a claim can be to a question: evidence of one of two sorts, or not research evidence."""

MAPS: tuple[tuple[str, str], ...] = (("area", "target"), ("area", "outcome"))
"""The maps on which a question's cells are looked up."""


def question(base: EvidenceBase, id_: str, thresholds: Thresholds | None = None) -> bytes:
    """Return an open question as JSON, with what it has and which of its cells are gaps.

    Raises:
        NotFoundError: when there is no such question.
    """
    told = orjson.loads(entities.question(base, id_))
    asked = base.records.questions[id_]
    told["has"] = has(base, asked)
    told["cells"] = cells(base, asked, thresholds or Thresholds())
    return render.to_bytes(told)


def has(base: EvidenceBase, asked: Question) -> Json:
    """Return the claims that bear on a question, by what they are and by direction.

    ``studies`` counts distinct studies of research evidence, ``sources`` distinct sources.
    """
    index = base.index
    rows = rows_of(base.select(EvidenceQuery.of(question=[asked.id])))
    standing = _standings(index, rows)
    told = {}
    for at, name in enumerate(STANDINGS):
        mine = rows[standing == at]
        counts = np.bincount(index.direction[mine], minlength=len(DIRECTIONS)).tolist()
        by_study = name in ("primary", "synthesis")
        told[name] = {
            "claims": len(mine),
            "studies" if by_study else "sources": distinct(
                (index.study if by_study else index.source)[mine]
            ),
            "by_direction": {d: n for d, n in zip(DIRECTIONS, counts, strict=True) if n},
        }
    return told


def _standings(index: EvidenceIndex, rows: Rows) -> NDArray[np.intp]:
    """Return what each claim is to a question, as its place in ``STANDINGS``."""
    of_role = np.array([STANDINGS.index(r if r != "none" else "practice") for r in ROLES])
    research = of_role[index.roles[index.source[rows]]]
    standing = np.where(index.evidence[rows], research, STANDINGS.index("practice"))
    return np.where(index.asserts_gap[rows], STANDINGS.index("says-little-is-known"), standing)


def cells(base: EvidenceBase, asked: Question, thresholds: Thresholds) -> list[Json]:
    """Return, for each map on which a question has values on both axes, the cells it asks about.

    A cell counts all evidence, whether or not a curator tied it to the question.
    """
    told = []
    for rows, columns in MAPS:
        tags = getattr(asked, TAGGED[rows]), getattr(asked, TAGGED[columns])
        if not all(tags):
            continue
        query = MapQuery(rows, columns, depth=_deep(base, rows, columns), thresholds=thresholds)
        whole = EvidenceMap(base, query)
        found = [
            (at, cell)
            for at, cell in enumerate(whole.cells)
            if cell.row in tags[0] and cell.column in tags[1]
        ]
        gaps = [cell for _, cell in found if cell.classes]
        told.append(
            {
                "rows": rows,
                "columns": columns,
                "count": len(found),
                "gaps": len(gaps),
                "classes": dict(Counter(name for cell in gaps for name in cell.classes)),
                "results": [{**cell.told(), "reasons": whole.reasons(at)} for at, cell in found],
                "thresholds": whole.thresholds.told(),
                "links": {"map": whole.links["self"], "gaps": whole.links["gaps"]},
            }
        )
    return told


def _deep(base: EvidenceBase, *facets: str) -> int:
    """Return a depth at which the concepts of some facets are all shown."""
    schemes = {TAGGED[facet] for facet in facets}
    lineages = (
        len(above)
        for key, above in base.records.ancestors.items()
        if key.partition("/")[0] in schemes
    )
    return min(max(lineages, default=1), DEEPEST)
