"""What is asked of a neighbourhood: from which works, by which ties, how many works at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from leadgraph.errors import Issue, QueryError, near_misses
from leadgraph.query import PAGING, REPEATABLE, EvidenceQuery, written

TIES: tuple[str, ...] = ("cites", "cited-by", "stance", "co-cited", "coupled", "similar")
"""By what a work can be a neighbour of another."""

DEFAULT_TIES: tuple[str, ...] = ("cites", "cited-by", "stance")
SEEDS_MOST = 12
MOST = 40
MOST_AT_ALL = 120
"""Works in a picture: more could be drawn, and not read."""

OWN: tuple[str, ...] = ("key", "kind", "most")
"""Parameters that are not fields of ``EvidenceQuery``; its ``kind``, of claims, gives way."""

FILTERS: tuple[str, ...] = tuple(
    name
    for name in EvidenceQuery.model_fields
    if name not in PAGING and name not in ("kind", "not_kind")
)
"""Fields of ``EvidenceQuery`` that neighbours can be filtered by."""


@dataclass(frozen=True)
class NeighbourhoodQuery:
    """A question to the citation network.

    Attributes:
        keys: the works to start from, in the order in which they came: keys, or ids of stubs.
        ties: by what others are their neighbours, in the order of ``TIES``.
        most: works in the picture at most, those to start from included.
        evidence: what neighbours must hold: at least one claim that answers it.

    >>> NeighbourhoodQuery.of(key="a,b", kind=["similar", "cites"], since=2010).canonical
    'key=a,b&kind=cites,similar&since=2010'
    >>> NeighbourhoodQuery.of(key="a", kind="citedby")
    Traceback (most recent call last):
      ...
    leadgraph.errors.QueryError: kind: no tie 'citedby'; did you mean cited-by or cites or co-cited?
    """

    keys: tuple[str, ...] = ()
    ties: tuple[str, ...] = DEFAULT_TIES
    most: int = MOST
    evidence: EvidenceQuery = field(default_factory=EvidenceQuery)

    known: ClassVar[tuple[str, ...]] = (*OWN, *FILTERS)

    def __post_init__(self) -> None:
        issues = [_unknown_tie(id_) for id_ in self.ties if id_ not in TIES]
        if len(self.keys) > SEEDS_MOST:
            message = f"key: {len(self.keys)} works to start from; at most {SEEDS_MOST} at a time"
            issues.append(Issue("key", "invalid-value", message))
        most: object = self.most
        if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= MOST_AT_ALL:
            message = f"most: {most!r} is not a whole number from 1 to {MOST_AT_ALL}"
            issues.append(Issue("most", "invalid-value", message))
        if issues:
            raise QueryError(issues)

    @classmethod
    def of(cls, **asked: Any) -> NeighbourhoodQuery:
        """Build a query from keywords: ``key``, ``kind``, ``most``, fields of ``EvidenceQuery``.

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        issues: list[Issue] = []
        for name in [name for name in asked if name not in cls.known]:
            near = near_misses(name, cls.known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            message = f"unknown parameter {name!r}{hint}"
            issues.append(Issue(name, "unknown-parameter", message, near))
            del asked[name]
        rest = {name: value for name, value in asked.items() if name not in OWN}
        given: dict[str, Any] = {"keys": _ids("key", asked.get("key"), issues)}
        if asked.get("kind") is not None:
            ties = _ids("kind", asked["kind"], issues)
            strange = [name for name in ties if name not in TIES]
            given["ties"] = (*(name for name in TIES if name in ties), *strange)
        if asked.get("most") is not None:
            given["most"] = _number(asked["most"])
        try:
            given["evidence"] = EvidenceQuery.of(**rest)
        except QueryError as error:
            issues += error.issues
        try:
            made = cls(**given)
        except QueryError as error:
            raise QueryError([*issues, *error.issues]) from None
        if issues:
            raise QueryError(issues)
        return made

    @classmethod
    def from_params(cls, params: Iterable[tuple[str, str]]) -> NeighbourhoodQuery:
        """Build a query from URL parameters, in any order but for that of the keys.

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        asked: dict[str, Any] = {}
        twice: list[Issue] = []
        for name, value in params:
            if name in REPEATABLE or name in ("key", "kind"):
                asked.setdefault(name, []).append(value)
            elif name in asked:
                twice.append(Issue(name, "invalid-value", f"{name} is given more than once"))
            else:
                asked[name] = value
        try:
            made = cls.of(**asked)
        except QueryError as error:
            raise QueryError([*twice, *error.issues]) from None
        if twice:
            raise QueryError(twice)
        return made

    def fields(self) -> dict[str, Any]:
        """Return what is asked, defaults left out, as ``query`` in an answer."""
        said: dict[str, Any] = {"key": list(self.keys)} if self.keys else {}
        said |= {"kind": list(self.ties)} if self.ties != DEFAULT_TIES else {}
        said |= {"most": self.most} if self.most != MOST else {}
        return {**said, **self.evidence.fields()}

    @cached_property
    def canonical(self) -> str:
        """The one way to write this query as URL parameters: sorted, defaults dropped."""
        return written(self.fields())

    def but(self, **changes: Any) -> NeighbourhoodQuery:
        """Return this query with some fields changed; None takes a field out."""
        asked: Mapping[str, Any] = {**self.fields(), **changes}
        return NeighbourhoodQuery.of(
            **{n: value for n, value in asked.items() if value is not None}
        )


def _unknown_tie(id_: str) -> Issue:
    near = near_misses(id_, TIES) or TIES
    hint = f"; did you mean {' or '.join(near)}?"
    return Issue("kind", "invalid-value", f"kind: no tie {id_!r}{hint}", near)


def _ids(name: str, value: Any, issues: list[Issue]) -> tuple[str, ...]:
    """Read ids, repeated or with commas between them: each once, in their order."""
    texts = (value,) if isinstance(value, str) else tuple(value or ())
    parts = [part.strip() for text in texts for part in str(text).split(",")]
    if not all(parts):
        message = f"{name}: an empty value; leave the parameter out instead"
        issues.append(Issue(name, "invalid-value", message))
    return tuple(dict.fromkeys(part for part in parts if part))


def _number(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value
