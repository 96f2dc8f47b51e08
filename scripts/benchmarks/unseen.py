"""The unseen questions: how ``ask`` did on questions that it was not written with in view.

``tests/questions/unseen.toml`` was written without sight of the parser and asked once; what came of
it stands in ``unseen-first-run.toml`` and stays, whatever is mended later. From the first mending
on these questions are seen, too: so what they give on the day of the page stands beside it, apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import grading  # type: ignore[import-not-found]
from leadgraph.graph import EvidenceGraph

FIRST_RUN = grading.UNSEEN.with_name("unseen-first-run.toml")
MEASURES = ("precision", "recall", "exact")

Failures = Mapping[str, Mapping[str, Any]]


def section(graph: EvidenceGraph) -> Iterator[str]:
    """Yield the lines of the page that tell of the unseen questions."""
    run = tomllib.loads(FIRST_RUN.read_text("utf-8"))
    failures = {one["id"]: one for one in run["failure"]}
    now = [grading.grade(row, graph) for row in grading.rows(grading.UNSEEN)]
    yield "## Unseen questions"
    yield ""
    yield (
        f"{len(now)} questions of `tests/questions/unseen.toml`, written after the parser by "
        "someone who had not seen it, its tests or its answers, and graded in the same way. The "
        f"first three figures are from the one run of {run['asked']} (parser of commit "
        f"`{run['parser']}`, snapshot `{run['snapshot']}`), before anything was mended because of "
        "them: they say what to expect of a question that nobody has seen. The last column is of "
        f"{date.today().isoformat()}, after the faults that they show were mended where a rule "
        "could: by then these questions were seen, and it says no more than that the mending holds."
    )
    yield ""
    yield from _table(now, failures)
    yield ""
    yield (
        f"Not exactly right on {run['asked']}, with the intent, the status, the query and the "
        "words not used as they were answered, and why:"
    )
    yield ""
    for grade in now:
        if one := failures.get(grade.row["id"]):
            yield f"- `{one['id']}` {grading.text_of(grade.row)!r}: {one['got']}. {one['cause']}"


def _table(now: list[grading.Grade], failures: Failures) -> Iterator[str]:
    """Yield the figures of the first run, stratum by stratum, and exact match as it is now."""
    yield "| stratum | rows | precision | recall | exact | exact now, no longer unseen |"
    yield "|---|---:|---:|---:|---:|---:|"
    for stratum, held in [*grading.by_stratum(now), ("**all**", now)]:
        first = [_first(failures, grade.row["id"]) for grade in held]
        figures = [sum(row[at] for row in first) / len(held) for at in range(len(MEASURES))]
        figures.append(sum(grade.exact for grade in held) / len(held))
        cells = " | ".join(f"{figure:.3f}" for figure in figures)
        yield f"| {stratum} | {len(held)} | {cells} |"


def _first(failures: Failures, id_: str) -> tuple[float, ...]:
    """Return what a row measured in the first run; what did not fail was right throughout."""
    one = failures.get(id_)
    return (one["precision"], one["recall"], 0.0) if one else (1.0,) * len(MEASURES)
