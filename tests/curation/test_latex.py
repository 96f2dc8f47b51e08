"""LaTeX of a bibliography -> text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadgraph.curation.latex import decode, unknown_commands

TABLE = [
    (r"{\'e}", "é"), (r"\'{e}", "é"), (r"\'e", "é"), (r"{\'{e}}", "é"), (r"\' e", "é"),
    (r"\`a \^o \~n \"u", "à ô ñ ü"), (r"\=a \.z", "ā ż"), (r"{\v c}{\v{S}}", "čŠ"),
    (r"\c{c}\c s", "çş"), (r"\u{g}\H{o}\k{a}\r{u}", "ğőąů"), (r"\d{t}\b{d}", "ṭḏ"),
    (r"na{\"\i}ve", "naïve"), (r"\'{\i}\'\i{}", "íí"), (r"\'{\ae}", "ǽ"), (r"\'{ab}c", "ábc"),
    (r"stra{\ss}e", "straße"), (r"\O rsted, {\AA}s, \L{}\'od\'z", "Ørsted, Ås, Łódź"),
    (r"\OE uvre {\ae}on", "Œuvre æon"), (r"{\i}stanbul", "ıstanbul"),
    (r"R\&D, 50\%, \$5, \#1, a\_b, \{x\}", "R&D, 50%, $5, #1, a_b, {x}"),
    (r"50% of $5", "50% of $5"), (r"a~b\ c\,d", "a b c d"), (r"na\-ive", "naive"),
    (r"\emph{a} \textbf{b {C} d} {\it e}", "a b C d e"), (r"{{World} Bank}", "World Bank"),
    ("``a {\\'e}''", "“a é”"), (r"11--29", "11--29"), (r"\textendash\ x", "– x"),
    (r"$\alpha$ = $.5$", "α = .5"), (r"H$_2$O 11--29", "H_2O 11--29"), (r"\mathbb{R}", "ℝ"),
    (r"\url{http://a_b}", "http://a_b"), (r"\href{http://a}{b}", "b"), (r"x\\y", "x y"),
    ("two\n   lines", "two lines"), ("e\u0301", "é"), ("  a ", "a"), ("", ""), (r"\ldots", "…"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "text"), TABLE)
def test_decodes(written, text):
    assert decode(written) == text


@pytest.mark.parametrize(("written", "text"), TABLE)
def test_common_commands_are_known(written, text):
    assert unknown_commands(written) == ()


def test_unknown_command_is_named_and_its_argument_kept():
    assert decode(r"a \mystyle{b} c") == "a b c"
    assert unknown_commands(r"a \mystyle{b} \\other \emph{c}") == ("mystyle",)


@given(st.text("\\{}~$%`'\"^abcuvHi &\n-", max_size=40))
def test_never_raises(text):
    assert isinstance(decode(text), str)
    unknown_commands(text)


@given(st.text(st.characters(exclude_characters="\\{}~$`", exclude_categories=["Cs"])))
def test_leaves_plain_text_alone(text):
    import unicodedata

    assert decode(text) == " ".join(unicodedata.normalize("NFC", text).split())
