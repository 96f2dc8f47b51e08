"""Things beside the four kinds of records: curators, cells, schemes, the dataset, vocabularies."""

from __future__ import annotations

from leadgraph.export.dumps import DUMPS
from leadgraph.model import CLOSED_SCHEMES
from leadgraph.render import path
from leadgraph_api import parameters, things
from leadgraph_api.pages import metadata
from leadgraph_api.pages.site import SCHEME_NAMES
from leadgraph_api.pages.views import concepts
from leadgraph_api.pages.views.asked import Asked, Page, twins
from leadgraph_api.routes.forms import twins as rdf_twins
from leadgraph_api.stability import PROMISES


def agent(asked: Asked) -> Page:
    """A curator: how many claims they signed."""
    parameters.nothing(asked.query_string)
    one = things.agent(asked.graph, asked.ids[0])
    own = path("agents", one["id"])
    links = twins(asked.site, json=f"{own}.json", **rdf_twins(own))
    return Page("agent.html", one["name"], {"one": one}, links)


def cell(asked: Asked) -> Page:
    """A cell of the map that makes no sense, and why."""
    parameters.nothing(asked.query_string)
    one = things.cell(asked.graph, asked.ids[0])
    row, column = (one[axis].split("/", 1) for axis in ("row", "column"))
    labels = [asked.site.label(*key) for key in (row, column)]
    own = path("cells", one["id"])
    links = twins(asked.site, json=f"{own}.json", **rdf_twins(own))
    told = {"one": one, "row": row, "column": column, "labels": labels}
    return Page("cell-not-applicable.html", " × ".join(labels), told, links, here="/map")


def scheme(asked: Asked) -> Page:
    """A scheme: its concepts, as the page of all concepts shows them."""
    parameters.nothing(asked.query_string)
    name = asked.ids[0]
    page = concepts.everything(asked._replace(query_string=f"scheme={name}".encode()))
    page.twins[:] = twins(
        asked.site, json=f"/concepts/{name}.json", **rdf_twins(path("concepts", name))
    )
    return page


def dataset(asked: Asked) -> Page:
    """The dataset as a graph: in counts, with the ways to get it."""
    parameters.nothing(asked.query_string)
    told = {"told": things.dataset(asked.graph), "schema_org": metadata.of_dataset(asked.site)}
    links = twins(asked.site, json="/dataset.json", **rdf_twins("/dataset"))
    return Page("dataset.html", "The dataset as linked data", told, links, here="/about")


def dumps(asked: Asked) -> Page:
    """The files of the dataset."""
    parameters.nothing(asked.query_string)
    links = twins(asked.site, json="/dumps.json")
    return Page("dumps.html", "Downloads", {"dumps": DUMPS.values()}, links, here="/about")


def terms(asked: Asked) -> Page:
    """The vocabulary, a section a term."""
    parameters.nothing(asked.query_string)
    told = things.terms(asked.graph)
    told["schemes"] = [
        (name, SCHEME_NAMES.get(name, name), list(asked.graph.records.scheme(name)))
        for name in CLOSED_SCHEMES
    ]
    links = twins(asked.site, json="/ns.json", **rdf_twins("/ns"))
    return Page("vocabulary.html", told["title"], {"told": told}, links, here="/about")


def fields(asked: Asked) -> Page:
    """The BibTeX fields that stand in the graph as properties."""
    parameters.nothing(asked.query_string)
    told = things.fields(asked.graph) | {"schemes": []}
    links = twins(asked.site, json="/bibtex.json", **rdf_twins("/bibtex"))
    return Page("vocabulary.html", told["title"], {"told": told}, links, here="/about")


def stability(asked: Asked) -> Page:
    """What of the service stays as it is."""
    parameters.nothing(asked.query_string)
    links = twins(asked.site, json="/stability.json")
    return Page("stability.html", "What stays as it is", {"promises": PROMISES}, links)
