"""Naming: everything that any words of a question name, overlaps and all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from leadgraph.ask.countries import Countries
from leadgraph.ask.grammar import Grammar
from leadgraph.ask.lexicon import Lexicon, Match
from leadgraph.ask.tokens import stem, words
from leadgraph.ask.typed import Typed
from leadgraph.ask.wordings import Wordings
from leadgraph.ask.works import Setting, Works
from leadgraph.evidence import EvidenceBase
from leadgraph.query import SCHEMES

CURATION = frozenset({"stance", "basis", "status"})
"""Slots whose words are common in any question; one alone is read only where claims are named."""

INEXACT = 0.95
"""Score at which words are no longer quite those of a label."""

RENAMED = 0.15
"""What a name loses in score when a target within it goes by another name."""

NUMBER = re.compile(r"[0-9]{1,9}$")

WORDING_LEAST = 4
"""Words in a row of the wording of an open question that name it."""


class Naming:
    """What a dataset has names for: concepts, countries, works, open questions."""

    def __init__(self, base: EvidenceBase, grammar: Grammar) -> None:
        self._records = records = base.records
        self.lexicon = Lexicon(records, grammar)
        self.countries = Countries(base.index.of_source["country"].ids)
        self.works = Works(base, grammar, self.lexicon)
        self._questions = list(records.questions.values())
        self._wordings = Wordings([q.text for q in self._questions], grammar)
        numbered = {q.id: NUMBER.search(q.id) for q in self._questions}
        self._numbers = {id_: int(found[0]) for id_, found in numbered.items() if found}

    def find(self, typed: Typed) -> list[Match]:
        """Return everything that any words of a question name."""
        text = typed.tokens
        named = list(self.lexicon.find(text, typed.corrected))
        labels = [
            match
            for match in [*named, *self._renamed(typed, named)]
            if match.slot not in CURATION
            or (match.score > INEXACT and (len(match.tokens) > 1 or typed.of("claim")))
        ]
        found = [*self._joined(labels), *self.countries.find(text, typed.corrected)]
        labelled = {at for match in found for at in match.tokens}
        found += self._open_questions(typed)
        setting = Setting(typed.places, typed.quotes, labelled)
        return [*found, *self.works.find(text, setting)]

    def _renamed(self, typed: Typed, named: Iterable[Match]) -> Iterator[Match]:
        """Yield names within which a target goes by another of its names: "kids' test scores"."""
        text = list(typed.tokens)
        renamed = set()
        for match in named:
            if match.slot == "target" and len(match.tokens) == 1:
                usual = words(self._records.concepts[f"targets/{match.ids[0]}"].label)
                at = match.tokens[0]
                if len(usual) == 1 and text[at].word != usual[0]:
                    text[at] = replace(text[at], word=usual[0], stem=stem(usual[0]))
                    renamed.add(at)
        for match in self.lexicon.find(text, typed.corrected) if renamed else ():
            if len(match.tokens) > 1 and not renamed.isdisjoint(match.tokens):
                yield replace(match, how="label in parts", score=round(match.score - RENAMED, 2))

    def _joined(self, labels: Iterable[Match]) -> Iterator[Match]:
        """Join matches of the same words in one slot: one concept, or several equally near."""
        groups: dict[tuple[tuple[int, ...], str], list[Match]] = {}
        for match in labels:
            groups.setdefault((match.tokens, match.slot), []).append(match)
        for (_, slot), group in groups.items():
            best = max(match.score for match in group)
            top = {match.ids[0]: match for match in group if match.score == best}
            ids = self._broadest(slot, sorted(top))
            first = top[ids[0]]
            yield Match(first.tokens, slot, tuple(ids), first.how, first.score, first.text)

    def _broadest(self, slot: str, ids: list[str]) -> list[str]:
        """Of concepts that bear the same words, leave out those narrower than another."""
        keys = {id_: f"{SCHEMES[slot]}/{id_}" for id_ in ids}
        above = {
            id_: set(self._records.ancestors.get(key, ())) - {key} for id_, key in keys.items()
        }
        return [id_ for id_ in ids if above[id_].isdisjoint(keys.values())] or ids[:1]

    def _open_questions(self, typed: Typed) -> Iterator[Match]:
        text = typed.tokens
        by_id = {words(question.id): question.id for question in self._questions}
        longest = max(map(len, by_id), default=0)
        for at in range(len(text)):
            for end in range(at + 1, min(at + longest, len(text)) + 1):
                key = tuple(token.word for token in text[at:end])
                if key in by_id:
                    places = tuple(range(at, end))
                    yield Match(places, "question", (by_id[key],), "id", 1.0, by_id[key])
        yield from self._numbered(typed)
        for owner, runs in self._wordings.quoted(text, typed.walls).items():
            asked, said = self._questions[owner], self._wordings.extent(text, runs)
            whole = len(self._wordings.content(asked.text))
            if len(said) > WORDING_LEAST or WORDING_LEAST == len(said) >= whole / 2:
                yield Match(said, "question", (asked.id,), "wording", 0.9, asked.text)

    def _numbered(self, typed: Typed) -> Iterator[Match]:
        """Yield the questions named by a number alone: "questions 2 and 4", as their ids end."""
        text, grammar = typed.tokens, typed.grammar
        longest: dict[int, tuple[int, bool]] = {}
        for start, end, cues in sorted(typed.cues, key=lambda cue: cue[:2]):
            if "question" in cues:
                longest.setdefault(end, (start, bool(cues & grammar.intents)))
        for end, (start, intended) in longest.items():
            at = end
            first = at if intended else start  # "open question" still asks for questions
            while at < len(text) and (at > end or not text[at].after_break):
                number = grammar.number(text[at].word)
                ids = [question for question, of in self._numbers.items() if of == number]
                if len(ids) != 1:
                    break
                yield Match(tuple(range(first, at + 1)), "question", (ids[0],), "id", 1.0, ids[0])
                joined = at + 1 in typed.of("and") | typed.of("or")
                first = at = at + 1 + joined


def others(match: Match, named: Iterable[Match]) -> list[Match]:
    """Return what else the same words name, in other slots, the nearest first."""
    found = [
        other
        for other in named
        if other.tokens == match.tokens
        and other.slot != match.slot
        and len(other.ids) == 1
        and other.slot not in CURATION
    ]
    return sorted(found, key=lambda other: other.order)


def choose(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that stand: the best first, and none that overlaps a better one."""
    taken: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda match: match.order):
        if taken.isdisjoint(match.span):
            taken.update(match.span)
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.tokens)
