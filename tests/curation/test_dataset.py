"""A whole folder: references between files, and copies of the datasets broken in known places."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.curation import check, data_dir, read
from leadgraph.curation.problems import Account

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests/toy"
BROKEN = ROOT / "tests/broken"

BIB, TOML, TTL = "references.bib", "claims.toml", "ontology.ttl"
FILES = (BIB, TOML, TTL)


def line_of(text, mark, after=""):
    """The line of the first ``mark`` behind ``after``."""
    return text.count("\n", 0, text.index(mark, text.index(after))) + 1


def damaged(folder, source, file, old, new):
    shutil.copytree(source, folder, dirs_exist_ok=True)
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    raw = text.replace(old, new, 1).encode("utf-8", "surrogateescape")
    path.write_bytes(raw)
    return text


def places(problems):
    return [(p.code, p.file, p.line) for p in problems]


# (file, what stands there, what is put in its place, [(code, file, line mark, behind what)])
DAMAGE = {
    "unclosed-entry": (
        BIB, "  area = {fresh-cooking},\n  basis = {full-text},\n}\n\n@article{eze2017stigma,",
        "  area = {fresh-cooking},\n  basis = {full-text},\n\n@article{eze2017stigma,",
        [("bib-syntax", BIB, "@article{dube2015kitchens", "")],
    ),
    "missing-comma": (
        BIB, "  design = {longitudinal},", "  design = {longitudinal}",
        [("bib-syntax", BIB, "design = {longitudinal}", "")],
    ),
    "second-key": (
        BIB, "@article{eze2017stigma,", "@article{dube2015kitchens,",
        [("duplicate-key", BIB, "@article{eze2017stigma", "")],
    ),
    "same-doi": (
        BIB, "doi = {10.5555/toy.2}", "doi = {https://doi.org/10.5555/TOY.1}",
        [("duplicate-doi", BIB, "10.5555/toy.2", "")],
    ),
    "same-work": (
        BIB, "title = {Hunger in class: a review},\n  year = {2005}",
        "title = {canteens as PLACES},\n  year = {2009}",
        [("duplicate-work", BIB, "@inbook{ito2009canteens", "")],
    ),
    "unknown-crossref": (
        BIB, "crossref = {haddad2008table}", "crossref = {haddad2009table}",
        [("unknown-crossref", BIB, "crossref = {haddad", "")],
    ),
    "unknown-xdata": (
        BIB, "xdata = {mealtimes}", "xdata = {mealtime}",
        [("unknown-crossref", BIB, "xdata = {mealtimes}", "")],
    ),
    "both-dates": (
        BIB, "  date = {2019-05},", "  date = {2019-05}, year = {2019},",
        [("date-and-year", BIB, "date = {2019-05}", "")],
    ),
    "bad-year": (
        BIB, "year = {2017}", "year = {in print}", [("bad-year", BIB, "year = {2017}", "")],
    ),
    "latin-1": (
        BIB, "Dub{\\'e}", "Dub\udce9", [("encoding", BIB, "Dub{", "")],
    ),
    "unknown-design": (
        BIB, "design = {survey}", "design = {servey}", [("unknown-concept", BIB, "{survey}", "")],
    ),
    "unknown-country": (
        BIB, "country = {JP}", "country = {JPN}", [("unknown-country", BIB, "country = {JP}", "")],
    ),
    "unknown-citation": (
        BIB, "cites = {ito2005hunger}", "cites = {ito2005hunger, nobody1999}",
        [("unknown-citation", BIB, "cites = {ito", "")],
    ),
    "unsorted-entries": (
        BIB, "@online{nilsson2020cook", "@misc{aaa,title={T}}\n\n@online{nilsson2020cook",
        [("orphan-source", BIB, "@online{nilsson", ""), ("unsorted", BIB, "@online{nilsson", "")],
    ),
    "unknown-source": (
        TOML, 'source = "fujii2013survey"', 'source = "fuji2013survey"',
        [("unknown-source", TOML, "source =", 'id = "fujii2013survey-1"')],
    ),
    "unknown-concept": (
        TOML, 'outcomes = ["waste"]\ndirection = "null"', 'outcomes = ["wast"]\ndirection = "null"',
        [("unknown-concept", TOML, "outcomes", 'id = "fujii2013survey-2"')],
    ),
    "unknown-question": (
        TOML, 'questions = ["Q2"]', 'questions = ["Q3"]',
        [("unknown-question", TOML, 'questions = ["Q2"]', "")],
    ),
    "unknown-direction": (
        TOML, 'direction = "mixed"', 'direction = "mixd"',
        [("invalid-value", TOML, 'direction = "mixed"', "")],
    ),
    "open-quote": (
        TOML, 'practice = "one card for all"', 'practice = "one card for all',
        [("toml-syntax", TOML, "practice = \"one card", "")],
    ),
    "no-locator": (
        TOML, 'locator = "p. 13"\n', "",
        [("no-locator", TOML, '[[claim]]\nid = "abel2012breakfast-3', "")],
    ),
    "second-claim": (
        TOML, 'id = "fujii2013survey-3"', 'id = "fujii2013survey-2"',
        [("duplicate-claim", TOML, 'id = "fujii2013survey-3"', "")],
    ),
    "unsorted-claims": (
        TOML, 'id = "fujii2013survey-3"', 'id = "fujii2013survey-0"',
        [("unsorted", TOML, '[[claim]]\nid = "fujii2013survey-3"', "")],
    ),
    "stance-to-nothing": (
        TOML, 'claim = "garcia2016garden-1"', 'claim = "garcia2016garden-7"',
        [("unknown-claim", TOML, "stance", 'id = "garcia2016garden-2"')],
    ),
    "stance-to-a-refused-claim": (
        TOML, 'id = "abel2012breakfast-2"\nsource = "abel2012breakfast"',
        'id = "abel2012breakfast-2"\nsource = "abel"',
        [("unknown-source", TOML, "source", 'id = "abel2012breakfast-2"'),
         ("unknown-claim", TOML, "stance", 'id = "abel2014breakfast-2"')],
    ),
    "turtle": (
        TTL, "  skos:broader <concepts/areas/access> .", "  skos:broader <concepts/areas/access>",
        [("turtle-syntax", TTL, "skos:broader <concepts/areas/access> .", "")],
    ),
    "unknown-broader": (
        TTL, "skos:broader <concepts/outcomes/running>", "skos:broader <concepts/outcomes/runing>",
        [("unknown-concept", TTL, "skos:broader <concepts/outcomes/running>", "")],
    ),
    "circle": (
        TTL, '"access to meals"@en , "take-up"@en ;',
        '"access to meals"@en , "take-up"@en ; skos:broader <concepts/areas/free-meals> ;',
        [("broader-cycle", TTL, '"access to meals"', ""),
         ("broader-cycle", TTL, "skos:broader", "<concepts/areas/free-meals> a")],
    ),
    "no-label": (
        TTL, '  skos:prefLabel "waste"@en ;\n', "",
        [("unknown-concept", TOML, "outcomes", 'id = "costa2010lunch-3"'),
         ("unknown-concept", TOML, "outcomes", 'id = "fujii2013survey-2"'),
         ("unknown-concept", TOML, "outcomes", 'id = "ministry2018standard-3"'),
         ("unknown-concept", TOML, "outcomes", 'id = "nilsson2020cook-1"'),
         ("unknown-concept", TOML, "outcomes", 'id = "nilsson2020cook-3"'),
         ("unknown-concept", TTL, "<concepts/outcomes/waste>", ""),
         ("ontology-concept", TTL, "<concepts/outcomes/waste> a", "")],
    ),
    "label-twice": (
        TTL, '"achievement"@en', '"Concentration"@en',
        [("duplicate-label", TTL, '"concentration"@en', "")],
    ),
    "question-of-nobody": (
        TTL, "dcterms:source <sources/dube2015kitchens>", "dcterms:source <sources/dube>",
        [("unknown-source", TTL, "<sources/dube2015kitchens>", "")],
    ),
    "question-raised-nowhere": (
        TTL, "<claims/berg2019meals-4>", "<claims/berg2019meals-9>",
        [("unknown-claim", TTL, "<claims/berg2019meals-4>", "")],
    ),
    "question-on-nothing": (
        TTL, "<concepts/models/universal-provision> ;", "<concepts/models/universal> ;",
        [("unknown-concept", TTL, "lg:model", "")],
    ),
    "cell-of-nothing": (
        TTL, "lg:row <concepts/areas/discreet-payment>", "lg:row <concepts/areas/payment>",
        [("unknown-concept", TTL, "lg:row", "")],
    ),
    "cell-without-reason": (
        TTL, '  rdfs:comment "How a meal', '  rdfs:label "How a meal',
        [("ontology-cell", TTL, "[] a lg:InapplicableCell", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_gives_the_right_code_at_the_right_line(name, tmp_path):
    file, old, new, expected = DAMAGE[name]
    damaged(tmp_path, TOY, file, old, new)
    original = {other: (TOY / other).read_text(encoding="utf-8") for other in FILES}
    reading = read(tmp_path)
    lines = []
    for code, where, mark, after in expected:
        text = original[where]
        lost = len(old.split("\n")) - len(new.split("\n"))
        line = line_of(text, mark, after) + (1 if mark.startswith("\n") else 0)
        if where == file and text.index(mark, text.index(after)) > text.index(old):
            line -= lost
        lines.append((code, where, line))
    cascade = {"unclosed-entry", "missing-comma", "second-key", "turtle"}
    found = places(reading.problems)
    if name in cascade:  # what names the entry that was refused is reported too
        direct = {code for code, _, _ in lines}
        assert {code for code, _, _ in found} - direct <= {
            "unknown-source", "unknown-claim", "unknown-citation", "unknown-concept",
        }  # fmt: skip
        found = [place for place in found if place[0] in direct]
    assert sorted(found) == sorted(lines)
    for counts in reading.counts.values():
        assert counts["read"] + counts["reported"] == counts["total"]


@pytest.mark.parametrize("name", ["open-quote", "unknown-concept", "second-claim"])
def test_what_is_sound_is_taken(name, tmp_path):
    file, old, new, _ = DAMAGE[name]
    damaged(tmp_path, TOY, file, old, new)
    reading = read(tmp_path)
    assert reading.counts[TOML] == {"total": 40, "read": 39, "reported": 1}
    assert len(reading.records.claims) == 39


def test_claims_of_a_refused_source_are_reported(tmp_path):
    file, old, new, _ = DAMAGE["unclosed-entry"]
    damaged(tmp_path, TOY, file, old, new)
    reading = read(tmp_path)
    assert reading.counts[BIB] == {"total": 14, "read": 13, "reported": 1}
    refused = [p.message for p in reading.problems if p.code == "unknown-source" and p.file == TOML]
    assert len(refused) == 4
    assert not any(c.source == "dube2015kitchens" for c in reading.records.claims.values())


def test_records_hold_no_reference_that_leads_nowhere(tmp_path):
    for number, (file, old, new, _) in enumerate(DAMAGE.values()):
        folder = tmp_path / str(number)
        damaged(folder, TOY, file, old, new)
        records = read(folder).records
        for claim in records.claims.values():
            assert claim.source in records.sources
            assert all(f"areas/{name}" in records.concepts for name in claim.areas)
            assert all(f"outcomes/{name}" in records.concepts for name in claim.outcomes)
            assert all(name in records.questions for name in claim.questions)
            if claim.stance:
                assert (claim.stance.claim or claim.stance.source) in {
                    **records.claims, **records.sources
                }  # fmt: skip
        for question in records.questions.values():
            assert question.source is None or question.source in records.sources
            assert all(name in records.claims for name in question.claims)
        for source in records.sources.values():
            assert source.design is None or f"designs/{source.design}" in records.concepts
        for cell in records.inapplicable:
            assert {cell.row, cell.column} <= set(records.concepts)


# --------------------------------------------------------------------- copies of the packaged data

REAL = {
    BIB: ("  design = {", "  design = {x-", "unknown-concept"),
    TOML: ('kind = "', 'kind = "x-', "invalid-value"),
    TTL: ("skos:definition", "skos:defintion", "ontology-property"),
}


@pytest.mark.parametrize("file", REAL)
@pytest.mark.parametrize("part", [0.0, 0.4, 0.8])
def test_damage_to_the_packaged_dataset_is_found_in_its_line(file, part, tmp_path):
    old, new, code = REAL[file]
    text = (data_dir() / file).read_text(encoding="utf-8")
    found = [match.start() for match in re.finditer(re.escape(old), text)]
    place = found[int(len(found) * part)]
    for name in FILES:
        shutil.copy(data_dir() / name, tmp_path / name)
    (tmp_path / file).write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    problems = read(tmp_path).problems
    assert (code, file, text.count("\n", 0, place) + 1) in places(problems)
    assert {p.code for p in problems} <= {code, "unknown-claim", "orphan-source"}


def test_packaged_dataset_and_toy_are_clean():
    assert check(data_dir()) == []
    assert check(TOY) == []


# ------------------------------------------------------------------------------ broken folders


@pytest.mark.parametrize("folder", sorted(p.name for p in BROKEN.iterdir() if p.is_dir()))
def test_broken_folder(folder):
    """Each folder says in EXPECTED what is wrong with it, a line each."""
    expected = (BROKEN / folder / "EXPECTED").read_text(encoding="utf-8").split("\n")
    found = [f"{p.file}:{p.line} {p.level} {p.code}" for p in check(BROKEN / folder)]
    assert found == [line for line in expected if line]


# ------------------------------------------------------------------------------------ single rules


def folder_with(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return tmp_path


def test_bibliography_alone_loads(tmp_path):
    text = "@misc{a, title={T}, design={survey}, level={k12}}"
    reading = read(folder_with(tmp_path, references_bib=text))
    assert reading.problems == ()
    assert reading.records.is_research(reading.records.sources["a"])
    assert "statuses/accepted" in reading.records.concepts
    assert not any(key.startswith("areas/") for key in reading.records.concepts)


def test_own_designs_replace_the_packaged_ones(tmp_path):
    ontology = """@base <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<concepts/designs/guess> a skos:Concept ; skos:inScheme <concepts/designs> ;
  skos:prefLabel "guess" ."""
    text = "@misc{a, title={T}, design={guess}}\n@misc{b, title={U},\n design={survey}}"
    reading = read(folder_with(tmp_path, references_bib=text, ontology_ttl=ontology))
    assert places(reading.problems) == [("unknown-concept", BIB, 3)]
    assert [c.id for c in reading.records.scheme("designs")] == ["guess"]
    assert reading.records.sources["b"].design is None


def test_empty_folder(tmp_path):
    assert places(read(tmp_path).problems) == [("missing-file", BIB, 0)]
    assert places(check(tmp_path)) == [("missing-file", BIB, 0)]


def test_near_misses_are_named(tmp_path):
    file, old, new, _ = DAMAGE["unknown-concept"]
    damaged(tmp_path, TOY, file, old, new)
    assert "did you mean waste" in read(tmp_path).problems[0].message


def test_problems_stand_in_the_order_of_the_files(tmp_path):
    for name in ("unknown-concept", "bad-year", "no-locator", "label-twice", "unknown-design"):
        file, old, new, _ = DAMAGE[name]
        if not (tmp_path / file).exists():
            shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
        path = tmp_path / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    problems = check(tmp_path)
    assert len(problems) == 5
    assert [(p.file, p.line) for p in problems] == sorted((p.file, p.line) for p in problems)


def test_ids_are_unique_over_all_files(tmp_path):
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    row = "id,source,statement,kind,locator\nfujii2013survey-2,fujii2013survey,S,standard,p. 1\n"
    (tmp_path / "claims.csv").write_text(row)
    problems = read(tmp_path).problems
    assert places(problems) == [("duplicate-claim", "claims.csv", 2)]
    text = (TOY / TOML).read_text(encoding="utf-8")
    first = line_of(text, 'id = "fujii2013survey-2"') - 1
    assert f"claims.toml:{first}" in problems[0].message


def test_books_that_do_not_balance_raise():
    account = Account("f.bib")
    account.total = 2
    account.read = 1
    with pytest.raises(RuntimeError, match="fault of leadgraph"):
        account.balance()


def test_shapes_are_checked_at_the_place_of_the_record(tmp_path):
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "shapes.ttl").write_text("""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lg: <https://w3id.org/leadgraph/ns#> .
@prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
[] a sh:NodeShape ; sh:targetClass lg:Claim ;
  sh:property [ sh:path schema:text ; sh:pattern "^[^y]*$" ; sh:message "no y" ] .
