"""Metadata: what stands in the head of a page for reference managers and search engines.

- Highwire Press tags (``citation_title`` ...), which Zotero's button, Mendeley and Google Scholar
  read: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing.
- schema.org in JSON-LD. Its script block is a block of data, which browsers never run, so the
  page's Content-Security-Policy need not allow scripts within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from markupsafe import Markup

from leadgraph.export.dumps import DUMPS
from leadgraph.model import Name, Source
from leadgraph_api.pages.site import Site, web
from leadgraph_api.signposts import SCHEMA, doi_address, iri_of, kind_of_work, licence_of

Tag = tuple[str, str]

HIGHWIRE: Mapping[str, str] = {
    "journal": "citation_journal_title",
    "journaltitle": "citation_journal_title",
    "booktitle": "citation_inbook_title",
    "volume": "citation_volume",
    "number": "citation_issue",
    "issue": "citation_issue",
    "publisher": "citation_publisher",
    "isbn": "citation_isbn",
    "issn": "citation_issn",
    "school": "citation_dissertation_institution",
    "institution": "citation_technical_report_institution",
}
"""The tag of each BibTeX field that has one."""

BY_TYPE: Mapping[tuple[str, str], str] = {
    ("inproceedings", "booktitle"): "citation_conference_title",
    ("conference", "booktitle"): "citation_conference_title",
    ("thesis", "institution"): "citation_dissertation_institution",
    ("phdthesis", "institution"): "citation_dissertation_institution",
    ("report", "number"): "citation_technical_report_number",
    ("techreport", "number"): "citation_technical_report_number",
}
"""Where the type of a work gives a field another tag."""

PAGES = re.compile(r"\s*([\w.:]+)(?:\s*(?:-+|–|—)\s*([\w.:]+))?\s*")
UNSAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What could end a script block, or a line of a script."""


def highwire(source: Source, site: Site) -> Iterator[Tag]:
    """Yield the Highwire tags of a work: name and content, the title first.

    Args:
        source: the work.
        site: gives its address.
    """
    yield "citation_title", source.title or source.key
    for name in source.authors:
        yield "citation_author", _spoken(name)
    for name in source.editors:
        yield "citation_editor", _spoken(name)
    if date := source.date or (str(source.year) if source.year is not None else ""):
        yield "citation_publication_date", date.replace("-", "/")
    if source.doi:
        yield "citation_doi", source.doi
    for field, usual in HIGHWIRE.items():
        if value := source.fields.get(field):
            yield BY_TYPE.get((source.type, field), usual), value
    if pages := PAGES.fullmatch(source.fields.get("pages", "")):
        ends = ("citation_firstpage", "citation_lastpage")
        yield from ((tag, page) for tag, page in zip(ends, pages.groups(), strict=True) if page)
    if address := web(source.url):
        yield "citation_public_url", address


def _spoken(name: Name) -> str:
    return str(name)


def of_work(source: Source, site: Site) -> Markup:
    """Return a work in schema.org, as a block of data for the head of its page."""
    graph = site.graph
    identifier = iri_of(graph, "source", source.key)
    date = source.date or (str(source.year) if source.year is not None else None)
    fields = source.fields
    journal = fields.get("journal") or fields.get("journaltitle")
    told = {
        "@context": SCHEMA,
        "@type": kind_of_work(source),
        "@id": identifier,
        "name": source.title or source.key,
        "author": [_agent(name) for name in source.authors],
        "editor": [_agent(name) for name in source.editors],
        "datePublished": date,
        "identifier": doi_address(source.doi) if source.doi else None,
        "sameAs": doi_address(source.doi) if source.doi else None,
        "url": web(source.url),
        "abstract": source.summary,
        "isPartOf": {"@type": "Periodical", "name": journal} if journal else None,
        "publisher": _organization(fields.get("publisher") or fields.get("institution")),
        "pagination": fields.get("pages"),
        "isbn": fields.get("isbn"),
        "inLanguage": fields.get("language"),
        "citation": [iri_of(graph, "source", key) for key in source.cites if key in graph.sources],
    }
    return block(told)


def of_dataset(site: Site) -> Markup:
    """Return the dataset in schema.org, as search engines for data read it."""
    graph = site.graph
    about = graph.about
    told = {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": about.base,
        "name": about.title,
        "description": about.description,
        "creator": [{"@type": "Organization", "name": name} for name in about.creators],
        "license": licence_of(graph),
        "version": graph.snapshot,
        "dateModified": graph.as_of.isoformat() if graph.as_of else None,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.title,
                "encodingFormat": dump.media_type,
                "contentUrl": site.url(f"/dumps/{dump.name}"),
            }
            for dump in DUMPS.values()
        ],
    }
    return block(told)


def block(told: Mapping[str, Any]) -> Markup:
    r"""Return a JSON-LD script block, which no text in it can end.

    >>> print(block({"name": "</script>", "author": []}))
    <script type="application/ld+json">{"name":"\u003c/script\u003e"}</script>
    """
    held = {name: value for name, value in told.items() if value not in (None, "", [])}
    text = orjson.dumps(held).decode().translate(UNSAFE)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def _agent(name: Name) -> dict[str, Any]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    parts = {"familyName": name.family, "givenName": name.given}
    held = {part: value for part, value in parts.items() if value}
    return {"@type": "Person", "name": str(name), **held}


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None
