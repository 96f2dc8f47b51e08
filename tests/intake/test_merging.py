"""How what is new of a work joins what is held of it, in the file and in the account."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

from importing import state, taken
from leadgraph import intake
from leadgraph.intake.bibfile import changed
from leadgraph.intake.library import Held
from leadgraph.model import Source

Put = Callable[..., Path]

HELD = """\
% A comment on top.
@string{ijsm = {Invented Journal}}

@Article{abel2012,
  Author = "Abel, Nora",   title = {Free   breakfast},
  journal = ijsm,
  YEAR= 2012,
  keywords = {meals,
              schools
  },
  cites = {zoe1999}
}
free text between

@misc{zoe1999, title={Oranges}}   % one line
@comment{jabref-meta: x;}
"""


def lines(folder: Path, before: bytes) -> list[str]:
    """Return what was added to the bibliography and what was taken away, line by line."""
    after = (folder / "references.bib").read_text().splitlines()
    diff = difflib.ndiff(before.decode().splitlines(), after)
    return [line for line in diff if line[0] in "+-"]


@pytest.fixture
def held(bare: Path) -> Path:
    (bare / "references.bib").write_text(HELD)
    return bare


def outcome(planned: intake.Import) -> tuple[str, list[tuple[str, str]]]:
    (one,) = planned.outcomes
    return one.fate, [(change.how, change.field) for change in one.changes]


NEW = """@article{other, author={N. Abel}, title={{Free Breakfast}!}, date={2012-05},
 journaltitle={Another Journal}, volume={4}, keywords={Schools; attention}, doi={10.5555/1},
 cites={10.5555/far}}"""


def test_what_is_empty_is_filled_and_what_is_held_stays(held: Path, put: Put) -> None:
    before = state(held)["references.bib"]
    planned, works = taken(held, put("a.bib", NEW))
    assert outcome(planned)[0] == "merged"
    hows = {field: how for how, field in outcome(planned)[1]}
    assert hows == {
        "author": "kept", "journal": "kept", "volume": "filled", "doi": "filled",
        "keywords": "extended", "ids": "filled", "cites": "extended",
    }  # fmt: skip
    assert lines(held, before) == [
        "-               schools",
        "+               schools, attention",
        "-   cites = {zoe1999}",
        "+   cites = {zoe1999, 10.5555/far},",
        "+   volume = {4},",
        "+   doi = {10.5555/1},",
        "+   ids = {other}",
    ]
    work = works["abel2012"]
    assert work.year == 2012
    assert work.fields["journal"] == "Invented Journal"


def test_new_is_preferred_and_what_it_replaces_is_told(held: Path, put: Put) -> None:
    path = put("a.bib", NEW)
    before = state(held)["references.bib"]
    planned, works = taken(held, path, prefer_new=True)
    told = {change.field: (change.how, change.old) for change in planned.outcomes[0].changes}
    assert told["journal"] == ("overwrote", "Invented Journal")
    assert told["year"] == ("overwrote", "2012")
    work = works["abel2012"]
    assert (work.date, work.title) == ("2012-05", "Free Breakfast!")
    assert work.fields["journal"] == "Another Journal"
    assert "+   date = {2012-05}," in lines(held, before)
    again, _ = taken(held, path, prefer_new=True)
    assert (outcome(again), again.new) == (("skipped", []), {})


@pytest.mark.parametrize("prefer_new", [False, True])
def test_of_two_records_of_one_work_the_first_is_heard(
    held: Path, put: Put, prefer_new: bool
) -> None:
    text = "@book{p, title={On Trust}, author={A B}, year=2001, publisher={%s}, volume={%s}}\n"
    path = put("a.bib", text % ("First", "") + text % ("Second", "2"))
    planned, works = taken(held, path, prefer_new=prefer_new)
    assert [one.fate for one in planned.outcomes] == ["added", "merged"]
    assert works["b2001trust"].fields["publisher"] == "First"
    assert works["b2001trust"].fields["volume"] == "2"
    before = state(held)
    again, _ = taken(held, path, prefer_new=prefer_new)
    assert (again.new, state(held)) == ({}, before)


def test_another_doi_is_another_work_of_the_same_title(held: Path, put: Put) -> None:
    text = "@book{%s, title={On Trust}, author={A B}, year=2001, doi={10.5555/%s}}\n"
    planned, _ = taken(held, put("a.bib", text % ("a", "a") + text % ("b", "b")))
    assert [one.key for one in planned.outcomes] == ["b2001trust", "b2001trustb"]
    assert [problem.code for problem in planned.warnings] == ["duplicate-work"]


def test_a_former_key_stands_for_the_work(held: Path, put: Put) -> None:
    taken(held, put("a.bib", NEW))
    (held / "claims.toml").write_text(
        '[[claim]]\nid = "c-1"\nsource = "other"\nstatement = "So."\n'
        'kind = "empirical-finding"\nlocator = "p. 1"\n'
    )
    (held / "citations.csv").write_text("citing,cited\nzoe1999,other\n")
    planned, works = taken(held, put("b.bib", "@misc{zoe2, title={Oranges}, cites={other}}"))
    assert works["zoe1999"].cites == ("abel2012",)
    assert planned.outcomes[0].fate == "merged"  # its key is kept; the citation is known
    import leadgraph

    graph = leadgraph.load(held)
    assert graph.claims["c-1"].source == "abel2012"
    assert graph.key_of("other") == "abel2012"
    assert b'"key":"abel2012"' in graph.describe("source", "other")


def test_a_key_that_means_another_work_here_is_not_kept(held: Path, put: Put) -> None:
    planned, works = taken(held, put("a.bib", "@misc{zoe1999, title={Pears}, author={Q R}}"))
    assert works["rndpears"].aliases == ()
    assert "means zoe1999 here" in planned.outcomes[0].notes[0]


# ------------------------------------------------------------------------------- the file itself


def edited(text: str, edits: dict[str, str | None], added: dict[str, list[str]]) -> str:
    work = Source(key="a", type="misc")
    held = Held(work, work, edits=edits, added=added)
    return changed(text.encode(), [held]).decode()


@pytest.mark.parametrize(
    ("text", "edits", "added", "expected"),
    [
        ("@misc{a}", {"note": "N"}, {}, "@misc{a,\n  note = {N},\n}"),
        ("@misc{a,}", {"note": "N"}, {}, "@misc{a,\n  note = {N},\n}"),
        ("@misc{a, b={c}}", {"note": "N"}, {}, "@misc{a, b={c},\n  note = {N}}"),
        ("@misc(a, b={c},)", {"note": "N"}, {}, "@misc(a, b={c},\n  note = {N},)"),
        ('@misc{a, NOTE = "x" # jan}', {"note": "N"}, {}, "@misc{a, NOTE = {N}}"),
        ("@misc{a, note={b = {c}}, b = 1}", {"b": "2"}, {}, "@misc{a, note={b = {c}}, b = {2}}"),
        ("@misc{a, year=1}", {"date": "2", "year": None}, {}, "@misc{a, date = {2}}"),
        ("@misc{a, keywords={x}}", {}, {"keywords": ["y"]}, "@misc{a, keywords={x, y}}"),
        ("@misc{a, keywords={x, }}", {}, {"keywords": ["y"]}, "@misc{a, keywords={x, y }}"),
        ('@misc{a, keywords="x"}', {}, {"keywords": ["y"]}, '@misc{a, keywords="x, y"}'),
        ("@misc{a, keywords=kw}", {}, {"keywords": ["y"]}, "@misc{a, keywords=kw # {, y}}"),
        ("@misc{a, keywords={}}", {}, {"keywords": ["y"]}, "@misc{a, keywords={y}}"),
        ("\ufeff@misc{a,\r\n\tb={c},\r\n}\r\n", {"note": "N"}, {},
         "\ufeff@misc{a,\r\n\tb={c},\r\n\tnote = {N},\r\n}\r\n"),
        ("@comment{@misc{a, note={no}}}\n@misc{a, note={x}}", {"note": "N"}, {},
         "@comment{@misc{a, note={no}}}\n@misc{a, note = {N}}".replace("note = {N}", "note={N}")),
    ],
)  # fmt: skip
def test_fields_are_changed_in_place(
    text: str, edits: dict[str, str | None], added: dict[str, list[str]], expected: str
) -> None:
    assert edited(text, edits, added) == expected


def test_new_entries_go_to_their_places_with_comments_kept_above() -> None:
    text = "% top\n\n% of b\n@misc{b}\n\n% of d\n@misc{d}\n\n@comment{end}\n"
    works = [Held(None, Source(key=key, type="misc", title=key)) for key in "eac"]
    entry = "@misc{%s,\n  title = {%s},\n}\n"
    assert changed(text.encode(), works).decode() == (
        f"% top\n\n{entry % ('a', 'a')}\n% of b\n@misc{{b}}\n\n{entry % ('c', 'c')}\n"
        f"% of d\n@misc{{d}}\n\n{entry % ('e', 'e')}\n@comment{{end}}\n"
    )


def test_new_entries_go_to_the_end_of_a_file_in_no_order() -> None:
    text = "@misc{b}\n@misc{a}"
    works = [Held(None, Source(key="aa", type="misc", title="T"))]
    assert changed(text.encode(), works).decode() == (
        "@misc{b}\n@misc{a}\n\n@misc{aa,\n  title = {T},\n}"
    )
    assert changed(b"", works) == b"@misc{aa,\n  title = {T},\n}\n"
