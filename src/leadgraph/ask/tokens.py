"""Tokens: the words of a question, with their places in the text as it was typed.

A word is compared by two forms of itself, the second coarser than the first: the *word* (case,
accents and possessives taken off, British and American spelling brought together by rule), its
*stem*, and the sound of neither: what is not a letter or a digit is never part of a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

MARKS = "\u0300-\u036f"
LETTER = rf"[^\W_{MARKS}]"
WORD = re.compile(
    rf"(?:{LETTER}\.){{2,}}"  # an abbreviation: U.S.
    rf"|{LETTER}+(?:[{MARKS}]+{LETTER}*)*"  # a word, composed or decomposed, then O'Brien, don't
    rf"(?:(?<!{LETTER}{LETTER}{LETTER})['’ʼ]{LETTER}+|['’ʼ]{LETTER}{{1,2}}(?!{LETTER}))?"
    r"|&"
)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
BREAK = re.compile(r"[,;:.?!()\[\]{}\"“”«»|]|\s[-–—]\s|\n\s*\n")
QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»")
VOWELS = re.compile(r"[aeiouy]")
POSSESSIVE = re.compile(r"['’ʼ]s?$")

SPELLINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"isation(?=s?$)", "ization"),
        (r"isational(?=ly$|$)", "izational"),
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing)$)", "iz"),
        (r"yz(?=(?:e|ed|es|er|ers|ing)$)", "ys"),
        (r"(?<=[a-z]{2})our(?=(?:s|al|able|ed|ing|hood|hoods|ist|ful|ite|ites)?$)", "or"),
        (r"tre$", "ter"),
        (r"tres$", "ters"),
        (r"tred$", "tered"),
        (r"(?<=[a-z]{4})ll(?=(?:ed|ing|er|ers)$)", "l"),
        (r"ll(?=ments?$)", "l"),
        (r"(?<=gram)mes?$", ""),
        (r"(?<=gram)s$", ""),
        (r"ogue(?=s?$)", "og"),
        (r"ense(?=[sd]?$)", "ence"),
        (r"(?<=ct)is(?=(?:e|ed|es|ing)$)", "ic"),
        (r"(?<=c)tiz(?=(?:e|ed|es|ing)$)", "tic"),
        (r"yses$", "ysis"),
        (r"(?<=th)eses$", "esis"),
        (r"aem", "em"),
        (r"paed", "ped"),
    )
)
"""British and American spelling, and Greek plurals, to one form that is never shown."""

ENDINGS = frozenset({"", "s", "es", "ed", "d", "ing", "e", "y", "ies", "ied", "ying"})
"""What may differ between two inflections of one word, after what they have in common."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    Attributes:
        start: place of its first character in the text as typed.
        end: place after its last character.
        text: the word as typed.
        word: the form it is compared by.
        stem: the stem of that form.
        after_break: whether punctuation stands between it and the word before.
    """

    start: int
    end: int
    text: str
    word: str
    stem: str
    after_break: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def upper(self) -> bool:
        """Whether all of it is in capitals: an abbreviation, or shouting."""
        return len(self.text) > 1 and self.text.upper() == self.text and self.text.isascii()


def tokens(text: str) -> list[Token]:
    """Return the words of a text, in order.

    >>> [(t.text, t.word) for t in tokens("Learners’ test-scores in the U.S.")]
    [('Learners', 'learners'), ('test', 'test'), ('scores', 'scores'), ('in', 'in'), \
('the', 'the'), ('U.S.', 'us')]
    """
    text = TAG.sub(lambda tag: " " * len(tag[0]), text)
    found, last = [], 0
    for match in WORD.finditer(text):
        typed = match[0]
        word = _word(typed)
        if not word:
            continue
        bare = POSSESSIVE.sub("", typed)
        start = match.start()
        found.append(
            Token(
                start=start,
                end=start + len(bare),
                text=bare,
                word=word,
                stem=stem(word),
                after_break=BREAK.search(text, last, start) is not None,
            )
        )
        last = match.end()
    return found


def words(text: str) -> tuple[str, ...]:
    """Return the words of a label, as they are compared.

    >>> words("Student-centred learning"), words("modelling values") == words("modeling values")
    (('student', 'centered', 'learning'), True)
    """
    typed = WORD.findall(TAG.sub(" ", text) if "<" in text else text)
    return tuple(word for bare in typed if (word := _word(bare)))


@lru_cache(maxsize=500_000)
def _word(typed: str) -> str:
    return spelling(fold(POSSESSIVE.sub("", typed)))


def fold(text: str) -> str:
    """Take case, accents, compatibility forms and full stops off a word.

    >>> fold("Karadağ"), fold("ＲＣＴ"), fold("U.S."), fold("don’t")
    ('karadag', 'rct', 'us', 'dont')
    """
    if text == "&":
        return text
    if text.isascii():
        return text.lower().replace(".", "").replace("'", "")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c for c in plain if c.isalnum())
    if kept.isascii():
        return kept
    return "".join(_folder().analyze(kept))


def spelling(word: str) -> str:
    """Bring British and American spellings of a word to one form.

    >>> spelling("organisational") == spelling("organizational")
    True
    >>> [spelling(word) for word in ("behaviour", "centred", "programmes", "analyse", "modelling")]
    ['behavior', 'centered', 'program', 'analyse', 'modeling']
    """
    if len(word) < 5:
        return word
    for pattern, put in SPELLINGS:
        word = pattern.sub(put, word)
    return word


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """Return the stem of a word, as the text search takes it."""
    return "".join(_stemmer().analyze(word)) or word


def inflects(one: str, other: str) -> bool:
    """Tell whether two words of one stem differ by no more than an inflection.

    >>> inflects("communities", "community"), inflects("effects", "effectiveness")
    (True, False)
    """
    if one == other:
        return True
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    if common < 2:
        return False
    rests = {one[common:], other[common:]}
    if rests <= ENDINGS:
        return True
    last = one[common - 1]  # the doubled letter of "plan, planning"
    return any(rest.startswith(last) and rest[1:] in ENDINGS for rest in rests) and "" in rests


def consonants(word: str) -> str:
    """Return the first letter of a word and its consonants, which words that sound alike share.

    >>> consonants("principle") == consonants("principal"), consonants("detention")
    (True, 'dtntn')
    """
    return word[:1] + VOWELS.sub("", word[1:])


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stemmer("english")).build()


@cache
def _folder() -> tantivy.TextAnalyzer:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.ascii_fold()).build()
