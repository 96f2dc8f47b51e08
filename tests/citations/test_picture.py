"""The neighbourhood and its picture: who is in it, where each stands, what is said of it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as Tree
from collections.abc import Iterable
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from leadgraph.citations import forms
from leadgraph.citations.arrangement import Arrangement, arrange, cut, width_of
from leadgraph.citations.asked import MOST_AT_ALL, SEEDS_MOST, TIES, NeighbourhoodQuery
from leadgraph.citations.neighbourhood import Neighbourhood
from leadgraph.citations.picture import NeighbourhoodPicture, curve, neighbourhood_picture
from leadgraph.citations.wording import ties_of
from leadgraph.errors import QueryError
from leadgraph.evidence import EvidenceBase
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Claim, Name, Records, Source

SVG = "{http://www.w3.org/2000/svg}"


def base_of(sources: Iterable[Source], claims: Iterable[Claim] = ()) -> EvidenceBase:
    return EvidenceBase(Records(sources=sources, claims=claims))


def work(key: str, year: int | None = 2010, *cites: str) -> Source:
    name = Name(family=key.capitalize())
    return Source(
        key=key, type="article", title=f"On {key}", authors=(name,), year=year, cites=cites
    )


def around(base: EvidenceBase, **asked: object) -> Neighbourhood:
    return Neighbourhood(base, NeighbourhoodQuery.of(**asked))


@pytest.fixture(scope="module")
def graph(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="module")
def hub() -> EvidenceBase:
    """A work that 300 others cite, the first of which are themselves cited."""
    citing = [work(f"c{n:03}", 1990 + n % 30, "hub", f"c{max(n - 1, 0):03}") for n in range(300)]
    return base_of([work("hub", 1985, "10.1/elsewhere"), *citing])


# -- who ----------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> tuple[EvidenceBase, list[str]]:
    size = draw(st.integers(1, 9))
    keys = [f"w{n}" for n in range(size)]
    cited = st.lists(st.sampled_from([*keys, "10.1/x", "10.1/y"]), max_size=5, unique=True)
    years = st.one_of(st.none(), st.integers(1990, 2000))
    return base_of([work(key, draw(years), *draw(cited)) for key in keys]), keys


@settings(max_examples=examples(60))
@given(networks(), st.data())
def test_a_neighbourhood_is_what_networkx_says(
    made: tuple[EvidenceBase, list[str]], data: st.DataObject
) -> None:
    base, keys = made
    oracle = nx.DiGraph()
    for source in base.works:
        ids = [f"doi:{cited}" if cited.startswith("10.") else cited for cited in source.cites]
        oracle.add_edges_from((source.key, id_) for id_ in ids if id_ != source.key)
        oracle.add_node(source.key)
    seeds = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    shown = around(base, key=seeds, most=MOST_AT_ALL)
    near = {n for s in seeds for n in (*oracle.successors(s), *oracle.predecessors(s))} - {*seeds}
    assert [node.id for node in shown.nodes if node.seed] == seeds
    assert {node.id for node in shown.nodes if not node.seed} == near
    inside = {*seeds, *near}
    drawn = {(shown.nodes[e.origin].id, shown.nodes[e.target].id) for e in shown.links}
    assert drawn == {(a, b) for a, b in oracle.edges if a in inside and b in inside}
    assert all(node.held == (not node.id.startswith("doi:")) for node in shown.nodes)
    found = {one.tie: one.found for one in shown.found}
    assert found["cites"] == len({n for s in seeds for n in oracle.successors(s)} - {*seeds})
    assert found["cited-by"] == len({n for s in seeds for n in oracle.predecessors(s)} - {*seeds})


@settings(max_examples=examples(40))
@given(networks(), st.integers(1, 6), st.sets(st.sampled_from(TIES), min_size=1))
def test_shown_and_left_out_are_all(
    made: tuple[EvidenceBase, list[str]], most: int, ties: set[str]
) -> None:
    base, keys = made
    whole = around(base, key=keys[0], kind=sorted(ties), most=MOST_AT_ALL)
    few = around(base, key=keys[0], kind=sorted(ties), most=most)
    assert len(few.nodes) == min(most, len(whole.nodes))
    assert len(few.nodes) + few.left_out == len(whole.nodes)
    assert [one.found for one in few.found] == [one.found for one in whole.found]
    assert {node.id for node in few.nodes} <= {node.id for node in whole.nodes}


def test_the_most_cited_come_first_and_the_rest_is_counted(hub: EvidenceBase) -> None:
    shown = around(hub, key="hub", most=10)
    assert shown.left_out == 301 - 9
    ids = [node.id for node in shown.nodes]
    assert ids[:2] == ["hub", "doi:10.1/elsewhere"]  # each kind has its turn
    assert "c299" not in ids  # nobody cites the last one
    assert "9 of 301 neighbours shown" in NeighbourhoodPicture(shown).words.notes[0]


def test_what_is_tied_to_several_seeds_comes_first(hub: EvidenceBase) -> None:
    shown = around(hub, key="hub,c150", most=4)
    assert {node.id for node in shown.nodes} == {"hub", "c150", "c149", "c151"}


def test_a_filter_leaves_out_and_says_so(graph: EvidenceGraph) -> None:
    whole = around(graph.base, key="treacy2017leadership", most=MOST_AT_ALL)
    some = around(graph.base, key="treacy2017leadership", most=MOST_AT_ALL, since=2015)
    assert some.filtered == len(whole.nodes) - len(some.nodes)
    assert all(node.seed or (node.year or 0) >= 2015 for node in some.nodes)
    assert (
        f"{some.filtered} more do not answer the filter"
        in NeighbourhoodPicture(some).words.notes[0]
    )


def test_a_stance_is_a_tie_of_its_own_with_its_word(graph: EvidenceGraph) -> None:
    shown = around(graph.base, key="leithwood2006seven", kind="stance")
    kinds = {(shown.nodes[e.origin].id, e.kind) for e in shown.links}
    assert ("leithwood2020seven", "qualifies") in kinds
    [of_seed, *_] = ties_of(shown)
    assert "qualified by" in {said.verb for said in of_seed}
    assert ">qualifies</text>" in NeighbourhoodPicture(shown).svg


def test_a_stub_can_be_started_from(hub: EvidenceBase) -> None:
    shown = around(hub, key="doi:10.1/elsewhere")
    assert [node.id for node in shown.nodes] == ["doi:10.1/elsewhere", "hub"]
    assert around(hub, key="10.1/ELSEWHERE").nodes == shown.nodes


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"key": "leithwood2006sevn"}, "did you mean leithwood2006seven"),
        ({"key": ["leithwood2006seven"] * 3 + [f"k{n}" for n in range(SEEDS_MOST)]}, "at most 12"),
        ({"key": "leithwood2006seven", "kind": "cite"}, "did you mean cites"),
        ({"key": "leithwood2006seven", "most": 500}, "from 1 to 120"),
        ({"key": "leithwood2006seven", "most": "many"}, "from 1 to 120"),
        ({"key": "leithwood2006seven", "limit": 5}, "unknown parameter 'limit'"),
        ({"key": "leithwood2006seven", "area": "equit"}, "did you mean equity"),
        ({"key": "a,,b"}, "an empty value"),
    ],
)
def test_what_is_wrong_is_named(graph: EvidenceGraph, asked: dict[str, object], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        around(graph.base, **asked)


# -- where --------------------------------------------------------------------------------------


def boxes(shown: Neighbourhood, laid: Arrangement) -> list[tuple[float, float, float, float]]:
    found = []
    for node, place in zip(shown.nodes, laid.places, strict=True):
        wide = width_of(place.label, bold=node.seed) + 6
        left = place.x - place.radius - (wide if place.before else 0)
        right = place.x + place.radius + (0 if place.before else wide)
        found.append((left, place.y - 8, right, place.y + 8))
    return found


@pytest.mark.parametrize(
    "key", ["treacy2017leadership", "grissom2021principals", "fullan2001leading"]
)
def test_no_label_meets_another_and_years_run_to_the_right(graph: EvidenceGraph, key: str) -> None:
    shown = around(graph.base, key=key, kind=TIES, most=60)
    laid = arrange(shown.nodes, shown.links)
    for (a, b, c, d), (e, f, g, h) in combinations(boxes(shown, laid), 2):
        assert c <= e or g <= a or d <= f or h <= b
    dated = [(n.year, p.x) for n, p in zip(shown.nodes, laid.places, strict=True) if n.year]
    assert len({x for _, x in dated}) == len({year for year, _ in dated})
    assert [x for _, x in sorted(dated)] == sorted(x for _, x in dated)
    undated = [p.x for n, p in zip(shown.nodes, laid.places, strict=True) if n.year is None]
    assert all(laid.lane is not None and x < laid.lane < min(y for _, y in dated) for x in undated)
    for left, top, right, bottom in boxes(shown, laid):
        assert left >= 0
        assert right <= laid.frame.width + 1
        assert 0 <= top < bottom <= laid.height


@settings(max_examples=examples(40))
@given(networks(), st.sets(st.sampled_from(TIES), min_size=1))
def test_any_neighbourhood_is_drawn(made: tuple[EvidenceBase, list[str]], ties: set[str]) -> None:
    base, keys = made
    shown = around(base, key=keys[0], kind=sorted(ties))
    laid = arrange(shown.nodes, shown.links)
    for (a, b, c, d), (e, f, g, h) in combinations(boxes(shown, laid), 2):
        assert c <= e or g <= a or d <= f or h <= b
    drawn = Tree.fromstring(NeighbourhoodPicture(shown).svg)
    assert len(drawn.findall(f".//{SVG}g[@data-at]")) == len(shown.nodes)
    assert len(drawn.findall(f".//{SVG}path[@data-from]")) == len(shown.links)
    assert "nan" not in NeighbourhoodPicture(shown).svg


def test_the_same_question_gives_the_same_bytes(graph: EvidenceGraph) -> None:
    import random

    query = NeighbourhoodQuery.of(key="treacy2017leadership", kind=TIES)
    first = neighbourhood_picture(graph.base, query).svg
    random.seed(17)
    records = Records(
        sources=reversed(list(graph.records.sources.values())),
        claims=reversed(list(graph.records.claims.values())),
        concepts=graph.records.concepts.values(),
        questions=graph.records.questions.values(),
        inapplicable=graph.records.inapplicable,
        about=graph.records.about,
    )
    assert neighbourhood_picture(EvidenceBase(records), query).svg == first


def test_a_label_keeps_its_year() -> None:
    assert cut("Leithwood et al. 2006") == "Leithwood et al. 2006"
    assert cut("Council of Chief State School Officers 2017").endswith("… 2017")
    assert len(cut("W" * 10_000)) <= 28
    assert len(cut("漢字" * 50 + " 2001")) <= 28
    assert cut("doi:10.1234/" + "5" * 50).startswith("doi:10.1234/")


def test_a_curve_goes_from_rim_to_rim(graph: EvidenceGraph) -> None:
    shown = around(graph.base, key="grissom2021principals", kind=TIES)
    places = arrange(shown.nodes, shown.links).places
    for link in shown.links:
        start, end = places[link.origin], places[link.target]
        drawn = curve(start, end)
        for place, share in ((start, 0.0), (end, 1.0)):
            x, y = drawn.at(share)
            away = ((x - place.x) ** 2 + (y - place.y) ** 2) ** 0.5
            assert abs(away - place.radius - 3) < 0.2


# -- its forms ----------------------------------------------------------------------------------


def test_the_picture_says_what_it_shows_and_how(graph: EvidenceGraph) -> None:
    picture = neighbourhood_picture(
        graph.base, NeighbourhoodQuery.of(key="leithwood2006seven", kind=TIES, most=20)
    )
    root = Tree.fromstring(picture.svg)
    assert root.attrib["role"] == "img"
    texts = {element.attrib["id"]: element.text for element in root.findall("*[@id]")}
    named = [texts[id_] for id_ in root.attrib["aria-labelledby"].split()]
    assert named[0] == "Around Leithwood et al. 2006"
    assert all(node.label in (named[1] or "") for node in picture.shown.nodes)
    ties = root.findall(f".//{SVG}path[@data-from]")
    looks = {
        kind: {
            (t.attrib["stroke"], t.get("stroke-dasharray"), t.attrib["stroke-width"]) for t in group
        }
        for kind in {t.attrib["class"] for t in ties}
        for group in [[t for t in ties if t.attrib["class"] == kind]]
    }
    assert all(len(look) == 1 for look in looks.values())
    # told apart without their colours
    assert len({look[1:] for [look] in map(list, looks.values())}) == len(looks)
    assert picture.to_png()[:4] == b"\x89PNG"
    assert picture.to_svg() == picture.svg.encode()
    assert repr(picture) == "<NeighbourhoodPicture: Around Leithwood et al. 2006>"


def test_every_form_holds_exactly_what_is_shown(hub: EvidenceBase) -> None:
    shown = around(hub, key="hub,c010", kind="cites,cited-by", most=12)
    ids = {node.id for node in shown.nodes}
    told = json.loads(forms.to_json(shown))
    assert {node["id"] for node in told["nodes"]} == ids
    assert len(told["edges"]) == len(shown.links)
    drawn = nx.parse_graphml(forms.to_graphml(shown).decode())
    assert {node.partition("/")[2] for node in drawn} == ids
    assert drawn.number_of_edges() == len(shown.links)
    assert forms.to_networkx(shown).number_of_edges() == len(shown.links)
    entries = forms.to_bibtex(shown)
    assert entries.count("\n@") + 1 == len(ids)
    assert "doi = {10.1/elsewhere}" in entries


def test_texts_that_xml_cannot_carry_are_no_obstacle() -> None:
    odd = Source(key="a\x01<b>", type="misc", title="\x00\x0b<script>&", cites=("c&\x02",))
    shown = around(base_of([odd]), key="a\x01<b>")
    Tree.fromstring(NeighbourhoodPicture(shown).svg)
    assert len(nx.parse_graphml(forms.to_graphml(shown).decode())) == 2
