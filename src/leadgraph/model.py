"""What a curator writes, and what is read off it.

A **source** is one bibliographic work. A **claim** is one thing that one source says, tagged with
**concepts** (SKOS terms of the dataset's schemes), located in the source and signed by a curator.
An open **question** is tagged like a claim. All of them together, as read, are the **records**;
everything else (RDF, networkx, the index, every answer) is derived from the records and can be
thrown away.

Kept apart, always: the *direction* of an effect and the *stance* of a claim towards another work;
the *design* of a source and any appraisal of it; research evidence (a finding, from a source whose
design is research, that does not itself say that little is known) and everything else; a primary
study and a synthesis of studies.

Records are strict pydantic dataclasses: frozen, with slots (a million claims fit in memory), no
unknown field, no coercion. Readers of every file format validate through the same
``TypeAdapter.validate_json``, so that one set of rules holds for TOML, CSV and JSON lines alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, Strict, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

BASE_IRI = "https://w3id.org/leadgraph/"
"""Base of every IRI a dataset mints, unless its ontology names another."""

Direction = Literal["positive", "negative", "null", "mixed", "not-applicable"]
Directness = Literal["direct", "indirect", "moderated", "not-stated"]
Kind = Literal[
    "empirical-finding",
    "synthesis-finding",
    "theoretical",
    "recommendation",
    "standard",
    "testimony",
    "definition",
]
How = Literal["supports", "disputes", "qualifies", "extends", "uses-method"]
Basis = Literal["full-text", "excerpt", "abstract", "secondary"]
Status = Literal["accepted", "proposed", "disputed", "superseded", "withdrawn"]
EvidenceRole = Literal["synthesis", "primary", "none"]

FINDINGS: frozenset[str] = frozenset({"empirical-finding", "synthesis-finding"})
COUNTED: tuple[Status, ...] = ("accepted", "disputed")
"""Statuses that count; a query that names no status asks for these."""

DIRECTIONS: tuple[str, ...] = get_args(Direction)
CLOSED_SCHEMES: Mapping[str, tuple[str, ...]] = {
    "directions": DIRECTIONS,
    "directness": get_args(Directness),
    "kinds": get_args(Kind),
    "stances": get_args(How),
    "bases": get_args(Basis),
    "statuses": get_args(Status),
    "gap-classes": (
        "absolute",
        "practice-only",
        "thin",
        "synthesis",
        "low-confidence",
        "contested",
        "indirect",
        "population",
        "stale",
        "asserted-only",
        "unasserted",
    ),
}
"""The schemes that belong to the program; their labels and definitions are in vocabulary.ttl."""

OPEN_SCHEMES: tuple[str, ...] = ("areas", "models", "targets", "outcomes", "levels", "designs")
"""The schemes that belong to a dataset, in its ontology.ttl."""

CLAIM_TAGS: Mapping[str, str] = {
    "areas": "areas",
    "models": "models",
    "targets": "targets",
    "outcomes": "outcomes",
}
"""Fields of a claim (and of a question) that hold concept ids, with the scheme they come from."""

CLAIM_VALUES: Mapping[str, str] = {
    "direction": "directions",
    "directness": "directness",
    "kind": "kinds",
    "basis": "bases",
    "status": "statuses",
}
"""Fields of a claim that hold one id of a closed scheme."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[^\s,;]+$")]
Ids = Annotated[tuple[Id, ...], Strict(False)]
Texts = Annotated[tuple[Text, ...], Strict(False)]
Number = Annotated[int | float, Field(union_mode="left_to_right")]

