"""Works as BibTeX, BibLaTeX, RIS and CSL-JSON: what programs that read them find there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pybtex.database
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph import curation, export
from leadgraph.curation.latex import decode
from leadgraph.curation.problems import Report
from leadgraph.curation.sources import read_sources
from leadgraph.export.csl import csl_item
from leadgraph.export.worktypes import WORK_TYPES, from_csl, from_ris, work_type
from leadgraph.model import Name, Source

AWKWARD = (
    Source(
        key="berg2015",
        type="book",
        title="The NCLB act & McREL: schools in Åbo",
        authors=(
            Name(family="Berg", given="Jan Å.", prefix="van der", suffix="Jr."),
            Name(literal="Board of Reading, Writing and Arithmetic"),
            Name(family="Smith and Sons", given="A"),
            Name(literal="others"),
        ),
        editors=(Name(family="Öberg", given="Çelik"),),
        year=2015,
        date="2015-04-15",
        doi="10.1000/x_(1)",
        url="https://example.org/a_b?c=%20#d;e",
        fields={"pages": "1--20", "publisher": "R&D", "location": "Göteborg", "month": "4"},
    ),
    Source(key="nothing", type="tales", title=""),
    Source(
        key="range",
        type="article",
        title="A study",
        year=2006,
        date="2006-05/2007-02",
        fields={"journal": "J", "number": "3", "eid": "e12", "day": "x", "odd": "kept, here"},
    ),
)
"""Names of every sort, signs that LaTeX means something by, and hardly anything at all."""

PYBTEX_PARTS = ("prelast_names", "last_names", "lineage_names", "first_names", "middle_names")


@pytest.fixture(scope="module")
def works() -> list[Source]:
    records = curation.read(curation.data_dir()).records
    return [*records.sources.values(), *AWKWARD]


def pybtex_entries(text: str) -> dict[str, Any]:
    return dict(pybtex.database.parse_string(text, "bibtex").entries)


def plain(value: str) -> str:
    return decode(value.replace("%7B", "{").replace("%7D", "}"))


def name_of(person: Any) -> str:
    """Return a name that pybtex read, as ``str(Name)`` has it."""
    parts = {part: " ".join(map(plain, getattr(person, part))) for part in PYBTEX_PARTS}
    family = " ".join(p for p in (parts["prelast_names"], parts["last_names"]) if p)
    given = " ".join(p for p in (parts["first_names"], parts["middle_names"]) if p)
    return ", ".join(p for p in (family, parts["lineage_names"], given) if p)


def names_agree(entry: Any, work: Source) -> None:
    for role, names in (("author", work.authors), ("editor", work.editors)):
        assert [name_of(person) for person in entry.persons.get(role, [])] == list(map(str, names))


def whole_title(work: Source) -> str:
    return ": ".join(part for part in (work.title, work.fields.get("subtitle", "")) if part)


# ------------------------------------------------------------------------------------- BibTeX


def test_pybtex_finds_in_classic_bibtex_what_is_held(works: list[Source]) -> None:
    text = "".join(export.to_classic_bibtex(works))
    entries = pybtex_entries(text)
    assert list(entries) == [work.key for work in works]
    for work in works:
        entry = entries[work.key]
        assert entry.type == work_type(work.type).bibtex
        names_agree(entry, work)
        assert plain(entry.fields.get("title", "")) == whole_title(work)
        assert entry.fields.get("year") == (str(work.year) if work.year is not None else None)
        assert entry.fields.get("doi") == work.doi
        assert entry.fields.get("url") == work.url
        assert entry.fields.get("pages") == work.fields.get("pages")
        journal = work.fields.get("journal") or work.fields.get("journaltitle", "")
        assert plain(entry.fields.get("journal", "")) == journal


def test_pybtex_finds_in_biblatex_what_is_held(works: list[Source]) -> None:
    works = [work for work in works if not any(map(needs_biblatex, work.authors))]
    entries = pybtex_entries("".join(export.to_biblatex(works)))
    for work in works:
        entry = entries[work.key]
        assert entry.type == work.type
        names_agree(entry, work)
        assert plain(entry.fields.get("title", "")) == work.title
        issued = work.date or (f"{work.year:04}" if work.year is not None else None)
        assert entry.fields.get("date") == issued
        assert entry.fields.get("doi") == work.doi
        assert not {"journal", "address", "year", "area", "readnote"} & set(entry.fields)


def needs_biblatex(name: Name) -> bool:
    """Tell whether only biblatex's extended form holds a name."""
    return " and " in (name.family or "")


