"""A problem: what was wrong with a request, and what would have been right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from leadgraph import render
from leadgraph_api.pages.site import Site
from leadgraph_api.pages.views.asked import Page

KINDS = {"source": "sources", "claim": "claims", "concept": "concepts", "question": "questions"}


def problem(told: Mapping[str, Any], site: Site, query_string: bytes) -> Page:
    """The facts of a problem document, with a link to each thing that it offers."""
    path = str(told["instance"]).partition("?")[0]
    faults = [(fault, list(_offers(fault, path, site, query_string))) for fault in told["errors"]]
    code = str(told["type"]).rpartition("/problems/")[2]
    about = site.url(render.path("problems", code)) if code != told["type"] else None
    shown = {"problem": told, "faults": faults, "about": about}
    return Page("problem.html", str(told["title"]), shown)


def _offers(
    fault: Mapping[str, Any], path: str, site: Site, query_string: bytes
) -> Iterator[tuple[str, str | None]]:
    """Offer what is known to be right: its name, and its address where there is one."""
    parts = [unquote(name) for name in fault["pointer"].split("/")]
    _, part, name = (*parts, "", "")[:3]
    for known in fault.get("known", ()):
        if fault["code"] == "unknown-route":
            yield known, site.url(known)
        elif part == "path" and name in KINDS:
            yield known, site.url(render.path(KINDS[name], *known.split("/", 1)))
        elif part == "query" and name:
            yield known, _with(path, query_string, name, known, fault["code"])
        else:
            yield known, None


def _with(path: str, query_string: bytes, name: str, known: str, code: str) -> str:
    """Return the address asked for, with what is wrong in it put right."""
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, errors="replace")
    right = (known, "") if code == "unknown-parameter" else (name, known)
    kept = [(n, right[1] or v) if n == name else (n, v) for n, v in pairs]
    renamed = [(right[0] if n == name else n, v) for n, v in kept]
    return f"{path}?{urlencode(list(dict.fromkeys(renamed)))}"
