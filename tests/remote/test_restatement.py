"""What the index finds, a remote store finds too: the same SPARQL, the same answers."""

from __future__ import annotations

from functools import partial

import pytest

from leadgraph import push
from leadgraph.gaps import MapQuery
from leadgraph.query import EvidenceQuery
from restated import EVIDENCE, MAPS, claims_agree, gaps_agree, maps_agree


@pytest.fixture(scope="module")
def graph(packaged):
    return packaged


@pytest.fixture
def solve(server, graph):
    push.push(graph.records, server)
    return partial(server.select, graph=graph.about.base)


def test_evidence(graph, solve):
    for asked in EVIDENCE:
        claims_agree(graph.base, solve, EvidenceQuery.of(**asked))


def test_maps_and_gaps(graph, solve):
    for asked in MAPS:
        maps_agree(graph.base, solve, MapQuery.of(**asked))
        gaps_agree(graph.base, solve, MapQuery.of(**asked))
