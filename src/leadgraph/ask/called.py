"""Called: what things are called, word by word, and which things those are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.shelf import Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from leadgraph.shelf import Texts


class Called:
    """Names of several words, with the places of what is called so.

    Args:
        names: the words of each name with a space between, in ascending order.
        starts: where the places of each name begin, and where the last end.
        held: the places of all names, end to end.
        longest: words of the longest name.

    >>> called = Called.of([(("van", "dam"), 4), (("dam",), 7), (("van", "dam"), 9)])
    >>> called.places(("van", "dam")), called.places(("van",)), ("dam",) in called
    ([4, 9], [], True)
    """

    def __init__(
        self,
        names: Sequence[str],
        starts: NDArray[np.int64],
        held: NDArray[np.int32],
        longest: int,
    ) -> None:
        self._names, self._starts, self._held, self.longest = names, starts, held, longest
        self._position: dict[str, int] | None = None

    @classmethod
    def of(cls, named: Iterable[tuple[tuple[str, ...], int]]) -> Called:
        """Gather names with the places of what is called so, ascending."""
        gathered: dict[str, list[int]] = {}
        longest = 0
        for name, place in named:
            gathered.setdefault(" ".join(name), []).append(place)
            longest = max(longest, len(name))
        names = sorted(gathered)
        lists = [gathered[name] for name in names]
        starts = np.cumsum([0, *map(len, lists)])
        held = np.array([place for places in lists for place in places], dtype=np.int32)
        called = cls(names, starts, held, longest)
        called._position = {name: at for at, name in enumerate(names)}
        return called

    def keep(self, shelf: Shelf) -> None:
        """Put the names on a shelf."""
        shelf.put_texts("names", self._names)
        shelf.put("starts", self._starts)
        shelf.put("places", self._held)
        shelf.put_json("longest", self.longest)

    @classmethod
    def open(cls, shelf: Shelf) -> Called:
        """Return names that ``keep`` put on a shelf."""
        names = shelf.texts("names")
        return cls(names, shelf.array("starts"), shelf.array("places"), shelf.json("longest"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: tuple[str, ...]) -> bool:
        return self._find(name) is not None

    def places(self, name: tuple[str, ...]) -> list[int]:
        """Return the places of what is called by a name; none if nothing is."""
        at = self._find(name)
        if at is None:
            return []
        found: list[int] = self._held[self._starts[at] : self._starts[at + 1]].tolist()
        return found

    def _find(self, name: tuple[str, ...]) -> int | None:
        said = " ".join(name)
        if self._position is not None:
            return self._position.get(said)
        names: Texts = self._names  # type: ignore[assignment]
        return names.find(said)
