"""Whether the references of claims lead somewhere; the claims that may be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain

from leadgraph.curation.aliases import Aliases
from leadgraph.curation.claims import ClaimFile
from leadgraph.curation.order import check_order
from leadgraph.curation.problems import Place, Report, hint
from leadgraph.curation.references import Vocabulary
from leadgraph.model import CLAIM_TAGS, Claim


class ClaimCheck:
    """Goes through the claims of all files and keeps those whose references all lead somewhere.

    Attributes:
        kept: the claims to take, by id.
    """

    def __init__(
        self,
        aliases: Aliases,
        questions: Collection[str],
        vocabulary: Vocabulary,
        report: Report,
    ) -> None:
        self.kept: dict[str, Claim] = {}
        self._aliases = aliases
        self._sources = aliases.keys
        self._questions = questions
        self._vocabulary = vocabulary
        self._report = report
        self._firsts: dict[str, Place] = {}
        self._stances: list[tuple[ClaimFile, int]] = []

    def run(self, files: Iterable[ClaimFile]) -> None:
        """Keep or report every claim of some files, and close their books."""
        read = list(files)
        for file in read:
            for index, claim in enumerate(file.claims):
                claim = file.claims[index] = self._by_keys(claim)
                if claim.id in self.kept:
                    self._tell_duplicate(file, index, read)
                elif self._is_sound(file, index, claim):
                    self.kept[claim.id] = claim
                else:
                    file.account.reported += 1
            check_order((c.id for c in file.claims), file.lines, file.name, "claim", self._report)
        while self._drop_stances():
            pass
        for file in read:
            file.account.read = file.account.total - file.account.reported
        self._count(read)

    def _count(self, files: list[ClaimFile]) -> None:
        """Make sure that the books speak of the claims that are really kept."""
        if sum(file.account.read for file in files) != len(self.kept):
            raise RuntimeError("claims were lost between the files and the records")

    def _by_keys(self, claim: Claim) -> Claim:
        """Return a claim that names works by their keys, where it names them otherwise."""
        stance = claim.stance
        if claim.source not in self._sources and (key := self._aliases.key(claim.source)):
            claim = replace(claim, source=key)
        named = stance.source if stance is not None else None
        if stance is not None and named and named not in self._sources:
            key = self._aliases.key(named) or named
            claim = replace(claim, stance=replace(stance, source=key))
        return claim

    def _is_sound(self, file: ClaimFile, index: int, claim: Claim) -> bool:
        if claim.locator is None:
            self._tell(file, index, "no-locator", "", "it does not say where in its source it is")
        sound = True
        if claim.source not in self._sources:
            self._tell_source(file, index, "source", claim.source)
            sound = False
        for name, scheme in CLAIM_TAGS.items():
            for tag in self._vocabulary.unknown(scheme, getattr(claim, name)):
                message = self._vocabulary.message(scheme, tag)
                self._tell(file, index, "unknown-concept", name, message)
                sound = False
        for question in claim.questions:
            if question not in self._questions:
                message = f"no question {question!r}{hint(question, self._questions)}"
                self._tell(file, index, "unknown-question", "questions", message)
                sound = False
        if claim.stance is not None:
            if claim.stance.source is not None and claim.stance.source not in self._sources:
                self._tell_source(file, index, "stance", claim.stance.source)
                sound = False
            elif sound and claim.stance.claim is not None:
                self._stances.append((file, index))
        return sound

    def _drop_stances(self) -> bool:
        """Drop the claims whose stance is towards a claim that is not kept; tell if any was."""
        left = []
        for file, index in self._stances:
            claim = file.claims[index]
            assert claim.stance is not None
            target = claim.stance.claim or ""
            if target in self.kept:
                left.append((file, index))
                continue
            del self.kept[claim.id]
            file.account.reported += 1
            message = f"no claim {target!r}{hint(target, self.kept)}"
            self._tell(file, index, "unknown-claim", "stance", message)
        dropped = len(left) < len(self._stances)
        self._stances = left
        return dropped

    def _tell(self, file: ClaimFile, index: int, code: str, name: str, message: str) -> None:
        place = file.place(index)
        claim = file.claims[index]
        self._report.add(code, file.name, place.of(name), f"claim {claim.id!r}: {message}")

    def _tell_source(self, file: ClaimFile, index: int, name: str, key: str) -> None:
        message = f"no source {key!r}{hint(key, self._sources)}"
        self._tell(file, index, "unknown-source", name, message)

    def _tell_duplicate(self, file: ClaimFile, index: int, files: list[ClaimFile]) -> None:
        if not self._firsts:
            for other in chain(reversed(files)):
                for place in range(len(other.claims) - 1, -1, -1):
                    self._firsts[other.claims[place].id] = other.place(place)
        file.account.reported += 1
        first = self._firsts[file.claims[index].id]
        self._tell(file, index, "duplicate-claim", "id", f"the id stands already at {first}")
