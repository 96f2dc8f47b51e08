"""references.bib: every entry is read or reported, at its line."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.curation import bibtex
from leadgraph.curation.bibtex import read_entries
from leadgraph.curation.problems import Report
from leadgraph.curation.sources import read_sources

ROOT = Path(__file__).parents[2]
TOY = (ROOT / "tests/toy/references.bib").read_text(encoding="utf-8")


def entries(text):
    report = Report()
    found, account = read_entries(text, "f.bib", report)
    account.read = len(found)
    return found, [(p.code, p.line) for p in report.sorted()], account.balance()


def sources(text, tmp_path):
    report = Report()
    path = tmp_path / "f.bib"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found, places, account = read_sources(path, report)
    account.balance()
    return {s.key: s for s in found}, [(p.code, p.line) for p in report.sorted()], places


def one(text, tmp_path):
    found, problems, _ = sources(text, tmp_path)
    assert problems == []
    return next(iter(found.values()))


# ------------------------------------------------------------------------------ what stands in it


def test_months_macros_and_concatenation(tmp_path):
    text = """@string{jl = "J. of " # {Leading}}
@article{a, title = {T}, journal = JL, volume = 12, month = {}, year = 2020, note = "1~" # jan}
@article{b, title = "T {"} U", year = "2020", month = oct # "", journal = jl # { (} # 3 # ")"}
"""
    found, problems, _ = sources(text, tmp_path)
    assert problems == []
    assert found["a"].fields == {"journal": "J. of Leading", "note": "1 January", "volume": "12"}
    assert found["b"].fields == {"journal": "J. of Leading (3)", "month": "10"}
    assert found["b"].title == 'T " U'


def test_undefined_macro_is_an_error_and_the_field_left_out(tmp_path):
    found, problems, _ = sources("@misc{a,\n title={T},\n journal = jlx\n}", tmp_path)
    assert problems == [("unknown-string", 3)]
    assert found["a"].fields == {}


def test_comments_preambles_and_free_text_are_no_entries():
    found, problems, counts = entries("""Written by hand, mail me@example.org (or not).
@comment{ignored, @even{this} one}
@COMMENT{
  @article{commented, title = {Out}}
}
@preamble{"\\newcommand{\\x}{y}"}
@book(b, title = {In (brackets)}, note = "a ) here")
and on
""")
    assert [entry.key for entry in found] == ["b"]
    assert (problems, counts["total"]) == ([], 1)
    assert found[0].values == {"title": "In (brackets)", "note": "a ) here"}


def test_entries_of_one_line_and_keys_of_many_kinds():
    found, problems, _ = entries("@misc{a:b/c.2,title={A}} @Book{Ünal+3,title={B},}\n@misc{k}")
    assert [(e.type, e.key, e.line) for e in found] == [
        ("misc", "a:b/c.2", 1), ("book", "Ünal+3", 1), ("misc", "k", 2),
    ]  # fmt: skip
    assert problems == []


def test_bom_and_crlf_keep_lines_right(tmp_path):
    text = "\ufeff@misc{a,\n  title = {T\n on},\n  year = {x},\n}\n\n@misc{b,title={B}}\n"
    text = text.replace("\n", "\r\n")
    found, problems, places = sources(text.encode(), tmp_path)
    assert found["a"].title == "T on"
    assert problems == [("bad-year", 4)]
    assert (places["a"].line, places["b"].line) == (1, 7)


def test_latin_1_is_reported_with_its_place_and_read_on(tmp_path):
    found, problems, _ = sources("@misc{a,\n title = {Café}}\n".encode("latin-1"), tmp_path)
    assert problems == [("encoding", 2)]
    assert found["a"].title == "Café"


def test_line_ending_in_a_backslash_keeps_lines_right():
    found, problems, _ = entries("@misc{a, title = {x \\\n y}}\n@misc{b, title = {x}, title={y}}")
    assert [(e.key, e.line) for e in found] == [("a", 1)]
    assert problems == [("doubled-field", 3)]


def test_names_types_dois_and_fields(tmp_path):
    source = one(
        r"""@PhdThesis{a,
  Title = {On {\"U}ber \& more},
  AUTHOR = {{World Bank} and Ann Bee},
  date = {2019-05/2020},
  doi = {https://doi.org/10.1000/ABC_d},
  url = {http://x.org/a_b%20~c\_d},
  eprint = {a_{b}},
  school = {{\'E}cole},
  abstract = {}
}""",
        tmp_path,
    )
    assert (source.type, source.title) == ("phdthesis", "On Über & more")
    assert [str(name) for name in source.authors] == ["World Bank", "Bee, Ann"]
    assert (source.year, source.date, source.doi) == (2019, "2019-05/2020", "10.1000/abc_d")
    assert source.url == "http://x.org/a_b%20~c\\_d"
    assert source.fields == {"eprint": "a_{b}", "school": "École"}


def test_fields_of_our_own(tmp_path):
    source = one(
        r"""@misc{a, title = {T}, design = {survey}, study = {s1}, country = {US, GB},
  level = {k12}, area = {x,y , x}, listed = {R01, R02}, basis = {none}, sample = {3 \& 4},
  annotation = {Sum}, readnote = {Read}, comment = {Note}, corrections = {one | two \_},
  readurl = {http://a\_b}, seenat = {http://a
  http://b}, cites = {b, 10.1/x}, citesseenat = {page 3}, corpus = {list}}""",
        tmp_path,
    )
    assert source.countries == ("US", "GB")
    assert source.areas == ("x", "y")
    assert (source.summary, source.sample, source.notes) == ("Sum", "3 & 4", "Note")
    assert source.corrections == ("one", "two _")
    assert (source.read_url, source.read_note) == ("http://a\\_b", "Read")
    assert source.seen_at == ("http://a", "http://b")
    assert (source.cites, source.cites_seen_at) == (("b", "10.1/x"), "page 3")
    assert source.fields == {}


@pytest.mark.parametrize(
    ("date", "year"),
    [("2020", 2020), ("2020-05", 2020), ("2020-05-31", 2020), ("2019/2020", 2019),
     ("2020-21", 2020), ("2020~", 2020), ("2020/", 2020), ("/2020", 2020),
     ("-0044-03-15", None), ("199X", None)],
)  # fmt: skip
def test_dates_of_biblatex(date, year, tmp_path):
    source = one(f"@misc{{a, title={{T}}, date={{{date}}}}}", tmp_path)
    assert (source.date, source.year) == (date, year)


@pytest.mark.parametrize("field", ["year={forthcoming}", "date={May 2020}", "date={2020-13}"])
def test_what_is_no_date_is_reported(field, tmp_path):
    found, problems, _ = sources(f"@misc{{a, title={{T}},\n {field}}}", tmp_path)
    assert problems == [("bad-year", 2)]
    assert found["a"].year is None


# ------------------------------------------------------------------------------- what is broken

BROKEN = [
    ("@misc{a,\n title = {T,\n}\n\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ('@misc{a,\n title = "T,\n}\n\n@misc{b,title={B}}', [("bib-syntax", 1)], ["b"]),
    ("@misc{b,title={B}}\n\n@misc{a,\n title = {T},\n", [("bib-syntax", 3)], ["b"]),
    ("@misc{a,\n title = {T}\n year = {2020}\n}\n@misc{b,title={B}}", [("bib-syntax", 2)], ["b"]),
    ("@misc{a,\n title {T}\n}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@misc{a,\n title = ,\n}\n@misc{b,title={B}}", [("bib-syntax", 2)], ["b"]),
    ("@misc{a,\n title = {A} # ,\n}\n@misc{b,title={B}}", [("bib-syntax", 2)], ["b"]),
    ("@misc{a b,\n title = {T}\n}\n@misc{b,title={B}}", [("bad-key", 1)], ["b"]),
    ("@misc{,\n title = {T}\n}\n@misc{b,title={B}}", [("bad-key", 1)], ["b"]),
    ("@misc{title = {T}}\n@misc{b,title={B}}", [("bad-key", 1)], ["b"]),
    ("@misc{a\n title = {T}}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@misc{b,title={B}}\n@misc{b,title={C}}\n@misc{b,title={D}}",
     [("duplicate-key", 2), ("duplicate-key", 3)], ["b"]),
    ("@misc{a,\n title={A},\n Title={B}}\n@misc{b,title={B}}", [("doubled-field", 3)], ["b"]),
    ("@misc\n{a, title={A}}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@in-book{a, title={A}}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@{a, title={A}}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@string{x = }\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@string{x {y}}\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@comment{x\n@misc{b,title={B}}", [("bib-syntax", 1)], ["b"]),
    ("@misc{a,\n the title = {T}\n}\n@misc{b,title={B}}", [("bib-syntax", 2)], ["b"]),
    ("nothing here", [("no-entries", 0)], []),
    ("", [("no-entries", 0)], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problems", "read"), BROKEN)
def test_broken_entry_is_reported_and_the_rest_read(text, problems, read):
    found, reported, counts = entries(text)
    assert reported == problems
    assert [entry.key for entry in found] == read
    assert counts["total"] == counts["read"] + counts["reported"]


def test_a_duplicate_names_the_first_place():
    report = Report()
    read_entries("@misc{b,title={B}}\n\n@misc{b,title={C}}", "f.bib", report)
    assert "f.bib:1" in report.problems[0].message


# ------------------------------------------------------------------------ whatever stands in it

FRAGMENTS = st.sampled_from([
    "@misc{", "@article{a,", "@book(b,", "@comment{", "@string{x = ", "@preamble{", "title = ", "=",
    "{", "}", "(", ")", '"', ",", "#", "\n", "\\", "\\{", "jan", "2020", " ", "@", "@ misc {", "k,",
    "year = {2020},\n", "@misc{a,\n  title = {T},\n}\n", "\r\n", "é", "@in-book{", "crossref = {a}",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map("".join))


@given(TEXTS)
@example("@book(b,@misc{a,\n  title = {T},\n}\n")
@settings(max_examples=examples(400))
def test_any_text_is_accounted_for(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found, problems, counts = entries(text)
    assert counts["read"] + counts["reported"] == counts["total"]
    lines = text.split("\n")
    for entry in found:
        assert entry.key in lines[entry.line - 1] + "".join(lines[entry.line : entry.line + 30])
        assert "@" in lines[entry.line - 1]
    assert all(line <= len(lines) for _, line in problems)


@st.composite
def damaged(draw):
    text = TOY
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 5))
        text = text[:place] + draw(FRAGMENTS) + text[place + length :]
    return text


@given(damaged())
@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_file_is_accounted_for_and_the_rest_read(tmp_path, text):
    found, _, _ = sources(text, tmp_path)
    assert len(found) >= 13 - 7


def test_starts_are_counted_apart_from_the_parser(monkeypatch):
    """A parser that loses an entry is found out."""
    blocks = bibtex._blocks
    monkeypatch.setattr(bibtex, "_blocks", lambda text: blocks(text)[:-1])
    _, problems, counts = entries(TOY)
    assert counts == {"total": 14, "read": 13, "reported": 1}
    last = TOY[: TOY.rfind("\n@")].count("\n") + 2
    assert problems == [("bib-syntax", last)]


def test_toy_starts_match_a_plain_count():
    assert len(re.findall(r"^@\w+\{", TOY, re.MULTILINE)) == entries(TOY)[2]["total"]
