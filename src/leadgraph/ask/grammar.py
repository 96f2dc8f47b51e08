"""Grammar: the words that say how a question is read, out of ``grammar.ttl``.

Which words these are is data; what each cue does is said in the module that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from leadgraph.ask.tokens import Token, words
from leadgraph.model import CLOSED_SCHEMES, Concept
from leadgraph.rdf import read_ontology

FILE = "grammar.ttl"
CUES = ("intents", "cues")

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
        for concept in concepts:
            for label in labels(concept) if concept.scheme in CUES else ():
                phrases.setdefault(words(label), set()).add(concept.id)
        self.phrases: Mapping[tuple[str, ...], frozenset[str]] = {
            phrase: frozenset(cues) for phrase, cues in phrases.items() if phrase
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
        self._longest = max(map(len, self.phrases), default=0)
        self._link, self._effect = self._single("link"), self._single("effect")
        self._direct = self._single("direct") | self._effect
        self._function = self._single("function") | self._single("and") | self._single("or")

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
        return frozenset(word for phrase in self.phrases for word in phrase)

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

    def number(self, word: str) -> int | None:
        """Read a number in digits or in words."""
        return int(word) if word.isascii() and word.isdigit() else self.numbers.get(word)


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
