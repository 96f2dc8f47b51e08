"""Patterns: which claims answer a query, as a SPARQL graph pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leadgraph.model import COUNTED
from leadgraph.query import IDS, EvidenceQuery
from leadgraph.rdf.mapping import STANCES
from leadgraph.restatement.terms import Terms

if TYPE_CHECKING:
    from leadgraph.model import Records

PROPERTIES: dict[str, tuple[str, str]] = {
    **{
        field: ("?claim", f"lg:{field}")
        for field in ("area", "model", "target", "outcome", "direction", "directness")
    },
    **{field: ("?claim", f"lg:{field}") for field in ("kind", "basis", "status")},
    **{field: ("?source", f"lg:{field}") for field in ("design", "level", "country")},
    "question": ("?claim", "lg:bearsOn"),
    "source": ("?claim", "lg:assertedIn"),
}
"""What carries a field's value in the graph, and by which property."""

SAID = tuple(name for name in IDS if name in PROPERTIES or name == "stance")
"""Fields whose values the graph holds; a stance is a property itself."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a query asks for that no property of the graph says; found elsewhere, and listed.

    Attributes:
        claims: ids of the claims in which its words occur, for stores do not stem words; None
            without words.
        works: by field, as in ``author`` and ``not_author``, keys of the works that have what is
            asked for: the graph holds names as each work spells them.
    """

    claims: tuple[str, ...] | None = None
    works: Mapping[str, Sequence[str]] = field(default_factory=dict)


NOTHING = Unsaid()


def pattern(query: EvidenceQuery, records: Records, unsaid: Unsaid = NOTHING) -> list[str]:
    """Return the lines of a pattern that binds ``?claim`` and ``?source``.

    A claim may come more than once: count it DISTINCT.

    Args:
        query: what is asked; order and place do not matter here.
        records: the dataset.
        unsaid: what it asks for that the graph does not say.
    """
    return [*_lines(query, records, unsaid)]


def _lines(query: EvidenceQuery, records: Records, unsaid: Unsaid) -> Iterator[str]:
    terms = Terms(records)
    if unsaid.claims is not None:
        found = " ".join(sorted(terms.entity(f"claims/{id_}") for id_ in unsaid.claims))
        yield f"VALUES ?claim {{ {found} }} # the words, as the text index finds them"
    yield "?claim a lg:Claim ; lg:assertedIn ?source ."
    for name, keys in unsaid.works.items():
        yield _among_works(name, terms.of("source", keys))
    for name, ids in _asked(query):
        yield from _having(name, ids, terms)
    if query.research is not None:
        yield _whether(query.research, "?claim lg:researchEvidence true")
    if query.asserts_gap is not None:
        yield _whether(query.asserts_gap, "?claim lg:assertsGap true")
    if query.since is not None or query.until is not None:
        bounds = (("<=", query.since), (">=", query.until))
        said = " && ".join(f"{year} {sign} ?within" for sign, year in bounds if year is not None)
        yield f"?source lg:year ?within . FILTER ({said})"
    for name in SAID:
        if ids := getattr(query, f"not_{name}"):
            yield _lacking(name, ids, terms)


def _among_works(name: str, works: Iterable[str]) -> str:
    by = name.removeprefix("not_")
    if name != by:
        return f"FILTER (?source NOT IN ({', '.join(works)})) # by {by}"
    return f"VALUES ?source {{ {' '.join(works)} }} # by {by}"


def _asked(query: EvidenceQuery) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in SAID:
        ids = getattr(query, name)
        if name == "status" and not ids:
            ids = COUNTED
        if ids:
            yield name, ids


def _having(field: str, ids: Iterable[str], terms: Terms) -> Iterator[str]:
    if field == "stance":
        yield f"VALUES ?stance {{ {' '.join(STANCES[how] for how in sorted(ids))} }}"
        yield "?claim ?stance ?towards ."
        return
    subject, property_ = PROPERTIES[field]
    wanted = terms.of(field, ids)
    if len(wanted) == 1:
        yield f"{subject} {property_} {wanted[0]} ."
    else:
        yield f"VALUES ?{field} {{ {' '.join(wanted)} }}"
        yield f"{subject} {property_} ?{field} ."


def _lacking(field: str, ids: Iterable[str], terms: Terms) -> str:
    if field == "stance":
        unwanted = " UNION ".join(f"{{ ?claim {STANCES[how]} ?to }}" for how in sorted(ids))
        return f"FILTER NOT EXISTS {{ {unwanted} }}"
    subject, property_ = PROPERTIES[field]
    listed = ", ".join(terms.of(field, ids))
    return f"FILTER NOT EXISTS {{ {subject} {property_} ?not . FILTER (?not IN ({listed})) }}"


def _whether(true: bool, triple: str) -> str:
    return f"{triple} ." if true else f"FILTER NOT EXISTS {{ {triple} }}"


def block(lines: Iterable[str], depth: int = 1) -> str:
    """Return lines as the inside of a group, indented."""
    return "\n".join("  " * depth + line for line in lines)


__all__ = ["NOTHING", "PROPERTIES", "Unsaid", "block", "pattern"]
