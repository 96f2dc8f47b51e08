"""A dataset whose every text is an attack: what a page must show as text, and do nothing with."""

from __future__ import annotations

import effort
from leadgraph.model import (
    About,
    Claim,
    Concept,
    Effect,
    InapplicableCell,
    Name,
    Question,
    Records,
    Source,
    Stance,
)

SCRIPT = "<script>document.title='owned'</script>"
BREAK = "\"'><img src=x onerror=\"document.title='owned'\">{{7*7}}{% raw %}</textarea></title>"
LONG = "W" * (10_000 if effort.LONG else 2_000)
RTL = "القيادة المدرسية \u202eתשובה\u202c العدالة"
JAVASCRIPT = "javascript:document.title='owned'"
DATA = "data:text/html,<script>document.title='owned'</script>"
TEXTS = (SCRIPT, BREAK, LONG, RTL)
KEYS = ("plain", "a<b>\"'&", "dir/../../etc", "%2e%2e%2f", "漢字😀", "-=+@cmd")


def hostile_records() -> Records:
    """Make the dataset."""
    return Records(
        about=About(title=SCRIPT + RTL, description=BREAK, creators=(SCRIPT,), license=JAVASCRIPT),
        sources=[_source(at, key) for at, key in enumerate(KEYS)],
        claims=[_claim(at, key) for at, key in enumerate(KEYS)],
        concepts=[
            Concept(
                scheme="areas", id="x/y.z", label=SCRIPT, definition=BREAK, matches=(JAVASCRIPT,)
            ),
            Concept(
                scheme="areas", id="long", label=LONG, alt_labels=(SCRIPT, RTL), broader=("x/y.z",)
            ),
            Concept(scheme="targets", id="rtl", label=RTL),
            Concept(scheme="targets", id="other", label=BREAK, related=("areas/long",)),
            Concept(scheme="designs", id="survey", label=BREAK, evidence="primary", rank=1),
        ],
        questions=[
            Question(
                id="Q<1>",
                label=SCRIPT,
                text=BREAK + RTL,
                known=SCRIPT,
                unknown=LONG,
                areas=("x/y.z",),
                targets=("rtl",),
                source="plain",
                url=JAVASCRIPT,
            )
        ],
        inapplicable=[InapplicableCell(row="areas/x/y.z", column="targets/other", reason=SCRIPT)],
    )


def _source(at: int, key: str) -> Source:
    text = TEXTS[at % len(TEXTS)]
    return Source(
        key=key,
        type="article",
        title=f"{text} {at}",
        authors=(Name(literal=text), Name(family=BREAK, given=SCRIPT)),
        year=2001 + at,
        url=(JAVASCRIPT, DATA, "//evil.example/x", "https://good.example/x")[at % 4],
        doi=("10.1/<script>\"'", None)[at % 2],
        fields={"journal": BREAK, "note": SCRIPT},
        design="survey",
        study=SCRIPT.replace(" ", ""),
        countries=("SE",),
        areas=("x/y.z",),
        sample=text,
        summary=text,
        basis="abstract",
        read_url=JAVASCRIPT,
        read_note=text,
        seen_at=(JAVASCRIPT, DATA),
        cites=(KEYS[(at + 1) % len(KEYS)], f"10.1/{JAVASCRIPT}"),
        notes=BREAK,
        corrections=(SCRIPT,),
    )


def _claim(at: int, key: str) -> Claim:
    text = TEXTS[at % len(TEXTS)]
    return Claim(
        id=f"{key}-1",
        source=key,
        statement=f"{text} leadership",
        kind="empirical-finding",
        areas=("long" if at % 2 else "x/y.z",),
        targets=("rtl",),
        practice=BREAK,
        direction=("positive", "negative")[at % 2],
        effect=Effect(metric=SCRIPT, value=BREAK, note=text),
        stance=Stance(how="disputes", claim=f"{KEYS[(at + 1) % len(KEYS)]}-1"),
        questions=("Q<1>",),
        locator=text,
        basis="secondary",
        seen_at=JAVASCRIPT,
        status=("accepted", "disputed")[at % 2],
        curator=SCRIPT,
    )
