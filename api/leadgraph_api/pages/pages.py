"""Pages: the address of a request -> its page, rendered, with its headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from leadgraph.graph import EvidenceGraph
from leadgraph_api.answers import ALTERNATE_MOST, LINK_MOST, Answer, Header, Signpost, etag
from leadgraph_api.kept import Kept
from leadgraph_api.negotiation import prefers_page, prefers_rdf, route_of
from leadgraph_api.pages import site as sites
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views import VIEWS, View
from leadgraph_api.pages.views.asked import Asked, Page
from leadgraph_api.pages.views.problem import problem

HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere."""

REFERRER: Header = (b"referrer-policy", b"same-origin")
"""What a reader asked is told to nobody whose address they follow."""

STATIC: Mapping[str, str] = {
    "pages.css": "text/css; charset=utf-8",
    "pages.js": "text/javascript; charset=utf-8",
    "explore.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class Pages:
    """All pages of one graph.

    Args:
        graph: what is served.
    """

    def __init__(self, graph: EvidenceGraph) -> None:
        self._graph = graph
        self._kept = Kept()
        self._site = lru_cache(16)(self._site_behind)

    def find(self, scope: Scope) -> View | None:
        """Return the view that answers a request: None when it asks for no page of ours."""
        address = route_of(scope)
        always = address in VIEWS.only_pages and not prefers_rdf(scope)
        if scope["method"] not in ("GET", "HEAD") or not (always or prefers_page(scope)):
            return None
        return VIEWS.find(address, self._graph)

    async def answer(self, view: View, scope: Scope) -> Answer:
        """Return a page: kept, or rendered off the event loop.

        Raises:
            LeadgraphError: when what the request asks cannot be answered.
        """
        key = b"\0".join((scope.get("root_path", "").encode(), _path(scope), scope["query_string"]))
        answer = self._kept.get(key)
        if answer is None:
            answer = await run_in_threadpool(self._rendered, view, scope)
            if answer.status_code == 200:
                self._kept.put(key, answer)
        return answer

    async def __call__(self, view: View, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with a page."""
        await (await self.answer(view, scope))(scope, receive, send)

    def problem(self, scope: Scope, told: Mapping[str, Any], headers: Iterable[Header]) -> Answer:
        """Return a problem document as a page."""
        page = problem(told, self.site(scope), scope["query_string"])
        return self.show(scope, page, told["status"], headers)

    def site(self, scope: Scope) -> Site:
        """Return the site as it is where a request came in."""
        return self._site(scope.get("root_path", ""))

    def show(
        self, scope: Scope, page: Page, status: int = 200, headers: Iterable[Header] = ()
    ) -> Answer:
        """Return a page that is not kept."""
        body = self._body(page, self.site(scope))
        return Answer(body, HTML, status=status, policy=POLICY, headers=[REFERRER, *headers])

    def _rendered(self, view: View, scope: Scope) -> Answer:
        site = self._site(scope.get("root_path", ""))
        clean = without_empty(scope["query_string"])
        if clean is not None:
            location = site.url(route_of(scope)) + (f"?{clean}" if clean else "")
            return Answer(b"", status=303, headers=[(b"location", location.encode())])
        asked = Asked(self._graph, site, scope["query_string"], route_of(scope))
        page = view(asked)
        body = self._body(page, site)
        tag = etag(
            self._graph.snapshot, "page", form(), site.root, _path(scope), scope["query_string"]
        )
        headers = [REFERRER, *_signposts(page)]
        return Answer(body, HTML, etag=tag, policy=POLICY, headers=headers)

    def _body(self, page: Page, site: Site) -> bytes:
        template = templates().get_template(page.template)
        return template.render(site=site, page=page, **page.told).encode("utf-8", "replace")

    def _site_behind(self, root: str) -> Site:
        return Site(self._graph, root)


def _signposts(page: Page) -> Iterable[Header]:
    """Return the Link header of a page: its other forms, and the signposts of what it is about."""
    forms = [Signpost("alternate", twin.url, twin.media_type) for twin in page.twins]
    told = [one.written for one in forms if len(one.address) <= ALTERNATE_MOST]
    told += [one.written for one in page.signposts if len(one.address) <= LINK_MOST]
    return [(b"link", ", ".join(told).encode())] if told else []


def without_empty(query_string: bytes) -> str | None:
    """Return a query string without the fields of a form that were left empty; None if none was.

    >>> without_empty(b"q=&area=equity"), without_empty(b"area=equity")
    ('area=equity', None)
    """
    parts = query_string.decode("latin-1").split("&")
    kept = [part for part in parts if part and not part.endswith("=")]
    return "&".join(kept) if len(kept) < len(parts) and query_string else None


@cache
def templates() -> Environment:
    """Return the templates: what they print is escaped, and what they name must be there."""
    environment = Environment(
        loader=PackageLoader("leadgraph_api", "pages/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clipped"] = sites.clipped
    environment.filters["web"] = sites.web
    environment.filters["number"] = lambda number: f"{number:,}"
    return environment


@cache
def static(name: str) -> Answer:
    """Return a file that pages need."""
    body = (_folder() / "static" / name).read_bytes()
    return Answer(body, STATIC[name], etag=blake2b(body, digest_size=8).hexdigest())


@cache
def form() -> str:
    """Return a digest of the templates: what a page looks like is part of its validator."""
    digest = blake2b(digest_size=8)
    for file in sorted((_folder() / "templates").iterdir(), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _folder() -> Traversable:
    return files("leadgraph_api") / "pages"


def _path(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    return path
