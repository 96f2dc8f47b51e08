"""One question, one object: ``EvidenceQuery``.

Python keywords, command-line options and URL parameters are the fields of this class, with the same
meaning and the same errors; plain-language questions compile to it. Several ids in one field mean
any of them; different fields are and-ed; a ``not_`` field excludes; a concept stands for itself and
everything narrower. Whether an id exists is for the loaded schemes to say (``leadgraph.index``);
whether the question is well formed is said here. A query has one canonical form, which is its
permalink, its cache key and its ETag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote_plus

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from leadgraph.errors import Issue, QueryError, near_misses
from leadgraph.model import COUNTED

SCHEMES: Mapping[str, str] = {
    "area": "areas",
    "model": "models",
    "target": "targets",
    "outcome": "outcomes",
    "direction": "directions",
    "directness": "directness",
    "design": "designs",
    "kind": "kinds",
    "basis": "bases",
    "status": "statuses",
    "stance": "stances",
    "level": "levels",
}
"""Fields that take concepts, with the scheme their ids come from."""

IDS: tuple[str, ...] = (*SCHEMES, "country", "question", "source", "author", "venue")
"""Fields that take one or several ids, and have a ``not_`` variant."""

PAGE = 25
PAGE_MOST = 200
WORDS_MOST = 1000

Sort = Literal["evidence", "relevance", "newest", "oldest", "id"]


def _ids(value: object) -> tuple[str, ...]:
    """Read one or several ids: a string (commas separate), or a sequence of such strings."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable):
        raise ValueError(f"{value!r} is not an id")
    parts = []
    for item in value:
        if not isinstance(item, str):
            raise ValueError(f"{item!r} is not an id")
        parts += [part.strip() for part in item.split(",")]
    if not all(parts):
        raise ValueError("an empty value; leave the field out instead")
    return tuple(sorted(set(parts)))


def _countries(value: object) -> tuple[str, ...]:
    """Read country codes in either case."""
    codes = (c.lower() if c.lower() == "international" else c.upper() for c in _ids(value))
    return tuple(sorted(set(codes)))


def _statuses(value: object) -> tuple[str, ...]:
    """Read statuses; those that count by default are the empty tuple."""
    statuses = _ids(value)
    return () if statuses == tuple(sorted(COUNTED)) else statuses


def _year(value: object) -> object:
    """Read a single year: a number, or its digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | None):
        raise ValueError(f"{value!r} is not a year; write it in digits, as 2010")
    return value


def _truth(value: object) -> object:
    """Read true or false as URLs and people write them."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    if not isinstance(value, bool | None):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _words(value: object) -> object:
    """Read a text search; runs of white space are one space."""
    if isinstance(value, str) and len(value) <= WORDS_MOST:
        value = " ".join(value.split())
        if not value:
            raise ValueError("an empty text; leave q out instead")
    return value


