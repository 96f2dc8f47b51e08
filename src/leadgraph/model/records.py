"""All records of a dataset together, and what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

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


class Records:
    """All records of a dataset, as read: what everything else is derived from.

    Mappings are in the order of their keys. A ``Records`` is not changed once built.
    """

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
