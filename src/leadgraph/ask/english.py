"""English words, so that a word of another field is never taken for a misspelt word of this one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

LIST = "frequency_dictionary_en_82_765.txt"


@cache
def english() -> frozenset[str]:
    """Return some 80,000 words of English, inflections and common names among them."""
    text = files("symspellpy").joinpath(LIST).read_text("utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in text.splitlines())


def is_english(word: str) -> bool:
    """Tell whether a word is a word of English, in British or American spelling.

    >>> is_english("detention"), is_english("achievment")
    (True, False)
    """
    return word in english()
