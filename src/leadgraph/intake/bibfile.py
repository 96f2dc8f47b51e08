"""``references.bib`` changed in place: new entries, and single fields of those that are there.

Formatting, comments, strings and everything else stay as they are. bibtexparser says where entries
and fields are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from leadgraph.curation.bibtex import outline
from leadgraph.curation.order import natural_key
from leadgraph.export import to_bibtex
from leadgraph.intake.library import Held
from leadgraph.intake.merging import SEPARATORS
from leadgraph.intake.patch import Patch
from leadgraph.model import Source


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a field stands: its name, and its value with delimiters."""

    name: int
    value: int
    end: int


def changed(raw: bytes, works: Iterable[Held]) -> bytes:
    """Return a bibliography with what has changed of the works.

    New entries go to their places if the file is in the order of its keys, else to its end.

    Raises:
        ValueError: an entry or a field is not where it should be.
        UnicodeDecodeError: the file is not UTF-8.
    """
    patch = Patch(raw)
    entries = [(block, start) for block, start in outline(patch.text)]
    at = {block.key: (block, start) for block, start in reversed(entries)}
    new = []
    for held in works:
        if held.was is None:
            new.append(held.now)
        elif held.edits or held.added:
            if held.now.key not in at:
                raise ValueError(f"the entry {held.now.key} is not found in the file")
            _change(patch, *at[held.now.key], held.edits, held.added)
    _insert(patch, entries, new)
    return patch.result()


# ------------------------------------------------------------------------------------ new entries


def _insert(patch: Patch, entries: Sequence[tuple[Any, int]], new: list[Source]) -> None:
    if not new:
        return
    new.sort(key=lambda source: natural_key(source.key))
    if not entries:
        lead = "" if not patch.text.strip() else "\n" if patch.text.endswith("\n") else "\n\n"
        patch.insert(len(patch.text), lead + to_bibtex(new))
        return
    keys = [natural_key(block.key) for block, _ in entries]
    in_order = all(a <= b for a, b in pairwise(keys))
    ends = [start + len(block.raw) for block, start in entries]
    place = 0
    for source in new:
        key = natural_key(source.key)
        while in_order and place < len(keys) and keys[place] < key:
            place += 1
        entry = to_bibtex([source])
        if in_order and place == 0:
            patch.insert(_above(patch.text, entries[0][1]), f"{entry}\n")
        else:
            patch.insert(ends[place - 1] if in_order else ends[-1], f"\n\n{entry[:-1]}")


def _above(text: str, start: int) -> int:
    """Return where an entry begins, with the comment right above it."""
    comment = re.compile(r"(?:^[ \t]*%[^\n]*\n)+\Z", re.MULTILINE).search(text, 0, start)
    return comment.start() if comment else start


# ---------------------------------------------------------------------------------------- fields


def _change(
    patch: Patch,
    block: Any,
    start: int,
    edits: Mapping[str, str | None],
    added: Mapping[str, list[str]],
) -> None:
    raw = patch.text[start : start + len(block.raw)]
    spans = _spans(raw, block)
    absent: list[tuple[str, str]] = []
    gone = [name for name, text in edits.items() if text is None and name in spans]
    for name, text in edits.items():
        if text is None:
            continue
        if name in spans:
            span = spans[name]
            patch.replace(start + span.value, start + span.end, f"{{{text}}}")
        elif gone:  # one field takes the place of another
            span = spans[gone.pop()]
            patch.replace(start + span.name, start + span.end, f"{name} = {{{text}}}")
        else:
            absent.append((name, text))
    for name, values in added.items():
        if name in spans:
            place, text = _continued(raw, spans[name], SEPARATORS[name], values)
            patch.insert(start + place, text)
        else:
            absent.append((name, SEPARATORS[name].join(values)))
    if absent:
        place, text = _further(raw, list(spans.values()), absent)
        patch.insert(start + place, text)


def _spans(raw: str, block: Any) -> dict[str, _Span]:
    """Return where each field of an entry stands in it."""
    spans: dict[str, _Span] = {}
    position = re.compile(r"\s*[{(]").search(raw).end()  # type: ignore[union-attr]
    for item in block.fields:
        name = re.compile(rf"(?<![^\s,{{(]){re.escape(item.key)}\s*=\s*")
        match = name.search(raw, position)
        while match is not None and not raw.startswith(item.value, match.end()):
            match = name.search(raw, match.start() + 1)
        if match is None:
            raise ValueError(f"the field {item.key} of {block.key} is not found in the file")
        position = match.end() + len(item.value)
        spans.setdefault(item.key.lower(), _Span(match.start(), match.end(), position))
    return spans


def _continued(raw: str, span: _Span, separator: str, values: list[str]) -> tuple[int, str]:
    """Return where a list goes on, and with what."""
    value = raw[span.value : span.end]
    more = separator.join(values)
    if value[0] not in '{"' or value[-1] not in '}"' or "#" in value:
        return span.end, f" # {{{separator}{more}}}"
    inner = value[1:-1].rstrip()
    if not inner:
        return span.value + 1, more
    place = span.value + 1 + len(inner)
    joint = separator if not inner.endswith((separator.strip() or " ",)) else " "
    return place, f"{joint}{more}"


def _further(raw: str, spans: Sequence[_Span], absent: list[tuple[str, str]]) -> tuple[int, str]:
    """Return where fields that an entry does not have go, and their text."""
    if not spans:
        comma = "" if raw[:-1].rstrip().endswith(",") else ","
        lines = "".join(f"  {name} = {{{text}}},\n" for name, text in absent)
        return len(raw) - 1, f"{comma}\n{lines}"
    last = max(spans, key=lambda span: span.end)
    before = raw[raw.rfind("\n", 0, last.name) + 1 : last.name]
    indent = before if before.strip() == "" and "\n" in raw[: last.name] else "  "
    comma_after = re.compile(r"\s*,").match(raw, last.end)
    lines = ",".join(f"\n{indent}{name} = {{{text}}}" for name, text in absent)
    if comma_after:
        return comma_after.end(), f"{lines},"
    return last.end, f",{lines}"
