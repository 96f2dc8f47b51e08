"""The command line: the same questions, words and errors as in Python and over HTTP.

``leadgraph VERB``: ``ask``, ``evidence``, ``map``, ``gaps``, ``source``, ``paths``, ``check``,
``diff``, ``init``, ``import``, ``export``, ``build``, ``push``, ``serve``. Exit codes:

====  ===================================================================================
0     well
1     an error, said in one line on stderr: a dataset with errors, an unknown concept or
      source, a value that is none, a file that cannot be written, a port in use
2     usage: an unknown verb or option, or options that do not go together
130   interrupted with Ctrl-C
141   whoever read the output (``| head``) closed it
====  ===================================================================================
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from leadgraph.cli.dataset import refused
from leadgraph.cli.output import flush, say
from leadgraph.cli.parser import parse
from leadgraph.errors import CurationError, LeadgraphError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the arguments, without the name of the program; those of the process by default.
    """
    try:
        args = parse(sys.argv[1:] if argv is None else argv)
        code: int = args.run(args)
        flush()
    except SystemExit as stop:  # argparse has said why; --help and --version end this way too
        return stop.code if isinstance(stop.code, int) else 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _forget_output()
        return 141
    except CurationError as error:
        return _fail(refused(error, args.data))
    except LeadgraphError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(": ".join(str(part) for part in (error.filename, error.strerror) if part))
    return code


def _fail(message: str) -> int:
    say(f"leadgraph: {message}")
    return 1


def _forget_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
