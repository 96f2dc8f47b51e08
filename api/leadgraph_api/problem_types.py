"""Problem types: what the ``type`` of a problem document, and the code of an error, stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from leadgraph.render import Json, path
from leadgraph.sparql import CODES
from leadgraph_api.problems import SPARQL_STATUS, SPARQL_STATUSES, TYPES


class ProblemType(NamedTuple):
    """One thing that can be wrong with a request.

    Attributes:
        code: the last part of its IRI.
        title: what it is called.
        status: the HTTP status that comes with it.
        meaning: when it occurs.
        remedy: what to do about it.
    """

    code: str
    title: str
    status: int
    meaning: str
    remedy: str

    @property
    def address(self) -> str:
        """Where it is described."""
        return path("problems", self.code)

    def told(self) -> Json:
        """Return it as JSON has it."""
        return {"type": f"{TYPES}{self.code}", **self._asdict(), "links": {"self": self.address}}


WHOLE = (
    ProblemType(
        "invalid-query",
        "The question cannot be answered as asked",
        422,
        "At least one parameter is unknown, given twice where it may stand once, or has a value "
        "that it cannot have. Nothing is ever ignored, so that no answer is to another question.",
        "Look at errors: each names its parameter, what is wrong with it and the nearest right "
        "values. The parameters of every route are in the OpenAPI document.",
    ),
    ProblemType(
        "not-found",
        "The dataset holds no such thing",
        404,
        "The address is well formed, and the dataset that is served holds nothing of this id.",
        "Take one of the ids that known names, or look for it in the list: /sources, /evidence, "
        "/concepts, /questions, /authors or /venues. Percent-encode ids in addresses.",
    ),
    ProblemType(
        "malformed-url",
        "The URL cannot be read",
        400,
        "The path or the query is not percent-encoded UTF-8, or holds a NUL.",
        "Encode each value with the function that your language has for it; a percent sign itself "
        "is written %25.",
    ),
    ProblemType(
        "unknown-parameter",
        "There is no such parameter",
        422,
        "The route does not know a parameter of this name.",
        "Take one of the names that known offers, or leave it out.",
    ),
    ProblemType(
        "unknown-concept",
        "There is no such id",
        422,
        "A parameter names a concept, a work, an author, a venue, a question or a scheme that the "
        "dataset does not hold.",
        "Take one of the ids that known offers. /concepts lists the concepts of each scheme, "
        "/authors and /venues who wrote the works and where they stand.",
    ),
    ProblemType(
        "invalid-value",
        "A parameter cannot have this value",
        422,
        "The value is of another kind than the parameter takes, out of its bounds, empty, or does "
        "not go together with another parameter.",
        "The message says what would be right.",
    ),
    ProblemType(
        "stale-cursor",
        "The cursor belongs to another list",
        422,
        "A cursor holds for one query to one snapshot; one of the two has changed since.",
        "Ask for the first page again, without cursor, and go on by next.",
    ),
    ProblemType(
        "unknown-route",
        "There is no such address",
        404,
        "The service has no route of this name.",
        "Take the address that known offers, or one of the OpenAPI document at /openapi.json.",
    ),
)
"""Those of requests, and of the errors in them."""

SPARQL: Mapping[str, tuple[str, str]] = {
    "busy": (
        "As much is being answered as may be: costly requests take all places, or the line of "
        "SPARQL queries is full.",
        "Wait for the seconds that Retry-After names, and send it again.",
    ),
    "cancelled": (
        "Whoever sent the query closed the connection, or the service is shutting down.",
        "Send it again.",
    ),
    "evaluation-failed": (
        "The evaluator gave up: the query is well formed, and something in it went wrong.",
        "Make the query simpler, part by part; if it should work, report it with the query.",
    ),
    "invalid-graph": (
        "default-graph-uri or named-graph-uri is not an absolute IRI.",
        "Give the whole IRI, or leave the parameter out: there is one graph.",
    ),
    "memory-limit": (
        "The query was ended because its worker reached its bound of memory.",
        "Ask for less: bind more, avoid products of unrelated patterns, sort less.",
    ),
    "missing-query": (
        "The request holds no query.",
        "Send it as the parameter query, or as the body, as application/sparql-query.",
    ),
    "not-acceptable": (
        "Accept names no form in which this kind of query can be answered.",
        "SELECT and ASK are answered in JSON, XML, CSV and TSV, CONSTRUCT and DESCRIBE in RDF.",
    ),
    "query-too-long": (
        "The query has more characters than the service reads.",
        "Shorten it; long lists of values can be asked for in parts.",
    ),
    "result-too-large": (
        "The result is larger than the service writes.",
        "Ask for a part with LIMIT, or take a dump of the dataset from /dumps.",
    ),
    "service-refused": (
        "The query asks another server with SERVICE, and this one asks nobody.",
        "Leave SERVICE out, or evaluate the query where you are, over a dump.",
    ),
    "several-queries": (
        "The request holds more than one query.",
        "Send one at a time.",
    ),
    "syntax": (
        "The text is not a query of SPARQL 1.1; line and column say where it ceases to be one.",
        "Mend it there. The editor at /sparql marks the place.",
    ),
    "time-limit": (
        "The query was ended because it took too long.",
        "Ask for less, or write it so that the pattern that matches least comes first.",
    ),
    "undeclared-prefix": (
        "A name has a prefix that no PREFIX line declares.",
        "Declare it, or write the whole IRI between angle brackets; the vocabulary is at /ns.",
    ),
    "unavailable": (
        "The store that answers SPARQL cannot be reached, or is not ready.",
        "Wait for the seconds that Retry-After names, and send it again.",
    ),
    "unsupported-media-type": (
        "The body is of another media type than queries are sent as.",
        "Send it as application/sparql-query or application/x-www-form-urlencoded.",
    ),
    "update-refused": (
        "The request is an update, and this service only reads.",
        "Change the files of the dataset instead; of a dump you may change what you like.",
    ),
}
"""Of a query in SPARQL: when each occurs, and what to do."""

PROBLEM_TYPES: Mapping[str, ProblemType] = {
    **{one.code: one for one in WHOLE},
    **{
        code: ProblemType(code, CODES[code], SPARQL_STATUSES.get(code, SPARQL_STATUS), *said)
        for code, said in SPARQL.items()
    },
}
"""All of them by code."""
