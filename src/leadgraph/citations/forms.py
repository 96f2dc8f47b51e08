"""Forms of a neighbourhood besides its picture: JSON, a networkx graph and GraphML, BibTeX.

Each holds exactly what the picture shows.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from leadgraph import export, render
from leadgraph.citations.arrangement import arrange
from leadgraph.citations.neighbourhood import NEAR, Neighbourhood, Shown
from leadgraph.export import node_id, xml_text
from leadgraph.query import written

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from leadgraph.citations.arrangement import Place
    from leadgraph.citations.neighbourhood import Link
    from leadgraph.model import Records
    from leadgraph.render import Json

ROUTE = "/explore"
TWINS: tuple[str, ...] = ("svg", "png", "graphml", "bib")


def links(shown: Neighbourhood) -> dict[str, str]:
    """Return where a neighbourhood and its other forms are found."""
    asked = written(shown.query.fields())
    return {"self": f"{ROUTE}?{asked}"} | {name: f"{ROUTE}.{name}?{asked}" for name in TWINS}


def to_json(shown: Neighbourhood) -> bytes:
    """Return a neighbourhood as JSON, with the place of each work in the picture."""
    laid = arrange(shown.nodes, shown.links)
    records = shown.base.records
    places = zip(shown.nodes, laid.places, strict=True)
    return render.to_bytes(
        {
            "snapshot": shown.snapshot,
            "query": shown.query.fields(),
            "count": len(shown.nodes),
            "left_out": shown.left_out,
            "filtered": shown.filtered,
            "found": [one._asdict() for one in shown.found],
            "nodes": [_node(node, place, records) for node, place in places],
            "edges": [_edge(link, shown) for link in shown.links],
            "links": links(shown),
        }
    )


def _node(node: Shown, place: Place, records: Records) -> Json:
    return {
        "id": node.id,
        "label": node.label,
        "held": node.held,
        "seed": node.seed,
        "ties": list(node.ties),
        "year": node.year,
        "doi": node.doi,
        "cited": node.cited,
        "x": place.x,
        "y": place.y,
        "source": render.brief(node.source, records) if node.source else None,
    }


def _edge(link: Link, shown: Neighbourhood) -> Json:
    return {
        "from": shown.nodes[link.origin].id,
        "to": shown.nodes[link.target].id,
        "kind": link.kind,
        "directed": link.kind not in NEAR,
        "count": link.count,
        "score": None if link.score is None else round(link.score, 6),
    }


def to_networkx(shown: Neighbourhood) -> MultiDiGraph[str]:
    """Return a neighbourhood as a ``MultiDiGraph``.

    Nodes have the ids that ``graph.to_networkx()`` gives them, ``sources/KEY``; those of stubs
    begin with ``stubs/``. An edge without a direction says so, and runs from the seed.
    """
    from networkx import MultiDiGraph

    graph: MultiDiGraph[str] = MultiDiGraph()
    ids = [node_id(f"{'sources' if node.held else 'stubs'}/{node.id}") for node in shown.nodes]
    for id_, node in zip(ids, shown.nodes, strict=True):
        told: dict[str, object] = {
            "kind": "source" if node.held else "stub",
            "label": xml_text(node.label),
            "title": xml_text(node.source.title) if node.source else None,
            "year": node.year,
            "doi": xml_text(node.doi) if node.doi else None,
            "seed": node.seed,
            "cited": node.cited,
        }
        graph.add_node(id_, **{name: value for name, value in told.items() if value is not None})
    for link in shown.links:
        said: dict[str, object] = {"predicate": link.kind, "directed": link.kind not in NEAR}
        said |= {"count": link.count}
        said |= {} if link.score is None else {"score": round(link.score, 6)}
        graph.add_edge(ids[link.origin], ids[link.target], key=link.kind, **said)
    return graph


def to_graphml(shown: Neighbourhood) -> bytes:
    """Return a neighbourhood as GraphML, which Gephi, Cytoscape and yEd open."""
    out = io.BytesIO()
    export.write_graphml(to_networkx(shown), out)
    return out.getvalue()


def to_bibtex(shown: Neighbourhood) -> str:
    """Return the works of a neighbourhood as BibTeX; of a stub nothing is known but its DOI."""
    return export.to_bibtex(node.as_source() for node in shown.nodes)
