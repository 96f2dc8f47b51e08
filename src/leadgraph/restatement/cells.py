"""Cells: the map of two facets, and the gaps in it, in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from leadgraph.model import CLAIM_TAGS
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph.restatement.pattern import NOTHING, PROPERTIES, Unsaid, block, pattern
from leadgraph.restatement.terms import Terms, prologue

if TYPE_CHECKING:
    from leadgraph.model import EvidenceRole, Records

Lines = Iterator[str]


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a map.

    Attributes:
        field: its facet.
        ids: its headings.
    """

    field: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A map as it is asked of a store.

    Attributes:
        title: the address of the answer that is restated.
        rows: the axis of the rows.
        columns: that of the columns.
        evidence: which claims count.
        strong: designs that lend confidence to a cell, besides syntheses.
        unsaid: what it asks for that the graph does not say.
    """

    title: str
    rows: Axis
    columns: Axis
    evidence: EvidenceQuery
    strong: tuple[str, ...] = ()
    unsaid: Unsaid = NOTHING

    @property
    def axes(self) -> tuple[tuple[str, Axis], tuple[str, Axis]]:
        """The two sides by the variable that holds their heading."""
        return ("row", self.rows), ("column", self.columns)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What makes a cell of a map a gap.

    Attributes:
        about: which claims that say little is known belong to the map.
        about_unsaid: what that asks for that the graph does not say.
        cells: the cells that make sense, as row and column.
        classes: for each gap class, when a cell is in it; an expression over ``NUMBERS``.
        wanted: the classes asked for.
    """

    about: EvidenceQuery
    cells: Sequence[tuple[str, str]]
    classes: Mapping[str, str]
    wanted: tuple[str, ...]
    about_unsaid: Unsaid = NOTHING


COUNTS: Mapping[str, str] = {
    "claims": "COUNT(DISTINCT ?claim)",
    "sources": "COUNT(DISTINCT ?source)",
    "studies": "COUNT(DISTINCT ?study)",
    "primary": "COUNT(DISTINCT ?primaryStudy)",
    "synthesis": "COUNT(DISTINCT ?synthesisStudy)",
    "practice": "COUNT(DISTINCT ?practiceSource)",
    "positive": "COUNT(DISTINCT ?positiveClaim)",
    "against": "COUNT(DISTINCT ?againstClaim)",
    "direct": "COUNT(DISTINCT ?directClaim)",
    "indirect": "COUNT(DISTINCT ?indirectClaim)",
    "first_hand": "COUNT(DISTINCT ?firstHandClaim)",
    "strong": "COUNT(DISTINCT ?strongClaim)",
    "first_year": "IF(MIN(?earliest) = 9999, 0, MIN(?earliest))",
    "last_year": "MAX(?latest)",
    "last_synthesis": "MAX(?latestSynthesis)",
}
"""What is counted of a cell; the names are those of ``leadgraph.gaps``, and a year of 0 is none."""

BESIDES = ("unfiltered", "asserted", "questions")
NUMBERS: tuple[str, ...] = (*COUNTS, *BESIDES)
"""Variables that the rule of a gap class may look at; 0 where there is nothing."""


def map_(asked: Crossed, records: Records) -> str:
    """Return SPARQL that counts a map: a solution a cell that holds a claim."""
    comment = f"The cells of {asked.title}; a cell without a claim is not listed."
    counted = _counts(asked, records, suffix="")
    return f"{prologue([comment])}\n{counted}\nORDER BY ?row ?column\n"


def gaps(asked: Crossed, gap: Gaps, records: Records) -> str:
    """Return SPARQL that finds the gaps of a map: a solution a cell that is one.

    ``?classes`` names its classes, a space between; the numbers are those they were told from.
    """
    terms = Terms(records)
    parts = [
        _counts(asked, records),
        _asserted(asked, gap, records),
        _questions(asked, terms),
    ]
    if asked.evidence.filter:
        parts.append(_unfiltered(asked, records))
    lines = [
        *_values(asked, gap.cells, terms),
        *(f"OPTIONAL {{ {{\n{block(part.splitlines(), 2)}\n  }} }}" for part in parts),
        *(f"BIND (COALESCE(?{name}Held, 0) AS ?{name})" for name in COUNTS),
        *(f"BIND (COALESCE(?{name}Held, 0) AS ?{name})" for name in BESIDES),
        *(f"BIND ({rule} AS ?{_flag(name)})" for name, rule in gap.classes.items()),
        f"FILTER ({' || '.join(f'?{_flag(name)}' for name in gap.wanted)})",
    ]
    named = ", ".join(f'IF(?{_flag(name)}, "{name} ", "")' for name in gap.classes)
    lines.append(f"BIND (CONCAT({named}) AS ?classes)")
    shown = " ".join(f"?{name}" for name in ("row", "column", "classes", *NUMBERS))
    comment = f"The gaps of {asked.title}, by row and column."
    return (
        f"{prologue([comment])}\nSELECT {shown}\nWHERE {{\n{block(lines)}\n}}\n"
        "ORDER BY ?row ?column\n"
    )


