"""The address of the service, as the one who asks sees it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.types import Scope

from leadgraph_api.parameters import MalformedUrlError

HOST = re.compile(r"[A-Za-z0-9._~-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")


def service_url(scope: Scope) -> str:
    """Return the address of the root of the service, without a slash at its end.

    RDF has no relative addresses, so the few descriptions that say where the service itself is
    (its dumps, its SPARQL endpoint) depend on the host that was asked.

    Raises:
        MalformedUrlError: the Host header is none that could stand in an address.
    """
    request = Request(scope)
    host = request.headers.get("host", "")
    if host and not HOST.fullmatch(host):
        raise MalformedUrlError("the Host header is no host, with or without a port")
    return str(request.base_url).rstrip("/")
