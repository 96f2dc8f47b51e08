"""leadgraph: a literature and evidence knowledge graph with a query API.

The public names are those of ``__init__.pyi``; each is loaded when it is first used, so that
``import leadgraph`` costs nothing in a program that may not need it.

>>> import leadgraph
>>> graph = leadgraph.load()
>>> graph.evidence(area="distributed-leadership", target="students").summary.contested
True
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
