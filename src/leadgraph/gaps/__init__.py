"""Gaps: the evidence map, computed by stated rules, and the gaps in it, ranked and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadgraph.gaps.asked import MapQuery
from leadgraph.gaps.assertions import Asserted
from leadgraph.gaps.axes import FACETS, Heading
from leadgraph.gaps.cell import Cell
from leadgraph.gaps.classes import CLASSES
from leadgraph.gaps.diff import GapChange, GapDiff
from leadgraph.gaps.map import EvidenceMap
from leadgraph.gaps.questions import question
from leadgraph.gaps.ranking import ORDER, Gap, GapList
from leadgraph.gaps.thresholds import Thresholds

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.query import EvidenceQuery

__all__ = [
    "CLASSES",
    "FACETS",
    "ORDER",
    "Asserted",
    "Cell",
    "EvidenceMap",
    "Gap",
    "GapChange",
    "GapDiff",
    "GapList",
    "Heading",
    "MapQuery",
    "Thresholds",
    "diff",
    "evidence_map",
    "gaps",
    "question",
]


def evidence_map(
    base: EvidenceBase,
    rows: str = "area",
    columns: str = "target",
    query: EvidenceQuery | None = None,
    depth: int = 1,
    thresholds: Thresholds | None = None,
) -> EvidenceMap:
    """Return the map of two facets.

    Args:
        base: what is asked.
        rows: the facet of the rows: one of ``FACETS``.
        columns: the facet of the columns: another.
        query: which claims count; all that are accepted or disputed by default.
        depth: how far hierarchies are opened; 1 shows their tops.
        thresholds: what is few, many and recent.

    Raises:
        QueryError: when there is no such facet, or ``query`` asks for a page.
    """
    return EvidenceMap(base, _asked(rows, columns, query, depth, thresholds).whole())


def gaps(
    base: EvidenceBase,
    rows: str = "area",
    columns: str = "target",
    query: EvidenceQuery | None = None,
    depth: int = 1,
    thresholds: Thresholds | None = None,
    classes: tuple[str, ...] = (),
) -> GapList:
    """Return the gaps of a map, ranked.

    Args:
        base: what is asked.
        rows: the facet of the rows.
        columns: the facet of the columns.
        query: which claims count, and which page of the gaps is shown.
        depth: how far hierarchies are opened.
        thresholds: what is few, many and recent.
        classes: gap classes to list; all by default.

    Raises:
        QueryError: when there is no such facet or class.
    """
    return GapList(base, _asked(rows, columns, query, depth, thresholds, classes=classes))


def diff(
    old: EvidenceBase,
    new: EvidenceBase,
    rows: str = "area",
    columns: str = "target",
    query: EvidenceQuery | None = None,
    depth: int = 1,
    thresholds: Thresholds | None = None,
    classes: tuple[str, ...] = (),
) -> GapDiff:
    """Return which gaps opened, closed or changed between two snapshots, with their claims.

    Args:
        old: the earlier snapshot.
        new: the later one.
        rows: the facet of the rows.
        columns: the facet of the columns.
        query: which claims count.
        depth: how far hierarchies are opened.
        thresholds: what is few, many and recent.
        classes: gap classes to look at; all by default.

    Raises:
        QueryError: when there is no such facet, or ``query`` asks for a page.
    """
    return GapDiff(old, new, _asked(rows, columns, query, depth, thresholds, classes=classes))


def _asked(
    rows: str,
    columns: str,
    query: EvidenceQuery | None,
    depth: int,
    thresholds: Thresholds | None,
    **more: Any,
) -> MapQuery:
    given: dict[str, Any] = {"evidence": query} if query is not None else {}
    given |= {"thresholds": thresholds} if thresholds is not None else {}
    return MapQuery(rows, columns, depth, **given, **more)
