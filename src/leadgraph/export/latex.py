r"""Sources -> BibLaTeX and classic BibTeX for writing with: the work alone, without the curation.

``to_biblatex`` has biblatex's own names of fields (``journaltitle``, ``location``, ``date``) and
stays in UTF-8, for biber. ``to_classic_bibtex`` has the fourteen standard types, ``year`` and
``month``, ``journal`` and ``address``, and accented letters as LaTeX commands, for BibTeX 0.99 and
whatever reads it. Both keep the capitals that a style must not lower (``{PSEL}``). The form of
``references.bib``, which loses nothing, is ``to_bibtex``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from leadgraph.curation import dialect
from leadgraph.curation.bibtex import MONTH_NAMES
from leadgraph.curation.names import read_name
from leadgraph.export.bibtex import escape, in_braces, verbatim, written_name
from leadgraph.export.csl import issued, title
from leadgraph.export.worktypes import work_type
from leadgraph.model import Name, Source

_TO_BIBLATEX = {"journal": "journaltitle", "address": "location", "school": "institution"}
_TO_CLASSIC = {"journaltitle": "journal", "location": "address"}

_WORD = re.compile(r"[^\s{}]*\w")
_PROTECTED = 4
"""Letters from which a word tells whether a title is capitalised throughout."""


def to_biblatex(sources: Iterable[Source]) -> Iterator[str]:
    """Yield each work as an entry of BibLaTeX.

    >>> work = Source(key="x", type="article", title="The NCLB act", date="2001-05-04",
    ...               fields={"journal": "J"})
    >>> print("".join(to_biblatex([work])), end="")
    @article{x,
      title = {The {NCLB} act},
      journaltitle = {J},
      date = {2001-05-04},
    }
    <BLANKLINE>
    """
    return (_entry(source.type, source, _biblatex_fields(source)) for source in sources)


def to_classic_bibtex(sources: Iterable[Source]) -> Iterator[str]:
    r"""Yield each work as an entry of classic BibTeX.

    >>> work = Source(key="x", type="online", title="Über Zug", year=2001,
    ...               date="2001-05-04")
    >>> print("".join(to_classic_bibtex([work])), end="")
    @misc{x,
      title = {{\"U}ber {Zug}},
      year = {2001},
      month = may,
      day = {4},
    }
    <BLANKLINE>
    """
    return (_entry(_classic_type(source), source, _classic_fields(source)) for source in sources)


def _entry(type_: str, source: Source, fields: Iterable[tuple[str, str]]) -> str:
    lines = (f"  {name} = {value},\n" for name, value in fields if value not in ("", "{}"))
    return f"@{type_}{{{source.key},\n{''.join(lines)}}}\n\n"


# --------------------------------------------------------------------------------------- BibLaTeX


def _biblatex_fields(source: Source) -> Iterator[tuple[str, str]]:
    told = dict(source.fields)
    when = issued(source, told) or {}
    yield from _people(source, written_name)
    yield "title", _braced(protected(source.title, escape))
    yield from _others(told, _TO_BIBLATEX, escape)
    yield "date", _braced(source.date or _iso(when.get("date-parts", [[]])[0]))
    yield from _addresses(source)


def _iso(parts: list[int]) -> str:
    return "-".join(f"{part:02}" if at else f"{part:04}" for at, part in enumerate(parts))


# ----------------------------------------------------------------------------------- classic BibTeX


def _classic_type(source: Source) -> str:
    said = source.fields.get("type", "")
    if source.type == "thesis" and said in ("mathesis", "mastersthesis"):
        return "mastersthesis"
    return work_type(source.type).bibtex


def _classic_fields(source: Source) -> Iterator[tuple[str, str]]:
    told = dict(source.fields)
    type_ = _classic_type(source)
    when = issued(source, told) or {}
    yield from _people(source, _classic_name)
    yield "title", _braced(protected(title(source, told), to_latex))
    dated = dict(_year(source, when.get("date-parts", [])))
    others = {name: value for name, value in told.items() if name not in dated}
    yield from _others(others, _classic_names(type_, told), to_latex)
    yield from dated.items()
    if type_ == "misc" and "howpublished" not in told and source.url:
        yield "howpublished", rf"{{\url{{{verbatim(source.url)}}}}}"
    yield from _addresses(source)


def _classic_names(type_: str, told: dict[str, str]) -> dict[str, str]:
    """Return what classic BibTeX calls the fields of a type; a house has a name for each type."""
    renamed = dict(_TO_CLASSIC)
    if type_ in ("phdthesis", "mastersthesis"):
        renamed["institution"] = "school"
    elif type_ == "techreport" and not told.keys() & {"institution", "organization"}:
        renamed["publisher"] = "institution"
    return renamed


def _classic_name(name: Name) -> str:
    """Return a name in the forms that BibTeX has; in braces, what they would take apart."""
    if name == Name(literal="others"):
        return "others"
    if name.literal:
        return in_braces(to_latex(name.literal))
    plain = to_latex(str(name))
    if " and " not in plain.casefold() and read_name(plain) == (name, None):
        return plain
    family = " ".join(part for part in (name.prefix, _whole(name.family)) if part)
    return ", ".join(part for part in (family, _whole(name.suffix), _whole(name.given)) if part)


def _whole(text: str | None) -> str:
    return in_braces(to_latex(text)) if text else ""


def _year(source: Source, parts: list[list[int]]) -> Iterator[tuple[str, str]]:
    """Yield year, month and day as BibTeX has them; of a range or a season, the year alone."""
    if source.year is not None:
        yield "year", _braced(str(source.year))
    of_one = parts[0] if len(parts) == 1 else []
    if len(of_one) > 1:
        yield "month", MONTH_NAMES[of_one[1] - 1][:3].lower()
    if len(of_one) > 2:
        yield "day", _braced(str(of_one[2]))


def to_latex(text: str) -> str:
    r"""Return a text as LaTeX whose accented letters are commands, as BibTeX sorts and cuts them.

    Letters for which LaTeX has no command stay as they are.

    >>> to_latex("Öberg & 漢")
    '{\\"O}berg \\& 漢'
    """
    escaped = escape(text)
    return escaped if escaped.isascii() else "".join(map(_letter, escaped))


@cache
def _letter(char: str) -> str:
    return char if char.isascii() else str(_encoder()(char))


@cache
def _encoder() -> Callable[[str], str]:
    import logging

    from pylatexenc.latexencode import UnicodeToLatexEncoder

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    encoder = UnicodeToLatexEncoder(
        non_ascii_only=True,
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    encode: Callable[[str], str] = encoder.unicode_to_latex
    return encode


# ------------------------------------------------------------------------------------------- both


def protected(text: str, escaped: Callable[[str], str]) -> str:
    """Return a title as LaTeX, with braces around words whose capitals must stay.

    Those are words with a capital after their first letter; and, in a title that is otherwise in
    lower case, every capitalised word after the first of a sentence: a name.

    >>> protected("The McREL study of New Zealand schools", escape)
    'The {McREL} study of {New} {Zealand} schools'
    >>> protected("The Future of Schools in Ohio: What Principals Do", escape)
    'The Future of Schools in Ohio: What Principals Do'
    """
    names = not _is_capitalised(text)
    out, last, first = [], 0, True
    for match in _WORD.finditer(text):
        word = match[0]
        letters = word.lstrip("([\"'“‘")
        keep = any(c.isupper() for c in letters[1:]) or (
            names and not first and letters[:1].isupper()
        )
        said = escaped(word)
        ended = text[match.end() : match.end() + 1] in tuple(":.?!")
        out += [escaped(text[last : match.start()]), f"{{{said}}}" if keep else said]
        last, first = match.end(), ended
    return "".join([*out, escaped(text[last:])])


def _is_capitalised(text: str) -> bool:
    """Tell whether most of the longer words of a title, but for the first, are capitalised."""
    words = [word for word in text.split()[1:] if len(word) >= _PROTECTED and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) * 2 > len(words)


def _people(source: Source, said: Callable[[Name], str]) -> Iterator[tuple[str, str]]:
    for field, names in (("author", source.authors), ("editor", source.editors)):
        yield field, _braced(" and ".join(map(said, names)))


def _others(
    told: dict[str, str], renamed: dict[str, str], escaped: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the further fields; one whose new name is taken keeps its own."""
    for name, value in sorted(told.items()):
        new = renamed.get(name, name)
        new = name if new in told else new
        is_verbatim = name in dialect.VERBATIM_KEPT
        yield new, _braced(verbatim(value) if is_verbatim else escaped(value))


def _addresses(source: Source) -> Iterator[tuple[str, str]]:
    yield "doi", _braced(verbatim(source.doi))
    yield "url", _braced(verbatim(source.url))


def _braced(value: str) -> str:
    return f"{{{value}}}"
