"""The figures as tables of Markdown, and the page they stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.datasets import SIZES
from benchmarks.load import CLIENTS

BEGIN = "<!-- figures: written by scripts/bench, not by hand -->"
END = "<!-- end of figures -->"

Figures = Mapping[str, Any]


class Row(NamedTuple):
    """One line of a table.

    Attributes:
        title: what was measured.
        figure: takes it out of what was found for one size, ready to be shown.
        goal: what it has to be, if that is laid down.
    """

    title: str
    figure: Callable[[Figures], str]
    goal: str = ""


def _of(*path: str, form: str = "{:,.2f}", per: float = 1) -> Callable[[Figures], str]:
    """Return what shows the figure at a path."""

    def shown(found: Figures) -> str:
        value: Any = found
        for name in path:
            value = value[name]
        return form.format(value / per)

    return shown


def _times(name: str) -> Callable[[Figures], str]:
    """Return what shows the median and the 95th percentile of one sort of query."""

    def shown(found: Figures) -> str:
        times = found["asking"][name]
        return f"{_short(times['p50'])} / {_short(times['p95'])}"

    return shown


def _rate(route: str) -> Callable[[Figures], str]:
    """Return what shows requests a second and latencies of one route."""

    def shown(found: Figures) -> str:
        seen = found["serving"][route]
        size = seen["bytes"] / seen["requests"] / 1024
        latencies = f"{_short(seen['p50'])} / {_short(seen['p99'])}"
        return f"{seen['rate']:,.0f} · {latencies} · {size:.1f}"

    return shown


def _to_bare(route: str, bare: str = "bare") -> Callable[[Figures], str]:
    """Return what shows how many times as many requests a route answers as a bare one."""

    def shown(found: Figures) -> str:
        serving = found["serving"]
        return f"{serving[route]['rate'] / serving[bare]['rate']:.2f}"

    return shown


def _to_brute(found: Figures) -> str:
    asking = found["asking"]
    return f"{asking['brute']['p50'] / asking['page']['p50']:,.0f}"


def _matched(found: Figures) -> str:
    matched = found["asking"]["matched"]
    return f"{matched['p50']:,} / {matched['p95']:,}"


def _short(milliseconds: float) -> str:
    """Return a time with three digits that matter.

    >>> _short(0.05312), _short(4.6), _short(285.5)
    ('0.053', '4.60', '286')
    """
    digits = 3 if milliseconds < 1 else 2 if milliseconds < 100 else 0
    return f"{milliseconds:,.{digits}f}"


RATIOS = [
    Row(
        "`/evidence`, 60 queries again and again, to a bare FastAPI route",
        _to_bare("again"),
        "≥ 2 at L",
    ),
    Row("`/evidence`, no two queries the same, page only, to the same", _to_bare("distinct")),
    Row("`/evidence`, no two the same, with facets and summary, to the same", _to_bare("facets")),
    Row(
        "`/evidence`, 60 queries again and again, to a route that returns a ready-made `Response`",
        _to_bare("again", "bare-ready-made"),
    ),
    Row("brute force to the index, median", _to_brute),
]
LOADING = [
    Row("claims", _of("loading", "claims", form="{:,.0f}")),
    Row("sources", _of("loading", "sources", form="{:,.0f}")),
    Row("reading and checking the files, s", _of("loading", "reading")),
    Row("building the index, s", _of("loading", "index")),
    Row("the first answer (snapshot id, labels), s", _of("loading", "first")),
    Row("**files to first answer, s**", _of("loading", "total"), "< 180 at L"),
    Row("memory held then, MiB", _of("loading", "holds", form="{:,.0f}")),
    Row("**most memory held on the way, MiB**", _of("loading", "peak", form="{:,.0f}"), "< 6,144"),
    Row("index of words, s", _of("asking", "text-build", "seconds")),
    Row("index of words, MiB", _of("asking", "text-build", "grown", form="{:,.0f}")),
    Row("RDF store, s", _of("storing", "seconds")),
    Row("RDF store, MiB", _of("storing", "grown", form="{:,.0f}")),
    Row("RDF store, triples", _of("storing", "quads", form="{:,.0f}")),
]
ASKING = [
    Row("reading the parameters (`EvidenceQuery.of`)", _times("parse")),
    Row("**count and ids of the first page**, no two the same", _times("page"), "p50 < 0.2 at L"),
    Row("count and ids of the first page, 60 queries again and again", _times("page-again")),
    Row("first page as JSON, no two the same", _times("json")),
    Row("first page as JSON, 60 queries again and again", _times("json-again")),
    Row("first page as JSON with facets and summary, no two the same", _times("facets")),
    Row("words in an area, first page as JSON, no two the same", _times("text")),
    Row("**map** of areas by outcomes, every filter another", _times("map"), "p50 < 5 at L"),
    Row("brute force over the records, ids", _times("brute")),
    Row("(claims that such a query finds)", _matched),
]
SERVING = [
    Row("bare FastAPI route, returns an object", _rate("bare")),
    Row("bare FastAPI route, returns a ready-made `Response`", _rate("bare-ready-made")),
    Row("`/evidence`, 60 queries again and again", _rate("again")),
    Row("`/evidence?…&facets=false`, no two the same", _rate("distinct")),
    Row("`/evidence`, no two the same", _rate("facets")),
]
TABLES: dict[str, tuple[str, Sequence[Row]]] = {
    "Ratios": ("How many times as fast, or as many requests a second.", RATIOS),
    "Loading": ("Each in a new process.", LOADING),
    "Queries in process": ("Milliseconds, median / 95th percentile.", ASKING),
    "Queries over HTTP": (
        f"One uvicorn worker each, {CLIENTS} keep-alive clients on the same machine. "
        "Requests a second · milliseconds, median / 99th percentile · KiB an answer.",
        SERVING,
    ),
}


def markdown(found: Figures) -> str:
    """Return all tables; a figure that was not taken is a dash."""
    return "\n".join(_blocks(found))


def _blocks(found: Figures) -> Iterator[str]:
    sizes = [name for name in SIZES if name in found["sizes"]]
    for heading, (note, rows) in TABLES.items():
        yield f"## {heading}\n\n{note}\n"
        goals = any(row.goal for row in rows)
        titles = ["", *sizes, *(["goal"] if goals else [])]
        yield _line(titles)
        yield _line(["---", *["--:"] * (len(titles) - 1)])
        for row in rows:
            cells = [_cell(row, found["sizes"][size]) for size in sizes]
            yield _line([row.title, *cells, *([row.goal] if goals else [])])
        yield ""
    bare, load = found["import"]["bare"], found["import"]["load"]
    yield (
        f"`import leadgraph` takes {bare:.2f} s (goal: under 0.3 s), "
        f"`from leadgraph import load` {load:.2f} s.\n"
    )
    yield "## The run\n"
    yield f"{found['date']}, seed {found['seed']}.\n"
    yield _line(["", ""])
    yield _line(["---", "---"])
    for name, value in found["machine"].items():
        yield _line([name, value])


def _cell(row: Row, found: Figures) -> str:
    try:
        return row.figure(found)
    except KeyError:
        return "–"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write(found: Figures, page: Path) -> None:
    """Put the figures on a page in the place of those that stand between its markers.

    Raises:
        ValueError: when the page has no markers.
    """
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} lacks the lines {BEGIN} and {END}")
    unfinished = page.with_name(f"{page.name}.unfinished")
    unfinished.write_text(f"{before}{begin}\n\n{markdown(found)}\n\n{end}{after}", "utf-8")
    unfinished.replace(page)
