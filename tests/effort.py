"""How much a run of the tests tries: less on a user's machine, all in CI.

What is checked is the same; what differs is how many examples are drawn, how long a service is kept
busy, and in how many looks each page is examined. ``CI=true`` tries all. So does
``LEADGRAPH_SLOW=1``, which also fuzzes for far longer than CI has time for.
"""

from __future__ import annotations

import os

import pytest

CI = os.environ.get("CI") == "true"
SLOW = os.environ.get("LEADGRAPH_SLOW") == "1"
"""Whether to fuzz for many minutes."""
LONG = CI or SLOW
"""Whether to try all."""

WAITS = "slow: set CI=true or LEADGRAPH_SLOW=1"
"""Why a test is skipped that runs only then."""


def later(value: object) -> object:
    """Return a parameter that is tried only where all are."""
    return pytest.param(value, marks=pytest.mark.skipif(not LONG, reason=WAITS))


def examples(count: int) -> int:
    """Return how many examples a property is tried with: all, or a fifth of them, but some.

    Args:
        count: of them where all are tried.
    """
    return count if LONG else min(count, max(4, count // 5))