[] a sh:NodeShape ; sh:targetClass lg:OpenQuestion ;
  sh:property [ sh:path lg:known ; sh:minCount 1 ; sh:message "say what is known" ] .
""")
    text = (TOY / TOML).read_text(encoding="utf-8")
    problems = [p for p in check(tmp_path) if p.code == "shacl"]
    with_y = [c for c in read(TOY).records.claims.values() if "y" in c.statement]
    lines = sorted(line_of(text, f'id = "{c.id}"') - 1 for c in with_y)
    assert [p.line for p in problems if p.file == TOML] == lines
    question = [p.line for p in problems if p.file == TTL]
    assert question == [line_of((TOY / TTL).read_text(encoding="utf-8"), "<questions/Q2>")]


@st.composite
def mangled(draw):
    file = draw(st.sampled_from(FILES))
    text = (TOY / file).read_text(encoding="utf-8")
    start = draw(st.integers(0, len(text)))
    return file, text[:start] + draw(st.text(max_size=8)) + text[start + draw(st.integers(0, 40)) :]


@given(mangled())
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_reading_never_raises_and_keeps_account(tmp_path, change):
    file, text = change
    for name in FILES:
        shutil.copy(TOY / name, tmp_path / name)
    (tmp_path / file).write_text(text, encoding="utf-8", newline="")
    reading = read(tmp_path)
    for counts in reading.counts.values():
        assert counts["read"] + counts["reported"] == counts["total"]
