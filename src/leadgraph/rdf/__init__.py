"""Records -> RDF and back.

- ``read_ontology(triples)``: the concepts, questions and inapplicable cells of an ontology file.
- ``triples(records)`` and ``read(triples)``: a whole dataset, equal both ways.
- ``axioms()``: what the packaged ontology declares of the terms leadgraph uses;
  ``graph(records)`` is both.
- ``links(records)``: the edges between entities, the same in RDF and in networkx.

Triples are pyoxigraph's. ``mapping`` holds which property says which field; ``terms`` holds the
vocabularies and the addresses of entities.
"""

from leadgraph.rdf.axioms import axioms, graph
from leadgraph.rdf.mapping import Entity, entities, inapplicable, links, path
from leadgraph.rdf.nodes import FAULTS, Fault
from leadgraph.rdf.ontology import Ontology, read_ontology
from leadgraph.rdf.read import read, read_leniently
from leadgraph.rdf.terms import LG, PREFIXES, entity_iri, entity_path, iri, segment
from leadgraph.rdf.write import triples

__all__ = [
    "FAULTS",
    "LG",
    "PREFIXES",
    "Entity",
    "Fault",
    "Ontology",
    "axioms",
    "entities",
    "entity_iri",
    "entity_path",
    "graph",
    "inapplicable",
    "iri",
    "links",
    "path",
    "read",
    "read_leniently",
    "read_ontology",
    "segment",
    "triples",
]
