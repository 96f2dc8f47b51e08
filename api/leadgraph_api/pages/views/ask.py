"""Ask: the question box, and what a question came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from leadgraph.ask import Answer
from leadgraph.ask.cells import named
from leadgraph.evidence import Evidence, EvidenceList
from leadgraph.gaps import FACETS, LETTERS, Cell, EvidenceMap, MapQuery
from leadgraph.gaps.asked import DEEPEST
from leadgraph.graph import EvidenceGraph
from leadgraph.query import EvidenceQuery
from leadgraph_api import parameters
from leadgraph_api.kept import of_graph
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.facets import evidence_counts, facets
from leadgraph_api.pages.site import SIGNS, Site, clipped
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.ask import asked as question_of

LONGEST_EXAMPLE = 150
GROUP = 4
"""Claims of each direction that are shown; the rest is a link away."""

STATUSES = {
    "answered": "Answered",
    "contested": "Contested: research stands on both sides",
    "practice_only": "Practice and opinion only: no research evidence is held",
    "no_evidence_held": "Nothing is held on this",
    "outside_framework": "Outside what this dataset is about",
    "ambiguous": "The words can be read in several ways",
}


class Group(NamedTuple):
    """Claims that say the same sort of thing.

    Attributes:
        id: of the group, for links within the page.
        sign: of its direction.
        title: what the claims have in common.
        note: what a reader should know of them.
        total: how many there are.
        shown: the first of them.
        url: where all of them are.
    """

    id: str
    sign: str
    title: str
    note: str
    total: int
    shown: list[Evidence]
    url: str


class Example(NamedTuple):
    """A question that the dataset has something to say on, and what that is."""

    question: str
    told: str


def start(asked: Asked) -> Page:
    """The question box, examples that work, and what is held at a glance."""
    parameters.nothing(asked.query_string)
    graph, site = asked.graph, asked.site
    held = graph.evidence()
    told = {
        "examples": examples(graph),
        "summary": held.summary,
        "strip": strip(held.summary, held.query, site),
        "questions": list(graph.questions.values()),
        "areas": [
            (c, len(graph.base.select(EvidenceQuery.of(area=c.id))))
            for c in graph.records.scheme("areas")
            if not c.broader
        ],
    }
    return Page("start.html", "Ask the evidence", told, here="/")


def answer(asked: Asked) -> Page:
    """A question, how it was understood, and what is held."""
    question = question_of(asked.query_string)
    found = asked.graph.ask(question)
    site = asked.site
    own = found.links["self"]
    told: dict[str, Any] = {
        "answer": found,
        "status": STATUSES[found.status],
        "interpretation": found.interpretation,
        "pieces": list(pieces(question, found.interpretation["spans"])),
        "chips": chips(found.query, site, site.to("/evidence")),
        "results": found.results,
        "groups": [],
        "strip": None,
        "facets": [],
        "summary": None,
        "beside": [],
        "letters": LETTERS,
        "gaps": list(gaps(found, site)) if found.intent == "gaps" else [],
        "gap": gap(found, site),
        "neighbours": found.neighbours,
        "shown": found.neighbours.page() if found.neighbours is not None else [],
        "map": map_of(found.query, site),
    }
    if found.evidence is not None:
        told["summary"] = found.evidence.summary
        told["strip"] = strip(found.evidence.summary, found.query, site)
        if found.intent in ("evidence", "gaps"):
            told["groups"] = groups(found.evidence, site)
            told["facets"] = facets(found.query, evidence_counts(site), site.to("/evidence"))
    if found.status == "no_evidence_held":
        told["beside"] = list(beside(found.query, site))
    more = {name: found.links[name] for name in ("csv", "bib") if name in found.links}
    links = twins(site, json=own.replace("/ask?", "/ask.json?", 1), **more)
    return Page("answer.html", clipped(question, 70), told, links, here="/", question=question)


def _axes(query: EvidenceQuery) -> list[str]:
    """Return the first two facets of a query that a map can cross, each asked by one id."""
    return [name for name in FACETS if len(getattr(query, name)) == 1][:2]


def map_of(query: EvidenceQuery, site: Site) -> str:
    """Return the address of the map that crosses what was asked, or of the whole map."""
    axes = _axes(query)
    return site.url(MapQuery(axes[0], axes[1]).address("/map") if len(axes) == 2 else "/map")


def beside(query: EvidenceQuery, site: Site) -> Iterator[tuple[str, str, int, str]]:
    """Yield the cells beside an empty one that hold the most: labels, studies, their evidence."""
    axes = _axes(query)
    if len(axes) < 2:
        return
    found = EvidenceMap(site.graph.base, MapQuery(axes[0], axes[1], depth=DEEPEST))
    row, column = (getattr(query, name)[0] for name in axes)
    if row not in found.labels[0] or column not in found.labels[1]:
        return
    for cell in found.neighbours(row, column):
        held = found.query_of(cell.row, cell.column)
        if held is not None:
            labels = found.labels[0][cell.row], found.labels[1][cell.column]
            yield (*labels, cell.studies, site.evidence(held))


Named = tuple[str, str, Mapping[str, Any], str | None]
"""A gap: what its row and column are called, what is told of it, where its evidence is."""


def gaps(found: Answer, site: Site) -> Iterator[Named]:
    """Yield the gaps that a question asked for."""
    parts = urlsplit(found.links.get("gaps", ""))
    query = MapQuery.from_params(parse_qsl(parts.query))
    for told in found.results:
        yield _named(told, query.rows, query.columns, query.evidence, site)


def gap(found: Answer, site: Site) -> Named | None:
    """Return the cell that a question names, if it is a gap."""
    where = named(found.query, site.graph.base)
    if where is None or found.gap is None or not found.gap.classes:
        return None
    return _named(found.gap.told(), *where.axes, found.query, site)


def _named(
    told: Mapping[str, Any], rows: str, columns: str, query: EvidenceQuery, site: Site
) -> Named:
    held = query.but(**{rows: told["row"], columns: told["column"], "limit": None, "cursor": None})
    url = site.evidence(held) if told["claims"] else None
    return site.named(rows, told["row"]), site.named(columns, told["column"]), told, url


def pieces(question: str, spans: list[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """Cut a question into pieces, each with the slot that it was read as."""
    at = 0
    for span in spans:
        if span["start"] < at:
            continue
        if question[at : span["start"]]:
            yield question[at : span["start"]], None
        yield question[span["start"] : span["end"]], span["slot"].replace("_", " ")
        at = span["end"]
    if question[at:]:
        yield question[at:], None


def groups(found: EvidenceList, site: Site, most: int = GROUP) -> list[Group]:
    """Group a result: research evidence by direction, then all that is no research evidence."""
    graph, query, summary = site.graph, found.query, found.summary
    told = []
    for direction in SIGNS:
        count = summary.by_direction.get(direction, 0)
        if count:
            part = query.but(direction=direction, research=True, cursor=None, limit=None)
            label = site.label("directions", direction)
            effect = "No effect stated" if direction == "not-applicable" else f"{label} effect"
            title = effect[0].upper() + effect[1:]
            told.append(_group(graph, site, part, direction, title, count, most))
    rest = (
        ("practice", "Practice, policy, theory and opinion", summary.practice, PRACTICE),
        ("gaps", "Sources that say little is known", summary.gaps, {"asserts_gap": True}),
    )
    for id_, title, count, fields in rest:
        if count:
            part = query.but(**fields, cursor=None, limit=None)
            told.append(_group(graph, site, part, id_, title, count, most))
    return told


PRACTICE = {"research": False, "asserts_gap": False}
NOTES = {
    "practice": "Shown, and never counted as research evidence.",
    "gaps": "A gap that an author asserts is no evidence; the map sets it beside what is held.",
}


def _group(
    graph: EvidenceGraph,
    site: Site,
    query: EvidenceQuery,
    id_: str,
    title: str,
    count: int,
    most: int,
) -> Group:
    shown = list(graph.evidence(query.but(limit=most)))
    url = site.evidence(query)
    return Group(id_, SIGNS.get(id_, "?"), title, NOTES.get(id_, ""), count, shown, url)


@of_graph
def examples(graph: EvidenceGraph) -> tuple[Example, ...]:
    """Return questions made of the labels of a dataset, each asked, with what it came to."""
    questions = [q for q in dict.fromkeys(_questions(graph)) if len(q) <= LONGEST_EXAMPLE]
    return tuple(Example(question, told(graph.ask(question))) for question in questions)


def _questions(graph: EvidenceGraph) -> Iterator[str]:
    found = EvidenceMap(graph.base, MapQuery("area", "target"))
    cells = [cell for cell in found if cell.state != "not-applicable"]
    wordings: tuple[tuple[str, Callable[[Cell], Any]], ...] = (
        ("evidence for {} impacting {}", _both_sides),
        ("what is known about {} and {}?", lambda cell: cell.studies),
        ("does {} matter to {}?", lambda cell: cell.practice if not cell.studies else 0),
        ("evidence on {} and {}", lambda cell: not cell.claims),
    )
    for wording, worth in wordings:
        best = max(cells, key=worth, default=None)
        if best is not None and worth(best):
            yield wording.format(found.labels[0][best.row], found.labels[1][best.column])
            # each example is of another area, as long as there are any left
            cells = [cell for cell in cells if cell.row != best.row] or cells
    if cells:
        yield f"gaps in {found.labels[0][cells[-1].row]}"


def _both_sides(cell: Cell) -> int:
    against = sum(cell.by_direction.get(name, 0) for name in ("negative", "null", "mixed"))
    return min(cell.by_direction.get("positive", 0), against)


def told(answer: Answer) -> str:
    """Say in a few words what a question came to."""
    if answer.intent == "gaps":
        return "gaps"
    summary = answer.summary
    if not summary["claims"]:
        return "nothing held"
    studies = f"{summary['studies']} {'study' if summary['studies'] == 1 else 'studies'}"
    if answer.status == "contested":
        return f"{studies}, contested"
    return studies if summary["studies"] else f"{summary['claims']} claims, no research"
