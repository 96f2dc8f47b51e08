"""Whatever is in a file, the account adds up; whatever a bibliography says comes out again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from effort import examples
from importing import FILES, balanced, state
from leadgraph import curation, export, intake
from leadgraph.curation.dialect import FIELDS, VERBATIM_KEPT
from leadgraph.export.bibtex import fields

REFERENCES = {"crossref", "xref", "xdata", "related", "entryset", "ids", "date", "year", "month"}
STANDARD = sorted(FIELDS - REFERENCES - {"doi", "title", "author", "editor", "url"})
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "x"
)
WORDS = st.text("abcdefgh ßé&%$_#{}\\~^-", min_size=1, max_size=16).map(
    lambda text: " ".join(text.split()) or "x"
)
ENTRY = st.fixed_dictionaries(
    {"title": WORDS, "year": st.integers(1000, 2030).map(str)},
    optional={name: WORDS for name in STANDARD if name not in VERBATIM_KEPT},
)


def folder() -> Path:
    path = Path(tempfile.mkdtemp())
    (path / "references.bib").write_text("@book{zzz1900,\n  title = {The last one},\n}\n")
    return path


@settings(max_examples=examples(15))
@given(st.lists(ENTRY, min_size=1, max_size=4, unique_by=lambda said: said["title"].casefold()))
def test_no_field_of_a_bibliography_is_lost(entries: list[dict[str, str]]) -> None:
    bare = folder()
    given_ = {
        f"key{number}": {name: export.bibtex.escape(text) for name, text in said.items()}
        for number, said in enumerate(entries)
    }
    text = "\n".join(
        f"@misc{{{key},\n" + "".join(f"  {n} = {{{v}}},\n" for n, v in said.items()) + "}\n"
        for key, said in given_.items()
    )
    (bare / "a.txt").write_text(text)
    planned = intake.plan([bare / "a.txt"], bare, form="bibtex")
    planned.write()
    balanced(planned)
    works = curation.read(bare).records.sources.values()
    by_alias = {alias: work for work in works for alias in work.aliases}
    for outcome in planned.outcomes:
        if sum(other.key == outcome.key for other in planned.outcomes) > 1:
            continue  # titles that fold to one
        out = fields(by_alias[outcome.name])
        for name, value in given_[outcome.name].items():
            assert out[name] == fields(_as_read(name, value)).get(name), name
    before = state(bare)
    assert not intake.plan([bare / "a.txt"], bare, form="bibtex").new
    assert state(bare) == before


def _as_read(name: str, value: str):  # type: ignore[no-untyped-def]
    from leadgraph.curation.bibtex import Entry
    from leadgraph.curation.problems import Report
    from leadgraph.curation.sources import make_source

    said = {"title": "T", name: value}
    return make_source(Entry("misc", "k", 0, said), "", Report())


PIECES = st.lists(
    st.sampled_from(
        [path.read_bytes() for path in sorted(FILES.iterdir())]
        + [b"\n", b"@article{", b"}", b"TY  - JOUR\n", b"ER  - \n", b"\xff", b"PMID- 1\n", b"{",
           b'"', b"citing,cited\n", b"10.1/a,b\n"]
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=examples(25))
@given(PIECES, st.integers(0, 6000), st.integers(0, 3000), st.sampled_from([None, *intake.FORMATS]))
@example([b"@article{a, title={T}}"], 0, 100, "ris")
def test_whatever_the_file_every_record_is_accounted_for(
    pieces: list[bytes], start: int, length: int, form: str | None
) -> None:
    bare = folder()
    raw = b"".join(pieces)
    start %= len(raw)
    (bare / "a.bin").write_bytes(raw[start : start + length])
    planned = intake.plan([bare / "a.bin"], bare, form=form)
    balanced(planned)
    account = planned.accounts[0]
    assert bool(account.fault) != bool(account.outcomes)
    planned.write(keep_going=True)
    assert not [p for p in curation.read(bare).problems if p.level == "error"]
    assert not intake.plan([bare / "a.bin"], bare, form=form).new
