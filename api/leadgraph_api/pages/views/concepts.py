"""Concepts: the terms of the framework, and the evidence under each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from leadgraph.evidence.entities import ALL_SCHEMES, FIELD_OF_SCHEME
from leadgraph.index import Summary
from leadgraph.model import Concept
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.pages.site import SCHEME_NAMES, Site
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.ask import groups
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.forms import twins as rdf_twins
from leadgraph_api.signposts import signposts


class Branch(NamedTuple):
    """A concept with the claims under it and what is narrower."""

    concept: Concept
    claims: int | None
    narrower: list[Branch]


def everything(asked: Asked) -> Page:
    """All concepts, by scheme, what is narrower below what is broader."""
    chosen = parameters.several(asked.query_string, "scheme")
    site = asked.site
    # asking the list itself refuses a scheme that there is not
    _verify(site, chosen)
    trees = [
        (scheme, SCHEME_NAMES.get(scheme, scheme), list(_tree(site, scheme)))
        for scheme in (chosen or ALL_SCHEMES)
    ]
    own = f"?scheme={','.join(chosen)}" if chosen else ""
    told = {"trees": [tree for tree in trees if tree[2]], "chosen": chosen, "schemes": ALL_SCHEMES}
    return Page(
        "concepts.html",
        "Concepts",
        told,
        twins(site, json=f"/concepts.json{own}"),
        here="/concepts",
    )


def _verify(site: Site, schemes: tuple[str, ...]) -> None:
    from leadgraph.evidence import entities

    if any(name not in ALL_SCHEMES for name in schemes):
        entities.concepts(site.graph.base, schemes)


def _tree(site: Site, scheme: str) -> Iterator[Branch]:
    concepts = list(site.records.scheme(scheme))
    held = {concept.id for concept in concepts}
    below: dict[str, list[Concept]] = {}
    for concept in concepts:
        for broader in concept.broader:
            below.setdefault(broader, []).append(concept)

    def branch(concept: Concept, above: frozenset[str]) -> Branch:
        inner = above | {concept.id}
        narrower = [branch(c, inner) for c in below.get(concept.id, []) if c.id not in inner]
        return Branch(concept, count(site, concept), narrower)

    for concept in concepts:
        if held.isdisjoint(concept.broader):
            yield branch(concept, frozenset())


def count(site: Site, concept: Concept) -> int | None:
    """Return how many claims stand under a concept; None where evidence is not asked by it."""
    query = query_of(concept)
    return len(site.graph.base.select(query)) if query else None


def query_of(concept: Concept) -> EvidenceQuery | None:
    """Return the query for what stands under a concept."""
    field = FIELD_OF_SCHEME.get(concept.scheme)
    return EvidenceQuery.of(**{field: [concept.id]}) if field else None


def concept(asked: Asked) -> Page:
    """A concept: its names, its neighbours, the evidence under it."""
    parameters.nothing(asked.query_string)
    graph, site = asked.graph, asked.site
    term = graph.concepts[asked.ids[0]]
    query = query_of(term)
    found = graph.evidence(query) if query else None
    summary: Summary | None = found.summary if found is not None else None
    narrower = [c for c in graph.records.scheme(term.scheme) if term.id in c.broader]
    told = {
        "term": term,
        "scheme": SCHEME_NAMES.get(term.scheme, term.scheme),
        "broader": term.broader,
        "narrower": [(c, count(site, c)) for c in narrower],
        "related": [key.partition("/") for key in term.related],
        "questions": [
            q for q in graph.questions.values() if term.id in getattr(q, term.scheme, ())
        ],
        "query": query,
        "summary": summary,
        "strip": strip(summary, query, site) if summary and query else None,
        "groups": groups(found, site) if found is not None and found.total else [],
        "works": graph.works(query).total if query else 0,
    }
    own = path("concepts", term.scheme, term.id)
    return Page(
        "concept.html",
        term.label,
        told,
        twins(site, json=f"{own}.json", **rdf_twins(own)),
        here="/concepts",
        signposts=list(signposts(graph, "concept", term.key, site.root)),
    )
