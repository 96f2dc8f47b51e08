"""Problems: every error as a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from leadgraph.errors import Issue, LeadgraphError, NotFoundError, QueryError, near_misses
from leadgraph.model import BASE_IRI
from leadgraph_api.answers import Answer, Header, to_json
from leadgraph_api.negotiation import prefers_page
from leadgraph_api.parameters import MalformedUrlError, TooLongError

log = logging.getLogger("leadgraph_api")

PROBLEM = "application/problem+json"
TYPES = f"{BASE_IRI}problems/"
"""What the ``type`` of a problem begins with, unless the HTTP status says it all."""

METHODS = "GET, HEAD, OPTIONS"
INSTANCE_MOST = 500
"""Characters of the address that is echoed as ``instance``."""

Fault = dict[str, Any]


def problem(
    scope: Scope,
    status: int,
    detail: str,
    *,
    type_: str = "about:blank",
    title: str | None = None,
    errors: Iterable[Fault] = (),
    headers: Iterable[Header] = (),
) -> Answer:
    """Return a problem document, or a page that says the same to those who prefer one."""
    told = {
        "type": type_,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance(scope),
        "errors": list(errors),
    }
    if prefers_page(scope) and "app" in scope and not scope["path"].endswith(".json"):
        page: Answer = scope["app"].state.pages.problem(scope, told, headers)
        return page
    return Answer(to_json(told), PROBLEM, status=status, headers=headers)


def answer_to(error: Exception, scope: Scope) -> Answer:
    """Return the problem document that an error amounts to; 500 if nobody foresaw it."""
    match error:
        case QueryError():
            return _invalid(scope, error.issues)
        case NotFoundError():
            return _not_found(scope, error)
        case MalformedUrlError():
            return _malformed(scope, str(error))
        case TooLongError():
            return problem(scope, 414, f"{error}; ask for less at a time")
        case HTTPException():
            return _http(scope, error)
        case RequestValidationError():
            return _refused_by_fastapi(scope, error)
    return problem(scope, 500, "The service failed at this request; its log says why.")


def install(app: FastAPI) -> None:
    """Make an application answer every error with a problem document."""

    async def handle(request: Request, error: Exception) -> Response:
        return answer_to(error, request.scope)

    # FastAPI brings its own handlers of the last two; Exception's runs outside all else, and
    # raises the error again for the server to log.
    for kind in (LeadgraphError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)


def instance(scope: Scope) -> str:
    """Return the address asked for, as far as it is reasonable to repeat it."""
    path = quote(scope["path"].encode("utf-8", "surrogatepass"))
    if asked := scope["query_string"]:
        path += "?" + quote(asked, safe="%&=+,:/;@!$'()*~?")
    return path if len(path) <= INSTANCE_MOST else quote(scope["path"][:100])


def pointer(*names: str) -> str:
    """Return a JSON pointer, as a URI fragment, into what was asked: ``#/query/area``.

    >>> pointer("query", "a/b")
    '#/query/a~1b'
    """
    parts = (quote(name.replace("~", "~0").replace("/", "~1"), safe="~") for name in names if name)
    return "#/" + "/".join(parts)


def _fault(where: str, code: str, message: str, known: Iterable[str] = ()) -> Fault:
    fault: Fault = {"pointer": where, "code": code, "message": message}
    return {**fault, "known": list(known)} if known else fault


def _invalid(scope: Scope, issues: Iterable[Issue]) -> Answer:
    faults = [
        _fault(pointer("query", issue.field), issue.code, issue.message, issue.known)
        for issue in issues
    ]
    return problem(
        scope,
        422,
        "; ".join(fault["message"] for fault in faults),
        type_=f"{TYPES}invalid-query",
        title="The question cannot be answered as asked",
        errors=faults,
    )


def _not_found(scope: Scope, error: NotFoundError) -> Answer:
    fault = _fault(pointer("path", error.kind), "not-found", str(error), error.known)
    return problem(
        scope,
        404,
        str(error),
        type_=f"{TYPES}not-found",
        title="The dataset holds no such thing",
        errors=[fault],
    )


def _malformed(scope: Scope, message: str) -> Answer:
    return problem(
        scope,
        400,
        message,
        type_=f"{TYPES}malformed-url",
        title="The URL cannot be read",
        errors=[_fault("#", "malformed-url", message)],
    )


def _http(scope: Scope, error: HTTPException) -> Answer:
    """Answer what the framework itself refuses: no such route, or not this method."""
    if error.status_code == 404:
        near = near_misses(scope["path"][:100], scope["app"].state.addresses)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        fault = _fault("#/path", "unknown-route", f"no such route{hint}", near)
        return problem(scope, 404, fault["message"], errors=[fault])
    if error.status_code == 405:
        detail = f"this service is read-only; a route answers {METHODS}"
        return problem(scope, 405, detail, headers=[(b"allow", METHODS.encode())])
    given: Mapping[str, str] = error.headers or {}
    headers = [(name.lower().encode(), value.encode()) for name, value in given.items()]
    return problem(scope, error.status_code, str(error.detail), headers=headers)


def _refused_by_fastapi(scope: Scope, error: RequestValidationError) -> Answer:
    issues = [
        _fault(pointer(*map(str, fault["loc"])), "invalid-value", str(fault["msg"]))
        for fault in error.errors()
    ]
    return problem(
        scope,
        422,
        "; ".join(fault["message"] for fault in issues),
        type_=f"{TYPES}invalid-query",
        title="The question cannot be answered as asked",
        errors=issues,
    )
