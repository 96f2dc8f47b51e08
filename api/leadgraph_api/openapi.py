"""OpenAPI: the service described, from the classes that do the work.

Parameters are the fields of ``EvidenceQuery``, shapes are those of the records, examples are taken
from the loaded dataset: none of them can fall behind, and every example works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from leadgraph.citations import network
from leadgraph.evidence import Evidence
from leadgraph.export import work_formats, work_twins
from leadgraph.export.forms import RDF_TYPES
from leadgraph.graph import EvidenceGraph
from leadgraph.model import CLOSED_SCHEMES
from leadgraph.query import REPEATABLE, SCHEMES, EvidenceQuery
from leadgraph_api import things
from leadgraph_api.answers import JSON
from leadgraph_api.operation import COSTLY, segment
from leadgraph_api.problems import PROBLEM
from leadgraph_api.schemas import Schema, ref, schemas

Parameter = dict[str, Any]

DESCRIPTION = """\
A literature and evidence knowledge graph: what does the evidence say, and where is it missing?

Every answer carries the id of the snapshot it was read from, an `ETag` and links to its other
forms. Every error is a problem document (RFC 9457) that names what would have been right. Nothing
in a request is ever silently ignored. Whoever asks for `text/html` gets a page; the `.json` twin of
an address is JSON to everyone. All routes answer `GET`, `HEAD` and `OPTIONS`, to any origin.
"""

SELECT: Parameter = {
    "name": "select",
    "in": "query",
    "description": "Fields of an item to keep, separated by commas; all by default",
    "style": "form",
    "explode": False,
    "schema": {"type": "array", "items": {"type": "string"}},
}
FACETS: Parameter = {
    "name": "facets",
    "in": "query",
    "description": "Whether to count the whole result by facet, and to sum it up",
    "schema": {"type": "boolean", "default": True},
}


REASONS: Mapping[int, str] = {
    400: "Malformed URL",
    403: "An update, or a query to another service",
    404: "No such thing",
    406: "No such form",
    413: "Too long",
    414: "URL too long",
    415: "Sent as something else",
    416: "No byte of that range",
    422: "Wrong query",
    429: "Too much at once",
    503: "Not at the moment",
}


GAP_TWINS = ("/gaps.csv", "/gaps.ndjson", "/gaps.rq")


def described(
    summary: str,
    answer: str | None,
    *,
    media_type: str = JSON,
    parameters: Iterable[Parameter] = (),
    refuses: Iterable[int] = (422,),
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what a route tells FastAPI of itself.

    Args:
        summary: what it answers, in a few words.
        answer: name of the schema of its answer; None when it is not JSON.
        media_type: type of its answer.
        parameters: those it knows.
        refuses: statuses of the problems it answers, besides 400 and 414.
        also: further types that its answer may have, by ``Accept``.
    """
    schema: Schema = ref(answer) if answer else _shape(media_type)
    others = {one: {"schema": _shape(one)} for one in also}
    content = {media_type: {"schema": schema}, **others}
    responses: dict[int | str, dict[str, Any]] = {
        200: {"description": "As asked", "content": content},
        304: {"description": "The reader has it already (`If-None-Match`)"},
    }
    for status in sorted({400, 414, *refuses}):
        responses[status] = _problem(status)
    return {
        "summary": summary,
        "response_class": Response,
        "responses": responses,
        "openapi_extra": {"parameters": list(parameters)},
    }


def _problem(status: int) -> dict[str, Any]:
    """Return the description of a problem that is answered."""
    return {"description": REASONS[status], "content": {PROBLEM: {"schema": ref("Problem")}}}


def _shape(media_type: str) -> Schema:
    """Return what can be said of an answer whose form others have laid down."""
    if media_type.partition(";")[0].endswith(("/json", "+json")):
        return {"type": ["object", "array"]}
    return {"type": "string"}


