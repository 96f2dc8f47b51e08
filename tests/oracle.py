"""The brute-force oracle: what an evidence query means, said over the records one by one.

Nothing here is shared with the index but the records, the query object and the names of fields.
"""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

from leadgraph.model import Claim, Records, Source
from leadgraph.query import EvidenceQuery

TAGS = {"area": "areas", "model": "models", "target": "targets", "outcome": "outcomes"}
FIELDS = (
    *("area", "model", "target", "outcome", "direction", "directness", "design", "kind"),
    *("basis", "status", "stance", "country", "level", "question", "source", "author", "venue"),
)
SCHEMES = {**TAGS, "design": "designs", "level": "levels"}


def values(records: Records, claim: Claim, field: str) -> set[str]:
    """What a claim has in a field, with everything broader."""
    source = records.sources[claim.source]
    found: tuple[str | None, ...]
    if field in TAGS:
        found = getattr(claim, TAGS[field])
    elif field == "design":
        found = (source.design,)
    elif field in ("author", "venue"):
        found = tuple(names(source, field))
    elif field in ("level", "country"):
        found = source.levels if field == "level" else source.countries
    elif field == "stance":
        found = (claim.stance.how if claim.stance else None,)
    elif field == "question":
        found = claim.questions
    else:
        found = (getattr(claim, field),)
    ids = {id_ for id_ in found if id_}
    scheme = SCHEMES.get(field)
    while scheme:
        above = {b for id_ in ids for b in records.concepts[f"{scheme}/{id_}"].broader}
        if above <= ids:
            break
        ids |= above
    return ids


def names(source: Source, field: str) -> list[str]:
    """Ids of names, as far as invented ones go: ``Müller, Åsa B.`` is ``muller_ab``."""
    if field == "venue":
        held = [source.fields[n] for n in ("journal", "booktitle") if n in source.fields]
        return [plain(name).replace("& ", "and ").replace(" ", "-") for name in held[:1]]
    people = source.authors if source.authors else source.editors
    initials = (plain("".join(part[0] for part in (who.given or "").split())) for who in people)
    return [f"{plain(who.family or '')}_{i}" for who, i in zip(people, initials, strict=True)]


def plain(text: str) -> str:
    return text.lower().translate(str.maketrans("üåö", "uao"))


def is_evidence(records: Records, claim: Claim) -> bool:
    role = top_design(records, claim)[1]
    finding = claim.kind in ("empirical-finding", "synthesis-finding")
    return finding and not claim.asserts_gap and role not in (None, "none")


def top_design(records: Records, claim: Claim) -> tuple[int, str | None, str | None]:
    """Rank of the design group, its evidence role (the nearest said), its id."""
    design = records.sources[claim.source].design
    role = None
    top = None
    while design:
        top = records.concepts[f"designs/{design}"]
        role = role or top.evidence
        design = top.broader[0] if top.broader else None
    if top is None:
        return 99, None, None
    return (99 if top.rank is None else top.rank), role, top.id


def matches(records: Records, claim: Claim, query: EvidenceQuery) -> bool:
    for field in FIELDS:
        held = values(records, claim, field)
        wanted, unwanted = set(getattr(query, field)), set(getattr(query, f"not_{field}"))
        if field == "status" and not wanted:
            wanted = {"accepted", "disputed"}
        if (wanted and not wanted & held) or unwanted & held:
            return False
    year = records.sources[claim.source].year
    if query.since is not None and (year is None or year < query.since):
        return False
    if query.until is not None and (year is None or year > query.until):
        return False
    if query.asserts_gap is not None and claim.asserts_gap != query.asserts_gap:
        return False
    return query.research is None or is_evidence(records, claim) == query.research


def evidence_order(records: Records, claims: list[Claim]) -> list[str]:
    """Tier by tier; directions take turns; the newest first; then by id."""

    def tier(claim: Claim) -> int:
        rank, role, _ = top_design(records, claim)
        if is_evidence(records, claim):
            return min(max(rank, 0), 97)
        return 98 if claim.asserts_gap and role not in (None, "none") else 99

    def newest(claim: Claim) -> tuple[bool, int, str]:
        year = records.sources[claim.source].year
        return (year is None, -(year or 0), claim.id)

    ordered: list[str] = []
    for number in sorted({tier(claim) for claim in claims}):
        inside = sorted((c for c in claims if tier(c) == number), key=newest)
        for side in (("positive", "negative", "null", "mixed"), ("not-applicable",)):
            lanes = [[c.id for c in inside if c.direction == direction] for direction in side]
            ordered += [id_ for turn in zip_longest(*lanes) for id_ in turn if id_]
    return ordered


def answer(records: Records, query: EvidenceQuery) -> list[str]:
    """The ids that answer a query (without words), in its order."""
    found = [claim for claim in records.claims.values() if matches(records, claim, query)]
    if query.order == "id":
        return [claim.id for claim in found]
    if query.order in ("newest", "oldest"):
        sign = -1 if query.order == "newest" else 1

        def by_year(claim: Claim) -> tuple[bool, int, str]:
            year = records.sources[claim.source].year
            return (year is None, sign * (year or 0), claim.id)

        return [claim.id for claim in sorted(found, key=by_year)]
    return evidence_order(records, found)


def facets(records: Records, query: EvidenceQuery) -> dict[str, Counter[str]]:
    """Claims by facet."""
    found = [claim for claim in records.claims.values() if matches(records, claim, query)]
    counted = {
        field: Counter(id_ for claim in found for id_ in values(records, claim, field))
        for field in FIELDS
        if field not in ("source", "author", "venue")
    }
    years = (records.sources[claim.source].year for claim in found)
    counted["year"] = Counter(str(year) for year in years if year is not None)
    return counted


def summary(records: Records, query: EvidenceQuery) -> dict[str, object]:
    """What the result amounts to."""
    found = [claim for claim in records.claims.values() if matches(records, claim, query)]
    evidence = [claim for claim in found if is_evidence(records, claim)]
    works = [records.sources[claim.source] for claim in evidence]
    years = [y for c in found if (y := records.sources[c.source].year) is not None]
    crossed: dict[str, Counter[str]] = {}
    for claim in evidence:
        group = top_design(records, claim)[2] or "unknown"
        crossed.setdefault(group, Counter())[claim.direction] += 1
    return {
        "claims": len(found),
        "sources": len({claim.source for claim in found}),
        "evidence": len(evidence),
        "studies": len({work.study or work.key for work in works}),
        "by_direction": dict(Counter(claim.direction for claim in evidence)),
        "by_design": {group: line.total() for group, line in crossed.items()},
        "by_design_and_direction": {group: dict(line) for group, line in crossed.items()},
        "by_kind": dict(Counter(claim.kind for claim in found)),
        "gaps": sum(claim.asserts_gap for claim in found),
        "practice": len(found) - len(evidence) - sum(claim.asserts_gap for claim in found),
        "years": (min(years), max(years)) if years else None,
    }