RECORD = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Name:
    """The name of a person, in BibTeX's four parts, or of a body (``literal``)."""

    family: Text | None = None
    given: Text | None = None
    prefix: Text | None = None
    suffix: Text | None = None
    literal: Text | None = None

    def __str__(self) -> str:
        """Return the bibliographic form: ``van der Berg, Jr., Jan``, or the body's name."""
        if self.literal:
            return self.literal
        family = " ".join(part for part in (self.prefix, self.family) if part)
        return ", ".join(part for part in (family, self.suffix, self.given) if part)

    @property
    def short(self) -> str:
        """What a citation in the text says: the family name, or the body's name."""
        return self.literal or " ".join(part for part in (self.prefix, self.family) if part)


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Source:
    """One bibliographic work: an entry of ``references.bib``.

    Fields of the entry that have no attribute here are kept, decoded, in ``fields``.
    """

    key: Id = Field(description="BibTeX key")
    type: Text = Field(description="BibTeX or biblatex entry type, lower case")
    title: str = Field(default="", description="Title, decoded from LaTeX")
    authors: Annotated[tuple[Name, ...], Strict(False)] = Field(default=())
    editors: Annotated[tuple[Name, ...], Strict(False)] = Field(default=())
    year: int | None = Field(
        default=None, ge=0, le=9999, description="Year of publication, from `year` or `date`"
    )
    date: Text | None = Field(default=None, description="biblatex date (ISO 8601-2), as written")
    doi: Text | None = Field(default=None, description="DOI, lower case, without resolver")
    url: Text | None = Field(default=None, description="Address of the work")
    fields: dict[str, str] = Field(
        default_factory=dict,
        description="Every other field of the entry, decoded, in alphabetical order",
    )
    design: Id | None = Field(default=None, description="How the source knows (scheme designs)")
    study: Id | None = Field(
        default=None, description="Sources that report one study share it; it counts once"
    )
    countries: Ids = Field(default=(), description="ISO 3166 codes, or `international`")
    levels: Ids = Field(default=(), description="School levels (scheme levels)")
    areas: Ids = Field(default=(), description="Leadership areas the work is about")
    sample: Text | None = Field(default=None, description="Who and what was studied")
    summary: Text | None = Field(default=None, description="The curator's summary, own words")
    basis: Literal["full-text", "excerpt", "abstract", "secondary", "none"] | None = Field(
        default=None, description="How much of the work the curator could read"
    )
    read_url: Text | None = Field(default=None, description="Address at which it was read")
    read_note: Text | None = Field(default=None, description="What was read, and what was not")
    listed: Texts = Field(default=(), description="Its numbers in the review's reference list")
    corpus: Text | None = Field(
        default=None, description="Where it comes from: `list`, `extension` or `review`"
    )
    corrections: Texts = Field(
        default=(), description="What the list had wrong, and the right form"
    )
    seen_at: Texts = Field(default=(), description="Addresses at which the entry was verified")
    cites: Ids = Field(default=(), description="Keys (or DOIs) of works it was seen to cite")
    cites_seen_at: Text | None = Field(default=None, description="Where its references were seen")
    notes: Text | None = Field(default=None, description="The curator's remarks")

    @property
    def citation(self) -> str:
        """Return the short form a reader knows the work by: ``Leithwood et al. 2006``."""
        names = [name.short for name in self.authors or self.editors]
        if not names:
            who = self.title or self.key
        elif len(names) <= 2:
            who = " & ".join(names)
        else:
            who = f"{names[0]} et al."
        return f"{who} {self.year if self.year is not None else 'n.d.'}"


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Effect:
    """The size of an effect as the source states it."""

    metric: Text = Field(description="r, beta, cohen_d, percent, share_of_variance, other ...")
    value: Number | tuple[Number, Number] | Text | None = Field(
        default=None, description="A number; a range as two numbers; text only if neither works"
    )
    note: Text | None = Field(default=None, description="What was measured, on whom")


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Stance:
    """How a claim stands towards another work (``source``) or another claim (``claim``)."""

    how: How
    source: Id | None = None
    claim: Id | None = None

    @model_validator(mode="after")
    def _one_object(self) -> Stance:
        if (self.source is None) == (self.claim is None):
            raise ValueError("a stance names either a source or a claim")
        return self


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing one source says, tagged, located and signed (one ``[[claim]]`` of claims.toml)."""

    id: Id = Field(description="Unique in the dataset; by custom the source's key and a number")
    source: Id = Field(description="Key of the source that says it")
    statement: Text = Field(description="One assertion, in the curator's words, that stands alone")
    kind: Kind = Field(description="What sort of statement it is")
    areas: Ids = Field(default=(), description="Leadership areas it is really about")
    models: Ids = Field(default=(), description="Leadership models it names or plainly is about")
    practice: Text | None = Field(default=None, description="The practice or condition, in words")
    targets: Ids = Field(default=(), description="Who or what is said to be affected")
    outcomes: Ids = Field(default=(), description="What was measured or is claimed to change")
    direction: Direction = Field(default="not-applicable", description="Sign of the effect stated")
    directness: Directness = Field(default="not-stated", description="Path of the effect stated")
    effect: Effect | None = Field(default=None, description="Size of the effect stated")
    stance: Stance | None = Field(default=None, description="Towards another work or claim")
    questions: Ids = Field(default=(), description="Open questions on which it is evidence")
    asserts_gap: bool = Field(default=False, description="It says that little is known")
    locator: Text | None = Field(default=None, description="Page, section, or `abstract`")
    basis: Basis | None = Field(default=None, description="How the curator read it")
    seen_at: Text | None = Field(default=None, description="Address at which it was read")
    status: Status = Field(default="accepted", description="Where it stands in curation")
    curator: Text | None = Field(default=None, description="Who signed it")
    curated: date | None = Field(default=None, description="When, ISO 8601")


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Concept:
    """A SKOS concept. Its key in a graph is ``scheme/id``, as in ``areas/equity``."""

    scheme: Id
    id: Id
    label: Text = Field(description="skos:prefLabel")
    definition: Text | None = Field(default=None, description="skos:definition")
    alt_labels: Texts = Field(default=(), description="skos:altLabel, sorted")
    hidden_labels: Texts = Field(default=(), description="skos:hiddenLabel, sorted")
    broader: Ids = Field(default=(), description="skos:broader: ids in the same scheme, sorted")
    related: Ids = Field(default=(), description="skos:related: keys `scheme/id`, sorted")
    matches: Texts = Field(default=(), description="skos:exactMatch: IRIs elsewhere, sorted")
    rank: int | None = Field(
        default=None, description="lg:rank: order among siblings; for designs, 1 is the strongest"
    )
    evidence: EvidenceRole | None = Field(
        default=None,
        description="lg:evidenceRole of a design group: synthesis, primary, or none (not research)",
    )
    iri: Text | None = Field(default=None, description="Its IRI, when the dataset's own")

    @property
    def key(self) -> str:
        """``scheme/id``."""
        return f"{self.scheme}/{self.id}"


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class Question:
    """An open research question, tagged like a claim (an lg:OpenQuestion of the ontology)."""

    id: Id
    label: Text = Field(description="Two or three words")
    text: Text = Field(description="The question")
    known: Text | None = Field(default=None, description="What its source says is known")
    unknown: Text | None = Field(default=None, description="What its source says is not known")
    areas: Ids = ()
    models: Ids = ()
    targets: Ids = ()
    outcomes: Ids = ()
    source: Id | None = Field(default=None, description="Key of the source that asks it")
    locator: Text | None = None
    basis: Basis | None = None
    claims: Ids = Field(default=(), description="Claims in which its source raises it")
    url: Text | None = None


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class InapplicableCell:
    """Two concepts that make no sense together; the map shows the cell as not applicable."""

    row: Id = Field(description="Concept key, as in `models/governance`")
    column: Id = Field(description="Concept key of another scheme")
    reason: Text


@dataclass(config=RECORD, frozen=True, slots=True, kw_only=True)
class About:
    """What the dataset says of itself (the dcat:Dataset of the ontology)."""

    title: Text = "An unnamed dataset"
    description: Text | None = None
    creators: Texts = ()
    license: Text | None = Field(default=None, description="IRI of the licence of the data")
    base: Text = Field(default=BASE_IRI, description="Base IRI; ends in / or #")


SOURCE = TypeAdapter(Source)
CLAIM = TypeAdapter(Claim)
CONCEPT = TypeAdapter(Concept)
QUESTION = TypeAdapter(Question)
CELL = TypeAdapter(InapplicableCell)
ABOUT = TypeAdapter(About)


class Records:
    """All records of a dataset, as read: what everything else is derived from.

    Mappings are in the order of their keys. A ``Records`` is not changed once built.
    """

    def __init__(
        self,
        *,
        sources: Iterable[Source] = (),
        claims: Iterable[Claim] = (),
        concepts: Iterable[Concept] = (),
        questions: Iterable[Question] = (),
        inapplicable: Iterable[InapplicableCell] = (),
        about: About | None = None,
    ) -> None:
        self.sources = {s.key: s for s in sorted(sources, key=lambda s: s.key)}
        self.claims = {c.id: c for c in sorted(claims, key=lambda c: c.id)}
        self.concepts = {c.key: c for c in sorted(concepts, key=lambda c: c.key)}
        self.questions = {q.id: q for q in sorted(questions, key=lambda q: q.id)}
        self.inapplicable = tuple(sorted(inapplicable, key=lambda c: (c.row, c.column)))
        self.about = about or About()

    def __eq__(self, other: object) -> bool:
        """Tell whether two datasets say the same."""
        return isinstance(other, Records) and all(
            getattr(self, part) == getattr(other, part)
            for part in ("about", "sources", "claims", "concepts", "questions", "inapplicable")
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return the counts."""
        return (
            f"<Records: {len(self.sources)} sources, {len(self.claims)} claims, "
            f"{len(self.concepts)} concepts, {len(self.questions)} questions>"
        )

    def scheme(self, name: str) -> Iterator[Concept]:
        """Yield the concepts of one scheme, by rank where they have one, then by id."""
        found = (c for c in self.concepts.values() if c.scheme == name)
        return iter(sorted(found, key=lambda c: (c.rank is None, c.rank or 0, c.id)))

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """For each concept key, the key itself and all broader ones, nearest first.

        The transitive closure of skos:broader; a cycle ends where it began.
        """
        return {key: tuple(self._climb(key)) for key in self.concepts}

    def _climb(self, key: str) -> Iterator[str]:
        seen, layer = {key}, [key]
        while layer:
            yield from layer
            above = []
            for name in layer:
                concept = self.concepts[name]
                for broader in concept.broader:
                    parent = f"{concept.scheme}/{broader}"
                    if parent in self.concepts and parent not in seen:
                        seen.add(parent)
                        above.append(parent)
            layer = above

    @cached_property
    def _roles(self) -> Mapping[str, tuple[EvidenceRole, int, str | None]]:
        """For each design id: its evidence role, the rank of its group, the group's id."""
        roles: dict[str, tuple[EvidenceRole, int, str | None]] = {}
        for concept in self.scheme("designs"):
            lineage = [self.concepts[key] for key in self.ancestors[concept.key]]
            role: EvidenceRole = next((c.evidence for c in lineage if c.evidence), "none")
            group = lineage[-1]
            roles[concept.id] = (role, group.rank if group.rank is not None else 99, group.id)
        return roles

    def role(self, source: Source) -> EvidenceRole:
        """Tell whether a source's design is a ``synthesis``, a ``primary`` study or no research."""
        return self._roles.get(source.design or "", ("none", 99, None))[0]

    def is_research(self, source: Source) -> bool:
        """Tell whether the design of a source counts as research."""
        return self.role(source) != "none"

    def design_group(self, source: Source) -> str | None:
        """Return the id of the top-level group of a source's design; None if it has no design."""
        return self._roles.get(source.design or "", ("none", 99, None))[2]

    def design_rank(self, source: Source) -> int:
        """Return the rank of a source's design group: 1 is the strongest, 99 is unranked."""
        return self._roles.get(source.design or "", ("none", 99, None))[1]

    def is_evidence(self, claim: Claim) -> bool:
        """Tell whether a claim is research evidence.

        That is a finding, from a source whose design is research, which does not itself assert
        that little is known.
        """
        return (
            claim.kind in FINDINGS
            and not claim.asserts_gap
            and self.is_research(self.sources[claim.source])
        )

    def study(self, source: Source) -> str:
        """Return the study a source reports; a source that names none is a study of its own."""
        return source.study or source.key

    @cached_property
    def snapshot(self) -> str:
        """The id of the content: 16 hexadecimal digits.

        SHA-256 over the records in the order of their keys, so that neither the order nor the
        formatting of the files changes it.
        """
        digest = hashlib.sha256(ABOUT.dump_json(self.about))
        parts: tuple[tuple[TypeAdapter[Any], Iterable[object]], ...] = (
            (SOURCE, self.sources.values()),
            (CLAIM, self.claims.values()),
            (CONCEPT, self.concepts.values()),
            (QUESTION, self.questions.values()),
            (CELL, self.inapplicable),
        )
        for adapter, records in parts:
            for record in records:
                digest.update(adapter.dump_json(record))
                digest.update(b"\n")
            digest.update(b"\n")
        return digest.hexdigest()[:16]

    @cached_property
    def as_of(self) -> date | None:
        """The newest ``curated`` date: what "recent" is measured from; the clock is never read."""
        return max((c.curated for c in self.claims.values() if c.curated), default=None)
