"""Turns: answers that are computed one at a time, whatever the number of requests.

Python computes in one thread at a time. Thirty-two that all have something to compute take its
lock from each other, and from the event loop, all the time: of maps and citations, half to four
fifths as many were answered without turns (32 clients, 50,000 claims). Who waits for a turn does
not take part in that.
"""

from __future__ import annotations

from threading import Lock

TURN = Lock()
"""Held while an answer is computed that takes milliseconds; one of the process, as Python's is."""
