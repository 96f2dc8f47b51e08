"""Wording: a route through the terrain as stations and hops, each hop a sentence.

Here the claims come back in. Where a hop rests on claims, the one quoted is the strongest (the
order of ``/evidence``), but a claim that serves both the hop before and the hop after a work is
preferred: then one claim joins the two, and the path says so.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadgraph.citations.network import DOI
from leadgraph.citations.paths.naming import Station, StationKind
from leadgraph.citations.paths.terrain import Way
from leadgraph.model import CLAIM_TAGS
from leadgraph.render import Json, path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadgraph.citations.paths.search import Route
    from leadgraph.citations.paths.terrain import Terrain
    from leadgraph.model import Claim, Question, Records

STANCES = {
    "supports": ("supports", "is supported by"),
    "disputes": ("disputes", "is disputed by"),
    "qualifies": ("qualifies", "is qualified by"),
    "extends": ("extends", "is extended by"),
    "uses-method": ("uses the method of", "lends its method to"),
}
"""How a claim stands towards something, and that towards it."""

Leg = tuple[int, int]

QUOTED = 100
"""Characters of an open question that a hop gives; its station has all of it."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path.

    Attributes:
        kind: ``cites``, ``says``, ``bears-on``, ``about``, ``raises``, ``broader``, ``related``, or
            a stance (``supports``, ``disputes``, ``qualifies``, ``extends``, ``uses-method``).
        start: where it starts.
        end: where it ends.
        forward: whether what its kind says holds from start to end, or the other way round.
        words: what it says, as a sentence without its stop.
        others: how many other claims of the same work would have served.
    """

    kind: str
    start: Station
    end: Station
    forward: bool
    words: str
    others: int = 0


class Wording:
    """Puts the routes between two stations into words."""

    def __init__(self, terrain: Terrain, records: Records, ends: tuple[Station, Station]) -> None:
        self._terrain = terrain
        self._records = records
        self._ends = ends

    def hops(self, route: Route) -> list[Hop]:
        """Return the hops of a route."""
        stations = self._without_detours(self._stations(route))
        return [
            self._hop(one, other, others)
            for (one, _), (other, others) in itertools.pairwise(stations)
        ]

    # -- which stations -------------------------------------------------------------------------

    def _stations(self, route: Route) -> list[tuple[Station, int]]:
        """Return stations, claims among them, and how many others would have served each."""
        found = [(self._station(route.nodes, 0), 0)]
        legs = list(zip(route.nodes, route.nodes[1:], strict=False))
        for at, _ in enumerate(legs):
            found += self._claims(route, at)
            found.append((self._station(route.nodes, at + 1), 0))
        return found

    @staticmethod
    def _without_detours(stations: list[tuple[Station, int]]) -> list[tuple[Station, int]]:
        """Leave a work out where the same claim leads to it and on from it."""
        kept: list[tuple[Station, int]] = []
        for station, others in stations:
            if len(kept) > 1 and station.kind == "claim" and kept[-2][0] == station:
                kept.pop()
            else:
                kept.append((station, others))
        return kept

    def _station(self, nodes: Sequence[int], at: int) -> Station:
        terrain, node = self._terrain, nodes[at]
        if node >= len(terrain):
            return self._ends[0 if at == 0 else 1]
        if node >= terrain.first_question:
            return Station("question", terrain.questions[node - terrain.first_question])
        if node >= terrain.first_concept:
            return Station("concept", terrain.concepts[node - terrain.first_concept])
        return Station("source", terrain.network.nodes[node])

    def _claims(self, route: Route, at: int) -> list[tuple[Station, int]]:
        """Return the claims between the two nodes of a leg, in order."""
        one, other = route.nodes[at], route.nodes[at + 1]
        size = len(self._terrain)
        if one >= size or other >= size:
            return self._beside_claim(route, at)
        way = self._terrain.way(one, other)
        if way == Way.STANCE:
            return self._stance(one, other)
        if way not in (Way.SAYS, Way.BEARS):
            return []
        work, _ = _work_first(one, other)
        serving = self._serving(*_work_first(one, other))
        beyond = self._beyond(route, at, work)
        shared = [claim for claim in serving if claim in beyond] if beyond else []
        chosen = (shared or serving)[0]
        return [(Station("claim", chosen.id), len(serving) - 1)]

    def _beyond(self, route: Route, at: int, work: int) -> list[Claim]:
        """Return the claims that serve the leg on the other side of the work of a leg."""
        nodes = route.nodes
        there = at - 1 if nodes[at] == work else at + 1
        if not 0 <= there < len(nodes) - 1 or max(nodes) >= len(self._terrain):
            return []
        if self._terrain.way(nodes[there], nodes[there + 1]) not in (Way.SAYS, Way.BEARS):
            return []
        return self._serving(*_work_first(nodes[there], nodes[there + 1]))

    def _serving(self, work: int, subject: int) -> list[Claim]:
        """Return the claims of a work about a concept or bearing on a question."""
        one = self._station((subject,), 0)
        said = self._terrain.claims_of(work)
        if one.kind == "question":
            return [claim for claim in said if one.id in claim.questions]
        about = [(claim, self._subjects(claim)) for claim in said]
        exact = [claim for claim, ids in about if one.id in ids]
        above = self._records.ancestors
        return exact or [c for c, ids in about if any(one.id in above.get(i, ()) for i in ids)]

    @staticmethod
    def _subjects(claim: Claim) -> list[str]:
        return [f"{scheme}/{id_}" for scheme in CLAIM_TAGS for id_ in getattr(claim, scheme)]

    def _stance(self, one: int, other: int) -> list[tuple[Station, int]]:
        """Return the claims by which one work takes a stance towards the other."""
        taking = [
            (claim, at)
            for at, work, towards in ((0, one, other), (1, other, one))
            for claim in self._terrain.claims_of(work)
            if self._terrain.towards(claim) == towards
        ]
        claim, at = taking[0]
        chain = [Station("claim", claim.id)]
        if claim.stance and claim.stance.claim:
            chain.append(Station("claim", claim.stance.claim))
        if at:
            chain.reverse()
        return [(station, len(taking) - 1 if not n else 0) for n, station in enumerate(chain)]

    def _beside_claim(self, route: Route, at: int) -> list[tuple[Station, int]]:
        """Return the claim between a claim at an end and a work that another claim stands for."""
        nodes, size = route.nodes, len(self._terrain)
        if nodes[at] >= size and nodes[at + 1] >= size:
            return []
        end = self._ends[0] if nodes[at] >= size else self._ends[1]
        claim = self._records.claims[end.id]
        work = nodes[at + 1] if nodes[at] >= size else nodes[at]
        own = self._terrain.network.position[claim.source]
        towards = claim.stance.claim if claim.stance else None
        if towards and work != own and self._terrain.towards(claim) == work:
            return [(Station("claim", towards), 0)]
        return []

    def opening(self, one: Station) -> str | None:
        """Return what a path says first: the claim that it starts at; of others the hop tells."""
        if one.kind != "claim":
            return None
        claim = self._records.claims[one.id]
        return f"{self._who(claim)} says: {_flat(claim)}"

    # -- in which words -------------------------------------------------------------------------

    def _hop(self, one: Station, other: Station, others: int) -> Hop:
        say = {
            ("source", "source"): self._cites,
            ("source", "claim"): self._says,
            ("source", "concept"): self._area,
            ("source", "question"): self._raises,
            ("claim", "claim"): self._stands,
            ("claim", "concept"): self._is_about,
            ("claim", "question"): self._bears,
            ("concept", "concept"): self._is_kin,
            ("question", "concept"): self._asks_about,
        }
        if (one.kind, other.kind) in say:
            kind, words, forward = say[one.kind, other.kind](one, other, True)
        else:
            kind, words, forward = say[other.kind, one.kind](other, one, False)
        return Hop(kind, one, other, forward, words, others)

    def _cites(self, one: Station, other: Station, _: bool) -> tuple[str, str, bool]:
        network = self._terrain.network
        here, there = network.position[one.id], network.position[other.id]
        forth, back = network.cites.holds(here, there), network.cites.holds(there, here)
        if forth and back:
            return "cites", f"{self.label(one)} and {self.label(other)} cite each other", True
        verb = "cites" if forth else "is cited by"
        return "cites", f"{self.label(one)} {verb} {self.label(other)}", forth

    def _says(self, work: Station, said: Station, from_work: bool) -> tuple[str, str, bool]:
        claim = self._records.claims[said.id]
        if claim.source != work.id:
            how = claim.stance.how if claim.stance else "supports"
            does, is_done = STANCES[how]
            if from_work:
                words = (
                    f"{self.label(work)} {is_done} {self._who(claim)}, which says: {_flat(claim)}"
                )
            else:
                words = f"this {does} {self.label(work)}"
            return how, words, not from_work
        if from_work:
            return "says", f"{self.label(work)} says: {_flat(claim)}", True
        return "says", f"this is what {self.label(work)} says", False

    def _area(self, work: Station, area: Station, from_work: bool) -> tuple[str, str, bool]:
        if from_work:
            return "about", f"{self.label(work)} is about {self.label(area)}", True
        return "about", f"also about {self.label(area)} is {self.label(work)}", False

    def _raises(self, work: Station, asked: Station, from_work: bool) -> tuple[str, str, bool]:
        if from_work:
            return "raises", f"{self.label(work)} raises {self._asked(asked)}", True
        return "raises", f"{self._asked(asked)} is raised by {self.label(work)}", False

    def _stands(self, one: Station, other: Station, _: bool) -> tuple[str, str, bool]:
        said, against = self._records.claims[one.id], self._records.claims[other.id]
        if said.stance and said.stance.claim == against.id:
            how, forward = said.stance.how, True
        else:
            how, forward = against.stance.how if against.stance else "supports", False
        verb = STANCES[how][0 if forward else 1]
        return how, f"this {verb} what {self._who(against)} says: {_flat(against)}", forward

    def _is_about(self, said: Station, term: Station, from_claim: bool) -> tuple[str, str, bool]:
        claim = self._records.claims[said.id]
        if from_claim:
            return "about", f"this is about {self.label(term)}", True
        words = f"about {self.label(term)}, {self._who(claim)} says: {_flat(claim)}"
        return "about", words, False

    def _bears(self, said: Station, asked: Station, from_claim: bool) -> tuple[str, str, bool]:
        claim = self._records.claims[said.id]
        if from_claim:
            return "bears-on", f"this bears on {self._asked(asked)}", True
        words = f"on {self._asked(asked)} bears what {self._who(claim)} says: {_flat(claim)}"
        return "bears-on", words, False

    def _is_kin(self, one: Station, other: Station, _: bool) -> tuple[str, str, bool]:
        here, there = self._records.concepts[one.id], self._records.concepts[other.id]
        if here.scheme == there.scheme and there.id in here.broader:
            return "broader", f"{here.label} is a part of {there.label}", True
        if here.scheme == there.scheme and here.id in there.broader:
            return "broader", f"{here.label} includes {there.label}", False
        return "related", f"{here.label} is related to {there.label}", there.key in here.related

    def _asks_about(self, asked: Station, term: Station, from_asked: bool) -> tuple[str, str, bool]:
        if from_asked:
            return "about", f"{self._asked(asked)} is about {self.label(term)}", True
        return "about", f"also about {self.label(term)} is {self._asked(asked)}", False

    def label(self, one: Station) -> str:
        """Return what people call a station."""
        records = self._records
        if one.kind == "source":
            work = records.sources.get(one.id)
            return work.citation if work else f"a work not held ({one.id.removeprefix(DOI)})"
        if one.kind == "concept":
            return records.concepts[one.id].label
        return one.id

    def _who(self, claim: Claim) -> str:
        return self._records.sources[claim.source].citation

    def _asked(self, one: Station) -> str:
        question: Question = self._records.questions[one.id]
        text = question.text
        clipped = text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
        return f"open question {question.id}, “{clipped}”"

    def told(self, one: Station) -> Json:
        """Return a station as JSON has it."""
        held = one.kind != "source" or one.id in self._records.sources
        folders: dict[StationKind, str] = {
            "source": "sources",
            "claim": "claims",
            "question": "questions",
            "concept": "concepts",
        }
        links = {"self": path(folders[one.kind], one.id)} if held else {}
        return {
            "kind": one.kind,
            "id": one.id,
            "label": self._text(one),
            "held": held,
            "links": links,
        }

    def _text(self, one: Station) -> str:
        if one.kind == "claim":
            return self._records.claims[one.id].statement
        return self._records.questions[one.id].text if one.kind == "question" else self.label(one)


def _work_first(one: int, other: int) -> Leg:
    """Return the ends of a leg, the work first: works come before all other nodes."""
    return min(one, other), max(one, other)


def _flat(claim: Claim) -> str:
    return claim.statement.rstrip(".")


def sentence(words: str) -> str:
    """Return words as a sentence.

    >>> sentence("this is qualified by that")
    'This is qualified by that.'
    """
    stop = "" if words.endswith((".", "?", "!")) else "."
    return f"{words[0].upper()}{words[1:]}{stop}"
