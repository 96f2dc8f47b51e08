"""Invented datasets for property tests: whole ``Records`` of every shape the model allows.

``records()`` makes any text Python can write to a file; ``records(text=XML_TEXT)`` only characters
that XML can carry, and so on.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from leadgraph.model import (
    CLOSED_SCHEMES,
    DIRECTIONS,
    WHOLE_MOST,
    About,
    Basis,
    Claim,
    Concept,
    Directness,
    Effect,
    InapplicableCell,
    Kind,
    Name,
    Question,
    Records,
    Source,
    Stance,
    Status,
)

# Everything but lone surrogates, which no file can hold.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TRICKY = st.sampled_from(
    [
        "a, b; c",
        "1,5 | 2",
        'say "so" & <go>',
        "back\\slash {brace}",
        "=SUM(A1)",
        "-0.5",
        "zwei\nZeilen\r\nund\tTab",
        "\x00\x0b\x1f￾",
        "é 漢字 😀 ‏עברית",
        "null",
        "[1]",
        "true",
        "100 % $ # _ ^ ~",
    ]
)
PLAIN = string.ascii_letters + string.digits + " .,:;'()-–&/éüñ漢"

Strings = SearchStrategy[str]


def trimmed(strings: Strings) -> Strings:
    """Texts as the model keeps them: not blank, no space around them."""
    return strings.map(str.strip).filter(bool)


TEXT = trimmed(st.one_of(TRICKY, ANY_TEXT))
PLAIN_TEXT = trimmed(st.text(PLAIN, max_size=20))
XML_TEXT = trimmed(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=12)
)
SLUGS = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=6)
ODD_IDS = st.text(
    st.characters(exclude_categories=["Cs", "Z", "Cc"], exclude_characters=",;"),
    min_size=1,
    max_size=6,
)
IDS = st.one_of(SLUGS, ODD_IDS, st.sampled_from(["10.1000/x(1)", "..", ".", "a/b:c", "a%2Fb", "#"]))
ADDRESSES = st.sampled_from(
    ["https://example.org/a?b=c&d=%20e", "http://example.org/é#frag", "https://example.org/a b{c}"]
)
NUMBERS = st.one_of(
    st.integers(-WHOLE_MOST, WHOLE_MOST), st.floats(allow_nan=False, allow_infinity=False)
)


def some(values: SearchStrategy[Any], most: int = 3) -> SearchStrategy[Any]:
    """Tuples: of any order, sometimes with a value twice."""
    return st.lists(values, max_size=most).map(tuple)


def of(values: list[str] | tuple[str, ...]) -> SearchStrategy[Any]:
    """Tuples of ids that exist; empty if none does."""
    return some(st.sampled_from(values)) if values else st.just(())


def one_of(values: list[str] | tuple[str, ...]) -> SearchStrategy[Any]:
    """An id that exists, or none."""
    return st.none() | st.sampled_from(values) if values else st.none()


def names(text: Strings = TEXT) -> SearchStrategy[Name]:
    """People with some of the four parts of a name, and bodies."""
    part = st.none() | text
    people = st.builds(Name, family=text, given=part, prefix=part, suffix=part)
    return people | st.builds(Name, literal=text)


def effects(text: Strings = TEXT) -> SearchStrategy[Effect]:
    """Effects: a number, a range, text, or none of them."""
    value = st.none() | NUMBERS | st.tuples(NUMBERS, NUMBERS) | text
    return st.builds(Effect, metric=text, value=value, note=st.none() | text)


@st.composite
def concepts(draw: Callable[..., Any], text: Strings = TEXT, ids: Strings = IDS) -> list[Concept]:
    """Schemes of one or two levels, with related concepts across them; closed schemes now and then.

    A concept may have an IRI of its own.
    """
    found: list[Concept] = []
    schemes = ["areas", "models", "targets", "outcomes", "levels", "designs"]
    for scheme in draw(st.lists(st.sampled_from(schemes), unique=True)):
        tops = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
        subs = draw(st.lists(ids.filter(lambda i, t=tops: i not in t), max_size=3, unique=True))
        for name in tops + subs:
            own = st.none()
            if name.isascii() and name.isalnum():
                own |= st.just(f"http://example.org/own/{scheme}#{name}x")
            fields = {
                "label": text,
                "definition": st.none() | text,
                "alt_labels": some(text),
                "hidden_labels": some(text),
                "broader": of(tops) if name in subs else st.just(()),
                "related": of([c.key for c in found]),
                "matches": some(ADDRESSES),
                "rank": st.none() | st.integers(-3, WHOLE_MOST),
                "evidence": st.sampled_from([None, "synthesis", "primary", "none"]),
                "iri": own,
            }
            drawn = {field: draw(strategy) for field, strategy in fields.items()}
            found.append(Concept(scheme=scheme, id=name, **drawn))
    if draw(st.booleans()):
        found += [
            Concept(scheme=scheme, id=name, label=name)
            for scheme in ("directions", "kinds", "bases", "statuses")
            for name in CLOSED_SCHEMES[scheme]
        ]
    return found


@st.composite
def sources(
    draw: Callable[..., Any], key: str, known: Known, text: Strings, ids: Strings
) -> Source:
    """A source with any of its fields, citing works inside and outside the dataset."""
    optional = st.none() | text
    address = st.none() | ADDRESSES | text
    fields = {
        "type": st.sampled_from(["article", "book", "techreport", "online", "misc", "tales"]),
        "title": text | st.just(""),
        "authors": some(names(text)),
        "editors": some(names(text), 1),
        "year": st.none() | st.integers(0, 9999),
        "date": st.none() | st.sampled_from(["2006-05", "2006", "2006-05-04", "2006/2007"]),
        "doi": st.none() | st.just("10.1000/x<1>"),
        "url": address,
        "fields": st.dictionaries(ids, text | st.just(""), max_size=3),
        "design": one_of(known.ids("designs")),
        "study": st.none() | ids,
        "countries": some(st.sampled_from(["US", "CH", "international"])),
        "levels": of(known.ids("levels")),
        "areas": of(known.ids("areas")),
        "sample": optional,
        "summary": optional,
        "basis": st.sampled_from([None, "full-text", "excerpt", "abstract", "secondary", "none"]),
        "read_url": address,
        "read_note": optional,
        "listed": some(text),
        "corpus": optional,
        "corrections": some(text),
        "seen_at": some(ADDRESSES),
        "cites": some(ids | st.sampled_from(known.sources)),
        "cites_seen_at": address,
        "notes": optional,
    }
    drawn = {field: draw(strategy) for field, strategy in fields.items()}
    drawn["fields"] = dict(sorted(drawn["fields"].items()))
    return Source(key=key, **drawn)


@st.composite
def claims(draw: Callable[..., Any], name: str, known: Known, text: Strings) -> Claim:
    """A claim of a known source, with any tags, effect and stance."""
    towards = {"source": st.sampled_from(known.sources), "claim": st.sampled_from(known.claims)}
    how = st.sampled_from(["supports", "disputes", "qualifies", "extends", "uses-method"])
    stance = st.none()
    for kind, target in towards.items():
        stance |= st.builds(Stance, how=how, **{kind: target})
    optional = st.none() | text
    fields = {
        "source": st.sampled_from(known.sources),
        "statement": text,
        "kind": st.sampled_from(get_args(Kind)),
        "areas": of(known.ids("areas")),
        "models": of(known.ids("models")),
        "practice": optional,
        "targets": of(known.ids("targets")),
        "outcomes": of(known.ids("outcomes")),
        "direction": st.sampled_from(DIRECTIONS),
        "directness": st.sampled_from(get_args(Directness)),
        "effect": st.none() | effects(text),
        "stance": stance,
        "questions": of(known.questions),
        "asserts_gap": st.booleans(),
        "locator": optional | st.sampled_from(["abstract", "p. 12"]),
        "basis": st.none() | st.sampled_from(get_args(Basis)),
        "seen_at": st.none() | ADDRESSES,
        "status": st.sampled_from(get_args(Status)),
        "curator": optional,
        "curated": st.none() | st.dates(),
    }
    return Claim(id=name, **{field: draw(strategy) for field, strategy in fields.items()})


@st.composite
def questions(draw: Callable[..., Any], name: str, known: Known, text: Strings) -> Question:
    """A question tagged with known concepts."""
    optional = st.none() | text
    fields = {
        "label": text,
        "text": text,
        "known": optional,
        "unknown": optional,
        "areas": of(known.ids("areas")),
        "models": of(known.ids("models")),
        "targets": of(known.ids("targets")),
        "outcomes": of(known.ids("outcomes")),
        "source": one_of(known.sources),
        "locator": optional,
        "basis": st.none() | st.sampled_from(get_args(Basis)),
        "claims": of(known.claims),
        "url": st.none() | ADDRESSES,
    }
    return Question(id=name, **{field: draw(strategy) for field, strategy in fields.items()})


def abouts(text: Strings = TEXT) -> SearchStrategy[About]:
    """What a dataset says of itself, under the usual base or its own."""
    return st.builds(
        About,
        title=text,
        description=st.none() | text,
        creators=some(text),
        license=st.none() | ADDRESSES | text,
        base=st.sampled_from(
            ["https://w3id.org/leadgraph/", "http://example.org/my#", "https://example.org/é/"]
        ),
    )


class Known:
    """The ids that the records of one invented dataset may refer to."""

    def __init__(
        self, sources: list[str], claims: list[str], questions: list[str], concepts: list[Concept]
    ) -> None:
        self.sources, self.claims, self.questions = sources, claims, questions
        self.concepts = concepts

    def ids(self, scheme: str) -> list[str]:
        """The ids of one scheme."""
        return [concept.id for concept in self.concepts if concept.scheme == scheme]

    def keys(self) -> list[str]:
        """The keys of all concepts."""
        return [concept.key for concept in self.concepts]


@st.composite
def records(draw: Callable[..., Any], text: Strings = TEXT, ids: Strings = IDS) -> Records:
    """A whole invented dataset whose references all lead somewhere, except to cited works."""
    keys = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    claim_ids = draw(st.lists(ids, max_size=4, unique=True))
    question_ids = draw(st.lists(ids, max_size=2, unique=True))
    made = draw(concepts(text, ids))
    known = Known(keys, claim_ids, question_ids, made)
    cells = of(known.keys()).filter(lambda pair: len(pair) == 2)
    return Records(
        sources=[draw(sources(key, known, text, ids)) for key in keys],
        claims=[draw(claims(name, known, text)) for name in claim_ids]
        if draw(st.booleans())
        else (),
        concepts=made,
        questions=[draw(questions(name, known, text)) for name in question_ids],
        inapplicable=[
            InapplicableCell(row=row, column=column, reason=draw(text))
            for row, column in (draw(st.lists(cells, max_size=3)) if made else ())
        ],
        about=draw(abouts(text)),
    )
