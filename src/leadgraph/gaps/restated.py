"""Restated: the map and its gaps as SPARQL that finds the same in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadgraph import restatement
from leadgraph.gaps.assertions import about
from leadgraph.gaps.classes import RULES

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.gaps.map import EvidenceMap


def map_(told: EvidenceMap, base: EvidenceBase) -> str:
    """Return SPARQL that counts a map."""
    return restatement.map_(_crossed(told, base, "/map"), base.records)


def gaps(told: EvidenceMap, base: EvidenceBase, wanted: tuple[str, ...]) -> str:
    """Return SPARQL that finds the gaps of a map.

    Args:
        told: the map.
        base: what it was made of.
        wanted: the gap classes that were asked for.
    """
    topic = about(told.query.evidence)
    applicable = told.facts.applicable.nonzero()[0].tolist()
    wide = len(told.columns)
    gap = restatement.Gaps(
        about=topic,
        about_unsaid=base.unsaid(topic),
        cells=[(told.rows[at // wide].id, told.columns[at % wide].id) for at in applicable],
        classes={name: rule.sparql(told.thresholds) for name, rule in RULES.items()},
        wanted=wanted,
    )
    return restatement.gaps(_crossed(told, base, "/gaps"), gap, base.records)


def _crossed(told: EvidenceMap, base: EvidenceBase, route: str) -> restatement.Crossed:
    query = told.query
    return restatement.Crossed(
        title=query.but(limit=None, cursor=None).address(route),
        rows=restatement.Axis(query.rows, tuple(heading.id for heading in told.rows)),
        columns=restatement.Axis(query.columns, tuple(heading.id for heading in told.columns)),
        evidence=query.evidence,
        strong=told.thresholds.strong,
        unsaid=base.unsaid(query.evidence),
    )
