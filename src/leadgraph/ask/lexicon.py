"""Lexicon: the labels of a dataset's concepts, by the words they are made of.

A label is found by its content words in any order, with no more than linking words between them:
"leadership that is distributed" is "distributed leadership". The order, the inflection and the
rank of the label (preferred, alternative, hidden) decide how well it matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from leadgraph.ask.grammar import Grammar
from leadgraph.ask.tokens import Token, consonants, inflects, stem, words
from leadgraph.model import Concept, Records
from leadgraph.query import SCHEMES

SLOTS = (
    "question",
    "source",
    "area",
    "model",
    "outcome",
    "target",
    "level",
    "design",
    "direction",
    "directness",
    "kind",
    "country",
    "stance",
    "basis",
    "status",
)
"""What words may name, in the order of precedence where the same words name several things."""

RANKS = {"label": 1.0, "alternative label": 0.98, "hidden label": 0.96}
INFLECTED, REORDERED, DERIVED, CORRECTED = 0.01, 0.03, 0.15, 0.2
"""What is taken off the score of a match, for each word or once."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a concept.

    Attributes:
        slot: the field of a query that the concept fills.
        id: the concept.
        text: the label as its dataset writes it.
        rank: ``label``, ``alternative label`` or ``hidden label``.
        words: its content words, in order.
        stems: their stems.
        inner: its function words.
    """

    slot: str
    id: str
    text: str
    rank: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    inner: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a question that name something.

    Attributes:
        tokens: places of the words, ascending.
        slot: what kind of thing they name: a field of a query, or a cue of the grammar.
        ids: what they name; several where the words bear each equally.
        how: by what they name it: a label, a title, a name ...
        score: how well, at most 1.
        text: the label.
        every: whether all of ``ids`` are asked for, rather than one of them.
    """

    tokens: tuple[int, ...]
    slot: str
    ids: tuple[str, ...]
    how: str
    score: float
    text: str = ""
    every: bool = False

    @property
    def span(self) -> range:
        """All places from the first word to the last."""
        return range(self.tokens[0], self.tokens[-1] + 1)

    @property
    def order(self) -> tuple[int, float, int, int, tuple[str, ...]]:
        """What decides between matches of the same words: a total order, the best first."""
        slot = SLOTS.index(self.slot) if self.slot in SLOTS else -1
        return (-len(self.tokens), -self.score, slot, self.tokens[0], self.ids)


