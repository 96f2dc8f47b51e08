"""What each open question already has, and which of its cells are gaps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson

from leadgraph import render
from leadgraph.evidence import EvidenceList, entities
from leadgraph.gaps.asked import DEEPEST, MapQuery
from leadgraph.gaps.axes import TAGGED
from leadgraph.gaps.map import EvidenceMap
from leadgraph.gaps.thresholds import Thresholds
from leadgraph.model import DIRECTIONS
from leadgraph.query import EvidenceQuery

if TYPE_CHECKING:
    from leadgraph.evidence import Evidence, EvidenceBase
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
    counted: dict[str, Counter[str]] = {name: Counter() for name in STANDINGS}
    works: dict[str, set[str]] = {name: set() for name in STANDINGS}
    for one in EvidenceList(base, EvidenceQuery.of(question=[asked.id])).whole():
        standing = _standing(base, one)
        counted[standing][one.claim.direction] += 1
        counts_by_study = standing in ("primary", "synthesis")
        works[standing].add(base.records.study(one.source) if counts_by_study else one.source.key)
    return {
        name: {
            "claims": counted[name].total(),
            "studies" if name in ("primary", "synthesis") else "sources": len(works[name]),
            "by_direction": {d: counted[name][d] for d in DIRECTIONS if counted[name][d]},
        }
        for name in STANDINGS
    }


def _standing(base: EvidenceBase, one: Evidence) -> str:
    if one.claim.asserts_gap:
        return "says-little-is-known"
    return base.records.role(one.source) if one.research else "practice"


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