def _flag(class_: str) -> str:
    first, *rest = class_.split("-")
    return "is" + first.title() + "".join(rest).title()


def _counts(asked: Crossed, records: Records, suffix: str = "Held") -> str:
    """Return the SELECT that counts, a solution a cell that holds a claim."""
    terms = Terms(records)
    lines = [
        *(line for name, axis in asked.axes for line in _tagged(name, axis, terms)),
        *pattern(asked.evidence, records, asked.unsaid),
        *_told(asked, records, terms),
    ]
    return _grouped([f"({how} AS ?{name}{suffix})" for name, how in COUNTS.items()], lines)


def _unfiltered(asked: Crossed, records: Records) -> str:
    """Count the studies of each cell without any filter."""
    terms = Terms(records)
    lines = [
        *(line for name, axis in asked.axes for line in _tagged(name, axis, terms)),
        *pattern(EvidenceQuery(research=True), records),
        "?source lg:studyKey ?key .",
    ]
    return _grouped(["(COUNT(DISTINCT ?key) AS ?unfilteredHeld)"], lines)


def _tagged(name: str, axis: Axis, terms: Terms) -> Lines:
    """Bind the headings that a claim falls under: it is tagged with one, or narrower."""
    subject, property_ = PROPERTIES[axis.field]
    pairs = [
        f"({terms.of(axis.field, [id_], narrower=False)[0]} {tag})"
        for id_ in axis.ids
        for tag in terms.of(axis.field, [id_])
    ]
    yield f"VALUES (?{name} ?{name}Tag) {{ {' '.join(pairs)} }}"
    yield f"{subject} {property_} ?{name}Tag ."


def _told(asked: Crossed, records: Records, terms: Terms) -> Lines:
    """Bind what is counted of a claim where it is so: what is not bound is not counted."""
    roles: dict[EvidenceRole, list[str]] = {"primary": [], "synthesis": [], "none": []}
    for design in records.scheme("designs"):
        roles[_role(design.id, records)].append(design.id)

    def among(field: str, *ids: str, narrower: bool = False) -> str:
        listed = terms.of(field, ids, narrower=narrower)
        return f"?{field}Told IN ({', '.join(listed)})" if listed else "false"

    yield "OPTIONAL { ?source lg:studyKey ?key }"
    yield "OPTIONAL { ?claim lg:researchEvidence ?counts }"
    yield "OPTIONAL { ?claim lg:assertsGap ?saysLittle }"
    for field in ("direction", "directness", "basis"):
        yield f"OPTIONAL {{ ?claim lg:{field} ?{field}Told }}"
    yield "OPTIONAL { ?source lg:design ?designTold }"
    yield "OPTIONAL { ?source lg:year ?year }"
    synthesis = among("design", *roles["synthesis"])
    strong = among("design", *asked.strong, narrower=True)
    counted = {
        "study": ("?key", "true"),
        "primaryStudy": ("?key", among("design", *roles["primary"])),
        "synthesisStudy": ("?key", synthesis),
        "positiveClaim": ("?claim", among("direction", "positive")),
        "againstClaim": ("?claim", among("direction", "negative", "null", "mixed")),
        "directClaim": ("?claim", among("directness", "direct")),
        "indirectClaim": ("?claim", among("directness", "indirect")),
        "firstHandClaim": ("?claim", f"!COALESCE({among('basis', 'secondary')}, false)"),
        "strongClaim": ("?claim", f"({synthesis} || {strong})"),
    }
    for name, (what, condition) in counted.items():
        yield f"BIND (IF(BOUND(?counts) && {condition}, {what}, ?nothing) AS ?{name})"
    # A year that is not bound would make the least and the greatest an error.
    dated = "BOUND(?counts) && BOUND(?year)"
    yield f"BIND (IF({dated}, ?year, 9999) AS ?earliest)"
    yield f"BIND (IF({dated}, ?year, 0) AS ?latest)"
    yield f"BIND (IF({dated} && {synthesis}, ?year, 0) AS ?latestSynthesis)"
    others = "!BOUND(?counts) && !BOUND(?saysLittle)"
    yield f"BIND (IF({others}, ?source, ?nothing) AS ?practiceSource)"


