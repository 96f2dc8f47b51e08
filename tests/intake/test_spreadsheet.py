"""A spreadsheet of claims, with a mapping of its columns and values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from importing import balanced, state, taken
from leadgraph import curation, intake
from leadgraph.errors import IntakeError
from leadgraph.intake.claimfile import to_toml, with_claims
from leadgraph.model import Claim, Effect, Stance

Put = Callable[..., Path]

MAPPING = """
[columns]
source = "Paper"
statement = "Finding"
areas = "Theme"
direction = "+/-"
"effect.value" = "d"

[constants]
kind = "empirical-finding"
locator = "abstract"
"effect.metric" = "cohen_d"
curated = 2026-05-01

[separators]
areas = "/"

[values.areas]
"School food" = "free-meals"
"all" = ["free-meals", "food-quality"]
"N/A" = []

[values.direction]
"+" = "positive"
"0" = "null"
"""
ROWS = """\
Paper;Finding;Theme;+/-;d
10.5555/toy.1;"Meals; they help.";school  FOOD / commensality;+;0.2
berg2019meals;Nothing changed.;ALL;0;
nobody;It rained.;n/a;+;
berg2019meals;It rained.;rain;+;
berg2019meals;It rained.;N/A;perhaps;
berg2019meals;;;+;
berg2019meals;cut
"""


def test_columns_and_values_are_mapped(toy: Path, put: Put) -> None:
    planned, _ = taken(toy, put("a.csv", ROWS), mapping=put("m.toml", MAPPING))
    balanced(planned)
    assert [one.fate for one in planned.outcomes] == ["added", "added", *["refused"] * 5]
    reasons = [one.reason for one in planned.outcomes[2:]]
    for reason, said in zip(
        reasons, ["no work 'nobody'", "'rain' is no concept", "perhaps", "statement", "cut short"],
        strict=True,
    ):  # fmt: skip
        assert said in reason
    claims = curation.read(toy).records.claims
    first = claims[planned.outcomes[0].key]
    assert first.id == "abel2012breakfast-5"
    assert first.areas == ("free-meals", "eating-together")
    assert first.direction == "positive"
    assert first.effect == Effect(metric="cohen_d", value=0.2)
    second = claims[planned.outcomes[1].key]
    assert (second.areas, second.direction) == (("free-meals", "food-quality"), "null")
    assert second.effect is None
    assert str(second.curated) == "2026-05-01"


def test_the_file_stays_in_order_and_the_second_time_nothing_is_new(toy: Path, put: Put) -> None:
    old = state(toy)["claims.toml"]
    options = {"mapping": put("m.toml", MAPPING.replace('"effect.value" = "d"\n', ""))}
    planned, _ = taken(toy, put("a.csv", ROWS), **options)
    assert not [problem for problem in planned.warnings if problem.code == "unsorted"]
    new = state(toy)["claims.toml"]
    assert set(old.splitlines()) <= set(new.splitlines())
    before = state(toy)
    again, _ = taken(toy, put("a.csv", ROWS), **options)
    assert (again.counts["added"], again.new, state(toy)) == (0, {}, before)


def test_columns_of_our_own_need_no_mapping(toy: Path, put: Put) -> None:
    rows = (
        "id\tsource\tstatement\tkind\tareas\tlocator\teffect.metric\teffect.value\n"
        "x-1\tabel2012breakfast\tSo.\ttheoretical\tfree-meals\tp. 1\tr\t0.1;0.2\n"
    )
    taken(toy, put("a.tsv", rows))
    claim = curation.read(toy).records.claims["x-1"]
    assert claim.effect == Effect(metric="r", value=(0.1, 0.2))


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("[columns", "not TOML"),
        ("[colums]\nsource = 'x'", "did you mean columns"),
        ("[columns]\nsorce = 'x'", "did you mean source"),
        ("columns = 3", "not a table"),
        ("[columns]\nsource = 'Papper'\nstatement='Finding'", "did you mean Paper"),
        ("[columns]\nsource = 'Paper'", "no column is statement"),
        ("[columns]\nsource = 3\nstatement = 'Finding'", "3"),
        ("[values]\nareas = 3", "areas"),
    ],
)
def test_a_mapping_that_is_wrong(toy: Path, put: Put, mapping: str, said: str) -> None:
    try:
        planned = intake.plan([put("a.csv", ROWS)], toy, mapping=put("m.toml", mapping))
        fault = planned.accounts[0].fault
    except IntakeError as error:
        fault = str(error)
    assert said in fault


def test_claims_go_above_the_comments_of_the_next_one() -> None:
    text = b'# top\n\n[[claim]]\nid = "a-1"\n\n# of c\n[[claim]]\nid = "c-1"'
    new = [Claim(id=i, source="b", statement="S", kind="theoretical") for i in ("b-2", "d-1")]
    toml = to_toml(new[0]).encode()
    assert with_claims(text, new) == (
        b'# top\n\n[[claim]]\nid = "a-1"\n\n' + toml + b'\n# of c\n[[claim]]\nid = "c-1"\n\n'
        + to_toml(new[1]).encode()
    )  # fmt: skip


def test_toml_of_every_field_reads_back(toy: Path) -> None:
    claim = Claim(
        id="zz-1", source="berg2019meals", statement='A "quote" \\ and\ttab\x7f\nline é',
        kind="standard", areas=("free-meals",), asserts_gap=True,
        effect=Effect(metric="r", value=(0.1, 2), note="x"),
        stance=Stance(how="disputes", source="dube2015kitchens"), locator="p. 1",
    )  # fmt: skip
    path = toy / "claims.toml"
    path.write_bytes(with_claims(path.read_bytes(), [claim]))
    assert curation.read(toy).records.claims["zz-1"] == claim
