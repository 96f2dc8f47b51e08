"""Names as BibTeX writes them -> ``Name``.

``First von Last``, ``von Last, First`` and ``von Last, Jr, First``; names in braces are bodies;
biblatex's ``family=..., given=...`` form; ``and others`` stands as the body ``others``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from leadgraph.curation.latex import decode
from leadgraph.model import Name

_AND = re.compile(r"\s+and(?=\s)", re.IGNORECASE)
_NO_NAME = "an empty name: `and` stands twice, or at an end"
_OTHERS = Name(literal="others")
_PARTS = {"family": "family", "given": "given", "prefix": "prefix", "suffix": "suffix"}


def read_names(value: str) -> tuple[tuple[Name, ...], list[str]]:
    r"""Return the names of an author or editor field, and what is wrong with them.

    >>> names, faults = read_names(r"van der Berg, Jan and {World Bank} and others")
    >>> [str(name) for name in names]
    ['van der Berg, Jan', 'World Bank', 'others']
    """
    names, faults = [], []
    for part in _split(value):
        name, fault = read_name(part)
        if name is not None:
            names.append(name)
        if fault:
            faults.append(fault)
    return tuple(names), faults


def _split(value: str) -> list[str]:
    value = value.strip()
    if "{" in value or "\\" in value:
        from bibtexparser.middlewares.names import split_multiple_persons_names

        return list(split_multiple_persons_names(value))
    return _AND.split(value) if value else []


@lru_cache(maxsize=1 << 17)
def read_name(text: str) -> tuple[Name | None, str | None]:
    """Return one name, and what is wrong with it."""
    text = text.strip()
    folded = text.casefold()
    if folded in ("", "and", ",") or folded.startswith("and ") or folded.endswith(" and"):
        rest = text[4:] if folded.startswith("and ") else text[:-4]
        return read_name(rest)[0] if len(rest) > 1 else None, _NO_NAME
    if text == "others":
        return _OTHERS, None
    if "=" in text and "family" in text:
        return _extended(text), None
    if _is_body(text):
        literal = decode(text)
        return (Name(literal=literal), None) if literal else (None, "an empty name in braces")
    if "{" in text or "\\" in text or "}" in text:
        return _braced(text)
    return _plain(text)


def _is_body(text: str) -> bool:
    """Tell whether one pair of braces holds the whole name, and not one accented letter of it."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    depth = 0
    for match in re.finditer(r"(?<!\\)[{}]", text):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end() == len(text)
    return False


def _plain(text: str) -> tuple[Name | None, str | None]:
    sections = [section.replace("~", " ").split() for section in text.split(",")]
    if len(sections) == 1:
        given, prefix, family = _first_von_last(sections[0])
        return _name(family, given, prefix, []), None
    if len(sections) <= 3 and sections[0] and sections[-1]:
        prefix, family = _von_last(sections[0])
        suffix = sections[1] if len(sections) == 3 else []
        return _name(family, sections[-1], prefix, suffix), None
    return _braced(text)


def _first_von_last(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    if len(words) <= 2:
        return words[:-1], [], words[-1:]
    lower = [place for place, word in enumerate(words) if _is_lower(word)]
    if not lower:
        return words[:-1], [], words[-1:]
    first = lower[0]
    # The family name is never empty, so the last word belongs to it, be it lower case.
    last = lower[-1] if lower[-1] < len(words) - 1 else len(words) - 2
    return words[:first], words[first : last + 1], words[last + 1 :]


def _von_last(words: list[str]) -> tuple[list[str], list[str]]:
    lower = [place for place, word in enumerate(words[:-1]) if _is_lower(word)]
    split = lower[-1] + 1 if lower else 0
    return words[:split], words[split:]


def _is_lower(word: str) -> bool:
    """Tell whether the first letter of a word that has case is lower case, as BibTeX asks."""
    if word[0].isalpha():
        return not word[0].isupper()
    letter = next((char for char in word if char.isalpha()), "")
    return bool(letter) and not letter.isupper()


def _braced(text: str) -> tuple[Name | None, str | None]:
    """Read a name with braces, commands or faults: BibTeX's own rules, as bibtexparser has them."""
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    fault = None
    try:
        parts = parse_single_name_into_parts(text, strict=True)
    except InvalidNameError as error:
        fault = f"the name {text!r}: {error.reason[0].lower()}{error.reason[1:]}"
        parts = parse_single_name_into_parts(text, strict=False)
    name = _name(parts.last, parts.first, parts.von, parts.jr)
    return name, fault if name else fault or f"an empty name: {text!r}"


def _name(family: list[str], given: list[str], prefix: list[str], suffix: list[str]) -> Name | None:
    said = {"family": family, "given": given, "prefix": prefix, "suffix": suffix}
    parts = {
        part: text for part, words in said.items() if words and (text := decode(" ".join(words)))
    }
    return Name(**parts) if parts else None


def _extended(text: str) -> Name | None:
    """Read biblatex's extended form, ``family=Berg, given=Jan, prefix=van der``."""
    parts = {}
    for part in re.split(r",(?![^{]*\})", text):
        key, _, said = part.partition("=")
        field = _PARTS.get(key.strip().strip('"').casefold())
        if field and (decoded := decode(said.strip().strip('"'))):
            parts[field] = decoded
    return Name(**parts) if parts else None
