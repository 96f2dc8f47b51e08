"""Paths: what ``graph.paths`` returns and ``GET /paths`` answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, overload
from urllib.parse import quote

from leadgraph import render
from leadgraph.citations.paths import terrain
from leadgraph.citations.paths.naming import Station, name_of, station
from leadgraph.citations.paths.search import End, Found, Route, search
from leadgraph.citations.paths.wording import Hop, Wording, sentence
from leadgraph.errors import Issue, QueryError, UnknownConceptError
from leadgraph.render import Json

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase

K = 5
K_MOST = 20


class Path:
    """One way in which two things are connected.

    Attributes:
        hops: its steps, in order.
        cost: how far it is; what a hop costs, ``leadgraph.citations.paths.terrain`` says.
        variants: how many further paths pass the same way but for a station or two.
    """

    def __init__(self, route: Route, wording: Wording) -> None:
        self._wording = wording
        self.cost = round(route.cost, 3)
        self.variants = route.variants
        self.hops: tuple[Hop, ...] = tuple(wording.hops(route))

    @property
    def stations(self) -> tuple[Station, ...]:
        """What the path passes, both ends included."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The path in words: a sentence a hop, and before them the claim that it starts at."""
        opening = self._wording.opening(self.hops[0].start)
        before = (sentence(opening),) if opening else ()
        return (*before, *(sentence(hop.words) for hop in self.hops))

    def __len__(self) -> int:
        return len(self.hops)

    def __str__(self) -> str:
        return " ".join(self.sentences)

    def __repr__(self) -> str:
        """Return the names it passes."""
        return f"<Path {' - '.join(one.id for one in self.stations)}>"

    def told(self) -> Json:
        """Return the path as JSON has it."""
        return {
            "sentence": str(self),
            "cost": self.cost,
            "variants": self.variants,
            "stations": [self._wording.told(one) for one in self.stations],
            "hops": [
                {
                    "from": at,
                    "to": at + 1,
                    "kind": hop.kind,
                    "forward": hop.forward,
                    "words": sentence(hop.words),
                    "others": hop.others,
                }
                for at, hop in enumerate(self.hops)
            ],
        }

    def _repr_html_(self) -> str:
        return f"<ol>{''.join(f'<li>{escape(words)}</li>' for words in self.sentences)}</ol>"


class Paths(Sequence[Path]):
    """How two things are connected: a few paths, the most telling first.

    Args:
        base: what is asked.
        start: name of a work, a claim, a concept or a question.
        goal: another.
        k: how many paths at most, 1 to 20.

    Raises:
        UnknownConceptError: when nothing has such a name, naming near misses.
        QueryError: when both names mean the same, or ``k`` is out of bounds.
    """

    route = "/paths"

    def __init__(self, base: EvidenceBase, start: str, goal: str, k: int = K) -> None:
        self._base = base
        self.start, self.goal, self.k = _asked(base, start, goal, k)
        self._terrain = terrain.of(base)
        self._wording = Wording(self._terrain, base.records, (self.start, self.goal))

    @cached_property
    def _found(self) -> Found:
        return search(self._terrain, *self._ends(), self.k)

    @cached_property
    def _paths(self) -> list[Path]:
        found: dict[tuple[Station, ...], Path] = {}
        for route in self._found.routes:
            path = Path(route, self._wording)
            same = found.setdefault(path.stations, path)
            if same is not path:  # from a claim to a work directly, or through its own work
                same.variants += path.variants + 1
        return list(found.values())

    def _ends(self) -> tuple[End, End]:
        walked, claims = self._terrain, self._base.records.claims
        ends = []
        for own, one in enumerate((self.start, self.goal)):
            if one.kind == "claim":
                ends.append(End(len(walked) + own, dict(walked.ways_of(claims[one.id]))))
            else:
                ends.append(End(walked.node(one.kind, one.id), {}))
        if self.start.kind == self.goal.kind == "claim":
            return self._joined(*ends)
        return ends[0], ends[1]

    def _joined(self, start: End, goal: End) -> tuple[End, End]:
        """Join two claims one of which takes a stance towards the other, past the other's work."""
        one, other = (self._base.records.claims[end.id] for end in (self.start, self.goal))
        taken = False
        for said, against, ways in ((one, other, start.ways), (other, one, goal.ways)):
            if said.stance is not None and said.stance.claim == against.id:
                taken = True
                work = self._terrain.node("source", against.source)
                if said.source != against.source:
                    ways.pop(work)
        if taken:
            start.ways[goal.node] = terrain.Way.STANCE
        return start, goal

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._base.records.snapshot

    @property
    def proven(self) -> bool:
        """Whether it is certain that no more telling path was missed.

        So it is, but for paths so long that 16,000 things lie nearer to either end.
        """
        return self._found.proven

    @property
    def query(self) -> Json:
        """What was asked, in its canonical form."""
        ends = {"from": name_of(self._base, self.start), "to": name_of(self._base, self.goal)}
        return ends | ({"k": self.k} if self.k != K else {})

    @property
    def links(self) -> dict[str, str]:
        """Where these paths are found, and those of the other direction."""
        told = self.query
        back = {**told, "from": told["to"], "to": told["from"]}
        return {"self": _address(told), "back": _address(back)}

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> list[Path]: ...
    def __getitem__(self, place: int | slice) -> Path | list[Path]:
        """Return the path at a place, or a list of paths for a slice."""
        return self._paths[place]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths)

    def to_json(self) -> bytes:
        """Return the paths as JSON, byte for byte what ``GET /paths`` answers."""
        return render.to_bytes(
            {
                "snapshot": self.snapshot,
                "query": self.query,
                "count": len(self),
                "results": [path.told() for path in self],
                "facets": None,
                "next": None,
                "links": self.links,
                "proven": self.proven,
            }
        )

    def __str__(self) -> str:
        return "\n".join(f"{n}. {path}" for n, path in enumerate(self, 1))

    def __repr__(self) -> str:
        """Return the ends and the count."""
        return f"<Paths from {self.start.id} to {self.goal.id}: {len(self)}>"

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{path._repr_html_()}</li>" for path in self)
        return f"<p>{escape(repr(self)[1:-1])}</p><ol>{listed}</ol>"


def _asked(base: EvidenceBase, start: str, goal: str, k: int) -> tuple[Station, Station, int]:
    """Return what is asked; raise with everything that is wrong with it."""
    issues: list[Issue] = []
    ends: list[Station] = []
    for field, name in (("from", start), ("to", goal)):
        try:
            ends.append(station(base, name, field))
        except QueryError as error:
            issues += error.issues
    if not issues and ends[0] == ends[1]:
        issues.append(Issue("to", "invalid-value", f"to: {goal!r} is where the path starts"))
    if not 1 <= k <= K_MOST:
        issues.append(Issue("k", "invalid-value", f"k: {k} is not a number from 1 to {K_MOST}"))
    if len(ends) < 2:
        raise UnknownConceptError(issues)
    if issues:
        raise QueryError(issues)
    return ends[0], ends[1], k


def _address(told: Json) -> str:
    asked = "&".join(f"{name}={quote(str(value), safe=':/.-_~')}" for name, value in told.items())
    return f"{Paths.route}?{asked}"
