"""The packaged dataset keeps its own rules.

Read here with bibtexparser, tomllib and pyoxigraph alone, so that a fault of leadgraph's readers
cannot hide a fault of the data. What the readers make of it is tested with them.
"""

from __future__ import annotations

import doctest
import json
import re
import shutil
import subprocess
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import bibtexparser
import pyoxigraph
import pytest
from bibtexparser.library import Library

from leadgraph.model import BASE_IRI, CLAIM, CLAIM_TAGS, CLAIM_VALUES, CLOSED_SCHEMES, OPEN_SCHEMES

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LG = f"{BASE_IRI}ns#"
CONCEPTS = f"{BASE_IRI}concepts/"

VERBATIM = {"url", "doi", "eprint", "readurl", "seenat", "citesseenat"}
FIELDS = re.findall(
    r"\w+",
    """
    author title titleaddon booktitle journal series volume number issue pages eid pagetotal
    publisher organization institution school address howpublished year date isbn issn doi eprint
    eprinttype url urldate language note design study corpus listed country level area basis sample
    annotation readurl readnote seenat cites citesseenat corrections comment
    """,
)
CLAIM_FIELDS = re.findall(
    r"\w+",
    """
    id source statement kind areas models practice targets outcomes direction directness effect
    stance questions asserts_gap locator basis seen_at status curator curated
    """,
)

Entry = dict[str, str]


def natural(name: str) -> list[object]:
    """Runs of digits as numbers, the rest without regard to case."""
    return [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", name.casefold())]


def ids(field: str | None) -> list[str]:
    return field.split(", ") if field else []


@pytest.fixture(scope="module")
def library() -> Library:
    return bibtexparser.parse_file(str(DATA / "references.bib"))


@pytest.fixture(scope="module")
def sources(library: Library) -> dict[str, Entry]:
    return {e.key: {f.key: f.value for f in e.fields} for e in library.entries}


@pytest.fixture(scope="module")
def claims() -> list[dict[str, object]]:
    return tomllib.loads((DATA / "claims.toml").read_text(encoding="utf-8"))["claim"]


Graph = list[tuple[str, str, str]]


def triples(path: Path) -> Graph:
    found = pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    return [
        (getattr(t.subject, "value", ""), t.predicate.value, getattr(t.object, "value", ""))
        for t in found
    ]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return triples(DATA / "ontology.ttl")


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return triples(ROOT / "src" / "leadgraph" / "vocabulary.ttl")


@pytest.fixture(scope="module")
def concepts(ontology: Graph, vocabulary: Graph) -> set[str]:
    """Keys as in ``areas/equity``."""
    return {
        s.removeprefix(CONCEPTS)
        for s, p, o in (*ontology, *vocabulary)
        if p.endswith("#type") and o == f"{SKOS}Concept"
    }


# ------------------------------------------------------------------------------------ all of it


def test_all_sources_claims_and_questions_are_there(library, sources, claims, ontology):
    assert not library.failed_blocks
    questions = [s for s, p, o in ontology if o == f"{LG}OpenQuestion"]
    assert (len(sources), len(claims), len(questions)) == (137, 814, 5)


def test_every_number_of_the_reviews_list_is_traceable_exactly_once(sources):
    numbers = Counter(number for s in sources.values() for number in ids(s.get("listed")))
    assert numbers == Counter(f"R{n:02d}" for n in range(1, 73))


def test_works_that_the_list_repeats_stand_once(sources):
    repeated = {s["listed"] for s in sources.values() if "," in s.get("listed", "")}
    assert repeated == {"R05, R20", "R29, R31", "R46, R47"}


def test_the_corpus_of_a_source_says_whether_it_is_listed(sources):
    assert {s["corpus"] for s in sources.values()} == {"list", "extension", "review"}
    for key, source in sources.items():
        assert ("listed" in source) == (source["corpus"] == "list"), key


def test_the_known_evidence_on_distributed_leadership_and_students_is_there(claims):
    found = {
        (c["source"], c["direction"])
        for c in claims
        if "distributed-leadership" in c.get("areas", ()) and "students" in c.get("targets", ())
    }
    assert {("leithwood2006seven", "positive"), ("louis2010learning", "null")} <= found


# ----------------------------------------------------------------------------- the bibliography


def test_sources_and_their_fields_stand_in_order(library, sources):
    keys = [entry.key for entry in library.entries]
    assert keys == sorted(keys, key=natural)
    for key, source in sources.items():
        assert list(source) == [name for name in FIELDS if name in source], key


def test_each_field_is_one_line_and_no_field_is_empty(sources):
    lines = (DATA / "references.bib").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("  ") for line in lines) == sum(map(len, sources.values()))
    assert all(value.strip() == value != "" for s in sources.values() for value in s.values())


