"""Output: where bytes, tables and remarks go."""

from __future__ import annotations

import shlex
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, TextIO

from leadgraph.errors import LeadgraphError


@contextmanager
def binary_output() -> Iterator[BinaryIO]:
    """Open the standard output for bytes, which are written as they are.

    On a terminal, the last line is ended.
    """
    stream = _stdout()
    stream.flush()
    if (binary := getattr(stream, "buffer", None)) is not None:
        yield binary
        binary.flush()
    else:  # a stream of text alone, which a caller put in place
        whole = BytesIO()
        yield whole
        stream.write(whole.getvalue().decode())
    if stream.isatty():
        stream.write("\n")


def write(chunks: Iterable[bytes]) -> None:
    """Write bytes to the standard output as they are; on a terminal, end the line."""
    with binary_output() as out:
        for chunk in chunks:
            out.write(chunk)


def write_file(path: str | None, chunks: Iterable[bytes]) -> None:
    """Write bytes to a file, which appears under its name when it is whole, and say so.

    Args:
        path: of the file; the standard output if it is None or ``-``.
        chunks: what to write.

    Raises:
        LeadgraphError: when the file cannot be written.
    """
    if path in (None, "-"):
        write(chunks)
        return
    from leadgraph.export import replacing

    try:
        with replacing(path) as out:
            for chunk in chunks:
                out.write(chunk)
    except OSError as error:
        raise LeadgraphError(f"cannot write {path}: {error.strerror}") from None
    say(f"wrote {path}")


def show(text: str) -> None:
    """Write text for people to the standard output.

    What the terminal's encoding lacks becomes ``?``.
    """
    stream = _stdout()
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("·", "|").encode(encoding, "replace").decode(encoding)
    stream.write(text)


def say(text: str, *, lines: bool = False) -> None:
    """Write one line to stderr, or several."""
    if sys.stderr is not None:
        print(text if lines else plain(text), file=sys.stderr, flush=True)


def flush() -> None:
    """Write out what is buffered, while an error can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def on_terminal() -> bool:
    """Tell whether the standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    r"""Return text in one line that cannot command a terminal.

    Control characters and white space become single spaces, and characters that would turn the
    direction of the rest of the line are left out.

    >>> plain("Trust\n grew\x1b[2J\u202e.")
    'Trust grew [2J.'
    """
    return " ".join(harmless(text).split())


def harmless(text: str) -> str:
    """Return text without what could command a terminal, its spaces as they are."""
    kept = (c for c in text if c not in BIDI_CONTROLS)
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in kept)


def quoted(argument: object) -> str:
    """Return an argument as a shell takes it."""
    return shlex.quote(str(argument))


def _stdout() -> TextIO:
    if sys.stdout is None:
        raise LeadgraphError("the standard output is closed")
    return sys.stdout
