"""What is made of a dataset once, when first asked for, and goes when the dataset goes.

What takes a look at all works or claims is not made where a snapshot holds it, but opened there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.shelf import Shelf

Made = TypeVar("Made")

FOLDER = "citations"
"""The part of a snapshot that holds what is kept of citations."""


class Kept(Generic[Made]):
    """A function of a dataset whose value is kept as long as the dataset is.

    What is made must not hold the dataset itself: it would then never go.

    Args:
        make: makes the value.
    """

    def __init__(self, make: Callable[[EvidenceBase], Made]) -> None:
        self._make = make
        self._of_base: WeakKeyDictionary[EvidenceBase, Made] = WeakKeyDictionary()

    def __call__(self, base: EvidenceBase) -> Made:
        """Return the value for a dataset."""
        found = self._of_base.get(base)
        if found is None:
            found = self._of_base[base] = self._made(base)
        return found

    def _made(self, base: EvidenceBase) -> Made:
        return self._make(base)


class Shelved(Protocol):
    """What can be put on a shelf."""

    def keep(self, shelf: Shelf) -> None:
        """Put it there."""


Held = TypeVar("Held", bound=Shelved)


class KeptOnShelf(Kept[Held]):
    """A function of a dataset whose value a snapshot holds; of another dataset it is made.

    Args:
        part: its name in a snapshot.
        make: makes the value.
        open_: returns the value that stands on a shelf.
    """

    def __init__(
        self,
        part: str,
        make: Callable[[EvidenceBase], Held],
        open_: Callable[[Shelf, EvidenceBase], Held],
    ) -> None:
        super().__init__(make)
        self._part, self._open = part, open_

    def keep(self, base: EvidenceBase, shelf: Shelf) -> None:
        """Put the value of a dataset on a shelf."""
        self(base).keep(shelf.part(self._part))

    def _made(self, base: EvidenceBase) -> Held:
        if base.shelf is None:
            return self._make(base)
        return self._open(base.shelf.part(FOLDER).part(self._part), base)
