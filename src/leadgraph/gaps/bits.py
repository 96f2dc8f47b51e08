"""Bits: sixty-four entries of a map counted at a time.

Entries of a map lie side by side, cell after cell, and each cell begins a new word of 64 bits. What
a query finds, and each thing that can be said of an entry (that it is research evidence, that its
direction is positive), is one bit an entry. Counting a map is then a handful of ``and`` and
population counts over words that fit in the processor's cache, whatever the query finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Counts = NDArray[np.int64]

WORD = 64


def packed(flags: NDArray[np.bool_]) -> Words:
    """Pack flags into words, the first flag in the lowest bit; their number divides by 64."""
    return np.packbits(flags, bitorder="little").view("<u8")


def unpacked(words: Words) -> NDArray[np.bool_]:
    """Return the flags that words were packed from."""
    return np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_)


class Cells:
    """Where the words of each cell begin; every cell has at least one word.

    Args:
        sizes: how many entries each cell holds.
    """

    def __init__(self, sizes: NDArray[np.int64]) -> None:
        self.widths = np.maximum(-(-sizes // WORD), 1)
        self.starts = np.cumsum(self.widths) - self.widths
        self.words = int(self.widths.sum())

    def count(self, words: Words) -> Counts:
        """Count the bits of each cell."""
        counted: Counts = np.add.reduceat(np.bitwise_count(words), self.starts, dtype=np.int64)
        return counted

    def any(self, words: Words) -> NDArray[np.bool_]:
        """Tell in which cells a bit is set."""
        held: NDArray[np.bool_] = np.bitwise_or.reduceat(words, self.starts) != 0
        return held

    def greatest(self, words: Words, places: Sequence[Words]) -> Counts:
        """Return the greatest number among the entries of each cell whose bit is set.

        Args:
            words: the entries.
            places: the numbers of all entries, a binary place each, the lowest first.

        Returns:
            The number of each cell; 0 where no entry is.
        """
        found = np.zeros(len(self.starts), np.int64)
        for place in reversed(range(len(places))):
            higher = words & places[place]
            some = self.any(higher)
            found |= some.astype(np.int64) << place
            words = np.where(np.repeat(some, self.widths), higher, words)
        return found


def runs_hit(hits: Words, ends: Words) -> Words:
    """Return the last bit of each run in which any bit is set: distinct things are runs so counted.

    Adding ones below the end of a run carries into its end exactly if one of the run's lower bits
    is set; a carry never leaves its run, but it may cross words.

    >>> bits = np.array([0b0010_0000], "<u8")   # runs of 4 bits: the second holds a bit
    >>> f"{int(runs_hit(bits, np.array([0b1000_1000], '<u8'))[0]):b}"
    '10000000'

    Args:
        hits: the bits that count.
        ends: the last bit of each run.
    """
    below = ~ends
    total = (hits & below) + below
    carry = total < below
    while carry[:-1].any():
        total[1:] += carry[:-1]
        # One more than all ones is nothing, carried on.
        carry[1:] = carry[:-1] & (total[1:] == 0)
        carry[0] = False
    reached: Words = (total | hits) & ends
    return reached
