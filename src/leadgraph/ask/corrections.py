"""Corrections: misspelt words, put right where one reading is clearly the nearest.

Only a word that is no word of the lexicon, of the grammar, of English or of the dataset's own
texts is taken for misspelt: a word of another field is never bent into one of this field. The one
exception is a word inside a label of which all else is said: "randomised controlled trails". In a
label of two words it has to sound like the right one, too, and to name nothing with the other as it
stands: "principle turnover", but not "teacher detention".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from leadgraph.ask.english import is_english
from leadgraph.ask.grammar import Grammar
from leadgraph.ask.lexicon import Lexicon
from leadgraph.ask.tokens import Token, stem
from leadgraph.ask.works import YEAR

SHORTEST, LONG = 4, 8


class Corrector:
    """Puts misspelt words right.

    Args:
        lexicon: the labels of the dataset.
        grammar: the cues.
        further: other words that may be meant, such as names of countries.
        surnames: gives the names of authors of a length; meant only where a year or "et al."
            follows.
        is_said: tells whether a word is a name, or occurs in the dataset's own texts.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        grammar: Grammar,
        further: Iterable[str],
        surnames: Callable[[int], Sequence[str]],
        is_said: Callable[[str], bool],
    ) -> None:
        self._lexicon, self._grammar, self._is_said = lexicon, grammar, is_said
        self._surnames = surnames
        self._further = frozenset(further)
        known = lexicon.vocabulary | grammar.vocabulary | self._further
        self._known = sorted(word for word in known if len(word) >= SHORTEST)
        self._near = lru_cache(4096)(self._nearest)

    def correct(self, text: Sequence[Token]) -> tuple[list[Token], dict[int, str]]:
        """Return a text with its misspelt words put right, and what each was put to."""
        put = list(text)
        corrected: dict[int, str] = {}
        for at, token in enumerate(text):
            word = self._right(put, at)
            if word and word != token.word:
                put[at] = replace(token, word=word, stem=stem(word))
                corrected[at] = word
        return put, corrected

    def _right(self, text: Sequence[Token], at: int) -> str | None:
        word = text[at].word
        if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
            return None
        if self._grammar.knows(word) or word in self._further:
            return None
        if self._lexicon.knows(word):
            return self._sounded(text, at)
        if is_english(word) or is_english(text[at].text.lower()):
            return self._completed(text, at) or self._sounded(text, at)
        if self._is_cited(text, at):
            name = _one(_distances(word, self._names_like(word)))
            if name:
                return name
        near = self._near(word)
        if len(near) > 1:
            around = [n for n in near if n in self._around(text, at)]
            near = tuple(around) if len(around) == 1 else near
        if len({stem(n) for n in near}) != 1 or self._is_said(word):
            return None
        return near[0]

    def _completed(self, text: Sequence[Token], at: int) -> str | None:
        """Put a word of English right only where all the other words of a label stand around it."""
        return _one(_distances(text[at].word, self._around(text, at)))

    def _sounded(self, text: Sequence[Token], at: int) -> str | None:
        """Put a word right by one beside it, where the two together name nothing as they stand."""
        found: set[str] = set()
        for place, first in ((0, at), (1, at - 1)):
            pair = text[first : first + 2]
            if first < 0 or len(pair) < 2 or pair[1].after_break:
                continue
            meant = self._lexicon.sounding(text[at].word, pair[1 - place].stem, place)
            if meant and not any(self._lexicon.find(pair, {})):
                found |= meant
        return _one(_distances(text[at].word, sorted(found)))

    def _around(self, text: Sequence[Token], at: int) -> list[str]:
        before = [t.stem for t in text[max(0, at - 3) : at]]
        after = [t.stem for t in text[at + 1 : at + 4]]
        return sorted(self._lexicon.completing(before, after))

    def _is_cited(self, text: Sequence[Token], at: int) -> bool:
        rest = [token.word for token in text[at + 1 : at + 3]]
        return rest == ["et", "al"] or (bool(rest) and YEAR.match(rest[0]) is not None)

    def _names_like(self, word: str) -> list[str]:
        lengths = range(len(word) - 2, len(word) + 3)
        return [name for length in lengths for name in self._surnames(length)]

    def _nearest(self, word: str) -> tuple[str, ...]:
        distances = _distances(word, self._known)
        least = min(distances.values(), default=0)
        return tuple(sorted(w for w, distance in distances.items() if distance == least))


def _one(distances: Mapping[str, int]) -> str | None:
    """Return the one nearest word; None where there is none, or several."""
    least = min(distances.values(), default=0)
    nearest = [word for word, distance in distances.items() if distance == least]
    return nearest[0] if len(nearest) == 1 else None


def _distances(word: str, known: Sequence[str]) -> dict[str, int]:
    """Return the words that a word may be a misspelling of, with the edits between."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 2 if len(word) >= LONG else 1
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    return {near: int(distance) for near, distance, _ in found if near[0] == word[0] or most > 1}
