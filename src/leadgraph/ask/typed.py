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

    @cached_property
    def quotes(self) -> Sequence[range]:
        """The places of the words between quotation marks, one range a quotation."""
        return list(self._quotes())

    def _quotes(self) -> Iterator[range]:
        for quote in QUOTED.finditer(self.question):
            places = [
                at
                for at, token in enumerate(self.tokens)
                if quote.start() <= token.start and token.end <= quote.end()
            ]
            if places:
                yield range(places[0], places[-1] + 1)

    @property
    def walls(self) -> Set[int]:
        """The places before which a quotation begins or ends."""
        return {at for quote in self.quotes for at in (quote.start, quote.stop)}

    @cached_property
    def joints(self) -> Set[int]:
        """The places of AND as a search box has it: in capitals where other words are not.

        It joins two parts of a question; within brackets it joins what stands in them.
        """
        if all(token.upper or len(token.text) < 2 for token in self.tokens):
            return frozenset()
        return {at for at in self.of("and") if self.tokens[at].upper and not self._in_brackets(at)}

    def _in_brackets(self, at: int) -> bool:
        before = self.question[: self.tokens[at].start]
        return before.count("(") > before.count(")")

    def is_empty(self, at: int) -> bool:
        """Tell whether a word has no content of its own: it holds together, directs, or cues."""
        word, grammar = self.tokens[at].word, self.grammar
        if word.isdigit() and at - 1 in self.of("question"):
            return False
        return (
            len(word) < 2
            or grammar.is_function(word)
            or grammar.is_direct(word)
            or grammar.knows(word)
        )