def _whole(value: object) -> object:
    """Read a whole number, or its digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value


IdField = Annotated[tuple[str, ...], BeforeValidator(_ids)]
CountryField = Annotated[tuple[str, ...], BeforeValidator(_countries)]
YearField = Annotated[Annotated[int, Field(ge=0, le=9999)] | None, BeforeValidator(_year)]
TruthField = Annotated[bool | None, BeforeValidator(_truth)]


class EvidenceQuery(BaseModel):
    """A question to the evidence; empty fields do not filter.

    >>> query = EvidenceQuery(target="students", area="equity,distributed-leadership")
    >>> query.canonical
    'area=distributed-leadership,equity&target=students'
    >>> EvidenceQuery.of(aera="equity")
    Traceback (most recent call last):
      ...
    leadgraph.errors.QueryError: unknown parameter 'aera'; did you mean area?
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    area: IdField = Field((), description="Leadership area of the claim, or narrower")
    model: IdField = Field((), description="Leadership model of the claim")
    target: IdField = Field((), description="Who or what is said to be affected")
    outcome: IdField = Field((), description="What was measured or is claimed to change")
    direction: IdField = Field((), description="Sign of the effect the claim states")
    directness: IdField = Field((), description="Whether the effect is direct or mediated")
    design: IdField = Field((), description="How the source knows: a design or a group of designs")
    kind: IdField = Field((), description="What sort of statement the claim is")
    basis: IdField = Field((), description="How the curator read the claim")
    status: Annotated[tuple[str, ...], BeforeValidator(_statuses)] = Field(
        (), description="Where the claim stands in curation; by default accepted and disputed"
    )
    stance: IdField = Field((), description="Stance of the claim towards another work or claim")
    country: CountryField = Field(
        (), description="Country of the source: ISO 3166 alpha-2 codes, or `international`"
    )
    level: IdField = Field((), description="School level of the source")
    question: IdField = Field((), description="Open question on which the claim is evidence")
    source: IdField = Field((), description="Key of the source")
    author: IdField = Field(
        (), description="Author of the source, or editor where it has none: an id of `/authors`"
    )
    venue: IdField = Field(
        (), description="Journal or book that the source stands in: an id of `/venues`"
    )
    not_area: IdField = Field((), description="Leave out claims of this area, or narrower")
    not_model: IdField = Field((), description="Leave out claims of this model")
    not_target: IdField = Field((), description="Leave out claims about this target")
    not_outcome: IdField = Field((), description="Leave out claims about this outcome")
    not_direction: IdField = Field((), description="Leave out claims of this direction")
    not_directness: IdField = Field((), description="Leave out claims of this directness")
    not_design: IdField = Field((), description="Leave out sources of this design")
    not_kind: IdField = Field((), description="Leave out claims of this kind")
    not_basis: IdField = Field((), description="Leave out claims read in this way")
    not_status: IdField = Field((), description="Leave out claims of this status")
    not_stance: IdField = Field((), description="Leave out claims of this stance")
    not_country: CountryField = Field((), description="Leave out sources of this country")
    not_level: IdField = Field((), description="Leave out sources of this school level")
    not_question: IdField = Field((), description="Leave out claims on this open question")
    not_source: IdField = Field((), description="Leave out this source")
    not_author: IdField = Field((), description="Leave out sources of this author")
    not_venue: IdField = Field((), description="Leave out sources in this venue")
    since: YearField = Field(None, description="First year of publication, inclusive")
    until: YearField = Field(None, description="Last year of publication, inclusive")
    asserts_gap: TruthField = Field(None, description="Whether the claim says little is known")
    research: TruthField = Field(
        None,
        description="Whether the claim is research evidence: a finding, from a source whose "
        "design is research, that does not itself say that little is known",
    )
    q: Annotated[Annotated[str, Field(max_length=WORDS_MOST)] | None, BeforeValidator(_words)] = (
        Field(None, description="Words in statement, practice, title or authors; all must occur")
    )
    sort: Sort | None = Field(
        None,
        description="Order: evidence (default without q), relevance (default with q), newest, "
        "oldest, id",
    )
    limit: Annotated[int, BeforeValidator(_whole)] = Field(
        PAGE, ge=1, le=PAGE_MOST, description="Items a page"
    )
    cursor: str | None = Field(None, description="Opaque place in the list: `next` of a page")

    @model_validator(mode="after")
    def _relevance_to_words(self) -> Self:
        if self.sort == "relevance" and self.q is None:
            raise ValueError("sort=relevance needs q")
        return self

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """Build a query from keywords.

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise QueryError(issues_of(error, cls.model_fields)) from None

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> Self:
        """Build a query from URL parameters or command-line options, in any order.

        An id field may be repeated; any other field may stand once.

        >>> EvidenceQuery.from_params([("area", "equity"), ("since", "2010")]).canonical
        'area=equity&since=2010'

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        fields: dict[str, Any] = {}
        twice: list[Issue] = []
        for name, value in params:
            if name in REPEATABLE:
                fields.setdefault(name, []).append(value)
            elif name in fields:
                twice.append(Issue(name, "invalid-value", f"{name} is given more than once"))
            else:
                fields[name] = value
        if not twice:
            return cls.of(**fields)
        try:
            cls.of(**fields)
        except QueryError as error:
            raise QueryError([*twice, *error.issues]) from None
        raise QueryError(twice)

    @property
    def order(self) -> Sort:
        """The order that applies: as asked, else relevance with ``q`` and evidence without."""
        return self.sort or ("relevance" if self.q else "evidence")

    def fields(self) -> dict[str, Any]:
        """Return the fields that say something, in the order of the class: ids as lists.

        This is ``query`` in an answer.
        """
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self._said.items()
        }

    @cached_property
    def _said(self) -> Mapping[str, Any]:
        said = {}
        given = self.model_fields_set
        for name, default in DEFAULTS.items():
            if name not in given:
                continue
            value = getattr(self, name)
            if value != default and not (name == "sort" and value == self._default_order):
                said[name] = value
        return said

    @property
    def _default_order(self) -> Sort:
        return "relevance" if self.q else "evidence"

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """Each field that says something as it stands in a URL, by name, in alphabetical order.

        >>> dict(EvidenceQuery(since=2010, area="equity").parameters)
        {'area': 'area=equity', 'since': 'since=2010'}
        """
        return parameters(self._said)

    @cached_property
    def canonical(self) -> str:
        """The one way to write this query as URL parameters: sorted, defaults dropped."""
        return "&".join(self.parameters.values())

    @cached_property
    def filter(self) -> str:
        """The canonical form of what is asked, without order and place: what counts depend on."""
        return "&".join(text for name, text in self.parameters.items() if name not in PAGING)

    def but(self, **changes: Any) -> Self:
        """Return this query with some fields changed; None takes a field out.

        >>> EvidenceQuery(area="equity", limit=5, cursor="x").but(cursor=None).canonical
        'area=equity&limit=5'
        """
        fields = {**self.fields(), **changes}
        return type(self).of(**{k: v for k, v in fields.items() if v is not None})

    def __eq__(self, other: object) -> bool:
        """Tell whether two queries ask the same, however they were written."""
        return isinstance(other, EvidenceQuery) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __str__(self) -> str:
        return self.canonical


