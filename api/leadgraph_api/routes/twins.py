"""Twins: the whole of a list as CSV and as BibTeX, streamed."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.evidence import EvidenceList, SourceList
from leadgraph.query import EvidenceQuery
from leadgraph_api import parameters
from leadgraph_api.answers import BIBTEX, CSV, StreamedAnswer, etag
from leadgraph_api.openapi import described, query_parameters

Find = Callable[[EvidenceQuery], EvidenceList | SourceList]


def add_twins(routes: APIRouter, name: str, find: Find, *, csv: str, bib: str) -> None:
    """Add the twins of a list.

    Args:
        routes: where to add them.
        name: name of the list: of ``/evidence``, ``evidence``.
        find: returns the list that answers a query.
        csv: what the OpenAPI document says of the CSV twin.
        bib: what it says of the BibTeX twin.
    """
    whole = query_parameters(paged=False)

    @routes.get(
        f"/{name}.csv",
        name=f"{name}_csv",
        **described(csv, None, media_type=CSV, parameters=whole),
    )
    def as_csv(request: Request) -> Response:
        query = parameters.whole(request.scope["query_string"], "csv")
        found = find(query)
        tag = etag(found.snapshot, f"/{name}.csv", query.canonical)
        return StreamedAnswer(found.to_csv(), CSV, etag=tag, name=f"{name}.csv")

    @routes.get(
        f"/{name}.bib",
        name=f"{name}_bib",
        **described(bib, None, media_type=BIBTEX, parameters=whole),
    )
    def as_bibtex(request: Request) -> Response:
        query = parameters.whole(request.scope["query_string"], "bib")
        found = find(query)
        tag = etag(found.snapshot, f"/{name}.bib", query.canonical)
        return StreamedAnswer([found.to_bibtex()], BIBTEX, etag=tag, name=f"{name}.bib")
