from .curation import check
from .errors import (
    CurationError,
    Issue,
    LeadgraphError,
    MissingExtraError,
    NotFoundError,
    Problem,
    QueryError,
    UnknownConceptError,
)
from .evidence import Evidence, EvidenceList, SourceList
from .graph import EvidenceGraph, load
from .index import Summary
from .model import Claim, Concept, Effect, Question, Source, Stance
from .query import EvidenceQuery

__all__ = [
    "Claim",
    "Concept",
    "CurationError",
    "Effect",
    "Evidence",
    "EvidenceGraph",
    "EvidenceList",
    "EvidenceQuery",
    "Issue",
    "LeadgraphError",
    "MissingExtraError",
    "NotFoundError",
    "Problem",
    "QueryError",
    "Question",
    "Source",
    "SourceList",
    "Stance",
    "Summary",
    "UnknownConceptError",
    "check",
    "load",
]
