"""Problem types: what can be wrong with a request, and what to do."""

from __future__ import annotations

from leadgraph_api import parameters
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.problem_types import PROBLEM_TYPES, SPARQL


def everything(asked: Asked) -> Page:
    """All of them, those of queries in SPARQL apart."""
    parameters.nothing(asked.query_string)
    types = PROBLEM_TYPES.values()
    told = {
        "groups": [
            ("requests", "Of requests", [one for one in types if one.code not in SPARQL]),
            ("sparql", "Of queries in SPARQL", [one for one in types if one.code in SPARQL]),
        ]
    }
    return Page("problem-types.html", "Problems", told, twins(asked.site, json="/problems.json"))


def one(asked: Asked) -> Page:
    """One of them."""
    parameters.nothing(asked.query_string)
    held = PROBLEM_TYPES[asked.ids[0]]
    own = twins(asked.site, json=f"{held.address}.json")
    return Page("problem-type.html", held.title, {"one": held}, own)
