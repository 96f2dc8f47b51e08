r"""LaTeX in the values of a bibliography -> text.

Most values hold no LaTeX at all, and most others only braces, an accent or an escaped sign. So
only values with ``\ { } ~ $`` are looked at; one pass of a regular expression decodes what is
common, and pylatexenc (100 times slower) gets the rest: mathematics and rarer commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from unicodedata import normalize

_MARKUP = re.compile(r"[\\{}~$]|``")

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip

_SYMBOLS = {
    "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "dots": "…",
    "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textbar": "|",
    "textless": "<", "textgreater": ">", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textregistered": "®", "texttrademark": "™",
    "textcopyright": "©", "copyright": "©", "pounds": "£", "texteuro": "€", "euro": "€",
    "textdegree": "°", "guillemotleft": "«", "guillemotright": "»", "textperiodcentered": "·",
    "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
}  # fmt: skip

_SYMBOL_NAMES = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
_STYLES = (
    "emph|textit|textbf|textsc|textsl|texttt|textrm|textsf|textup|textnormal|textmd|text|mbox|hbox|"
    "mkbibemph|mkbibitalic|mkbibbold|uppercase|underline|enquote|natexlab|NoCaseChange"
)
_SWITCHES = "em|it|bf|sc|sl|tt|rm|sf|itshape|bfseries|scshape|upshape|normalfont|protect|relax|noop"

_COMMAND = re.compile(r"\\(?:[^A-Za-z]|([A-Za-z]+))")
_KNOWN = re.compile(rf"|[uvHcdrkb]|{_STYLES}|{_SWITCHES}|{_SYMBOL_NAMES}")

_TOKEN = re.compile(
    rf"""
    (?P<accent>\\(?:(?P<mark>[`'^"~=.])[ \t\n]*|(?P<letter>[uvHcdrkb])(?:[ \t\n]+|(?=\{{|\\)))
        (?P<base>\{{[ \t\n]*(?:\\[ij]|[^\W\d_])?[ \t\n]*\}}
            |\{{[ \t\n]*(?:\\[ij](?![A-Za-z])|[^\W\d_]) | \\[ij](?![A-Za-z]) | [^\W\d_]))
  | \\(?P<symbol>{_SYMBOL_NAMES})(?![A-Za-z])(?:\{{\}}|[ \t\n]+)?
  | \\url[ \t\n]*\{{(?P<address>[^{{}}]*)\}} | (?P<href>\\href[ \t\n]*\{{[^{{}}]*\}})
  | \\(?P<style>{_STYLES})(?![A-Za-z])[ \t\n]*(?=\{{)
  | \\(?P<switch>{_SWITCHES})(?![A-Za-z])[ \t\n]*
  | \\(?P<sign>[&%$#_{{}}])
  | (?P<space>\\[ \t\n,;:>] | ~ | \\\\(?:\[[^\]]*\])?\*?)
  | (?P<nothing>\\[-/!@+] | [{{}}])
  | (?P<quotes>``(?P<quoted>(?:(?!''|``).)*)'')
  | (?P<rest>[\\$])
    """,
    re.VERBOSE | re.DOTALL,
)


class _TooRareError(Exception):
    """What stands in the value needs a real LaTeX reader."""


def decode(value: str) -> str:
    r"""Return a value as text: LaTeX decoded, white space of several lines folded into one.

    Args:
        value: what stands between the outer delimiters of a field.

    >>> decode(r"{N}a{\"\i}ve R\&D at \'{E}cole~{\O}rsted")
    'Naïve R&D at École Ørsted'
    >>> decode(r"$\alpha$-levels")
    'α-levels'
    """
    if _MARKUP.search(value):
        value = _decode(value)
    if not value.isascii():
        value = normalize("NFC", value)
    return " ".join(value.split())


def unknown_commands(value: str) -> tuple[str, ...]:
    r"""Return the LaTeX commands of a value that nobody here knows; their arguments were kept.

    >>> unknown_commands(r"\emph{a} \mystyle{b} \'o")
    ('mystyle',)
    """
    names = dict.fromkeys(_COMMAND.findall(value))
    rare = [name for name in names if not _KNOWN.fullmatch(name)]
    return _unknown(tuple(rare)) if rare else ()


def _decode(value: str) -> str:
    if "\\" not in value and "$" not in value and "``" not in value:
        return value.replace("{", "").replace("}", "").replace("~", " ")
    try:
        return _TOKEN.sub(_replace, value)
    except _TooRareError:
        return _decode_slowly(value)


def _replace(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "nothing":
        return ""
    if kind == "accent":
        return _accented(match)
    if kind == "symbol":
        return _SYMBOLS[match["symbol"]]
    if kind in ("sign", "address"):
        return match[kind]
    if kind == "space":
        return " "
    if kind == "quotes":
        return f"“{_TOKEN.sub(_replace, match['quoted'])}”"
    if kind == "rest":
        raise _TooRareError
    return ""  # a style or a switch: the words stay, their looks go


def _accented(match: re.Match[str]) -> str:
    mark = _COMBINING[match["mark"] or match["letter"]]
    base = match["base"].strip("{} \t\n")
    if not base:
        return ""  # an accent over nothing
    return normalize("NFC", {"\\i": "i", "\\j": "j"}.get(base, base) + mark)


@lru_cache(maxsize=8192)
def _decode_slowly(value: str) -> str:
    """Decode through pylatexenc."""
    reader, _ = _reader()
    # In a bibliography a bare % is a per cent sign, an odd $ is money, and -- stays as written.
    if len(re.findall(r"(?<!\\)\$", value)) % 2:
        value = re.sub(r"(?<!\\)\$", r"\\$", value)
    value = re.sub(r"(?<!\\)%", r"\\%", value)
    value = re.sub(r"-(?=-)", "-{}", value)
    try:
        return str(reader(value))
    except Exception:  # it raises whatever it meets, IndexError among them, on odd input
        return value.replace("-{}", "-").replace("\\%", "%")


@lru_cache(maxsize=8192)
def _unknown(names: tuple[str, ...]) -> tuple[str, ...]:
    _, known = _reader()
    return tuple(name for name in names if not known(name))


@cache
def _reader() -> tuple[Callable[[str], Any], Callable[[str], bool]]:
    import logging

    from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    context = get_default_latex_context_db()
    reader = LatexNodes2Text(latex_context=context, math_mode="text")
    return reader.latex_to_text, lambda name: context.get_macro_spec(name) is not None
