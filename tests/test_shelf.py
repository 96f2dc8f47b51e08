"""What stands on a shelf says what the lists and dictionaries say that were put there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgraph.shelf import Arranged, Ascending, Decoded, Links, Lookup, Places, Shelf

TEXTS = st.text(st.characters(), max_size=6)  # lone surrogates, too
MANY = st.lists(TEXTS, unique=True, max_size=40)


@contextmanager
def shelf() -> Iterator[Shelf]:
    with tempfile.TemporaryDirectory() as folder:
        yield Shelf(Path(folder) / "made when needed")


@given(texts=st.lists(TEXTS, max_size=30))
def test_texts_are_a_list(texts: list[str]) -> None:
    with shelf() as on:
        on.put_texts("t", texts)
        held = on.texts("t")
        assert list(held) == texts
        assert len(held) == len(texts)
        assert held[1:5] == texts[1:5]
        assert held.at(range(len(texts))) == texts
        assert [held[-at - 1] for at in range(len(texts))] == texts[::-1]
        with pytest.raises(IndexError):
            held[len(texts)]


@given(names=MANY, other=TEXTS)
def test_a_look_up_is_a_dictionary(names: list[str], other: str) -> None:
    expected = {name: name.encode("utf-8", "surrogatepass") for name in sorted(names)}
    with shelf() as on:
        on.put_texts("names", expected)
        on.put_blobs("items", expected.values())
        held = Lookup(on.texts("names"), Decoded(on.blobs("items"), bytes))
        assert held == expected
        assert expected == held
        assert list(held) == list(expected)
        assert list(held.values()) == list(expected.values())
        assert list(held.items()) == list(expected.items())
        assert held.get(other) == expected.get(other)
        assert held.place(other) == (list(expected).index(other) if other in expected else None)
        assert (other in held) == (other in expected)
        assert other in held.keys() or other not in expected  # noqa: SIM118
        assert (other in Ascending(on.texts("names"))) == (other in expected)
        assert 1 not in held


@given(names=MANY, other=TEXTS)
def test_places_are_those_of_a_list_in_any_order(names: list[str], other: str) -> None:
    ascending = np.array(sorted(range(len(names)), key=names.__getitem__), np.int32)
    with shelf() as on:
        on.put_texts("names", names)
        on.put("ascending", ascending)
        places = Places(on.texts("names"), on.array("ascending"))
        assert dict(places) == {name: at for at, name in enumerate(names)}
        assert places.get(other, -1) == (names.index(other) if other in names else -1)
        arranged = Arranged(on.texts("names"), ascending)
        assert list(arranged) == sorted(names)
        assert arranged[:3] == sorted(names)[:3]


@given(values=st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_arrays_come_back_and_cannot_be_changed(values: list[int]) -> None:
    with shelf() as on:
        assert not on.holds("a")
        on.put("a", np.array(values, np.int32))
        held = on.array("a")
        assert on.holds("a")
        assert held.tolist() == values
        assert held.dtype == np.int32
        assert not held.flags.writeable


def test_lines_end_as_asked_and_links_go_when_nobody_needs_them(tmp_path: Path) -> None:
    on = Shelf(tmp_path / "shelf")
    on.put_blobs("lines.jsonl", [b"{}", b"[]"], end=b"\n")
    assert (on.folder / "lines.jsonl").read_bytes() == b"{}\n[]\n"
    assert list(on.blobs("lines.jsonl")) == [b"{}\n", b"[]\n"]
    (on.folder / "x.lock").touch()
    links = Links(on.folder, without=".lock")
    folder = links.folder
    assert {path.name for path in folder.iterdir()} == {"lines.jsonl", "lines.jsonl.starts.npy"}
    (folder / "LOG").write_text("ours")
    del links
    assert not folder.exists()
    assert not (on.folder / "LOG").exists()
