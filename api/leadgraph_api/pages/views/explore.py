"""Exploring: the works near some others as a picture, with a list that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
from markupsafe import Markup

from leadgraph.citations import network as networks
from leadgraph.citations.arrangement import Frame
from leadgraph.citations.asked import MOST_AT_ALL, SEEDS_MOST, TIES, NeighbourhoodQuery
from leadgraph.citations.neighbourhood import NEAR, Neighbourhood, Shown
from leadgraph.citations.picture import STROKES, NeighbourhoodPicture, kinds_of
from leadgraph.citations.wording import TIE_NAMES, Said, counted, ties_of, title_of
from leadgraph.errors import Issue, QueryError
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Source
from leadgraph.query import EvidenceQuery, written
from leadgraph_api import parameters
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.site import Site, said
from leadgraph_api.pages.views.asked import Asked, Page, twins

ROUTE = "/explore"
STEPS_MOST = 10
"""Steps of the trail that are kept; the oldest is forgotten first."""

TRAIL_LONG = 2_000
"""Characters of a trail, for the same reason: an address has an end."""

FEW = 8
"""Works up to which a picture offers further ties in so many words."""

SUGGESTED = 12
FOUND_MOST = 20
NAMED_MOST = 4
"""Works that one line of the list names of those to which a work is tied."""

SMALL = 11
"""Works in the small picture of a work's own page, itself included."""

SMALL_FRAME = Frame(width=640, row=24, margin=14)

Step = tuple[str, ...]


class Exploring(NamedTuple):
    """What is asked of the page.

    Attributes:
        query: from where, by what, and how many at most.
        trail: where one has been: the works that were started from, the oldest step first.
        find: words of a work to start from.
    """

    query: NeighbourhoodQuery
    trail: tuple[Step, ...] = ()
    find: str | None = None

    def to(self, keys: Sequence[str], *, back: int | None = None) -> Exploring:
        """Return a step to other works, from here or from an earlier step of the trail."""
        left = () if back is not None or not self.query.keys else (self.query.keys,)
        trail = [*self.trail[:back], *left]
        while (
            len(trail) > STEPS_MOST or sum(len(key) for step in trail for key in step) > TRAIL_LONG
        ):
            trail.pop(0)
        return Exploring(self.query.but(key=list(keys) or None), tuple(trail))

    def address(self, site: Site, **changes: Any) -> str:
        """Return the address of the page, some of the query changed."""
        query = self.query.but(**changes) if changes else self.query
        trail = [";".join(step) for step in self.trail]
        own: dict[str, Any] = {"trail": trail} if trail else {}
        own |= {"find": self.find} if self.find else {}
        asked = written({**query.fields(), **own})
        return site.url(f"{ROUTE}?{asked}" if asked else ROUTE)


