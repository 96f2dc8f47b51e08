"""Works on the command line: the formats in which any list of them is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadgraph import export
from leadgraph.model import Source

FORMATS: tuple[str, ...] = (
    *(name for name, form in export.every_work_format().items() if not form.styled),
    *export.STYLES,
)
"""BibTeX and its kin, and references in each style, by the name of the style."""


def written(works: Iterable[Source], form: str) -> Iterator[bytes]:
    """Return works in one of ``FORMATS``.

    Raises:
        MissingExtraError: when references are asked for, and nothing is installed to format them.
        QueryError: when there are too many works for that.
    """
    if form in export.STYLES:
        lines = export.bibliography(works, form)
    else:
        lines = export.every_work_format()[form].write(works, "")
    return (line.encode() for line in lines)
