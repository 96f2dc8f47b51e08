"""Shelf: a folder of arrays, texts and blobs that are mapped into memory, not read.

What stands on a shelf is opened in microseconds however large it is; the operating system brings
in the pages that are touched, and processes that open the same shelf share them. Nothing on it is
ever executed: arrays are ``.npy`` without pickles, the rest is UTF-8 and JSON.
"""

from __future__ import annotations

import mmap
from array import array as numbers
from collections.abc import (
    Callable,
    Container,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    ValuesView,
)
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from numpy.typing import NDArray

Item = TypeVar("Item")

DECODED = 4_096
"""Items of a mapping that stay decoded, at about two kilobytes each."""


class Shelf:
    """A folder of named things; written once, by a builder, and never changed.

    Args:
        folder: where they are; made when the first thing is put there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def part(self, name: str) -> Shelf:
        """Return the shelf in a folder within this one."""
        return Shelf(self.folder / name)

    def holds(self, name: str) -> bool:
        """Tell whether an array of this name was put here."""
        return self._path(f"{name}.npy").exists()

    def put(self, name: str, values: NDArray[Any]) -> None:
        """Put an array on the shelf."""
        import numpy as np

        np.save(self._made(f"{name}.npy"), values, allow_pickle=False)

    def array(self, name: str) -> NDArray[Any]:
        """Return an array, mapped and read-only."""
        import numpy as np

        mapped = np.load(self._path(f"{name}.npy"), mmap_mode="r", allow_pickle=False)
        values: NDArray[Any] = mapped.view(
            np.ndarray
        )  # a memmap makes look-ups several times slower
        return values

    def put_blobs(self, name: str, blobs: Iterable[bytes], end: bytes = b"") -> None:
        """Put byte strings on the shelf, one after the other, each followed by ``end``."""
        import numpy as np

        starts = numbers("Q", [0])
        at = 0
        with self._made(name).open("wb") as out:
            for blob in blobs:
                at += out.write(blob) + out.write(end)
                starts.append(at)
        self.put(f"{name}.starts", np.frombuffer(starts, np.uint64))

    def blobs(self, name: str) -> Blobs:
        """Return byte strings by their place, each with its end."""
        return Blobs(self._path(name), self.array(f"{name}.starts"))

    def put_texts(self, name: str, texts: Iterable[str]) -> None:
        """Put texts on the shelf."""
        self.put_blobs(f"{name}.utf8", map(_encoded, texts))

    def texts(self, name: str) -> Texts:
        """Return texts by their place."""
        return Texts(self.blobs(f"{name}.utf8"))

    def put_json(self, name: str, value: object) -> None:
        """Put what JSON can say on the shelf: small things, which are read whole."""
        import orjson

        self.put_raw(name, orjson.dumps(value))

    def put_raw(self, name: str, json: bytes) -> None:
        """Put JSON on the shelf that is written already."""
        self._made(f"{name}.json").write_bytes(json)

    def json(self, name: str) -> Any:
        """Return what was put there as JSON."""
        import orjson

        return orjson.loads(self.raw(name))

    def raw(self, name: str) -> bytes:
        """Return what was put there as JSON, as it is written."""
        return self._path(f"{name}.json").read_bytes()

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _made(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self._path(name)


class Links:
    """A folder of our own with links to the files of another, to which nothing may be written.

    Libraries that keep logs or locks beside their files keep them there. It goes when this does.

    Args:
        folder: where the files are.
        without: what files that are not linked end in.
    """

    def __init__(self, folder: Path, without: str = "") -> None:
        self._own = TemporaryDirectory(prefix="leadgraph-")
        self.folder = Path(self._own.name)
        link(folder, self.folder, without)


def link(folder: Path, target: Path, without: str = "") -> None:
    """Put links to the files of a folder into another one.

    Args:
        folder: where the files are.
        target: where the links are to be; made if it is not there.
        without: what files that are not linked end in.
    """
    target.mkdir(exist_ok=True)
    for path in folder.resolve().iterdir():
        if not (without and path.name.endswith(without)):
            (target / path.name).symlink_to(path)


class Blobs(Sequence[bytes]):
    """Byte strings end to end in a mapped file.

    Attributes:
        data: all of them.
        starts: where each begins, and where the last one ends.
    """

    def __init__(self, path: Path, starts: NDArray[Any]) -> None:
        with path.open("rb") as stream:
            size = path.stat().st_size
            empty = size == 0  # which cannot be mapped
            self.data: bytes | mmap.mmap = (
                b"" if empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            )
        self.starts = memoryview(cast("Buffer", starts))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        """Return the bytes at a place."""
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        at = range(len(self))[place]
        return self.data[self.starts[at] : self.starts[at + 1]]


class Texts(Sequence[str]):
    """Texts end to end in a mapped file."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def __len__(self) -> int:
        return len(self._blobs)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return the text at a place."""
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        return self._blobs[place].decode("utf-8", "surrogatepass")

    def at(self, places: Iterable[int]) -> list[str]:
        """Return the texts at some places of these, which are not verified."""
        data, starts = self._blobs.data, self._blobs.starts
        decode = bytes.decode
        return [
            decode(data[starts[at] : starts[at + 1]], "utf-8", "surrogatepass") for at in places
        ]

    def find(self, text: str) -> int | None:
        """Return the place of a text among texts in ascending order; None if it is not there."""
        return self.find_among(range(len(self)), text)

    def find_among(self, ascending: Sequence[int], text: str) -> int | None:
        """Return the place of a text, given all places in ascending order of their texts."""
        # In UTF-8 bytes are in the order of the texts, and need not be decoded to be compared.
        wanted, data, starts = _encoded(text), self._blobs.data, self._blobs.starts
        low, high = 0, len(ascending)
        while low < high:
            middle = (low + high) // 2
            at = ascending[middle]
            if data[starts[at] : starts[at + 1]] < wanted:
                low = middle + 1
            else:
                high = middle
        found = ascending[low] if low < len(ascending) else None
        return found if found is not None and self._blobs[found] == wanted else None


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Ascending(Container[str]):
    """Texts in ascending order, as a set of them."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._texts.find(text) is not None


