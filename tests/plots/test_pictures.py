"""Pictures: what they show, in words and numbers, and as files."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leadgraph import plots
from leadgraph.errors import MissingExtraError, QueryError
from leadgraph.graph import EvidenceGraph, load
from leadgraph.model import DIRECTIONS

TOY = Path(__file__).parents[1] / "toy"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """<script>alert("1")</script> \\ '"]})[0] \u2028 &amp; العربية """
WORDS = plots.Words(HOSTILE, [HOSTILE], HOSTILE)
NAMES = {name: name for name in DIRECTIONS}


@pytest.fixture(scope="module")
def meals() -> EvidenceGraph:
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    return load(TOY)


def texts(picture: plots.Picture) -> list[str]:
    """All texts that stand in a picture; also that it is well-formed XML."""
    root = ElementTree.fromstring(picture.svg)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def labels(picture: plots.Picture) -> list[str]:
    """What the marks of a picture are called for those who do not see it."""
    root = ElementTree.fromstring(picture.svg)
    marks = (node for node in root.iter() if node.get("aria-roledescription"))
    return [mark.get("aria-label") or "" for mark in marks]


def every(graph: EvidenceGraph) -> list[plots.Picture]:
    return [graph.map().plot(), graph.evidence().plot(), graph.evidence().timeline()]


def test_a_map_shows_every_cell(meals: EvidenceGraph) -> None:
    told = meals.map(rows="area", columns="target")
    picture = told.plot()
    assert len(picture.table) == len(told)
    shown = texts(picture)
    for cell in told:
        row, column = told.labels[0][cell.row], told.labels[1][cell.column]
        line = next(r for r in picture.table if (r["row"], r["column"]) == (row, column))
        assert line["studies"] == cell.studies
        assert line["other sources"] == cell.practice
        assert any(label.startswith(f"{row}, {column}. ") for label in labels(picture))
    assert {str(cell.studies) for cell in told if cell.studies} <= set(shown)


def test_a_map_tells_without_colour(meals: EvidenceGraph) -> None:
    told = meals.map(rows="area", columns="target")
    shown = texts(told.plot())
    contested = next(cell for cell in told if "contested" in cell.classes)
    assert {"positive"} < set(contested.by_direction)
    assert any("C" in text and text.isalpha() and text.isupper() for text in shown)
    assert any(text.startswith("+ −") for text in shown)
    assert {"+ positive", "− negative", "0 null", "± mixed"} <= set(shown)
    assert any("A absolute gap" in text for text in shown)


def test_a_cell_that_makes_no_sense_says_so(meals: EvidenceGraph) -> None:
    told = meals.map(rows="area", columns="outcome", depth=3)
    senseless = [cell for cell in told if cell.state == "not-applicable"]
    assert senseless
    picture = told.plot()
    assert texts(picture).count("n/a") == len(senseless)
    assert sum(row["gap classes"] == "not applicable" for row in picture.table) == len(senseless)


def test_a_harvest_plot_holds_each_study_once_under_each_direction(meals: EvidenceGraph) -> None:
    evidence = meals.evidence()
    expected = {
        (meals.records.study(one.source), one.claim.direction) for one in evidence if one.research
    }
    picture = evidence.plot()
    assert len(picture.table) == len(expected)
    for direction in DIRECTIONS:
        count = sum(found == direction for _, found in expected)
        label = meals.concepts[f"directions/{direction}"].label
        assert sum(row["finding"].endswith(f" {label}") for row in picture.table) == count
    assert {row["study"] for row in picture.table} <= set(texts(picture))


def test_a_study_read_only_in_secondary_texts_is_hollow(meals: EvidenceGraph) -> None:
    picture = meals.evidence().plot()
    hollow = {row["study"] for row in picture.table if row.get("read")}
    assert hollow
    for citation in hollow:
        claims = [
            one.claim.basis
            for one in meals.evidence()
            if one.research and one.source.citation == citation
        ]
        assert "secondary" in claims
    assert any("Hollow: read only" in text for text in texts(picture))


def test_too_many_studies_are_counted(meals: EvidenceGraph) -> None:
    studies = [plots.Study(f"A {n}", "positive", n % 2, 2000, first_hand=True) for n in range(99)]
    picture = plots.harvest(studies, ["strong", "weak"], NAMES, plots.Words("t", [], "s"))
    assert [row["studies"] for row in picture.table] == [50, 49]
    assert {"50", "49"} <= set(texts(picture))


def test_a_timeline_counts_each_study_and_each_other_source_once(meals: EvidenceGraph) -> None:
    evidence = meals.evidence()
    studies = {meals.records.study(one.source) for one in evidence if one.research}
    others = {one.source.key for one in evidence if not one.research and not one.claim.asserts_gap}
    picture = evidence.timeline()
    undated = sum("Without a year" in note for note in picture.words.notes)
    assert not undated
    assert sum(row["count"] for row in picture.table) == len(studies) + len(others)
    assert meals.timeline().svg == picture.svg