def test_classic_bibtex_has_the_month_and_the_accents_as_bibtex_wants_them() -> None:
    text = "".join(export.to_classic_bibtex(AWKWARD))
    assert "  year = {2015},\n  month = apr,\n  day = {15},\n" in text
    assert r"{\c{C}}elik" in text
    assert text.isascii()
    assert "The {NCLB} act \\& {McREL}: schools in" in text
    assert "and others" in text
    assert "{Smith and Sons}, {A}" in text


def test_every_field_of_the_file_is_in_our_bibtex() -> None:
    """BibTeX -> leadgraph -> BibTeX, with a reader that is not ours."""
    path = curation.data_dir() / "references.bib"
    before = pybtex_entries(path.read_text(encoding="utf-8"))
    held = curation.read(curation.data_dir()).records.sources.values()
    after = pybtex_entries(export.to_bibtex(held))
    assert before.keys() == after.keys()
    for key, entry in before.items():
        assert after[key].type == entry.type
        assert {k.lower() for k in after[key].fields} == {k.lower() for k in entry.fields}, key
        assert after[key].persons.keys() == entry.persons.keys()


def reread(text: str, folder: Path) -> tuple[list[Source], list[str]]:
    path, report = folder / "references.bib", Report()
    path.write_text(text, encoding="utf-8")
    sources, _, _ = read_sources(path, report)
    return sources, [problem.code for problem in report.problems]


def folded(text: str) -> str:
    """Return a text with single spaces, as any value of BibTeX has."""
    return " ".join(text.split())


PARTS = (
    st.text("abé,ö&_% -A", min_size=1, max_size=8)
    .map(folded)
    .filter(lambda text: any(map(str.isalpha, text)))
)
# A comma within a name is beyond BibTeX, and signs are beyond names.
FAMILIES = PARTS.filter(lambda text: not set(text) & set(",_&%"))
PEOPLE = st.builds(Name, family=FAMILIES, given=FAMILIES)
BODIES = st.builds(Name, literal=PARTS)
FIELDS = st.dictionaries(
    st.sampled_from(["journal", "publisher", "address", "note", "series", "volume"]),
    PARTS,
    max_size=4,
)
SOURCES = st.builds(
    Source,
    key=st.just("a"),
    type=st.sampled_from([row.biblatex for row in WORK_TYPES]),
    title=PARTS,
    authors=st.lists(PEOPLE | BODIES, max_size=3).map(tuple),
    year=st.integers(1000, 2100),
    doi=st.none() | st.just("10.1000/x_1"),
    fields=FIELDS.map(lambda fields: dict(sorted(fields.items()))),
)


@given(SOURCES)
@settings(max_examples=examples(25))
def test_what_we_write_for_others_reads_back(tmp_path_factory: Any, work: Source) -> None:
    folder = tmp_path_factory.mktemp("bib")
    for write in (export.to_biblatex, export.to_classic_bibtex):
        (back,), problems = reread("".join(write([work])), folder)
        assert (back.title, back.authors, back.year, back.doi) == (
            work.title,
            work.authors,
            work.year,
            work.doi,
        )
        assert set(work.fields.values()) <= set(back.fields.values())
        assert not problems


# ----------------------------------------------------------------------------------------- RIS


def in_ris(name: Name) -> str:
    if name.literal:
        return name.literal
    return ", ".join(part for part in (name.short, name.given, name.suffix) if part)


def test_rispy_finds_in_ris_what_is_held(works: list[Source]) -> None:
    records = rispy.loads("".join(export.to_ris(works)))
    assert [record["id"] for record in records] == [work.key for work in works]
    for record, work in zip(records, works, strict=True):
        assert record["type_of_reference"] == work_type(work.type).ris
        assert record.get("authors", []) == list(map(in_ris, work.authors))
        assert record.get("secondary_authors", []) == list(map(in_ris, work.editors))
        assert record.get("title", "") == whole_title(work)
        assert record.get("year") == (str(work.year) if work.year is not None else None)
        assert record.get("doi") == work.doi
        journal = work.fields.get("journal") or work.fields.get("booktitle")
        assert record.get("secondary_title") == journal
        assert record.get("volume") == work.fields.get("volume")
        pages = re.split("--?", work.fields.get("pages", ""))
        if len(pages) == 2:
            assert [record["start_page"], record["end_page"]] == pages


