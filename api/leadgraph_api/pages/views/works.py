"""A work: everything known of it."""

from __future__ import annotations

from urllib.parse import urlencode

from leadgraph.citations import Citations, TakenStance
from leadgraph.model import Source
from leadgraph.model.names import author_id, venue_id, venue_name, writers
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.pages import metadata
from leadgraph_api.pages.home import take_home
from leadgraph_api.pages.references import reference
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.pages.views.explore import small
from leadgraph_api.routes.forms import twins as rdf_twins
from leadgraph_api.signposts import signposts

CITED = 100
"""Works on either side that its page names; the rest is a link away."""

NAMED = 50
"""Authors of a work that are linked one by one."""

LISTED = 200
"""Claims of a work that its page shows; of more, the rest is a link away."""


def work(asked: Asked) -> Page:
    """A work: how it knows, how it was read, what it says, who cites it."""
    parameters.nothing(asked.query_string)
    graph, site, relations = asked.graph, asked.site, asked.relations
    source = graph.sources[asked.ids[0]]
    query = EvidenceQuery.of(source=[source.key], status=STATUSES)
    found = graph.evidence(query.but(limit=LISTED))
    citations, venue = graph.citations(source.key), venue_name(source)
    home = take_home(source, site)
    told = {
        "source": source,
        "reference": reference(source),
        "writers": [
            (str(who), site.url(path("authors", author_id(who)))) for who in writers(source)[:NAMED]
        ],
        "venue": (venue, site.url(path("venues", venue_id(venue)))) if venue else None,
        "connect": site.url(f"/paths?{urlencode({'from': f'sources/{source.key}'})}"),
        "research": graph.records.is_research(source),
        "group": graph.records.design_group(source),
        "found": found,
        "shown": list(found),
        "summary": found.summary,
        "strip": strip(found.summary, EvidenceQuery.of(source=[source.key]), site),
        "cites": [one.id for one in citations.cites.first(CITED) if one.held],
        "cites_elsewhere": [one.id for one in citations.cites.first(CITED) if not one.held],
        "cited_by": [one.id for one in citations.cited_by.first(CITED)],
        "cited": {each.kind: each.total for each in citations.overview()},
        "citations": site.url(path("sources", source.key, "citations")),
        "around": small(source.key, site),
        "same_study": relations.same_study(source.key),
        "raises": relations.questions_of(source.key),
        "taken": taken(citations, "in"),
        "takes": taken(citations, "out"),
        "home": home,
        "highwire": list(metadata.highwire(source, site)),
        "schema_org": metadata.of_work(source, site),
    }
    own = path("sources", source.key)
    return Page(
        "source.html",
        source.citation,
        told,
        [*twins(site, json=f"{own}.json", **rdf_twins(own)), *home["twins"]],
        here="/sources",
        signposts=list(signposts(graph, "source", source.key, site.root)),
    )


def taken(citations: Citations, direction: str) -> list[tuple[Source, list[TakenStance]]]:
    """Return the stances towards a work, or those it takes, by the other work, the newest first."""
    about = citations.about
    works = [
        (work, [stance for stance in stances if stance.direction == direction])
        for node, stances in about.stances.items()
        if (work := about.work(node)) is not None
    ]
    held = [(work, stances) for work, stances in works if stances]
    return sorted(held, key=lambda each: (-(each[0].year or 0), each[0].key))


STATUSES = ("accepted", "proposed", "disputed", "superseded", "withdrawn")
