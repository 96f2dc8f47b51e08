"""The concepts of the invented datasets, and how often real ones come up."""

from __future__ import annotations

from collections.abc import Iterator

AREAS, PRACTICES = 8, 6
MODELS, TARGETS = 15, 7
OUTCOME_GROUPS, OUTCOMES = 6, 7
QUESTIONS = 5


def two_levels(name: str, groups: int, each: int) -> dict[str, str | None]:
    """Return ids with what is broader, the broader ones first.

    >>> two_levels("area", 1, 2)
    {'area-1': None, 'area-1-1': 'area-1', 'area-1-2': 'area-1'}
    """
    tops = [f"{name}-{group}" for group in range(1, groups + 1)]
    below = {f"{top}-{place}": top for top in tops for place in range(1, each + 1)}
    return {**dict.fromkeys(tops), **below}


SCHEMES: dict[str, dict[str, str | None]] = {
    "areas": two_levels("area", AREAS, PRACTICES),
    "models": two_levels("model", MODELS, 0),
    "targets": two_levels("target", TARGETS, 0),
    "outcomes": two_levels("outcome", OUTCOME_GROUPS, OUTCOMES),
}
"""The schemes of the datasets' own ontology; designs and levels are the packaged ones."""

QUESTION_IDS = [f"Q{number}" for number in range(1, QUESTIONS + 1)]

DESIGNS = {
    "synthesis": {"meta-analysis": 2, "systematic-review": 3, "literature-review": 6},
    "primary": {
        "randomized-trial": 2,
        "quasi-experimental": 4,
        "longitudinal": 8,
        "correlational": 12,
        "survey": 10,
        "instrument-development": 1,
        "qualitative": 10,
        "case-study": 12,
        "mixed-methods": 6,
    },
    "none": {
        "theory": 4,
        "framework": 4,
        "standards": 2,
        "policy": 3,
        "practitioner": 6,
        "opinion": 3,
        "interview": 1,
        "book": 2,
    },
}
"""Designs by what they are as evidence, of a hundred works."""

KINDS = {
    "synthesis": {"synthesis-finding": 85, "theoretical": 8, "recommendation": 7},
    "primary": {"empirical-finding": 82, "synthesis-finding": 6, "theoretical": 7, "definition": 5},
    "none": {
        "theoretical": 30,
        "testimony": 25,
        "standard": 18,
        "recommendation": 17,
        "definition": 10,
    },
}
"""Kinds of claim, of a hundred, by what the design of their source is as evidence."""

DIRECTIONS = {"positive": 62, "not-applicable": 14, "negative": 11, "null": 8, "mixed": 5}
DIRECTNESS = {"not-stated": 82, "direct": 7, "indirect": 6, "moderated": 5}
BASES = {"abstract": 41, "secondary": 22, "excerpt": 23, "full-text": 14}
STATUSES = {"accepted": 95, "disputed": 2, "proposed": 2, "superseded": 0.5, "withdrawn": 0.5}
HOWS = {"supports": 55, "extends": 20, "qualifies": 12, "disputes": 10, "uses-method": 3}
TYPES = {"article": 62, "techreport": 20, "book": 10, "online": 8}
LEVELS = {
    "": 25,
    "k12": 35,
    "secondary": 14,
    "elementary": 12,
    "district": 8,
    "higher-education": 6,
}
COUNTRIES = {
    "US": 48, "international": 11, "GB": 9, "CA": 6, "AU": 5, "NL": 3, "CN": 3, "DE": 2, "NO": 2,
    "SE": 2, "TR": 2, "IL": 1, "HK": 1, "SG": 1, "FI": 1, "BE": 1, "CL": 1, "NZ": 1, "ZA": 1,
}  # fmt: skip

ABOUT = """\
@base <https://w3id.org/leadgraph/> .
@prefix lg: <https://w3id.org/leadgraph/ns#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<https://w3id.org/leadgraph/> a dcat:Dataset ;
  dcterms:title "Invented claims to measure with"@en .
"""


def ontology() -> Iterator[str]:
    """Yield the ontology of the invented datasets as Turtle, block by block."""
    yield ABOUT
    for scheme, concepts in SCHEMES.items():
        yield f'\n<concepts/{scheme}> a skos:ConceptScheme ; dcterms:title "{scheme}"@en .\n'
        for id_, broader in concepts.items():
            above = f" ;\n  skos:broader <concepts/{scheme}/{broader}>" if broader else ""
            yield (
                f"\n<concepts/{scheme}/{id_}> a skos:Concept ;\n"
                f"  skos:inScheme <concepts/{scheme}> ;\n"
                f'  skos:prefLabel "{id_.replace("-", " ")}"@en{above} .\n'
            )
    for number, id_ in enumerate(QUESTION_IDS, 1):
        yield (
            f"\n<questions/{id_}> a lg:OpenQuestion ;\n"
            f'  skos:prefLabel "question {number}"@en ;\n'
            f'  schema:text "What is not known of area {number}?"@en ;\n'
            f"  lg:area <concepts/areas/area-{number}> .\n"
        )
