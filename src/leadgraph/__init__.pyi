from .curation import check
from .errors import (
    CurationError,
    Issue,
    LeadgraphError,
    MissingExtraError,
    NotFoundError,
    Problem,
    QueryError,
    SnapshotError,
    UnknownConceptError,
)
from .evidence import Evidence, EvidenceList, SourceList
from .gaps import EvidenceMap, Gap, Thresholds
from .graph import EvidenceGraph, load
from .index import Summary
from .model import Claim, Concept, Effect, Question, Source, Stance
from .plots import Picture
from .query import EvidenceQuery

__all__ = [
    "Claim",
    "Concept",
    "CurationError",
    "Effect",
    "Evidence",
    "EvidenceGraph",
    "EvidenceList",
    "EvidenceMap",
    "EvidenceQuery",
    "Gap",
    "Issue",
    "LeadgraphError",
    "MissingExtraError",
    "NotFoundError",
    "Picture",
    "Problem",
    "QueryError",
    "Question",
    "SnapshotError",
    "Source",
    "SourceList",
    "Stance",
    "Summary",
    "Thresholds",
    "UnknownConceptError",
    "check",
    "load",
]
