"""Gaps: the evidence map, computed by stated rules, and the gaps in it, ranked and explained."""

from leadgraph.gaps.asked import MapQuery
from leadgraph.gaps.assertions import Asserted
from leadgraph.gaps.axes import FACETS, Heading
from leadgraph.gaps.cell import Cell
from leadgraph.gaps.classes import CLASSES, LETTERS, VOLUME
from leadgraph.gaps.diff import GapChange, GapDiff
from leadgraph.gaps.map import EvidenceMap
from leadgraph.gaps.questions import question
from leadgraph.gaps.ranking import ORDER, Gap, GapList
from leadgraph.gaps.thresholds import Thresholds

__all__ = [
    "CLASSES",
    "FACETS",
    "LETTERS",
    "ORDER",
    "VOLUME",
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
    "question",
]
