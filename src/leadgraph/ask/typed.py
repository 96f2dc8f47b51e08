"""Typed: one question as it was typed, its words put right, its cues found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from leadgraph.ask.grammar import Cue, Grammar
from leadgraph.ask.tokens import QUOTED, Token


@dataclass(frozen=True)
class Typed:
    """A question, in words.

    Attributes:
        question: as it was typed.
        tokens: its words, corrections made.
        corrected: places of the corrected words, with what each was put to.
        grammar: the grammar it is read by.
    """

    question: str
    tokens: Sequence[Token]
    corrected: Mapping[int, str]
    grammar: Grammar

    @cached_property
    def cues(self) -> Sequence[Cue]:
        """The cues in it: first token, token after the last, names of the cues."""
        return list(self.grammar.cues(self.tokens))

    @cached_property
    def places(self) -> Mapping[str, Set[int]]:
        """The places of the words that give each cue."""
        found: dict[str, set[int]] = {}
        for start, end, names in self.cues:
            for name in names:
                found.setdefault(name, set()).update(range(start, end))
        return found

    def of(self, cue: str) -> Set[int]:
        """Return the places of the words that give a cue."""
        return self.places.get(cue, frozenset())

    @property
    def quotes(self) -> Iterator[range]:
        """The places of the words between quotation marks, one range a quotation."""
        for quote in QUOTED.finditer(self.question):
            places = [
                at
                for at, token in enumerate(self.tokens)
                if quote.start() <= token.start and token.end <= quote.end()
            ]
            if places:
                yield range(places[0], places[-1] + 1)

    def is_empty(self, at: int) -> bool:
        """Tell whether a word has no content of its own: it holds together, directs, or cues."""
        word, grammar = self.tokens[at].word, self.grammar
        return (
            len(word) < 2
            or grammar.is_function(word)
            or grammar.is_direct(word)
            or grammar.knows(word)
        )
