"""Grading: the frozen questions, row by row, as tests/questions/README.md says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadgraph.errors import QueryError
from leadgraph.graph import EvidenceGraph

QUESTIONS = Path(__file__).parent / "questions" / "questions.toml"
UNSEEN = QUESTIONS.with_name("unseen.toml")
REFUSED = "refused-422"

Row = Mapping[str, Any]
Slots = frozenset[tuple[str, Any]]


@dataclass(frozen=True)
class Grade:
    """How one row came out."""

    row: Row
    exact: bool
    precision: float
    recall: float
    got: str


def rows(path: Path = QUESTIONS) -> list[Row]:
    """Return the frozen questions, or those of another file of the same form."""
    found: list[Row] = tomllib.loads(path.read_text("utf-8"))["question"]
    return found


def text_of(row: Row) -> str:
    """Return the question of a row."""
    if "text" in row:
        return str(row["text"])
    return str(row["repeat"]["text"] * row["repeat"]["times"])


def slots(query: Mapping[str, Any]) -> Slots:
    """Return the slots of a query: each field with each of its ids."""
    return frozenset(
        (field, id_)
        for field, value in query.items()
        if field not in ("sort", "limit", "cursor")
        for id_ in (value if isinstance(value, list) else [value])
    )


def compare(got: Slots, wanted: Slots) -> tuple[float, float]:
    """Return precision and recall; both are 1 where nothing was to be found and nothing was."""
    right = len(got & wanted)
    precision = right / len(got) if got else float(not wanted)
    recall = right / len(wanted) if wanted else float(not got)
    return precision, recall


def grade(row: Row, graph: EvidenceGraph) -> Grade:
    """Ask one row and grade the answer."""
    try:
        answer = graph.ask(text_of(row))
    except QueryError:
        exact = REFUSED in row["status"]
        return Grade(row, exact, float(exact), float(exact), REFUSED)
    if row["status"] == [REFUSED]:
        return Grade(row, False, 0, 0, answer.status)
    got = slots(answer.query.fields())
    readings = [slots(query) for query in row.get("query_any") or [row["query"]]]
    precision, recall = max((compare(got, wanted) for wanted in readings), key=sum)
    unmatched = {word.casefold() for word in answer.interpretation["unmatched"]}
    exact = (
        got in readings
        and answer.status in row["status"]
        and answer.intent in row.get("intent_any", [row.get("intent")])
        and unmatched >= {word.casefold() for word in row.get("unmatched", [])}
    )
    said = f"{answer.intent} {answer.status} {answer.query.canonical} {sorted(unmatched)}"
    return Grade(row, exact, precision, recall, said)


def by_stratum(grades: Sequence[Grade]) -> Iterator[tuple[str, list[Grade]]]:
    """Yield the grades of each stratum, in the order of the file."""
    for stratum in dict.fromkeys(grade.row["stratum"] for grade in grades):
        yield stratum, [grade for grade in grades if grade.row["stratum"] == stratum]


def table(grades: Sequence[Grade]) -> str:
    """Return precision, recall and exact match by stratum."""
    lines = [f"{'stratum':22} {'rows':>4} {'precision':>9} {'recall':>6} {'exact':>6}"]
    for stratum, held in [*by_stratum(grades), ("all", list(grades))]:
        count = len(held)
        means = [sum(getattr(g, name) for g in held) / count for name in ("precision", "recall")]
        exact = sum(g.exact for g in held) / count
        lines.append(f"{stratum:22} {count:4} {means[0]:9.3f} {means[1]:6.3f} {exact:6.3f}")
    failed = [f"{g.row['id']}: {text_of(g.row)[:80]!r} -> {g.got}" for g in grades if not g.exact]
    return "\n".join([*lines, "", *failed])
