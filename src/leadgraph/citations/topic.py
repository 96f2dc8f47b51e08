"""A topic as a network: the line along which it was built, its pillars, the parts it falls into.

The nodes are the works that answer a query, and the citations among them. Asked without a filter,
they are all works, and those that are cited and not held as well; a filter asks for what is known
of a work, and of those nothing is known.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from leadgraph import render
from leadgraph.citations import measures, network
from leadgraph.citations.mainpath import Flow
from leadgraph.citations.paths import terrain
from leadgraph.errors import Issue, QueryError
from leadgraph.evidence.derived import Derived
from leadgraph.evidence.lists import link, works_in
from leadgraph.index.order import NO_YEAR
from leadgraph.query import PAGING, EvidenceQuery
from leadgraph.render import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from igraph import Graph
    from numpy.typing import NDArray

    from leadgraph.citations.measures import Betweenness, Communities, Mark, Scores
    from leadgraph.citations.network import CitationNetwork
    from leadgraph.citations.paths.terrain import Terrain
    from leadgraph.evidence import EvidenceBase

    Nodes = NDArray[np.int64]

TOP = 10
TOP_MOST = 100
RECENT = 10
"""Years before ``as_of`` in which a front was published."""

STEP_MOST = 50
"""Works that are told of one step of the main path; all of them are counted."""

KEPT_MOST = 16
"""Topics of a dataset whose measures are kept."""


class Analysis:
    """The measures of some nodes of a network, each taken when first asked for.

    Attributes:
        nodes: int64: the nodes of the network, ascending; what follows goes by place in them.
        graph: the citations among them, directed from citing to cited.
    """

    def __init__(self, cited: CitationNetwork, nodes: Nodes) -> None:
        self.nodes = nodes
        self.names = [cited.nodes[node] for node in nodes.tolist()]
        self.graph = _induced(cited, nodes)

    @cached_property
    def flow(self) -> Flow:
        """Its search paths."""
        return Flow(self.graph)

    @cached_property
    def pagerank(self) -> Scores:
        """How likely a reader who follows references stands at each."""
        return measures.pagerank(self.graph)

    @cached_property
    def betweenness(self) -> Betweenness:
        """How much each stands between others."""
        return measures.betweenness(self.graph)

    @cached_property
    def communities(self) -> Communities:
        """Which cite one another more than they cite others."""
        return measures.communities(self.graph)

    @cached_property
    def cited(self) -> NDArray[np.int64]:
        """How many of them cite each."""
        return np.array(self.graph.indegree(), dtype=np.int64)


def _induced(cited: CitationNetwork, nodes: Nodes) -> Graph:
    from igraph import Graph

    if len(nodes) == len(cited):
        return cited.igraph()
    place = np.full(len(cited), -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    edges = place[cited.edges()]
    return Graph(n=len(nodes), edges=edges[(edges >= 0).all(axis=1)], directed=True)


_KEPT: Derived[OrderedDict[str, Analysis]] = Derived(lambda base: OrderedDict())


def analysis(base: EvidenceBase, query: EvidenceQuery) -> Analysis:
    """Return the measures of the works that answer a query; the last few are kept."""
    kept = _KEPT(base)
    found = kept.get(query.filter)
    if found is None:
        cited = network.of(base)
        if query.filter:
            nodes = np.flatnonzero(works_in(base, query))
        else:
            nodes = np.arange(len(cited), dtype=np.int64)
        found = kept[query.filter] = Analysis(cited, nodes)
        while len(kept) > KEPT_MOST:
            kept.popitem(last=False)
    return found


class TopicNetwork:
    """The works that answer a query, as a network of citations.

    Args:
        base: what is asked.
        query: which works: any filter of ``EvidenceQuery``.
        top: how many works a ranking names, and communities, at most; 1 to 100.

    Raises:
        QueryError: when the query names what is not held or asks for a page or an order, or
            ``top`` is out of bounds.
    """

    route = "/network"

    def __init__(self, base: EvidenceBase, query: EvidenceQuery, top: int = TOP) -> None:
        issues = [
            Issue(name, "invalid-value", f"{name}: a network is given whole; leave {name} out")
            for name in sorted(PAGING & query.model_fields_set)
        ]
        if not 1 <= top <= TOP_MOST:
            message = f"top: {top} is not a number from 1 to {TOP_MOST}"
            issues.append(Issue("top", "invalid-value", message))
        if issues:
            raise QueryError(issues)
        self._base, self.query, self.top = base, query, top
        self._measured = analysis(base, query)

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._base.records.snapshot

    @property
    def links(self) -> dict[str, str]:
        """Where this network is found, and its works as a list."""
        own = link(self.route, self.query)
        top = f"top={self.top}" if self.top != TOP else ""
        joint = "&" if "?" in own else "?"
        return {
            "self": f"{own}{joint}{top}" if top else own,
            "sources": link("/sources", self.query),
        }

    def __len__(self) -> int:
        return len(self._measured.nodes)

    # -- the line along which it was built --------------------------------------------------------

    @cached_property
    def main_path(self) -> list[Json]:
        """The main path, the first step first: its works, and the share of search paths.

        Of a step of many works, which cite one another in a circle, those most cited are told.
        """
        return [
            {
                "count": len(step.nodes),
                "works": [self._work(place) for place in self._most_cited(step.nodes)],
                "share": round(step.share, 6),
            }
            for step in self._measured.flow.main_path()
        ]

    def _most_cited(self, places: Sequence[int]) -> Sequence[int]:
        if len(places) <= STEP_MOST:
            return places
        cited = self._measured.cited
        return sorted(places, key=lambda at: (-cited[at], at))[:STEP_MOST]

    @cached_property
    def roots(self) -> list[Json]:
        """Works that build on nothing here and on which most was built: most search paths start."""
        flow = self._measured.flow
        return self._ranked((step, flow.after[step]) for step in flow.starts)

    @cached_property
    def fronts(self) -> list[Json]:
        """Recent works that nothing here builds on yet and to which most search paths lead."""
        flow, since = self._measured.flow, self.recent_since
        ends = [s for s in flow.ends if self._year(flow.steps[s]) >= since]
        return self._ranked((step, flow.before[step]) for step in ends)

    @property
    def recent_since(self) -> int:
        """The first year that is recent: ten years before ``as_of``, or before the newest work."""
        as_of = self._base.records.as_of
        years = network.of(self._base).years[self._measured.nodes]
        newest = int(years.max(initial=NO_YEAR))
        return (as_of.year if as_of else newest) - RECENT

    def _year(self, places: Iterable[int]) -> int:
        years = network.of(self._base).years
        return max(int(years[self._measured.nodes[place]]) for place in places)

    def _ranked(self, counted: Iterable[tuple[int, int]]) -> list[Json]:
        flow = self._measured.flow
        best = sorted(counted, key=lambda pair: (-pair[1], flow.steps[pair[0]]))[: self.top]
        return [
            {**self._work(place), "share": round(flow.share(paths), 6)}
            for step, paths in best
            for place in flow.steps[step]
        ][: self.top]

    # -- which works count most -------------------------------------------------------------------

    @cached_property
    def pagerank(self) -> list[Json]:
        """Works by PageRank."""
        return self._topped(self._measured.pagerank)

    @cached_property
    def betweenness(self) -> list[Json]:
        """Works by betweenness."""
        return self._topped(self._measured.betweenness.values)

    @property
    def pivots(self) -> int | None:
        """From how many works betweenness was walked; None when from all, that is exactly."""
        return self._measured.betweenness.pivots

    def _topped(self, scores: Scores) -> list[Json]:
        places = measures.top(scores, self.top, self._measured.names)
        return [{**self._work(at), "score": round(float(scores[at]), 9)} for at in places]

    # -- how it falls apart -----------------------------------------------------------------------

    @cached_property
    def communities(self) -> list[Json]:
        """Communities, the largest first, with the concepts that mark them."""
        labels = self._measured.communities.labels
        about = _subjects(terrain.of(self._base), self._measured.nodes)
        size = len(self._terrain_concepts)
        whole = np.bincount(about[:, 1], minlength=size)
        found = []
        for label in range(min(int(labels.max(initial=-1)) + 1, self.top)):
            inside = labels == label
            members = np.flatnonzero(inside)
            counts = np.bincount(about[inside[about[:, 0]], 1], minlength=size)
            marked = measures.marks(counts, whole, (len(members), len(labels)))
            found.append(self._community(members, marked))
        return found

    @property
    def modularity(self) -> float:
        """How much more is cited within communities than chance would have it."""
        return self._measured.communities.modularity

    @property
    def alone(self) -> int:
        """How many works cite none of the others and are cited by none."""
        return int((self._measured.communities.labels < 0).sum())

    @property
    def _terrain_concepts(self) -> tuple[str, ...]:
        return terrain.of(self._base).concepts

    def _community(self, members: Nodes, marked: list[Mark]) -> Json:
        found, cited = self._measured, network.of(self._base)
        names, degree = found.names, found.cited
        first = sorted(members.tolist(), key=lambda at: (-degree[at], names[at]))[:5]
        years = cited.years[found.nodes[members]]
        years = years[years != NO_YEAR]
        return {
            "size": len(members),
            "years": [int(years.min()), int(years.max())] if len(years) else None,
            "concepts": [self._mark(mark) for mark in marked],
            "works": [{**self._work(at), "cited": int(degree[at])} for at in first],
        }

    def _mark(self, mark: Mark) -> Json:
        key = self._terrain_concepts[mark.concept]
        return {
            "concept": key,
            "label": self._base.records.concepts[key].label,
            "works": mark.works,
            "lift": mark.lift,
            "z": mark.z,
            "links": {"self": render.path("concepts", *key.split("/", 1))},
        }

    # -- the whole --------------------------------------------------------------------------------

    def _work(self, place: int) -> Json:
        """Return a work in brief; of one that is not held, its id."""
        id_ = self._measured.names[place]
        work = self._base.records.sources.get(id_)
        return {
            "id": id_,
            "held": work is not None,
            "citation": work.citation if work else id_,
            "title": work.title if work else None,
            "year": work.year if work else None,
            "links": {"self": render.path("sources", id_)} if work else {},
        }

    def told(self) -> Json:
        """Return the network as JSON has it."""
        found = self._measured
        stubs = int(network.of(self._base).is_stub[found.nodes].sum())
        return {
            "snapshot": self.snapshot,
            "query": {**self.query.fields(), **({"top": self.top} if self.top != TOP else {})},
            "works": len(self) - stubs,
            "stubs": stubs,
            "citations": found.graph.ecount(),
            "circles": found.flow.circles,
            "main_path": self.main_path,
            "roots": self.roots,
            "fronts": {"since": self.recent_since, "works": self.fronts},
            "pagerank": {"damping": measures.DAMPING, "works": self.pagerank},
            "betweenness": {"pivots": self.pivots, "works": self.betweenness},
            "communities": {
                "count": int(found.communities.labels.max(initial=-1)) + 1,
                "modularity": self.modularity,
                "alone": self.alone,
                "largest": self.communities,
            },
            "links": self.links,
        }

    def to_json(self) -> bytes:
        """Return the network as JSON, byte for byte what ``GET /network`` answers."""
        return render.to_bytes(self.told())

    def to_igraph(self) -> Graph:
        """Return a copy of the network, directed from citing to cited, ids in ``name``."""
        graph: Any = self._measured.graph.copy()
        graph.vs["name"] = self._measured.names
        return graph

    def __repr__(self) -> str:
        """Return the counts."""
        return f"<TopicNetwork: {len(self)} works, {self._measured.graph.ecount()} citations>"

    def _repr_html_(self) -> str:
        steps = "".join(
            f"<li>{escape('; '.join(w['citation'] for w in step['works']))}</li>"
            for step in self.main_path
        )
        return f"<p>{escape(repr(self)[1:-1])}; main path:</p><ol>{steps}</ol>"


def _subjects(walked: Terrain, nodes: Nodes) -> Nodes:
    """Return which works are about which concepts: shape (pairs, 2), both by place."""
    sizes = walked.starts[nodes + 1] - walked.starts[nodes]
    origins = np.repeat(np.arange(len(nodes)), sizes)
    at = np.repeat(walked.starts[nodes] - (np.cumsum(sizes) - sizes), sizes)
    targets = walked.targets[at + np.arange(len(at))].astype(np.int64)
    about = (targets >= walked.first_concept) & (targets < walked.first_question)
    return np.column_stack([origins[about], targets[about] - walked.first_concept])
