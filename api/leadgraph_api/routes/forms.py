"""Forms: one thing as JSON or as RDF, by the ending of its address or by what a request accepts."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from leadgraph.export.forms import RDF_TYPES, serialise
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import MEDIA_TYPES, Answer, Signpost, etag, link_header, to_json
from leadgraph_api.negotiation import THINGS, preferred
from leadgraph_api.openapi import described

if TYPE_CHECKING:
    from pyoxigraph import Triple

CONTEXT = "/context.jsonld"
"""Where the JSON-LD context is published."""


def split(address: str, held: Container[str]) -> tuple[str, str | None]:
    """Return the id in the last part of an address, and the form that its ending asks for.

    An exact id wins over an ending.

    >>> split("x.ttl", {"x"}), split("x.ttl", {"x.ttl"}), split("y.ttl", {"x"})
    (('x', 'ttl'), ('x.ttl', None), ('y', 'ttl'))
    >>> split("10.1000/x", {"10.1000/x"}), split("a.b", ())
    (('10.1000/x', None), ('a.b', None))
    """
    if address in held:
        return address, None
    stem, _, ending = address.rpartition(".")
    return (stem, ending) if stem and ending in THINGS else (address, None)


class Thing:
    """A thing that is told in every form.

    Args:
        graph: what is served.
        own: address of the thing, relative to the root of the service.
        triples: gives what is said of it.
        json: gives what it is as JSON.
        links: addresses that JSON has under ``links``, for the header.
        signposts: further links of the header.
        varies: what the triples depend on beside the snapshot.
    """

    def __init__(
        self,
        graph: EvidenceGraph,
        own: str,
        *,
        triples: Callable[[], Iterable[Triple]],
        json: Callable[[], bytes],
        links: Mapping[str, str] | None = None,
        signposts: Iterable[Signpost] = (),
        varies: str = "",
    ) -> None:
        self._graph = graph
        self._own = own
        self._triples = triples
        self._json = json
        self._links = {"self": own, **twins(own), **(links or {})}
        self._signposts = signposts
        self._varies = varies

    def answer(self, scope: Scope, form: str | None = None) -> Answer:
        """Return it in the form that an ending asked for, or that a request prefers.

        Raises:
            QueryError: when the request has parameters.
        """
        parameters.nothing(scope["query_string"])
        chosen = form or preferred(scope)
        root = scope.get("root_path", "")
        if chosen == "json":
            tag = etag(self._graph.snapshot, self._own)
        else:
            tag = etag(self._graph.snapshot, self._own, chosen, root, self._varies)
        headers = [link_header(self._links, self._signposts)]
        if chosen == "json":
            return Answer(self._json(), etag=tag, headers=headers)
        base = self._graph.about.base
        body = serialise(self._triples(), chosen, base=base, context=root + CONTEXT)
        return Answer(body, MEDIA_TYPES[chosen], etag=tag, headers=headers)


def twins(own: str) -> dict[str, str]:
    """Return the addresses of the forms of RDF of a thing."""
    return {form: f"{own}.{form}" for form in RDF_TYPES}


def told(graph: EvidenceGraph, own: str, **said: Any) -> bytes:
    """Return a small thing as JSON: what is said of it, from which snapshot, with its links."""
    links = {"self": own, **twins(own), **said.pop("links", {})}
    return to_json({"snapshot": graph.snapshot, **said, "links": links})


def add_forms(
    routes: APIRouter,
    address: str,
    name: str,
    what: str,
    answer: Callable[[Request, str], Response],
    *,
    shown: bool = True,
    **ids: Any,
) -> None:
    """Add the forms of RDF of a kind of thing: an address for each.

    Args:
        routes: where to add them.
        address: of the things, as routes have it.
        name: of the kind of thing.
        what: what the OpenAPI document calls one of them.
        answer: answers a request with a form.
        shown: whether the OpenAPI document names them: not if the dataset has none.
        **ids: the parameters in the address, annotated.
    """
    refuses = (404, 422) if ids else (422,)
    for form, title in NAMES.items():
        told = described(f"{what} as {title}", None, media_type=MEDIA_TYPES[form], refuses=refuses)
        route = routes.get(
            f"{address}.{form}", name=f"{name}_{form}", include_in_schema=shown, **told
        )
        route(_handler(answer, form, ids))


def _handler(
    answer: Callable[[Request, str], Response], form: str, ids: Mapping[str, Any]
) -> Callable[..., Response]:
    """Return a function with a parameter for each id, which is how FastAPI knows of them."""

    def handle(**given: Any) -> Response:
        return answer(given["request"], form)

    kinds = {"request": Request, **ids}
    handle.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in kinds.items()]
    )
    return handle


NAMES: Mapping[str, str] = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples"}
"""What people call the forms of RDF."""
