"""Things: every address that the graph mints and no other route answers.

Curators, cells that make no sense, schemes, the dataset itself and the vocabularies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from leadgraph import rdf, store
from leadgraph.errors import NotFoundError
from leadgraph.evidence import entities
from leadgraph.export import catalogue, jsonld, vocabulary
from leadgraph.export.dumps import DUMPS
from leadgraph.graph import EvidenceGraph
from leadgraph.render import path
from leadgraph_api import parameters, things
from leadgraph_api.answers import JSONLD, Answer, Signpost, etag, link_header, to_json
from leadgraph_api.kept import of_graph
from leadgraph_api.openapi import described
from leadgraph_api.routes.forms import CONTEXT, Thing, add_forms, split, told
from leadgraph_api.service_url import service_url
from leadgraph_api.signposts import licence_of
from leadgraph_api.stability import PROMISES

if TYPE_CHECKING:
    from pyoxigraph import Triple

Agent = Annotated[str, Path(description="The name of a curator, percent-encoded")]
Cell = Annotated[str, Path(description="Scheme and id of its row, then of its column")]
Scheme = Annotated[str, Path(description="Its name, as in `areas`")]


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the routes of these things."""
    routes = APIRouter(tags=["linked data"])
    add_agents(routes, graph)
    add_cells(routes, graph)
    add_schemes(routes, graph)
    add_dataset(routes, graph)
    add_vocabularies(routes, graph)
    add_documents(routes, graph)
    return routes


