"""The frozen question set keeps its form, and its statuses follow from the curated files.

Nothing here asks the program anything: statuses are derived by brute force from the files of
``data/``, so that a fault of the index or of the parser cannot hide behind the set.
"""

import hashlib
import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from leadgraph.model import CLOSED_SCHEMES, COUNTED, FINDINGS
from leadgraph.query import SCHEMES, EvidenceQuery

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
LEAST = {
    "plain": 25,
    "paraphrase": 25,
    "misspelt": 12,
    "negated": 12,
    "citation": 12,
    "gap": 12,
    "years-design-country": 12,
    "multi-slot": 12,
    "must-be-empty": 12,
    "must-refuse": 25,
    "ambiguous": 12,
    "hostile": 12,
    "sources": 12,
    "questions": 12,
}
LEAST_UNSEEN = dict.fromkeys(LEAST, 6) | {"must-refuse": 12}
INTENTS = {"evidence", "gaps", "citations", "questions", "sources"}
HELD = {"answered", "contested", "practice_only", "no_evidence_held"}
STATUSES = HELD | {"outside_framework", "ambiguous", "refused-422"}
FIELDS = {
    *("id", "stratum", "text", "repeat", "intent", "intent_any", "status"),
    *("query", "query_any", "unmatched", "unmatched_ok", "note"),
}
# A change of a frozen file shows here; README.md says when one may be made, and keeps the list.
FROZEN = {
    "questions.toml": "d8ec8485940c5a26ac00aaf6bed6f6089dd4f5e613240967604c431683288c4c",
    "judgements.toml": "5dec610604671219ea2a93c7b10f062f36ab8d858b7cc404e247a8401d681738",
    "unseen.toml": "56601d1f422d2e16355bcbc946d684da0e4e5d3a4ab037297d98b5e251e9a523",
    "unseen-first-run.toml": "b02d8668e0d56cfd94cfe9514bf234474f315385463006adc74f7abdeab403aa",
}

ROWS = tomllib.loads((HERE / "questions.toml").read_text("utf-8"))["question"]
UNSEEN = tomllib.loads((HERE / "unseen.toml").read_text("utf-8"))["question"]
FIRST_RUN = tomllib.loads((HERE / "unseen-first-run.toml").read_text("utf-8"))
JUDGED = tomllib.loads((HERE / "judgements.toml").read_text("utf-8"))["judgement"]
BY_ID = {row["id"]: row for row in ROWS}
EVERY = [*ROWS, *UNSEEN]
rows = pytest.mark.parametrize("row", EVERY, ids=[row["id"] for row in EVERY])


def needs(*names):
    missing = [name for name in names if not (DATA / name).exists()]
    return pytest.mark.skipif(bool(missing), reason=f"data/ does not hold {missing} yet")


def readings(row):
    return row.get("query_any") or ([row["query"]] if "query" in row else [])


def intents(row):
    return set(row.get("intent_any", [row["intent"]] if "intent" in row else []))


# ---------------------------------------------------------------- form


@pytest.mark.parametrize("name", FROZEN)
def test_the_set_is_frozen(name):
    digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
    assert digest == FROZEN[name], f"{name} was changed: see 'Frozen' in README.md"


def test_ids_and_texts_are_unique_and_strata_are_large_enough():
    assert len({row["id"] for row in EVERY}) == len(EVERY)
    texts = Counter(row.get("text", str(row.get("repeat"))).casefold() for row in EVERY)
    assert texts.most_common(1)[0][1] == 1
    for questions, least in ((ROWS, LEAST), (UNSEEN, LEAST_UNSEEN)):
        sizes = Counter(row["stratum"] for row in questions)
        assert set(sizes) == set(least)
        assert {s: n for s, n in sizes.items() if n < least[s]} == {}


@rows
def test_a_row_is_well_formed(row):
    assert set(row) <= FIELDS
    assert ("text" in row) != ("repeat" in row)
    assert row["status"]
    assert set(row["status"]) <= STATUSES
    if row["status"] == ["refused-422"]:
        assert not readings(row)
        assert not intents(row)
    else:
        assert intents(row)
        assert intents(row) <= INTENTS
        assert ("query" in row) != ("query_any" in row)


@rows
def test_every_reading_is_a_query_the_program_takes(row):
    written = readings(row)
    canonical = [EvidenceQuery.of(**query).canonical for query in written]
    assert len(set(canonical)) == len(canonical), "two readings are the same query"


@pytest.mark.parametrize("judgement", JUDGED, ids=[j["question"] for j in JUDGED])
def test_a_judged_question_is_an_answerable_row(judgement):
    row = BY_ID[judgement["question"]]
    assert intents(row) == {"evidence"}
    assert set(row["status"]) <= HELD - {"no_evidence_held"}
    grades = judgement["grades"]
    assert set(grades.values()) <= {0, 1, 2, 3}
    assert max(grades.values()) >= 2
    assert 0 in grades.values(), "near misses are graded too"


def test_enough_rows_are_judged_and_each_once():
    assert len(JUDGED) >= 25
    assert len({j["question"] for j in JUDGED}) == len(JUDGED)


def test_the_first_run_is_of_the_unseen_questions_as_they_stand():
    assert FIRST_RUN["questions"] == FROZEN["unseen.toml"]
    failed = [failure["id"] for failure in FIRST_RUN["failure"]]
    assert len(set(failed)) == len(failed)
    assert set(failed) <= {row["id"] for row in UNSEEN}
    assert all(failure["got"] and failure["cause"] for failure in FIRST_RUN["failure"])


# ---------------------------------------------------------------- against the curated files


