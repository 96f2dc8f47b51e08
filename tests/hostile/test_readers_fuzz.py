"""Files and texts that are almost right: real ones cut, mixed and sprinkled with what they hold.

No reader raises anything but a ``LeadgraphError`` (readers of whole files: nothing at all), and
what was read and what was reported add up. ``LEADGRAPH_SLOW=1`` tries longer.
"""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from effort import SLOW
from importing import FILES, balanced
from leadgraph import curation, intake, snapshot
from leadgraph.curation.claims import COLUMNS
from leadgraph.errors import LeadgraphError
from leadgraph.evidence import cursor
from leadgraph.gaps.asked import OWN, SEVERAL, MapQuery
from leadgraph.graph import load
from leadgraph.intake import spreadsheet
from leadgraph.query import EvidenceQuery
from leadgraph.sparql import lessons
from leadgraph.sparql import read as read_sparql
from leadgraph.sparql.forms import GRAPHS, TABLES, choose
from leadgraph_api import create_app

TOY = Path(__file__).parents[1] / "toy"
GRAPH = load(TOY)
MORE = 40 if SLOW else 1
"""How many times as many examples."""

JUNK = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x1f"),
    *(b"{", b"}", b"[", b"]", b"(", b")", b'"', b"'", b'"""', b"'''", b"\\", b"\\u{D800}", b"\\N"),
    *(b"@", b"#", b"=", b",", b";", b".", b"<", b">", b"_:", b"^^", b"%", b"&", b"|", b"--", b"$"),
    *(b"@string{a = a}", b"@comment{", b"@preamble{", b"crossref = {", b"and and", b"\\'{", b"\\"),
    *(b"[[claim]]", b"[claim.effect]", b"nan", b"-inf", b"1e999", b"9" * 400, b"1979-05-27", b"0x"),
    *(b"null", b"true", b"{}", b"[[]]", b"TY  - ", b"ER  - ", b"PMID- ", b"doi:10.1/", b"10.1/"),
    *(b"@prefix : <x> .", b"@base <..> .", b"skos:broader", b"(" * 500, b"{" * 500, b"[" * 500),
    *(b"SERVICE", b"OPTIONAL", b"\\u0053", b"?x", b"+", b"*", b"!", b"a", b"1", b" ", b"\t", b"-"),
)


@st.composite
def mutated(draw: Callable[..., Any], whole: bytes) -> bytes:
    """Draw a text that is a few edits away from a sound one, near its beginning or anywhere."""
    raw = whole
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + draw(st.sampled_from([0, 0, 1, 2, 5, 20, 300])))
        what = draw(st.sampled_from(["put", "cut", "copy", "end", "any"]))
        if what == "put":
            raw = raw[:start] + draw(st.sampled_from(JUNK)) + raw[stop:]
        elif what == "any":
            raw = raw[:start] + draw(st.binary(max_size=6)) + raw[stop:]
        elif what == "cut":
            raw = raw[:start] + raw[stop:]
        elif what == "copy":
            place = draw(st.integers(0, len(raw)))
            raw = raw[:place] + raw[start:stop] + raw[place:]
        elif draw(st.integers(0, 4)) == 0:
            raw = raw[:start]
    return raw


def many(examples: int) -> Callable[[Any], Any]:
    return settings(max_examples=examples * MORE)


# ---------------------------------------------------------------------------------- whole datasets


def _dataset_files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(TOY.iterdir()):
        yield path.name, path.read_bytes()
    reading = curation.read(TOY)
    keys = list(reading.records.sources)
    pairs = [",".join(pair) for pair in pairwise(keys)]
    yield "citations.csv", "\n".join(["citing,cited", *pairs]).encode()
    claims = tomllib.loads((TOY / "claims.toml").read_text())["claim"]
    yield "claims.jsonl", "\n".join(json.dumps(claim, default=str) for claim in claims).encode()
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(claim, column) for column in COLUMNS] for claim in claims)
    yield "claims.csv", out.getvalue().encode()


def _cell(claim: dict[str, Any], column: str) -> str:
    table, _, name = column.rpartition(".")
    value = (claim.get(table, {}) if table else claim).get(name, "")
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


DATASET = dict(_dataset_files())