def test_a_source_has_at_most_one_of_year_and_date(sources):
    undated = [key for key, s in sources.items() if "year" not in s and "date" not in s]
    assert len(undated) == 9
    for key, source in sources.items():
        assert not ("year" in source and "date" in source), key
        when = source.get("year", source.get("date", "0000"))
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", when), key


def test_dois_are_bare_lower_case_and_unique(sources):
    dois = [s["doi"] for s in sources.values() if "doi" in s]
    assert all(re.fullmatch(r"10\.\d{4,9}/\S+", doi) and doi == doi.lower() for doi in dois)
    assert len(dois) == len(set(dois)) == 52


def test_page_ranges_have_two_hyphens(sources):
    pages = [s["pages"] for s in sources.values() if "pages" in s]
    assert all(re.fullmatch(r"\d+(--\d+)?", value) for value in pages)
    assert all(int(a) < int(b) for a, b in (p.split("--") for p in pages if "--" in p))


def test_addresses_are_of_the_web_and_dated_only_where_they_were_seen(sources):
    for key, source in sources.items():
        seen = source.get("seenat", "").split()
        own = [source[name] for name in ("url", "readurl") if name in source]
        assert all(re.fullmatch(r"https?://[^\s{}]+", address) for address in own + seen), key
        was_seen = source.get("url") in {*seen, source.get("readurl")} - {None}
        assert source.get("urldate") == ("2026-11-23" if was_seen else None), key


def test_a_work_with_a_doi_is_addressed_by_it_or_at_its_publisher(sources):
    publishers = (
        "https://www.emerald.com/", "https://www.mdpi.com/", "https://www.journals.uchicago.edu/",
        "https://www.rsfjournal.org/", "https://frontiersin.org/", "https://digitalcommons.usf.edu/",
        "http://www.nber.org/",
    )  # fmt: skip
    for key, source in sources.items():
        if "doi" in source:
            at_doi = source["url"] == f"https://doi.org/{source['doi']}"
            assert at_doi or source["url"].startswith(publishers), key


def test_names_are_family_and_given_or_a_body_in_braces(sources):
    family_only = {"Coelli", "Green"}  # given names are not known
    for key, source in sources.items():
        authors = source.get("author", "Nobody, Known")
        for name in re.split(r" and (?![^{}]*\})", authors):
            body = re.fullmatch(r"\{[^{}]+\}", name)
            person = re.fullmatch(r"[^,{}\d]+, [^,{}\d]+", name)
            assert body or person or name in family_only, (key, name)


def test_lists_of_bodies_are_not_split_at_and(sources):
    for key, source in sources.items():
        for name in ("institution", "organization", "publisher", "school", "address"):
            value = source.get(name, "")
            assert " and " not in re.sub(r"\{[^{}]*\}", "", value), (key, name)


def test_text_is_escaped_for_latex_and_braces_match(sources):
    for key, source in sources.items():
        for name, value in source.items():
            assert value.count("{") == value.count("}"), (key, name)
            if name not in VERBATIM:
                assert not re.search(r"(?<!\\)[&%$#_]|[~^]|&#?\w+;", value), (key, name)
            if name not in VERBATIM | {"pages"}:
                assert "--" not in value, (key, name)


def check_digit(number: str) -> bool:
    """Whether the check digit of an ISSN or ISBN is right."""
    digits = [10 if d in "Xx" else int(d) for d in number.replace("-", "")]
    if len(digits) == 13:
        return sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    return sum(d * (len(digits) - i) for i, d in enumerate(digits)) % 11 == 0


def test_serial_and_book_numbers_have_the_right_check_digit(sources):
    numbers = [s[name] for s in sources.values() for name in ("issn", "isbn") if name in s]
    assert len(numbers) == 28
    assert all(map(check_digit, numbers))


