"""Alternatives: other queries near the one that was read, each with a ready address."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from leadgraph.ask.lexicon import Lexicon, Match
from leadgraph.ask.reading import Reading
from leadgraph.ask.roles import TOPICS
from leadgraph.ask.sentence import name, sentence
from leadgraph.evidence import EvidenceBase
from leadgraph.evidence.lists import link
from leadgraph.query import IDS, SCHEMES, EvidenceQuery
from leadgraph.render import Json

MOST = 10
"""Alternatives in an answer."""

NEAREST = 5
"""Concepts offered where nothing was understood."""

ALIKE = 60
"""How like a label a word has to be to be offered, of 100."""


def offer(query: EvidenceQuery, why: str, base: EvidenceBase, intent: str = "evidence") -> Json:
    """Return one alternative: the query, its address, its sentence, and why it is offered."""
    shown = intent if intent in ("evidence", "sources") else "evidence"
    return {
        "query": query.fields(),
        "url": link("/evidence", query),
        "sentence": sentence(query, base.records, shown),
        "why": why,
        "claims": len(base.select(query)),
    }


def readings(reading: Reading, base: EvidenceBase) -> Iterator[Json]:
    """Offer each reading of words that bear several equally."""
    for match in reading.open:
        offered = []
        for id_ in match.ids[:MOST]:
            query = reading.query_with({match: Match(match.tokens, match.slot, (id_,), "", 1)})
            why = f"read as the {match.slot} {name(match.slot, id_, base.records)}"
            offered.append(offer(query, why, base, reading.intent))
        yield from [one for one in offered if one["claims"]] or offered


def namesakes(reading: Reading, base: EvidenceBase) -> Iterator[Json]:
    """Offer what else the words name: the model of the same name as the area."""
    for match in reading.matches:
        for other in reading.others.get(match, ()):
            query = reading.query_with({match: other})
            what = f"{other.slot} {name(other.slot, other.ids[0], base.records)}"
            yield offer(query, f"the same words also name the {what}", base)


def neighbours(query: EvidenceQuery, base: EvidenceBase) -> Iterator[Json]:
    """Offer queries near an empty one that hold something: one field broader, or left out."""
    found = [*_broadened(query, base), *_without(query, base, 1)]
    found = found or list(_without(query, base, 2))
    yield from sorted(found, key=lambda one: -int(one["claims"]))


def _broadened(query: EvidenceQuery, base: EvidenceBase) -> Iterator[Json]:
    for field, scheme in SCHEMES.items():
        ids = getattr(query, field)
        concepts = [base.records.concepts.get(f"{scheme}/{id_}") for id_ in ids]
        broader = sorted({up for concept in concepts if concept for up in concept.broader})
        if broader:
            wider = query.but(**{field: broader})
            if base.select(wider):
                labels = ", ".join(name(field, id_, base.records) for id_ in broader)
                yield offer(wider, f"broader: the {field} {labels}", base)


def _without(query: EvidenceQuery, base: EvidenceBase, count: int) -> Iterator[Json]:
    """Offer what is held when some fields are left out, as long as something is still asked."""
    fields = list(query.fields())
    for left_out in combinations(fields, count):
        fewer = query.but(**dict.fromkeys(left_out))
        if TOPICS & set(fewer.fields()) and base.select(fewer):
            said = " and ".join(field.replace("_", " ") for field in left_out)
            yield offer(fewer, f"without the {said}", base)


def nearest(reading: Reading, lexicon: Lexicon, base: EvidenceBase) -> Iterator[Json]:
    """Offer the concepts nearest to a question that asks for none."""
    from rapidfuzz import fuzz, process

    records = base.records
    topics = {
        concept.key: concept.label
        for field, scheme in SCHEMES.items()
        if field in ("area", "model", "target", "outcome")
        for concept in records.scheme(scheme)
    }
    matched = [(m.slot, id_) for m in reading.matches if m.slot in SCHEMES for id_ in m.ids]
    words = [reading.typed.tokens[at] for at in reading.unmatched]
    sharing = lexicon.near(t.stem for t in words if not lexicon.is_generic(t.word))
    ranked: dict[tuple[str, str], int] = dict.fromkeys([*matched, *sharing], 100)
    fields = {scheme: field for field, scheme in SCHEMES.items()}
    for token in words:
        for _, score, key in process.extract(
            token.word, topics, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=NEAREST
        ):
            scheme, _, id_ = key.partition("/")
            ranked.setdefault((fields[scheme], id_), int(score))
    order = sorted(ranked.items(), key=lambda pair: (-pair[1], IDS.index(pair[0][0]), pair[0]))
    topical = [pair for pair, _ in order if pair[0] in ("area", "model", "target", "outcome")]
    for field, id_ in topical[:NEAREST]:
        query = EvidenceQuery.of(**{field: id_})
        yield offer(
            query, f"the nearest concepts held: the {field} {name(field, id_, records)}", base
        )
