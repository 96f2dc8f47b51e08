"""A thread of its own: Playwright, once used, leaves an event loop running in that of the tests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def apart(function: Callable[..., Result], *args: object) -> Result:
    """Call a function where no event loop runs."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function, *args).result()
