"""Roles: targets that are no targets, and words that want one.

A target is who or what is affected. The same words may say who acts ("principals influence ..."),
where ("attendance in rural schools"), or begin a longer name ("school leadership"). And a word
such as "retention" names something only together with its owner.

Who acts is set aside only where the name is one that many labels hold, such as leaders and
teachers: it tells next to nothing about what is asked. "Do parents matter ..." asks about parents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadgraph.ask.lexicon import Lexicon, Match
from leadgraph.ask.typed import Typed

TOPICS = frozenset({"question", "source", "area", "model", "outcome", "target"})
"""Slots that ask something of the evidence; the others only narrow it down."""

COMPOUND = "A target within a longer name is not read as a target."
ACTOR = "Who acts is not read as who is affected."
SETTING = "Where something happens is not read as what is affected."

OWNER_WITHIN = 2
"""Words that may stand between a word and its owner."""

EFFECT_WITHIN = 3
"""Words before a target among which a word of effect makes it the one that acts."""


class Roles:
    """The roles of targets in one question."""

    def __init__(self, typed: Typed, lexicon: Lexicon) -> None:
        self._typed, self._lexicon = typed, lexicon
        self._text, self._grammar = typed.tokens, typed.grammar

    def set_aside(self, chosen: Sequence[Match]) -> Iterator[tuple[Match, str]]:
        """Yield the targets that are no targets here, with what they are instead."""
        topics = [match for match in chosen if match.slot in TOPICS]
        for match in chosen:
            if match.slot != "target":
                continue
            if len(match.tokens) == 1 and self._begins_name(match, chosen):
                yield match, COMPOUND
            elif self._lexicon.is_common(match) and self._acts(match, topics):
                yield match, ACTOR
            elif len(topics) > 1 and self._is_place(match):
                yield match, SETTING

    def _begins_name(self, match: Match, chosen: Sequence[Match]) -> bool:
        """Tell whether a target only begins a longer name: "school" in "school leadership"."""
        at = self._next(match)
        if at is None or any(at in other.tokens for other in chosen):
            return False
        word = self._text[at].word
        content = not (self._grammar.is_direct(word) or self._grammar.is_function(word))
        as_written = word in self._lexicon.vocabulary  # "learning" does, in "kids learn" no name
        return content and as_written and self._lexicon.is_generic(word)

    def _acts(self, match: Match, topics: Sequence[Match]) -> bool:
        """Tell whether a target acts: "principals affect ...", "the impact of teachers on ..."."""
        after = self._next(match)
        if after is None:
            return False
        first = match.tokens[0]
        before = self._text[max(0, first - EFFECT_WITHIN) : first]
        leads = self._grammar.is_effect(self._text[after].word)
        led = after in self._typed.of("place") and any(
            self._grammar.is_effect(token.word) for token in before
        )
        affected = any(m.tokens[0] > after for m in topics if m.slot in ("outcome", "target"))
        return (leads or led) and affected

    def _is_place(self, match: Match) -> bool:
        """Tell whether a target is only the place: "attendance in rural schools"."""
        at = match.tokens[0]
        return (
            len(match.tokens) == 1
            and self._lexicon.is_place(self._text[at])
            and not self._typed.of("setting").isdisjoint(range(max(0, at - 2), at))
        )

    def _next(self, match: Match) -> int | None:
        """Return the place of the word right after a match; None where punctuation comes first."""
        after = match.tokens[-1] + 1
        held = after < len(self._text) and not self._text[after].after_break
        return after if held else None

    def with_owners(self, chosen: Sequence[Match]) -> list[Match]:
        """Read words that name something only with their owner: "retention" of whom?

        Where the owner is named nearby, it is part of the name; where not, every reading stands.
        """
        result = list(chosen)
        spent = {at for match in chosen for at in match.tokens}
        for at, token in enumerate(self._text):
            if at in spent or self._typed.is_empty(at) or self._lexicon.is_generic(token.word):
                continue
            owned = self._lexicon.owned(token)
            for slot in list(owned)[:1]:
                owner = self._owner(at, result)
                root = self._text[owner.tokens[0]].stem if owner else ""
                if owner and root in owned[slot]:
                    result.remove(owner)
                    ids, how, score = owned[slot][root], "label in parts", 0.8
                    places = (at, *owner.tokens)
                else:
                    ids, how, score = set().union(*owned[slot].values()), "part of a label", 0.5
                    places = (at,)
                result.append(Match(places, slot, tuple(sorted(ids)), how, score, token.word))
        return sorted(result, key=lambda match: match.tokens)

    def _owner(self, at: int, chosen: Sequence[Match]) -> Match | None:
        """Return the target that a word stands before, as in "retention of good teachers"."""
        for match in chosen:
            first = match.tokens[0]
            between = self._text[at + 1 : first]
            if (
                match.slot == "target"
                and len(match.tokens) == 1
                and 0 < len(between) <= OWNER_WITHIN
                and self._grammar.is_link(between[0].word)
                and not any(token.after_break for token in [*between, self._text[first]])
            ):
                return match
        return None