class Places(Mapping[str, int]):
    """The places of distinct texts: what a dictionary of them would say, without making one.

    Args:
        texts: the texts.
        ascending: their places in ascending order of the texts.
    """

    def __init__(self, texts: Texts, ascending: NDArray[Any]) -> None:
        self._texts = texts
        self._ascending: Sequence[int] = memoryview(cast("Buffer", ascending))

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._find(text) is not None

    def __getitem__(self, text: str) -> int:
        """Return the place of a text."""
        found = self._find(text)
        if found is None:
            raise KeyError(text)
        return found

    def _find(self, text: str) -> int | None:
        return self._texts.find_among(self._ascending, text)


class Decoded(Sequence[Item], Generic[Item]):
    """Items that are decoded when they are touched, by their place.

    Args:
        blobs: an item each; they can be read as they are.
        decode: makes an item of its bytes.
    """

    def __init__(self, blobs: Blobs, decode: Callable[[bytes], Item]) -> None:
        self.blobs = blobs
        self._decode = decode
        self._kept = lru_cache(DECODED)(self._at)

    def __len__(self) -> int:
        return len(self.blobs)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        """Return the item at a place."""
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        return self._kept(range(len(self))[place])

    def __iter__(self) -> Iterator[Item]:
        return map(self._at, range(len(self)))  # all of them once: keeping the last helps nobody

    def _at(self, place: int) -> Item:
        return self._decode(self.blobs[place])


class Arranged(Sequence[Item], Generic[Item]):
    """Items in another order.

    Args:
        items: the items.
        order: the place of each among them.
    """

    def __init__(self, items: Sequence[Item], order: NDArray[Any]) -> None:
        self._items = items
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        """Return the item at a place of the order."""
        if isinstance(place, slice):
            return [self._items[at] for at in self._order[place].tolist()]
        return self._items[int(self._order[place])]


class Lookup(Mapping[str, Item], Generic[Item]):
    """Items by key, in ascending order of the keys: what a dictionary would say.

    Args:
        names: the keys, ascending.
        entries: the items, in the same order.

    Attributes:
        place: returns the place of a key; None if it is not there.
    """

    def __init__(self, names: Texts, entries: Sequence[Item]) -> None:
        self.names = names
        self.entries = entries
        self.place = lru_cache(DECODED)(names.find)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.place(name) is not None

    def __getitem__(self, name: str) -> Item:
        """Return the item of a key."""
        at = self.place(name)
        if at is None:
            raise KeyError(name)
        return self.entries[at]

    def values(self) -> ValuesView[Item]:
        """Return the items, in order."""
        return _Values(self)

    def items(self) -> ItemsView[str, Item]:
        """Return keys with their items, in order."""
        return _Items(self)


class _Values(ValuesView[Item]):
    """The items of a look-up, none of them looked up."""

    _mapping: Lookup[Item]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._mapping.entries)


class _Items(ItemsView[str, Item]):
    """Keys and items of a look-up, none of them looked up."""

    _mapping: Lookup[Item]

    def __iter__(self) -> Iterator[tuple[str, Item]]:
        return zip(self._mapping.names, self._mapping.entries, strict=True)