DEFAULTS: Mapping[str, Any] = {
    name: info.default for name, info in EvidenceQuery.model_fields.items()
}
REPEATABLE: frozenset[str] = frozenset((*IDS, *(f"not_{name}" for name in IDS)))
PAGING: frozenset[str] = frozenset({"sort", "limit", "cursor"})
PLAIN = re.compile(r"[\w.~,:/-]*", re.ASCII).fullmatch
"""Matches values that stand in a URL as they are, as most do."""


def written(fields: Mapping[str, Any]) -> str:
    """Write fields that say something as URL parameters, sorted.

    >>> written({"research": True, "area": ["equity"]})
    'area=equity&research=true'
    """
    return "&".join(parameters(fields).values())


def parameters(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return fields that say something as they stand in a URL, by name, in alphabetical order."""
    return {name: _part(name, value) for name, value in sorted(fields.items())}


def _part(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        text = ",".join(value)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = str(value)
    return f"{name}={text if PLAIN(text) else quote_plus(text, safe=',:/')}"


def issues_of(error: ValidationError, known: Iterable[str]) -> list[Issue]:
    """Turn pydantic's account of a bad query into ours: one issue a fault."""
    issues = []
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else "sort"
        if fault["type"] == "extra_forbidden":
            near = near_misses(name, known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            issues.append(
                Issue(name, "unknown-parameter", f"unknown parameter {name!r}{hint}", near)
            )
        else:
            issues.append(
                Issue(name, "invalid-value", f"{name}: {_sentence(name, fault)}", _allowed(fault))
            )
    return issues


def _allowed(fault: Mapping[str, Any]) -> tuple[str, ...]:
    if fault["type"] != "literal_error":
        return ()
    return tuple(
        part.strip("' ") for part in fault["ctx"]["expected"].replace(" or ", ", ").split(",")
    )


def _sentence(name: str, fault: Mapping[str, Any]) -> str:
    if name == "limit" and fault["type"] == "less_than_equal":
        return f"at most {PAGE_MOST} items a page; the .csv twin of a list holds the whole result"
    message: str = fault["msg"]
    return message.removeprefix("Value error, ").removeprefix("Input ")