def read(query_string: bytes, graph: EvidenceGraph) -> Exploring:
    """Read what is asked of the page or of a twin.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = parameters.read(query_string)
    known = (*NeighbourhoodQuery.known, "trail", "find")
    issues = parameters.refuse_unknown(pairs, known)
    finds = [value for name, value in pairs if name == "find"]
    if len(finds) > 1:
        issues.append(Issue("find", "invalid-value", "find is given more than once"))
    trail = tuple(_steps([value for name, value in pairs if name == "trail"], graph, issues))
    own = [pair for pair in pairs if pair[0] in NeighbourhoodQuery.known]
    try:
        query = NeighbourhoodQuery.from_params(own)
    except QueryError as error:
        raise QueryError([*issues, *error.issues]) from None
    if issues:
        raise QueryError(issues)
    return Exploring(query, trail, finds[0] if finds else None)


def _steps(values: Sequence[str], graph: EvidenceGraph, issues: list[Issue]) -> Iterator[Step]:
    """Read a trail: its steps with commas between them, the works of a step with semicolons."""
    steps = [step for value in values for step in value.split(",")]
    if len(steps) > STEPS_MOST:
        message = f"trail: {len(steps)} steps; at most {STEPS_MOST} are kept, the newest"
        issues.append(Issue("trail", "invalid-value", message))
        return
    network = networks.of(graph.base)
    for step in steps:
        keys = tuple(step.split(";"))
        unknown = [key for key in keys if network.find(key) is None]
        if unknown or len(keys) > SEEDS_MOST:
            wrong = f"no work {unknown[0]!r}" if unknown else f"a step of {len(keys)} works"
            message = f"trail: {wrong[:200]}; leave the trail out, and it begins anew"
            issues.append(Issue("trail", "invalid-value", message))
            return
        yield keys


def required(query_string: bytes, graph: EvidenceGraph) -> Exploring:
    """Read what is asked of a twin, which has nothing to say without a work to start from.

    Raises:
        QueryError: naming everything that is wrong.
    """
    asked = read(query_string, graph)
    if not asked.query.keys:
        message = "key: name a work to start from; /sources?q= finds works by title and author"
        raise QueryError([Issue("key", "invalid-value", message)])
    return asked


# -- the page -----------------------------------------------------------------------------------


class Item(NamedTuple):
    """A work of the list beside the picture.

    Attributes:
        at: its place in the picture.
        node: the work.
        ties: how it is tied to others, in words; of each the first others, and how many more.
        expand: the address with it as a further seed; None when it is one, or there is no room.
        alone: the address with it as the only seed; None when it is.
        without: the address without it; None unless it is one of several seeds.
        path: the address of the paths to it from the first seed; None for one, or a stub.
    """

    at: int
    node: Shown
    ties: list[tuple[Said, list[tuple[Shown, int]], int]]
    expand: str | None
    alone: str | None
    without: str | None
    path: str | None


class Crumb(NamedTuple):
    """A step of the trail: what it is called, and the address that leads back to it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of tie that can be switched on or off: its name, its neighbours, its stroke."""

    id: str
    text: str
    count: int
    on: bool
    stroke: str


def explore(asked: Asked) -> Page:
    """The works near some others, as a picture and as a list; or where to start."""
    exploring = read(asked.query_string, asked.graph)
    if not exploring.query.keys:
        return _start(asked, exploring)
    site, graph = asked.site, asked.graph
    shown = Neighbourhood(graph.base, exploring.query)
    picture = NeighbourhoodPicture(shown)
    items = list(_items(shown, exploring, site))
    expand = {item.node.id: item.expand or item.alone for item in items}
    evidence = exploring.query.evidence

    def to(query: EvidenceQuery) -> str:
        changes = dict.fromkeys(evidence.fields()) | query.but(cursor=None, limit=None).fields()
        return exploring.address(site, **changes)

    room = min(shown.query.most * 2, MOST_AT_ALL)
    told = {
        "shown": shown,
        "exploring": exploring,
        "picture": Markup(picture.inside(lambda node: expand[node.id])),
        "title": title_of(shown),
        "counted": counted(shown),
        "groups": list(_groups(items)),
        "strokes": [(kind, STROKES[kind].said) for kind in kinds_of(shown)],
        "stubs": any(not node.held for node in shown.nodes),
        "choices": list(_choices(shown)),
        "chips": chips(evidence, site, to),
        "also": list(_also(shown, exploring, site)),
        "passed": _passed(exploring, ("kind", "since", "until")),
        "finding": _passed(exploring, ("find",)),
        "trail": _trail(exploring, graph, site),
        "clear": site.url(ROUTE),
        "more": exploring.address(site, most=room)
        if shown.left_out and room > shown.query.most
        else None,
        "room": room,
        "seeds_most": SEEDS_MOST,
        "found": _found(exploring, asked),
    }
    query = exploring.query.canonical
    links = {name: f"{ROUTE}.{name}?{query}" for name in ("json", *figures(), "graphml", "bib")}
    return Page("explore.html", title_of(shown), told, twins(site, **links), here=ROUTE)


@cache
def figures() -> tuple[str, ...]:
    """Return the forms in which the picture can be had."""
    return ("svg", "png") if find_spec("vl_convert") else ("svg",)


def small(key: str, site: Site) -> tuple[Markup, str] | None:
    """Return the small picture of the page of a work, and what it says; None if it has no ties."""
    query = NeighbourhoodQuery.of(key=key, most=SMALL)
    shown = Neighbourhood(site.graph.base, query)
    if len(shown.nodes) < 2:
        return None
    picture = NeighbourhoodPicture(shown, SMALL_FRAME)

    def address(node: Shown) -> str | None:
        start = Exploring(NeighbourhoodQuery(keys=(node.id,)))
        return site.source(node.id) if node.held and not node.seed else start.address(site)

    return Markup(picture.inside(address)), counted(shown)


def _start(asked: Asked, exploring: Exploring) -> Page:
    """Where to start: words to look for, and the works that most others cite."""
    site, network = asked.site, networks.of(asked.graph.base)
    degrees = network.cited_by.degrees[: network.held]
    order = np.lexsort((np.arange(network.held), -degrees))[:SUGGESTED]
    suggested = [
        (
            asked.graph.base.works[at],
            int(degrees[at]),
            exploring.to([network.nodes[at]]).address(site),
        )
        for at in order.tolist()
        if degrees[at]
    ]
    told = {
        "exploring": exploring,
        "suggested": suggested,
        "found": _found(exploring, asked),
        "finding": _passed(exploring, ("find",)),
        "trail": _trail(exploring, asked.graph, site),
    }
    return Page("explore-start.html", "Explore citations", told, [], here=ROUTE)


def _found(exploring: Exploring, asked: Asked) -> list[tuple[Source, str]] | None:
    """Return the works that hold the words looked for, each with the address that adds it."""
    if exploring.find is None:
        return None
    try:
        query = EvidenceQuery.of(q=exploring.find, limit=FOUND_MOST)
        works = list(asked.graph.works(query))
    except QueryError as error:
        issues = [Issue("find", i.code, i.message.replace("q:", "find:", 1)) for i in error.issues]
        raise QueryError(issues) from None
    held = exploring.query.keys
    keys = held if len(held) < SEEDS_MOST else ()
    return [
        (work, exploring.to([*keys, work.key]).address(asked.site))
        for work in works
        if work.key not in held
    ]


def _items(shown: Neighbourhood, exploring: Exploring, site: Site) -> Iterator[Item]:
    keys = tuple(node.id for node in shown.nodes if node.seed)
    room = len(keys) < SEEDS_MOST
    for at, (node, ties) in enumerate(zip(shown.nodes, ties_of(shown), strict=True)):
        told = [
            (
                one,
                [(shown.nodes[other], count) for other, count in one.others[:NAMED_MOST]],
                max(len(one.others) - NAMED_MOST, 0),
            )
            for one in ties
        ]
        rest = [key for key in keys if key != node.id]
        yield Item(
            at,
            node,
            told,
            None if node.seed or not room else exploring.to([*keys, node.id]).address(site),
            None if keys == (node.id,) else exploring.to([node.id]).address(site),
            exploring.to(rest).address(site) if node.seed and rest else None,
            None if node.seed or not node.held else _path(keys[0], node.id, site),
        )


def _path(start: str, goal: str, site: Site) -> str:
    """Return the address of the paths between two works."""
    return site.url(f"/paths?{urlencode({'from': f'sources/{start}', 'to': f'sources/{goal}'})}")


GROUPS = {
    "": "Started from",
    "cites": "Cited by these",
    "cited-by": "Citing these",
    "stance": "Taking a stance, or with one taken towards them",
    "co-cited": "Cited together with these",
    "coupled": "Citing the same works",
    "similar": "Similar to these",
}


def _groups(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Yield the works of the list by the first of the ties by which they came in."""
    for tie, title in GROUPS.items():
        mine = [item for item in items if (item.node.ties or ("",))[0] == tie]
        if mine:
            yield (
                title,
                sorted(mine, key=lambda item: (item.node.year is None, -(item.node.year or 0))),
            )