def add_agents(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add those who signed claims."""

    def agent(request: Request, address: str) -> Response:
        id_, form = split(address, things.agents(graph))
        if id_ not in things.agents(graph):
            raise NotFoundError("agent", id_, things.agents(graph))
        own = path("agents", id_)
        iri = f"{graph.about.base}agents/{rdf.segment(id_)}"
        return Thing(
            graph,
            own,
            triples=lambda: store.describe(graph.store, iri),
            json=lambda: told(graph, own, **things.agent(graph, id_)),
        ).answer(request.scope, form)

    by_id = "/agents/{id:path}"
    shown = bool(things.agents(graph))
    add_forms(routes, by_id, "agent", "One curator", _ending(agent), shown=shown, id=Agent)

    @routes.get(
        by_id,
        name="agent",
        include_in_schema=shown,
        **described("One curator", "Agent", refuses=(404, 422)),
    )
    def one(request: Request, id: Agent) -> Response:
        return agent(request, id)


def add_cells(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the cells of the map that make no sense."""

    def cell(request: Request, address: str) -> Response:
        id_, form = split(address, things.cells(graph))
        if id_ not in things.cells(graph):
            raise NotFoundError("cell", id_, things.cells(graph))
        own = path("cells", id_)
        iri = rdf.entity_iri(graph.about.base, f"cells/{id_}")
        return Thing(
            graph,
            own,
            triples=lambda: store.describe(graph.store, iri),
            json=lambda: told(graph, own, **things.cell(graph, id_)),
        ).answer(request.scope, form)

    by_id, what = "/cells/{id:path}", "One cell of the map that makes no sense"
    shown = bool(things.cells(graph))
    add_forms(routes, by_id, "cell", what, _ending(cell), shown=shown, id=Cell)

    @routes.get(
        by_id,
        name="cell",
        include_in_schema=shown,
        **described(what, "Cell", refuses=(404, 422)),
    )
    def one(request: Request, id: Cell) -> Response:
        return cell(request, id)


def add_schemes(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add each scheme: as JSON the list of its concepts."""

    def scheme(request: Request, address: str) -> Response:
        id_, form = split(address, things.schemes(graph))
        if id_ not in things.schemes(graph):
            raise NotFoundError("scheme", id_, things.schemes(graph))
        iri = f"{graph.about.base}concepts/{rdf.segment(id_)}"
        return Thing(
            graph,
            path("concepts", id_),
            triples=lambda: scheme_triples(graph, iri),
            json=lambda: entities.concepts(graph.base, (id_,)),
        ).answer(request.scope, form)

    by_id, what = "/concepts/{scheme}", "One scheme of concepts"
    shown = bool(things.schemes(graph))
    add_forms(routes, by_id, "scheme", what, _ending(scheme), shown=shown, scheme=Scheme)

    @routes.get(
        by_id,
        name="scheme",
        include_in_schema=shown,
        **described(what, "Concepts", refuses=(404, 422)),
    )
    def one(request: Request, scheme: Scheme) -> Response:
        return scheme_of(request, scheme)

    scheme_of = scheme


def scheme_triples(graph: EvidenceGraph, iri: str) -> Iterator[Triple]:
    """Yield what is said of a scheme, and which concepts are in it."""
    from pyoxigraph import NamedNode

    yield from store.describe(graph.store, iri)
    members = graph.store.quads_for_pattern(
        None, NamedNode(rdf.iri("skos:inScheme")), NamedNode(iri)
    )
    yield from sorted((quad.triple for quad in members), key=lambda triple: str(triple.subject))


def add_dataset(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the dataset as a whole, described for machines that look for data."""

    def dataset(request: Request, form: str | None = None) -> Response:
        url = service_url(request.scope)
        own = "/dataset"
        answer = Thing(
            graph,
            own,
            triples=lambda: _catalogue(graph, url),
            json=lambda: told(graph, own, **things.dataset(graph)),
            links={"about": "/about"},
            signposts=list(_of_dataset(graph)),
            varies=url,
        )
        return answer.answer(request.scope, form)

    what = "The dataset as a whole, in VoID and DCAT,"
    add_forms(routes, "/dataset", "dataset", what, dataset)

    @routes.get("/dataset.json", include_in_schema=False)
    def as_json(request: Request) -> Response:
        return dataset(request, "json")

    @routes.get(
        "/dataset",
        name="dataset",
        **described("The dataset as a whole: its graph in counts, its dumps", "Dataset"),
    )
    def one(request: Request) -> Response:
        return dataset(request)

    @routes.get("/", include_in_schema=False)
    @routes.get("/.well-known/void", include_in_schema=False)
    def void(request: Request) -> Response:
        """Lead to where the dataset is described (VoID §7.2)."""
        parameters.nothing(request.scope["query_string"])
        location = request.scope.get("root_path", "") + "/dataset"
        return Answer(b"", status=303, headers=[(b"location", location.encode())])


@of_graph
def _catalogue(graph: EvidenceGraph, url: str) -> tuple[Triple, ...]:
    return tuple(catalogue.describe(graph.records, graph.statistics, url))


def _of_dataset(graph: EvidenceGraph) -> Iterator[Signpost]:
    yield Signpost("cite-as", graph.about.base)
    yield Signpost("type", "https://schema.org/Dataset")
    for dump in DUMPS.values():
        yield Signpost("item", f"/dumps/{dump.name}", dump.media_type)
    if licence := licence_of(graph):
        yield Signpost("license", licence)


def add_vocabularies(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add the vocabularies, and the context in which JSON-LD is written."""
    for own, name, what, tell, say in (
        ("/ns", "vocabulary", "The vocabulary", things.terms, vocabulary.vocabulary),
        ("/bibtex", "fields", "BibTeX fields as properties", things.fields, _fields),
    ):
        _add_vocabulary(routes, graph, own, name, what, tell, say)

    @routes.get(CONTEXT, **described("The context of all JSON-LD", None, media_type=JSONLD))
    def jsonld_context(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        return Answer(to_json(jsonld.context()), JSONLD, etag=etag("context"))


def _fields(records: Any) -> Iterable[Triple]:
    return vocabulary.bibtex_fields(records)


def _add_vocabulary(
    routes: APIRouter,
    graph: EvidenceGraph,
    own: str,
    name: str,
    what: str,
    tell: Callable[[EvidenceGraph], dict[str, Any]],
    say: Callable[[Any], Iterable[Triple]],
) -> None:
    def vocabulary_of(request: Request, form: str | None = None) -> Response:
        return Thing(
            graph,
            own,
            triples=lambda: say(graph.records),
            json=lambda: told(graph, own, **tell(graph)),
        ).answer(request.scope, form)

    add_forms(routes, own, name, what, vocabulary_of)

    @routes.get(f"{own}.json", include_in_schema=False)
    def as_json(request: Request) -> Response:
        return vocabulary_of(request, "json")

    @routes.get(own, name=name, **described(what, "Vocabulary"))
    def one(request: Request) -> Response:
        return vocabulary_of(request)


def add_documents(routes: APIRouter, graph: EvidenceGraph) -> None:
    """Add what the service promises of itself."""

    @routes.get("/stability.json", include_in_schema=False)
    @routes.get(
        "/stability",
        **described("What of the service stays as it is", "Stability"),
    )
    def stability(request: Request) -> Response:
        parameters.nothing(request.scope["query_string"])
        links = {"self": "/stability"}
        promises = [promise._asdict() for promise in PROMISES]
        body = to_json({"snapshot": graph.snapshot, "promises": promises, "links": links})
        tag = etag(graph.snapshot, "/stability")
        return Answer(body, etag=tag, headers=[link_header(links)])


def _ending(answer: Callable[[Request, str], Response]) -> Callable[[Request, str], Response]:
    """Return what answers for an address with the ending of a form."""
    return lambda request, form: answer(request, f"{'/'.join(request.path_params.values())}.{form}")
