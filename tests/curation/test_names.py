"""Names of authors and editors."""

import pytest
from bibtexparser.middlewares.names import parse_single_name_into_parts
from hypothesis import given
from hypothesis import strategies as st

from leadgraph.curation.names import read_name, read_names
from leadgraph.model import Name


def n(family=None, given=None, prefix=None, suffix=None):
    return Name(family=family, given=given, prefix=prefix, suffix=suffix)


NAMES = [
    ("Donald E. Knuth", n("Knuth", "Donald E.")),
    ("Knuth, Donald E.", n("Knuth", "Donald E.")),
    ("Ludwig van Beethoven", n("Beethoven", "Ludwig", "van")),
    ("van der Berg, Jan", n("Berg", "Jan", "van der")),
    ("de la Cruz, Jr., Maria", n("Cruz", "Maria", "de la", "Jr.")),
    ("Brinch Hansen, Per", n("Brinch Hansen", "Per")),
    ("jean de la fontaine", n("fontaine", None, "jean de la")),
    ("OECD", n("OECD")),
    (r"{\"O}zt{\"u}rk, Ay{\c s}e", n("Öztürk", "Ayşe")),
    (r"{\'E}mile Zola", n("Zola", "Émile")),
    (r"{\'E}. Dupont", n("Dupont", "É.")),
    ("{World Bank}", Name(literal="World Bank")),
    (r"{{Ministry} of R\&D and Trade}", Name(literal="Ministry of R&D and Trade")),
    ("Jean-Paul~Sartre", n("Sartre", "Jean-Paul")),
    ("Charles {de Gaulle}", n("de Gaulle", "Charles")),
    ("family=Berg, given=Jan, prefix=van der", n("Berg", "Jan", "van der")),
    ("others", Name(literal="others")),
]


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_reads_a_name(written, name):
    assert read_name(written) == (name, None)


def test_splits_at_and_outside_braces():
    names, faults = read_names("Ann Bee and\n  {Simon and Schuster} AND Dee, Cy and others")
    assert [str(name) for name in names] == ["Bee, Ann", "Simon and Schuster", "Dee, Cy", "others"]
    assert faults == []


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("A B and and C D", ["B, A", "D, C"]),
        ("and A B", ["B, A"]),
        ("A B and", ["B, A"]),
        ("A B and {}", ["B, A"]),
        ("Smith,", ["Smith"]),
        ("Smith, A., Jones, B., Lee, C.", ["Smith, A., Jones B. Lee C."]),
    ],
)
def test_reports_what_it_has_to_guess(written, left):
    names, faults = read_names(written)
    assert [str(name) for name in names] == left
    assert len(faults) == 1


words = st.lists(st.sampled_from(["Ann", "van", "der", "B.", "de", "Łucja", "élan", "d'Or"]),
                 min_size=1, max_size=5)  # fmt: skip


@given(words, st.lists(words, max_size=2))
def test_names_without_braces_are_those_of_bibtexparser(first, more):
    text = ", ".join(" ".join(part) for part in [first, *more])
    parts = parse_single_name_into_parts(text)
    name, fault = read_name(text)
    assert fault is None
    assert name is not None
    said = {"family": parts.last, "given": parts.first, "prefix": parts.von, "suffix": parts.jr}
    for part, expected in said.items():
        assert getattr(name, part) == (" ".join(expected) or None)


@given(st.text("Aa{}\\,. '\"and=~", max_size=30))
def test_never_raises(text):
    read_names(text)
