"""What a verb of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of ``leadgraph VERB``.

    Attributes:
        name: the word itself.
        help: what it does, in a few words, for the list of verbs.
        usage: its arguments, in one line.
        description: what it does, in a sentence or two.
        examples: commands that work, in the help of the verb.
        add_arguments: declares its arguments.
        run: does it, and returns the exit code.
    """

    name: str
    help: str
    usage: str
    description: str
    examples: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
