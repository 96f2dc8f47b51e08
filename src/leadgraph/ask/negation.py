"""Negation: what a question leaves out.

"Not", "except", "without" and their like leave out what they stand before, and what is joined to
it: "neither families nor teachers", "without RCTs or reviews". The scope ends at "but", at a
preposition that begins a new part ("except reviews *in* Canada" leaves out reviews alone), at
punctuation, at "and" before something of another kind, and at AND in capitals, which joins two
parts of a question as in a search box. "Not only", a question in the negative and a verb denied
("does not improve") leave nothing out. "No effect" is a direction, and no matter of this module.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadgraph.ask.lexicon import SLOTS, Match
from leadgraph.ask.typed import Typed

STRAYS = 1
"""Words of no meaning here that may stand between "not" and what it leaves out."""


def left_out(typed: Typed, matches: Sequence[Match]) -> set[Match]:
    """Return the matches that a question excludes."""
    beginning = {match.tokens[0]: match for match in matches}
    scope = _Scope(typed)
    at = 0
    while at < len(typed.tokens):
        match = beginning.get(at)
        if match is None:
            scope.word(at)
            at += 1
            continue
        if match.slot == "exclude":
            scope.open()
        elif match.slot in SLOTS:
            scope.item(match)
        else:
            scope.close()
        at = match.tokens[-1] + 1
    return scope.out


class _Scope:
    """The reach of one "not" after another."""

    def __init__(self, typed: Typed) -> None:
        self._text, self._cues, self._grammar = typed.tokens, typed.places, typed.grammar
        self._joints = typed.joints
        self.out: set[Match] = set()
        self.close()

    def open(self, *, on: bool = True) -> None:
        """Begin to leave out what follows."""
        self._on = on
        self._held: Match | None = None
        self._strays = 0
        self._joined = ""

    def close(self) -> None:
        """Leave out nothing more."""
        self.open(on=False)

    def item(self, match: Match) -> None:
        """Leave a match out, if it is within reach."""
        if not self._on:
            return
        held = self._held
        if self._text[match.tokens[0]].after_break and (held is not None or self._strays):
            self._joined = self._joined or "and"
        if held is not None and self._joined != "or" and match.slot != held.slot:
            self.close()
            return
        if held is not None and not self._joined:
            self.close()
            return
        self.out.add(match)
        self._held, self._joined, self._strays = match, "", 0

    def word(self, at: int) -> None:
        """Take note of a word that names nothing."""
        if not self._on:
            return
        token, held = self._text[at], self._held
        if at in self._joints or (token.after_break and held is None and self._strays):
            self.close()
        elif at in self._cues.get("or", ()):
            self._joined = "or"
        elif at in self._cues.get("and", ()):
            self._joined = self._joined or "and"
        elif at in self._cues.get("but", ()) or (held and at in self._cues.get("place", ())):
            self.close()
        elif held is None and not self._strays and self._grammar.is_effect(token.word):
            self.close()  # "does leadership not improve ...": the verb is denied, nothing left out
        elif not self._grammar.is_function(token.word):
            self._strays += 1
            if (
                held is not None and not self._grammar.is_direct(token.word)
            ) or self._strays > STRAYS:
                self.close()
