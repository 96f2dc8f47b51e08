"""Relations that records hold in one direction, read off them once in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.model import Question, Records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.index import EvidenceIndex
    from leadgraph.shelf import Shelf

LINKS = ("towards_work", "towards_claim")


class Links:
    """For each of a number of things, places of others.

    Args:
        starts: where those of each thing begin, and where the last end.
        places: all of them, one thing after the other, ascending within each.
    """

    def __init__(self, starts: NDArray[np.int64], places: NDArray[np.int32]) -> None:
        self.starts, self.places = starts, places

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], size: int) -> Links:
        """Gather pairs: a thing, and a place for it.

        >>> Links.of([(1, 7), (0, 3), (1, 2), (1, 7)], 2).at(1)
        [2, 7]
        """
        both = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        starts = np.searchsorted(both[:, 0], np.arange(size + 1))
        return cls(starts, both[:, 1].astype(np.int32))

    def at(self, thing: int) -> list[int]:
        """Return the places of a thing."""
        found: list[int] = self.places[self.starts[thing] : self.starts[thing + 1]].tolist()
        return found


class Relations:
    """What stands towards a work or a claim, who else reports a study; citations say who cites."""

    _links: Mapping[str, Links]

    def __init__(self, records: Records, index: EvidenceIndex) -> None:
        self._records, self._index = records, index
        work = {key: at for at, key in enumerate(records.sources)}
        stances = [
            (at, claim.stance) for at, claim in enumerate(records.claims.values()) if claim.stance
        ]
        claim = {id_: at for at, id_ in enumerate(records.claims if stances else ())}
        self._links = {
            "towards_work": Links.of(
                ((work[s.source], at) for at, s in stances if s.source in work), len(work)
            ),
            "towards_claim": Links.of(
                ((claim[s.claim], at) for at, s in stances if s.claim in claim),
                len(records.claims),
            ),
        }

    def keep(self, shelf: Shelf) -> None:
        """Put the relations on a shelf."""
        for name, links in self._links.items():
            shelf.put(f"{name}.starts", links.starts)
            shelf.put(name, links.places)

    @classmethod
    def open(cls, shelf: Shelf, records: Records, index: EvidenceIndex) -> Relations:
        """Return relations that ``keep`` put on a shelf."""
        relations = cls.__new__(cls)
        relations._records, relations._index = records, index
        relations._links = {
            name: Links(shelf.array(f"{name}.starts"), shelf.array(name)) for name in LINKS
        }
        return relations

    def same_study(self, key: str) -> list[str]:
        """Return the keys of the other works that report the study of a work, in order."""
        works, studies = self._records.works, self._index.studies
        here = self._records.place(key)
        study = works[here].study
        alike = np.flatnonzero(studies == studies[here]).tolist() if study else ()
        return [works[at].key for at in alike if at != here and works[at].study == study]

    def towards_work(self, key: str) -> list[str]:
        """Return the ids of the claims that take a stance towards a work, in order."""
        return self._ids(self._of_work("towards_work", key))

    def towards_claim(self, id_: str) -> list[str]:
        """Return the ids of the claims that take a stance towards a claim, in order."""
        return self._ids(self._links["towards_claim"].at(self._index.place(id_)))

    def _of_work(self, name: str, key: str) -> list[int]:
        return self._links[name].at(self._records.place(key))

    def _ids(self, places: list[int]) -> list[str]:
        return [self._index.names[at] for at in places]

    @cached_property
    def _questions_of(self) -> Mapping[str, list[Question]]:
        told: dict[str, list[Question]] = defaultdict(list)
        for question in self._records.questions.values():
            if question.source:
                told[question.source].append(question)
        return told

    def questions_of(self, key: str) -> list[Question]:
        """Return the open questions that a work raises."""
        return self._questions_of.get(key, [])

    def raised_in(self, id_: str) -> list[str]:
        """Return the ids of the open questions that are raised in a claim."""
        return [q.id for q in self._records.questions.values() if id_ in q.claims]