def query_parameters(*, paged: bool) -> list[Parameter]:
    """Return the fields of ``EvidenceQuery`` as parameters."""
    properties = EvidenceQuery.model_json_schema()["properties"]
    return [
        _parameter(name, told)
        for name, told in properties.items()
        if paged or name not in ("limit", "cursor")
    ]


def list_parameters() -> list[Parameter]:
    """Return the parameters of a page of a list."""
    return [*query_parameters(paged=True), SELECT, FACETS]


def document(app: FastAPI, graph: EvidenceGraph) -> dict[str, Any]:
    """Return the description of the service, with examples from its dataset."""
    told = get_openapi(
        title="leadgraph",
        version=app.version,
        summary=graph.about.title,
        description=DESCRIPTION,
        routes=app.routes,
        license_info={"name": "MIT; the packaged dataset: CC BY 4.0"},
    )
    told.setdefault("components", {})["schemas"] = dict(schemas())
    held = examples(graph)
    for path, methods in told["paths"].items():
        for operation in methods.values():
            _give_examples(operation.get("parameters", []), held.get(path, {}) or held[""])
            operation["responses"].update(_at(path))
    return told


def _at(path: str) -> dict[str, Any]:
    """Return the answers that depend on nothing but where a question is put."""
    told: dict[str, Any] = {}
    if path.startswith("/sources/{"):
        location = {"Location": {"schema": {"type": "string"}, "required": True}}
        told["308"] = {"description": "The work has another key now", "headers": location}
    if segment(path) in COSTLY:
        wait = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}
        told["429"] = {**_problem(429), "headers": wait}
    return told


def examples(graph: EvidenceGraph) -> Mapping[str, Mapping[str, Any]]:
    """Return example values of parameters, by path; under ``""`` those of all other paths.

    They are read off the evidence that comes first, so that they are never empty.
    """
    found = graph.evidence(limit=1)
    if not len(found):
        return {"": {}}
    one = found[0]
    shown = _query_of(one)
    mapped = {**shown, "rows": "area", "columns": "outcome", "few": 1, "as_of": "2026"}
    by_path: dict[str, dict[str, Any]] = {
        "": shown,
        "/ask": {"q": f"evidence on {', '.join(_labels(one, graph)) or 'anything'}"},
        "/evidence": {**shown, "select": ["id", "statement", "source"]},
        "/map": {**mapped, "teams": True},
        **dict.fromkeys(("/map.csv", "/map.ttl", "/map.rq"), mapped),
        **{path: {**mapped, "class": ["absolute"]} for path in ("/gaps", *GAP_TWINS)},
        "/gaps/diff": {**mapped, "class": ["absolute"], "from": graph.snapshot},
        "/sources": {**shown, "select": ["key", "title", "claims"]},
        "/sources/{key}": {"key": one.source.key},
        **{
            f"/sources/{{key}}.{form.suffix}": {"key": one.source.key}
            for form in work_formats().values()
        },
        "/paths": {"from": f"sources/{one.source.key}", "to": f"claims/{one.claim.id}", "k": 3},
        **_citations(one, graph),
        **_explored(graph),
        "/sparql": {"query": "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class"},
        "/claims/{id}": {"id": one.claim.id},
        "/claims/{id}.trig": {"id": one.claim.id},
        "/problems/{code}": {"code": "unknown-concept"},
        "/worklists/{id}": {"id": "sources-without-claims"},
        "/worklists/{id}.csv": {"id": "sources-without-claims"},
    }
    by_path |= _things(one, graph)
    for address, known in (("/authors/{id}", graph.authors), ("/venues/{id}", graph.venues)):
        if known:
            by_path[address] = {"id": next(iter(known))}
    if graph.concepts:
        area = next((f"areas/{id_}" for id_ in one.claim.areas), next(iter(graph.concepts)))
        scheme, _, id_ = area.partition("/")
        by_path["/concepts"] = {"scheme": [scheme]}
        by_path |= _each("/concepts/{scheme}/{id}", scheme=scheme, id=id_)
        by_path |= _each("/concepts/{scheme}", scheme=scheme)
    if graph.questions:
        by_path |= _each("/questions/{id}", id=next(iter(graph.questions)))
    return by_path


