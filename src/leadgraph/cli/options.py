"""Options: the fields of ``EvidenceQuery`` as options of the command line, and back.

There is one definition, the class: its names, its descriptions and its errors.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Sequence
from typing import Any, get_args

from pydantic.fields import FieldInfo

from leadgraph.cli.output import quoted
from leadgraph.model import CLOSED_SCHEMES
from leadgraph.query import REPEATABLE, SCHEMES, EvidenceQuery

METAVARS = {
    "since": "YEAR",
    "until": "YEAR",
    "q": "WORDS",
    "sort": "ORDER",
    "limit": "N",
}


class Parameter(argparse.Action):
    """Collects what is asked as ``(field, value)`` pairs, as a URL has them."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Add one pair."""
        namespace.params = [*namespace.params, (self.dest, values)]


def add_filters(parser: argparse.ArgumentParser, without: Collection[str] = ()) -> None:
    """Give a verb an option for every field of ``EvidenceQuery``, but for some."""
    parser.set_defaults(params=[])
    groups = {
        False: parser.add_argument_group(
            "what to ask",
            "Several ids in one option (repeat it, or separate them by commas) mean any of\n"
            "them; different options must all hold; a concept stands for itself and for\n"
            "everything narrower.",
        ),
        True: parser.add_argument_group("what to leave out"),
    }
    for name, field in EvidenceQuery.model_fields.items():
        if name in without:
            continue
        truth = bool in get_args(field.annotation)
        groups[name.startswith("not_")].add_argument(
            option(name),
            dest=name,
            action=Parameter,
            default=argparse.SUPPRESS,
            metavar="true|false" if truth else _metavar(name),
            nargs="?" if truth else None,
            const="true" if truth else None,
            help=_help(name, field).replace("%", "%%"),
        )


def option(field: str) -> str:
    """Return the option of a field.

    >>> option("not_area")
    '--not-area'
    """
    return f"--{field.replace('_', '-')}"


def words(query: EvidenceQuery) -> Iterator[str]:
    """Yield a query as words of a command.

    >>> list(words(EvidenceQuery(area="equity", research=True, q="teacher trust")))
    ['--area', 'equity', '--research', 'true', '--q', "'teacher trust'"]
    """
    for name, value in query.fields().items():
        text = ",".join(value) if isinstance(value, list) else str(value)
        text = text.lower() if isinstance(value, bool) else text
        if text.startswith("-"):
            yield f"{option(name)}={quoted(text)}"
        else:
            yield from (option(name), quoted(text))


def _metavar(name: str) -> str:
    return "ID" if name in REPEATABLE else METAVARS.get(name, name.upper())


def _help(name: str, field: FieldInfo) -> str:
    ids = CLOSED_SCHEMES.get(SCHEMES.get(name, ""), ())
    known = f" ({', '.join(ids)})" if ids else ""
    return f"{field.description}{known}"
