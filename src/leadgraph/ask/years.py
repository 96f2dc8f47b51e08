"""Years: spans of time in a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from leadgraph.ask.grammar import Cue, Grammar
from leadgraph.ask.tokens import Token

YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
DECADE = re.compile(r"((?:1[5-9]|20)\d)0s$")
RECENT = 10
"""Years that "recent years" stands for, as in the gap classes."""

UNITS = {"year": 1, "decade": 10, "century": 100}


@dataclass
class Span:
    """The years a question asks for.

    Attributes:
        since: the first; None if open.
        until: the last; None if open.
        said: what was read: places of tokens, the field, the year.
        notes: how it was read.
    """

    since: int | None = None
    until: int | None = None
    said: list[tuple[tuple[int, ...], str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def first(self, year: int, places: Iterable[int]) -> None:
        """Begin with a year."""
        self.since = year if self.since is None else max(self.since, year)
        self.said.append((tuple(sorted(places)), "since", year))

    def last(self, year: int, places: Iterable[int]) -> None:
        """End with a year."""
        self.until = year if self.until is None else min(self.until, year)
        self.said.append((tuple(sorted(places)), "until", year))

    @property
    def places(self) -> set[int]:
        """The places of all tokens that were read."""
        return {at for places, _, _ in self.said for at in places}


class Years:
    """Reads the years of one question.

    Args:
        text: its words.
        cues: its cues.
        grammar: reads numbers in words.
        now: the year from which "the last ten years" are counted.
    """

    def __init__(
        self, text: Sequence[Token], cues: Sequence[Cue], grammar: Grammar, now: int | None
    ) -> None:
        self._text, self._grammar, self._now = text, grammar, now
        self._ending: dict[int, list[Cue]] = {}
        self._beginning: dict[int, list[Cue]] = {}
        for cue in sorted(cues, key=lambda cue: cue[0] - cue[1]):
            self._ending.setdefault(cue[1], []).append(cue)
            self._beginning.setdefault(cue[0], []).append(cue)

    def read(self, spent: Set[int]) -> Span:
        """Return the span that the words ask for, leaving out those spent on something else."""
        span = Span()
        at = 0
        while at < len(self._text):
            if at in spent:
                at += 1
            elif YEAR.match(self._text[at].word):
                at = self._year(span, at, spent)
            elif decade := DECADE.match(self._text[at].word):
                year = int(decade[1]) * 10
                span.first(year, [at])
                span.last(year + 9, [at])
                at += 1
            else:
                at = self._last_years(span, at)
        return span

    def _year(self, span: Span, at: int, spent: Set[int]) -> int:
        year = int(self._text[at].word)
        other = self._range(at, spent)
        if other:
            lead = self._cue_before(at, ("between", "since"))
            places = {*lead.get("between", ()), *lead.get("since", ()), *range(at, other + 1)}
            first, last = sorted((year, int(self._text[other].word)))
            span.first(first, places)
            span.last(last, places)
            return other + 1
        after = self._cue_after(at)
        before = self._cue_before(at, ("since", "after", "before", "until", "in-year"))
        if "onward" in after:
            span.first(year, [at, *after["onward"]])
        elif "backward" in after:
            span.last(year, [at, *after["backward"]])
        elif "since" in before:
            span.first(year, [*before["since"], at])
        elif "after" in before:
            span.first(year + 1, [*before["after"], at])
            span.notes.append("“After” leaves out the year it names.")
        elif "before" in before:
            span.last(year - 1, [*before["before"], at])
            span.notes.append("“Before” leaves out the year it names.")
        elif "until" in before:
            span.last(year, [*before["until"], at])
        else:
            span.first(year, [*before.get("in-year", ()), at])
            span.last(year, [*before.get("in-year", ()), at])
        return at + 1

    def _range(self, at: int, spent: Set[int]) -> int | None:
        """Return the place of the year that ends a range, if this one begins one."""
        for other in (at + 1, at + 2):
            if other >= len(self._text) or other in spent or not YEAR.match(self._text[other].word):
                continue
            if other == at + 1:
                return None if self._text[other].after_break else other
            joined = {cue for _, end, cues in self._beginning.get(at + 1, ()) for cue in cues}
            if "until" in joined or ("and" in joined and self._cue_before(at, ("between",))):
                return other
        return None

    def _cue_before(self, at: int, wanted: Sequence[str]) -> dict[str, range]:
        """Return the cues that end where a year begins, by the longest words that give any."""
        for place in range(at, max(at - 3, -1), -1):
            for start, stop, cues in self._ending.get(place, ()):
                found = [cue for cue in wanted if cue in cues]
                if found:
                    return {cue: range(start, stop) for cue in found}
            if place and not self._may_stand_between(place - 1):
                break
        return {}

    def _may_stand_between(self, at: int) -> bool:
        """Tell whether a word may stand between a cue and its year: "since the year 2010"."""
        return self._grammar.is_function(self._text[at].word) or bool(list(self._units(at)))

    def _cue_after(self, at: int) -> Mapping[str, range]:
        found: dict[str, range] = {}
        for start, stop, cues in self._beginning.get(at + 1, ()):
            for cue in ("onward", "backward"):
                if cue in cues:
                    found.setdefault(cue, range(start, stop))
        return found

    def _last_years(self, span: Span, at: int) -> int:
        """Read "the last ten years"; return the place to go on from."""
        last = next((c for c in self._beginning.get(at, ()) if "last" in c[2]), None)
        if last is None:
            return at + 1
        place = last[1]
        count = None
        if place < len(self._text):
            count = self._grammar.number(self._text[place].word)
            place += count is not None
        unit = next((u for u in self._units(place)), None)
        if self._now is None:
            return at + 1
        if unit is None:
            return self._recent(span, at)
        plural = self._text[place].word.endswith("s")
        if count is None:
            count = 1 if not plural else RECENT // UNITS[unit] or 1
        span.first(self._now - count * UNITS[unit], range(at, place + 1))
        span.notes.append(
            f"“Last” and “recent” are counted from {self._now}, the year of the newest curation."
        )
        return place + 1

    def _recent(self, span: Span, at: int) -> int:
        """Read "recent studies": no number of years is named."""
        cue = next((c for c in self._beginning.get(at, ()) if "recent" in c[2]), None)
        after = cue[1] if cue else len(self._text)
        if cue and after < len(self._text) and self._grammar.is_direct(self._text[after].word):
            span.first(int(self._now or 0) - RECENT, range(at, after))
            span.notes.append(f"“Recent” is the last {RECENT} years up to {self._now}.")
            return after
        return at + 1

    def _units(self, at: int) -> Iterator[str]:
        for _, _, cues in self._beginning.get(at, ()):
            yield from (unit for unit in UNITS if unit in cues)
