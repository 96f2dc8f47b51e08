"""The records: source, claim, concept, question, inapplicable cell, and what a dataset is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from leadgraph.model.schemes import (
    BASE_IRI,
    Basis,
    Direction,
    Directness,
    EvidenceRole,
    How,
    Kind,
    Status,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[^\s,;]+$")]
Ids = Annotated[tuple[Id, ...], Strict(False)]
Texts = Annotated[tuple[Text, ...], Strict(False)]
WHOLE_MOST = 2**53 - 1
"""The greatest whole number that every reader of JSON tells from its neighbours (RFC 7493, 2.2)."""


def _exact(value: object) -> object:
    if isinstance(value, int) and abs(value) > WHOLE_MOST:
        raise PydanticCustomError("not_exact", f"a whole number beyond {WHOLE_MOST}")
    return value


Whole = Annotated[int, BeforeValidator(_exact)]
Number = Annotated[int | float, Field(union_mode="left_to_right"), BeforeValidator(_exact)]

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

    @property
    def aliases(self) -> tuple[str, ...]:
        """Former keys of the work, by which it can be named still: biblatex's ``ids``."""
        return tuple(self.fields["ids"].replace(",", " ").split()) if "ids" in self.fields else ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: self-contained, everything escaped."""
        told = (self.type, self.design or "design not stated", self.doi or "", self.key)
        return _html(f"{self.citation}. {self.title}", told, self.summary)


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

    def _repr_html_(self) -> str:
        """Return what a notebook shows: self-contained, everything escaped."""
        read = f"read: {self.basis}" if self.basis else ""
        told = (self.direction, self.kind, self.source, self.locator or "", read, self.id)
        return _html(self.statement, told)


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
    rank: Whole | None = Field(
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


def _html(text: str, told: Iterable[str], more: str | None = None) -> str:
    """Return a text with what is told of it in small print."""
    small = " · ".join(escape(part) for part in told if part)
    rest = f"<p>{escape(more)}</p>" if more else ""
    return f"<p>{escape(text)}<br><small>{small}</small></p>{rest}"


SOURCE = TypeAdapter(Source)
CLAIM = TypeAdapter(Claim)
CONCEPT = TypeAdapter(Concept)
QUESTION = TypeAdapter(Question)
CELL = TypeAdapter(InapplicableCell)
ABOUT = TypeAdapter(About)
