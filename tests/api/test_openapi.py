"""The description: every example in it works, and every answer has the shape it says."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from starlette.testclient import TestClient

from examples import Document, examples
from leadgraph.model import CLOSED_SCHEMES
from leadgraph.query import SCHEMES, EvidenceQuery
from leadgraph_api.answers import JSON


def validator(document: Document, schema: Any) -> Draft202012Validator:
    """Return a validator that bears no key which the description does not name."""
    closed = close({"components": document["components"], **schema})
    return Draft202012Validator(closed, format_checker=FormatChecker())


def close(schema: Any) -> Any:
    if isinstance(schema, list):
        return [close(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {word: close(part) for word, part in schema.items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def test_every_example_works_and_has_the_shape_it_says(
    client: TestClient, document: Document
) -> None:
    tried = 0
    for url, operation in examples(document):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.text)
        ((media_type, content), *_) = operation["responses"]["200"]["content"].items()
        assert answer.headers["content-type"] == media_type
        if media_type == JSON:
            validator(document, content["schema"]).validate(answer.json())
            assert answer.json().get("count") != 0, f"{url} is an empty example"
        tried += 1
    assert tried > 50


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/evidence?limit=200&area=equity", "Evidence"),
        ("/evidence?limit=200&sort=id", "Evidence"),
        ("/evidence?select=id&facets=false", "Evidence"),
        ("/evidence?area=equity&direction=negative&since=2200", "Evidence"),
        ("/sources?limit=200", "Sources"),
        ("/concepts", "Concepts"),
        ("/concepts/gap-classes/thin", "ConceptAnswer"),
        ("/concepts/designs/evidence-synthesis", "ConceptAnswer"),
        ("/questions", "Questions"),
        ("/health", "Health"),
    ],
)
def test_whole_answers_have_the_shape_described(
    client: TestClient, document: Document, url: str, name: str
) -> None:
    schema = {"$ref": f"#/components/schemas/{name}"}
    validator(document, schema).validate(client.get(url).json())


def test_items_hold_all_the_fields_described(client: TestClient, document: Document) -> None:
    for url, name in ("/evidence", "EvidenceItem"), ("/sources", "SourceItem"):
        described = set(document["components"]["schemas"][name]["properties"])
        for item in client.get(f"{url}?limit=200").json()["results"]:
            assert set(item) == described


@pytest.mark.parametrize(
    "url",
    ["/evidence?aera=1", "/sources/x", "/nothing", "/evidence?%zz", "/concepts?" + "a" * 17_000],
)
def test_problems_have_the_shape_described(
    client: TestClient, document: Document, url: str
) -> None:
    told = client.get(url).json()
    validator(document, {"$ref": "#/components/schemas/Problem"}).validate(told)


def test_the_document_is_sound(document: Document) -> None:
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert name in str(document["paths"]) + str(document["components"]), name
    references = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            references.update([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            part = list(part.values())
        if isinstance(part, list):
            for each in part:
                collect(each)

    collect(document)
    held = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references <= held
    assert held - references <= {"#/components/schemas/Problem"}
    ids = [methods["get"]["operationId"] for methods in document["paths"].values()]
    assert len(set(ids)) == len(ids)


def test_the_parameters_are_the_fields_of_the_query(document: Document) -> None:
    for path in "/evidence", "/sources":
        parameters = {p["name"]: p for p in document["paths"][path]["get"]["parameters"]}
        assert list(parameters) == [*EvidenceQuery.model_fields, "select", "facets"]
        for name, info in EvidenceQuery.model_fields.items():
            assert parameters[name]["description"] == info.description
        for field, scheme in SCHEMES.items():
            items = parameters[field]["schema"]["items"]
            assert items.get("enum") == (
                list(CLOSED_SCHEMES[scheme]) if scheme in CLOSED_SCHEMES else None
            )
        assert parameters["limit"]["schema"] == {
            "type": "integer",
            "minimum": 1,
            "maximum": 200,
            "default": 25,
        }
        assert "newest" in parameters["sort"]["schema"]["enum"]
        assert parameters["since"]["schema"] == {"type": "integer", "minimum": 0, "maximum": 9999}
        assert parameters["research"]["schema"] == {"type": "boolean"}
    whole = [p["name"] for p in document["paths"]["/evidence.csv"]["get"]["parameters"]]
    assert whole == [name for name in EvidenceQuery.model_fields if name not in ("limit", "cursor")]


def test_every_problem_that_can_be_answered_is_described(document: Document) -> None:
    for path, methods in document["paths"].items():
        responses = methods["get"]["responses"]
        assert {"200", "304", "400", "414", "422"} <= set(responses)
        assert ("404" in responses) == ("{" in path)


def test_the_examples_of_another_dataset_are_its_own(awkward_client: TestClient) -> None:
    document = awkward_client.get("/openapi.json").json()
    assert "leithwood" not in str(document)
    for url, _ in examples(document):
        if "/.." not in url and "%25" not in url:
            assert awkward_client.get(url).status_code == 200, url
