"""What is asked of a map: its two axes, its thresholds, and which claims it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from leadgraph.errors import Issue, QueryError, near_misses
from leadgraph.gaps.axes import FACETS
from leadgraph.gaps.classes import CLASSES
from leadgraph.gaps.thresholds import NAMES, Thresholds
from leadgraph.query import REPEATABLE, EvidenceQuery, written

DEEPEST = 20
OWN: tuple[str, ...] = ("rows", "columns", "depth", "class", *NAMES)
"""Parameters of a map and of gaps that are not fields of ``EvidenceQuery``."""

SEVERAL: frozenset[str] = frozenset({"class", "strong"})


@dataclass(frozen=True)
class MapQuery:
    """A question to the map.

    Attributes:
        rows: the facet of the rows.
        columns: the facet of the columns.
        depth: how far hierarchies are opened; 1 shows their tops.
        thresholds: what is few, many and recent.
        evidence: which claims count.
        classes: gap classes to list; all when empty.

    >>> MapQuery.of(rows="area", columns="outcome", few=1, country="SE").canonical
    'columns=outcome&country=SE&few=1'
    >>> MapQuery.of(rows="aera")
    Traceback (most recent call last):
      ...
    leadgraph.errors.QueryError: rows: no facet 'aera'; did you mean area?
    """

    rows: str = "area"
    columns: str = "target"
    depth: int = 1
    thresholds: Thresholds = field(default_factory=Thresholds)
    evidence: EvidenceQuery = field(default_factory=EvidenceQuery)
    classes: tuple[str, ...] = ()

    known: ClassVar[tuple[str, ...]] = (*OWN, *EvidenceQuery.model_fields)

    def __post_init__(self) -> None:
        issues = [*_axis("rows", self.rows), *_axis("columns", self.columns)]
        if self.rows == self.columns and not issues:
            message = f"columns: {self.columns!r} is the facet of the rows; take another"
            issues.append(Issue("columns", "invalid-value", message))
        depth: object = self.depth
        if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= DEEPEST:
            message = f"depth: {depth!r} is not a whole number from 1 to {DEEPEST}"
            issues.append(Issue("depth", "invalid-value", message))
        issues += [_unknown_class(id_) for id_ in self.classes if id_ not in CLASSES]
        if self.evidence.sort is not None:
            message = "sort: a map and its gaps have an order of their own; leave sort out"
            issues.append(Issue("sort", "invalid-value", message))
        if issues:
            raise QueryError(issues)

    @classmethod
    def of(cls, **asked: Any) -> MapQuery:
        """Build a query from keywords: ``rows``, ``columns``, ``depth``, ``class_``, thresholds.

        All others are fields of ``EvidenceQuery``.

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        issues: list[Issue] = []
        if "class_" in asked:
            asked["class"] = asked.pop("class_")
        rest = {name: value for name, value in asked.items() if name not in OWN}
        for name in [name for name in rest if name not in EvidenceQuery.model_fields]:
            near = near_misses(name, cls.known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            issues.append(
                Issue(name, "unknown-parameter", f"unknown parameter {name!r}{hint}", near)
            )
            del rest[name]
        given: dict[str, Any] = {n: asked[n] for n in ("rows", "columns") if n in asked}
        if "depth" in asked:
            given["depth"] = _number(asked["depth"])
        if "class" in asked:
            given["classes"] = _ids(asked["class"])
        parts = (
            ("evidence", lambda: EvidenceQuery.of(**rest)),
            ("thresholds", lambda: Thresholds.of(**{n: asked[n] for n in NAMES if n in asked})),
        )
        for name, build in parts:
            try:
                given[name] = build()
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
    def from_params(cls, params: Iterable[tuple[str, str]]) -> MapQuery:
        """Build a query from URL parameters or command-line options, in any order.

        Raises:
            QueryError: with an issue for each thing wrong, naming near misses.
        """
        asked: dict[str, Any] = {}
        twice: list[Issue] = []
        for name, value in params:
            if name in REPEATABLE or name in SEVERAL:
                asked.setdefault(name, []).append(value)
            elif name in asked:
                twice.append(Issue(name, "invalid-value", f"{name} is given more than once"))
            elif not value and name in OWN:
                message = f"{name}: an empty value; leave the parameter out instead"
                twice.append(Issue(name, "invalid-value", message))
            else:
                asked[name] = value
        try:
            made = cls.of(**asked)
        except QueryError as error:
            raise QueryError([*twice, *error.issues]) from None
        if twice:
            raise QueryError(twice)
        return made

    def whole(self) -> MapQuery:
        """Return this query; a map has no pages, and shows every class.

        Raises:
            QueryError: when a page or a class is asked for.
        """
        if self.classes:
            message = "class: a map shows the cells of every class; leave class out, or ask /gaps"
            raise QueryError([*self._pages(), Issue("class", "invalid-value", message)])
        return self.unpaged()

    def unpaged(self) -> MapQuery:
        """Return this query, of which no page can be asked for.

        Raises:
            QueryError: when one is.
        """
        if issues := self._pages():
            raise QueryError(issues)
        return self

    def _pages(self) -> list[Issue]:
        return [
            Issue(name, "invalid-value", f"{name}: this answer is given whole; leave {name} out")
            for name in ("limit", "cursor")
            if name in self.evidence.model_fields_set
        ]

    @cached_property
    def own(self) -> Mapping[str, Any]:
        """The parameters of the map itself that say something, its axes always."""
        said: dict[str, Any] = {"rows": self.rows, "columns": self.columns}
        said |= {"depth": self.depth} if self.depth != 1 else {}
        said |= {"class": sorted(self.classes)} if self.classes else {}
        return said | self.thresholds.changed()

    def fields(self) -> dict[str, Any]:
        """Return what is asked, as ``query`` in an answer."""
        return {**self.own, **self.evidence.fields()}

    @cached_property
    def canonical(self) -> str:
        """The one way to write this query as URL parameters; ``rows=area`` and such left out."""
        defaults = {"rows": "area", "columns": "target"}
        said = {n: v for n, v in self.fields().items() if defaults.get(n) != v}
        return written(said)

    def but(self, **changes: Any) -> MapQuery:
        """Return this query with some fields changed; None takes a field out."""
        asked = {**self.fields(), **changes}
        return MapQuery.of(**{name: value for name, value in asked.items() if value is not None})

    def address(self, route: str) -> str:
        """Return the relative address of this query on a route."""
        return f"{route}?{self.canonical}" if self.canonical else route


def _axis(name: str, facet: object) -> Iterable[Issue]:
    if facet not in FACETS:
        near = near_misses(str(facet), FACETS) or FACETS
        hint = f"; did you mean {' or '.join(near)}?"
        yield Issue(name, "invalid-value", f"{name}: no facet {facet!r}{hint}", near)


def _unknown_class(id_: str) -> Issue:
    near = near_misses(id_, CLASSES) or CLASSES
    hint = f"; did you mean {' or '.join(near)}?"
    return Issue("class", "unknown-concept", f"unknown gap class {id_!r}{hint}", near)


def _ids(value: Any) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else tuple(value or ())
    parts = {part.strip() for text in texts for part in str(text).split(",")}
    return tuple(sorted(parts))


def _number(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value
