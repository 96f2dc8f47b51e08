"""What scripts/bench peers measures with: the questions in three languages, and its page."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from benchmarks import datasets  # noqa: E402
from benchmarks.peers import answers, ours, page, questions, sql  # noqa: E402
from benchmarks.peers.__main__ import options  # noqa: E402
from benchmarks.peers.measuring import Client, Timed, TooSlowError, _compared  # noqa: E402
from benchmarks.peers.processes import Running  # noqa: E402
from benchmarks.peers.programs import GRAPH, Datasette, Oxigraph, Virtuoso  # noqa: E402

import leadgraph  # noqa: E402

TINY = datasets.Size("S", 300, 40)
FEW = 40

Forms = dict[str, dict[str, list[str]]]
Answer = Callable[[str], bytes]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> leadgraph.EvidenceGraph:
    return leadgraph.load(datasets.dataset(TINY, tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def asked(graph: leadgraph.EvidenceGraph) -> dict[str, list[questions.Question]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "ENOUGH", dict.fromkeys(questions.KINDS, FEW))
        return {kind: questions.questions(kind, graph) for kind in questions.KINDS}


@pytest.fixture(scope="module")
def forms(graph: leadgraph.EvidenceGraph, asked: Any) -> Forms:
    return questions.written(graph, asked)


@pytest.fixture(scope="module")
def expected(graph: leadgraph.EvidenceGraph, asked: Any) -> dict[str, list[answers.Told]]:
    answer = ours.answering(graph)
    return {
        kind: [answers.leadgraph(kind, answer[kind](each.fields)) for each in asked[kind]]
        for kind in asked
    }


@pytest.fixture(scope="module")
def sparql(graph: leadgraph.EvidenceGraph) -> Answer:
    from pyoxigraph import QueryResultsFormat

    return lambda form: graph.store.query(form).serialize(format=QueryResultsFormat.JSON)


@pytest.fixture(scope="module")
def table(graph: leadgraph.EvidenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("tables")
    sql.make(graph.records, folder)
    base = sqlite3.connect(folder / sql.NAME)
    base.row_factory = sqlite3.Row

    def answer(form: str) -> bytes:
        given = dict(parse_qsl(urlsplit(form).query))
        rows = base.execute(given.pop("sql"), given)
        return json.dumps([dict(row) for row in rows]).encode()

    return answer


def test_no_two_forms_of_a_question_are_the_same(forms: Forms) -> None:
    for language in ("leadgraph", "sparql", "sql"):
        for kind, listed in forms[language].items():
            assert len(set(listed)) == len(listed) > FEW / 4, (language, kind)
            assert all("\n" not in form and "\t" not in form for form in listed)


@pytest.mark.parametrize("kind", list(questions.KINDS))
@pytest.mark.parametrize("language", ["sparql", "sql"])
def test_every_language_finds_what_the_library_finds(
    request: pytest.FixtureRequest, forms: Forms, expected: Any, kind: str, language: str
) -> None:
    answer: Answer = request.getfixturevalue("table" if language == "sql" else "sparql")
    told = [answers.FORMS[language](kind, answer(form)) for form in forms[language][kind]]
    assert told == expected[kind]
    assert sum(bool(each[0]) if isinstance(each, list) else bool(each) for each in told) > FEW / 8


def test_virtuoso_is_asked_for_words_in_its_own_way(forms: Forms) -> None:
    assert all("bif:contains" in form for form in forms["virtuoso"]["text"])
    assert not any("bif:" in form for form in forms["sparql"]["text"])
    assert forms["virtuoso"]["map"] == forms["sparql"]["map"]


def test_requests_are_one_line_with_a_body_after_a_tab(forms: Forms) -> None:
    path, _, body = Virtuoso().request(forms["virtuoso"]["evidence"][0]).partition("\t")
    assert path == "/sparql"
    assert dict(parse_qsl(body))["default-graph-uri"] == GRAPH
    assert dict(parse_qsl(body))["query"] == forms["virtuoso"]["evidence"][0]
    assert "\t" not in Datasette().request(forms["sql"]["map"][0])


class Wrong(BaseHTTPRequestHandler):
    """Answers every query with nothing; does not answer what is not posted."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"head": {"vars": []}, "results": {"bindings": []}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_an_answer_that_is_another_is_counted_and_shown(forms: Forms, expected: Any) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    program = Oxigraph()
    client = Client(program, Running(f"http://127.0.0.1:{server.server_port}", 0, 0.0))
    asked = forms["sparql"]["entity"][:3]
    try:
        timed = Timed(client)
        said = [answers.sparql("entity", body) for body in timed.ask(asked, 60)]
        told = _compared(said, expected["entity"])
        assert len([*timed.ask(asked, 0)]) == 1
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert timed.told()["n"] == 4
    assert told["wrong"] == told["compared"] == 3
    assert json.loads(told["example"])[1] == [None, None]
    assert _compared(expected["map"], expected["map"])["wrong"] == 0
    with pytest.raises(TooSlowError):
        client.ask(asked[0])


def figures(**changed: Any) -> dict[str, Any]:
    seen = {"rate": 100.0, "p50": 1.0, "p99": 2.0, "requests": 2, "clients": 32}
    kinds = {kind: {**seen, "alone": seen, "compared": 3, "wrong": 0} for kind in questions.KINDS}
    held = {"seconds": 1.0, "start": 1.0, "memory": 10.0, "disk": 5.0}
    size = {name: {**kinds, **held, "again": seen} for name in page.TITLES}
    for name, kind in (name.split("/") for name in changed):
        size[name] = {**size[name], kind: changed[f"{name}/{kind}"]}
    return {
        "date": "2026-11-23",
        "command": "./scripts/bench peers",
        "machine": {"Python": "3"},
        "versions": {"oxigraph": "oxigraph 1"},
        "missing": {"virtuoso": "virtuoso-t not found"},
        "sizes": {"M": {page.BARE: seen, **size}},
    }


def test_the_page_names_what_differs_fails_or_is_missing() -> None:
    text = page.page(figures())
    assert all(text.count(f"| **{kind}** |") == 2 for kind in questions.KINDS)
    assert "are the same." in text
    assert "- Virtuoso: virtuoso-t not found." in text
    differing = {"rate": 1.0, "p50": 1.0, "p99": 1.0, "clients": 1, "compared": 3, "wrong": 2}
    text = page.page(
        figures(
            **{
                "oxigraph/map": {**differing, "example": "[1, 2]"},
                "virtuoso/text": {"failed": "no answer in 30 s"},
            }
        )
    )
    assert "- Oxigraph server, map: 2 of 3 answers differ; ours and theirs: `[1, 2]`" in text
    assert "1.00, one client (100)" in text
    assert "not answered: no answer in 30 s" in text
    assert "are the same." not in text


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        options(["--only", "neo4j"])
    assert caught.value.code == 2
    assert "'neo4j' is none of leadgraph, oxigraph, virtuoso" in capsys.readouterr().err
    assert options(["--sizes", "L,M"]).sizes == ["M", "L"]
