"""claims.toml, claims.csv and claims.jsonl: one set of rules, every claim read or reported."""

import csv
import io
import json
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.curation import read
from leadgraph.curation.claims import COLUMNS, read_claims
from leadgraph.curation.problems import Report
from leadgraph.model import CLAIM

TOY = Path(__file__).parents[1] / "toy"
ONE = '[[claim]]\nid = "a-1"\nsource = "a"\nstatement = "S"\nkind = "theoretical"\nlocator = "1"\n'


def claims(folder, **files):
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"claims.{name}").write_bytes(raw)
    report = Report()
    found = read_claims(folder, report)
    for file in found:
        file.account.read = len(file.claims)
        file.account.balance()
    read_ = [claim for file in found for claim in file.claims]
    problems = [(p.code, p.line, p.column) for p in report.sorted()]
    return read_, problems, [line for file in found for line in file.lines]


def as_csv(records):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for claim in records:
        row = {}
        for name, value in asdict(claim).items():
            for column, cell in (
                ((f"{name}.{part}", said) for part, said in value.items())
                if isinstance(value, dict)
                else ((name, value),)
            ):
                if isinstance(cell, tuple):
                    cell = ";".join(map(str, cell))
                elif isinstance(cell, bool):
                    cell = str(cell).lower()
                if cell is not None and cell != "":
                    row[column] = cell
        writer.writerow(row)
    return out.getvalue()


def as_jsonl(records):
    lines = (CLAIM.dump_json(c, exclude_none=True, exclude_defaults=True) for c in records)
    return b"\n".join(lines)


def test_three_formats_give_the_same_records(tmp_path):
    folders = {}
    records = read(TOY).records
    for name in ("toml", "csv", "jsonl"):
        folders[name] = tmp_path / name
        shutil.copytree(TOY, folders[name])
        if name != "toml":
            (folders[name] / "claims.toml").unlink()
    (folders["csv"] / "claims.csv").write_text(as_csv(records.claims.values()), newline="")
    (folders["jsonl"] / "claims.jsonl").write_bytes(as_jsonl(records.claims.values()))
    for folder in folders.values():
        reading = read(folder)
        assert reading.problems == ()
        assert reading.records == records
        assert reading.records.snapshot == records.snapshot


def test_files_of_one_folder_are_read_together(tmp_path):
    found, problems, _ = claims(
        tmp_path, toml=ONE, csv="id,source,statement,kind\nb-1,b,T,standard\n",
        jsonl='{"id": "c-1", "source": "c", "statement": "U", "kind": "definition"}\n',
    )  # fmt: skip
    assert [claim.id for claim in found] == ["a-1", "b-1", "c-1"]
    assert problems == []


def test_toml_of_many_styles(tmp_path):
    text = (
        f'''# claims
{ONE}curated = 2026-11-23
effect.metric = "r"
effect.value = [0.1, 2]
practice = """
many [[claim]] words
[[claim]]
id = 3
"""

  [[ claim ]]  # the second
"id" = 'a-2'
source = "a" ;;
'''.replace(" ;;", "")
        + (
            'statement = "T # no comment"\nkind = "standard"\n'
            '[claim.effect]\nmetric = "d"\nvalue = "much"\n'
        )
    )
    found, problems, lines = claims(tmp_path, toml=text)
    assert problems == []
    assert lines == [2, 17]
    assert found[0].curated == date(2026, 11, 23)
    assert found[0].effect.value == (0.1, 2)
    assert found[1].effect.value == "much"


