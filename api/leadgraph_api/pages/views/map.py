"""The map: two facets crossed, as a table of bubbles that open the evidence; and its gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from leadgraph.errors import Issue, QueryError
from leadgraph.gaps import CLASSES, LETTERS, VOLUME, Cell, EvidenceMap, GapList, Heading, MapQuery
from leadgraph.query import PAGING, SCHEMES, EvidenceQuery, written
from leadgraph_api import parameters
from leadgraph_api.pages.bubbles import Bubble, bubble
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.facets import evidence_counts, facets
from leadgraph_api.pages.site import SIGNS, Link, Site, said
from leadgraph_api.pages.views.asked import Asked, Page, twins

COLOURS = ("direction", "design")

FACET_NAMES: Mapping[str, str] = {
    "area": "leadership areas",
    "model": "leadership models",
    "target": "who is affected",
    "outcome": "outcomes",
    "design": "designs",
    "country": "countries",
    "level": "school levels",
    "question": "open questions",
}
FILTERS = ("q", "since", "until", "few", "dense", "recent")
"""What the form of filters sets itself."""

OPENED_MOST = 50
"""Rows and columns that can be open at a time."""


class Head(NamedTuple):
    """The head of a row or column.

    Attributes:
        id: of its concept.
        label: what people call it.
        depth: 1 at the top of its hierarchy.
        url: its own page, where it has one.
        toggle: the address of the map with it opened, or closed again; None if nothing is below.
        open: whether it is.
        studies: distinct studies in it.
    """

    id: str
    label: str
    depth: int
    url: str | None
    toggle: str | None
    open: bool
    studies: int


class Square(NamedTuple):
    """A cell of the page: its numbers, its independent author teams, its picture, its evidence."""

    cell: Cell
    teams: int
    row: str
    column: str
    bubble: Bubble
    url: str | None
    letters: list[tuple[str, str]]


class Form(NamedTuple):
    """How a page shows a map, besides what the map counts: colours, and what is open."""

    colour: str
    open: tuple[str, ...]

    def written(self, **changes: Any) -> str:
        """Return this form as parameters, changed; what is the default is left out."""
        told = self._replace(**changes)
        said = {"colour": told.colour} if told.colour != COLOURS[0] else {}
        return written({**said, **({"open": list(told.open)} if told.open else {})})


class Drawing(NamedTuple):
    """A map, ready to be drawn."""

    map: EvidenceMap
    query: MapQuery
    form: Form
    rows: list[Head]
    columns: list[Head]
    lines: list[list[Square]]

    @property
    def shown(self) -> Iterator[Square]:
        """All cells that are shown, row by row."""
        return (square for line in self.lines for square in line)


def evidence_map(asked: Asked) -> Page:
    """The map of evidence and gaps."""
    site = asked.site
    query, form = read(asked.query_string)
    drawn = draw(site, query, form)
    found = drawn.map
    to = _links(site, query, form)
    evidence = query.evidence
    told = {
        "drawn": drawn,
        "map": found,
        "coverage": coverage(drawn),
        "marginals": found.marginals,
        "legend": legend(drawn, site),
        "colours": COLOURS,
        "names": FACET_NAMES,
        "facet_names": FACET_NAMES,
        "form": form,
        "thresholds": found.thresholds,
        "permalink": _address(site, "/map", query, form),
        "whole": site.url(query.but(depth=None).address("/map")),
        "chips": chips(evidence, site, to),
        "facets": [
            facet
            for facet in facets(evidence, evidence_counts(site), to)
            if facet.field not in (query.rows, query.columns)
        ],
        "passed": {
            "axes": _passed(query, form, ("rows", "columns", "colour")),
            "filters": _passed(query, form, FILTERS),
        },
        "gaps": site.url(query.address("/gaps")),
        "clear": site.url(MapQuery(query.rows, query.columns).address("/map")),
    }
    own = query.canonical
    links = {name: f"/map.{name}" + (f"?{own}" if own else "") for name in ("json", "csv", "ttl")}
    extra = form.written()
    drawing = "&".join(part for part in (own, extra) if part)
    links |= {name: f"/map.{name}" + (f"?{drawing}" if drawing else "") for name in figures()}
    title = f"Map: {FACET_NAMES[query.rows]} by {FACET_NAMES[query.columns]}"
    return Page("map.html", title, told, twins(site, **links), here="/map")


@cache
def figures() -> tuple[str, ...]:
    """Return the forms in which the picture can be had."""
    return ("svg", "html", "png") if find_spec("vl_convert") else ("svg", "html")


def read(query_string: bytes) -> tuple[MapQuery, Form]:
    """Read what is asked of a map, and how a page is to show it.

    Raises:
        QueryError: naming everything that is wrong.
    """
    pairs = parameters.read(query_string)
    issues = parameters.refuse_unknown(pairs, (*MapQuery.known, *Form._fields))
    own = [pair for pair in pairs if pair[0] in Form._fields]
    colours = [value for name, value in own if name == "colour"] or [COLOURS[0]]
    if len(colours) > 1 or colours[0] not in COLOURS:
        message = f"colour: {colours[-1]!r} is neither direction nor design"
        issues.append(Issue("colour", "invalid-value", message, COLOURS))
    opened = {id_ for name, value in own if name == "open" for id_ in value.split(",") if id_}
    if len(opened) > OPENED_MOST:
        message = f"open: at most {OPENED_MOST} rows and columns"
        issues.append(Issue("open", "invalid-value", message))
    try:
        query = MapQuery.from_params(p for p in pairs if p[0] in MapQuery.known).whole()
    except QueryError as error:
        raise QueryError([*issues, *error.issues]) from None
    if issues:
        raise QueryError(issues)
    return query, Form(colours[0], tuple(sorted(opened)))


def draw(site: Site, query: MapQuery, form: Form) -> Drawing:
    """Return a map as it is to be drawn."""
    deeper = query.but(depth=min(query.depth + len(form.open), 20)) if form.open else query
    found = EvidenceMap(site.graph.base, deeper)
    totals = found.marginals
    rows = [_head(h, query.rows, query, form, site, totals["rows"]) for h in found.rows]
    columns = [_head(h, query.columns, query, form, site, totals["columns"]) for h in found.columns]
    held = _shown(rows, found.rows, query), _shown(columns, found.columns, query)
    wide = len(columns)
    most = max((found.cells[r * wide + c].studies for r in held[0] for c in held[1]), default=0)
    teams = found.teams()
    lines = [
        [
            _square(found, found.cells[at], teams[at], most, form, site)
            for at in (r * wide + c for c in held[1])
        ]
        for r in held[0]
    ]
    shown = [rows[r] for r in held[0]], [columns[c] for c in held[1]]
    return Drawing(found, query, form, *shown, lines)


def _shown(heads: list[Head], headings: tuple[Heading, ...], query: MapQuery) -> list[int]:
    """Return the places of the headings that are shown: the tops, and what is below open ones."""
    shown: dict[str, int] = {}
    for at, (head, heading) in enumerate(zip(heads, headings, strict=True)):
        opened = any(b in shown and heads[shown[b]].open for b in heading.broader)
        if heading.depth <= query.depth or opened:
            shown[head.id] = at
    return list(shown.values())


def _head(
    heading: Heading,
    field: str,
    query: MapQuery,
    form: Form,
    site: Site,
    totals: list[dict[str, Any]],
) -> Head:
    scheme = SCHEMES.get(field, "")
    name = f"{field}:{heading.id}"
    below = any(heading.id in c.broader for c in site.records.scheme(scheme)) if scheme else False
    opened = name in form.open or heading.depth < query.depth
    toggle = None
    if below and not (opened and name not in form.open):
        ids = set(form.open) ^ {name}
        toggle = _address(site, "/map", query, form._replace(open=tuple(sorted(ids))))
    url = None
    if f"{scheme}/{heading.id}" in site.records.concepts:
        url = site.concept(scheme, heading.id)
    elif field == "question":
        url = site.question(heading.id)
    studies = next((total["studies"] for total in totals if total["id"] == heading.id), 0)
    return Head(heading.id, heading.label, heading.depth, url, toggle, opened, studies)


def _square(
    found: EvidenceMap, cell: Cell, teams: int, most: int, form: Form, site: Site
) -> Square:
    query = found.query_of(cell.row, cell.column)
    parts = cell.by_direction if form.colour == "direction" else cell.by_design
    order = (*SIGNS,) if form.colour == "direction" else (*found.groups, "unknown")
    return Square(
        cell,
        teams,
        found.labels[0][cell.row],
        found.labels[1][cell.column],
        bubble(cell.studies, most, parts, order),
        site.evidence(query) if query is not None and cell.claims else None,
        [(name, LETTERS[name]) for name in cell.classes],
    )


def coverage(drawn: Drawing) -> dict[str, int]:
    """Return how much of what is shown is filled, and whether those who assert gaps are right."""
    cells = [s.cell for s in drawn.shown if s.cell.state != "not-applicable"]
    asserted = [cell for cell in cells if cell.asserted.count]
    return {
        "applicable": len(cells),
        "filled": sum(1 for cell in cells if cell.studies),
        "one_study": sum(1 for cell in cells if cell.studies == 1),
        "asserted": len(asserted),
        "both": sum(1 for cell in asserted if not set(VOLUME).isdisjoint(cell.classes)),
    }


def legend(drawn: Drawing, site: Site) -> dict[str, Any]:
    """Return what the colours and letters of a map mean, with how often each letter stands."""
    counted: dict[str, int] = {}
    for square in drawn.shown:
        for name in square.cell.classes:
            counted[name] = counted.get(name, 0) + 1
    query = drawn.query
    classes = [
        (
            LETTERS[name],
            site.label("gap-classes", name),
            counted[name],
            site.url(query.but(**{"class": name}).address("/gaps")),
        )
        for name in CLASSES
        if name in counted
    ]
    if drawn.form.colour == "design":
        held = {slice.name for square in drawn.shown for slice in square.bubble.slices}
        colours = [(n, "", site.label("designs", n)) for n in drawn.map.groups if n in held]
    else:
        colours = [(name, sign, _direction(name, site)) for name, sign in SIGNS.items()]
    return {"classes": classes, "colours": colours}


def _direction(name: str, site: Site) -> str:
    return "no effect stated" if name == "not-applicable" else site.label("directions", name)


def _links(site: Site, query: MapQuery, form: Form) -> Link:
    """Return what gives the address of this map under another filter."""

    def to(evidence: EvidenceQuery) -> str:
        return _address(site, "/map", with_filter(query, evidence), form)

    return to


def with_filter(query: MapQuery, evidence: EvidenceQuery) -> MapQuery:
    """Return a query to the map with another filter."""
    return MapQuery(
        query.rows, query.columns, query.depth, query.thresholds, evidence, query.classes
    )


def _address(site: Site, route: str, query: MapQuery, form: Form) -> str:
    address, extra = site.url(query.address(route)), form.written()
    if not extra:
        return address
    return f"{address}{'&' if '?' in address else '?'}{extra}"


def _passed(query: MapQuery, form: Form | None, own: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a form passes on: all that it does not set itself."""
    held = query.fields()
    if form is not None:
        held |= {"colour": form.colour} if form.colour != COLOURS[0] else {}
        held |= {"open": list(form.open)} if form.open else {}
    return [
        (name, said(value))
        for name, value in held.items()
        if name not in own and name not in PAGING
    ]