class Lexicon:
    """All labels of a dataset.

    Attributes:
        vocabulary: the words of its labels, the hidden ones left out.
        owners: stems of the words for a target: whose an outcome may be.
    """

    def __init__(self, records: Records, grammar: Grammar) -> None:
        self._grammar = grammar
        self._bags: dict[tuple[str, ...], list[Label]] = {}
        self._phrases: dict[tuple[str, ...], list[Label]] = {}
        self.vocabulary: set[str] = set()
        self._concepts_of: dict[str, set[str]] = {}
        self._preferred: dict[tuple[str, str], tuple[str, ...]] = {}
        self._pairs: dict[tuple[int, str, str], set[str]] = {}
        fields = {scheme: field for field, scheme in SCHEMES.items()}
        held = [c for c in records.concepts.values() if c.scheme in fields]
        self.concepts = len(held)
        for concept in [*held, *grammar.concepts]:
            for rank, text in _ranked(concept):
                for written in _writings(text):
                    self._add(fields[concept.scheme], concept.id, text, rank, written)
        self._longest = max(map(len, self._bags), default=0)
        self._longest_phrase = max(map(len, self._phrases), default=0)
        self.owners = frozenset(
            stems[0]
            for stems, labels in self._bags.items()
            if len(stems) == 1 and any(label.slot == "target" for label in labels)
        )
        self._heads = self._owned()
        self._all_but_one = dict(self._lacking_one())

    def _add(self, slot: str, id_: str, text: str, rank: str, written: tuple[str, ...]) -> None:
        content = tuple(w for w in written if not self._grammar.is_function(w))
        inner = frozenset(written) - frozenset(content)
        if len(content) > 1 or len(written) == 1:
            stems = tuple(map(stem, content or written))
            label = Label(slot, id_, text, rank, content or written, stems, inner)
            self._bags.setdefault(tuple(sorted(stems)), []).append(label)
        elif written:
            stems = tuple(map(stem, written))
            label = Label(slot, id_, text, rank, written, stems, frozenset())
            self._phrases.setdefault(stems, []).append(label)
        if rank == "label":
            self._preferred.setdefault((slot, id_), content or written)
        if rank != "hidden label":  # hidden labels are often misspellings themselves
            self.vocabulary.update(content)
            for at, word in enumerate(content) if len(content) == 2 else ():
                pair = (at, consonants(word), stem(content[1 - at]))
                self._pairs.setdefault(pair, set()).add(word)
        for word in content:
            self._concepts_of.setdefault(stem(word), set()).add(f"{slot}/{id_}")

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in a label."""
        return word in self.vocabulary or stem(word) in self._concepts_of

    def is_generic(self, word: str) -> bool:
        """Tell whether a word stands in the labels of so many concepts that it tells little."""
        return len(self._concepts_of.get(stem(word), ())) >= max(3, self.concepts // 10)

    def is_common(self, match: Match) -> bool:
        """Tell whether a concept is called by a word that tells little: "school *leaders*"."""
        names = (self._preferred.get((match.slot, id_), ()) for id_ in match.ids)
        return all(any(map(self.is_generic, name)) for name in names)

    def is_place(self, token: Token) -> bool:
        """Tell whether a word stands in the label of a level, as "school" and "district" do."""
        return any(key.startswith("level/") for key in self._concepts_of.get(token.stem, ()))

    # -- what words name ----------------------------------------------------------------------

    def find(self, text: Sequence[Token], corrected: Mapping[int, str]) -> Iterator[Match]:
        """Yield every match of every label in a text.

        Args:
            text: the words of the question, corrections made.
            corrected: places of corrected words.
        """
        for start in range(len(text)):
            yield from self._from(text, start, corrected)
            yield from self._phrases_from(text, start)

    def _from(
        self, text: Sequence[Token], start: int, corrected: Mapping[int, str]
    ) -> Iterator[Match]:
        places: list[int] = []
        between: set[str] = set()
        for at in range(start, len(text)):
            token = text[at]
            if at > start and (token.after_break or len(places) == self._longest):
                return
            if self._grammar.is_function(token.word):
                if not places or at - places[-1] > 3:
                    return
                between.add(token.word)
                continue
            places.append(at)
            key = tuple(sorted(text[place].stem for place in places))
            for label in self._bags.get(key, ()):
                score = self._score(label, [text[place] for place in places], between)
                if score:
                    fixes = sum(place in corrected for place in places)
                    how = "corrected" if fixes else label.rank
                    score = round(max(score - CORRECTED * fixes, 0.1), 2)
                    yield Match(tuple(places), label.slot, (label.id,), how, score, label.text)

    def _score(self, label: Label, said: Sequence[Token], between: set[str]) -> float:
        """Tell how well some words say a label; 0 when they do not."""
        if not all(word in label.inner or self._grammar.is_link(word) for word in between):
            return 0
        if len(said) == 1 and self._grammar.is_direct(said[0].word):
            return 0
        score = RANKS[label.rank]
        if tuple(token.stem for token in said) != label.stems:
            # "change policy" is no "policy change", but "change of policy" is
            if not between:
                return 0
            score -= REORDERED
        rest = list(said)
        for word, root in zip(label.words, label.stems, strict=True):
            same = [token for token in rest if token.stem == root]
            token = next((t for t in same if t.word == word), same[0])
            rest.remove(token)
            if token.word == word:
                continue
            if inflects(token.word, word):
                score -= INFLECTED
            elif len(said) > 1 and not self._grammar.is_direct(token.word):
                score -= DERIVED
            else:
                return 0
        return score

    def _phrases_from(self, text: Sequence[Token], start: int) -> Iterator[Match]:
        stems: tuple[str, ...] = ()
        for at in range(start, min(start + self._longest_phrase, len(text))):
            if at > start and text[at].after_break:
                return
            stems += (text[at].stem,)
            for label in self._phrases.get(stems, ()):
                places = tuple(range(start, at + 1))
                score = RANKS[label.rank]
                yield Match(places, label.slot, (label.id,), label.rank, score, label.text)

    # -- words that want one more -------------------------------------------------------------

    def _owned(self) -> dict[str, dict[str, dict[str, set[str]]]]:
        """For each word that names something only with its owner: what it names, by owner.

        "Retention" is of teachers or of leaders: a word which, together with the label of a
        target, names several concepts of one slot.
        """
        heads: dict[str, dict[str, dict[str, set[str]]]] = {}
        for stems, labels in self._bags.items():
            for label in labels if len(stems) == 2 else ():
                if label.slot == "target":
                    continue
                for at, other in ((0, 1), (1, 0)) if label.inner else ((0, 1),):
                    owner, head = label.stems[at], label.stems[other]
                    if owner in self.owners and (head,) not in self._bags:
                        slots = heads.setdefault(head, {}).setdefault(label.slot, {})
                        slots.setdefault(owner, set()).add(label.id)
        return heads

    def owned(self, token: Token) -> Mapping[str, Mapping[str, Set[str]]]:
        """Return what a word may name, by slot and stem of the owner that would decide."""
        found = self._heads.get(token.stem, {})
        return {
            slot: owners
            for slot, owners in sorted(found.items())
            if len(set().union(*owners.values())) > 1
        }

    def _lacking_one(self) -> Iterator[tuple[tuple[str, ...], list[Label]]]:
        lacking: dict[tuple[str, ...], list[Label]] = {}
        for labels in self._bags.values():
            for label in labels:
                if len(label.stems) < 3:
                    continue
                for at in range(len(label.stems)):
                    rest = (*label.stems[:at], *label.stems[at + 1 :])
                    lacking.setdefault(rest, []).append(label)
        yield from lacking.items()

    def completing(self, before: Sequence[str], after: Sequence[str]) -> set[str]:
        """Return the words that make a label of three or more words of what stands around them.

        Args:
            before: stems of the words before, in order.
            after: stems of the words after.
        """
        found = set()
        for back in range(len(before) + 1):
            for on in range(len(after) + 1):
                around = (*before[len(before) - back :], *after[:on])
                for label in self._all_but_one.get(around, ()) if len(around) > 1 else ():
                    if (*label.stems[:back], *label.stems[back + 1 :]) == around:
                        found.add(label.words[back])
        return found

    def sounding(self, word: str, beside: str, at: int) -> Set[str]:
        """Return the words that sound like one and make a label of two with that beside it.

        Args:
            word: the word.
            beside: the stem of the other word.
            at: the place of the word in the label, 0 or 1.
        """
        return self._pairs.get((at, consonants(word), beside), frozenset())

    def near(self, roots: Iterable[str]) -> list[tuple[str, str]]:
        """Return the concepts that have a word of these stems in a label: ``(slot, id)``."""
        keys = sorted({key for root in roots for key in self._concepts_of.get(root, ())})
        return [(slot, id_) for slot, _, id_ in (key.partition("/") for key in keys)]


def _ranked(concept: Concept) -> Iterator[tuple[str, str]]:
    yield "label", concept.label
    for text in concept.alt_labels:
        yield "alternative label", text
    for text in concept.hidden_labels:
        yield "hidden label", text


def _writings(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to write a label: as it is, and with its hyphens closed up."""
    yield words(text)
    if "-" in text:
        yield words(text.replace("-", ""))
