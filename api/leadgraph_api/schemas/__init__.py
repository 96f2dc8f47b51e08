"""Schemas: the shapes of the answers, for the OpenAPI description.

They are read off the records themselves, so that they cannot fall behind. A reader must bear keys
that are not listed: keys are added, never moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from leadgraph.index import Summary
from leadgraph.model import CLAIM, CONCEPT, QUESTION, SOURCE
from leadgraph.render import BRIEF_FIELDS
from leadgraph_api.schemas import (
    asking,
    citations,
    contributors,
    entities,
    evidence,
    explore,
    gaps,
    network,
    pages,
    paths,
    service,
    things,
)
from leadgraph_api.schemas.records import properties
from leadgraph_api.schemas.shapes import FLAG, IDS, TEXT, Schema, ref, shape

__all__ = ["Schema", "ref", "schemas"]


@cache
def schemas() -> Mapping[str, Schema]:
    """Return all schemas by name."""
    held: dict[str, Schema] = {}
    claim = properties(CLAIM, held)
    work = properties(SOURCE, {})  # its names are told as texts
    term = properties(CONCEPT, held)
    asked = properties(QUESTION, held)
    held["Summary"] = shape(properties(TypeAdapter(Summary), held))
    people = {**IDS, "description": "Names, in bibliographic form"}
    work |= {
        "authors": people,
        "editors": people,
        "citation": {**TEXT, "description": "As in `Leithwood et al. 2006`"},
        "research": {**FLAG, "description": "Whether its design counts as research"},
        "design_group": {"type": ["string", "null"], "description": "Group of its design"},
    }
    held["SourceInBrief"] = shape({name: work[name] for name in BRIEF_FIELDS})
    item = {**claim, "source": ref("SourceInBrief")}
    held |= evidence.schemas(claim, item)
    held |= entities.sources(work)
    held |= entities.concepts(term)
    held |= entities.questions(asked)
    held |= asking.schemas()
    held |= gaps.schemas()
    held |= citations.schemas()
    held |= paths.schemas()
    held |= network.schemas()
    held |= contributors.schemas()
    held |= explore.schemas()
    held |= service.schemas()
    held |= {"FacetValue": evidence.facet_value()}
    held |= pages.schemas()
    held |= things.schemas()
    return held