@pytest.fixture(scope="module")
def concepts():
    """Ids of every scheme with everything broader (themselves included), read from SKOS."""
    from rdflib import RDF, SKOS, Graph

    graph = Graph().parse(DATA / "ontology.ttl", format="turtle")
    id_of, scheme_of = {}, {}
    for node in graph.subjects(RDF.type, SKOS.Concept):
        notation = graph.value(node, SKOS.notation)
        id_of[node] = str(notation) if notation else re.split(r"[/#]", str(node))[-1]
        scheme = graph.value(node, SKOS.inScheme)
        scheme_of[node] = re.split(r"[/#]", str(scheme))[-1]
    found = {name: {i: {i} for i in ids} for name, ids in CLOSED_SCHEMES.items()}
    for node, name in id_of.items():
        above = graph.transitive_objects(node, SKOS.broader)
        lineage = {id_of[n] for n in above if n in id_of}
        found.setdefault(scheme_of[node], {})[name] = lineage
    return found


@pytest.fixture(scope="module")
def sources():
    """The fields of each BibTeX entry as raw text; enough for the ids and years asked for here."""
    text = (DATA / "references.bib").read_text("utf-8")
    found = {}
    for entry in re.split(r"(?m)^@", text)[1:]:
        key = re.match(r"\w+\{([^,\s]+),", entry)
        if key:
            fields = re.findall(r"(?m)^\s*(\w+)\s*=\s*[{\"](.*?)[}\"],?\s*$", entry)
            found[key[1]] = {name.lower(): value for name, value in fields}
    return found


@pytest.fixture(scope="module")
def claims(sources, concepts):
    """Every counted claim, flattened to sets of ids as a query sees it, broader ones included."""
    rows = tomllib.loads((DATA / "claims.toml").read_text("utf-8"))["claim"]
    counted = (c for c in rows if c.get("status", "accepted") in COUNTED)
    return [flatten(claim, sources[claim["source"]], concepts) for claim in counted]


def flatten(claim, source, concepts):
    def split(name):
        return [part.strip() for part in source.get(name, "").split(",") if part.strip()]

    raw = {
        "area": claim.get("areas", []),
        "model": claim.get("models", []),
        "target": claim.get("targets", []),
        "outcome": claim.get("outcomes", []),
        "direction": [claim.get("direction", "not-applicable")],
        "directness": [claim.get("directness", "not-stated")],
        "kind": [claim["kind"]],
        "basis": [claim["basis"]] if "basis" in claim else [],
        "stance": [claim["stance"]["how"]] if "stance" in claim else [],
        "design": split("design"),
        "level": split("level"),
    }
    flat = {
        field: set(chain.from_iterable(concepts[SCHEMES[field]].get(i, {i}) for i in ids))
        for field, ids in raw.items()
    }
    year = re.match(r"\d{4}", source.get("date") or source.get("year") or "")
    finding = claim["kind"] in FINDINGS and not claim.get("asserts_gap", False)
    return flat | {
        "country": set(split("country")),
        "question": set(claim.get("questions", [])),
        "source": {claim["source"]},
        "year": int(year[0]) if year else None,
        "research": finding and bool(flat["design"]) and "not-research" not in flat["design"],
    }


def matches(claim, query):
    def one(field, value):
        match field:
            case "since":
                return claim["year"] is not None and claim["year"] >= value
            case "until":
                return claim["year"] is not None and claim["year"] <= value
            case "research":
                return claim["research"] == value
        if field.startswith("not_"):
            return not claim[field.removeprefix("not_")] & set(value)
        return bool(claim[field] & set(value))

    return all(one(field, value) for field, value in query.items())


def status_of(query, claims):
    found = [claim for claim in claims if matches(claim, query)]
    directions = set(chain.from_iterable(c["direction"] for c in found if c["research"]))
    if not found:
        return "no_evidence_held"
    if not directions:
        return "practice_only"
    both = "positive" in directions and directions & {"negative", "null", "mixed"}
    return "contested" if both else "answered"


@needs("ontology.ttl", "references.bib", "claims.toml")
@rows
def test_every_id_in_a_reading_exists(row, concepts, sources):
    for query in readings(row):
        for field, value in query.items():
            name = field.removeprefix("not_")
            if name in SCHEMES:
                assert set(value) <= set(concepts[SCHEMES[name]]), field
            elif name == "source":
                assert set(value) <= set(sources)
            elif name == "question":
                assert set(value) <= {"Q1", "Q2", "Q3", "Q4", "Q5"}
            elif name == "country":
                assert all(re.fullmatch("[A-Z]{2}", code) for code in value)


@needs("ontology.ttl", "references.bib", "claims.toml")
@rows
def test_the_status_follows_from_the_curated_files(row, claims):
    written = set(row["status"])
    derived = {status_of(query, claims) for query in readings(row) if query}
    if row["stratum"] == "ambiguous":
        assert written == {"ambiguous"}
    elif not derived:
        empty = {"answered"} if intents(row) & {"gaps", "questions"} else set()
        refusals = {"outside_framework", "no_evidence_held", "refused-422"}
        assert written <= empty | refusals
    else:
        others = {"answered"} if intents(row) != {"evidence"} else set()
        held = written & HELD
        assert held == derived | others
    if row["stratum"] == "must-be-empty":
        assert written == derived == {"no_evidence_held"}


@needs("claims.toml")
def test_judged_claims_exist():
    held = {c["id"] for c in tomllib.loads((DATA / "claims.toml").read_text("utf-8"))["claim"]}
    assert {i for j in JUDGED for i in j["grades"]} <= held
