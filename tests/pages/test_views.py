"""What stands on a page is what the library says."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from leadgraph.gaps import CLASSES, FACETS, EvidenceMap, MapQuery
from leadgraph.graph import EvidenceGraph
from leadgraph.model import DIRECTIONS
from leadgraph.query import EvidenceQuery
from leadgraph_api.pages.bubbles import LARGEST, SMALLEST, bubble
from leadgraph_api.pages.chips import chips
from leadgraph_api.pages.facets import evidence_counts, facets
from leadgraph_api.pages.references import reference
from leadgraph_api.pages.site import FIELDS, SIGNS, Site
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.map import FACET_NAMES, LETTERS, Form, draw
from page import Html

Show = Callable[[str], Html]


@pytest.fixture(scope="module")
def site(graph: EvidenceGraph) -> Site:
    return Site(graph)


def query_of(url: str) -> EvidenceQuery:
    return EvidenceQuery.from_params(parse_qsl(urlsplit(url).query))


def test_words_are_there_for_all_that_can_be_asked() -> None:
    asked = {name.removeprefix("not_") for name in EvidenceQuery.model_fields}
    assert set(FIELDS) == asked - {"sort", "limit", "cursor"}
    assert tuple(FACET_NAMES) == FACETS
    assert tuple(SIGNS) == DIRECTIONS
    assert tuple(LETTERS) == CLASSES
    assert len(set(LETTERS.values())) == len(CLASSES)


def test_a_number_beside_a_facet_is_what_a_click_on_it_adds(
    graph: EvidenceGraph, site: Site
) -> None:
    query = EvidenceQuery.of(area="equity", since=2005)
    found = facets(query, evidence_counts(site), site.to("/evidence"))
    assert {"area", "target", "outcome", "design"} <= {facet.field for facet in found}
    for facet in found:
        for value in [*facet.first, *facet.more]:
            asked = query_of(value.url)
            if facet.field == "year":
                continue
            if facet.field in query.fields():
                [new] = set(getattr(asked, facet.field)) ^ set(getattr(query, facet.field))
                alone = asked.but(**{facet.field: new})
                assert graph.evidence(alone).total == value.count
            else:
                assert graph.evidence(asked).total == value.count
    [selected] = [v for f in found for v in f.first if v.selected]
    assert query_of(selected.url) == query.but(area=None)


def test_the_strip_adds_up(graph: EvidenceGraph, site: Site) -> None:
    query = EvidenceQuery.of(target="students")
    summary = graph.evidence(query).summary
    drawn = strip(summary, query, site)
    assert drawn is not None
    assert sum(line.total for line in drawn.lines) == summary.evidence
    assert drawn.width == max(line.total for line in drawn.lines)
    for line in drawn.lines:
        assert sum(part.count for part in line.parts) == line.total
        for part in line.parts:
            assert (part.url is None) == (part.count == 0)
            if part.url:
                assert graph.evidence(query_of(part.url)).total == part.count


def test_every_change_of_a_chip_is_a_query_of_its_own(graph: EvidenceGraph, site: Site) -> None:
    query = EvidenceQuery.of(
        area="equity", outcome="student-achievement", not_target="teachers", since=2001, q="school"
    )
    found = chips(query, site, site.to("/evidence"))
    assert len(found) == 5
    seen = {query.canonical}
    for chip in found:
        for url in (chip.remove, *(change.url for change in chip.changes)):
            asked = query_of(url)
            graph.evidence(asked)
            assert asked.canonical not in seen
            seen.add(asked.canonical)
    outcome = next(chip for chip in found if chip.field == "Outcome")
    assert any(change.text == "Broader: student outcomes" for change in outcome.changes)
    excluded = next(chip for chip in found if chip.field.startswith("not"))
    assert any("instead" in change.text for change in excluded.changes)


def test_groups_hold_all_of_an_answer(graph: EvidenceGraph, show: Show) -> None:
    found = graph.evidence(area="equity", target="students")
    page = show("/ask?q=equity+and+students")
    counts = [int(text) for text in re.findall(r'<h2 id="group-[^<]*.*?count">(\d+)<', page.source)]
    assert sum(counts) == found.total


def test_the_map_shows_what_the_map_says(graph: EvidenceGraph, site: Site) -> None:
    query = MapQuery(rows="area", columns="outcome")
    closed = draw(site, query, Form("direction", ()))
    told = EvidenceMap(graph.base, query)
    assert [square.cell for square in closed.shown] == list(told.cells)
    opened = draw(site, query, Form("direction", ("outcome:student-outcomes",)))
    assert len(opened.columns) == len(closed.columns) + 8
    deep = EvidenceMap(graph.base, query.but(depth=2))
    for square in opened.shown:
        assert square.cell == deep.cell(square.cell.row, square.cell.column)
        if square.url:
            assert graph.evidence(query_of(square.url)).total == square.cell.claims


def test_the_area_of_a_bubble_is_in_proportion() -> None:
    order = list(SIGNS)
    whole = bubble(36, 36, {"positive": 5, "null": 5}, order)
    quarter = bubble(9, 36, {"positive": 5}, order)
    assert whole.radius == LARGEST
    assert whole.radius == 2 * quarter.radius
    assert [part.name for part in whole.slices] == ["positive", "null"]
    assert bubble(1, 10_000, {"mixed": 1}, order).radius == SMALLEST
    assert bubble(0, 36, {}, order).radius == 0


def test_a_cell_says_in_words_what_its_picture_shows(show: Show, graph: EvidenceGraph) -> None:
    page = show("/map")
    cell = graph.map(rows="area", columns="target").cell("equity", "students")
    assert f"equity, students: {cell.studies} studies, {cell.claims} claims" in page.text
    assert f"{cell.by_direction['negative']} negative" in page.text
    assert "contested evidence" in page.text


def test_a_source_says_how_it_was_read_and_how_to_cite_it(show: Show, graph: EvidenceGraph) -> None:
    source = graph.sources["leithwood2006seven"]
    page = show("/sources/leithwood2006seven")
    assert source.title in page.text
    assert source.read_url is not None
    assert source.read_url in page.text
    assert source.read_url not in page.links
    assert "@techreport{leithwood2006seven," in page.text
    for claim in graph.evidence(source=source.key):
        assert f"/claims/{claim.claim.id}" in page.links
    for other in ("leithwood2020seven", "treacy2017leadership"):
        assert f"/sources/{other}" in page.links
    cited = "".join(text for _, text in reference(source))
    assert cited.startswith("Leithwood, K., Day, C., Sammons, P., Harris, A. & Hopkins, D. (2006).")


def test_a_work_with_a_doi_is_linked_by_it(show: Show) -> None:
    assert "https://doi.org/10.3390/bs15010036" in show("/claims/daly2025effective-2").links


def test_a_claim_read_in_a_secondary_text_says_so_everywhere(
    show: Show, graph: EvidenceGraph
) -> None:
    one = graph.evidence(basis="secondary", limit=1)[0]
    for url in (
        f"/claims/{one.claim.id}",
        f"/sources/{one.source.key}",
        "/evidence?basis=secondary&limit=1",
    ):
        assert "in a secondary text" in show(url).text.lower()


def test_nothing_held_is_told_apart_from_outside(show: Show) -> None:
    held = show("/ask?q=servant+leadership+and+students")
    outside = show("/ask?q=quantum+chromodynamics")
    assert "Nothing is held on this" in held.text
    assert "Cells beside it on the map" in held.text
    assert "Outside what this dataset is about" in outside.text
    assert "/evidence?q=quantum+chromodynamics" in outside.links


def test_words_that_can_be_read_in_several_ways_are_offered(show: Show) -> None:
    page = show("/ask?q=who+cites+leithwood+2006")
    assert "Which did you mean?" in page.text
    assert "/evidence?source=leithwood2006seven" in page.links


def test_examples_work(show: Show) -> None:
    examples = [link for link in show("/").links if link.startswith("/ask?q=")]
    assert len(examples) >= 4
    statuses = {show(link).all("p")[0].get("class", "") for link in examples}
    assert not any("outside-framework" in status or "ambiguous" in status for status in statuses)


def test_the_gaps_of_a_page_are_those_of_the_library(show: Show, graph: EvidenceGraph) -> None:
    found = graph.gaps(rows="area", columns="target")
    page = show("/gaps?limit=200")
    assert f"{found.total} gaps" in page.text
    assert page.source.count('<ul class="reasons">') == found.total


def test_a_question_says_which_of_its_cells_are_gaps(show: Show) -> None:
    page = show("/questions/Q5")
    assert re.search(r"Its cells on the map, area by target \d+ of \d+ are gaps", page.text)


def test_the_picture_can_be_had_as_a_file(client: TestClient) -> None:
    svg = client.get("/map.svg?rows=area&columns=outcome&colour=design")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "style=" not in svg.text
    assert svg.headers["etag"] != client.get("/map.svg").headers["etag"]
    whole = client.get("/map.html?rows=area&columns=outcome")
    assert whole.headers["content-type"].startswith("text/html")
    assert "<svg" in whole.text
    assert "<table" in whole.text
    assert not re.search(r"(src|href|style)=", whole.text)
    assert client.get("/map.svg?colour=pink").status_code == 422
    pytest.importorskip("vl_convert")
    png = client.get("/map.png")
    assert png.headers["content-type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
