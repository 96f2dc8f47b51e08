"""All records of a dataset together, and what follows from them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any

import orjson
from pydantic import TypeAdapter

from leadgraph.model.record import (
    ABOUT,
    CELL,
    CLAIM,
    CONCEPT,
    QUESTION,
    SOURCE,
    About,
    Claim,
    Concept,
    InapplicableCell,
    Question,
    Source,
)
from leadgraph.model.schemes import FINDINGS, EvidenceRole
from leadgraph.shelf import Blobs, Decoded, Lookup, Shelf


class Records:
    """All records of a dataset, as read: what everything else is derived from.

    Mappings are in the order of their keys. A ``Records`` is not changed once built.

    Attributes:
        sources: sources by key.
        claims: claims by id; those of a snapshot are decoded when they are touched, as its sources
            are.
        concepts: concepts by key, as in ``areas/equity``.
        questions: open questions by id.
        inapplicable: cells of the map that make no sense.
        about: what the dataset says of itself.
    """

    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    concepts: Mapping[str, Concept]
    questions: Mapping[str, Question]
    inapplicable: tuple[InapplicableCell, ...]
    about: About

    def __init__(
        self,
        *,
        sources: Iterable[Source] = (),
        claims: Iterable[Claim] = (),
        concepts: Iterable[Concept] = (),
        questions: Iterable[Question] = (),
        inapplicable: Iterable[InapplicableCell] = (),
        about: About | None = None,
    ) -> None:
        self.sources = {s.key: s for s in sorted(sources, key=lambda s: s.key)}
        self.claims = {c.id: c for c in sorted(claims, key=lambda c: c.id)}
        self.concepts = {c.key: c for c in sorted(concepts, key=lambda c: c.key)}
        self.questions = {q.id: q for q in sorted(questions, key=lambda q: q.id)}
        self.inapplicable = tuple(sorted(inapplicable, key=lambda c: (c.row, c.column)))
        self.about = about or About()

    def keep(self, shelf: Shelf) -> None:
        """Put the records on a shelf, with what takes a look at all of them."""
        brief = partial(SOURCE.dump_json, exclude_defaults=True)
        # Claims are written whole, by what writes answers: an answer copies them as they stand.
        many: tuple[tuple[str, Callable[[Any], bytes], Mapping[str, object]], ...] = (
            ("sources", brief, self.sources),
            ("claims", orjson.dumps, self.claims),
        )
        for name, dump, held in many:
            shelf.put_blobs(f"{name}.jsonl", map(dump, held.values()), end=b"\n")
            shelf.put_texts(f"{name}.keys", held)
        few: tuple[tuple[str, TypeAdapter[Any], object], ...] = (
            ("about", ABOUT, self.about),
            ("concepts", CONCEPTS, list(self.concepts.values())),
            ("questions", QUESTIONS, list(self.questions.values())),
            ("inapplicable", CELLS, list(self.inapplicable)),
            ("facts", FACTS, tuple(getattr(self, fact) for fact in KEPT)),
        )
        for name, adapter, part in few:
            shelf.put_raw(name, adapter.dump_json(part))
        former = sorted(self.former_keys)
        shelf.put_texts("former", former)
        shelf.put_texts("former.keys", (self.former_keys[key] for key in former))

    @classmethod
    def open(cls, shelf: Shelf) -> Records:
        """Return records that ``keep`` put on a shelf; sources and claims stay there."""

        def read(name: str, adapter: TypeAdapter[Any]) -> Any:
            return adapter.validate_json(shelf.raw(name))

        records = cls(
            concepts=read("concepts", CONCEPTS),
            questions=read("questions", QUESTIONS),
            inapplicable=read("inapplicable", CELLS),
            about=read("about", ABOUT),
        )
        records.sources = _lookup(shelf, "sources", SOURCE)
        records.claims = _lookup(shelf, "claims", CLAIM)
        for name, fact in zip(KEPT, read("facts", FACTS), strict=True):
            setattr(records, name, fact)
        records.former_keys = Lookup(shelf.texts("former"), shelf.texts("former.keys"))
        return records

    def place(self, key: str) -> int:
        """Return the place of a source that is held, in the order of the keys.

        Raises:
            KeyError: when it is not held.
        """
        held = self.sources
        place = held.place(key) if isinstance(held, Lookup) else self._places.get(key)
        if place is None:
            raise KeyError(key)
        return place

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: at for at, key in enumerate(self.sources)}

    @property
    def claims_written(self) -> Blobs | None:
        """The claims as lines of JSON, in the order of their ids, if they are on a shelf."""
        entries = self.claims.entries if isinstance(self.claims, Lookup) else None
        return entries.blobs if isinstance(entries, Decoded) else None

    @cached_property
    def works(self) -> Sequence[Source]:
        """The sources, by their place in the order of their keys."""
        held = self.sources
        return held.entries if isinstance(held, Lookup) else tuple(held.values())

    def __eq__(self, other: object) -> bool:
        """Tell whether two datasets say the same."""
        return isinstance(other, Records) and all(
            getattr(self, part) == getattr(other, part)
            for part in ("about", "sources", "claims", "concepts", "questions", "inapplicable")
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return the counts."""
        return (
            f"<Records: {len(self.sources)} sources, {len(self.claims)} claims, "
            f"{len(self.concepts)} concepts, {len(self.questions)} questions>"
        )

    def scheme(self, name: str) -> Iterator[Concept]:
        """Yield the concepts of one scheme, by rank where they have one, then by id."""
        found = (c for c in self.concepts.values() if c.scheme == name)
        return iter(sorted(found, key=lambda c: (c.rank is None, c.rank or 0, c.id)))

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """For each concept key, the key itself and all broader ones, nearest first.

        The transitive closure of skos:broader; a cycle ends where it began.
        """
        return {key: tuple(self._climb(key)) for key in self.concepts}

    def _climb(self, key: str) -> Iterator[str]:
        seen, layer = {key}, [key]
        while layer:
            yield from layer
            above = []
            for name in layer:
                concept = self.concepts[name]
                for broader in concept.broader:
                    parent = f"{concept.scheme}/{broader}"
                    if parent in self.concepts and parent not in seen:
                        seen.add(parent)
                        above.append(parent)
            layer = above

    @cached_property
    def _roles(self) -> Mapping[str, tuple[EvidenceRole, int, str | None]]:
        """For each design id: its evidence role, the rank of its group, the group's id."""
        roles: dict[str, tuple[EvidenceRole, int, str | None]] = {}
        for concept in self.scheme("designs"):
            lineage = [self.concepts[key] for key in self.ancestors[concept.key]]
            role: EvidenceRole = next((c.evidence for c in lineage if c.evidence), "none")
            group = lineage[-1]
            roles[concept.id] = (role, group.rank if group.rank is not None else 99, group.id)
        return roles

    def role(self, source: Source) -> EvidenceRole:
        """Tell whether a source's design is a ``synthesis``, a ``primary`` study or no research."""
        return self._roles.get(source.design or "", ("none", 99, None))[0]

    def is_research(self, source: Source) -> bool:
        """Tell whether the design of a source counts as research."""
        return self.role(source) != "none"

    def design_group(self, source: Source) -> str | None:
        """Return the id of the top-level group of a source's design; None if it has no design."""
        return self._roles.get(source.design or "", ("none", 99, None))[2]

    def design_rank(self, source: Source) -> int:
        """Return the rank of a source's design group: 1 is the strongest, 99 is unranked."""
        return self._roles.get(source.design or "", ("none", 99, None))[1]

    def is_evidence(self, claim: Claim) -> bool:
        """Tell whether a claim is research evidence.

        That is a finding, from a source whose design is research, which does not itself assert
        that little is known.
        """
        return (
            claim.kind in FINDINGS
            and not claim.asserts_gap
            and self.is_research(self.sources[claim.source])
        )

    def study(self, source: Source) -> str:
        """Return the study a source reports; a source that names none is a study of its own."""
        return source.study or source.key

    @cached_property
    def snapshot(self) -> str:
        """The id of the content: 16 hexadecimal digits.

        SHA-256 over the records in the order of their keys, so that neither the order nor the
        formatting of the files changes it.
        """
        digest = hashlib.sha256(ABOUT.dump_json(self.about))
        parts: tuple[tuple[TypeAdapter[Any], Iterable[object]], ...] = (
            (SOURCE, self.sources.values()),
            (CLAIM, self.claims.values()),
            (CONCEPT, self.concepts.values()),
            (QUESTION, self.questions.values()),
            (CELL, self.inapplicable),
        )
        for adapter, records in parts:
            for record in records:
                digest.update(adapter.dump_json(record))
                digest.update(b"\n")
            digest.update(b"\n")
        return digest.hexdigest()[:16]

    @cached_property
    def as_of(self) -> date | None:
        """The newest ``curated`` date: what "recent" is measured from; the clock is never read."""
        return max((c.curated for c in self.claims.values() if c.curated), default=None)

    @cached_property
    def newest(self) -> int | None:
        """The year of the newest work; None when no work has a year."""
        return max((s.year for s in self.sources.values() if s.year is not None), default=None)

    @cached_property
    def curators(self) -> Mapping[str, int]:
        """Who signed claims, by letter, with how many."""
        signed = Counter(claim.curator for claim in self.claims.values() if claim.curator)
        return dict(sorted(signed.items()))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the BibTeX fields that works have and leadgraph lacks, by letter."""
        return tuple(sorted({name for work in self.sources.values() for name in work.fields}))

    @cached_property
    def former_keys(self) -> Mapping[str, str]:
        """The key of each work by those it had."""
        return former_keys(self.sources.values())


def former_keys(sources: Iterable[Source]) -> dict[str, str]:
    """Return the key of each work by those it had; of two works with one, the first counts.

    >>> former_keys([Source(key="a", type="book", fields={"ids": "old, older"})])
    {'old': 'a', 'older': 'a'}
    """
    found: dict[str, str] = {}
    for work in sources:
        for alias in work.aliases:
            found.setdefault(alias, work.key)
    return found


CONCEPTS = TypeAdapter(list[Concept])
QUESTIONS = TypeAdapter(list[Question])
CELLS = TypeAdapter(list[InapplicableCell])
KEPT = ("snapshot", "as_of", "newest", "curators", "fields")
FACTS = TypeAdapter(tuple[str, date | None, int | None, dict[str, int], tuple[str, ...]])
"""What takes a look at all records and is said in few words: kept with them."""


def _lookup(shelf: Shelf, name: str, adapter: TypeAdapter[Any]) -> Lookup[Any]:
    lines = shelf.blobs(f"{name}.jsonl")
    return Lookup(shelf.texts(f"{name}.keys"), Decoded(lines, adapter.validate_json))
