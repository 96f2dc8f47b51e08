"""xdata and crossref: biblatex's inheritance."""

from leadgraph.curation.bibtex import read_entries
from leadgraph.curation.crossref import inherit
from leadgraph.curation.problems import Report


def inherited(text):
    report = Report()
    entries, _ = read_entries(text, "f.bib", report)
    inherit(entries, "f.bib", report)
    return {entry.key: entry.values for entry in entries}, [
        (p.code, p.line) for p in report.sorted()
    ]


def test_title_of_a_collection_becomes_the_booktitle_of_its_chapter():
    found, problems = inherited("""
@incollection{c, title = {Chapter}, crossref = {b}, pages = {1--2}}
@collection{b, title = {Book}, subtitle = {Sub}, shorttitle = {B}, editor = {Ed Itor},
  year = {2020}, doi = {10.1000/1}, design = {theory}, annotation = {Of the whole}}""")
    assert problems == []
    assert found["c"] == {
        "title": "Chapter", "crossref": "b", "pages": "1--2", "booktitle": "Book",
        "booksubtitle": "Sub", "editor": "Ed Itor", "year": "2020",
    }  # fmt: skip


def test_author_of_a_book_becomes_the_bookauthor_of_its_part():
    found, _ = inherited("@inbook{c, title={C}, crossref={b}}\n@book{b, title={B}, author={A B}}")
    assert (found["c"]["author"], found["c"]["bookauthor"]) == ("A B", "A B")


def test_own_fields_and_dates_stand():
    found, _ = inherited(
        "@inproceedings{c, title={C}, date={2019}, crossref={p}}\n"
        "@proceedings{p, title={P}, year={2020}, publisher={X}}"
    )
    assert found["c"] == {
        "title": "C", "date": "2019", "crossref": "p", "booktitle": "P", "publisher": "X"
    }  # fmt: skip


def test_xdata_is_a_plain_copy_through_several():
    found, problems = inherited(
        "@misc{a, title={A}, xdata={x, y}}\n@xdata{x, xdata={z}, publisher={X}}\n"
        "@xdata{y, publisher={Y}, location={L}}\n@xdata{z, country={GB}}"
    )
    assert problems == []
    assert found["a"]["publisher"] == "X"
    assert (found["a"]["location"], found["a"]["country"]) == ("L", "GB")


def test_chain_of_volumes():
    found, _ = inherited(
        "@inbook{c, title={C}, crossref={b}}\n@book{b, title={Vol}, crossref={m}}\n"
        "@mvbook{m, title={Work}, author={A B}}"
    )
    assert found["c"]["booktitle"] == "Vol"
    assert found["c"]["maintitle"] == "Work"
    assert found["c"]["author"] == "A B"


def test_unknown_targets_and_circles_are_reported():
    found, problems = inherited(
        "@misc{a,\n title={A},\n crossref={nobody}}\n@misc{b,\n xdata={c}}\n"
        "@misc{c,\n crossref={b},\n year={2020}}\n@misc{d,\n xref={gone}}"
    )
    assert problems == [("unknown-crossref", 3), ("crossref-cycle", 7), ("unknown-crossref", 10)]
    assert "crossref" not in found["a"]
    assert found["b"]["year"] == "2020"


def test_long_chains_do_not_exhaust_the_stack():
    text = "".join(f"@misc{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(3000))
    found, problems = inherited(text + "@misc{k3000, publisher={P}}")
    assert problems == []
    assert found["k0"]["publisher"] == "P"
