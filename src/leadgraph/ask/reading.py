"""Reading: a question in plain words -> what it asks, and which of its words said so."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any

from leadgraph.ask.corrections import Corrector
from leadgraph.ask.grammar import grammar
from leadgraph.ask.lexicon import SLOTS, Match
from leadgraph.ask.naming import Naming, choose, others
from leadgraph.ask.negation import left_out
from leadgraph.ask.roles import TOPICS, Roles
from leadgraph.ask.tokens import tokens
from leadgraph.ask.typed import Typed
from leadgraph.ask.weighing import asks
from leadgraph.ask.years import Span, Years
from leadgraph.evidence import EvidenceBase
from leadgraph.query import EvidenceQuery
from leadgraph.shelf import Ascending, Shelf

LETTERS = re.compile(r"[^\W\d_]+")
CONTROL = ("exclude", "exclude-nothing", "research-only")
"""Cues that are read where they stand, and stand for themselves."""

DIRECTED = "Words of effect ask for every direction and filter nothing."

CLAIMS_READ = 50_000
"""Claims whose words are gathered, so that the first misspelt word does not wait for a million."""


@dataclass(frozen=True)
class Reading:
    """What was understood of a question.

    Attributes:
        typed: the question, its words and their cues.
        intent: ``evidence gaps citations questions sources``.
        neighbours: for the citations intent: ``cites``, ``cited-by`` or ``similar``.
        matches: what its words name, in order of place.
        excluded: those that it leaves out.
        open: those that bear several readings equally.
        years: the span of years.
        research: whether only research evidence is asked for.
        others: for a match, what else the same words name.
        unmatched: places of content words that were not used.
        asks: whether it asks something that the schemes hold.
        notes: how it was read, where that is not plain.
    """

    typed: Typed
    intent: str
    neighbours: str | None
    matches: Sequence[Match]
    excluded: Set[Match]
    open: Sequence[Match]
    years: Span
    research: bool
    others: Mapping[Match, Sequence[Match]]
    unmatched: Sequence[int]
    asks: bool
    notes: Sequence[str]

    @property
    def query(self) -> EvidenceQuery:
        """The query that the question compiles to; what is ambiguous is left out of it."""
        return self.query_with({}) if self.asks else EvidenceQuery()

    def query_with(self, choice: Mapping[Match, Match]) -> EvidenceQuery:
        """Return the query in which some matches are replaced by others."""
        fields: dict[str, Any] = {}
        for match in self.matches:
            chosen = choice.get(match, match)
            if chosen.slot not in SLOTS or (match in self.open and match not in choice):
                continue
            name = f"not_{chosen.slot}" if match in self.excluded else chosen.slot
            fields.setdefault(name, []).extend(chosen.ids)
        for name in [name for name in fields if f"not_{name}" in fields]:
            kept = [id_ for id_ in fields[name] if id_ not in fields[f"not_{name}"]]
            fields[name] = kept or None
        if self.research:
            fields["research"] = True
        fields |= {"since": self.years.since, "until": self.years.until}
        return EvidenceQuery.of(**{name: value for name, value in fields.items() if value})


class Reader:
    """Reads questions to one dataset.

    Args:
        base: the dataset.
    """

    def __init__(self, base: EvidenceBase) -> None:
        self._records = base.records
        self._shelf = base.shelf.part("ask") if base.shelf else None
        self._grammar = grammar()
        self._naming = Naming(base, self._grammar)
        self.lexicon = self._naming.lexicon
        self._corrector = Corrector(
            self.lexicon,
            self._grammar,
            self._naming.countries.vocabulary,
            self._naming.works.surnames_of,
            self._is_said,
        )

    def read(self, question: str) -> Reading:
        """Return what a question asks."""
        typed = Typed(question, *self._corrector.correct(tokens(question)), self._grammar)
        named = self._naming.find(typed)
        chosen = choose([*named, *self._controls(typed)])
        roles = Roles(typed, self.lexicon)
        aside = dict(roles.set_aside(chosen))
        chosen = roles.with_owners([match for match in chosen if match not in aside])
        years = self._years(typed, chosen)
        chosen = [m for m in chosen if m.slot in SLOTS or years.places.isdisjoint(m.tokens)]
        spent = {at for match in (*chosen, *aside) for at in match.tokens} | years.places
        unmatched = [
            at for at in range(len(typed.tokens)) if at not in spent and not typed.is_empty(at)
        ]
        excluded = left_out(typed, chosen)
        intent = self._intent(chosen, excluded)
        return Reading(
            typed=typed,
            intent=intent,
            neighbours=_neighbours(typed, chosen) if intent == "citations" else None,
            matches=chosen,
            excluded=excluded,
            open=[match for match in chosen if len(match.ids) > 1 and not match.every],
            years=years,
            research=any(match.slot == "research-only" for match in chosen),
            others={match: others(match, named) for match in chosen if match.slot in SLOTS},
            unmatched=unmatched,
            asks=asks(typed, chosen, unmatched, years, len(aside), self.lexicon),
            notes=list(dict.fromkeys([*aside.values(), *years.notes, *_directed(typed, chosen)])),
        )

    def _controls(self, typed: Typed) -> list[Match]:
        """Return the cues that are read where they stand, as matches."""
        return [
            Match(tuple(range(start, end)), name, (name,), "cue", 0.9)
            for start, end, names in typed.cues
            for name in sorted(names)
            if name in CONTROL or name in self._grammar.intents
        ]

    def _years(self, typed: Typed, chosen: Sequence[Match]) -> Span:
        now = self._records.as_of.year if self._records.as_of else None
        spent = {at for match in chosen for at in match.span if match.slot in SLOTS}
        return Years(typed.tokens, typed.cues, self._grammar, now).read(spent)

    def _intent(self, chosen: Sequence[Match], excluded: Set[Match]) -> str:
        asked = [match.slot for match in chosen if match.slot in self._grammar.intents]
        works = [match for match in chosen if match.slot == "source" and match not in excluded]
        topics = [match for match in chosen if match.slot in TOPICS]
        if "citations" in asked and (works or not topics):
            return "citations"
        first = next((intent for intent in asked if intent in ("gaps", "questions")), None)
        return first or ("sources" if works else "evidence")

    def _is_said(self, word: str) -> bool:
        """Tell whether a word is a name, or occurs in the dataset's own texts."""
        named = self._naming.works.is_name(word) or self._naming.countries.is_part(word)
        return named or word in self._texts

    def keep(self, shelf: Shelf) -> None:
        """Put on a shelf what of a reader grows with the dataset."""
        self._naming.works.keep(shelf.part("works"))
        shelf.put_texts("said", sorted(self._gathered()))

    @cached_property
    def _texts(self) -> Container[str]:
        """The words of the dataset's own texts; gathered when a word is first suspected."""
        if self._shelf:
            return Ascending(self._shelf.texts("said"))
        return self._gathered()

    def _gathered(self) -> frozenset[str]:
        claims, sources = self._records.claims.values(), self._records.sources.values()
        texts = chain(
            (f"{claim.statement} {claim.practice or ''}" for claim in islice(claims, CLAIMS_READ)),
            (source.title for source in sources),
        )
        return frozenset(word for text in texts for word in LETTERS.findall(text.lower()))


def _neighbours(typed: Typed, chosen: Sequence[Match]) -> str:
    """Tell which neighbours of a work are asked for: those it cites, that cite it, or near it."""
    cue = next(match for match in chosen if match.slot == "citations")
    work = next((match for match in chosen if match.slot == "source"), None)
    if not typed.of("similar").isdisjoint(cue.tokens):
        return "similar"
    by_work = not typed.of("cited-by").isdisjoint(cue.tokens)
    work_first = work is not None and work.tokens[0] < cue.tokens[0]
    return "cites" if by_work or work_first else "cited-by"


def _directed(typed: Typed, chosen: Sequence[Match]) -> list[str]:
    """Note that words of effect were read as filtering nothing, where there are any."""
    spent = {at for match in chosen for at in match.tokens}
    of_effect = any(
        at not in spent and typed.grammar.is_effect(token.word)
        for at, token in enumerate(typed.tokens)
    )
    directed = any(match.slot == "direction" for match in chosen)
    return [DIRECTED] if of_effect and not directed else []
