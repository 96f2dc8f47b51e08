"""The parser: verbs and options, with near misses for what is mistyped."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any, NoReturn

from leadgraph.cli.ask import ASK
from leadgraph.cli.build import BUILD
from leadgraph.cli.check import CHECK
from leadgraph.cli.diff import DIFF
from leadgraph.cli.evidence import EVIDENCE
from leadgraph.cli.export import EXPORT
from leadgraph.cli.gaps import GAPS, MAP
from leadgraph.cli.intake import IMPORT, INIT
from leadgraph.cli.output import plain, say
from leadgraph.cli.paths import PATHS
from leadgraph.cli.push import PUSH
from leadgraph.cli.serve import SERVE
from leadgraph.cli.source import SOURCE
from leadgraph.errors import near_misses

VERBS = (
    *(ASK, EVIDENCE, MAP, GAPS, SOURCE, PATHS, CHECK, DIFF),
    *(INIT, IMPORT, EXPORT, BUILD, PUSH, SERVE),
)

DESCRIPTION = "Ask a literature and evidence knowledge graph: what is known, by whom, and how."

EPILOG = """\
examples:
  leadgraph ask "evidence for distributed leadership impacting students"
  leadgraph evidence --area distributed-leadership --target students
  leadgraph gaps --rows area --columns outcome
  leadgraph source leithwood2006seven
  leadgraph paths leithwood2006seven Q3
  leadgraph --data my-review check
  leadgraph serve

`leadgraph VERB --help` tells more of each. Exit codes: 0 well, 1 an error, 2 usage.
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that abbreviates nothing and says in one line what is wrong."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and end with exit code 2."""
        say(f"{self.prog}: {message}; see {self.prog} --help")
        sys.exit(2)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            name = "/".join(action.option_strings) or str(action.metavar).lower()
            near = near_misses(str(value), known)
            hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
            raise argparse.ArgumentError(None, f"unknown {name} {plain(str(value))!r}; {hint}")

    def options(self) -> list[str]:
        """Return the long options that the parser knows."""
        return [name for action in self._actions for name in action.option_strings]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments of a command.

    ``args.run`` is the verb's function, ``args.parser`` its parser.

    Raises:
        SystemExit: with 2 when they are wrong, with 0 after ``--help`` or ``--version``.
    """
    parser = build()
    args, rest = parser.parse_known_args(list(hyphenated(argv)))
    if args.verb is None:
        say(parser.format_help(), lines=True)
        sys.exit(2)
    if rest:
        args.parser.error(_unknown(rest, args.parser))
    return args


def build() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(prog="leadgraph", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action=_Version, help="print the version")
    parser.set_defaults(data=None, keep_going=False)
    _add_dataset(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=Parser)
    for verb in VERBS:
        sub = verbs.add_parser(
            verb.name,
            help=verb.help,
            description=fill(verb.description, 80),
            epilog=verb.examples,
            usage=f"leadgraph {verb.name} {verb.usage}",
        )
        _add_dataset(sub)
        verb.add_arguments(sub)
        sub.set_defaults(run=verb.run, parser=sub)
    return parser


def hyphenated(argv: Sequence[str]) -> Iterator[str]:
    """Yield arguments with options as we write them: ``--not_area`` is ``--not-area``.

    >>> list(hyphenated(["--not_area=a_b", "my_key", "--", "--a_b"]))
    ['--not-area=a_b', 'my_key', '--', '--a_b']
    """
    over = False
    for argument in argv:
        over = over or argument == "--"
        if argument.startswith("--") and not over:
            name, equals, value = argument.partition("=")
            argument = name.replace("_", "-") + equals + value
        yield argument


def _add_dataset(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options about the dataset, which may stand before or after the verb."""
    group = parser.add_argument_group("the dataset")
    group.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder of the dataset, or a snapshot of it; by default the packaged one",
    )
    group.add_argument(
        "--keep-going",
        action="store_true",
        default=argparse.SUPPRESS,
        help="load what is sound of a dataset with errors, and say what was left out",
    )


def _unknown(rest: Sequence[str], parser: Parser) -> str:
    option = next((word for word in rest if word.startswith("-") and word != "-"), None)
    if option is None:
        return f"unexpected argument {plain(rest[0])!r}"
    name = plain(option.partition("=")[0])
    near = near_misses(name, parser.options())
    return f"unknown option {name}" + (f"; did you mean {' or '.join(near)}?" if near else "")


class _Version(argparse.Action):
    """Prints the version; the metadata is read only when asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Print it and end."""
        from importlib.metadata import version

        print(f"leadgraph {version('leadgraph')}")
        parser.exit()
