"""What those who run the service look at: counts, a cap on costly requests, a proxy in front."""

from __future__ import annotations

import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from leadgraph_api import create_app
from leadgraph_api.operation import Capacity, FullError, segment


def counts(client):
    found = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


@pytest.fixture
def observed(graph, monkeypatch):
    monkeypatch.setenv("LEADGRAPH_METRICS", "1")
    with TestClient(create_app(graph)) as client:
        yield client


def test_requests_are_counted_by_route_and_status(observed):
    for address in ("/evidence?area=equity", "/evidence?aera=equity", "/sources.csv", "/wp-login"):
        observed.get(address)
    found = counts(observed)
    said = {
        labels: value for (name, labels), value in found.items() if name.endswith("requests_total")
    }
    assert said == {
        (("route", "evidence"), ("status", "200")): 1,
        (("route", "evidence"), ("status", "422")): 1,
        (("route", "sources"), ("status", "200")): 1,
        (("route", "other"), ("status", "404")): 1,
    }
    assert found["leadgraph_request_seconds_count", (("route", "evidence"),)] == 2
    assert found["leadgraph_requests_running", ()] == 0


def test_nobody_makes_the_counts_grow(observed):
    observed.get("/evidence")
    before = len(counts(observed))
    for number in range(50):
        observed.get(f"/x{number}/y")
    assert len(counts(observed)) < before + 40


def test_no_counts_unless_asked_for(client):
    assert client.get("/metrics").status_code == 404


def test_every_route_has_a_name_of_its_own(graph):
    addresses = create_app(graph).openapi()["paths"]
    assert [path for path in addresses if segment(path) == "other"] == []


def test_costly_requests_have_a_bound():
    capacity = Capacity(2)
    costly, cheap = {"path": "/map"}, {"path": "/evidence"}
    with capacity.taken(costly), capacity.taken(costly):
        with pytest.raises(FullError), capacity.taken(costly):
            pass
        with capacity.taken(cheap):
            pass
    with capacity.taken(costly):
        pass


def test_the_rest_is_asked_to_come_back(graph, monkeypatch):
    monkeypatch.setenv("LEADGRAPH_COSTLY_MOST", "1")
    app = create_app(graph)
    going_on, over = threading.Event(), threading.Event()
    real = graph.map

    def slow(*args, **asked):
        going_on.set()
        assert over.wait(20)
        return real(*args, **asked)

    monkeypatch.setattr(type(graph), "map", lambda _, *args, **asked: slow(*args, **asked))
    with TestClient(app) as client:
        first = []
        thread = threading.Thread(target=lambda: first.append(client.get("/map")))
        thread.start()
        assert going_on.wait(20)
        refused = client.get("/gaps")
        fine = client.get("/evidence?area=equity")
        over.set()
        thread.join()
        again = client.get("/gaps")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"].endswith("/problems/busy")
    assert [fault["code"] for fault in refused.json()["errors"]] == ["busy"]
    assert fine.status_code == again.status_code == first[0].status_code == 200


def test_every_address_that_may_be_busy_says_so(graph, monkeypatch):
    app = create_app(graph)
    monkeypatch.setattr(app._capacity, "_most", 0)
    with TestClient(app) as client:
        for path, methods in app.openapi()["paths"].items():
            answers = methods["get"]["responses"]
            if client.get(path).status_code == 429:
                assert "Retry-After" in answers["429"]["headers"], path
            else:
                assert path == "/sparql" or "429" not in answers, path


def test_the_bound_holds_behind_a_proxy(graph, monkeypatch):
    app = create_app(graph)
    monkeypatch.setattr(app._capacity, "_most", 0)
    with TestClient(app, root_path="/evidence-base") as client:
        assert client.get("/evidence-base/map").status_code == 429
        assert client.get("/evidence-base/evidence").status_code == 200


def test_behind_a_proxy(graph):
    with TestClient(create_app(graph), root_path="/evidence-base") as client:
        page = client.get("/evidence-base/", headers={"accept": "text/html"}).text
    assert 'href="/evidence-base/static/pages.css"' in page
    assert 'href="/static/' not in page
