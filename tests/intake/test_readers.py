"""What other programs write is read for what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from importing import FILES, balanced, state, taken
from leadgraph import intake
from leadgraph.model import Name, Source

Put = Callable[..., Path]


def read(bare: Path, name: str, **options: object) -> tuple[intake.Import, dict[str, Source]]:
    planned, works = taken(bare, FILES / name, **options)
    balanced(planned)
    del works["zzz1900"]
    return planned, works


def fates(planned: intake.Import) -> list[str]:
    return [outcome.fate for outcome in planned.outcomes]


def test_zotero_bibtex(bare: Path) -> None:
    planned, works = read(bare, "zotero.bib")
    assert fates(planned) == ["added"] * 3
    assert list(works) == ["anonndmenu", "okafor2021school", "silva2018kitchens"]
    work = works["okafor2021school"]
    assert work.title == "School gardens and UK lunches: a Randomised trial"
    assert work.authors[1] == Name(family="van den Berg", given="Pia")
    assert (work.doi, work.year, work.aliases) == ("10.5555/zot.1", 2021, ("okafor_school_2021",))
    assert work.fields["month"] == "5"
    assert work.fields["keywords"] == "Schools, gardens, _tablet"
    assert work.fields["file"].startswith("Full Text PDF:/home/ngozi/Zotero/storage/AB_CD/")
    assert work.fields["rights"] == "All rights reserved"
    assert work.fields["abstract"].endswith("by 5%.")
    chapter = works["silva2018kitchens"]
    assert (chapter.type, chapter.fields["address"]) == ("incollection", "Porto")
    assert chapter.editors[1] == Name(literal="Fictitious Food Council")


def test_jabref_biblatex(bare: Path) -> None:
    _, works = read(bare, "jabref.bib")
    work = works["eze2017who"] if "eze2017who" in works else works["eze2017eats"]
    assert work.date == "2017-09"
    assert work.fields["journaltitle"] == "Invented Journal of School Meals"
    assert work.notes == "Ask Amara for the survey."
    paper = works["ito2015hunger"]
    assert paper.fields["crossref"] == "rossi2015proceedings"
    assert paper.fields["booktitle"] == "Proceedings of the Invented Food Conference"
    assert works["rossi2015proceedings"].type == "proceedings"


def test_mendeley(bare: Path) -> None:
    _, works = read(bare, "mendeley.bib")
    work = works["costa2010free"]
    assert work.title == "Free lunch and test scores"
    assert work.authors == (
        Name(family="Costa", given="Inês"),
        Name(family="Müller", given="Jürgen"),
    )
    assert work.fields["mendeley-groups"] == "Meals"
    assert work.fields["abstract"] == "Test scores & lunches."


def test_scholar_gives_one_key_to_two_works(bare: Path) -> None:
    planned, works = read(bare, "scholar.bib")
    assert fates(planned) == ["added", "added"]
    assert works["abel2012free"].authors[-1] == Name(literal="others")
    assert works["abel2022free"].aliases == ()


def test_ris(bare: Path) -> None:
    planned, works = read(bare, "zotero.ris")
    assert fates(planned) == ["added"] * 3
    work = works["okafor2021school"]
    assert (work.type, work.date, work.doi) == ("article", "2021-05-12", "10.5555/zot.1")
    assert work.authors[2] == Name(literal="Fictitious Food Council")
    assert work.fields == {
        "abstract": "We gave 40 schools a garden. Lunches changed.",
        "file": "/home/ngozi/okafor.pdf",
        "issn": "0000-0000, 1111-1111",
        "journal": "Invented Journal of School Meals",
        "keywords": "gardens, Schools",
        "language": "en",
        "note": "Read twice.",
        "number": "3",
        "pages": "101--119",
        "ris-dp": "DOI.org (Crossref)",
        "shortjournal": "Inv. J. Sch. Meals",
        "shorttitle": "School gardens and UK lunches",
        "urldate": "2024-02-11",
        "volume": "12",
    }
    chapter = works["silva2018kitchens"]
    assert chapter.type == "incollection"
    assert chapter.fields["booktitle"] == "Handbook of Imagined Food"
    assert (chapter.fields["location"], chapter.fields["isbn"]) == ("Porto", "978-0-000-00000-0")
    thesis = works["ito2015hunger"]
    assert thesis.fields["institution"] == "University of Nowhere"
    assert (thesis.fields["type"], thesis.fields["ris-c1"]) == ("PhD thesis", "a box")
    assert thesis.authors == (Name(family="Ito", given="Ken", suffix="Jr."),)


def test_csl_json(bare: Path) -> None:
    planned, works = read(bare, "zotero.json")
    assert fates(planned) == ["added", "added", "skipped", "added", "refused"]
    assert planned.outcomes[4].reason == "it has neither a title nor a DOI"
    assert str(planned.outcomes[4].at) == "zotero.json, record 5"
    work = works["okafor2021school"]
    assert work.authors[1] == Name(family="Berg", given="Pia", prefix="van den")
    assert work.title == "School gardens and UK lunches: a randomised trial"
    assert (work.date, work.url, work.aliases) == ("2021-05-12", None, ())
    assert work.fields["shortjournal"] == "Inv. J. Sch. Meals"
    assert works["silva2018kitchens"].aliases == ("silva2018",)
    assert works["silva2018kitchens"].fields["pages"] == "11--29"
    assert works["anon2020thing"].type == "misc"
    assert "holo-deck" in planned.outcomes[3].notes[0]


def test_openalex(bare: Path) -> None:
    planned, works = read(bare, "openalex.json")
    assert fates(planned) == ["added", "added", "refused"]
    assert planned.accounts[0].notes == ["it is one page: 3 of 2210 results"]
    work = works["okafor2021school"]
    assert work.authors[1] == Name(family="Berg", given="Pia", prefix="van den")
    assert work.fields["openalex"] == "W4200000001"
    assert work.fields["pmid"] == "30000001"
    assert work.fields["abstract"] == "We gave gardens"
    assert work.cites == ("ito2015hunger",)
    assert "openalex:W9" in planned.outcomes[0].notes[0]
    thesis = works["ito2015hunger"]
    assert (thesis.type, thesis.date, thesis.year) == ("thesis", None, 2015)


def test_openalex_one_work_and_lines(bare: Path, put: Put) -> None:
    items = json.loads((FILES / "openalex.json").read_text())["results"]
    lines = "\n".join(json.dumps(item) for item in items[:2])
    planned, works = taken(bare, put("one.json", json.dumps(items[1])), put("l.jsonl", lines))
    assert fates(planned) == ["added", "added", "skipped"]
    assert str(planned.outcomes[1].at) == "l.jsonl:1"
    assert len(works) == 3


def test_crossref(bare: Path, put: Put) -> None:
    planned, works = taken(bare, FILES / "mendeley.bib", FILES / "crossref.json")
    work = works["okafor2021school"]
    assert work.title == "School gardens and UK lunches: A randomised trial"
    assert (work.date, work.url) == ("2021-05-12", None)
    assert work.cites == ("costa2010free", "10.5555/far.away")
    assert work.fields["abstract"] == "We gave 40 schools a garden."
    assert work.authors[1] == Name(literal="Fictitious Food Council")
    assert planned.outcomes[1].notes == ["1 of 3 references have no DOI: not taken"]
    assert works["ito2022preprint"].type == "unpublished"
    single = json.loads((FILES / "crossref.json").read_text())["message"]["items"][0]
    message = {"status": "ok", "message-type": "work", "message": single}
    again, _ = taken(bare, put("one.json", json.dumps(message)))
    assert fates(again) == ["skipped"]


@pytest.mark.parametrize("order", [1, -1])
def test_all_of_them_together_and_again(toy: Path, order: int) -> None:
    paths = sorted(FILES.iterdir())[::order]
    planned, _ = taken(toy, *paths)
    balanced(planned)
    before = state(toy)
    again, _ = taken(toy, *paths)
    assert (again.new, state(toy)) == ({}, before)
    assert not {"added", "merged"} & set(fates(again))


def test_nbib(bare: Path) -> None:
    planned, works = read(bare, "pubmed.nbib")
    assert fates(planned) == ["added", "added"]
    assert [outcome.at.line for outcome in planned.outcomes] == [1, 34]
    work = works["okafor2021school"]
    assert work.title.endswith("of forty schools and their kitchens.")
    assert work.authors == (
        Name(family="Okafor", given="Ngozi"),
        Name(family="van den Berg", given="Pia"),
        Name(literal="Fictitious Food Council"),
    )
    assert (work.date, work.doi) == ("2021-05-12", "10.5555/zot.1")
    assert work.fields["pages"] == "101--119"
    assert work.fields["issn"] == "0000-0000 1111-1111"
    assert work.fields["keywords"] == "*Lunch, Schools"
    assert (work.fields["pmid"], work.fields["pmcid"]) == ("30000001", "PMC7000001")
    assert works["silva2019kitchens"].date is None


@pytest.mark.parametrize("name", ["zotero.ris", "zotero.json", "crossref.json", "pubmed.nbib"])
def test_one_work_from_five_programs_is_one_work(bare: Path, name: str) -> None:
    taken(bare, FILES / "zotero.bib")
    _, works = taken(bare, FILES / name)
    assert [key for key, work in works.items() if work.doi == "10.5555/zot.1"] == [
        "okafor2021school"
    ]


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_importing_twice_changes_nothing(toy: Path, path: Path) -> None:
    taken(toy, path)
    before = state(toy)
    planned, _ = taken(toy, path)
    assert not planned.new
    assert not {"added", "merged"} & set(fates(planned))
    assert state(toy) == before


def test_opencitations(toy: Path) -> None:
    planned, works = taken(toy, FILES / "opencitations.csv", FILES / "coci.csv")
    balanced(planned)
    assert fates(planned) == ["added", "added", "skipped", "refused", "refused", "skipped"]
    assert "known already" in planned.outcomes[5].reason
    assert works["abel2012breakfast"].cites == (
        "ito2005hunger",
        "10.5555/elsewhere.9",
        "berg2019meals",
    )
    assert (toy / "citations.csv").read_text() == (
        "citing,cited\nabel2012breakfast,berg2019meals\nabel2012breakfast,10.5555/elsewhere.9\n"
    )


def test_what_stands_between_records_of_ris(bare: Path, put: Put) -> None:
    record = "TY  - BOOK\nTI  - Trust {}\nER  - \n"
    text = f"1.\n{record.format(1)}\n2.\n{record.format(2)}TI  - Lost\nER  - \n"
    planned, _ = taken(bare, put("a.ris", text))
    assert fates(planned) == ["added", "added", "refused"]
    assert [outcome.at.line for outcome in planned.outcomes] == [2, 7, 10]


# -------------------------------------------------------------------------------- broken files


def only(bare: Path, path: Path) -> intake.Import:
    before = state(bare)
    planned = intake.plan([path], bare)
    balanced(planned)
    assert planned.faults
    with pytest.raises(intake.plan.__globals__["IntakeError"], match="nothing is written"):
        planned.write()
    assert state(bare) == before
    return planned


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.bib", "", "empty"),
        ("a.ris", "\n \n", "empty"),
        ("a.bib", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
        ("a.bib", "Dear all,\nplease find attached.\n", "nothing in it looks like bibtex"),
        ("a.bib", "@comment{@article{a, title = {T}}}\n", "no record"),
        ("a.json", "[]", "no record"),
        ("a.json", '{"a": 1}', "neither CSL-JSON"),
        ("a.json", '[{"type": "book", "title": "T"', "cut short"),
        ("a.json", "[" * 100_000, "cut short"),
        ("a.csv", "citing,cited\n", "no record"),
        ("a.csv", "what,ever\n1,2\n", "--mapping"),
        ("a.xyz", "what ever", "none of the forms"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(
    bare: Path, put: Put, name: str, content: str, said: str
) -> None:
    planned = only(bare, put(name, content))
    assert said in planned.accounts[0].fault
    assert planned.counts["read"] == 0


@pytest.mark.parametrize("name", ["zotero.bib", "zotero.ris", "zotero.json", "openalex.json",
                                  "crossref.json", "pubmed.nbib", "opencitations.csv"])  # fmt: skip
@pytest.mark.parametrize("share", [0.3, 0.55, 0.9])
def test_a_file_cut_in_the_middle_leaves_the_dataset_as_it_was(
    bare: Path, put: Put, name: str, share: float
) -> None:
    raw = (FILES / name).read_bytes()
    only(bare, put(name, raw[: int(len(raw) * share)]))


def test_a_folder_and_no_file(bare: Path, tmp_path: Path) -> None:
    assert "cannot be read" in only(bare, tmp_path).accounts[0].fault
    assert "No such file" in only(bare, tmp_path / "nowhere.bib").accounts[0].fault


def test_encodings(bare: Path, put: Put) -> None:
    entry = "@book{a,\r\n  title = {Confiança},\r\n  year = {2001},\r\n}\r\n"
    latin, _ = taken(bare, put("latin.bib", entry.encode("latin-1")))
    assert "Windows-1252" in latin.accounts[0].notes[0]
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        planned, works = taken(bare, put("a.bib", entry.encode(encoding)))
        assert fates(planned) == ["skipped"]
    assert works["anon2001confianca"].title == "Confiança"


def test_a_form_can_be_told(bare: Path, put: Put) -> None:
    path = put("export.txt", "x\n" + (FILES / "zotero.ris").read_text())
    assert intake.plan([path], bare, form="ris").counts["added"] == 3
    assert intake.plan([path], bare, form={str(path): "ris"}).counts["added"] == 3


@pytest.mark.parametrize("entry", [
    "@article{a, title = {T}, year = {in press}}",
    "@article{a, title = {T}, doi = {not a doi}, year = 2001}",
    "@artikel{a, title = {T}, journal = undefined}",
    "@article{a, title = {T}, area = {no-such-area}, country = {UK}, cites = {nobody}}",
    "@article{a, title = {T}, crossref = {nobody}}",
    "@article{,title = {T}}",
    "@article{a, title = {T}, ids = {zzz1900}}",
])  # fmt: skip
def test_what_cannot_be_held_as_it_stands_is_told(bare: Path, put: Put, entry: str) -> None:
    planned, works = taken(bare, put("a.bib", entry))
    assert fates(planned) == ["added"]
    assert planned.outcomes[0].notes or entry.startswith("@article{,")
    assert len(works) == 2


def test_a_year_that_is_none_and_a_doi_that_is_none_stay_in_the_note(bare: Path, put: Put) -> None:
    _, works = taken(bare, put("a.bib", "@misc{a,title={T},year={in press},doi={1/2},note={N}}"))
    assert works["anonndt"].fields["note"] == "N; in press; DOI: 1/2"
