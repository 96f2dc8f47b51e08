"""DOIs, as people and programs write them -> one form: lower case, without resolver."""

from __future__ import annotations

import re

_RESOLVER = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\\{}]+")


def bare(text: str) -> str:
    """Return a DOI alone, in lower case.

    >>> bare("https://doi.org/10.1000/ABC"), bare("doi: 10.1000/182")
    ('10.1000/abc', '10.1000/182')
    """
    return _RESOLVER.sub("", "".join(text.split())).lower()


def is_doi(text: str) -> bool:
    """Tell whether a text has the form of a bare DOI.

    >>> is_doi("10.1000/182"), is_doi("smith2020")
    (True, False)
    """
    return _DOI.fullmatch(text) is not None
