"""Open questions, and the evidence that bears on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadgraph.gaps import Thresholds
from leadgraph.gaps.questions import cells
from leadgraph.model import CLAIM_TAGS
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.pages.site import Site, clipped
from leadgraph_api.pages.strip import strip
from leadgraph_api.pages.views.ask import groups
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.forms import twins as rdf_twins
from leadgraph_api.signposts import signposts


class Crossed:
    """The cells of one map that a question asks about.

    Args:
        told: as the JSON of a question has it.
        site: gives labels and addresses.
    """

    def __init__(self, told: Mapping[str, Any], site: Site) -> None:
        self.facets = told["rows"], told["columns"]
        self.count, self.gaps = told["count"], told["gaps"]
        self.map = site.url(told["links"]["map"])
        self.cells = [
            (
                site.named(told["rows"], cell["row"]),
                site.named(told["columns"], cell["column"]),
                cell,
                site.evidence(**{told["rows"]: cell["row"], told["columns"]: cell["column"]}),
            )
            for cell in sorted(told["results"], key=lambda cell: not cell["classes"])
        ]


def everything(asked: Asked) -> Page:
    """All open questions, each with what is held on it."""
    parameters.nothing(asked.query_string)
    graph, site = asked.graph, asked.site
    told = []
    for question in graph.questions.values():
        query = EvidenceQuery.of(question=[question.id])
        summary = graph.evidence(query).summary
        told.append((question, summary, strip(summary, query, site)))
    return Page(
        "questions.html",
        "Open questions",
        {"questions": told},
        twins(site, json="/questions.json"),
        here="/questions",
    )


def question(asked: Asked) -> Page:
    """An open question: who asks it, what is known, what bears on it."""
    parameters.nothing(asked.query_string)
    graph, site = asked.graph, asked.site
    one = graph.questions[asked.ids[0]]
    query = EvidenceQuery.of(question=[one.id])
    found = graph.evidence(query)
    tags = [(name, scheme, getattr(one, scheme)) for name, scheme in CLAIM_TAGS.items()]
    told = {
        "question": one,
        "tags": [tag for tag in tags if tag[2]],
        "source": graph.sources.get(one.source or ""),
        "raised": [graph.claims[id_] for id_ in one.claims if id_ in graph.claims],
        "query": query,
        "summary": found.summary,
        "strip": strip(found.summary, query, site),
        "groups": groups(found, site),
        "maps": [Crossed(told, site) for told in cells(graph.base, one, Thresholds())],
    }
    own = path("questions", one.id)
    whole = {name: url for name, url in found.links().items() if name in ("csv", "bib")}
    return Page(
        "question.html",
        f"{one.id}: {clipped(one.text, 70)}",
        told,
        [*twins(site, json=f"{own}.json", **rdf_twins(own)), *twins(site, **whole)],
        here="/questions",
        signposts=list(signposts(graph, "question", one.id, site.root)),
    )
