"""The documentation page: Swagger UI from our own origin, and a plain list without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from leadgraph_api.answers import Answer

SWAGGER = "fastapi_offline"
"""The package that ships Swagger UI (in its folder ``static``); none of its code is used."""

ASSETS: Mapping[str, tuple[str, str]] = {
    "swagger-ui.css": (SWAGGER, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (SWAGGER, "text/javascript; charset=utf-8"),
    "docs.css": ("leadgraph_api", "text/css; charset=utf-8"),
    "docs.js": ("leadgraph_api", "text/javascript; charset=utf-8"),
}
"""By name: the package that holds it, its media type."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""No inline script or style, nothing from elsewhere; Swagger UI draws its icons from data URLs."""


@cache
def asset(name: str) -> Answer:
    """Return a file that the page needs."""
    package, media_type = ASSETS[name]
    body = (files(package) / "static" / name).read_bytes()
    return Answer(body, media_type, etag=_digest(body))


def page(description: Mapping[str, Any]) -> Answer:
    """Return the page: a list of the routes, which Swagger UI replaces where scripts run."""
    template = Template((files("leadgraph_api") / "static" / "docs.html").read_text("utf-8"))
    told = template.substitute(
        title=escape(f"{description['info']['title']}: the API"),
        summary=escape(description["info"].get("summary", "")),
        routes="\n".join(_routes(description)),
    )
    body = told.encode()
    return Answer(body, "text/html; charset=utf-8", etag=_digest(body), policy=PAGE_POLICY)


def _routes(description: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in description["paths"].items():
        operation = methods["get"]
        yield f"<dt><code>{escape(path)}</code></dt><dd>{escape(operation['summary'])}</dd>"


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=8).hexdigest()
