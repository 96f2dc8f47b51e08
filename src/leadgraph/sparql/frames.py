"""Frames: what a worker and its master say to each other through a pipe.

A frame is two lengths, an object in JSON, and bytes.
"""

from __future__ import annotations

import json
from struct import Struct
from typing import Any, BinaryIO

_LENGTHS = Struct("!II")


class ClosedError(Exception):
    """The other end is gone."""


def send(pipe: BinaryIO, told: dict[str, Any], body: bytes = b"") -> None:
    """Send a frame.

    Raises:
        ClosedError: nobody takes it.
    """
    head = json.dumps(told).encode()
    try:
        pipe.write(_LENGTHS.pack(len(head), len(body)) + head)
        pipe.write(body)
        pipe.flush()
    except (OSError, ValueError):
        raise ClosedError from None


def receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Wait for a frame.

    Raises:
        ClosedError: there is no whole one any more.
    """
    head_size, body_size = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    told: dict[str, Any] = json.loads(_exactly(pipe, head_size))
    return told, _exactly(pipe, body_size)


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    try:
        got = pipe.read(size)
    except (OSError, ValueError):
        raise ClosedError from None
    if len(got) < size:
        raise ClosedError
    return got
