"""Restatement: what was asked of the index, as SPARQL that any store can answer.

The index answers ``/evidence``, ``/map`` and ``/gaps``; the graph is RDF. A restatement finds the
same in the graph, so that an answer can be checked by other means than ours. Hierarchies are
spelled out as lists of concepts: no property path is needed, which some stores answer wrongly.
"""

from leadgraph.restatement.cells import Axis, Crossed, Gaps, gaps, map_
from leadgraph.restatement.evidence import evidence
from leadgraph.restatement.pattern import Unsaid

__all__ = ["Axis", "Crossed", "Gaps", "Unsaid", "evidence", "gaps", "map_"]
