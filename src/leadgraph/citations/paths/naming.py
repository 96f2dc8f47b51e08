"""Naming: one rule for what stands at the end of a path.

A thing is named as everywhere else: a work by its key, a claim by its id, an open question by its
id, a concept by ``scheme/id``. A work that is cited and not held is named by its DOI, with or
without ``doi:``; the DOI of a work that is held names that work. Where one name could mean two
things, or to be plain, the kind stands before it, as in addresses: ``sources/KEY``, ``claims/ID``,
``questions/ID``, ``concepts/SCHEME/ID``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from leadgraph.citations import network
from leadgraph.errors import Issue, UnknownConceptError, near_misses

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase

StationKind = Literal["source", "claim", "concept", "question"]

FOLDERS: Mapping[StationKind, str] = {
    "source": "sources",
    "claim": "claims",
    "question": "questions",
    "concept": "concepts",
}
"""What stands before a name to say what it names, in the order in which names are looked up."""


class Station(NamedTuple):
    """A thing on a path.

    Attributes:
        kind: ``source`` (held or not), ``claim``, ``concept`` or ``question``.
        id: key of a source, ``doi:10.x/y`` of a work not held, ``scheme/id`` of a concept, id.
    """

    kind: StationKind
    id: str


def station(base: EvidenceBase, name: str, field: str = "name") -> Station:
    """Return the thing that a name means.

    Args:
        base: what is asked.
        name: as the rule of this module has it.
        field: the parameter that held the name, for what is said of a wrong one.

    Raises:
        UnknownConceptError: when nothing has this name (naming near misses), or several things do
            (naming how to tell them apart).
    """
    found = list(_meant(base, name))
    if not found and (doi := _doi(base, name)):
        found = [doi]
    if len(found) == 1:
        return found[0]
    if found:
        plain = tuple(f"{FOLDERS[each.kind]}/{each.id}" for each in found)
        raise _refused(field, f"{name!r} names several things: {' or '.join(plain)}", plain)
    held = _held(base)
    few = (id_ for kind, ids in held.items() if kind != "claim" for id_ in ids)
    near = (*_concepts_called(base, name), *near_misses(name, few))
    near = tuple(dict.fromkeys(near or near_misses(name, held["claim"])))[:3]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise _refused(field, f"nothing is named {name!r}{hint}", near)


def name_of(base: EvidenceBase, one: Station) -> str:
    """Return the shortest name that means a thing."""
    return f"{FOLDERS[one.kind]}/{one.id}" if len(list(_meant(base, one.id))) > 1 else one.id


def _meant(base: EvidenceBase, name: str) -> list[Station]:
    held = _held(base)
    plain = [Station(kind, name) for kind, ids in held.items() if name in ids]
    folder, _, rest = name.partition("/")
    of_kind = [Station(k, rest) for k, ids in held.items() if FOLDERS[k] == folder and rest in ids]
    return plain or of_kind


def _held(base: EvidenceBase) -> Mapping[StationKind, Mapping[str, object]]:
    records = base.records
    return {
        "source": network.of(base).position,
        "claim": records.claims,
        "question": records.questions,
        "concept": records.concepts,
    }


def _doi(base: EvidenceBase, name: str) -> Station | None:
    """Return the work of a DOI, however the DOI is written."""
    for before in ("sources/", "https://doi.org/", "http://doi.org/", "doi.org/"):
        name = name.removeprefix(before)
    cited = network.of(base)
    node = cited.find(name)
    return None if node is None else Station("source", cited.nodes[node])


def _concepts_called(base: EvidenceBase, name: str) -> list[str]:
    """Return the concepts whose id, without their scheme, is a name."""
    return [key for key in base.records.concepts if key.partition("/")[2] == name]


def _refused(field: str, message: str, known: tuple[str, ...]) -> UnknownConceptError:
    return UnknownConceptError([Issue(field, "unknown-concept", f"{field}: {message}", known)])