def _role(design: str, records: Records) -> EvidenceRole:
    """Return the evidence role of a design: its own, or that of the nearest broader one."""
    lineage = [records.concepts[key] for key in records.ancestors[f"designs/{design}"]]
    return next((concept.evidence for concept in lineage if concept.evidence), "none")


def _values(asked: Crossed, cells: Sequence[tuple[str, str]], terms: Terms) -> Lines:
    fields = (asked.rows.field, asked.columns.field)

    def pair(cell: tuple[str, str]) -> str:
        ids = zip(fields, cell, strict=True)
        return " ".join(terms.of(field, [id_], narrower=False)[0] for field, id_ in ids)

    yield f"VALUES (?row ?column) {{ {' '.join(f'({pair(cell)})' for cell in cells)} }}"


def _asserted(asked: Crossed, gap: Gaps, records: Records) -> str:
    """Count the claims that say little is known; one without a value on an axis is broad."""
    terms = Terms(records)
    lines = [
        *pattern(gap.about, records, gap.about_unsaid),
        *chain.from_iterable(
            _tagged_or_broad(name, axis, PROPERTIES[axis.field], "?claim a lg:Claim", terms)
            for name, axis in asked.axes
        ),
    ]
    return _grouped(["(COUNT(DISTINCT ?claim) AS ?assertedHeld)"], lines)


def _tagged_or_broad(
    name: str, axis: Axis, said: tuple[str, str], anchor: str, terms: Terms
) -> Lines:
    """Bind the headings that something falls under: all of them, if it has no value there."""
    subject, property_ = said
    link = " ; lg:assertedIn ?source" if subject == "?source" else ""
    tag, _ = _tagged(name, axis, terms)
    yield f"{{ {tag} {anchor}{link} . {subject} {property_} ?{name}Tag . }}"
    headings = (terms.of(axis.field, [id_], narrower=False)[0] for id_ in axis.ids)
    yield (
        f"UNION {{ VALUES ?{name} {{ {' '.join(headings)} }} {anchor}{link} . "
        f"FILTER NOT EXISTS {{ {subject} {property_} ?any }} }}"
    )


def _questions(asked: Crossed, terms: Terms) -> str:
    """Count the open questions that a query leaves in view; matched as such claims are."""
    lines = ["?question a lg:OpenQuestion ."]
    for field in (*_TAGGED, "question"):
        lines += _in_view(field, asked.evidence, terms)
    for name, axis in asked.axes:
        if axis.field in _TAGGED:
            said = ("?question", f"lg:{axis.field}")
            lines += _tagged_or_broad(name, axis, said, "?question a lg:OpenQuestion", terms)
        else:
            headings = (terms.of(axis.field, [id_], narrower=False)[0] for id_ in axis.ids)
            lines.append(f"VALUES ?{name} {{ {' '.join(headings)} }}")
            if axis.field == "question":
                lines.append(f"FILTER (?{name} = ?question)")
    return _grouped(["(COUNT(DISTINCT ?question) AS ?questionsHeld)"], lines)


_TAGGED = tuple(field for field, scheme in SCHEMES.items() if scheme in CLAIM_TAGS)


def _in_view(field: str, query: EvidenceQuery, terms: Terms) -> Lines:
    wanted, unwanted = getattr(query, field), getattr(query, f"not_{field}")
    if field == "question":
        if wanted:
            yield f"FILTER (?question IN ({', '.join(terms.of(field, wanted))}))"
        if unwanted:
            yield f"FILTER (?question NOT IN ({', '.join(terms.of(field, unwanted))}))"
        return
    has = f"?question lg:{field} ?tag"
    if wanted:
        among = f"EXISTS {{ {has} . FILTER (?tag IN ({', '.join(terms.of(field, wanted))})) }}"
        yield f"FILTER ({among} || NOT EXISTS {{ {has} }})"
    if unwanted:
        listed = ", ".join(terms.of(field, unwanted))
        yield f"FILTER NOT EXISTS {{ {has} . FILTER (?tag IN ({listed})) }}"


def _grouped(counted: Iterable[str], lines: Iterable[str]) -> str:
    what = f"SELECT ?row ?column\n{block(counted)}"
    return f"{what}\nWHERE {{\n{block(lines)}\n}}\nGROUP BY ?row ?column"
