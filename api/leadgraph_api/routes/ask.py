"""Ask: questions in plain words."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from leadgraph.ask import LONGEST
from leadgraph.errors import Issue, QueryError
from leadgraph.graph import EvidenceGraph
from leadgraph_api import parameters
from leadgraph_api.answers import Answer, etag, link_header
from leadgraph_api.openapi import Parameter, described

QUESTION: Parameter = {
    "name": "q",
    "in": "query",
    "required": True,
    "description": "The question, in plain words",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
}


def router(graph: EvidenceGraph) -> APIRouter:
    """Return the route of questions."""
    routes = APIRouter(tags=["ask"])

    @routes.get("/ask.json", include_in_schema=False)
    @routes.get(
        "/ask",
        **described(
            "A question in plain words: how it was understood, and what is held",
            "AskAnswer",
            parameters=[QUESTION],
        ),
    )
    def ask(request: Request) -> Response:
        question = asked(request.scope["query_string"])
        answer = graph.ask(question)
        tag = etag(graph.snapshot, "/ask", question)
        links = {name: url for name, url in answer.links.items() if isinstance(url, str)}
        return Answer(answer.to_json(), etag=tag, headers=[link_header(links)])

    return routes


def asked(query_string: bytes) -> str:
    """Return the question of a URL.

    Raises:
        QueryError: when there is none, or several, or something else.
    """
    pairs = parameters.read(query_string)
    issues = parameters.refuse_unknown(pairs, ("q",))
    questions = [value for name, value in pairs if name == "q"]
    if len(questions) != 1:
        what = "is missing: ask a question" if not questions else "is given more than once"
        issues.append(Issue("q", "invalid-value", f"q {what}"))
    if issues:
        raise QueryError(issues)
    return questions[0]
