"""Turns: answers that are computed one at a time, in the order in which they were asked for.

Python computes in one thread at a time. Thirty-two that all have something to compute take its
lock from each other, and from the event loop, all the time: of maps and citations, half to four
fifths as many were answered (32 clients, 50,000 claims). So they are computed in one thread, and
who waits for a turn takes up no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Told = TypeVar("Told")

TURNS = ThreadPoolExecutor(1, thread_name_prefix="turns")
"""Where answers that take milliseconds are computed; one of the process, as Python's lock is."""


async def in_turn(compute: Callable[Asked, Told], *args: Asked.args, **named: Asked.kwargs) -> Told:
    """Return what a function returns, or raise what it raises, when its turn has come."""
    return await asyncio.get_running_loop().run_in_executor(TURNS, partial(compute, *args, **named))
