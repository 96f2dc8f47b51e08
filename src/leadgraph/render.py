"""Records to JSON: one shape for Python, the command line and HTTP.

Objects are built as plain dictionaries in one fixed order of keys and written by ``orjson``, so
that the same answer is the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

import orjson

from leadgraph.model import Claim, Concept, Question, Records, Source

CLAIM_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(cast(Any, Claim)))
SOURCE_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(cast(Any, Source)))

BRIEF_FIELDS = (
    "key",
    "title",
    "authors",
    "year",
    "type",
    "design",
    "research",
    "study",
    "doi",
    "url",
)
SOURCE_EXTRAS = ("citation", "research", "design_group")

Json = dict[str, Any]


def to_bytes(value: object) -> bytes:
    """Write a value as JSON."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)


def path(kind: str, *ids: str) -> str:
    """Return the address of an entity, relative to the root of the service.

    >>> path("sources", "doe 2020/a")
    '/sources/doe%202020/a'
    """
    return "/".join(["", kind, *map(_quoted, ids)])


@lru_cache(1024)
def _quoted(id_: str) -> str:
    """Return an id percent-encoded; an answer names its own about twenty times."""
    return quote(id_, safe="/:.-_~")


def names(source: Source) -> list[str]:
    """Return who wrote (or else edited) a work, as bibliographies write it."""
    return [str(name) for name in source.authors or source.editors]


def brief(source: Source, records: Records) -> Json:
    """Return a source as an evidence item shows it."""
    return {
        "key": source.key,
        "title": source.title,
        "authors": names(source),
        "year": source.year,
        "type": source.type,
        "design": source.design,
        "research": records.is_research(source),
        "study": source.study,
        "doi": source.doi,
        "url": source.url,
    }


def claim(said: Claim) -> Json:
    """Return a claim by itself."""
    return {name: getattr(said, name) for name in CLAIM_FIELDS}


def joined(said: bytes, source: bytes) -> bytes:
    """Write an evidence item of its claim and its source in brief, both written: as ``item``.

    >>> joined(b'{"id":"a-1","source":"a","statement":"..."}', b'{"key":"a"}')
    b'{"id":"a-1","source":{"key":"a"},"statement":"..."}'
    """
    # In JSON a quotation mark within a text follows a backslash: neither mark is part of one.
    id_, _, rest = said.partition(b',"source":')
    return b'%s,"source":%s,"statement":%s' % (id_, source, rest.partition(b',"statement":')[2])


def item(said: Claim, records: Records) -> Json:
    """Return an evidence item: the claim's fields, with its source in brief."""
    return {**claim(said), "source": brief(records.sources[said.source], records)}


def source(work: Source, records: Records) -> Json:
    """Return everything known of a source itself."""
    told: Json = {name: getattr(work, name) for name in SOURCE_FIELDS}
    told["authors"] = [str(name) for name in work.authors]
    told["editors"] = [str(name) for name in work.editors]
    told["citation"] = work.citation
    told["research"] = records.is_research(work)
    told["design_group"] = records.design_group(work)
    return told


def concept(term: Concept, records: Records) -> Json:
    """Return a concept with what is narrower."""
    told: Json = asdict(cast(Any, term))
    told["key"] = term.key
    told["narrower"] = [c.id for c in records.scheme(term.scheme) if term.id in c.broader]
    return told


def question(open_question: Question) -> Json:
    """Return an open question."""
    return asdict(cast(Any, open_question))


def facets(
    counted: Mapping[str, Iterable[tuple[str, int]]],
    named: Callable[[str, str], bytes],
    selected: Mapping[str, Iterable[str]],
) -> bytes:
    """Write facets as JSON, with the labels people read and what the query has selected.

    Args:
        counted: by facet, ids and how many items have each.
        named: writes the id and the label of a value, as ``labelled`` does.
        selected: by facet, the ids that the query asks for.
    """
    told = []
    for field, pairs in counted.items():
        asked = selected.get(field, ())
        values = b",".join(
            b'{%s,"count":%d,"selected":%s}'
            % (named(field, id_), count, b"true" if id_ in asked else b"false")
            for id_, count in pairs
        )
        told.append(b"%s:[%s]" % (to_bytes(field), values))
    return b"{%s}" % b",".join(told)


def labelled(id_: str, label: str) -> bytes:
    """Write the id of a facet and what people call it, as JSON without its braces."""
    return to_bytes({"id": id_, "label": label})[1:-1]


def label(field: str, id_: str, records: Records, schemes: Mapping[str, str]) -> str:
    """Return what people call an id of a facet."""
    if field in schemes:
        known = records.concepts.get(f"{schemes[field]}/{id_}")
        return known.label if known else id_
    if field == "question":
        return records.questions[id_].label
    if field == "country":
        return country(id_)
    return id_


@lru_cache(maxsize=512)
def country(code: str) -> str:
    """Return the English short name of a country.

    >>> country("SE"), country("international")
    ('Sweden', 'international')
    """
    import pycountry

    found = pycountry.countries.get(alpha_2=code)
    return getattr(found, "common_name", found.name) if found else code
