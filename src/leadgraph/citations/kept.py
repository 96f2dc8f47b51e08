"""What takes a look at all works or claims is opened where a snapshot holds it, not made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from leadgraph.evidence.derived import Derived

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.shelf import Shelf

FOLDER = "citations"
"""The part of a snapshot that holds what is kept of citations."""


class Shelved(Protocol):
    """What can be put on a shelf."""

    def keep(self, shelf: Shelf) -> None:
        """Put it there."""


Held = TypeVar("Held", bound=Shelved)


class KeptOnShelf(Derived[Held]):
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
