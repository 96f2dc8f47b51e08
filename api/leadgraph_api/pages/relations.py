"""Relations that records hold in one direction, read off them once in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from leadgraph.model import Question, Records


class Relations:
    """Who else reports a study, what stands towards a claim, which questions a work raises."""

    def __init__(self, records: Records) -> None:
        self._records = records

    @cached_property
    def of_study(self) -> Mapping[str, list[str]]:
        """For each study, the keys of the works that report it."""
        return _gathered((s.study, s.key) for s in self._records.sources.values() if s.study)

    @cached_property
    def towards_claim(self) -> Mapping[str, list[str]]:
        """For each claim, the ids of the claims that take a stance towards it."""
        return _gathered(
            (claim.stance.claim, claim.id)
            for claim in self._records.claims.values()
            if claim.stance and claim.stance.claim
        )

    @cached_property
    def questions_of(self) -> Mapping[str, list[Question]]:
        """For each work, the open questions that it raises."""
        told: dict[str, list[Question]] = defaultdict(list)
        for question in self._records.questions.values():
            if question.source:
                told[question.source].append(question)
        return told

    @cached_property
    def raised_in(self) -> Mapping[str, list[str]]:
        """For each claim, the ids of the open questions that it raises."""
        return _gathered((id_, q.id) for q in self._records.questions.values() for id_ in q.claims)


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one, other in pairs:
        told.setdefault(one, []).append(other)
    return told