def gaps(asked: Asked) -> Page:
    """The cells that are gaps, ranked, each with the rule and the numbers that made it one."""
    site = asked.site
    query = MapQuery.from_params(parameters.read(asked.query_string))
    found = GapList(asked.graph.base, query.but(limit=query.evidence.limit))
    evidence = query.evidence
    shown = []
    for gap in found:
        cell = found.map.query_of(gap.row, gap.column)
        url = site.evidence(cell) if cell is not None and gap.cell.claims else None
        labels = found.map.labels
        shown.append((gap.told(), labels[0][gap.row], labels[1][gap.column], url))

    def to(other: EvidenceQuery) -> str:
        return site.url(with_filter(query, other.but(cursor=None)).address("/gaps"))

    plain = query.but(limit=None, cursor=None)
    classes = [
        (value, site.url(plain.but(**{"class": _toggled(plain, value["id"])}).address("/gaps")))
        for value in found.facets["class"]
    ]
    told = {
        "found": found,
        "shown": shown,
        "query": evidence,
        "asked": query,
        "classes": classes,
        "letters": LETTERS,
        "names": FACET_NAMES,
        "facet_names": FACET_NAMES,
        "facets": [],
        "passed": _passed(query, None, ("rows", "columns")),
        "agreement": found.map.agreement,
        "thresholds": found.thresholds,
        "chips": chips(evidence, site, to),
        "clear": site.url(MapQuery(query.rows, query.columns).address("/gaps")),
        "map": site.url(found.links["map"]),
        "next": site.url(found.links["next"]) if found.next else None,
        "first": site.url(plain.address("/gaps")) if evidence.cursor else None,
    }
    own = f"?{plain.canonical}" if plain.canonical else ""
    links = twins(site, json=f"/gaps.json{own}", csv=f"/gaps.csv{own}")
    return Page("gaps.html", f"Gaps: {found.total}", told, links, here="/map")


def _toggled(query: MapQuery, name: str) -> list[str] | None:
    return sorted(set(query.classes) ^ {name}) or None