WRONG_TOML = [
    ('locator = "1"', "locater = 1", [("unknown-field", 6, None)]),
    ('id = "a-1"\n', "", [("missing-field", 1, None)]),
    ('"theoretical"', '"theory"', [("invalid-value", 5, None)]),
    ('"1"\n', '"1"\ncurated = "soon"\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\ncurated = 2026-11-23T10:00:00\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\nareas = "equity"\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\nareas = ["a b", 3]\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\nasserts_gap = "true"\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\neffect = {metric = "r", value = [1, 2, 3]}\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\neffect = {metric = "r", value = nan}\n', [("invalid-value", 7, None)]),
    ('"1"\n', f'"1"\neffect = {{metric = "r", value = {2**53}}}\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\neffect = {metric = "r", size = 1}\n', [("unknown-field", 7, None)]),
    ('"1"\n', '"1"\n[claim.effect]\nmetric = "r"\nvalue = true\n', [("invalid-value", 9, None)]),
    ('"1"\n', '"1"\nstance = {how = "disputes"}\n', [("invalid-value", 7, None)]),
    ('"1"\n', '"1"\nstance = {how = "likes", source = "b"}\n', [("invalid-value", 7, None)]),
    ('kind = "theoretical"\nlocator = "1"', "kind = 3\nbasis = 4",
     [("invalid-value", 5, None), ("invalid-value", 6, None)]),
    ('"1"', "p1", [("toml-syntax", 6, 11)]),
    ('"1"', '"1', [("toml-syntax", 6, 13)]),
    ('"S"', '"S\ntext"', [("toml-syntax", 4, 15)]),
    ('"1"\n', '"1"\nid = "a-2"\n', [("toml-syntax", 7, 11)]),
    ('"1"\n', '"1"\npractice = """ open\n', [("toml-syntax", 7, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problems"), WRONG_TOML)
def test_wrong_claim_is_reported_at_its_field_and_the_rest_read(old, new, problems, tmp_path):
    wrong = ONE.replace(old, new, 1)
    after = "\n" + ONE.replace("a-1", "a-9")
    found, reported, _ = claims(tmp_path, toml=wrong + after)
    assert reported == problems
    assert [claim.id for claim in found] == ["a-9"]


def test_other_tables_of_toml_are_named(tmp_path):
    found, problems, _ = claims(tmp_path, toml=ONE.replace("[[claim]]", "\n[[claims]]"))
    assert found == []
    assert [code for code, _, _ in problems] == ["unknown-field"]


def test_csv_values(tmp_path):
    text = (
        "id,source,statement,kind,areas,asserts_gap,effect.metric,effect.value,curated\r\n"
        'a-1,a," two\nlines ",standard,x; y;,TRUE,r,-0.10,2026-11-23\r\n'
        ",,,,,,,,\r\n"
        "a-2,a,S,standard,,false,d,0.08;0.16,\r\n"
        "a-3,a,S,standard,,,d,p < .05,\r\n"
    )
    found, problems, lines = claims(tmp_path, csv=b"\xef\xbb\xbf" + text.encode())
    assert problems == []
    assert lines == [2, 5, 6]
    assert found[0].statement == "two\nlines"
    assert (found[0].areas, found[0].asserts_gap) == (("x", "y"), True)
    assert [claim.effect.value for claim in found] == [-0.1, (0.08, 0.16), "p < .05"]


def test_csv_faults_stand_at_their_lines(tmp_path):
    text = (
        "id,source,statement,kind,locater\n"
        'a-1,a,"two\nlines",standrad,\n'
        "a-2,a,S,standard,,,more\n"
        'a-3,a,"S"x,standard,\n'
        "a-4,a,S,standard,p. 3\n"
        "a-5,a,S,standard,\n"
        "a-6,a,S\n"
        'a-7,a,"never closed,standard,\n'
    )
    found, problems, _ = claims(tmp_path, csv=text)
    assert [claim.id for claim in found] == ["a-5"]
    assert problems == [
        ("unknown-field", 1, None), ("invalid-value", 2, None), ("csv-syntax", 4, None),
        ("csv-syntax", 5, None), ("unknown-field", 6, None), ("missing-field", 8, None),
        ("csv-syntax", 9, None),
    ]  # fmt: skip


@pytest.mark.parametrize("columns", ["effect,effect.value", "effect.value,effect"])
def test_csv_with_a_table_for_a_column(columns, tmp_path):
    text = (
        f"id,source,statement,kind,{columns},effect.metric\n"
        "a-1,a,S,standard,0.1,0.2,r\n"
        "a-2,a,S,standard,,,\n"
    )
    found, problems, _ = claims(tmp_path, csv=text)
    assert [claim.id for claim in found] == ["a-2"]
    assert problems == [("unknown-field", 1, None), ("invalid-value", 2, None)]
    report = Report()
    read_claims(tmp_path, report)
    assert "effect.metric, effect.value, effect.note are" in report.sorted()[0].message


def test_text_in_the_place_of_a_table_is_that_fields_fault(tmp_path):
    line = '{"id": "a-1", "source": "a", "statement": "S", "kind": "standard", "effect": "r"}'
    report = Report()
    (tmp_path / "claims.jsonl").write_text(line)
    (tmp_path / "claims.toml").write_text(ONE + 'stance = ["b"]\n')
    assert [file.claims for file in read_claims(tmp_path, report)] == [[], []]
    assert [(p.code, p.line, p.message) for p in report.sorted()] == [
        ("invalid-value", 1, "claim 'a-1': effect is a table with metric, value and note, not 'r'"),
        (
            "invalid-value",
            7,
            "claim 'a-1': stance is a table with how, and either source or claim, not ['b']",
        ),
    ]


def test_csv_without_anything(tmp_path):
    assert claims(tmp_path, csv="")[1] == [("csv-syntax", 1, None)]


def test_jsonl_faults_stand_at_their_lines(tmp_path):
    good = '{"id": "a-%d", "source": "a", "statement": "S", "kind": "standard"}'
    text = "\n".join([
        good % 1, "", '{"id": }', "3", good[:-1] % 5 + ', "effect": {"metric": "r", "value": NaN}}',
        good[:-1] % 6 + ', "effect": {"metric": "r", "value": 1e999}}', good % 7 + " x",
        good.replace("S", "\udce9") % 8, good[:-1] % 9 + ', "foo": 1}', good % 10,
    ]).encode("utf-8", "surrogateescape")  # fmt: skip
    found, problems, lines = claims(tmp_path, jsonl=b"\xef\xbb\xbf" + text + b"\r\n")
    assert [claim.id for claim in found] == ["a-1", "a-10"]
    assert lines == [1, 10]
    assert problems == [
        ("json-syntax", 3, 8), ("json-syntax", 4, None), ("invalid-value", 5, None),
        ("invalid-value", 6, None), ("json-syntax", 7, 68), ("encoding", 8, 44),
        ("unknown-field", 9, None),
    ]  # fmt: skip


def test_unknown_field_names_the_near_one(tmp_path):
    report = Report()
    (tmp_path / "claims.toml").write_text(ONE + 'direcion = "null"\n')
    read_claims(tmp_path, report)
    assert "did you mean direction" in report.problems[0].message


def test_progress_is_told_of_each_file(tmp_path):
    seen = []

    def progress(items, *, desc, unit):
        seen.append((desc, unit))
        return items

    read(TOY, progress=progress)
    assert seen == [("references.bib", "entry"), ("claims.toml", "claim")]


TEXTS = st.one_of(
    st.binary(max_size=80),
    st.lists(
        st.sampled_from([
            "[[claim]]\n", ONE, "id = ", '"', '"""', "'", "\n", "=", "[", "]", "{", "}", ",", ";",
            "#", "nan", "1e999", "9" * 5000, "2026-11-23", "\\", "id,source,statement,kind\n", "é",
            '{"id": "a", "source": "a", "statement": "s", "kind": "standard"}\n', "\x00", "\r",
            "[claim.effect]\n", "true", "[" * 500,
        ]),
        max_size=12,
    ).map(lambda parts: "".join(parts).encode()),
)  # fmt: skip


@pytest.mark.parametrize("name", ["toml", "csv", "jsonl"])
@given(content=TEXTS)
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_is_accounted_for(name, content, tmp_path):
    claims(tmp_path, **{name: content})
    json.dumps(1)
