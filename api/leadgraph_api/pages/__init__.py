"""Pages: what the service says, for people with a browser.

Each address of the API that a browser asks for is a page; every page works without JavaScript.
Templates say how a page looks, views what stands on it; nothing here knows more than ``leadgraph``.

=================  =================================================================
``pages``          which view answers which address; negotiation, caching, policy
``site``           addresses and labels: what every template may ask for
``views``          one function a page: what stands on it
``chips``          a query as parts that can be changed, each by a link
``facets``         counts that are links
``strip``          the evidence strip: counts by design and direction
``figure``         the map as a picture
``references``     a work as a line of a bibliography
=================  =================================================================
"""

from leadgraph_api.pages.pages import Pages

__all__ = ["Pages"]
