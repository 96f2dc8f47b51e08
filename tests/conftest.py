"""What tests share: the folder of helpers on the path, and no clock in any property test."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from effort import CI, examples  # found where the line above says

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
