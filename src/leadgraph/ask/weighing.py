"""Weighing: whether a question asks something that the schemes of a dataset hold.

A name of two words or more does. A single word may be a word of another field as well ("climate
change"): it has to outweigh the words that nothing here accounts for.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadgraph.ask.lexicon import SLOTS, Lexicon, Match
from leadgraph.ask.roles import TOPICS
from leadgraph.ask.typed import Typed
from leadgraph.ask.years import Span

DECIDES = float("inf")
PREFERRED, SINGLE, UNDECIDED = 2.0, 1.0, 0.5
"""Weights of a single word: a preferred label, any other, and one that bears several readings."""

STRANGE, VERB = 1.0, 0.5
"""Weights of a word that nothing accounts for; less right after "open questions" or the like."""


def asks(
    typed: Typed,
    chosen: Sequence[Match],
    unmatched: Sequence[int],
    years: Span,
    aside: int,
    lexicon: Lexicon,
) -> bool:
    """Tell whether a question asks something that the schemes hold.

    Args:
        typed: the question.
        chosen: what its words name.
        unmatched: places of the content words that were not used.
        years: the years it names.
        aside: how many targets were set aside: words of this field all the same.
        lexicon: the labels of the dataset.
    """
    text = typed.tokens
    slots = [match for match in chosen if match.slot in SLOTS]
    strange = [at for at in unmatched if not lexicon.is_generic(text[at].word)]
    intended = any(match.slot in typed.grammar.intents for match in chosen)
    if not any(match.slot in TOPICS for match in slots):
        return not strange and bool(slots or years.said or intended)

    def begins_strange_name(match: Match) -> bool:
        """Tell whether a single word only begins a name of another field: "trust funds"."""
        after = match.tokens[-1] + 1
        return (
            len(match.tokens) == 1
            and after in strange
            and not text[after].after_break
            and not lexicon.knows(text[after].word)
        )

    told = [match for match in slots if not begins_strange_name(match)]
    foreign = sum(VERB if _is_verb(typed, chosen, at) else STRANGE for at in strange)
    return sum(map(weight, told)) + aside > foreign


def _is_verb(typed: Typed, chosen: Sequence[Match], at: int) -> bool:
    """Tell whether a word says what the intent does: "open questions *concern* parents".

    It stands after the words of the intent; after a preposition, it is what they are about.
    """
    intended = {
        place for match in chosen if match.slot in typed.grammar.intents for place in match.tokens
    }
    about = typed.of("place") | typed.of("setting")
    before = at - 1
    while before >= 0 and before not in intended | about:
        if not typed.grammar.is_function(typed.tokens[before].word):
            return False
        before -= 1
    return before in intended and not any(
        token.after_break for token in typed.tokens[before + 1 : at + 1]
    )


def weight(match: Match) -> float:
    """Return how much a match tells that the question is one to this dataset."""
    if match.slot == "level":
        return len(match.tokens)
    if match.slot not in TOPICS:
        return 0
    lone_name = match.slot == "source" and match.how == "author"
    if match.slot in ("question", "source"):
        return SINGLE if lone_name else DECIDES
    if len(match.ids) > 1:
        return UNDECIDED
    if match.slot == "target":
        return SINGLE
    if len(match.tokens) > 1:
        return DECIDES
    return PREFERRED if match.how == "label" else SINGLE
