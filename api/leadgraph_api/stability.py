"""Stability: what of the service may be relied on, promised once for the page and the document."""

from __future__ import annotations

from typing import NamedTuple


class Promise(NamedTuple):
    """One promise: its anchor, its heading, what it says."""

    id: str
    title: str
    text: str


PROMISES: tuple[Promise, ...] = (
    Promise(
        "versions",
        "Versions",
        "leadgraph follows semantic versioning (semver.org). What is listed here changes in a way "
        "that can break a reader only when the first number of the version changes; before 1.0, "
        "only when the second does. /health and every OpenAPI document name the version.",
    ),
    Promise(
        "routes",
        "Routes and parameters",
        "The routes of the OpenAPI document and the names and meanings of their parameters stay. "
        "New ones are added. A parameter that a route does not know is refused, never ignored, so "
        "that a reader notices when it asks an older server for something newer.",
    ),
    Promise(
        "keys",
        "Keys of JSON and columns of CSV",
        "Keys are added, never moved, renamed or given another type; columns of tables likewise, "
        "by name and not by position. A reader must bear keys, columns, Link relations and values "
        "of open lists (designs, outcomes) that it does not know.",
    ),
    Promise(
        "errors",
        "Errors",
        "Every error is a problem document (RFC 9457). Its type, its status and the code of each "
        "of its errors stay; its sentences are for people and may be worded better at any time.",
    ),
    Promise(
        "types",
        "Media types and negotiation",
        "Who names no type gets JSON; who asks for HTML by name gets a page. The endings .json "
        ".csv .bib .ttl .jsonld .nt .ndjson give the same type to everybody. Pages are for people: "
        "their markup is not stable, except the metadata in their heads.",
    ),
    Promise(
        "iris",
        "IRIs",
        "The IRI of a work, a claim, a concept, a question, a cell or a part of one depends only "
        "on the base of the dataset and on its id, and does not change from release to release. "
        "Ids belong to the curators: an id once published is not given to something else. Terms of "
        "the vocabulary are not removed and do not change their meaning; one that is not to be "
        "used any more is marked owl:deprecated.",
    ),
    Promise(
        "snapshots",
        "Snapshots",
        "A snapshot id is a hash of the content, whatever the order and the formatting of the "
        "files. Same snapshot, same release, same question: same bytes, on every server. A cursor "
        "is bound to its snapshot and is refused, not reinterpreted, under another. A release may "
        "say the same differently, so ETags change with it.",
    ),
    Promise(
        "dumps",
        "Dumps",
        "The names under /dumps stay. The bytes of a dump depend on the snapshot and the release "
        "only; SHA256SUMS and Repr-Digest say what they are.",
    ),
    Promise(
        "deprecation",
        "Deprecation",
        "What is to go is first marked: deprecated in the OpenAPI document, a Deprecation header "
        "(RFC 9745) with the date since when, a Sunset header (RFC 8594) with the date from which "
        "it may be gone, at least twelve months later, and a Link with rel=deprecation to what "
        "takes its place. Nothing is deprecated at present.",
    ),
    Promise(
        "open",
        "What is not promised",
        "The order of keys in JSON, of prefixes in Turtle and of links in a header; wordings, "
        "labels and the look of pages and pictures; how questions in plain words are understood, "
        "which gets better; speed; anything not documented.",
    ),
)
"""What is promised."""
