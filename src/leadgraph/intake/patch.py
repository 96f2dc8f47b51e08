"""A file of which some places are changed, and everything else stays, byte for byte."""

from __future__ import annotations

import re
from bisect import bisect_left

_BOM = "\ufeff"


class Patch:
    """The text of a file, with lines ended by LF, and what is to be replaced in it.

    Attributes:
        text: what is there, as readers of the dataset see it.
    """

    def __init__(self, raw: bytes) -> None:
        """Take the bytes of a file, which are UTF-8.

        Raises:
            UnicodeDecodeError: they are not.
        """
        self._raw = raw.decode("utf-8")
        self._bom = len(_BOM) if self._raw.startswith(_BOM) else 0
        body = self._raw[self._bom :]
        self._newline = "\r\n" if "\r\n" in body else "\n"
        # Where, in the text with LF alone, a carriage return was left out before the line feed.
        self._returns = [match.start() - n for n, match in enumerate(re.finditer("\r\n", body))]
        self.text = body.replace("\r\n", "\n").replace("\r", "\n")
        self._edits: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace a part of the text, which no other replacement touches."""
        self._edits.append((start, end, new))

    def insert(self, place: int, new: str) -> None:
        """Insert before a place; what is inserted at one place stands in the order of the calls."""
        self.replace(place, place, new)

    def result(self) -> bytes:
        r"""Return the bytes of the changed file.

        >>> patch = Patch(b"a\r\nb\r\n")
        >>> patch.insert(2, "new\n")
        >>> patch.result()
        b'a\r\nnew\r\nb\r\n'
        """
        pieces, position = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._raw[position : self._at(start)], new.replace("\n", self._newline)]
            position = self._at(end)
        return "".join([*pieces, self._raw[position:]]).encode()

    def _at(self, place: int) -> int:
        return self._bom + place + bisect_left(self._returns, place)
