"""The packaged dataset, loaded from its files and opened as a snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

import leadgraph
from leadgraph import EvidenceGraph


@pytest.fixture(scope="session")
def loaded(packaged: EvidenceGraph) -> EvidenceGraph:
    return packaged


@pytest.fixture(scope="session")
def built(loaded: EvidenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "snapshot"
    loaded.build(folder)
    return folder


@pytest.fixture(scope="session")
def opened(built: Path) -> EvidenceGraph:
    return leadgraph.load(built)
