"""Paths: how two things are connected, hop by hop, in words.

``terrain`` is what there is to walk on, ``search`` walks, ``wording`` says what was walked,
``answer`` is what a user holds.
"""

from leadgraph.citations.paths.answer import Path, Paths
from leadgraph.citations.paths.naming import Station, name_of, station
from leadgraph.citations.paths.wording import Hop

__all__ = ["Hop", "Path", "Paths", "Station", "name_of", "station"]
