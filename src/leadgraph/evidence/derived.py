"""What is made of a dataset once, when first asked for, and goes when the dataset goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from leadgraph.evidence.base import EvidenceBase

Made = TypeVar("Made")


class Derived(Generic[Made]):
    """A function of a dataset whose value is kept with the dataset.

    The dataset itself holds the value. A ``WeakKeyDictionary`` here would hold it for good as soon
    as the value leads back to the dataset, and the dataset with it.

    Args:
        make: makes the value.
    """

    def __init__(self, make: Callable[[EvidenceBase], Made]) -> None:
        self._make = make

    def __call__(self, base: EvidenceBase) -> Made:
        """Return the value for a dataset."""
        if self not in base.derived:
            base.derived[self] = self._made(base)
        return cast("Made", base.derived[self])

    def _made(self, base: EvidenceBase) -> Made:
        return self._make(base)
