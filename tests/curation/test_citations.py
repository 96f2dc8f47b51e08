"""``citations.csv``, and works named by a former key or a DOI."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadgraph import curation

BIB = """\
@misc{a, title={A}, doi={10.5555/A}, ids={old-a, older}, cites={b}}
@misc{b, title={B}}
@misc{c, title={C}, cites={old-a, doi:10.5555/a, 10.5555/far}}
"""


def read(folder: Path, rows: str) -> curation.Reading:
    (folder / "references.bib").write_text(BIB)
    (folder / "citations.csv").write_text(rows)
    return curation.read(folder)


def test_rows_join_what_the_bibliography_says(tmp_path: Path) -> None:
    rows = "\ufeffyear, Citing ,cited\r\n2001,a,b\r\n2001,10.5555/A,c\r\n\r\n2001,b,older\r\n"
    reading = read(tmp_path, rows + "2001,b,10.5555/z\r\n2001,b,10.5555/far\r\n")
    assert not reading.problems
    works = reading.records.sources
    assert works["a"].cites == ("b", "c")
    assert works["b"].cites == ("10.5555/far", "10.5555/z", "a")
    assert works["c"].cites == ("a", "10.5555/far")
    assert reading.counts["citations.csv"] == {"total": 5, "read": 5, "reported": 0}


def test_the_order_of_the_rows_means_nothing(tmp_path: Path) -> None:
    one = read(tmp_path, "citing,cited\nb,a\nb,c\n").records.snapshot
    assert read(tmp_path, "cited,citing\nc,b\na,b\na,b\n").records.snapshot == one


@pytest.mark.parametrize(
    ("row", "code", "line"),
    [
        ("a", "csv-syntax", 3),
        ("a,", "csv-syntax", 3),
        ('a,"b', "csv-syntax", 3),
        ("a,nobody", "unknown-citation", 3),
        ("nobody,a", "unknown-citation", 3),
        ("10.5555/nobody,a", "citing-not-held", 3),
    ],
)
def test_a_row_that_says_nothing_is_reported_with_its_line(
    tmp_path: Path, row: str, code: str, line: int
) -> None:
    reading = read(tmp_path, f"citing,cited\nb,c\n{row}\n")
    assert [(p.file, p.code, p.line) for p in reading.problems] == [("citations.csv", code, line)]
    assert reading.counts["citations.csv"] == {"total": 2, "read": 1, "reported": 1}


@pytest.mark.parametrize("text", ["", "a,b\n", "citing\na\n"])
def test_a_table_without_its_columns(tmp_path: Path, text: str) -> None:
    assert [(p.code, p.line) for p in read(tmp_path, text).problems] == [("csv-syntax", 1)]


def test_claims_and_stances_name_works_by_former_keys(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(
        '[[claim]]\nid = "x-1"\nsource = "older"\nstatement = "So."\nkind = "theoretical"\n'
        'locator = "p. 1"\nstance = { how = "disputes", source = "10.5555/A" }\n'
    )
    reading = read(tmp_path, "citing,cited\nb,c\n")
    claim = reading.records.claims["x-1"]
    assert (claim.source, claim.stance.source) == ("a", "a")
    assert "orphan-source" not in {p.code for p in reading.problems if "a" in p.message.split()}
