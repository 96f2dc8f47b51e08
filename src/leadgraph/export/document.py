"""Records <-> one JSON document: every field of every record, one record a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict

from leadgraph.model import (
    ABOUT,
    CELL,
    CLAIM,
    CONCEPT,
    QUESTION,
    SOURCE,
    About,
    Claim,
    Concept,
    InapplicableCell,
    Question,
    Records,
    Source,
)

PARTS: dict[str, TypeAdapter[Any]] = {
    "sources": SOURCE,
    "claims": CLAIM,
    "concepts": CONCEPT,
    "questions": QUESTION,
    "inapplicable": CELL,
}
"""The lists of the document, after ``about``."""


class Document(TypedDict, total=False):
    """The whole document."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    about: About
    sources: list[Source]
    claims: list[Claim]
    concepts: list[Concept]
    questions: list[Question]
    inapplicable: list[InapplicableCell]


_DOCUMENT = TypeAdapter(Document)


def to_json(records: Records) -> Iterator[str]:
    """Yield the document in pieces; records stand in the order of their keys."""
    yield f'{{"about": {ABOUT.dump_json(records.about).decode()}'
    for part, adapter in PARTS.items():
        group = getattr(records, part)
        yield f',\n"{part}": ['
        for number, record in enumerate(group.values() if isinstance(group, Mapping) else group):
            yield f"{',' if number else ''}\n{adapter.dump_json(record).decode()}"
        yield "\n]"
    yield "}\n"


def from_json(text: str | bytes) -> Records:
    """Return the records of a document that ``to_json`` wrote.

    Raises:
        ValueError: the text is not such a document; the message says where and why.
    """
    document = _DOCUMENT.validate_json(text)
    return Records(**{part: document[part] for part in document})  # type: ignore[literal-required]
