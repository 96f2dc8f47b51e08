"""Citations: who builds on whom, what is near a work and why."""

from leadgraph.citations.adjacency import Adjacency
from leadgraph.citations.keeping import keep
from leadgraph.citations.kept import FOLDER
from leadgraph.citations.neighbour import Neighbour, Shared
from leadgraph.citations.neighbours import Citations, NeighbourList
from leadgraph.citations.network import CitationNetwork
from leadgraph.citations.source import source
from leadgraph.citations.stances import TakenStance
from leadgraph.citations.ties import COUNTED, KINDS, SCORES

__all__ = [
    "COUNTED",
    "FOLDER",
    "KINDS",
    "SCORES",
    "Adjacency",
    "CitationNetwork",
    "Citations",
    "Neighbour",
    "NeighbourList",
    "Shared",
    "TakenStance",
    "keep",
    "source",
]