def test_nothing_held_is_said(meals: EvidenceGraph) -> None:
    nothing = meals.evidence(country="FI")
    assert nothing.total == 0
    assert "No research evidence is held on this." in texts(nothing.plot())
    assert "Nothing with a year is held on this." in texts(nothing.timeline())


def test_a_picture_has_a_text_and_names_its_snapshot(meals: EvidenceGraph) -> None:
    for picture in every(meals):
        root = ElementTree.fromstring(picture.svg)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text == picture.words.title
        assert meals.snapshot in (description.text or "")
        assert any(meals.snapshot in text for text in texts(picture))


def test_a_picture_reaches_no_other_host(meals: EvidenceGraph) -> None:
    for picture in every(meals):
        root = ElementTree.fromstring(picture.svg)
        assert not [n for n in root.iter() if n.tag in (f"{SVG}script", f"{SVG}image")]
        assert not [name for n in root.iter() for name in n.attrib if name.endswith("href")]
        page = picture.to_html().decode()
        assert "<script" not in page
        assert " src=" not in page
        assert "url(" not in page


class Cells(HTMLParser):
    """Collects the cells of the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_a_page_holds_the_table_of_its_picture(meals: EvidenceGraph) -> None:
    picture = meals.evidence().timeline()
    parser = Cells()
    parser.feed(picture.to_html().decode())
    told = [str(value) for row in picture.table for value in row.values()]
    assert [cell.strip() for cell in parser.cells] == told


def test_files_are_what_their_name_says(meals: EvidenceGraph, tmp_path: Path) -> None:
    picture = meals.evidence().timeline()
    starts = {"a.svg": b"<svg", "b.PNG": b"\x89PNG", "c.html": b"<!doctype html>"}
    for name, start in starts.items():
        assert picture.save(tmp_path / name).read_bytes().startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(starts)


def test_no_other_file_is_written(meals: EvidenceGraph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="svg, png, html"):
        meals.evidence().timeline().save(tmp_path / "map.pdf")
    assert not list(tmp_path.iterdir())


def test_a_file_stays_as_it_was_if_drawing_fails(
    meals: EvidenceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import vl_convert

    def fail(*_: object, **__: object) -> str:
        raise ValueError("cannot draw")

    path = tmp_path / "map.svg"
    path.write_text("before")
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", fail)
    with pytest.raises(ValueError, match="cannot draw"):
        meals.evidence().timeline().save(path)
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["map.svg"]


def test_hostile_words_are_only_words(meals: EvidenceGraph) -> None:
    ticks = [plots.Tick(HOSTILE, HOSTILE), plots.Tick("x" * 2000, "x" * 2000, 2)]
    squares = [
        plots.Square(r.id, c.id, True, 3, 1, {"positive": 2, "null": 1}, "A", [HOSTILE])
        for r in ticks
        for c in ticks
    ]
    study = plots.Study(HOSTILE, "positive", 0, 2000, first_hand=True)
    pictures = [
        plots.bubble_map(ticks, ticks, squares, WORDS, NAMES, [HOSTILE]),
        plots.harvest([study, study], [HOSTILE], NAMES, WORDS),
        plots.harvest([study] * 99, [HOSTILE], NAMES, WORDS),
        plots.timeline([plots.Year(2000, 0, 3)], [HOSTILE, "other"], WORDS),
    ]
    for picture in pictures:
        assert any("alert(" in text for text in texts(picture))
        assert "<script" not in picture.svg
        assert "<script" not in picture.to_html().decode()


def test_a_map_without_cells_is_drawn(meals: EvidenceGraph) -> None:
    picture = plots.bubble_map([], [], [], plots.Words("t", [], "s"), NAMES, [])
    assert "no cells" in texts(picture)


def test_a_picture_shows_itself_in_a_notebook(meals: EvidenceGraph) -> None:
    picture = meals.map().plot()
    assert picture._repr_svg_() == picture.svg
    assert repr(picture) == "<Picture: Evidence and gaps: area by target>"


SCRIPT = """
import sys
from leadgraph.graph import load
graph = load(sys.argv[1])
for picture in (graph.map().plot(), graph.evidence().plot(), graph.evidence().timeline()):
    sys.stdout.buffer.write(picture.to_svg() + picture.to_png() + picture.to_html())
"""


def test_the_same_picture_is_the_same_bytes_in_any_process(meals: EvidenceGraph) -> None:
    def run(seed: str) -> bytes:
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SCRIPT, str(TOY)]
        return subprocess.run(command, env=environ, capture_output=True, check=True).stdout

    here = b"".join(p.to_svg() + p.to_png() + p.to_html() for p in every(meals))
    assert run("1") == run("2") == here


@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_without_the_extra_it_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = load(TOY)
    monkeypatch.setitem(sys.modules, library, None)
    for draw in (graph.map().plot, graph.evidence().plot, graph.evidence().timeline):
        with pytest.raises(MissingExtraError, match=r"pip install 'leadgraph\[plots\]'"):
            draw()
