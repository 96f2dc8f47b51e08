"""Works: sources named by author and year, by title or by key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from leadgraph.ask.called import Called
from leadgraph.ask.english import is_english
from leadgraph.ask.grammar import Grammar
from leadgraph.ask.lexicon import Lexicon, Match
from leadgraph.ask.tokens import Token, words
from leadgraph.ask.wordings import Run, Titles, Wordings
from leadgraph.evidence import EvidenceBase
from leadgraph.model import Name, Source
from leadgraph.shelf import Shelf

YEAR = re.compile(r"(1[5-9]|20)\d\d[a-z]?$")
MAIN = re.compile(r"[:?!–—]| - ")
MOST = 25
"""Works offered where a name bears several; all of them where all are asked for."""

AGREE, PART, LONG = 2, 3, 5
"""Words of a title: the fewest that name it whole, in part, and whatever else they say."""


class Mention(NamedTuple):
    """Names that stand together, with what follows them."""

    start: int
    end: int
    names: tuple[tuple[str, ...], ...]
    et_al: bool
    year: int | None


@dataclass(frozen=True)
class Setting:
    """What is known of a question when its works are looked for.

    Attributes:
        cues: places of tokens, by the cues they belong to.
        quotes: places of tokens between quotation marks, one range a quotation.
        labelled: places that labels of concepts and names of countries account for.
    """

    cues: Mapping[str, Set[int]]
    quotes: Sequence[range] = ()
    labelled: Set[int] = field(default_factory=frozenset)

    @cached_property
    def walls(self) -> Set[int]:
        """The places before which a quotation begins or ends."""
        return {at for quote in self.quotes for at in (quote.start, quote.stop)}

    def has(self, cue: str, at: int) -> bool:
        """Tell whether a token belongs to a cue."""
        return at in self.cues.get(cue, ())


class Works:
    """The sources of a dataset by what people call them."""

    def __init__(self, base: EvidenceBase, grammar: Grammar, lexicon: Lexicon) -> None:
        self._grammar, self._lexicon = grammar, lexicon
        self._records = base.records
        self._sources = base.works
        shelf = base.shelf.part("ask").part("works") if base.shelf else None
        titles = Titles(self._sources)
        if shelf:
            self._by_name = Called.open(shelf.part("names"))
            self._by_key = Called.open(shelf.part("keys"))
            self._titles = Wordings.open(shelf.part("titles"), titles, grammar)
        else:
            self._by_name, self._by_key = Called.of(self._named_works()), Called.of(self._keyed())
            self._titles = Wordings(titles, grammar)
        self._longest = max(self._by_name.longest, self._by_key.longest)

    def keep(self, shelf: Shelf) -> None:
        """Put on a shelf what grows with the number of works."""
        self._by_name.keep(shelf.part("names"))
        self._by_key.keep(shelf.part("keys"))
        self._titles.keep(shelf.part("titles"))

    def _named_works(self) -> Iterator[tuple[tuple[str, ...], int]]:
        for place, source in enumerate(self._sources):
            for name in dict.fromkeys(n for who in _names(source) for n in self._forms(who)):
                yield name, place

    def _keyed(self) -> Iterator[tuple[tuple[str, ...], int]]:
        for place, source in enumerate(self._sources):
            if re.search(r"\d", source.key) and re.search(r"[^\W\d]", source.key):
                yield words(source.key), place

    @cached_property
    def _surnames(self) -> Mapping[int, Sequence[str]]:
        """The names of authors that are one word, by its length."""
        found: dict[int, list[str]] = {}
        for name in self._by_name:
            if " " not in name:
                found.setdefault(len(name), []).append(name)
        return found

    def surnames_of(self, length: int) -> Sequence[str]:
        """Return the names of authors that are one word of a length."""
        return self._surnames.get(length, ())

    def _forms(self, who: Name) -> Iterator[tuple[str, ...]]:
        """Yield the ways to write a name: with and without particles and articles."""
        full = words(who.short)
        while full and self._grammar.is_function(full[0]) and len(full) > 1:
            full = full[1:]
        if full:
            yield full
        if who.prefix and who.family:
            yield words(who.family)

    def is_name(self, word: str) -> bool:
        """Tell whether a word is the name of an author."""
        return (word,) in self._by_name

    def find(self, text: Sequence[Token], setting: Setting) -> list[Match]:
        """Return the works that a text names."""
        found = [*self._keys(text), *self._named(text, setting)]
        spent = {at for match in found for at in match.tokens}
        return [*found, *self._titled(text, setting, spent)]

    # -- by key -------------------------------------------------------------------------------

    def _keys(self, text: Sequence[Token]) -> Iterator[Match]:
        for start in range(len(text)):
            key: tuple[str, ...] = ()
            for at in range(start, min(start + self._longest, len(text))):
                key += (text[at].word,)
                if held := self._by_key.places(key):
                    source = self._sources[held[0]]
                    places = tuple(range(start, at + 1))
                    yield Match(places, "source", (source.key,), "key", 1.0, source.key)

    # -- by author ----------------------------------------------------------------------------

    def _named(self, text: Sequence[Token], setting: Setting) -> Iterator[Match]:
        at = 0
        while at < len(text):
            mention = self._mention(text, setting, at)
            if mention is None:
                at += 1
                continue
            match = self._match(text, setting, mention)
            if match:
                yield match
                at = match.tokens[-1] + 1
            else:
                at = mention.end

    def _name(self, text: Sequence[Token], start: int) -> tuple[str, ...]:
        """Return the longest name that begins at a token; empty if none does."""
        best: tuple[str, ...] = ()
        name: tuple[str, ...] = ()
        for at in range(start, min(start + self._longest, len(text))):
            name += (text[at].word,)
            if name in self._by_name:
                best = name
        return best

    def _mention(self, text: Sequence[Token], setting: Setting, start: int) -> Mention | None:
        names: list[tuple[str, ...]] = []
        at = end = start
        while at < len(text) and (name := self._name(text, at)):
            names.append(name)
            at = end = at + len(name)
            while at < len(text) and setting.has("and", at) and not setting.has("et-al", at):
                at += 1
        if not names:
            return None
        et_al = False
        while end < len(text) and setting.has("et-al", end):
            et_al, end = True, end + 1
        year = None
        if end < len(text) and YEAR.match(text[end].word):
            year, end = int(text[end].word[:4]), end + 1
        return Mention(start, end, tuple(names), et_al, year)

    def _match(self, text: Sequence[Token], setting: Setting, said: Mention) -> Match | None:
        every = said.start > 0 and setting.has("sources", said.start - 1)
        works = self._by(said, every=every)
        if not works:
            return None
        works, title = self._told_apart(text, setting, said, works)
        lone = len(said.names) == 1 and not (said.et_al or said.year or title)
        asked = any(setting.cues.get(cue) for cue in ("citations", "sources", "work"))
        if lone and not asked and not self._is_name(text, said):
            return None
        places = tuple(sorted({*range(said.start, said.end), *title}))
        keys = tuple(self._sources[work].key for work in works[: None if every else MOST])
        how = "author" if lone else "author and year" if said.year else "authors"
        how = "author and title" if title else how
        names = " and ".join(" ".join(name) for name in said.names)
        return Match(places, "source", keys, how, 0.8 if lone else 1.0, names, every)

    def _by(self, said: Mention, *, every: bool) -> list[int]:
        """Return the works of some authors: theirs alone, else those they lead, else all."""
        held = [set(self._by_name.places(name)) for name in said.names]
        works = sorted(set.intersection(*held))
        if said.year is not None:
            works = [w for w in works if self._sources[w].year == said.year]
        if every:
            return works
        writers = {w: [set(self._forms(n)) for n in _names(self._sources[w])] for w in works}
        count = len(said.names)
        leading = [
            w
            for w in works
            if all(name in forms for name, forms in zip(said.names, writers[w], strict=False))
        ]
        if said.et_al:
            more = [w for w in leading if len(writers[w]) > max(count, 2)]
            return more or [w for w in leading if len(writers[w]) > count]
        alone = [w for w in leading if len(writers[w]) == count] if count > 1 else []
        return alone or leading or works

    def _told_apart(
        self, text: Sequence[Token], setting: Setting, said: Mention, works: list[int]
    ) -> tuple[list[int], tuple[int, ...]]:
        """Tell the works of one author apart by words of a title beside the name."""
        places = [
            at
            for at, token in enumerate(text)
            if not said.start <= at < said.end and not self._grammar.is_function(token.word)
        ]
        between = {
            at
            for at, token in enumerate(text)
            if self._grammar.is_function(token.word) or setting.has("work", at)
        }
        beside: dict[int, Run] = {}
        for work in works:
            runs = self._titles.runs(work, text, places, setting.walls)
            near = [run for run in runs if _beside(run, said, between)]
            if near:
                beside[work] = max(near, key=lambda run: len(run.tokens))
        if not beside:
            return works, ()
        most = max(len(run.tokens) for run in beside.values())
        best = [work for work, run in beside.items() if len(run.tokens) == most]
        if len(best) == len(works) and most < AGREE:
            return works, ()
        return best, beside[best[0]].tokens

    def _is_name(self, text: Sequence[Token], said: Mention) -> bool:
        """Tell whether a lone name is meant as one, and not as the word that it also is."""
        own = [text[at] for at in range(said.start, said.end)]
        name = said.names[0]
        capital = all(token.capital or self._grammar.is_function(token.word) for token in own)
        common = all(is_english(word) or self._lexicon.knows(word) for word in name)
        titled = sum(token.capital for token in text) > len(text) / 2 and len(text) > 3
        if not common:
            return True
        return capital and not titled and (said.start > 0 or len(text) == 1 or len(name) > 1)

    # -- by title -----------------------------------------------------------------------------

    def _titled(self, text: Sequence[Token], setting: Setting, spent: Set[int]) -> Iterator[Match]:
        named: dict[tuple[int, ...], list[tuple[float, int]]] = {}
        for work, runs in self._titles.quoted(text, setting.walls).items():
            run = runs[0]
            share = self._named_by(work, run, text, setting)
            if share and spent.isdisjoint(run.tokens):
                named.setdefault(run.tokens, []).append((share, work))
        for places, works in named.items():
            most = max(share for share, _ in works)
            keys = tuple(self._sources[work].key for share, work in works if share == most)
            if len(keys) > PART and len(places) < LONG:
                continue
            score = 0.95 if most == 1 else 0.9
            end = places[-1] + 1
            if end < len(text) and YEAR.match(text[end].word):
                year = int(text[end].word[:4])
                dated = tuple(
                    self._sources[w].key for _, w in works if self._sources[w].year == year
                )
                if not dated:
                    continue
                keys, places = dated, (*places, end)
            yield Match(
                places, "source", keys[:MOST], "title", score, self._records.sources[keys[0]].title
            )

    def _named_by(self, work: int, run: Run, text: Sequence[Token], setting: Setting) -> float:
        """Return the share of a title that a run makes up; 0 where it does not name the work."""
        title = self._sources[work].title
        whole = len(self._titles.content(title))
        main = len(self._titles.content(MAIN.split(title)[0]))
        length = len(run.tokens)
        is_whole = length == whole or (run.first == 0 and length == main)
        strange = sum(
            at not in setting.labelled
            and not self._grammar.is_direct(text[at].word)
            and not self._lexicon.knows(text[at].word)
            for at in run.tokens
        )
        quoted = any(set(run.tokens) >= _content(q, text, self._grammar) for q in setting.quotes)
        cued = bool(setting.cues.get("work")) and not setting.cues["work"] <= set(run.tokens)
        capitals = all(text[at].capital for at in run.tokens) and not all(
            token.capital for token in text
        )
        enough = (
            (length >= (AGREE if is_whole or cued else PART) and quoted)
            or (is_whole and length >= AGREE and (strange or cued or (capitals and length >= PART)))
            or (is_whole and length >= LONG)
            or (length >= PART and strange and (cued or strange > 1))
            or (length > PART and strange)
        )
        if not enough:
            return 0
        return length / whole if is_whole else 0.5


def _content(quote: range, text: Sequence[Token], grammar: Grammar) -> set[int]:
    return {at for at in quote if not grammar.is_function(text[at].word)}


def _names(source: Source) -> tuple[Name, ...]:
    return source.authors or source.editors


def _beside(run: Run, said: Mention, between: Set[int]) -> bool:
    """Tell whether words of a title stand before a name ("... by Bryk") or right after it."""
    first, last = run.tokens[0], run.tokens[-1]
    if last < said.start:
        gap = range(last + 1, said.start)
        return len(gap) <= 2 and all(at in between for at in gap)
    return 0 <= first - said.end <= 1
