"""What a notebook shows of a map and of gaps."""

from __future__ import annotations

import random

from invented import invented_records
from leadgraph.evidence import EvidenceBase
from leadgraph.gaps import EvidenceMap, GapList, MapQuery
from leadgraph.model import Concept, Records

HOSTILE = "<script>alert(1)</script>"


def base() -> EvidenceBase:
    held = invented_records(random.Random(3), claims=40)
    extra = Concept(scheme="areas", id="zz<b>", label=HOSTILE)
    return EvidenceBase(
        Records(
            sources=held.sources.values(),
            claims=held.claims.values(),
            concepts=[*held.concepts.values(), extra],
            questions=held.questions.values(),
        )
    )


def test_a_map_shows_its_numbers_and_letters() -> None:
    shown = EvidenceMap(base(), MapQuery.of(rows="area", columns="target"))
    html = shown._repr_html_()
    assert html.count("<tr>") == len(shown.rows) + 1
    assert html.count("<td>") == len(shown.cells)
    assert "A absolute" in html
    assert "<script" not in html


def test_gaps_show_their_cells_and_classes() -> None:
    found = GapList(base(), MapQuery.of(rows="area", columns="target"))
    html = found._repr_html_()
    assert html.count("<li>") == min(len(found), 10)
    assert found[0].classes[0] in html
    assert "zz<b>" not in html
