"""``claims.toml`` with further claims, each at its place; the rest stays as it is."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from leadgraph.curation.order import natural_key
from leadgraph.curation.tomlfile import claim_starts
from leadgraph.intake.patch import Patch
from leadgraph.model import CLAIM, Claim

_COMMENTS = re.compile(r"(?:^[ \t]*#[^\n]*\n)+\Z", re.MULTILINE)


def with_claims(raw: bytes, claims: Iterable[Claim]) -> bytes:
    """Return a file of claims with some more.

    They go to their places if the file is in the order of its ids, else to its end.

    Raises:
        ValueError: the file is not TOML in UTF-8, or its claims are not ``[[claim]]`` blocks.
    """
    new = sorted(claims, key=lambda claim: natural_key(claim.id))
    patch = Patch(raw)
    starts = claim_starts(patch.text)
    tables = tomllib.loads(patch.text).get("claim", [])
    if len(tables) != len(starts):
        raise ValueError("the claims of claims.toml do not stand in [[claim]] blocks of their own")
    keys = [natural_key(str(table.get("id", ""))) for table in tables]
    in_order = all(a <= b for a, b in pairwise(keys))
    appended = False
    for claim in new:
        after = [n for n, key in enumerate(keys) if key > natural_key(claim.id)]
        if in_order and after:
            patch.insert(_before(patch.text, starts[after[0]]), f"{to_toml(claim)}\n")
        else:
            lead = "\n" if patch.text.strip() or appended else ""
            broken = patch.text and not patch.text.endswith("\n") and not appended
            patch.insert(len(patch.text), ("\n" if broken else "") + lead + to_toml(claim))
            appended = True
    return patch.result()


def _before(text: str, start: int) -> int:
    """Return where a block begins, with the comments right above it."""
    comments = _COMMENTS.search(text, 0, start)
    return comments.start() if comments else start


def to_toml(claim: Claim) -> str:
    """Return a claim as a block of ``claims.toml``.

    >>> print(to_toml(Claim(id="a-1", source="a", statement="So.", kind="theoretical")), end="")
    [[claim]]
    id = "a-1"
    source = "a"
    statement = "So."
    kind = "theoretical"
    """
    said = CLAIM.dump_python(claim, exclude_defaults=True)
    lines = [f"{name} = {_value(value)}\n" for name, value in said.items()]
    return f"[[claim]]\n{''.join(lines)}"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{name} = {_value(one)}" for name, one in value.items() if one is not None
        )
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
