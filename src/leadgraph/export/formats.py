"""The formats in which any list of works is given: one table for Python, command line and HTTP.

Whoever adds a list gives it all of these by going through ``WORK_FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from leadgraph.export.bibtex import to_bibtex
from leadgraph.export.csl import to_csl
from leadgraph.export.latex import to_biblatex, to_classic_bibtex
from leadgraph.export.ris import to_ris
from leadgraph.export.styled import available, bibliography
from leadgraph.model import Source

Write = Callable[[Iterable[Source], str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class WorkFormat:
    """A format in which works are given.

    Attributes:
        name: what the command line calls it.
        suffix: what its address ends in.
        label: what people call it.
        media_type: its type, with the charset.
        accepts: the types by which it is asked for (``Accept``).
        extension: what the name of a file of it ends in.
        write: yields some works in it; takes a style too, which only references have.
        styled: whether it is references in a style.
    """

    name: str
    suffix: str
    label: str
    media_type: str
    accepts: tuple[str, ...]
    extension: str
    write: Write
    styled: bool = False

    @property
    def link(self) -> str:
        """Its name among the ``links`` of an answer: the first part of its suffix."""
        return self.suffix.partition(".")[0]


def _plain(write: Callable[[Iterable[Source]], Iterable[str]]) -> Write:
    """Return a writer as one that takes a style."""
    return lambda sources, style: iter(write(sources))


_ALL = (
    WorkFormat(
        "bibtex",
        "bib",
        "BibTeX with the curation",
        "application/x-bibtex; charset=utf-8",
        ("application/x-bibtex", "text/x-bibtex"),
        "bib",
        lambda sources, style: iter([to_bibtex(sources)]),
    ),
    WorkFormat(
        "classic",
        "classic.bib",
        "BibTeX",
        "application/x-bibtex; charset=utf-8",
        (),
        "bib",
        _plain(to_classic_bibtex),
    ),
    WorkFormat(
        "biblatex",
        "biblatex",
        "BibLaTeX",
        "application/x-bibtex; charset=utf-8",
        ("application/x-biblatex",),
        "bib",
        _plain(to_biblatex),
    ),
    WorkFormat(
        "ris",
        "ris",
        "RIS",
        "application/x-research-info-systems; charset=utf-8",
        ("application/x-research-info-systems",),
        "ris",
        _plain(to_ris),
    ),
    WorkFormat(
        "csl",
        "csl.json",
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        ("application/vnd.citationstyles.csl+json",),
        "json",
        _plain(to_csl),
    ),
    WorkFormat(
        "references",
        "txt",
        "References",
        "text/plain; charset=utf-8",
        ("text/x-bibliography",),
        "txt",
        lambda sources, style: bibliography(sources, style),
        styled=True,
    ),
    WorkFormat(
        "references-html",
        "html",
        "References, as a page",
        "text/html; charset=utf-8",
        (),
        "html",
        lambda sources, style: bibliography(sources, style, "html"),
        styled=True,
    ),
)


@cache
def work_formats() -> dict[str, WorkFormat]:
    """Return the formats that can be written here, by name; references need the extra ``styles``.

    >>> list(work_formats())[:5]
    ['bibtex', 'classic', 'biblatex', 'ris', 'csl']
    """
    return {one.name: one for one in _ALL if not one.styled or available()}


@cache
def work_twins() -> dict[str, str]:
    """Return the twins of a list of works: their names among its ``links``, and their suffixes."""
    return {one.link: one.suffix for one in work_formats().values()}


@cache
def every_work_format() -> dict[str, WorkFormat]:
    """Return all formats by name, those too for which an extra is missing."""
    return {one.name: one for one in _ALL}
