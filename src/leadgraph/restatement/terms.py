"""Terms: ids of a query as the terms that stand for them in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from leadgraph.query import SCHEMES
from leadgraph.rdf import PREFIXES, entity_iri

if TYPE_CHECKING:
    from leadgraph.model import Records

USED = ("lg", "schema")


def prologue(comments: Iterable[str] = ()) -> str:
    """Return comments, then the prefixes that restatements use."""
    said = [f"# {line}" for text in comments for line in text.splitlines()]
    return "\n".join([*said, *(f"PREFIX {name}: <{PREFIXES[name]}>" for name in USED), ""])


def iri(address: str) -> str:
    """Return an IRI as SPARQL writes it.

    >>> iri("https://example.org/a b")
    '<https://example.org/a%20b>'
    """
    unfit = {c: f"%{ord(c):02X}" for c in '<>"{}|^`\\' + "".join(map(chr, range(0x21)))}
    return f"<{''.join(unfit.get(c, c) for c in address)}>"


def text(value: str) -> str:
    r"""Return a string literal.

    >>> print(text('say "no"'))
    "say \"no\""
    """
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return f'"{"".join(escapes.get(c, c) for c in value)}"'


class Terms:
    """The terms of one dataset."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._base = records.about.base

    def entity(self, path: str) -> str:
        """Return the IRI of an entity by its path, as in ``claims/smith2020-1``."""
        concept = self._records.concepts.get(path.removeprefix("concepts/"))
        own = concept.iri if concept and path.startswith("concepts/") else None
        return iri(own or entity_iri(self._base, path))

    def of(self, field: str, ids: Iterable[str], *, narrower: bool = True) -> list[str]:
        """Return the terms of ids of a field, everything narrower included, sorted.

        Args:
            field: a field of ``EvidenceQuery`` that holds ids.
            ids: the ids.
            narrower: whether a concept stands for what is narrower, too.
        """
        if field == "country":
            return sorted(map(text, ids))
        if field in ("question", "source"):
            return sorted(self.entity(f"{field}s/{id_}") for id_ in ids)
        scheme = SCHEMES[field]
        found = self._under(scheme, set(ids)) if narrower else ids
        return sorted(self.entity(f"concepts/{scheme}/{id_}") for id_ in found)

    def _under(self, scheme: str, ids: set[str]) -> Iterator[str]:
        known = {concept.id for concept in self._records.scheme(scheme)}
        yield from ids - known
        for id_ in known:
            above = {key.partition("/")[2] for key in self._records.ancestors[f"{scheme}/{id_}"]}
            if not above.isdisjoint(ids):
                yield id_
