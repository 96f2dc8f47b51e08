"""What scripts/bench measures with: its datasets, its queries, its clients and its page."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from benchmarks import datasets, load, oracle, queries, report  # noqa: E402
from benchmarks.measures import asking  # noqa: E402

import leadgraph  # noqa: E402
from apart import apart  # noqa: E402
from leadgraph import curation  # noqa: E402

TINY = datasets.Size("S", 150, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return datasets.dataset(TINY, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def measured(folder: Path) -> dict[str, object]:
    return asking(folder, seconds=0.01, queries=20)


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_seed_invents_the_same_files(folder: Path, tmp_path: Path) -> None:
    datasets.write(TINY, tmp_path)
    assert files_of(tmp_path) == files_of(folder)
    datasets.write(TINY, tmp_path, seed=datasets.SEED + 1)
    again = files_of(tmp_path)
    assert again["references.bib"] != files_of(folder)["references.bib"]
    assert again["claims.jsonl"] != files_of(folder)["claims.jsonl"]


def test_invented_files_have_no_problem(folder: Path) -> None:
    reading = curation.read(folder)
    assert list(reading.problems) == []
    assert (len(reading.records.claims), len(reading.records.sources)) == (150, 30)
    assert any(source.cites for source in reading.records.sources.values())


def test_a_dataset_that_is_there_is_not_made_anew(folder: Path) -> None:
    before = (folder / "claims.jsonl").stat().st_mtime_ns
    assert datasets.dataset(TINY, folder.parent) == folder
    assert (folder / "claims.jsonl").stat().st_mtime_ns == before


def test_an_interrupted_dataset_is_no_dataset(tmp_path: Path) -> None:
    def stop(lines: object, **_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datasets.dataset(TINY, tmp_path, progress=stop)
    assert not datasets.folder_of(TINY, tmp_path).exists()
    assert (datasets.dataset(TINY, tmp_path) / "claims.jsonl").exists()


def test_no_two_queries_are_the_same_and_all_can_be_asked(folder: Path) -> None:
    paths = queries.paths(queries.distinct(3000))
    assert len(set(paths)) == 3000
    graph = leadgraph.load(folder)
    assert all(graph.evidence(**fields).total >= 0 for fields in queries.distinct(200))
    assert sum(graph.evidence(**fields).total for fields in queries.distinct(200)) > 0
    assert len({str(pair) for pair in queries.pairs()}) == queries.PAIRS


def test_brute_force_counts_what_is_narrower(folder: Path) -> None:
    records = curation.read(folder).records
    broad = oracle.answer(records, {"area": "area-8"})
    narrow = [oracle.answer(records, {"area": f"area-8-{place}"}) for place in range(1, 7)]
    assert all(broad >= each for each in narrow)
    assert len(broad) > max(map(len, narrow)) > 0


def test_an_index_that_answers_otherwise_fails_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oracle, "answer", lambda records, fields: {"no-such-claim"})
    with pytest.raises(RuntimeError, match="disagree"):
        asking(folder, seconds=0.01, queries=5)


def test_the_page_gets_every_row(measured: dict[str, object], tmp_path: Path) -> None:
    seen = {"rate": 100.0, "p50": 1.0, "p99": 2.0, "bytes": 2048, "requests": 2}
    routes = ("bare", "bare-ready-made", "again", "distinct", "facets")
    loading = dict.fromkeys(("reading", "index", "first", "total", "holds", "peak"), 1.0)
    found = {
        "date": "2026-11-23",
        "seed": 1,
        "machine": {"Python": "3"},
        "import": {"bare": 0.1, "load": 0.2},
        "sizes": {
            "S": {
                "loading": {**loading, "claims": 150, "sources": 30},
                "storing": {"seconds": 1.0, "quads": 7, "grown": 1.0},
                "asking": measured,
                "serving": dict.fromkeys(routes, seen),
            }
        },
    }
    page = tmp_path / "benchmarks.md"
    page.write_text(f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n")
    report.write(found, page)
    text = page.read_text()
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert "old" not in text
    rows = [row.title for _, rows in report.TABLES.values() for row in rows]
    assert all(text.count(f"| {title} | ") == 1 for title in rows)
    assert "–" not in text
    del found["sizes"]["S"]["serving"]  # type: ignore[attr-defined]
    assert report.markdown(found).count("–") == 2 * len(routes) - 1


def test_the_page_in_docs_has_a_place_for_the_figures() -> None:
    text = (SCRIPTS.parent / "docs" / "benchmarks.md").read_text()
    assert text.index(report.BEGIN) < text.index(report.END)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/well" else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(("path", "failing"), [("/well", False), ("/ill", True)])
def test_our_own_client_counts_answers_and_failures(
    tmp_path: Path, path: str, failing: bool
) -> None:
    paths = tmp_path / "paths"
    paths.write_text(path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        seen = apart(asyncio.run, load.ask(f"http://127.0.0.1:{server.server_port}", paths, 0.2))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert seen["requests"] > 0
    assert seen["failed"] == (seen["requests"] if failing else 0)


def test_a_wrong_name_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--sizes", "XL"],
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "'XL' is none of S, M, L" in done.stderr
    assert json.dumps("Traceback") not in done.stderr
