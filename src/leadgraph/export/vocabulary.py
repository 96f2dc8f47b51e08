"""Vocabulary: the terms that leadgraph declares, as triples and as people read them.

Three vocabularies are the program's own: the classes and properties of the ``lg:`` namespace, the
closed schemes (directions, kinds, stances ...), and, for what BibTeX knows and no standard has a
property for, one property for each BibTeX field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadgraph import rdf
from leadgraph.model import CLOSED_SCHEMES, Records
from leadgraph.rdf.terms import segment, term

if TYPE_CHECKING:
    from pyoxigraph import Triple

NAMESPACE = rdf.LG.rstrip("#")
"""IRI of the vocabulary, which is its address too."""

BIBTEX = rdf.PREFIXES["bib"].rstrip("#")
"""IRI of the vocabulary of BibTeX fields."""

TITLE = "The leadgraph vocabulary"
BIBTEX_TITLE = "BibTeX fields as properties"


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property, as people read it.

    Attributes:
        id: local name, which is the fragment of its IRI.
        iri: its address.
        kind: ``class`` or ``property``.
        label: what it is called.
        comment: what it means.
        broader: prefixed names of the classes or properties it specialises.
        domain: prefixed names of what has it.
        range: prefixed names of what it holds.
    """

    id: str
    iri: str
    kind: str
    label: str
    comment: str
    broader: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]


def terms(triples: Iterable[Triple] | None = None) -> list[Term]:
    """Return the classes and properties of the ``lg:`` namespace, classes first.

    Args:
        triples: that declare them; those of the packaged ontology when left out.

    >>> next(term for term in terms() if term.id == "Claim").label
    'claim'
    """
    said: dict[str, dict[str, list[str]]] = {}
    for triple in rdf.axioms() if triples is None else triples:
        value = getattr(triple.object, "value", "")
        about = said.setdefault(str(getattr(triple.subject, "value", "")), {})
        about.setdefault(triple.predicate.value, []).append(value)
    found = [_term(address, about) for address, about in said.items() if _is_term(address)]
    return sorted(found, key=lambda term: (term.kind, term.id.casefold()))


def _is_term(address: str) -> bool:
    return address.startswith((rdf.LG, rdf.PREFIXES["bib"]))


def _term(address: str, about: dict[str, list[str]]) -> Term:
    def named(*properties: str) -> tuple[str, ...]:
        return tuple(sorted(prefixed(v) for p in properties for v in about.get(rdf.iri(p), ())))

    is_class = rdf.iri("rdfs:Class") in about.get(rdf.iri("rdf:type"), ())
    local = address.rpartition("#")[2]
    return Term(
        id=local,
        iri=address,
        kind="class" if is_class else "property",
        label=" ".join(about.get(rdf.iri("rdfs:label"), [local])),
        comment=" ".join(about.get(rdf.iri("rdfs:comment"), [])),
        broader=named("rdfs:subClassOf", "rdfs:subPropertyOf"),
        domain=named("rdfs:domain"),
        range=named("rdfs:range"),
    )


def prefixed(address: str) -> str:
    """Return an IRI as a prefixed name, where its namespace has a prefix.

    >>> prefixed("http://purl.org/spar/cito/cites")
    'cito:cites'
    """
    for prefix, namespace in rdf.PREFIXES.items():
        if address.startswith(namespace) and address != namespace:
            return f"{prefix}:{address[len(namespace) :]}"
    return address


def vocabulary(records: Records) -> Iterator[Triple]:
    """Yield the ``lg:`` vocabulary: its header, its terms, and the closed schemes.

    Args:
        records: a dataset; the closed schemes stand under its base, as its graph has them.
    """
    yield from _header(NAMESPACE, TITLE)
    yield from rdf.axioms()
    closed = tuple(
        f"{rdf.entity_iri(records.about.base, f'concepts/{name}/')}" for name in CLOSED_SCHEMES
    )
    schemes = {address.rstrip("/") for address in closed}
    for triple in _concepts(records):
        subject = str(getattr(triple.subject, "value", ""))
        if subject in schemes or subject.startswith(closed):
            yield triple


def _concepts(records: Records) -> Iterator[Triple]:
    """Yield the triples of the concepts of a dataset alone."""
    return rdf.triples(Records(concepts=records.concepts.values(), about=records.about))


def bibtex_fields(records: Records) -> Iterator[Triple]:
    """Yield a property for each BibTeX field that the works of a dataset have and leadgraph lacks.

    Args:
        records: the dataset.
    """
    from pyoxigraph import Literal, NamedNode, Triple

    yield from _header(BIBTEX, BIBTEX_TITLE)
    for name in records.fields:
        field = NamedNode(f"{BIBTEX}#{segment(name)}")
        comment = f"The field {name} of a BibTeX or biblatex entry, its text as it stands there."
        yield Triple(field, term("rdf:type"), term("rdf:Property"))
        yield Triple(field, term("rdf:type"), term("owl:DatatypeProperty"))
        yield Triple(field, term("rdfs:label"), Literal(name))
        yield Triple(field, term("rdfs:comment"), Literal(comment, language="en"))
        yield Triple(field, term("rdfs:isDefinedBy"), NamedNode(BIBTEX))


def _header(address: str, title: str) -> Iterator[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    subject = NamedNode(address)
    yield Triple(subject, term("rdf:type"), term("owl:Ontology"))
    yield Triple(subject, term("dcterms:title"), Literal(title, language="en"))
    yield Triple(subject, term("rdfs:label"), Literal(title, language="en"))
