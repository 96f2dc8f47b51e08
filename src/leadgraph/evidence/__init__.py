"""Evidence: a claim with its source, and the lists of it that a query returns."""

from leadgraph.evidence.base import Evidence, EvidenceBase
from leadgraph.evidence.lists import EvidenceList, SourceList

__all__ = ["Evidence", "EvidenceBase", "EvidenceList", "SourceList"]
