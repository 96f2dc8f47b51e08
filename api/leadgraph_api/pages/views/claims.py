"""A claim: what is said, by whom, where, and how it was read."""

from __future__ import annotations

from leadgraph.evidence import Evidence
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.pages.references import reference
from leadgraph_api.pages.site import clipped
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.forms import twins as rdf_twins
from leadgraph_api.signposts import signposts

NEAR = 4
"""Other claims on the same subject that are shown."""


def claim(asked: Asked) -> Page:
    """A claim with its source, its tags, and what stands towards it."""
    parameters.nothing(asked.query_string)
    graph, site, relations = asked.graph, asked.site, asked.relations
    said = graph.claims[asked.ids[0]]
    source = graph.sources[said.source]
    one = Evidence(said, source, graph.records.is_evidence(said))
    about = EvidenceQuery.of(
        **{
            field: list(values[:1])
            for field, values in (
                ("area", said.areas),
                ("target", said.targets),
                ("outcome", said.outcomes),
            )
            if values
        }
    )
    near = graph.evidence(about.but(not_source=source.key, limit=NEAR)) if about.filter else None
    told = {
        "one": one,
        "reference": reference(source),
        "raised": relations.raised_in(said.id),
        "towards": [graph.claims[id_] for id_ in relations.towards_claim(said.id)],
        "near": list(near) if near is not None else [],
        "near_total": near.total if near is not None else 0,
        "near_url": site.evidence(about.but(not_source=source.key)),
        "cite": f"{graph.about.title}: claim {said.id}. Snapshot {graph.snapshot}"
        + (f", as of {graph.as_of}" if graph.as_of else "")
        + f". {path('claims', said.id)}",
    }
    own = path("claims", said.id)
    return Page(
        "claim.html",
        f"{clipped(said.statement, 70)} ({source.citation})",
        told,
        twins(site, json=f"{own}.json", trig=f"{own}.trig", **rdf_twins(own)),
        here="/evidence",
        signposts=list(signposts(graph, "claim", said.id, site.root)),
    )
