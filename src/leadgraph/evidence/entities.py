"""Entities: everything known of one source, claim, concept or question, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from orjson import Fragment

from leadgraph import export, render
from leadgraph.errors import Issue, NotFoundError, QueryError, near_misses
from leadgraph.evidence.base import EvidenceBase
from leadgraph.evidence.lists import EvidenceList, link
from leadgraph.export.forms import RDF_TYPES
from leadgraph.model import CLOSED_SCHEMES, OPEN_SCHEMES, Concept
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph.render import Json, path

Entity = TypeVar("Entity")

FIELD_OF_SCHEME: Mapping[str, str] = {scheme: field for field, scheme in SCHEMES.items()}
ALL_SCHEMES: tuple[str, ...] = (*OPEN_SCHEMES, *CLOSED_SCHEMES)


def find(kind: str, id_: str, held: Mapping[str, Entity]) -> Entity:
    """Return an entity by its id.

    Raises:
        NotFoundError: naming near misses.
    """
    if id_ not in held:
        raise NotFoundError(kind, id_, held)
    return held[id_]


def source(base: EvidenceBase, key: str) -> Json:
    """Return a source: its record and all its claims in order; who cites it, citations know.

    Raises:
        NotFoundError: when there is no such source; likewise for the other kinds.
    """
    records = base.records
    work = find("source", key, records.sources)
    claims = EvidenceList(base, _of(source=key))
    told: Json = {"snapshot": records.snapshot, **render.source(work, records)}
    told["reports_same_study"] = base.relations.same_study(key)
    told["raises_questions"] = [asked.id for asked in base.relations.questions_of(key)]
    told["summary_of_claims"] = claims.summary
    told["claims"] = [render.claim(one.claim) for one in claims]
    told["links"] = {
        "self": path("sources", key),
        **_forms("sources", key),
        **{name: path("sources", f"{key}.{end}") for name, end in export.work_twins().items()},
        "evidence": link("/evidence", _of(source=key)),
    }
    return told


def claim(base: EvidenceBase, id_: str) -> bytes:
    """Return a claim with its source, as an evidence item."""
    records = base.records
    one = find("claim", id_, records.claims)
    work = Fragment(base.brief(records.place(one.source)))
    told: Json = {"snapshot": records.snapshot, **render.claim(one), "source": work}
    told["links"] = {
        "self": path("claims", id_),
        **_forms("claims", id_),
        "trig": path("claims", f"{id_}.trig"),
        "source": path("sources", one.source),
    }
    return render.to_bytes(told)


def concept(base: EvidenceBase, scheme: str, id_: str) -> bytes:
    """Return a concept: its labels, its neighbours, how much evidence stands under it."""
    records = base.records
    term = find("concept", f"{scheme}/{id_}", records.concepts)
    told: Json = {"snapshot": records.snapshot, **_told(base, term)}
    told["questions"] = [q.id for q in records.questions.values() if id_ in getattr(q, scheme, ())]
    if evidence := _evidence(term):
        told["summary"] = EvidenceList(base, evidence).summary
    told["links"] = {
        "self": path("concepts", scheme, id_),
        **_forms("concepts", scheme, id_),
        **_links(term),
    }
    return render.to_bytes(told)


def question(base: EvidenceBase, id_: str) -> bytes:
    """Return an open question with the first page of the evidence that bears on it."""
    records = base.records
    asked = find("question", id_, records.questions)
    query = _of(question=id_)
    evidence = EvidenceList(base, query)
    told: Json = {"snapshot": records.snapshot, **render.question(asked)}
    told["summary"] = evidence.summary
    told["count"] = evidence.total
    told["results"] = [render.item(one.claim, records) for one in evidence[: query.limit]]
    told["next"] = evidence.next
    told["links"] = {
        "self": path("questions", id_),
        **_forms("questions", id_),
        "evidence": link("/evidence", query),
    }
    return render.to_bytes(told)


def concepts(base: EvidenceBase, schemes: Sequence[str] = ()) -> bytes:
    """Return the concepts of some schemes, or of all, with the number of claims under each.

    Raises:
        QueryError: when there is no such scheme.
    """
    for name in schemes:
        if name not in ALL_SCHEMES:
            near = near_misses(name, ALL_SCHEMES) or ALL_SCHEMES
            message = f"unknown scheme {name!r}; known: {', '.join(near)}"
            raise QueryError([Issue("scheme", "unknown-concept", message, near)])
    told = [
        {**_told(base, term), "links": {"self": path("concepts", term.scheme, term.id)}}
        for scheme in (schemes or ALL_SCHEMES)
        for term in base.records.scheme(scheme)
    ]
    own = f"/concepts?scheme={','.join(schemes)}" if schemes else "/concepts"
    return _listed(base, {"scheme": list(schemes)} if schemes else {}, told, own)


def questions(base: EvidenceBase) -> bytes:
    """Return the open questions with the number of claims that bear on each."""
    told = []
    for asked in base.records.questions.values():
        evidence = EvidenceList(base, _of(question=asked.id))
        links = {"self": path("questions", asked.id), "evidence": link("/evidence", evidence.query)}
        told.append({**render.question(asked), "count": evidence.total, "links": links})
    return _listed(base, {}, told, "/questions")


def _listed(base: EvidenceBase, query: Json, told: Sequence[Json], own: str) -> bytes:
    return render.to_bytes(
        {
            "snapshot": base.records.snapshot,
            "query": query,
            "count": len(told),
            "results": told,
            "facets": {},
            "next": None,
            "links": {"self": own},
        }
    )


def _told(base: EvidenceBase, term: Concept) -> Json:
    evidence = _evidence(term)
    count = len(base.select(evidence)) if evidence else None
    return {**render.concept(term, base.records), "claims": count}


def _evidence(term: Concept) -> EvidenceQuery | None:
    field = FIELD_OF_SCHEME.get(term.scheme)
    return _of(**{field: term.id}) if field else None


def _forms(kind: str, *ids: str) -> dict[str, str]:
    """Return where an entity is found as RDF."""
    return {form: f"{path(kind, *ids)}.{form}" for form in RDF_TYPES}


def _links(term: Concept) -> Json:
    evidence = _evidence(term)
    return {"evidence": link("/evidence", evidence)} if evidence else {}


def _of(**fields: str) -> EvidenceQuery:
    return EvidenceQuery.model_validate({name: (id_,) for name, id_ in fields.items()})
