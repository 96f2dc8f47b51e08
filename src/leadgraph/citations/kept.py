"""What is made of a dataset once, when first asked for, and goes when the dataset goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase

Made = TypeVar("Made")


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
            found = self._of_base[base] = self._make(base)
        return found
