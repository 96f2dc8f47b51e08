"""Answers that are computed in turn keep none of the others waiting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from starlette.testclient import TestClient

from leadgraph_api import create_app
from leadgraph_api.turns import TURNS

IN_TURN = (
    "/map?rows=area&columns=outcome",
    "/gaps",
    "/sources/{key}",
    "/sources/{key}/citations",
    "/evidence?q=leaders",
)


@contextmanager
def somebody_elses_turn() -> Iterator[None]:
    over = Event()
    theirs = TURNS.submit(over.wait)
    try:
        yield
    finally:
        over.set()
        theirs.result()


@pytest.mark.parametrize("address", IN_TURN)
def test_who_waits_for_a_turn_keeps_nobody_else_waiting(graph, address):
    url = address.format(key=next(iter(graph.sources)))
    with TestClient(create_app(graph)) as client, ThreadPoolExecutor(1) as pool:
        with somebody_elses_turn():
            waiting = pool.submit(client.get, url)
            assert client.get("/evidence").status_code == 200
            assert client.get(f"/claims/{next(iter(graph.claims))}").status_code == 200
            assert client.get("/health").status_code == 200
            assert not waiting.done()
        assert waiting.result().status_code == 200


def test_a_turn_that_fails_is_over(graph):
    with TestClient(create_app(graph)) as client:
        assert client.get("/sources/nobody2020/citations").status_code == 404
        assert client.get("/map?rows=nothing").status_code == 422
        assert client.get("/evidence?q=the").status_code == 422
        assert client.get("/gaps").status_code == 200


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    taken: list[int] = []
    with somebody_elses_turn():
        for number in range(100):
            last = TURNS.submit(taken.append, number)
    last.result()
    assert taken == list(range(100))
