"""Requests made up from the OpenAPI document, by schemathesis: no answer but those described.

Each operation is asked three ways: as the document allows, as it forbids, and as it allows with ids
that the dataset holds, so that there is something to answer: once on a user's machine, twice in CI,
sixty times with ``LEADGRAPH_SLOW=1``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from effort import LONG, SLOW, later
from leadgraph.graph import EvidenceGraph, load
from leadgraph.query import SCHEMES
from leadgraph_api import create_app
from leadgraph_api.problems import PROBLEM

schemathesis = pytest.importorskip("schemathesis", reason="comes with the extra dev")
from schemathesis.checks import CHECKS, load_all_checks  # noqa: E402
from schemathesis.core.failures import FailureGroup  # noqa: E402
from schemathesis.generation import GenerationMode  # noqa: E402
from schemathesis.python import asgi  # noqa: E402

TOY = Path(__file__).parents[1] / "toy"
EXAMPLES = 60 if SLOW else 2 if LONG else 1
"""Requests to each operation of each dataset, each way."""

WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
"""Checks. Of those that schemathesis has beside: ``positive_data_acceptance`` cannot hold, since a
schema does not list the ids of a dataset, and an unknown one is refused (422);
``max_response_time`` is a clock; the rest are about logins, about things that are made and deleted,
or about methods, which tests/api/test_problems.py asks one by one."""

Case = Any
Known = dict[str, list[str]]


class Service:
    """One dataset served in process, with what fuzzing needs to know of it."""

    def __init__(self, graph: EvidenceGraph) -> None:
        self.app = create_app(graph)
        self.schema = schemathesis.openapi.from_asgi("/openapi.json", self.app)
        self.known = ids_of(graph)
        described = self.app.openapi()
        self.problems = Draft202012Validator(
            {"$ref": "#/components/schemas/Problem", "components": described["components"]}
        )


@pytest.fixture(scope="module", params=["toy", later("packaged")])
def graph(request: pytest.FixtureRequest) -> EvidenceGraph:
    return load(TOY if request.param == "toy" else None)


@pytest.fixture
def service(graph: EvidenceGraph) -> Service:
    return Service(graph)  # schemathesis begins it, and ends it after each test


def ids_of(graph: EvidenceGraph) -> Known:
    """Return some values that the dataset holds, by the parameter that takes them."""
    known: Known = {
        field: [id_ for _, _, id_ in (key.partition("/") for key in graph.concepts)]
        if scheme is None
        else [key.partition("/")[2] for key in graph.concepts if key.startswith(f"{scheme}/")]
        for field, scheme in SCHEMES.items()
    }
    known |= {f"not_{field}": ids for field, ids in known.items()}
    sources, claims = list(graph.sources), list(graph.claims)
    known |= {
        "key": sources,
        "source": sources,
        "from": [f"sources/{key}" for key in sources],
        "to": [f"claims/{id_}" for id_ in claims],
        "scheme": list({key.partition("/")[0] for key in graph.concepts}),
        "rows": ["area", "target", "model"],
        "columns": ["outcome", "design", "country"],
        "q": ["evidence on equity", "how many meta-analyses since 2010", "meals or attainment"],
        "query": [
            "SELECT * { ?s ?p ?o } LIMIT 5",
            "ASK { ?s ?p 1 }",
            "CONSTRUCT WHERE { ?s a ?o }",
            "DESCRIBE <x:y>",
            "SELECT * {",
        ],
    }
    known["id"] = [*claims, *graph.questions, *(key.partition("/")[2] for key in graph.concepts)]
    return {name: ids[:20] for name, ids in known.items() if ids}


def with_ids(case: Case, known: Known, rng: random.Random) -> Case:
    """Put ids that exist in the place of some that were made up; leave some parameters out."""
    path = case.path_parameters or {}
    case.path_parameters = {
        name: rng.choice(known.get(name, [told])) for name, told in path.items()
    }
    query = dict(case.query or {})
    for name in list(query):
        needed = case.operation.query.get(name)
        if name in known:
            some = rng.sample(known[name], 1)
            query[name] = some if isinstance(query[name], list) else some[0]
        elif rng.random() < 0.7 and not (needed and needed.is_required):
            del query[name]
    case.query = query
    return case


def test_only_described_answers_to_what_is_allowed(service: Service) -> None:
    fuzz(service, GenerationMode.POSITIVE)


def test_only_described_answers_to_what_is_allowed_and_held(service: Service) -> None:
    rng = random.Random(1)
    fuzz(service, GenerationMode.POSITIVE, lambda case: with_ids(case, service.known, rng))


def test_what_is_not_allowed_is_refused_as_described(service: Service) -> None:
    fuzz(service, GenerationMode.NEGATIVE)


def fuzz(service: Service, mode: Any, change: Callable[[Case], Case] = lambda case: case) -> None:
    """Ask every operation; fail with all that is wrong."""
    load_all_checks()
    checks = [CHECKS.get_one(name) for name in WANTED]
    wrong: dict[str, str] = {}
    with asgi.get_client(service.app) as session:
        for operation in (found.ok() for found in service.schema.get_all_operations()):
            if mode is GenerationMode.NEGATIVE and not operation.query:
                continue  # whatever text stands in a path is an id that may be

            @settings(
                max_examples=EXAMPLES,
                phases=[Phase.generate],
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy(generation_mode=mode))
            def ask(case: Case) -> None:
                case = change(case)
                answer = case.call(session=session)
                for fault in faults(service, case, answer, checks):
                    kind = f"{case.operation.label}: {fault[:60]}"
                    wrong.setdefault(
                        kind,
                        f"{answer.request.url} {answer.request.body}\n{fault}\n{answer.text[:500]}",
                    )

            ask()
    assert not wrong, "\n\n".join(wrong.values())


def faults(service: Service, case: Case, answer: Any, checks: list[Any]) -> Iterator[str]:
    """Yield what is wrong with an answer, beginning with its kind."""
    try:
        case.validate_response(answer, checks=checks)
    except FailureGroup as group:
        for error in group.exceptions:
            yield f"{type(error).__name__}: {error}"
    if answer.status_code >= 400:
        if answer.headers["content-type"] != [PROBLEM]:
            yield f"no problem document: {answer.headers['content-type']}"
            return
        told = answer.json()
        yield from (error.message for error in service.problems.iter_errors(told))
        if told["status"] != answer.status_code:
            yield f"says {told['status']}, is {answer.status_code}"
