"""IRIs: the vocabularies used, and the address of every entity of a dataset.

An entity has a **path**, as in ``sources/leithwood2006seven`` or ``concepts/areas/equity``: the
node id of the networkx export and, percent-encoded under the base of the dataset, its IRI and its
route over HTTP.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

LG = "https://w3id.org/leadgraph/ns#"
"""Namespace of the terms that leadgraph declares; the same for every dataset."""

PREFIXES: dict[str, str] = {
    "lg": LG,
    "bib": "https://w3id.org/leadgraph/bibtex#",
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sepio": "http://purl.obolibrary.org/obo/SEPIO_",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Every namespace that a graph of ours uses, by the prefix it is bound to."""

KINDS = ("sources", "claims", "concepts", "questions", "cells")
"""First segments of the paths of entities."""

_ENTITY = re.compile(r"(?:^|[/#])(sources|claims|concepts|questions)/([^#?]+)$")


@cache
def iri(name: str) -> str:
    """Return the IRI of a prefixed name.

    >>> iri("lg:area")
    'https://w3id.org/leadgraph/ns#area'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@cache
def term(name: str) -> NamedNode:
    """Return the node of a prefixed name; there are few of them, so each is made once."""
    from pyoxigraph import NamedNode

    return NamedNode(iri(name))


def segment(text: str) -> str:
    """Percent-encode one segment of an address, so that any id comes back from it.

    >>> segment("10.1000/a b"), segment("..")
    ('10.1000%2Fa%20b', '%2E%2E')
    """
    encoded = quote(text, safe="")
    # "." and ".." alone would be taken for steps in the path.
    return encoded.replace(".", "%2E") if encoded in (".", "..") else encoded


def entity_iri(base: str, path: str) -> str:
    """Return the IRI of the entity with this path under a base.

    >>> entity_iri("https://w3id.org/leadgraph/", "sources/10.1000/x")
    'https://w3id.org/leadgraph/sources/10.1000%2Fx'
    >>> entity_iri("https://w3id.org/leadgraph/", "concepts/areas/equity")
    'https://w3id.org/leadgraph/concepts/areas/equity'
    """
    kind, _, rest = path.partition("/")
    if kind == "concepts":
        scheme, slash, name = rest.partition("/")
        return f"{base}concepts/{segment(scheme)}{slash}{segment(name)}"
    if kind == "cells":
        return f"{base}cells/{'/'.join(map(segment, rest.split('/')))}"
    return f"{base}{kind}/{segment(rest)}"


def entity_path(base: str, address: str) -> str | None:
    """Return the path of the entity that an IRI names, or names a part of; None if it names none.

    An IRI under another base counts when it has the same form, because a dataset may refer to the
    packaged concepts by their published addresses.

    >>> entity_path("https://example.org/", "https://example.org/claims/smith2020-1#effect")
    'claims/smith2020-1'
    >>> entity_path("https://example.org/", "https://w3id.org/leadgraph/concepts/areas/equity")
    'concepts/areas/equity'
    """
    if address.startswith(base):
        kind, _, rest = address[len(base) :].partition("/")
        if rest and kind in KINDS:
            segments = rest.partition("#")[0].split("/")
            # An id is one segment, its slashes encoded; what follows is a part of the entity.
            of_entity = segments if kind == "cells" else segments[: 1 + (kind == "concepts")]
            return f"{kind}/{'/'.join(map(unquote, of_entity))}"
    match = _ENTITY.search(address)
    return f"{match[1]}/{'/'.join(map(unquote, match[2].split('/')))}" if match else None
