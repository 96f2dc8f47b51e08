"""What is answered before the routes is what the routes answer."""

from __future__ import annotations

from itertools import islice
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from leadgraph_api.app import Service

ACCEPTS = ({}, {"accept": "*/*"}, {"accept": "application/json"}, {"accept": "text/turtle"})


class Routed(Service):
    """The service without what stands before its routes."""

    async def _answer(self, scope, receive, send):
        await FastAPI.__call__(self, {**scope, "app": self}, receive, send)


@pytest.fixture(scope="module")
def services(graph):
    with TestClient(Service(graph)) as direct, TestClient(Routed(graph)) as routed:
        yield direct, routed


def addresses(graph):
    for id_ in islice(graph.claims, 40):
        yield f"/claims/{quote(id_)}"
    for key in islice(graph.sources, 20):
        yield f"/sources/{quote(key)}"
        yield f"/sources/{quote(key)}/citations"
        yield f"/sources/{quote(key)}/citations?kind=co-cited&limit=1"
        yield f"/sources/{quote(key)}/citations?kind=no-such-kind"
        yield f"/sources/{quote(key)}?no=parameter"


@pytest.mark.parametrize("headers", ACCEPTS)
def test_a_thing_is_answered_as_its_route_answers(graph, services, headers):
    direct, routed = services
    for address in addresses(graph):
        one, other = (each.get(address, headers=headers) for each in (direct, routed))
        assert (one.status_code, one.content) == (other.status_code, other.content), address
        assert one.headers == other.headers, address


def test_what_is_held_and_wanted_as_json_is_answered_before_the_routes(graph):
    direct = Service(graph)._direct
    for address in (
        f"/claims/{next(iter(graph.claims))}",
        f"/sources/{next(iter(graph.sources))}",
        f"/sources/{next(iter(graph.sources))}/citations",
    ):
        found = direct.find(scope_of(address))
        assert found is not None
        found.close()


@pytest.mark.parametrize(
    "address", ["/", "/claims", "/claims/", "/claims/none", "/sources", "/sources/none/citations"]
)
def test_all_else_is_left_to_the_routes(graph, address):
    assert Service(graph)._direct.find(scope_of(address)) is None


def test_rdf_is_left_to_the_routes(graph):
    asked = scope_of(f"/claims/{next(iter(graph.claims))}", accept=b"text/turtle")
    assert Service(graph)._direct.find(asked) is None


def scope_of(path, **headers):
    told = [(name.encode(), value) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "headers": told, "query_string": b""}
