"""Worklists: what curators could mend, found in the records alone.

A worklist is no error: the dataset loads with all of it. It says where an hour of curation would
make the answers better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from leadgraph.evidence import EvidenceBase
from leadgraph.evidence.derived import Derived
from leadgraph.model import CLAIM_TAGS, COUNTED, FINDINGS, Claim, Records
from leadgraph.shelf import Shelf

Entity = Literal["claim", "source", "question", "concept", "work"]


@dataclass(frozen=True, slots=True)
class Worklist:
    """Entities of one kind that miss one thing.

    Attributes:
        id: its name in addresses.
        title: what its items have in common.
        remedy: what would take an item off it.
        entity: what the items are: a ``work`` is one that is cited and not held.
        items: their keys or ids, in order.
    """

    id: str
    title: str
    remedy: str
    entity: Entity
    items: Sequence[str]


def _of(base: EvidenceBase) -> Mapping[str, Worklist]:
    return opened(base.shelf.part("worklists")) if base.shelf else worklists(base.records)


of = Derived(_of)
"""All worklists of a dataset by id; made when first asked for, then kept."""


def keep(base: EvidenceBase, shelf: Shelf) -> None:
    """Put the worklists of a dataset on a shelf."""
    for id_, found in of(base).items():
        shelf.put_texts(id_, found.items)


def opened(shelf: Shelf) -> Mapping[str, Worklist]:
    """Return the worklists that ``keep`` put on a shelf."""
    return {id_: Worklist(id_, *told, shelf.texts(id_)) for id_, told, _ in LISTS}


def worklists(records: Records) -> Mapping[str, Worklist]:
    """Return all worklists of a dataset by id, empty ones included."""
    lists = (Worklist(id_, *told, tuple(find(records))) for id_, told, find in LISTS)
    return {found.id: found for found in lists}


def _counted(records: Records) -> Iterator[Claim]:
    return (claim for claim in records.claims.values() if claim.status in COUNTED)


def _secondary(records: Records) -> Iterator[str]:
    return (claim.id for claim in _counted(records) if claim.basis == "secondary")


def _without_locator(records: Records) -> Iterator[str]:
    return (claim.id for claim in _counted(records) if not claim.locator)


def _without_basis(records: Records) -> Iterator[str]:
    return (claim.id for claim in _counted(records) if claim.basis is None)


def _without_tags(records: Records) -> Iterator[str]:
    for claim in _counted(records):
        if not any(getattr(claim, field) for field in CLAIM_TAGS):
            yield claim.id


def _findings_without_outcome(records: Records) -> Iterator[str]:
    for claim in _counted(records):
        if claim.kind in FINDINGS and not claim.asserts_gap and not claim.outcomes:
            yield claim.id


def _effects_without_path(records: Records) -> Iterator[str]:
    for claim in _counted(records):
        effect = claim.direction != "not-applicable" and records.is_evidence(claim)
        if effect and claim.directness == "not-stated":
            yield claim.id


def _pending(records: Records) -> Iterator[str]:
    return (c.id for c in records.claims.values() if c.status in ("proposed", "disputed"))


def _without_claims(records: Records) -> Iterator[str]:
    said = {claim.source for claim in records.claims.values()}
    return (key for key in records.sources if key not in said)


def _without_design(records: Records) -> Iterator[str]:
    return (source.key for source in records.sources.values() if source.design is None)


def _without_year(records: Records) -> Iterator[str]:
    return (source.key for source in records.sources.values() if source.year is None)


def _without_address(records: Records) -> Iterator[str]:
    return (s.key for s in records.sources.values() if s.doi is None and s.url is None)


def _unread(records: Records) -> Iterator[str]:
    return (s.key for s in records.sources.values() if s.basis in ("secondary", "none"))


def _without_references(records: Records) -> Iterator[str]:
    return (
        source.key
        for source in records.sources.values()
        if not source.cites and records.is_research(source)
    )


def _wanted(records: Records) -> Iterator[str]:
    cited = Counter(key for s in records.sources.values() for key in set(s.cites))
    missing = {key: times for key, times in cited.items() if key not in records.sources}
    return iter(sorted(missing, key=lambda key: (-missing[key], key)))


def _unanswered(records: Records) -> Iterator[str]:
    spoken = {
        id_ for claim in _counted(records) if records.is_evidence(claim) for id_ in claim.questions
    }
    return (id_ for id_ in records.questions if id_ not in spoken)


def _unused(records: Records) -> Iterator[str]:
    used = {
        key
        for claim in _counted(records)
        for scheme in CLAIM_TAGS
        for id_ in getattr(claim, scheme)
        for key in records.ancestors.get(f"{scheme}/{id_}", ())
    }
    for concept in records.concepts.values():
        if concept.scheme in CLAIM_TAGS and concept.key not in used:
            yield concept.key


Told = tuple[str, str, Entity]
LISTS: tuple[tuple[str, Told, Callable[[Records], Iterator[str]]], ...] = (
    (
        "secondary-claims",
        (
            "Claims read only in a secondary text",
            "Read the work itself, confirm or correct the claim, and say so in its basis.",
            "claim",
        ),
        _secondary,
    ),
    (
        "unread-sources",
        (
            "Works of which nothing first-hand was read",
            "Find a copy and read it; at least its abstract.",
            "source",
        ),
        _unread,
    ),
    (
        "sources-without-claims",
        ("Works without a claim", "Read the work and write down what it says.", "source"),
        _without_claims,
    ),
    (
        "questions-without-evidence",
        (
            "Open questions without research evidence",
            "Look for studies; if there are none, the gap is real.",
            "question",
        ),
        _unanswered,
    ),
    (
        "unused-concepts",
        (
            "Concepts without a claim",
            "Look for evidence, or see whether the framework needs the concept.",
            "concept",
        ),
        _unused,
    ),
    (
        "claims-without-locator",
        (
            "Claims without a place in their source",
            "Give the page, the section, or that it is the abstract.",
            "claim",
        ),
        _without_locator,
    ),
    (
        "claims-without-basis",
        (
            "Claims that do not say how they were read",
            "Say whether it was the full text, an excerpt, the abstract or a secondary text.",
            "claim",
        ),
        _without_basis,
    ),
    (
        "claims-without-tags",
        (
            "Claims under no concept",
            "Tag what the claim is about, or no question will find it.",
            "claim",
        ),
        _without_tags,
    ),
    (
        "findings-without-outcome",
        ("Findings without an outcome", "Tag what was measured, if anything was.", "claim"),
        _findings_without_outcome,
    ),
    (
        "effects-without-path",
        (
            "Effects without a path",
            "Say whether the source calls the effect direct, indirect or moderated.",
            "claim",
        ),
        _effects_without_path,
    ),
    (
        "claims-in-curation",
        ("Claims proposed or disputed", "Decide: accept, correct or withdraw.", "claim"),
        _pending,
    ),
    (
        "sources-without-design",
        ("Works without a design", "Say how the work knows what it says.", "source"),
        _without_design,
    ),
    (
        "sources-without-year",
        ("Works without a year", "Date it, if it can be dated.", "source"),
        _without_year,
    ),
    (
        "sources-without-address",
        ("Works without DOI or address", "Look its DOI up.", "source"),
        _without_address,
    ),
    (
        "research-without-references",
        (
            "Research whose references were not seen",
            "Record which held works it cites: citations are only as complete as this.",
            "source",
        ),
        _without_references,
    ),
    (
        "wanted-works",
        ("Works that are cited and not held", "Add them to the bibliography.", "work"),
        _wanted,
    ),
)
"""By id: title, remedy and kind of entity; and what finds them."""
