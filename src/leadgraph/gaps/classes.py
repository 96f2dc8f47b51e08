"""Classes: the rules by which a cell of the map is a gap, in words and in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from leadgraph.model import CLOSED_SCHEMES, DIRECTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.gaps.bits import Counts
    from leadgraph.gaps.layout import Flags, Tallies
    from leadgraph.gaps.thresholds import Thresholds

CLASSES: tuple[str, ...] = CLOSED_SCHEMES["gap-classes"]
LETTERS: Mapping[str, str] = dict(zip(CLASSES, "APTSLCIFOXU", strict=True))
"""A letter for each gap class: a mark that no colour is needed for."""

VOLUME: tuple[str, ...] = ("absolute", "practice-only", "thin")
"""Classes of too little: every cell with no more than a few studies is in one of them."""

POSITIVE = DIRECTIONS.index("positive")
AGAINST = tuple(DIRECTIONS.index(name) for name in ("negative", "null", "mixed"))


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All that the rules look at, by cell.

    Attributes:
        tallies: what the query finds.
        unfiltered: P + S without any filter; None when no filter is set.
        asserted: claims that say little is known.
        broad: those of them that are about a whole row, column or map.
        asked: open questions.
        thresholds: what is few, many and recent.
        applicable: whether the cell makes sense.
    """

    tallies: Tallies
    unfiltered: Counts | None
    asserted: Counts
    broad: Counts
    asked: Counts
    thresholds: Thresholds
    applicable: Flags

    @property
    def positive(self) -> Counts:
        """Claims of research evidence that find an effect."""
        return np.asarray(self.tallies.directions[POSITIVE], np.int64)

    @property
    def against(self) -> Counts:
        """Claims of research evidence that find the opposite, none or both."""
        return np.asarray(self.tallies.directions[list(AGAINST)].sum(axis=0), np.int64)

    def recent(self, years: Counts) -> Flags:
        """Tell which years are recent; 0 stands for no year, which never is."""
        since = self.thresholds.since
        if since is None:
            return np.zeros(len(years), np.bool_)
        return np.asarray(years >= max(since, 1), np.bool_)


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a cell a gap of one class.

    Attributes:
        holds: where it does, whether the cell is applicable or not.
        words: the rule, with the thresholds in it.
        numbers: names of the numbers that it looked at (keys of ``NUMBERS``).
        sparql: where it holds, as an expression over ``restatement.NUMBERS``.
    """

    holds: Callable[[Facts], Flags]
    words: Callable[[Thresholds], str]
    numbers: tuple[str, ...]
    sparql: Callable[[Thresholds], str]


NUMBERS: Mapping[str, Callable[[Facts], NDArray[Any] | None]] = {
    "primary": lambda facts: facts.tallies.primary,
    "synthesis": lambda facts: facts.tallies.synthesis,
    "practice": lambda facts: facts.tallies.practice,
    "last_year": lambda facts: facts.tallies.last_year,
    "last_synthesis": lambda facts: facts.tallies.last_synthesis,
    "first_hand": lambda facts: facts.tallies.first_hand,
    "strong": lambda facts: facts.tallies.strong,
    "positive": lambda facts: facts.positive,
    "against": lambda facts: facts.against,
    "direct": lambda facts: facts.tallies.direct,
    "indirect": lambda facts: facts.tallies.indirect,
    "unfiltered": lambda facts: facts.unfiltered,
    "asserted": lambda facts: facts.asserted,
    "broad": lambda facts: facts.broad,
    "questions": lambda facts: facts.asked,
}
"""Numbers that reasons name; a year of 0 is told as null."""

STUDIES = ("primary", "synthesis")


def _population(facts: Facts) -> Flags:
    if facts.unfiltered is None:
        return np.zeros(len(facts.applicable), np.bool_)
    held: Flags = (facts.tallies.total == 0) & (facts.unfiltered > 0)
    return held


def _stale(facts: Facts) -> Flags:
    since, newest = facts.thresholds.since, facts.tallies.last_year
    if since is None:
        return np.zeros(len(newest), np.bool_)
    stale: Flags = (facts.tallies.total > 0) & (newest > 0) & (newest < since)
    return stale


HELD = "?primary + ?synthesis"


def _older(year: str, t: Thresholds) -> str:
    """Say in SPARQL that a year is not recent; 0, which is no year, never is."""
    return "true" if t.since is None else f"{year} < {max(t.since, 1)}"


def _dated_and_older(year: str, t: Thresholds) -> str:
    return "false" if t.since is None else f"{year} > 0 && {year} < {t.since}"


RULES: Mapping[str, Rule] = {
    "absolute": Rule(
        lambda facts: (facts.tallies.total == 0) & (facts.tallies.practice == 0),
        lambda t: "no study, and nobody else speaks either",
        (*STUDIES, "practice"),
        lambda t: f"{HELD} = 0 && ?practice = 0",
    ),
    "practice-only": Rule(
        lambda facts: (facts.tallies.total == 0) & (facts.tallies.practice > 0),
        lambda t: "no study, but practice, policy, theory or opinion speaks",
        (*STUDIES, "practice"),
        lambda t: f"{HELD} = 0 && ?practice > 0",
    ),
    "thin": Rule(
        lambda facts: (facts.tallies.total > 0) & (facts.tallies.total <= facts.thresholds.few),
        lambda t: f"at least one study, and no more than few = {t.few}",
        STUDIES,
        lambda t: f"{HELD} > 0 && {HELD} <= {t.few}",
    ),
    "synthesis": Rule(
        lambda facts: (
            (facts.tallies.primary >= facts.thresholds.dense)
            & ~facts.recent(facts.tallies.last_synthesis)
        ),
        lambda t: (
            f"dense = {t.dense} primary studies or more, and no synthesis dated within "
            f"recent = {t.recent} years of {t.as_of}"
        ),
        (*STUDIES, "last_synthesis"),
        lambda t: f"?primary >= {t.dense} && {_older('?last_synthesis', t)}",
    ),
    "low-confidence": Rule(
        lambda facts: (
            (facts.tallies.total > 0)
            & ((facts.tallies.first_hand == 0) | (facts.tallies.strong == 0))
        ),
        lambda t: (
            "studies, but all of them were read only in secondary texts, or none is a synthesis "
            f"or of a strong design ({', '.join(t.strong) or 'none is known'})"
        ),
        (*STUDIES, "first_hand", "strong"),
        lambda t: f"{HELD} > 0 && (?first_hand = 0 || ?strong = 0)",
    ),
    "contested": Rule(
        lambda facts: (facts.positive > 0) & (facts.against > 0),
        lambda t: "at least one positive finding, and at least one negative, null or mixed",
        ("positive", "against"),
        lambda t: "?positive > 0 && ?against > 0",
    ),
    "indirect": Rule(
        lambda facts: (facts.tallies.indirect > 0) & (facts.tallies.direct == 0),
        lambda t: "at least one finding stated indirect, and none stated direct",
        ("direct", "indirect"),
        lambda t: "?indirect > 0 && ?direct = 0",
    ),
    "population": Rule(
        _population,
        lambda t: "no study under the filter, but at least one without it",
        (*STUDIES, "unfiltered"),
        lambda t: f"{HELD} = 0 && ?unfiltered > 0",
    ),
    "stale": Rule(
        _stale,
        lambda t: f"studies, and the newest is older than recent = {t.recent} years at {t.as_of}",
        (*STUDIES, "last_year"),
        lambda t: f"{HELD} > 0 && {_dated_and_older('?last_year', t)}",
    ),
    "asserted-only": Rule(
        lambda facts: (facts.asserted > 0) & (facts.tallies.total > facts.thresholds.few),
        lambda t: f"a claim says that little is known, yet there are more than few = {t.few}",
        (*STUDIES, "asserted", "broad"),
        lambda t: f"?asserted > 0 && {HELD} > {t.few}",
    ),
    "unasserted": Rule(
        lambda facts: (facts.tallies.total == 0) & (facts.asserted == 0) & (facts.asked == 0),
        lambda t: "no study, and neither a claim nor an open question has said so",
        (*STUDIES, "asserted", "questions"),
        lambda t: f"{HELD} = 0 && ?asserted = 0 && ?questions = 0",
    ),
}
"""The rules, in the order in which classes rank."""


def classify(facts: Facts) -> Flags:
    """Return in which classes each cell is: a line a class; a cell that makes no sense in none."""
    return np.array([RULES[name].holds(facts) & facts.applicable for name in CLASSES])


def numbers(facts: Facts, class_: str, cell: int) -> dict[str, int | None]:
    """Return the numbers that made a cell a gap of a class."""
    told: dict[str, int | None] = {}
    for name in RULES[class_].numbers:
        values = NUMBERS[name](facts)
        value = None if values is None else int(values[cell])
        told[name] = None if name.startswith("last_") and value == 0 else value
    return told
