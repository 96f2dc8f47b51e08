"""Ask: questions in plain words, offline, without any language model.

``ask(base, question)`` compiles a question to one ``EvidenceQuery`` and an intent, by the labels
of the loaded dataset and a small grammar (``grammar.ttl``), and answers it with how it was read.

=================  =================================================================================
``tokens``         words with their places; case, accents, spelling, stems
``grammar``        the words that say how a question is read, from ``grammar.ttl``
``typed``          one question in words, with its cues
``lexicon``        the labels of a dataset's concepts, found in any order
``countries``      names, nationalities, parts of countries
``wordings``       longer texts quoted in part: titles, open questions
``works``          sources by author and year, title, key
``naming``         all that words name
``called``         names of several words, and what is called so
``corrections``    misspelt words (``english`` knows which are not)
``roles``          who acts, where, whose: targets that are none, and words that want one
``years``          spans of years
``negation``       what is left out
``weighing``       whether anything was asked that the schemes hold
``reading``        all of these together: what was asked
``sentence``       a query said back in plain English
``summary``        what is held, in counts
``cells``          the cells of the map that it is about
``why``            the way from a concept asked for to a claim
``alternatives``   what else could have been asked
``touching``       the open questions that it touches
``results``        what was asked for, as JSON: evidence items, works, open questions
``answer``         all of it, as JSON and in a notebook
=================  =================================================================================
"""

from __future__ import annotations

from leadgraph.ask.answer import Answer
from leadgraph.ask.reading import Reader, Reading
from leadgraph.errors import Issue, QueryError
from leadgraph.evidence import EvidenceBase
from leadgraph.evidence.derived import Derived
from leadgraph.query import WORDS_MOST
from leadgraph.shelf import Shelf

__all__ = ["LONGEST", "Answer", "Reading", "ask", "keep", "read"]

LONGEST = WORDS_MOST
"""Characters of a question."""

_reader = Derived(Reader)
"""The reader of a dataset, made when it is first asked."""


def ask(base: EvidenceBase, question: str) -> Answer:
    """Answer a question in plain words.

    Raises:
        QueryError: when the question is empty or longer than 1,000 characters.
    """
    question = _sound(question)
    reader = _reader(base)
    return Answer(question, reader.read(question), base, reader.lexicon)


def read(base: EvidenceBase, question: str) -> Reading:
    """Return how a question is understood, without answering it.

    Raises:
        QueryError: when the question is empty or longer than 1,000 characters.
    """
    return _reader(base).read(_sound(question))


def keep(base: EvidenceBase, shelf: Shelf) -> None:
    """Put on a shelf what of reading questions grows with a dataset."""
    _reader(base).keep(shelf)


def _sound(question: str) -> str:
    """Return a question that can be read: some text, not too much, nothing but characters."""
    if not question.strip():
        raise QueryError([Issue("q", "invalid-value", "q: the question is empty")])
    if len(question) > LONGEST:
        message = (
            f"q: a question has at most {LONGEST:,} characters, this one has {len(question):,}"
        )
        raise QueryError([Issue("q", "invalid-value", message)])
    return question.encode("utf-8", "replace").decode("utf-8")
