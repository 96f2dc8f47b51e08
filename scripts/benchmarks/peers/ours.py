"""What is done with leadgraph in a process: questions made, the library measured, tables written.

``python -m benchmarks.peers.ours questions DATASET OUT SECONDS`` writes all forms of all questions
as JSON and prints what the library took; ``... ours tables DATASET FOLDER`` writes what Datasette
serves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.measures import Clock, memory
from benchmarks.peers import questions, sql

if TYPE_CHECKING:
    from leadgraph.graph import EvidenceGraph

Figures = dict[str, Any]


def in_new_process(folder: Path, out: Path, seconds: float) -> Figures:
    """Write the questions of a dataset and return what the library takes to answer them."""
    command = [sys.executable, "-m", "benchmarks.peers.ours", "questions"]
    done = subprocess.run(
        [*command, str(folder), str(out), str(seconds)], check=True, stdout=subprocess.PIPE
    )
    found: Figures = json.loads(done.stdout)
    return found


def answering(graph: EvidenceGraph) -> dict[str, Callable[[dict[str, Any]], bytes]]:
    """Return how the library answers each question, in the bytes that HTTP sends."""

    def listed(fields: dict[str, Any]) -> bytes:
        return graph.evidence(**fields).to_json(facets=False)

    return {
        "evidence": listed,
        "map": lambda fields: graph.map(**fields).to_json(),
        "citations": lambda fields: graph.citations(fields["key"]).of("co-cited").to_json(),
        "text": listed,
        "entity": lambda fields: graph.describe("claim", fields["id"]),
    }


def asked(folder: Path, out: Path, seconds: float) -> Figures:
    """Write the questions and measure the library."""
    import leadgraph

    start = perf_counter()
    graph = leadgraph.load(folder)
    graph.evidence(area="area-1", target="target-1").to_json()
    found: Figures = {"start": perf_counter() - start}
    every = {kind: questions.questions(kind, graph) for kind in questions.KINDS}
    clock = Clock(seconds)
    for kind, answer in answering(graph).items():
        forms = [each.fields for each in every[kind]]
        answer(forms[0])
        found[kind] = clock.times(answer, forms[1:] or forms)
    found["memory"] = memory()[0]
    forms_of_all = questions.written(graph, every)
    out.write_text(json.dumps(forms_of_all), "utf-8")
    return found


def main() -> None:
    """Do one of both."""
    task, folder, target, *given = sys.argv[1:]
    if task == "tables":
        import leadgraph

        sql.make(leadgraph.load(Path(folder)).records, Path(target))
    else:
        print(json.dumps(asked(Path(folder), Path(target), float(given[0]))))
        sys.stdout.flush()
        os._exit(0)  # a graph of millions of records takes seconds to fall apart


if __name__ == "__main__":
    main()
