"""EvidenceGraph and load(): what users hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from leadgraph import ask, curation, export, push, store
from leadgraph import snapshot as snapshots
from leadgraph.citations import Citations
from leadgraph.citations import source as source_with_citations
from leadgraph.citations.contributors import Contributor, contributors
from leadgraph.citations.paths import Paths
from leadgraph.citations.topic import TopicNetwork
from leadgraph.errors import CurationError, NotFoundError, Problem
from leadgraph.evidence import EvidenceBase, EvidenceList, SourceList, entities
from leadgraph.export.catalogue import Statistics, statistics
from leadgraph.export.dumps import Made
from leadgraph.gaps import EvidenceMap, GapDiff, GapList, MapQuery
from leadgraph.gaps import question as question_with_gaps
from leadgraph.model import BASE_IRI, About, Claim, Concept, Question, Records, Source
from leadgraph.plots import Picture
from leadgraph.query import EvidenceQuery
from leadgraph.remote import Endpoint, Forwarding
from leadgraph.shelf import Links, link

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph
    import rdflib


def load(
    directory: str | PathLike[str] | None = None,
    *,
    strict: bool = True,
    progress: Callable[..., Any] | None = None,
    store: str | Endpoint | None = None,
    graph: str | None = None,
) -> EvidenceGraph:
    """Load a dataset: its own folder, or the packaged one on school leadership.

    Args:
        directory: folder that holds ``references.bib`` and, as far as there are any, claims and
            ``ontology.ttl``; or a snapshot that ``leadgraph build`` made of it, which is opened in
            place; the packaged dataset when left out.
        strict: refuse a dataset with an error; otherwise take what is sound, and say what was left
            out in ``graph.problems``.
        progress: shows the progress of long work, as ``tqdm.tqdm`` does.
        store: SPARQL endpoint of a remote store that holds the graph, as ``leadgraph push`` leaves
            it. The dataset is read from there, unless a folder is named, too.
        graph: named graph of that store; by default the one that the packaged dataset goes to.

    Raises:
        CurationError: with every problem, when one of them is an error and ``strict`` holds, or
            when there is nothing to load.
        SnapshotError: when a snapshot is not whole, or of another format.
        StoreError: when a remote store cannot be reached, or does not hold the whole.

    >>> graph = load()
    >>> graph.sources["leithwood2006seven"].year
    2006
    """
    if store is not None:
        endpoint = Endpoint(store) if isinstance(store, str) else store
        return _on(endpoint, graph, directory, strict=strict, progress=progress)
    folder = Path(directory) if directory is not None else curation.data_dir()
    if snapshots.is_snapshot(folder):
        return EvidenceGraph.of(snapshots.open_(folder))
    reading = curation.read(folder, progress=progress)
    refused = [problem for problem in reading.problems if problem.level == "error"]
    if refused and (strict or not reading.records.sources):
        raise CurationError(reading.problems)
    return EvidenceGraph(reading.records, problems=reading.problems)


def _on(
    endpoint: Endpoint, graph: str | None, directory: str | PathLike[str] | None, **how: Any
) -> EvidenceGraph:
    """Return a graph that stands on a remote store."""
    if directory is None:
        held = EvidenceGraph(push.pull(endpoint, graph or BASE_IRI))
    else:
        held = load(directory, **how)
    base = held.about.base
    held.remote = Forwarding(endpoint, graph or (BASE_IRI if directory is None else base), base)
    return held


def state_of(directory: str | PathLike[str] | None = None) -> object:
    """Return what differs when the files of a dataset do, without reading them.

    Args:
        directory: as for ``load``.
    """
    folder = (Path(directory) if directory is not None else curation.data_dir()).resolve()
    files = [folder / snapshots.MANIFEST] if snapshots.is_snapshot(folder) else folder.glob("*")
    told = ((path, path.stat()) for path in sorted(files) if path.is_file())
    return [(str(path), s.st_ino, s.st_mtime_ns, s.st_size) for path, s in told]


class EvidenceGraph:
    """A loaded dataset: immutable, and known by its snapshot id.

    Attributes:
        records: what was read.
        problems: what was found wrong with the files; only warnings, unless loaded with
            ``strict=False``.
        remote: answers SPARQL from the remote store that the graph stands on; None without one.
    """

    remote: Forwarding | None = None

    def __init__(self, records: Records, *, problems: Sequence[Problem] = ()) -> None:
        self.records = records
        self.problems = tuple(problems)
        self.base = EvidenceBase(records)
        self._opened: snapshots.Opened | None = None

    @classmethod
    def of(cls, opened: snapshots.Opened) -> EvidenceGraph:
        """Return the graph of a snapshot that is open."""
        graph = cls.__new__(cls)
        graph.records, graph.base = opened.base.records, opened.base
        graph.problems, graph._opened = opened.problems, opened
        return graph

    def build(
        self,
        target: str | PathLike[str],
        *,
        store: bool = True,
        dumps: bool = False,
        progress: Callable[..., Any] | None = None,
    ) -> snapshots.Manifest:
        """Build a snapshot: a folder that ``load`` opens in place, whatever its size.

        Args:
            target: the folder to make; it appears when it is whole.
            store: whether to hold the triples, too, which takes longer than all the rest; without
                them they are made when first asked for.
            dumps: whether to hold the dumps, too, which are larger than all the rest; without them
                each is made when first asked for.
            progress: shows the progress of long work, as ``tqdm.tqdm`` does.

        Returns:
            What the snapshot says of itself: ``counts``, ``files``, ``total`` bytes.

        Raises:
            SnapshotError: when the folder is there already, or cannot be made.
        """
        return snapshots.build(
            self.base,
            Path(target),
            problems=self.problems,
            store=store,
            dumps=dumps,
            progress=progress,
        )

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by key."""
        return MappingProxyType(self.records.sources)

    @property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id."""
        return MappingProxyType(self.records.claims)

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Concepts by key, as in ``areas/equity``."""
        return MappingProxyType(self.records.concepts)

    @property
    def questions(self) -> Mapping[str, Question]:
        """Open questions by id."""
        return MappingProxyType(self.records.questions)

    @property
    def authors(self) -> Mapping[str, Contributor]:
        """People and bodies by id, as in ``leithwood_k``, each with its works.

        >>> load().authors["grissom_ja"].works[0]
        'bartanen2019impacts'
        """
        return contributors(self.base, "author")

    @property
    def venues(self) -> Mapping[str, Contributor]:
        """Journals and books by id, each with the works that stand in it."""
        return contributors(self.base, "venue")

    @property
    def about(self) -> About:
        """What the dataset says of itself."""
        return self.records.about

    @property
    def snapshot(self) -> str:
        """Id of the content, the same whatever the order and the formatting of the files."""
        return self.records.snapshot

    @property
    def as_of(self) -> date | None:
        """The newest date at which a claim was curated."""
        return self.records.as_of

    def ask(self, question: str) -> ask.Answer:
        """Answer a question in plain words, offline, and show how it was understood.

        Args:
            question: as people type it; at most 1,000 characters.

        Raises:
            QueryError: when the question is empty or too long.

        >>> answer = load().ask("evidence for distributed leadership impacting students")
        >>> answer.status, answer.query.canonical
        ('contested', 'area=distributed-leadership&target=students')
        """
        return ask.ask(self.base, question)

    def evidence(self, query: EvidenceQuery | None = None, /, **fields: Any) -> EvidenceList:
        """Return the evidence that answers a query.

        Args:
            query: a query object, instead of keywords.
            **fields: the fields of ``EvidenceQuery``: ``area``, ``target``, ``since`` ...

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> graph = load()
        >>> evidence = graph.evidence(area="distributed-leadership", target="students")
        >>> evidence.summary.contested
        True
        """
        return EvidenceList(self.base, query or EvidenceQuery.of(**fields))

    def timeline(self, query: EvidenceQuery | None = None, /, **fields: Any) -> Picture:
        """Return what answers a query along the years, as a plot.

        Args:
            query: a query object, instead of keywords.
            **fields: the fields of ``EvidenceQuery``.

        Raises:
            QueryError: naming every unknown field or value, with near misses.
            MissingExtraError: when nothing is installed that draws.
        """
        return self.evidence(query, **fields).timeline()

    def works(self, query: EvidenceQuery | None = None, /, **fields: Any) -> SourceList:
        """Return the works that answer a query, as ``GET /sources`` does.

        Args:
            query: a query object, instead of keywords.
            **fields: the fields of ``EvidenceQuery``.

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> [work.key for work in load().works(design="randomized-trial", since=2019)]
        ['ma2024effects', 'herrmann2019effects']
        """
        return SourceList(self.base, query or EvidenceQuery.of(**fields))

    def paths(self, a: str, b: str, k: int = 5) -> Paths:
        """Return how two things are connected, the most telling paths first, each hop in words.

        Paths run through citations, stances, claims, concepts and open questions alike; hubs are
        dear to pass, and variants of a path are not told again.

        Args:
            a: key of a work, DOI of a work that is only cited, id of a claim or of a question, or
                ``scheme/id`` of a concept; ``sources/``, ``claims/``, ``questions/`` or
                ``concepts/`` before it tells what it is where two things share a name.
            b: the same, of where the paths end.
            k: how many paths at most, 1 to 20.

        Raises:
            UnknownConceptError: when nothing has such a name, with near misses.
            QueryError: when both name the same thing, or ``k`` is out of bounds.

        >>> paths = load().paths("leithwood2006seven", "Q3")
        >>> paths[0]
        <Path leithwood2006seven - leithwood2006seven-13 - Q3>
        >>> print(load().paths("leithwood2006seven", "treacy2017leadership")[0])
        Leithwood et al. 2006 is cited by Treacy & Glowa 2017.
        """
        return Paths(self.base, a, b, k)

    def citations(self, *keys: str, **fields: Any) -> Citations:
        """Return who builds on a work, what it builds on, and what is near it and why.

        Args:
            *keys: one or several sources, which are then taken together as one; or ids of works
                that are cited and not held, as ``doi:10.x/y``.
            **fields: the fields of ``EvidenceQuery``, but ``kind``: they filter the neighbours, as
                they filter ``works``.

        Raises:
            NotFoundError: when there is no such source.
            QueryError: naming every unknown field or value, with near misses.

        >>> citations = load().citations("leithwood2006seven")
        >>> [work.id for work in citations.cited_by]
        ['leithwood2020seven', 'treacy2017leadership']
        >>> {stance.how for stance in citations.cited_by[0].stances} >= {"qualifies", "supports"}
        True
        """
        return Citations(self.base, keys, EvidenceQuery.of(**fields))

    def network(
        self, query: EvidenceQuery | None = None, /, *, top: int = 10, **fields: Any
    ) -> TopicNetwork:
        """Return the works that answer a query as a network of citations.

        With its main path, its roots and current fronts, the works that count most (PageRank,
        betweenness), and its communities with the concepts that mark them. Without a filter, works
        that are cited and not held are part of it.

        Args:
            query: a query object, instead of keywords.
            top: how many works a ranking names, and communities, at most.
            **fields: the fields of ``EvidenceQuery``, but those of a page.

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> network = load().network(area="distributed-leadership")
        >>> network.main_path[-1]["works"][0]["citation"]
        'Treacy & Glowa 2017'
        """
        return TopicNetwork(self.base, query or EvidenceQuery.of(**fields), top)

    def map(self, query: MapQuery | None = None, /, **asked: Any) -> EvidenceMap:
        """Return the map of two facets, every cell counted, zeros too.

        Args:
            query: a query object, instead of keywords.
            **asked: ``rows`` and ``columns`` (``area``, ``model``, ``target``, ``outcome``,
                ``design``, ``country``, ``level``, ``question``), ``depth``, the fields of
                ``Thresholds``, and those of ``EvidenceQuery`` as a filter.

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> load().map(rows="area", columns="target").cell("equity", "students").state
        'gap'
        """
        return EvidenceMap(self.base, (query or MapQuery.of(**asked)).whole())

    def gaps(self, query: MapQuery | None = None, /, **asked: Any) -> GapList:
        """Return the gaps of a map, ranked, each with the rules and the numbers behind it.

        Args:
            query: a query object, instead of keywords.
            **asked: as for ``map``, and ``class_``: one or several gap classes.

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> load().gaps(rows="area", columns="target", class_="absolute")[0]
        <Gap ...: absolute...>
        """
        return GapList(self.base, query or MapQuery.of(**asked))

    def gaps_since(
        self, earlier: EvidenceGraph, query: MapQuery | None = None, /, **asked: Any
    ) -> GapDiff:
        """Return which gaps opened, closed or changed class since an earlier state.

        Args:
            earlier: the graph as it was.
            query: a query object, instead of keywords.
            **asked: as for ``gaps``.

        Raises:
            QueryError: naming every unknown field or value, with near misses.

        >>> graph = load()
        >>> graph.gaps_since(graph).count
        {'opened': 0, 'closed': 0, 'changed': 0}
        """
        asked_of = query or MapQuery.of(**asked)
        return GapDiff(earlier.base, self.base, asked_of)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the graph as a new networkx MultiDiGraph.

        Nodes are ``sources/KEY``, ``claims/ID``, ``concepts/SCHEME/ID`` and ``questions/ID``.
        """
        return export.to_networkx(self.records)

    def to_rdf(self) -> rdflib.Dataset:
        """Return the graph as an rdflib Dataset: a read-only view of the store, not a copy."""
        return store.dataset(self.store)

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The graph in Oxigraph, made when first asked for, or opened where a snapshot holds it."""
        if self._store_links:
            return store.open_store(self._store_links.folder, read_only=True)
        return store.build(self.records)

    @cached_property
    def _store_links(self) -> Links | None:
        held = self._opened and self._opened.store
        return Links(held) if held else None

    def place_store(self, folder: Path) -> None:
        """Put the store where other processes can open it.

        That is links to the store of a snapshot, or else a new store made of the records.

        Args:
            folder: the folder to make.
        """
        held = self._opened and self._opened.store
        if held:
            link(held, folder)
        else:
            store.build(self.records, folder)

    @cached_property
    def statistics(self) -> Statistics:
        """The triples in counts; a snapshot that holds the triples knows them."""
        held = self._opened and self._opened.statistics
        return held or statistics(self.store)

    @property
    def dumps(self) -> Mapping[str, Made]:
        """The dumps that a snapshot holds, by the names of their files; none without one."""
        return self._opened.dumps if self._opened else {}

    def key_of(self, name: str) -> str:
        """Return the key of a work by its key or a former one (``ids`` of its entry).

        Raises:
            NotFoundError: naming near misses.
        """
        if name in self.records.sources:
            return name
        former = self.records.former_keys
        if name not in former:
            raise NotFoundError("source", name, self.records.sources)
        return former[name]

    def describe(self, kind: str, id_: str) -> bytes:
        """Return everything known of one entity as JSON, as HTTP answers it.

        Args:
            kind: ``source``, ``claim``, ``concept`` (with ``scheme/id``) or ``question``.
            id_: its key or id.

        Raises:
            NotFoundError: naming near misses.
        """
        if kind == "concept":
            scheme, _, id_ = id_.partition("/")
            return entities.concept(self.base, scheme, id_)
        if kind == "source":
            id_ = self.key_of(id_)
        describe = {
            "source": source_with_citations,
            "claim": entities.claim,
            "question": question_with_gaps,
        }
        return describe[kind](self.base, id_)

    def __repr__(self) -> str:
        """Return the title, the counts and the snapshot."""
        return (
            f"<EvidenceGraph {self.about.title!r}: {len(self.sources)} sources, "
            f"{len(self.claims)} claims, {len(self.questions)} open questions, "
            f"snapshot {self.snapshot}>"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
            for name, value in (
                ("sources", len(self.sources)),
                ("claims", len(self.claims)),
                ("concepts", len(self.concepts)),
                ("open questions", len(self.questions)),
                ("problems", len(self.problems)),
                ("as of", self.as_of or "not dated"),
                ("snapshot", self.snapshot),
            )
        )
        return f"<p><b>{escape(self.about.title)}</b></p><table>{rows}</table>"
