"""The JSON Schema of a claim, for editors and for programs that write ``claims.jsonl``."""

from __future__ import annotations

from typing import Any

from leadgraph.model import CLAIM

FILE = "claim.schema.json"
"""Its name in the package; ``python -m leadgraph.curation schema`` writes it."""


def claim_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one claim, made of the record itself.

    >>> sorted(claim_schema()["required"])
    ['id', 'kind', 'source', 'statement']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/leadgraph/claim.schema.json",
        **CLAIM.json_schema(),
    }
