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

from leadgraph.model.record import (
    ABOUT,
    CELL,
    CLAIM,
    CONCEPT,
    QUESTION,
    RECORD,
    SOURCE,
    WHOLE_MOST,
    About,
    Claim,
    Concept,
    Effect,
    Id,
    Ids,
    InapplicableCell,
    Name,
    Number,
    Question,
    Source,
    Stance,
    Text,
    Texts,
)
from leadgraph.model.records import Records, former_keys
from leadgraph.model.schemes import (
    BASE_IRI,
    CLAIM_TAGS,
    CLAIM_VALUES,
    CLOSED_SCHEMES,
    COUNTED,
    DIRECTIONS,
    FINDINGS,
    OPEN_SCHEMES,
    Basis,
    Direction,
    Directness,
    EvidenceRole,
    How,
    Kind,
    Status,
)

__all__ = [
    "ABOUT",
    "BASE_IRI",
    "CELL",
    "CLAIM",
    "CLAIM_TAGS",
    "CLAIM_VALUES",
    "CLOSED_SCHEMES",
    "CONCEPT",
    "COUNTED",
    "DIRECTIONS",
    "FINDINGS",
    "OPEN_SCHEMES",
    "QUESTION",
    "RECORD",
    "SOURCE",
    "WHOLE_MOST",
    "About",
    "Basis",
    "Claim",
    "Concept",
    "Direction",
    "Directness",
    "Effect",
    "EvidenceRole",
    "How",
    "Id",
    "Ids",
    "InapplicableCell",
    "Kind",
    "Name",
    "Number",
    "Question",
    "Records",
    "Source",
    "Stance",
    "Status",
    "Text",
    "Texts",
    "former_keys",
]
