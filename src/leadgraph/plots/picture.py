"""Pictures with their words and their table, in a notebook or as a file."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from leadgraph.errors import Issue, MissingExtraError, QueryError
from leadgraph.export import replacing
from leadgraph.plots.style import FONT, INK, PAPER, RULE, config

if TYPE_CHECKING:
    import altair as alt

    Chart = alt.TopLevelMixin

SCALE = 2.0
"""Pixels of a PNG for each unit of the picture."""

A_LINE = 110
"""Characters of a line below a picture."""

ROOT = re.compile(r"<svg\b[^>]*>")


class Words(NamedTuple):
    """What is said about a picture.

    Attributes:
        title: what it shows.
        notes: how it is to be read, a line each.
        source: of which dataset and snapshot it is.
    """

    title: str
    notes: Sequence[str]
    source: str


class Drawing(ABC):
    """A picture. It shows itself in a notebook, as SVG, without a network.

    Attributes:
        words: its title, how it is to be read, and what it is of.
        table: what it shows, a mapping for each row.
    """

    def __init__(self, words: Words, table: Sequence[Mapping[str, Any]]) -> None:
        self.words = words
        self.table = tuple(table)

    @property
    @abstractmethod
    def svg(self) -> str:
        """The picture as SVG, with a title and a description for those who do not see it."""

    @property
    def description(self) -> str:
        """What the picture shows, in words: how it is read, then its numbers."""
        rows = ("; ".join(_said(row)) for row in self.table)
        return " ".join([*self.words.notes, *(f"{row}." for row in rows), self.words.source])

    def to_svg(self) -> bytes:
        """Return the picture as an SVG file."""
        return self.svg.encode()

    def to_png(self, scale: float = SCALE) -> bytes:
        """Return the picture as a PNG file.

        Args:
            scale: pixels for each unit of the picture.
        """
        import vl_convert

        return vl_convert.svg_to_png(self.svg, scale=scale)

    def to_html(self) -> bytes:
        """Return the picture with its table as a page of its own, which asks no other host."""
        names = list(dict.fromkeys(name for row in self.table for name in row))
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        body = "".join(
            f"<tr>{''.join(f'<td>{_cell(row.get(name))}</td>' for name in names)}</tr>"
            for row in self.table
        )
        title = escape(self.words.title)
        return PAGE.format(title=title, svg=self.svg, head=head, body=body).encode()

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture to a file: ``.svg``, ``.png`` or ``.html``, by its name.

        A file appears under its name when it is whole.

        Raises:
            QueryError: when the name ends otherwise.
            OSError: when the file cannot be written.
        """
        target = Path(path)
        form = target.suffix.lower().removeprefix(".")
        if form not in FORMATS:
            known = tuple(FORMATS)
            message = f"{target.name}: no picture is written as {form!r}; take {', '.join(known)}"
            raise QueryError([Issue("path", "invalid-value", message, known)])
        drawn = FORMATS[form](self)
        with replacing(target) as out:
            out.write(drawn)
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        """Return the title."""
        return f"<{type(self).__name__}: {self.words.title}>"


class Picture(Drawing):
    """A plot: a chart that altair describes and vl-convert draws.

    Attributes:
        chart: the altair chart, which can be changed and drawn further.
    """

    def __init__(self, chart: Chart, words: Words, table: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(words, table)
        self.chart = chart

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, with a title and a description for those who do not see it."""
        import vl_convert

        specification = self.chart.to_dict()
        specification["config"] = config()
        drawn: str = vl_convert.vegalite_to_svg(specification, show_warnings=False)
        return self._described(drawn)

    def _described(self, drawn: str) -> str:
        """Give an SVG its text alternative."""
        id_ = f"leadgraph-{crc32(drawn.encode()):08x}"
        root = ROOT.match(drawn)
        if root is None:  # vl-convert has always written the root element first
            raise ValueError("not an SVG")
        named = f'role="img" aria-labelledby="{id_}-t {id_}-d"'
        opened = f'{root.group()[:-1]} overflow="visible" {named}>'
        text = (
            f'<title id="{id_}-t">{escape(self.words.title)}</title>'
            f'<desc id="{id_}-d">{escape(self.description)}</desc>'
        )
        return opened + text + drawn[root.end() :]


FORMATS: Mapping[str, Callable[[Drawing], bytes]] = {
    "svg": Drawing.to_svg,
    "png": Drawing.to_png,
    "html": Drawing.to_html,
}
"""What a picture can be written as."""

PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{title}}</title>
<style>
body {{{{ margin: 2rem; background: {PAPER}; color: {INK}; font: 15px/1.5 {FONT}; }}}}
h1 {{{{ position: absolute; clip-path: inset(50%); }}}}
figure {{{{ margin: 0; overflow-x: auto; }}}}
table {{{{ border-collapse: collapse; margin-top: 1.5rem; }}}}
th, td {{{{ border: 1px solid {RULE}; padding: .3rem .6rem; text-align: left; }}}}
</style>
</head>
<body>
<main>
<h1>{{title}}</h1>
<figure>{{svg}}</figure>
<table><caption>The numbers of the picture</caption><thead><tr>{{head}}</tr></thead>
<tbody>{{body}}</tbody></table>
</main>
</body>
</html>
"""


def require() -> None:
    """Make sure that what draws is installed.

    Raises:
        MissingExtraError: when it is not.
    """
    for library in ("altair", "vl_convert"):
        try:
            __import__(library)
        except ImportError:
            name = {"vl_convert": "vl-convert-python"}.get(library, library)
            raise MissingExtraError(name, "plots", "a plot") from None


def titled(words: Words) -> alt.TitleParams:
    """Return the title of a chart, with how it is to be read below it."""
    import altair as alt

    return alt.TitleParams(text=words.title, subtitle=list(words.notes))


def captioned(chart: alt.ConcatChart | Any, words: Words, lines: Sequence[str]) -> Any:
    """Return a chart with lines of text and its source below it."""
    import altair as alt

    said = [part for line in [*lines, words.source] for part in wrap(line, A_LINE)]
    data = alt.InlineData(values=[{"text": said}])
    caption = (
        alt.Chart(data, height=15 * len(said), width=10)
        .mark_text(align="left", baseline="top", lineHeight=15, fontSize=11, clip=False, aria=False)
        .encode(text="text:N", x=alt.value(0), y=alt.value(0))
    )
    return alt.vconcat(chart, caption, spacing=14, title=titled(words))


def _said(row: Mapping[str, Any]) -> list[str]:
    return [f"{name} {value}" for name, value in row.items() if value not in (None, "", 0)]


def _cell(value: Any) -> str:
    return "" if value is None else escape(str(value))
