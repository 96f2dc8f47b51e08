"""Thresholds: the numbers that a gap depends on, and that definitions of gaps leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from leadgraph.errors import Issue, QueryError, UnknownConceptError, near_misses

if TYPE_CHECKING:
    from leadgraph.model import Records

STRONG: tuple[str, ...] = ("experimental-designs", "longitudinal")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as few, as many and as recent.

    Attributes:
        few: at most so many studies are few.
        dense: at least so many are many.
        recent: years before ``as_of`` that are recent, that year itself besides.
        as_of: the year from which recent is told; by default that of the newest date at which a
            claim was curated, else that of the newest work. The clock is never read.
        strong: designs, or groups of them, that lend confidence to a cell; a synthesis always does.

    >>> Thresholds(few=1).few
    1
    >>> Thresholds(dense=-1)
    Traceback (most recent call last):
      ...
    leadgraph.errors.QueryError: dense: -1 is not a whole number from 0 up
    """

    few: int = 2
    dense: int = 5
    recent: int = 10
    as_of: int | None = None
    strong: tuple[str, ...] = STRONG

    def __post_init__(self) -> None:
        issues = [issue for name in NAMES for issue in _issues(name, getattr(self, name))]
        if issues:
            raise QueryError(issues)

    @classmethod
    def of(cls, **values: Any) -> Thresholds:
        """Build thresholds from numbers, or from texts as a URL or a command has them.

        ``as_of`` may be a date, of which the year counts.

        >>> Thresholds.of(few="3", as_of="2020-06-30")
        Thresholds(few=3, dense=5, recent=10, as_of=2020, strong=('experimental-designs', ...))

        Raises:
            QueryError: with an issue for each thing wrong.
        """
        return cls(**{name: _read(name, value) for name, value in values.items()})

    def at(self, records: Records) -> Thresholds:
        """Return these thresholds as they apply to a dataset: dated, and of designs it knows.

        Raises:
            UnknownConceptError: when a design was asked for that the dataset does not know.
        """
        as_of = self.as_of
        if as_of is None:
            as_of = records.as_of.year if records.as_of else records.newest
        known = {concept.id for concept in records.scheme("designs")}
        if self.strong != STRONG:
            issues = [_unknown(id_, known) for id_ in self.strong if id_ not in known]
            if issues:
                raise UnknownConceptError(issues)
        strong = tuple(id_ for id_ in self.strong if id_ in known)
        return replace(self, as_of=as_of, strong=strong)

    @property
    def since(self) -> int | None:
        """The first year that is recent; None when there is no date to tell it from."""
        return None if self.as_of is None else self.as_of - self.recent

    def told(self) -> dict[str, Any]:
        """Return the thresholds as an answer echoes them."""
        return {**asdict(self), "strong": list(self.strong)}

    def changed(self) -> dict[str, Any]:
        """Return those that are not the default, as parameters."""
        return {name: value for name, value in self.told().items() if value != DEFAULTS[name]}


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Thresholds))
DEFAULTS: Mapping[str, Any] = {
    field.name: list(STRONG) if field.name == "strong" else field.default
    for field in fields(Thresholds)
}


def _read(name: str, value: Any) -> Any:
    if name == "strong":
        texts = (value,) if isinstance(value, str) else tuple(value or ())
        parts = (part.strip() for text in texts for part in str(text).split(","))
        return tuple(sorted({part for part in parts if part}))
    if name == "as_of":
        return _year(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value


def _year(value: Any) -> Any:
    if isinstance(value, date):
        return value.year
    if isinstance(value, str):
        if value.isascii() and value.isdigit() and len(value) == 4:
            return int(value)
        try:
            return date.fromisoformat(value).year
        except ValueError:
            return value
    return value


def _issues(name: str, value: Any) -> Iterator[Issue]:
    if name == "strong":
        if not isinstance(value, tuple) or not all(isinstance(id_, str) for id_ in value):
            yield Issue(name, "invalid-value", f"strong: {value!r} is not one or several designs")
    elif name == "as_of":
        if value is not None and not (_whole(value) and value <= 9999):
            said = f"as_of: {value!r} is neither a year nor a date; write 2026 or 2026-11-23"
            yield Issue(name, "invalid-value", said)
    elif not _whole(value):
        said = f"{name}: {value!r} is not a whole number from 0 up"
        yield Issue(name, "invalid-value", said)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _unknown(id_: str, known: set[str]) -> Issue:
    near = near_misses(id_, known)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return Issue("strong", "unknown-concept", f"unknown design {id_!r}{hint}", near)
