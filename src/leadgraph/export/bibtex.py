r"""Sources -> BibTeX in the dialect of ``references.bib``, which biber and our own reader take.

Text is escaped for LaTeX and otherwise left in UTF-8. Verbatim fields (addresses, DOIs) are
written as they are, except that a brace in them, which would upset the file, becomes ``%7B`` or
``%7D``. White space folds into single spaces, as it does in any BibTeX value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leadgraph.curation.dialect import ATTRIBUTES, LISTS, VERBATIM_KEPT
from leadgraph.curation.names import read_name
from leadgraph.model import Name, Source

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "{}%&#_$"},
}
_TO_ESCAPE = re.compile(r"[\\~^{}%&#_$]|``|''")


def to_bibtex(sources: Iterable[Source]) -> str:
    r"""Return the entries of some works, in the order given.

    >>> work = Source(key="x", type="book", title="R&D", authors=(Name(family="Å", given="B"),))
    >>> print(to_bibtex([work]), end="")
    @book{x,
      author = {Å, B},
      title = {R\&D},
    }
    """
    return "\n".join(_entry(source) for source in sources)


def escape(text: str) -> str:
    r"""Return a text as LaTeX that stands for it.

    >>> escape("100 % of {x}")
    '100 \\% of \\{x\\}'
    """
    return _TO_ESCAPE.sub(lambda match: _escaped(match[0]), text)


def _escaped(found: str) -> str:
    # Two quotes in a row would become one typographic quote.
    return _SPECIAL.get(found) or f"{found[0]}{{}}{found[1]}"


def _entry(source: Source) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields(source).items()]
    return f"@{source.type}{{{source.key},\n{''.join(lines)}}}\n"


def fields(source: Source) -> dict[str, str]:
    r"""Return the fields of an entry as they stand in it, between their braces, in its order.

    >>> fields(Source(key="x", type="book", title="R&D", year=2020))
    {'title': 'R\\&D', 'year': '2020'}
    """
    return {name: value for name, value in _fields(source) if value}


def _fields(source: Source) -> Iterator[tuple[str, str]]:
    yield "author", " and ".join(written_name(name) for name in source.authors)
    yield "editor", " and ".join(written_name(name) for name in source.editors)
    yield "title", escape(source.title)
    for name, value in sorted(source.fields.items()):
        yield name, verbatim(value) if name in VERBATIM_KEPT else escape(value)
    if source.date:
        yield "date", source.date
    elif source.year is not None:
        yield "year", str(source.year)
    yield "doi", verbatim(source.doi)
    yield "url", verbatim(source.url)
    for name, attribute in ATTRIBUTES.items():
        yield name, escape(getattr(source, attribute) or "")
    for name, attribute in LISTS.items():
        yield name, ", ".join(getattr(source, attribute))
    yield "corrections", " | ".join(map(escape, source.corrections))
    yield "readurl", verbatim(source.read_url)
    yield "seenat", " ".join(map(verbatim, source.seen_at))
    yield "citesseenat", verbatim(source.cites_seen_at)


def verbatim(value: str | None) -> str:
    """Return an address or a DOI as it stands in an entry: as it is, but for braces."""
    return (value or "").replace("{", "%7B").replace("}", "%7D")


def written_name(name: Name) -> str:
    """Return a name in the plainest form that reads back as the same name."""
    if name.literal == "others" and name == Name(literal="others"):
        return "others"
    if name.literal:
        return in_braces(escape(name.literal))
    plain = escape(str(name))
    if " and " not in plain.casefold() and read_name(plain) == (name, None):
        return plain
    parts = {part: getattr(name, part) for part in ("family", "given", "prefix", "suffix")}
    return ", ".join(f"{part}={{{escape(text)}}}" for part, text in parts.items() if text)


def in_braces(latex: str) -> str:
    """Return LaTeX in braces that keep it together."""
    # Right before a command they would make it an accented letter.
    return f"{{{{}}{latex}}}" if latex.startswith("\\") else f"{{{latex}}}"
