"""Chance that is the same every time: igraph has one source of it, for all threads together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SEED = 20261123

_ONE_AT_A_TIME = Lock()


@contextmanager
def fixed() -> Iterator[None]:
    """Let igraph draw the same numbers each time; one computation at a time does so.

    >>> import igraph
    >>> def drawn():
    ...     with fixed():
    ...         return igraph.Graph.Erdos_Renyi(n=30, m=40).get_edgelist()
    >>> drawn() == drawn()
    True
    """
    import igraph

    with _ONE_AT_A_TIME:
        igraph.set_random_number_generator(random.Random(SEED))
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