@pytest.mark.parametrize("name", DATASET)
def test_datasets(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(TOY, folder)
    if name.startswith("claims."):
        (folder / "claims.toml").unlink()

    @many(15)
    @given(mutated(DATASET[name]))
    def read(raw: bytes) -> None:
        (folder / name).write_bytes(raw)
        for counts in curation.read(folder).counts.values():
            assert counts["read"] + counts["reported"] == counts["total"]

    read()


# ------------------------------------------------------------------------------------------ intake

SPREADSHEET = b"""source,statement,Theme,direction,year
berg2019meals,Meals are eaten.,School food,+,2019
10.5555/zot.1,"Meals, again",Everything,n/a,x
"""
MAPPING = b"""
[columns]
areas = "Theme"
[constants]
kind = "empirical-finding"
basis = "abstract"
[separators]
areas = "/"
[values.areas]
"School food" = "free-meals"
"n/a" = []
[values.direction]
"+" = "positive"
"""
INCOMING = {path.name: path.read_bytes() for path in sorted(FILES.iterdir())}
INCOMING["claims.csv"] = SPREADSHEET


@pytest.mark.parametrize("name", INCOMING)
def test_files_of_other_programs(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(TOY, folder)

    @many(8)
    @given(mutated(INCOMING[name]), st.sampled_from([None, None, *intake.FORMATS]))
    def read(raw: bytes, form: str | None) -> None:
        (tmp_path / name).write_bytes(raw)
        planned = intake.plan([tmp_path / name], folder, form=form)
        balanced(planned)
        account = planned.accounts[0]
        assert bool(account.fault) != bool(account.outcomes)

    read()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@st.composite
def reshaped(draw: Callable[..., Any], whole: Any) -> Any:
    """Draw JSON of which some parts, however deep, are something else."""
    told = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 4))):
        part, here = None, told
        while isinstance(here, dict | list) and here and (part is None or draw(st.integers(0, 4))):
            part = here
            place = draw(
                st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part)))
            )
            here = part[place]
        if part is not None:
            part[place] = draw(JSON)
    return told


@pytest.mark.parametrize("name", [name for name in INCOMING if name.endswith(".json")])
def test_json_of_another_shape(name: str, tmp_path: Path) -> None:
    shutil.copytree(TOY, tmp_path / "dataset")

    @many(15)
    @given(reshaped(json.loads(INCOMING[name])))
    def read(told: Any) -> None:
        (tmp_path / name).write_text(json.dumps(told))
        balanced(intake.plan([tmp_path / name], tmp_path / "dataset"))

    read()


