"""Tokens of SPARQL 1.1 (and 1.2): the terminals of its grammar, by which a query is read.

Every quantifier below either cannot give back what it took or is bounded, so that reading a text
takes time in proportion to its length, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
"""PN_CHARS_BASE."""

_NAME = rf"{_LETTER}_0-9\-\u00b7\u0300-\u036f\u203f-\u2040"
"""PN_CHARS."""

_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"

LABEL_MOST = 100
"""Letters of a prefix that are looked through for its colon."""

_KINDS = {
    "space": r"[ \t\r\n]+",
    "comment": r"\#[^\r\n]*",
    "string": (
        r"'''(?>[^'\\]+|\\.|'(?!''))*'''"
        r'|"""(?>[^"\\]+|\\.|"(?!""))*"""'
        r"|'(?>[^'\\\r\n]+|\\[^\r\n])*'"
        r'|"(?>[^"\\\r\n]+|\\[^\r\n])*"'
    ),
    "iri": r'<(?>[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>',
    "blank": rf"_:[{_LETTER}_0-9](?>\.*[{_NAME}])*",
    "name": (
        rf"(?P<label>[{_LETTER}](?:[{_NAME}.]{{0,{LABEL_MOST}}}[{_NAME}])?)?:"
        rf"(?>(?:[{_LETTER}_0-9:]|{_LOCAL})(?>\.*{_LOCAL})*)?"
    ),
    "variable": r"[?$]\w+",
    "language": r"@[A-Za-z]+(?>-[A-Za-z0-9]+)*(?>--[A-Za-z]+)?",
    "number": r"(?>\d+(?:\.\d*)?|\.\d+)(?>[eE][+-]?\d+)?",
    "word": r"[^\W\d]\w*",
    "mark": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _KINDS.items()), re.DOTALL)


class Token(NamedTuple):
    """One terminal of a query.

    Attributes:
        kind: ``string iri blank name variable language number word mark comment``.
        text: as written.
        start: offset in the query.
        label: of a prefixed name, the prefix without its colon; empty for the empty prefix.
    """

    kind: str
    text: str
    start: int
    label: str = ""

    @property
    def keyword(self) -> str:
        """The word, in capitals; empty if the token is no word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(query: str) -> Iterator[Token]:
    """Split a query into its tokens, longest first; white space is left out.

    >>> [token.text for token in tokens("ASK { ?s a lg:Claim } # all")]
    ['ASK', '{', '?s', 'a', 'lg:Claim', '}', '# all']
    >>> [token.kind for token in tokens("'SERVICE' <urn:SERVICE> ?SERVICE SERVICE")]
    ['string', 'iri', 'variable', 'word']
    """
    for match in _TOKEN.finditer(query):
        # Of nested groups, lastgroup names the one closed last: the outer one.
        kind = str(match.lastgroup)
        if kind != "space":
            yield Token(kind, match[0], match.start(), match["label"] or "")
