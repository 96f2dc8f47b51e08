"""Evidence: the claims that answer a query, in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from leadgraph.index.order import PRACTICE, SAYS_LITTLE_IS_KNOWN, UNRANKED
from leadgraph.restatement.pattern import NOTHING, Unsaid, block, pattern
from leadgraph.restatement.terms import Terms, prologue

if TYPE_CHECKING:
    from leadgraph.model import Records
    from leadgraph.query import EvidenceQuery

ORDERS = {
    "evidence": "?tier ?undirected DESC(?year) ?claim",
    "relevance": "?claim",
    "newest": "DESC(?year) ?claim",
    "oldest": "?year ?claim",
    "id": "?claim",
}
"""How the result is sorted. Taking turns among directions and BM25 are not in the language."""


def evidence(query: EvidenceQuery, records: Records, unsaid: Unsaid = NOTHING) -> str:
    """Return SPARQL that finds every claim that answers a query, whatever its page.

    It selects ``?claim ?statement ?direction ?source ?year``, a solution a claim.

    Args:
        query: what is asked.
        records: the dataset.
        unsaid: what it asks for that the graph does not say.

    >>> from leadgraph.model import Claim, Records, Source
    >>> from leadgraph.query import EvidenceQuery
    >>> records = Records(sources=[Source(key="a", type="misc", title="A")])
    >>> print(evidence(EvidenceQuery(since=2010, status="proposed", sort="id"), records))
    # The claims that answer /evidence?since=2010&sort=id&status=proposed, all pages of them.
    PREFIX lg: <https://w3id.org/leadgraph/ns#>
    PREFIX schema: <https://schema.org/>
    <BLANKLINE>
    SELECT DISTINCT ?claim ?statement ?direction ?source ?year WHERE {
      ?claim a lg:Claim ; lg:assertedIn ?source .
      ?claim lg:status <https://w3id.org/leadgraph/concepts/statuses/proposed> .
      ?source lg:year ?within . FILTER (2010 <= ?within)
      ?claim schema:text ?statement .
      OPTIONAL { ?claim lg:direction ?direction }
      OPTIONAL { ?source lg:year ?year }
    }
    ORDER BY ?claim
    <BLANKLINE>
    """
    asked = query.but(limit=None, cursor=None).canonical
    address = f"/evidence?{asked}" if asked else "/evidence"
    comments = [f"The claims that answer {address}, all pages of them."]
    tiered = query.order == "evidence"
    if tiered:
        comments.append("In evidence order, but for the turns that directions take within a tier.")
    lines = [
        *pattern(query, records, unsaid),
        "?claim schema:text ?statement .",
        "OPTIONAL { ?claim lg:direction ?direction }",
        "OPTIONAL { ?source lg:year ?year }",
        *(_tier(records) if tiered else ()),
    ]
    named = "?claim ?statement ?direction ?source ?year" + (" ?tier ?undirected" if tiered else "")
    return (
        f"{prologue(comments)}\nSELECT DISTINCT {named} WHERE {{\n{block(lines)}\n}}\n"
        f"ORDER BY {ORDERS[query.order]}\n"
    )


def _tier(records: Records) -> Iterable[str]:
    """Bind what evidence order goes by: ``leadgraph.index.order`` says what it is."""
    terms = Terms(records)
    yield "OPTIONAL { ?source lg:design ?design }"
    yield "OPTIONAL { ?source lg:research ?researched }"
    yield "OPTIONAL { ?claim lg:researchEvidence ?counts }"
    yield "OPTIONAL { ?claim lg:assertsGap ?gap }"
    rank = str(UNRANKED)
    for place, designs in reversed(list(_ranks(records))):
        listed = ", ".join(terms.of("design", designs, narrower=False))
        rank = f"IF(?design IN ({listed}), {place}, {rank})"
    other = f"IF(BOUND(?gap) && ?researched, {SAYS_LITTLE_IS_KNOWN}, {PRACTICE})"
    yield f"BIND (IF(BOUND(?counts), {rank}, {other}) AS ?tier)"
    none = terms.of("direction", ["not-applicable"])[0]
    yield f"BIND (?direction = {none} AS ?undirected)"


def _ranks(records: Records) -> Iterable[tuple[int, list[str]]]:
    """Yield the rank of each design group that has one, and the designs in it."""
    ranked = []
    for design in records.scheme("designs"):
        group = records.concepts[records.ancestors[design.key][-1]]
        if group.rank is not None:
            ranked.append((min(max(group.rank, 0), UNRANKED), design.id))
    for rank, designs in groupby(sorted(ranked), key=lambda item: item[0]):
        yield rank, [id_ for _, id_ in designs]
