"""Wordings: longer texts that a question may quote whole or in part, such as titles.

A text is quoted where some of its content words stand in the question in the same order with
nothing but function words between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple, overload

import numpy as np

from leadgraph.ask.grammar import Grammar
from leadgraph.ask.tokens import Token, stem, words
from leadgraph.model import Source
from leadgraph.shelf import Places, Shelf

COMMON = 200
"""A pair of words that stands in more texts than this finds none by itself."""


class Run(NamedTuple):
    """Words of a question that follow each other in a text.

    Attributes:
        tokens: their places in the question.
        first: the place of the first in the text's content words.
    """

    tokens: tuple[int, ...]
    first: int

    @property
    def end(self) -> int:
        """The place after the last in the text's content words."""
        return self.first + len(self.tokens)


class Titles(Sequence[str]):
    """The titles of works, each taken off its work when it is touched."""

    def __init__(self, works: Sequence[Source]) -> None:
        self._works = works

    def __len__(self) -> int:
        return len(self._works)

    def __iter__(self) -> Iterator[str]:
        return (work.title for work in self._works)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return the title of a work."""
        if isinstance(place, slice):
            return [work.title for work in self._works[place]]
        return self._works[place].title


class Wordings:
    """Texts by the pairs of content words that follow each other in them.

    Args:
        texts: the texts; one is known by its place among them.
        grammar: says which words are function words.
    """

    def __init__(self, texts: Sequence[str], grammar: Grammar) -> None:
        self._texts = texts
        self._grammar = grammar
        numbers_of: dict[str, int] = {}
        pairs: list[int] = []
        owners: list[int] = []
        for place, text in enumerate(texts):
            numbers = [numbers_of.setdefault(s, len(numbers_of)) for s in self.content(text)]
            for one, other in pairwise(numbers):
                pairs.append(one << 32 | other)
                owners.append(place)
        order = np.argsort(np.array(pairs, dtype=np.int64), kind="stable")
        self._pairs = np.array(pairs, dtype=np.int64)[order]
        self._owners = np.array(owners, dtype=np.int32)[order]
        self._numbers: Mapping[str, int] = numbers_of

    def keep(self, shelf: Shelf) -> None:
        """Put the pairs on a shelf; the texts stand elsewhere."""
        stems = list(self._numbers)
        shelf.put_texts("stems", stems)
        shelf.put("ascending", np.array(sorted(range(len(stems)), key=stems.__getitem__), np.int32))
        shelf.put("pairs", self._pairs)
        shelf.put("owners", self._owners)

    @classmethod
    def open(cls, shelf: Shelf, texts: Sequence[str], grammar: Grammar) -> Wordings:
        """Return the pairs that ``keep`` put on a shelf, with the texts they are of."""
        wordings = cls.__new__(cls)
        wordings._texts, wordings._grammar = texts, grammar
        wordings._pairs, wordings._owners = shelf.array("pairs"), shelf.array("owners")
        wordings._numbers = Places(shelf.texts("stems"), shelf.array("ascending"))
        return wordings

    def content(self, text: str) -> list[str]:
        """Return the stems of the content words of a text, in order."""
        return [stem(word) for word in words(text) if not self._grammar.is_function(word)]

    def quoted(self, text: Sequence[Token], walls: Set[int] = frozenset()) -> dict[int, list[Run]]:
        """Return the texts of which a question quotes two words or more, with what it quotes.

        Args:
            text: the words of the question.
            walls: places before which a quotation begins or ends; no run goes across.
        """
        places = [at for at, token in enumerate(text) if not self._grammar.is_function(token.word)]
        found: set[int] = set()
        for one, other in pairwise(places):
            first, second = (self._numbers.get(text[at].stem, -1) for at in (one, other))
            if first >= 0 and second >= 0:
                found.update(self._holding(first << 32 | second))
        return {owner: self.runs(owner, text, places, walls) for owner in sorted(found)}

    def _holding(self, pair: int) -> list[int]:
        low, high = np.searchsorted(self._pairs, [pair, pair + 1])
        return self._owners[low:high].tolist() if high - low <= COMMON else []

    def runs(
        self,
        owner: int,
        text: Sequence[Token],
        places: Sequence[int] | None = None,
        walls: Set[int] = frozenset(),
    ) -> list[Run]:
        """Return the longest runs of a text in a question that do not overlap, longest first."""
        if places is None:
            places = [
                at for at, token in enumerate(text) if not self._grammar.is_function(token.word)
            ]
        written = self.content(self._texts[owner])
        said = [text[at].stem for at in places]
        lengths: list[tuple[int, int, int]] = []
        before = [0] * (len(written) + 1)
        for at, root in enumerate(said):
            here = [0] * (len(written) + 1)
            if at and walls and not walls.isdisjoint(range(places[at - 1] + 1, places[at] + 1)):
                before = here[:]
            for place, other in enumerate(written):
                if root == other:
                    here[place + 1] = length = before[place] + 1
                    lengths.append((-length, at - length + 1, place - length + 1))
            before = here
        runs: list[Run] = []
        used: set[int] = set()
        for negative, at, place in sorted(lengths):
            span = range(at, at - negative)
            if used.isdisjoint(span):
                used.update(span)
                runs.append(Run(tuple(places[i] for i in span), place))
        return runs

    def extent(self, text: Sequence[Token], runs: Sequence[Run]) -> tuple[int, ...]:
        """Return all places of a text that a question quotes with words left out.

        They are those of the longest run and of the runs around it, as far as these follow in the
        same order and no other content word stands between.
        """
        in_order = sorted(runs, key=lambda run: run.tokens)
        at = in_order.index(runs[0])
        first = last = at
        while first and self._follows(text, in_order[first - 1], in_order[first]):
            first -= 1
        while last + 1 < len(in_order) and self._follows(text, in_order[last], in_order[last + 1]):
            last += 1
        return tuple(place for run in in_order[first : last + 1] for place in run.tokens)

    def _follows(self, text: Sequence[Token], one: Run, other: Run) -> bool:
        between = text[one.tokens[-1] + 1 : other.tokens[0]]
        foreign = any(not self._grammar.is_function(token.word) for token in between)
        broken = any(token.after_break for token in [*between, text[other.tokens[0]]])
        return one.end <= other.first and not foreign and not broken