def _choices(shown: Neighbourhood) -> Iterator[Choice]:
    for tie in TIES:
        stroke = tie if tie in STROKES else "cites"
        yield Choice(tie, TIE_NAMES[tie], shown.count(tie), tie in shown.query.ties, stroke)


def _also(shown: Neighbourhood, exploring: Exploring, site: Site) -> Iterator[tuple[str, int, str]]:
    """Yield the ties to add to a picture that holds little: name, neighbours, address."""
    if len(shown.nodes) > FEW:
        return
    for tie in NEAR:
        if tie not in shown.query.ties and (count := shown.count(tie)):
            url = exploring.address(site, kind=[*shown.query.ties, tie])
            yield TIE_NAMES[tie], count, url


def _passed(exploring: Exploring, own: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a form passes on: all that it does not set itself."""
    held = exploring.query.fields()
    if exploring.trail:
        held["trail"] = [";".join(step) for step in exploring.trail]
    return [(name, said(value)) for name, value in held.items() if name not in own]


def _trail(exploring: Exploring, graph: EvidenceGraph, site: Site) -> list[Crumb]:
    crumbs: list[Crumb] = []
    before: Step = ()
    for at, step in enumerate(exploring.trail):
        added = [key for key in step if key not in before]
        grown = before and len(added) == 1 and set(before) < set(step)
        named = [graph.sources[k].citation if k in graph.sources else k for k in step]
        text = f"+ {named[step.index(added[0])]}" if grown else named[0]
        text += f" and {len(step) - 1} more" if len(step) > 1 and not grown else ""
        crumbs.append(Crumb(text, exploring.to(step, back=at).address(site)))
        before = step
    return crumbs
