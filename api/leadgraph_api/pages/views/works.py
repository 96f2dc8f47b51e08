"""A work: everything known of it."""

from __future__ import annotations

from leadgraph import export
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.pages.references import reference
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.asked import Asked, Page, twins

LISTED = 200
"""Claims of a work that its page shows; of more, the rest is a link away."""


def work(asked: Asked) -> Page:
    """A work: how it knows, how it was read, what it says, who cites it."""
    parameters.nothing(asked.query_string)
    graph, site, relations = asked.graph, asked.site, asked.relations
    source = graph.sources[asked.ids[0]]
    query = EvidenceQuery.of(source=[source.key], status=STATUSES)
    found = graph.evidence(query.but(limit=LISTED))
    told = {
        "source": source,
        "reference": reference(source),
        "research": graph.records.is_research(source),
        "group": graph.records.design_group(source),
        "found": found,
        "shown": list(found),
        "summary": found.summary,
        "strip": strip(found.summary, EvidenceQuery.of(source=[source.key]), site),
        "cites": [key for key in source.cites if key in graph.sources],
        "cites_elsewhere": [key for key in source.cites if key not in graph.sources],
        "cited_by": relations.cited_by(source.key),
        "same_study": relations.same_study(source.key),
        "raises": relations.questions_of(source.key),
        "towards": [graph.claims[id_] for id_ in relations.towards_work(source.key)],
        "bibtex": export.to_bibtex([source]),
    }
    own = path("sources", source.key)
    return Page(
        "source.html",
        source.citation,
        told,
        twins(site, json=f"{own}.json", bib=f"{own}.bib"),
        here="/sources",
    )


STATUSES = ("accepted", "proposed", "disputed", "superseded", "withdrawn")
