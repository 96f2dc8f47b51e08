"""Twins: the whole of a list, or one work, in every other form; lists are streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.evidence import EvidenceList, SourceList
from leadgraph.export import STYLES, WorkFormat, work_formats
from leadgraph.graph import EvidenceGraph
from leadgraph.model import Source
from leadgraph.query import EvidenceQuery
from leadgraph.render import path
from leadgraph_api import parameters
from leadgraph_api.answers import CSV, NDJSON, Answer, StreamedAnswer, etag, link_header
from leadgraph_api.openapi import Parameter, described, query_parameters

Find = Callable[[EvidenceQuery], EvidenceList | SourceList]
Held = Callable[[Request, str], Response]
Key = Annotated[str, Path(description="Its BibTeX key, percent-encoded; may hold `/` and `.`")]

STYLE: Parameter = {
    "name": "style",
    "in": "query",
    "description": "; ".join(f"`{name}`: {one.label}" for name, one in STYLES.items()),
    "schema": {"type": "string", "enum": list(STYLES), "default": "apa"},
    "example": "apa",
}


def add_twins(routes: APIRouter, name: str, find: Find, *, csv: str, works: str) -> None:
    """Add the twins of a list: its table, and its works in every format that there is.

    Args:
        routes: where to add them.
        name: name of the list: of ``/evidence``, ``evidence``.
        find: returns the list that answers a query.
        csv: what the OpenAPI document says of the CSV twin.
        works: what it calls the works of the list.
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
        f"/{name}.ndjson",
        name=f"{name}_ndjson",
        **described(
            "All of them as lines of JSON, each as in the list",
            None,
            media_type=NDJSON,
            parameters=whole,
        ),
    )
    def as_lines(request: Request) -> Response:
        query = parameters.whole(request.scope["query_string"], "ndjson")
        found = find(query)
        tag = etag(found.snapshot, f"/{name}.ndjson", query.canonical)
        return StreamedAnswer(found.to_ndjson(), NDJSON, etag=tag, name=f"{name}.ndjson")

    for form in work_formats().values():
        _add_works(routes, name, find, form, f"{works} as {form.label}")


def _add_works(routes: APIRouter, name: str, find: Find, form: WorkFormat, told: str) -> None:
    @routes.get(
        f"/{name}.{form.suffix}",
        name=f"{name}_{form.name}",
        **described(
            told,
            None,
            media_type=form.media_type,
            parameters=[*query_parameters(paged=False), *styles(form)],
        ),
    )
    def as_works(request: Request) -> Response:
        asked = request.scope["query_string"]
        query = parameters.whole(asked, form.suffix, also=known(form))
        found = find(query)
        own = f"/{name}.{form.suffix}?{query.canonical}"
        return streamed(found.works(), form, asked, found.snapshot, own, name)


def styles(form: WorkFormat) -> list[Parameter]:
    """Return the parameter that a format has besides: the style of references."""
    return [STYLE] if form.styled else []


def known(form: WorkFormat) -> tuple[str, ...]:
    """Return the names of the parameters that a format has besides."""
    return ("style",) if form.styled else ()


def streamed(
    works: Iterable[Source], form: WorkFormat, asked: bytes, snapshot: str, own: str, name: str
) -> StreamedAnswer:
    """Answer with works in a format.

    Args:
        works: all of them.
        form: the format.
        asked: the query string, which may name a style.
        snapshot: what they were read from.
        own: the address, for the validator.
        name: what a file of them is called, without its ending.

    Raises:
        QueryError: when the style is none, or the works are too many for it.
    """
    style = parameters.one(asked, "style", "apa") if form.styled else ""
    tag = etag(snapshot, own, style)
    lines = _begun(form.write(works, style))
    return StreamedAnswer(lines, form.media_type, etag=tag, name=f"{name}.{form.extension}")


def _begun(lines: Iterator[str]) -> Iterator[str]:
    """Return lines of which the first is made: what cannot be written is a problem, not a cut."""
    return chain([next(lines, "")], lines)


def add_work_twins(routes: APIRouter, find: Held) -> None:
    """Add the twins of each work.

    Args:
        routes: where to add them.
        find: answers a request for the work, or the twin of one, that an address names.
    """
    # The longest ending first, so that its own description stands for it.
    for form in sorted(work_formats().values(), key=lambda form: -len(form.suffix)):
        _add_work(routes, form, find)


def _add_work(routes: APIRouter, form: WorkFormat, find: Held) -> None:
    @routes.get(
        f"/sources/{{key:path}}.{form.suffix}",
        name=f"source_{form.name}",
        **described(
            f"One work as {form.label}",
            None,
            media_type=form.media_type,
            parameters=styles(form),
            refuses=(404, 422),
        ),
    )
    def as_work(request: Request, key: Key) -> Response:
        return find(request, f"{key}.{form.suffix}")


def work_twin(graph: EvidenceGraph, request: Request, address: str) -> Answer | None:
    """Answer with the twin of a work that an address names; None when it names none.

    Args:
        graph: what is asked.
        request: the request.
        address: key and ending; of two works that it may mean, that with the longer key.

    Raises:
        QueryError: when there are parameters that the twin does not know.
    """
    for form in sorted(work_formats().values(), key=lambda form: len(form.suffix)):
        key = address.removesuffix(f".{form.suffix}")
        if key != address and key in graph.sources:
            return _twin(graph, request, key, form)
    return None


def _twin(graph: EvidenceGraph, request: Request, key: str, form: WorkFormat) -> Answer:
    asked = request.scope["query_string"]
    parameters.only(asked, known(form))
    style = parameters.one(asked, "style", "apa") if form.styled else ""
    own = path("sources", f"{key}.{form.suffix}")
    body = "".join(form.write([graph.sources[key]], style)).encode()
    tag = etag(graph.snapshot, own, style)
    return Answer(body, form.media_type, etag=tag, headers=[link_header({"self": own})])
