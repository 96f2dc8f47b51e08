"""Terminal: how wide it is, whether it has colours, and how text is laid out on it.

Widths are counted in cells, not in characters: wide, combining and right-to-left letters and emoji
keep their place.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from leadgraph.cli.output import on_terminal, plain

Style = Literal["bold", "dim", "red", "green", "yellow", "magenta"]

SGR: dict[Style, int] = {
    "bold": 1,
    "dim": 2,
    "red": 31,
    "green": 32,
    "yellow": 33,
    "magenta": 35,
}
DIRECTION_STYLES: dict[str, Style] = {
    "positive": "green",
    "negative": "red",
    "null": "yellow",
    "mixed": "magenta",
}
NARROWEST, WIDEST = 40, 110
"""Bounds of the width of text: longer lines are hard to read, however wide the window."""

TAG = max(map(len, DIRECTION_STYLES)) + 2
"""Width of the column of directions."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What text is laid out for.

    Attributes:
        width: cells a line.
        colour: whether it shows colours and they are welcome.
    """

    width: int
    colour: bool

    @classmethod
    def here(cls) -> Terminal:
        """Return the terminal of the standard output; 80 cells and no colour if it is none."""
        width = shutil.get_terminal_size().columns
        dumb = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return cls(min(max(width, NARROWEST), WIDEST), on_terminal() and not dumb and _can_paint())

    def paint(self, text: str, style: Style | None) -> str:
        """Return text in a style, if styles are shown."""
        return f"\x1b[{SGR[style]}m{text}\x1b[0m" if self.colour and style and text else text

    def paragraph(self, text: str, indent: int = 0, style: Style | None = None) -> Iterator[str]:
        """Yield the lines of a text, wrapped and indented; addresses are kept whole."""
        import wcwidth

        text = plain(text)
        for line in wcwidth.wrap(
            text,
            self.width - indent,
            break_on_hyphens=False,
            break_long_words="://" not in text,
        ):
            yield " " * indent + self.paint(line, style)

    def entry(self, tag: str, text: str, small: list[str], style: Style | None) -> Iterator[str]:
        r"""Yield the lines of an item: a tag in the margin, its text, and below it what is small.

        >>> item = Terminal(width=40, colour=False).entry("null", "Nothing " * 5, ["p. 3"], None)
        >>> print("\n".join(item))
        null      Nothing Nothing Nothing
                  Nothing Nothing
                  p. 3
        """
        lines = list(self.paragraph(text, TAG)) or [""]
        if len(tag) < TAG:
            lines[0] = self.paint(tag.ljust(TAG), style) + lines[0][TAG:]
        else:
            lines.insert(0, self.paint(tag, style))
        yield from lines
        yield from self.paragraph(" · ".join(small), TAG, "dim")

    def named(self, name: str, text: str) -> Iterator[str]:
        """Yield the lines of a name in the margin with its text; nothing without a text."""
        lines = list(self.paragraph(text, TAG + 4))
        if lines:
            lines[0] = self.paint(name.ljust(TAG + 4), "dim") + lines[0][TAG + 4 :]
        yield from lines


def _can_paint() -> bool:
    """Tell whether the terminal knows colours: all do but old consoles of Windows."""
    return sys.platform != "win32" or "WT_SESSION" in os.environ
