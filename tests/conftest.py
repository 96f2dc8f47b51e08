"""What tests share: the packaged dataset, helpers on the path, no clock in any property test."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from effort import CI, examples  # found where the line above says
from leadgraph.graph import EvidenceGraph, load

# These machines are noisy: how long an example takes says nothing about the code. In CI the same
# examples are drawn every time, so that a failure there is one of the change.
settings.register_profile(
    "any machine",
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "ci", settings.get_profile("any machine"), derandomize=True, print_blob=True
)
settings.load_profile("ci" if CI else "any machine")


@pytest.fixture(scope="session")
def packaged() -> EvidenceGraph:
    """The packaged dataset: never changed, so loaded once, with all that is derived of it."""
    return load()


TOGETHER = ("browser", "remote")
"""Folders whose tests share servers that are slow to start: one process runs them all."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file, or of such a folder, in one process."""
    here = Path(__file__).parent
    for item in items:
        within = item.path.relative_to(here) if item.path.is_relative_to(here) else item.path
        name = within.parts[0] if within.parts[0] in TOGETHER else str(within)
        item.add_marker(pytest.mark.xdist_group(name))
