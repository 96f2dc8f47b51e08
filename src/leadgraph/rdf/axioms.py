"""What the packaged ontology declares of the ``lg:`` terms, as triples to add to any graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import leadgraph
from leadgraph.model import Records
from leadgraph.rdf.terms import LG
from leadgraph.rdf.write import triples

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple


def declared(ontology: Iterable[Triple | Quad]) -> tuple[Triple, ...]:
    """Return the triples about ``lg:`` terms and about the vocabulary itself."""
    from pyoxigraph import Triple

    vocabulary = LG.rstrip("#")
    return tuple(
        Triple(triple.subject, triple.predicate, triple.object)
        for triple in ontology
        if str(getattr(triple.subject, "value", "")).startswith((LG, vocabulary))
    )


@cache
def axioms() -> tuple[Triple, ...]:
    """Return the declarations of the packaged ``ontology.ttl``.

    They are the same for every dataset: with them a graph says by itself that ``lg:supports`` is a
    ``cito:supports``. Reading a graph back passes them over.
    """
    from pyoxigraph import parse

    return declared(parse(path=_packaged("ontology.ttl")))


def graph(records: Records) -> Iterator[Triple]:
    """Yield every triple of the graph of a dataset: its own, then the axioms."""
    yield from triples(records)
    yield from axioms()


def _packaged(name: str) -> Path:
    """Return a file of the packaged dataset: in the wheel, or in the checkout beside ``src``."""
    package = Path(leadgraph.__file__).parent
    inside = package / "data" / name
    return inside if inside.exists() else package.parents[1] / "data" / name
