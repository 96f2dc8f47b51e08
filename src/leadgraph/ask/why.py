"""Why: the way from what was asked for to what a claim is tagged with."""

from __future__ import annotations

from leadgraph.ask.sentence import name
from leadgraph.evidence import Evidence
from leadgraph.model import CLAIM_TAGS, Records
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph.render import Json

OF_SOURCES = ("design", "level", "country", "source")
"""Fields that a claim inherits from its source."""


def why_matched(one: Evidence, query: EvidenceQuery, records: Records) -> list[Json]:
    """Return, for each concept asked for that a claim matches, the hops from one to the other.

    No hop means that the claim (or its source) is tagged with the concept itself.
    """
    return [
        {
            "field": field,
            "asked": asked,
            "label": name(field, asked, records),
            "of": "source" if field in OF_SOURCES else "claim",
            "hops": hops,
        }
        for field in (*SCHEMES, "country", "question", "source")
        for asked in getattr(query, field)
        if (hops := _hops(field, asked, _values(one, field), records)) is not None
    ]


def _values(one: Evidence, field: str) -> tuple[str, ...]:
    """Return the ids that a claim, or its source, carries in one field."""
    claim, source = one.claim, one.source
    if field == "stance":
        return (claim.stance.how,) if claim.stance else ()
    scheme = SCHEMES.get(field, "")
    value = {
        "design": source.design,
        "level": source.levels,
        "country": source.countries,
        "source": source.key,
        "question": claim.questions,
    }.get(field) or getattr(claim, scheme if scheme in CLAIM_TAGS else field, None)
    return (value,) if isinstance(value, str) else tuple(value or ())


def _hops(field: str, asked: str, values: tuple[str, ...], records: Records) -> list[Json] | None:
    """Return the shortest way down from a concept to one of some ids; None if there is none."""
    if asked in values:
        return []
    if field not in SCHEMES:
        return None
    scheme = SCHEMES[field]
    ways = [way for value in values if (way := _down(scheme, asked, value, records))]
    if not ways:
        return None
    best = min(ways, key=lambda way: (len(way), way))
    return [{"relation": "narrower", "id": id_, "label": name(field, id_, records)} for id_ in best]


def _down(scheme: str, asked: str, value: str, records: Records) -> list[str]:
    """Return the ids below ``asked`` on the shortest way to ``value``; none if there is no way."""
    below: dict[str, str | None] = {value: None}
    layer = [value]
    while layer and asked not in below:
        above = []
        for id_ in layer:
            concept = records.concepts.get(f"{scheme}/{id_}")
            for broader in concept.broader if concept else ():
                if broader not in below:
                    below[broader] = id_
                    above.append(broader)
        layer = above
    way = []
    at = below.get(asked)
    while at is not None:
        way.append(at)
        at = below[at]
    return way
