"""The triples of a dataset in an Oxigraph store: in memory, or on disk for big datasets.

Everything stands in the default graph: the records and, beside them, what the packaged ontology
declares of the terms used. rdflib users get a view of the same store, without a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from leadgraph import rdf
from leadgraph.model import Records

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store, Triple
    from rdflib import Dataset

PARTS = (
    "dcterms:creator",
    "schema:editor",
    "lg:effect",
    "lg:locator",
    "oa:hasSelector",
    "prov:wasAttributedTo",
)
"""Properties that lead from an entity to a part of its description."""

PLACE = "oa:hasSource"
"""Property by which a place in a source says whose place it is."""

READ_ONLY = (
    "this Dataset is a read-only view of a leadgraph snapshot; "
    "to change a copy of it: graph = rdflib.Graph(); graph += dataset.default_graph"
)


def build(records: Records, path: Path | str | None = None) -> Store:
    """Return a store with the graph of a dataset.

    Args:
        records: the dataset.
        path: folder of a new store on disk; in memory without it. The folder appears when the
            store is whole, never before.

    Raises:
        FileExistsError: the folder is there already.
    """
    from pyoxigraph import Store

    if path is None:
        return load(Store(), rdf.graph(records))
    target = Path(path)
    if target.exists():
        raise FileExistsError(f"{target} exists already: remove it, or name another folder")
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        store = load(Store(str(partial)), rdf.graph(records))
        store.optimize()
        store.flush()
        del store  # RocksDB must let go of the folder before it can be renamed.
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return open_store(target)


def open_store(path: Path | str, *, read_only: bool = False) -> Store:
    """Open a store that ``build`` left on disk.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    from pyoxigraph import Store

    if not Path(path).is_dir():
        raise FileNotFoundError(f"{path} holds no store: build one with leadgraph build")
    return Store.read_only(str(path)) if read_only else Store(str(path))


def load(store: Store, triples: Iterable[Triple]) -> Store:
    """Put triples into the default graph of a store."""
    store.bulk_extend(_quads(triples))
    return store


def _quads(triples: Iterable[Triple]) -> Iterator[Quad]:
    from pyoxigraph import Quad

    return (Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def describe(store: Store, iri: str) -> list[Triple]:
    """Return the triples about an entity and about its parts.

    Parts are names, an effect, a locator, a signer; of a source, also the places in it that claims
    name. Sorted, the entity itself first; empty if the store says nothing of it.
    """
    from pyoxigraph import NamedNode

    leads = {rdf.iri(name) for name in PARTS}
    about = NamedNode(iri)
    places = store.quads_for_pattern(None, NamedNode(rdf.iri(PLACE)), about)
    inside = sorted(str(quad.subject)[1:-1] for quad in places)
    waiting, seen, found = [about, *map(NamedNode, inside)], {iri, *inside}, []
    while waiting:
        about = waiting.pop(0)
        triples = [quad.triple for quad in store.quads_for_pattern(about, None, None)]
        triples.sort(key=lambda triple: (triple.predicate.value, str(triple.object)))
        found += triples
        for triple in triples:
            part = triple.object
            if triple.predicate.value in leads and isinstance(part, NamedNode):
                waiting += [part] if part.value not in seen else []
                seen.add(part.value)
    return found


def dataset(store: Store) -> Dataset:
    """Return an rdflib ``Dataset`` over the store: no copy, every namespace bound, read-only.

    Raises:
        TypeError: later, when somebody tries to write to it.
    """
    from rdflib import Dataset

    backend = _view()(store=store)
    view = Dataset(store=backend, default_union=True)
    for prefix, namespace in rdf.PREFIXES.items():
        view.bind(prefix, namespace, override=True, replace=True)
    return view


@cache
def _view() -> type:
    """Return the class of the view; made when first asked for, since it needs rdflib."""
    from oxrdflib import OxigraphStore

    def refuse(self: object, *_: object, **__: object) -> NoReturn:
        raise TypeError(READ_ONLY)

    writes = ("add", "addN", "remove", "update", "add_graph", "remove_graph", "destroy", "open")
    return type("SnapshotStore", (OxigraphStore,), dict.fromkeys(writes, refuse))