def _citations(one: Evidence, graph: EvidenceGraph) -> dict[str, dict[str, Any]]:
    """Return the examples of citations: the work that has the most neighbours by who cites it."""
    net = network.of(graph.base)
    cited = int(net.cited_by.degrees[: net.held].argmax())
    shown = {"key": net.nodes[cited], "kind": "cited-by", "sort": "newest", "limit": 5}
    own = "/sources/{key}/citations"
    endings = ("", ".csv", *(f".{end}" for end in work_twins().values()))
    return {own + ending: shown for ending in endings}


def _explored(graph: EvidenceGraph) -> dict[str, dict[str, Any]]:
    """Return the examples of exploring: the work that most others cite."""
    net = network.of(graph.base)
    cited = int(net.cited_by.degrees[: net.held].argmax())
    shown = {"key": [net.nodes[cited]]}
    return {f"/explore{end}": shown for end in ("", ".svg", ".png", ".graphml", ".bib")}


def _each(path: str, **values: str) -> dict[str, dict[str, Any]]:
    """Return the examples of a thing at its address, and in each form of RDF."""
    return {path + ending: dict(values) for ending in ("", *(f".{form}" for form in RDF_TYPES))}


def _things(one: Evidence, graph: EvidenceGraph) -> dict[str, dict[str, Any]]:
    """Return the examples of things that have an address of their own."""
    return {
        **_each("/sources/{key}", key=one.source.key),
        **_each("/claims/{id}", id=one.claim.id),
        **_each("/agents/{id}", id=next(iter(things.agents(graph)), "")),
        **_each("/cells/{id}", id=next(iter(things.cells(graph)), "")),
        "/dumps/{name}": {"name": "SHA256SUMS"},
    }


def _query_of(one: Evidence) -> dict[str, Any]:
    """Return a query that some evidence answers, whichever of its fields are kept."""
    claim, work = one.claim, one.source
    ids = {
        "area": claim.areas,
        "target": claim.targets,
        "outcome": claim.outcomes,
        "direction": (claim.direction,),
        "design": (work.design,) if work.design else (),
        "country": work.countries,
        "source": (work.key,),
    }
    shown: dict[str, Any] = {name: list(values) for name, values in ids.items() if values}
    shown |= {"since": work.year} if work.year is not None else {}
    return {**shown, "research": one.research, "limit": 5, "sort": "newest", "facets": False}


def _labels(one: Evidence, graph: EvidenceGraph) -> list[str]:
    """Return what the areas of a claim are called."""
    concepts = (graph.concepts.get(f"areas/{id_}") for id_ in one.claim.areas)
    return [concept.label for concept in concepts if concept]


def _give_examples(parameters: Iterable[Parameter], values: Mapping[str, Any]) -> None:
    for parameter in parameters:
        if values.get(parameter["name"]) is not None:
            parameter["example"] = values[parameter["name"]]


def _parameter(name: str, told: Mapping[str, Any]) -> Parameter:
    """Return one field of the query as a parameter: what is null in Python is left out in a URL."""
    schema = {word: value for word, value in told.items() if word in ("type", "items", "anyOf")}
    for choice in schema.pop("anyOf", []):
        if choice != {"type": "null"}:
            schema |= choice
    schema |= {word: told[word] for word in ("minimum", "maximum", "enum") if word in told}
    if told.get("default") not in (None, []):
        schema["default"] = told["default"]
    parameter: Parameter = {"name": name, "in": "query", "description": told["description"]}
    if name in REPEATABLE:
        scheme = SCHEMES.get(name.removeprefix("not_"), "")
        items = {"type": "string"}
        if scheme in CLOSED_SCHEMES:
            items["enum"] = list(CLOSED_SCHEMES[scheme])  # type: ignore[assignment]
        schema = {"type": "array", "items": items}
        parameter |= {"style": "form", "explode": False}
    return {**parameter, "schema": schema}
