"""Teaching: twenty queries that show what the graph holds and how SPARQL asks for it.

Each is a file: a comment with its title, a comment with what it teaches, the query.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Lesson(NamedTuple):
    """A query that teaches.

    Attributes:
        title: what it answers.
        teaches: what is to be learnt from it.
        query: the text, without the two comments.
    """

    title: str
    teaches: str
    query: str


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return the queries, the simplest first.

    >>> len(lessons()), lessons()[0].title
    (20, 'What there is')
    """
    from importlib.resources import files

    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".rq"))
    return tuple(_read((folder / name).read_text("utf-8")) for name in names)


def _read(text: str) -> Lesson:
    title, teaches, query = text.split("\n", 2)
    return Lesson(title.removeprefix("# "), teaches.removeprefix("# "), query.strip() + "\n")
