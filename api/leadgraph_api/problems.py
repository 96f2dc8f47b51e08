"""Problems: every error as a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from leadgraph import render
from leadgraph.errors import (
    Issue,
    LeadgraphError,
    NotFoundError,
    QueryError,
    SparqlError,
    near_misses,
)
from leadgraph.model import BASE_IRI
from leadgraph.sparql import CODES
from leadgraph_api.answers import Answer, Header, to_json
from leadgraph_api.negotiation import prefers_page
from leadgraph_api.operation import FullError
from leadgraph_api.parameters import MalformedUrlError, TooLongError

log = logging.getLogger("leadgraph_api")

PROBLEM = "application/problem+json"
TYPES = f"{BASE_IRI}problems/"
"""What the ``type`` of a problem begins with, unless the HTTP status says it all."""

METHODS = "GET, HEAD, OPTIONS"
SPARQL_METHODS = "GET, HEAD, POST, OPTIONS"
SPARQL_STATUSES = {
    "busy": 429,
    "cancelled": 503,
    "invalid-graph": 400,
    "missing-query": 400,
    "not-acceptable": 406,
    "query-too-long": 413,
    "service-refused": 403,
    "several-queries": 400,
    "syntax": 400,
    "unavailable": 503,
    "undeclared-prefix": 400,
    "unsupported-media-type": 415,
    "update-refused": 403,
}
"""Of codes of ``SparqlError``; of any other, it is ``SPARQL_STATUS``."""

SPARQL_STATUS = 422

RETRY_AFTER = b"5"
"""Seconds after which a query may find a place in the line."""

SOON: tuple[Header, ...] = ((b"retry-after", b"1"),)
"""When another costly request may find one: they take far less."""

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
        case SparqlError():
            return _sparql(scope, error)
        case MalformedUrlError():
            return _coded(scope, 400, "malformed-url", "The URL cannot be read", str(error))
        case FullError():
            return _coded(scope, 429, "busy", "Too much is asked at once", str(error), SOON)
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


def methods(scope: Scope) -> str:
    """Return the methods that an address answers: SPARQL may also be sent."""
    return SPARQL_METHODS if scope["path"].endswith("/sparql") else METHODS


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
    moved = _moved(scope, error) if error.kind == "source" else None
    if moved is not None:
        return moved
    fault = _fault(pointer("path", error.kind), "not-found", str(error), error.known)
    return problem(
        scope,
        404,
        str(error),
        type_=f"{TYPES}not-found",
        title="The dataset holds no such thing",
        errors=[fault],
    )


def _moved(scope: Scope, error: NotFoundError) -> Answer | None:
    """Send those who ask for a work by a former key on to the one it has."""
    before, found, behind = scope["path"].partition(f"/sources/{error.value}")
    alias, dot, suffix = error.value.rpartition(".")
    for name, rest in ((error.value, behind), (alias, f"{dot}{suffix}{behind}")):
        with suppress(NotFoundError):
            key = scope["app"].state.key_of(name) if found else ""
            if key and key != name:
                path = before + render.path("sources", key) + quote(rest)
                asked = scope["query_string"]
                location = path.encode() + (b"?" + asked if asked else b"")
                return Answer(b"", status=308, headers=[(b"location", location)])
    return None


def sparql_status(error: SparqlError) -> int:
    """Return the status of a SPARQL query that is not answered.

    A query that went too far is the fault of whoever sent it, and sent again it would go as far: no
    5xx, at which clients and proxies try again.
    """
    return SPARQL_STATUSES.get(error.code, SPARQL_STATUS)


def _sparql(scope: Scope, error: SparqlError) -> Answer:
    place = {"line": error.line, "column": error.column} if error.line else {}
    fault = {**_fault(pointer("query", "query"), error.code, error.message, error.known), **place}
    status = sparql_status(error)
    headers = [(b"retry-after", RETRY_AFTER)] if status in (429, 503) else []
    title = CODES[error.code]
    type_ = f"{TYPES}{error.code}"
    return problem(
        scope, status, str(error), type_=type_, title=title, errors=[fault], headers=headers
    )


def _coded(
    scope: Scope, status: int, code: str, title: str, message: str, headers: Iterable[Header] = ()
) -> Answer:
    """Answer with a problem of a type of its own that concerns the whole request."""
    fault = _fault("#", code, message)
    return problem(
        scope, status, message, type_=f"{TYPES}{code}", title=title, errors=[fault], headers=headers
    )


def _http(scope: Scope, error: HTTPException) -> Answer:
    """Answer what the framework itself refuses: no such route, or not this method."""
    if error.status_code == 404:
        near = near_misses(scope["path"][:100], scope["app"].state.addresses)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        fault = _fault("#/path", "unknown-route", f"no such route{hint}", near)
        return problem(scope, 404, fault["message"], errors=[fault])
    if error.status_code == 405:
        allowed = methods(scope)
        detail = f"this service is read-only; this route answers {allowed}"
        return problem(scope, 405, detail, headers=[(b"allow", allowed.encode())])
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
