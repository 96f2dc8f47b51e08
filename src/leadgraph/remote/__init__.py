"""Remote: a SPARQL 1.1 server, or a cluster of them, as the store of a graph.

- ``Endpoint``: what is said to it, by the SPARQL 1.1 Protocol and the Graph Store Protocol.
- ``Forwarding``: hands untrusted queries on to it, within limits.
"""

from leadgraph.remote.endpoint import Endpoint
from leadgraph.remote.forwarding import Forwarding

__all__ = ["Endpoint", "Forwarding"]