@many(15)
@given(mutated(MAPPING), mutated(SPREADSHEET))
def test_mappings_of_spreadsheets(raw: bytes, table: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(TOY, folder / "dataset")
        (folder / "mapping.toml").write_bytes(raw)
        (folder / "claims.csv").write_bytes(table)
        with suppress(spreadsheet.UnreadableError, LeadgraphError):
            spreadsheet.read_mapping(folder / "mapping.toml")
        with suppress(LeadgraphError):
            balanced(
                intake.plan(
                    [folder / "claims.csv"],
                    folder / "dataset",
                    form="claims",
                    mapping=folder / "mapping.toml",
                )
            )


# --------------------------------------------------------------------------------------- snapshots


def test_manifests(tmp_path: Path) -> None:
    snapshot.build(GRAPH.base, tmp_path / "snapshot", store=False)
    path = tmp_path / "snapshot" / snapshot.MANIFEST
    whole = path.read_bytes()

    @many(15)
    @given(mutated(whole) | reshaped(json.loads(whole)).map(lambda told: json.dumps(told).encode()))
    def read(raw: bytes) -> None:
        path.write_bytes(raw)
        with suppress(LeadgraphError):
            snapshot.read(path.parent)

    read()


# -------------------------------------------------------------------------------------- questions

QUERIES = [lesson.query for lesson in lessons()]


def text_of(whole: str) -> Any:
    return mutated(whole.encode()).map(lambda raw: raw.decode("utf-8", "replace"))


@many(120)
@given(st.sampled_from(QUERIES).flatmap(text_of))
def test_sparql(query: str) -> None:
    with suppress(LeadgraphError):
        reading = read_sparql(query)
        assert reading.place(len(query))


@many(60)
@given(
    st.sampled_from(
        [
            "what is the evidence on free meals and attainment in Sweden since 2010?",
            "gaps in discreet payment but not waste, by Berg et al. (2019)",
            "how many meta-analyses between 1999 and 2012 disagree with each other",
        ]
    ).flatmap(text_of)
)
def test_plain_questions(question: str) -> None:
    with suppress(LeadgraphError):
        assert GRAPH.ask(question).to_json()


VALUES = st.one_of(
    st.sampled_from(
        ["1", "-1", "9" * 30, "1e3", "0x1", "١٢", "true", "NaN", ",", "a,,b", " ", "", "\x00", "²"]
    ),
    st.sampled_from(["free-meals", "newest", "relevance", "SE", "accepted", "area", "absolute"]),
    st.text(max_size=8),
)


FIELDS = EvidenceQuery.model_fields


def params(names: list[str]) -> Any:
    return st.lists(st.tuples(st.sampled_from(names) | st.text(max_size=4), VALUES), max_size=6)


@many(120)
@given(
    params(list(EvidenceQuery.model_fields)), params([*OWN, *SEVERAL, *EvidenceQuery.model_fields])
)
def test_parameters(of_list: list[tuple[str, str]], of_map: list[tuple[str, str]]) -> None:
    with suppress(LeadgraphError):
        query = EvidenceQuery.from_params(of_list)
        assert (
            EvidenceQuery.from_params(parse_qsl(query.canonical, keep_blank_values=True)) == query
        )
    with suppress(LeadgraphError):
        MapQuery.from_params(of_map)


@many(60)
@given(
    text_of(cursor.write(GRAPH.snapshot, EvidenceQuery(), "/evidence", 1)),
    st.integers() | st.sampled_from([2**31, 2**63, 10**40]) | st.text(max_size=5),
)
def test_cursors(made_up: str, offset: object) -> None:
    told = cursor.write(GRAPH.snapshot, EvidenceQuery(), "/evidence", offset)  # type: ignore[arg-type]
    other = urlsafe_b64encode(f"{GRAPH.snapshot}.{offset}".encode()).decode()
    for text in (made_up, told, other):
        with suppress(LeadgraphError):
            found = GRAPH.evidence(cursor=text, limit=3)
            assert len(list(found)) <= 3


# ----------------------------------------------------------------------------------------- headers


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(GRAPH)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


ACCEPT = "text/turtle;q=0.9, application/ld+json;q=0.1;v=1, text/html;level=1, */*;q=0"
HEADERS = {
    "accept": ACCEPT,
    "range": "bytes=0-99, -5, 7-",
    "if-range": 'W/"abc"',
    "if-none-match": 'W/"abc", "def", *',
    "if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT",
    "prefer": "wait=5; foo=bar, return=minimal",
    "content-type": "application/sparql-query; charset=utf-8",
    "host": "localhost:8000",
    "x-forwarded-proto": "https",
    "forwarded": "for=1;host=a;proto=https",
}
PATHS = ("/evidence", "/dumps/sources.bib", "/sparql?query=ASK%7B%7D", "/ns", "/id/ns", "/map", "/")


@pytest.mark.parametrize("name", HEADERS)
def test_headers(client: TestClient, name: str) -> None:
    @many(8)
    @given(mutated(HEADERS[name].encode()), st.sampled_from(PATHS))
    def ask(value: bytes, path: str) -> None:
        value = value.translate(None, b"\r\n\x00")  # no server passes these on
        answer = client.get(path, headers=[(name.encode(), value)])
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400 and not answer.headers["content-type"].startswith("text/html"):
            assert answer.json()["status"] == answer.status_code
        sent = client.request(
            "POST", "/sparql", content=b"ASK {}", headers=[(name.encode(), value)]
        )
        assert sent.status_code < 500, sent.text

    ask()


@many(120)
@given(mutated(ACCEPT.encode()).map(lambda raw: raw.decode("latin-1")))
def test_accept_of_sparql(accept: str) -> None:
    for forms in (TABLES, GRAPHS):
        with suppress(LeadgraphError):
            assert choose(forms, accept)
