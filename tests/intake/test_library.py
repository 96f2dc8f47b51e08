"""A library of a thousand entries, as two other programs write it, with a full account."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import rispy
from pybtex.database import BibliographyData, Entry, Person

from importing import balanced, state, taken

SIZE = 1000
TYPES = ("article", "book", "inproceedings", "incollection", "phdthesis", "techreport", "misc")


def works() -> list[dict[str, str]]:
    """Return works no two of which are the same, but for ten that come twice."""
    draw = random.Random(5)
    nouns = ["Trust", "Équité", "Gardens", "Meals & more", "50% of it", "Leaders_hip", "Øst"]
    families = ["Ng", "van der Berg", "Łuczak", "Östby"]
    made = [
        {
            "type": draw.choice(TYPES),
            "title": f"{draw.choice(nouns)} and number {number} of {draw.choice(nouns)}",
            "author": f"{draw.choice(families)}, {chr(65 + number % 26)}.",
            "year": str(1950 + number % 70),
            "doi": f"10.5555/lib.{number}" if number % 3 else "",
            "journal": "Journal of Things",
            "keywords": "one, two",
        }
        for number in range(SIZE - 10)
    ]  # fmt: skip
    return made + made[:10]


def by_pybtex() -> bytes:
    entries = {}
    for number, work in enumerate(works()):
        fields = {k: v for k, v in work.items() if k not in ("type", "author") and v}
        person = Person(work["author"])
        entries[f"key:{number}"] = Entry(work["type"], fields, {"author": [person]})
    return BibliographyData(entries).to_string("bibtex").encode()


def by_rispy() -> bytes:
    kinds = dict(zip(TYPES, ("JOUR", "BOOK", "CPAPER", "CHAP", "THES", "RPRT", "GEN"), strict=True))
    records = [
        {
            "type_of_reference": kinds[work["type"]],
            "title": work["title"],
            "authors": [work["author"]],
            "year": work["year"],
            "secondary_title": work["journal"],
            "keywords": work["keywords"].split(", "),
            **({"doi": work["doi"]} if work["doi"] else {}),
        }
        for work in works()
    ]
    return rispy.dumps(records).encode()


@pytest.mark.parametrize(("name", "write"), [("library.bib", by_pybtex), ("library.ris", by_rispy)])
def test_a_library_with_a_full_account_and_the_second_time_nothing(
    bare: Path, tmp_path: Path, name: str, write: object
) -> None:
    path = tmp_path / name
    path.write_bytes(write())  # type: ignore[operator]
    planned, held = taken(bare, path)
    balanced(planned)
    counts = planned.counts
    assert (counts["read"], counts["added"], counts["refused"]) == (SIZE, SIZE - 10, 0)
    assert counts["merged"] + counts["skipped"] == 10
    assert not [problem for problem in planned.warnings if problem.code == "unsorted"]
    assert len(held) == SIZE - 9
    assert {work.title for work in held.values()} >= {work["title"] for work in works()}
    assert all(outcome.at.line for outcome in planned.outcomes)
    before = state(bare)
    again, _ = taken(bare, path)
    assert (again.counts["skipped"], again.new) == (SIZE, {})
    assert state(bare) == before


def test_the_other_program_brings_only_what_is_new(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_bytes(by_pybtex())
    (tmp_path / "a.ris").write_bytes(by_rispy())
    taken(bare, tmp_path / "a.bib")
    planned, held = taken(bare, tmp_path / "a.ris")
    assert planned.counts["added"] == 0
    assert len(held) == SIZE - 9
