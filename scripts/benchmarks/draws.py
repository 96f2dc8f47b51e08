"""Seeded chance, and the words it makes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

VOCABULARY = 30_000
FAMILIES = 6_000

ONSETS = [*"bdfghklmnprstv", "br", "dr", "gr", "kl", "pr", "st", "tr"]
VOWELS = [*"aeiou", "ai", "ou"]
CODAS = ["", "", "n", "r", "l", "s", "nd", "rt"]


class Draws:
    """A stream of chance that is the same for the same seed on every machine.

    Everything is drawn from uniform numbers alone, whose stream numpy keeps from one version to
    the next.
    """

    def __init__(self, seed: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))

    def uniform(self, count: int) -> NDArray[np.float64]:
        """Return numbers from 0 to 1."""
        return self._generator.random(count)

    def places(self, weights: Sequence[float] | NDArray[np.float64], count: int) -> list[int]:
        """Return places in ``weights``, each as often as its weight says."""
        bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
        places: list[int] = np.searchsorted(
            bounds[:-1], self.uniform(count) * bounds[-1], side="right"
        ).tolist()
        return places

    def among(self, shares: Mapping[str, float], count: int) -> list[str]:
        """Return keys of ``shares``, each as often as its share says."""
        keys = list(shares)
        return [keys[place] for place in self.places(list(shares.values()), count)]

    def several(
        self, options: Sequence[str], how_many: Sequence[float], count: int, skew: float = 0.7
    ) -> list[list[str]]:
        """Return lists of distinct options, the first options more often (Zipf).

        Args:
            options: what to draw from.
            how_many: weight of drawing none, one, two ...
            count: how many lists.
            skew: exponent of the Zipf distribution.
        """
        numbers = self.places(how_many, count)
        drawn = iter(self.places(zipf(len(options), skew), sum(numbers)))
        return [
            list(dict.fromkeys(options[next(drawn)] for _ in range(number))) for number in numbers
        ]


def zipf(count: int, exponent: float) -> NDArray[np.float64]:
    """Return the weights of ``count`` ranks of a Zipf distribution."""
    weights: NDArray[np.float64] = 1.0 / np.arange(1, count + 1, dtype=np.float64) ** exponent
    return weights


class Words:
    """A made-up vocabulary whose words are as unequal as those of a language."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self.all = self._made_up(VOCABULARY, 1, 3)
        self.families = [word.capitalize() for word in self._made_up(FAMILIES, 2, 3)]
        self._weights = zipf(VOCABULARY, 1.0)

    def _made_up(self, count: int, fewest: int, most: int) -> list[str]:
        """Return distinct words of ``fewest`` to ``most`` syllables."""
        made: dict[str, None] = {}
        while len(made) < count:
            lengths = iter(self._draws.places([0] * fewest + [1] * (most - fewest + 1), count))
            parts = [
                iter([parts[at] for at in self._draws.places([1] * len(parts), count * most)])
                for parts in (ONSETS, VOWELS, CODAS)
            ]
            for length in lengths:
                made["".join(next(part) for _ in range(length) for part in parts)] = None
        return list(made)[:count]

    def sentences(self, count: int, fewest: int, most: int) -> list[str]:
        """Return texts of ``fewest`` to ``most`` words each, a capital first."""
        span = [0.0] * fewest + [1.0] * (most - fewest + 1)
        lengths = self._draws.places(span, count)
        drawn = self._draws.places(self._weights, sum(lengths))
        texts, start, words = [], 0, self.all
        for length in lengths:
            chosen = [words[place] for place in drawn[start : start + length]]
            texts.append(" ".join(chosen).capitalize())
            start += length
        return texts