def test_tags_of_sources_are_concepts_and_their_countries_codes(sources, concepts):
    for key, source in sources.items():
        tags = [f"designs/{source['design']}"]
        tags += [f"levels/{level}" for level in ids(source.get("level"))]
        tags += [f"areas/{area}" for area in ids(source.get("area"))]
        tags += [f"bases/{source['basis']}"] if source["basis"] != "none" else []
        assert set(tags) <= concepts, key
        for country in ids(source.get("country")):
            assert country == "international" or re.fullmatch("[A-Z]{2}", country), key


def test_works_cited_are_held(sources):
    for key, source in sources.items():
        assert set(ids(source.get("cites"))) <= set(sources) - {key}, key
    assert len(ids(sources["treacy2017leadership"]["cites"])) == 69


def test_a_study_is_named_by_its_fullest_report_and_explained(sources):
    studies = defaultdict(set)
    for key, source in sources.items():
        if "study" in source:
            studies[source["study"]].add(key)
    guide = (DATA / "README.md").read_text(encoding="utf-8")
    for study, members in studies.items():
        assert study in members
        assert len(members) > 1
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{study}` |"))
        assert set(re.findall(r"`(\w+)`", row)) == members


# ----------------------------------------------------------------------------------- the claims


def test_claims_and_their_fields_stand_in_order(claims):
    assert [c["id"] for c in claims] == sorted((c["id"] for c in claims), key=natural)
    assert all(natural(a["source"]) <= natural(b["source"]) for a, b in pairwise(claims))
    for claim in claims:
        assert list(claim) == [name for name in CLAIM_FIELDS if name in claim], claim["id"]


def test_every_claim_is_signed_located_and_numbered_after_a_source_that_was_read(claims, sources):
    assert len({c["id"] for c in claims}) == len(claims)
    for claim in claims:
        assert re.fullmatch(re.escape(claim["source"]) + r"-[1-9]\d*", claim["id"])
        assert sources[claim["source"]]["basis"] != "none"
        assert (claim["status"], claim["curator"]) == ("accepted", "leadgraph curation")
        assert claim["curated"].isoformat() == "2026-11-23"
        assert claim["locator"]
        assert re.fullmatch(r"https?://\S+", claim["seen_at"])


def test_every_claim_is_a_valid_record_without_empty_fields(claims):
    for claim in claims:
        CLAIM.validate_json(json.dumps(claim, default=str))
        assert not [name for name, value in claim.items() if value in (None, "", [], False)]


def test_every_tag_of_a_claim_is_a_concept(claims, concepts, ontology):
    questions = {s.rpartition("/")[2] for s, p, o in ontology if o == f"{LG}OpenQuestion"}
    for claim in claims:
        tags = [f"{s}/{tag}" for field, s in CLAIM_TAGS.items() for tag in claim.get(field, ())]
        tags += [f"{scheme}/{claim[field]}" for field, scheme in CLAIM_VALUES.items()]
        assert set(tags) <= concepts, claim["id"]
        assert set(claim.get("questions", ())) <= questions, claim["id"]


def test_stances_are_towards_works_held(claims, sources):
    stances = [c["stance"] for c in claims if "stance" in c]
    assert len(stances) == 12
    ids = {claim["id"] for claim in claims}
    assert all(s["source"] in sources if "source" in s else s["claim"] in ids for s in stances)


def test_the_revisited_claims_name_the_claims_they_qualify(claims):
    towards = {c["id"]: c["stance"] for c in claims if c["source"] == "leithwood2020seven"}
    assert {id_: s["claim"] for id_, s in towards.items() if s["how"] == "qualifies"} == {
        "leithwood2020seven-1": "leithwood2006seven-1",
        "leithwood2020seven-2": "leithwood2006seven-22",
        "leithwood2020seven-6": "leithwood2006seven-17",
        "leithwood2020seven-7": "leithwood2006seven-1",
    }


def test_a_claim_that_asserts_a_gap_states_no_effect(claims):
    gaps = [c for c in claims if c.get("asserts_gap")]
    assert len(gaps) == 40
    assert {(c["kind"], c["direction"]) for c in gaps} == {("synthesis-finding", "not-applicable")}


def test_definitions_state_no_effect(claims):
    assert {c["direction"] for c in claims if c["kind"] == "definition"} == {"not-applicable"}


# --------------------------------------------------------------------------------- the ontology


def test_the_closed_schemes_are_those_of_the_program(vocabulary, ontology):
    found = defaultdict(set)
    for s, p, o in vocabulary:
        if p == f"{SKOS}inScheme":
            found[o.removeprefix(CONCEPTS)].add(s.rpartition("/")[2])
    assert found == {scheme: set(names) for scheme, names in CLOSED_SCHEMES.items()}
    schemes = {o.removeprefix(CONCEPTS) for s, p, o in ontology if p == f"{SKOS}inScheme"}
    assert schemes == set(OPEN_SCHEMES)


def test_the_closed_schemes_are_ranked_in_the_order_of_the_program(vocabulary):
    ranks = {s.removeprefix(CONCEPTS): int(o) for s, p, o in vocabulary if p == f"{LG}rank"}
    for scheme, names in CLOSED_SCHEMES.items():
        assert [ranks[f"{scheme}/{name}"] for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize("name", ["ontology", "vocabulary"])
def test_every_concept_has_one_label_a_definition_and_words_people_type(name, request, concepts):
    graph = request.getfixturevalue(name)
    said = defaultdict(Counter)
    for s, p, _ in graph:
        said[s][p] += 1
    for key in concepts:
        counts = said.get(f"{CONCEPTS}{key}")
        if counts:
            assert counts[f"{SKOS}prefLabel"] == counts[f"{SKOS}definition"] == 1, key
            assert counts[f"{SKOS}altLabel"] >= 2, key


def labels(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield (scheme, label without regard to case, id)."""
    for s, p, o in graph:
        if p in (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}hiddenLabel"):
            scheme, _, name = s.removeprefix(CONCEPTS).partition("/")
            if s.startswith(CONCEPTS):
                yield scheme, o.casefold(), name


def test_a_label_names_one_concept_of_its_scheme_once(ontology, vocabulary):
    named = Counter((scheme, label) for scheme, label, _ in labels([*ontology, *vocabulary]))
    assert not [label for label, count in named.items() if count > 1]


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("pupils", "targets/students"),
        ("kids", "targets/students"),
        ("principals", "targets/school-leaders"),
        ("headteachers", "targets/school-leaders"),
        ("superintendents", "targets/district-state"),
        ("parents", "targets/families"),
        ("test scores", "outcomes/student-achievement"),
        ("attainment", "outcomes/student-achievement"),
        ("principal turnover", "outcomes/leader-retention"),
        ("shared leadership", "areas/distributed-leadership"),
        ("shared leadership", "models/shared"),
        ("collective leadership", "areas/distributed-leadership"),
        ("distributive leadership", "models/distributed"),
        ("rcts", "designs/randomized-trial"),
        ("randomised controlled trials", "designs/randomized-trial"),
        ("case studies", "designs/case-study"),
        ("reviews", "designs/evidence-synthesis"),
        ("high school", "levels/secondary"),
        ("no effect", "directions/null"),
        ("harm", "directions/negative"),
        ("mixed results", "directions/mixed"),
        ("recommendations", "kinds/recommendation"),
        ("little research", "gap-classes/thin"),
    ],
)
def test_words_people_type_find_their_concept(words, concept, ontology, vocabulary):
    named = {(s, label): name for s, label, name in labels([*ontology, *vocabulary])}
    scheme, _, name = concept.partition("/")
    assert named[scheme, words] == name


def test_broader_and_related_concepts_exist_and_relations_go_both_ways(ontology, concepts):
    related = {(s, o) for s, p, o in ontology if p == f"{SKOS}related"}
    assert related == {(o, s) for s, o in related}
    broader = {(s, o) for s, p, o in ontology if p == f"{SKOS}broader"}
    named = {node.removeprefix(CONCEPTS) for pair in related | broader for node in pair}
    assert named <= concepts
    assert all(s.rpartition("/")[0] == o.rpartition("/")[0] for s, o in broader)


def test_every_design_stands_in_a_ranked_group_with_a_role(ontology):
    groups = {s for s, p, _ in ontology if p == f"{LG}evidenceRole"}
    ranks = {s: int(o) for s, p, o in ontology if p == f"{LG}rank" and s in groups}
    assert sorted(ranks.values()) == [1, 2, 3, 4, 5]
    designs = {s for s, p, o in ontology if p == f"{SKOS}inScheme" and o == f"{CONCEPTS}designs"}
    broader = {s: o for s, p, o in ontology if p == f"{SKOS}broader"}
    assert {broader[design] for design in designs - groups} == groups


def test_questions_refer_to_what_is_held(ontology, claims, sources, concepts):
    held = {f"{BASE_IRI}claims/{c['id']}" for c in claims}
    held |= {f"{BASE_IRI}sources/{key}" for key in sources}
    held |= {f"{CONCEPTS}{key}" for key in concepts}
    referred = [
        o for s, p, o in ontology if "/questions/" in s and o.startswith(BASE_IRI) and "#" not in o
    ]
    assert len(referred) > 50
    assert set(referred) <= held


def test_cells_that_make_no_sense_hold_no_claim_and_say_why(ontology, claims):
    cells = defaultdict(dict)
    for s, p, o in ontology:
        if p in (f"{LG}row", f"{LG}column"):
            cells[s][p.removeprefix(LG)] = o.removeprefix(CONCEPTS)
    reasons = {s for s, p, _ in ontology if p.endswith("#comment")}
    assert len(cells) == 8
    for node, cell in cells.items():
        (row, first), (column, second) = (cell[axis].split("/") for axis in ("row", "column"))
        for claim in claims:
            assert not (first in claim.get(row, ()) and second in claim.get(column, ())), claim
        assert node in reasons


def test_every_term_of_ours_that_is_used_is_declared(ontology):
    declared = {s for s, p, o in ontology if s.startswith(LG) and p.endswith("#label")}
    used = {term for triple in ontology for term in triple if term.startswith(LG)}
    for path in (ROOT / "src" / "leadgraph" / "rdf").glob("*.py"):
        used |= {LG + name for name in re.findall(r'"lg:(\w+)"', path.read_text(encoding="utf-8"))}
    assert used <= declared


# ------------------------------------------------------------------------------------ its guide


def test_the_guide_counts_right(monkeypatch):
    monkeypatch.chdir(DATA)
    results = doctest.testfile(str(DATA / "README.md"), module_relative=False)
    assert results.attempted > 5
    assert results.failed == 0


def test_the_guide_names_only_works_and_claims_that_are_held(sources, claims):
    guide = (DATA / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", guide, flags=re.DOTALL)
    works = set(re.findall(r"`([a-z]+\d{4}[a-z]+)`", prose))
    assert len(works) > 40
    assert works <= set(sources)
    named = set(re.findall(r"`([a-z]+\d{4}[a-z]+-\d+)`", prose))
    assert len(named) > 15
    assert named <= {c["id"] for c in claims}


def test_the_examples_of_the_guide_are_sound(concepts):
    guide = (DATA / "README.md").read_text(encoding="utf-8")
    (bib,) = re.findall(r"```bibtex\n(.*?)```", guide, re.DOTALL)
    (toml,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    (entry,) = bibtexparser.parse_string(bib).entries
    assert [f.key for f in entry.fields] == [n for n in FIELDS if n in entry.fields_dict]
    (claim,) = tomllib.loads(toml)["claim"]
    assert list(claim) == [name for name in CLAIM_FIELDS if name in claim]
    CLAIM.validate_json(json.dumps(claim, default=str))
    assert claim["source"] == entry.key
    tags = {f"{s}/{tag}" for field, s in CLAIM_TAGS.items() for tag in claim.get(field, ())}
    assert tags <= concepts


def test_the_citation_file_names_the_version_of_the_program():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in citation


@pytest.mark.skipif(shutil.which("biber") is None, reason="biber is not installed")
def test_biber_accepts_the_bibliography(tmp_path):
    """biblatex's own tool has no error, and warns of nothing but what data/README.md lists."""
    command = ["biber", "--tool", "--validate-datamodel", "--nolog", "--output-file"]
    done = subprocess.run(
        [*command, str(tmp_path / "out.bib"), str(DATA / "references.bib")],
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout + done.stderr
    assert "Found BibTeX data source" in said
    assert "ERROR" not in said
    assert "INFO - WARNINGS: 1614" in said
