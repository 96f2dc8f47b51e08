"""Grammar: the words that say how a question is read, out of ``grammar.ttl``.

Which words these are is data; what each cue does is said in the module that asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product

from leadgraph.ask.tokens import Token, words
from leadgraph.model import CLOSED_SCHEMES, Concept
from leadgraph.rdf import read_ontology

FILE = "grammar.ttl"
CUES = ("intents", "cues")
GAP = "…"
"""In a label: a few words may stand here."""

GAP_MOST = 3
"""Words that may."""

GROUP = re.compile(r"\{([^{}]+)\}")
"""In a label: any word of this group of words."""

Cue = tuple[int, int, frozenset[str]]
"""First token, token after the last, names of the cues that the words between give."""


class Grammar:
    """The cues by the words that give them.

    Attributes:
        phrases: for each label, as compared words, the cues it gives: ``exclude``, ``gaps`` ...
        intents: the cues that are intents.
        numbers: numbers in words, with their values.
        concepts: further labels of concepts of the closed schemes.
    """

    def __init__(self, concepts: Sequence[Concept]) -> None:
        phrases: dict[tuple[str, ...], set[str]] = {}
        split: dict[tuple[str, ...], dict[tuple[str, ...], set[str]]] = {}
        for cue, label in _written(concepts):
            first, _, rest = map(words, label.partition(GAP))
            held = split.setdefault(first, {}) if rest else phrases
            held.setdefault(rest or first, set()).add(cue)
        self.phrases: Mapping[tuple[str, ...], frozenset[str]] = {
            phrase: frozenset(cues) for phrase, cues in phrases.items() if phrase
        }
        self._split = {
            first: [(rest, frozenset(cues)) for rest, cues in rests.items()]
            for first, rests in split.items()
        }
        self.intents = frozenset(c.id for c in concepts if c.scheme == "intents")
        self.numbers: Mapping[str, int] = {
            word: int(concept.id)
            for concept in concepts
            if concept.scheme == "numbers"
            for label in labels(concept)
            for word in words(label)
        }
        self.concepts = [c for c in concepts if c.scheme in CLOSED_SCHEMES]
        self._longest = max(map(len, [*self.phrases, *self._split]), default=0)
        self._link, self._effect = self._single("link"), self._single("effect")
        self._direct = self._single("direct") | self._effect
        joins = self._single("and") | self._single("or")
        self._function = self._single("function") | joins
        self._parts = (self._single("place") | self._single("setting") | joins) - self._link

    def _single(self, cue: str) -> frozenset[str]:
        return frozenset(p[0] for p, cues in self.phrases.items() if len(p) == 1 and cue in cues)

    def is_function(self, word: str) -> bool:
        """Tell whether a word only holds a question together."""
        return word in self._function

    def is_link(self, word: str) -> bool:
        """Tell whether a word may stand between the words of one name."""
        return word in self._link

    def is_direct(self, word: str) -> bool:
        """Tell whether a word directs a question and filters nothing."""
        return word in self._direct

    def is_effect(self, word: str) -> bool:
        """Tell whether a word speaks of effects, in whatever direction."""
        return word in self._effect

    def knows(self, word: str) -> bool:
        """Tell whether a single word is one of the grammar's."""
        return (word,) in self.phrases or word in self.numbers

    @property
    def vocabulary(self) -> frozenset[str]:
        """All words of all cues."""
        split = (part for first, rests in self._split.items() for part in (first, *dict(rests)))
        return frozenset(word for phrase in (*self.phrases, *split) for word in phrase)

    def cues(self, text: Sequence[Token]) -> Iterator[Cue]:
        """Yield the cues of a text: first token, token after the last, names of the cues."""
        for start in range(len(text)):
            phrase: tuple[str, ...] = ()
            for end in range(start, min(start + self._longest, len(text))):
                if end > start and text[end].after_break:
                    break
                phrase += (text[end].word,)
                if found := self.phrases.get(phrase):
                    yield start, end + 1, found
                for rest, names in self._split.get(phrase, ()):
                    if later := self._later(text, end + 1, rest):
                        # an intent is told by all of its words, any other cue works from its end
                        if asked := names & self.intents:
                            yield start, end + 1, asked
                        yield later.start, later.stop, names

    def _later(self, text: Sequence[Token], after: int, rest: tuple[str, ...]) -> range | None:
        """Return where the rest of a label stands, with a few words of one part before it."""
        for start in range(after, min(after + GAP_MOST + 1, len(text))):
            if text[start].after_break:
                return None
            said = text[start : start + len(rest)]
            if tuple(token.word for token in said) == rest:
                whole = range(start, start + len(rest))
                broken = any(token.after_break for token in said[1:])
                return None if broken or self._goes_on(text, whole) else whole
            if text[start].word in self._parts:
                return None
        return None

    def _goes_on(self, text: Sequence[Token], said: range) -> bool:
        """Tell whether words begin a longer phrase of the grammar: "but" in "but also"."""
        phrase = tuple(token.word for token in text[said.start : said.stop + 1])
        return len(phrase) > len(said) and phrase in self.phrases

    def number(self, word: str) -> int | None:
        """Read a number in digits or in words."""
        return int(word) if word.isascii() and word.isdigit() else self.numbers.get(word)


def _written(concepts: Sequence[Concept]) -> Iterator[tuple[str, str]]:
    """Yield each cue with each of its labels, any word of a group written out."""
    groups = {c.id: labels(c) for c in concepts if c.scheme == "words"}
    for concept in concepts:
        for label in labels(concept) if concept.scheme in CUES else ():
            for choice in product(*(groups[name] for name in GROUP.findall(label))):
                put = iter(choice)
                yield concept.id, GROUP.sub(lambda _, put=put: next(put), label)  # type: ignore[misc]


@cache
def grammar() -> Grammar:
    """Return the grammar that comes with leadgraph."""
    import pyoxigraph

    text = files("leadgraph.ask").joinpath(FILE).read_bytes()
    triples = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)
    return Grammar(read_ontology(triples).concepts)


def labels(concept: Concept) -> tuple[str, ...]:
    """Return every label of a concept, the preferred one first."""
    return (concept.label, *concept.alt_labels, *concept.hidden_labels)