def test_dates_and_odd_fields_of_ris() -> None:
    book, nothing, article = rispy.loads("".join(export.to_ris(AWKWARD)))
    assert book["date"] == "2015/04/15"
    assert book["authors"][0] == "van der Berg, Jan Å., Jr."
    assert nothing == {"type_of_reference": "GEN", "id": "nothing"}
    assert article["number"] == "3"
    assert article["start_page"] == "e12"
    assert "odd: kept, here" in article["notes"]


def test_a_text_of_several_lines_is_one_value() -> None:
    work = Source(key="x", type="misc", title="A\nER  - \nTY  - JOUR", fields={"note": "a\r\nb"})
    (record,) = rispy.loads("".join(export.to_ris([work])))
    assert record["title"] == "A ER - TY - JOUR"
    assert record["notes"] == ["a b"]


# ------------------------------------------------------------------------------------ CSL-JSON


def test_csl_json_is_one_array_that_holds_every_field(works: list[Source]) -> None:
    items = json.loads("".join(export.to_csl(works)))
    assert items == list(export.csl_items(works))
    for item, work in zip(items, works, strict=True):
        assert (item["id"], item["type"]) == (work.key, work_type(work.type).csl)
        assert item.get("title", "") == whole_title(work)
        assert item.get("DOI") == work.doi
        assert people(item.get("author", [])) == list(work.authors)
        assert people(item.get("editor", [])) == list(work.editors)
        lost = {value for value in work.fields.values() if not is_told(value, item)}
        assert lost <= {"4", "english", "eric", "1--20"} | set(ranges(work)), work.key
    assert json.loads("".join(export.to_csl([]))) == []


def people(names: Iterable[dict[str, str]]) -> list[Name]:
    renamed = {"non-dropping-particle": "prefix"}
    return [Name(**{renamed.get(part, part): text for part, text in n.items()}) for n in names]


def is_told(value: str, item: Any) -> bool:
    """Tell whether a value stands somewhere in an item; dates of access are in parts."""
    parts = re.split("-", value)
    if all(map(str.isdigit, parts)) and [int(part) for part in parts] in dates(item):
        return True
    return json.dumps(value, ensure_ascii=False) in json.dumps(item, ensure_ascii=False)


def dates(item: Any) -> list[Any]:
    return [
        part
        for value in item.values()
        if isinstance(value, dict)
        for part in value.get("date-parts", [])
    ]


def ranges(work: Source) -> list[str]:
    """Return pages, which CSL has with one hyphen."""
    pages = work.fields.get("pages", "")
    return [pages] if csl_item(work).get("page") == pages.replace("--", "-") else []


def test_citeproc_reads_our_items(works: list[Source]) -> None:
    pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    own = {"custom", "citation-key", "event-title"}
    items = [{k: v for k, v in csl_item(w).items() if k not in own} for w in works]
    read = CiteProcJSON(items)
    for work in works:
        one = read[work.key.lower()]
        assert str(one.get("title", "")) == whole_title(work)
        assert str(one.get("DOI") or "") == (work.doi or "")
        if work.date is None and work.year is not None:
            assert one["issued"].year == work.year
        for name, held in zip(one.get("author", []), work.authors, strict=True):
            assert name.get("family") == held.family
            assert name.get("non-dropping-particle") == held.prefix
            assert name.get("literal") == held.literal


# --------------------------------------------------------------------------------------- types


def test_types_are_known_to_who_defines_them() -> None:
    from leadgraph.curation import dialect

    known = set(rispy.config.TYPE_OF_REFERENCE_MAPPING)
    assert {row.ris for row in WORK_TYPES} <= known
    assert {row.biblatex for row in WORK_TYPES} <= dialect.TYPES
    standard = pybtex_types()
    assert {row.bibtex for row in WORK_TYPES} <= standard
    assert all(from_ris(code) for code in known)


def pybtex_types() -> set[str]:
    """Return the types that the styles of BibTeX know, as pybtex has them."""
    from pybtex.style.formatting.unsrt import Style

    named = (name.removeprefix("get_").removesuffix("_template") for name in dir(Style))
    return {*named, "conference"}


@pytest.mark.parametrize("row", WORK_TYPES)
def test_a_type_comes_back_as_one_that_is_written_alike(row: Any) -> None:
    for read, name in ((from_ris, row.ris), (from_csl, row.csl)):
        back = work_type(read(name) or "")
        assert (back.ris if read is from_ris else back.csl) == name
