"""Problems as text for people, JSON for programs, and annotations for GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from leadgraph.errors import Problem


def format_text(problems: Sequence[Problem]) -> str:
    """Return a line for each problem, with its remedy below, and the count at the end.

    >>> print(format_text([]))
    no problems
    """
    lines = []
    for problem in problems:
        lines += [str(problem), f"    to mend it: {problem.remedy}"]
    return "\n".join([*lines, summary(problems)])


def summary(problems: Iterable[Problem]) -> str:
    """Return how many errors and warnings there are.

    >>> summary([Problem("a.bib", 1, None, "no-entries", "warning", "empty", "fill it")])
    '0 errors, 1 warning'
    """
    levels = [problem.level for problem in problems]
    if not levels:
        return "no problems"
    errors, warnings = levels.count("error"), levels.count("warning")
    return ", ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((errors, "error"), (warnings, "warning"))
    )


def format_json(problems: Sequence[Problem]) -> str:
    """Return ``{"errors": n, "warnings": n, "problems": [...]}``, indented."""
    import orjson

    levels = [problem.level for problem in problems]
    said = {
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "problems": [asdict(problem) for problem in problems],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()


def format_github(problems: Sequence[Problem], folder: str = "") -> str:
    """Return one workflow command for each problem; GitHub shows them at their lines.

    Args:
        problems: what to show.
        folder: where the dataset is in the repository, so that the files are found.

    >>> print(format_github([Problem("a.bib", 3, 2, "bad-doi", "warning", "50%", "mend")], "data"))
    ::warning file=data/a.bib,line=3,col=2,title=bad-doi::50%25%0Amend
    """
    return "\n".join(_command(problem, folder.rstrip("/")) for problem in problems)


def _command(problem: Problem, folder: str) -> str:
    place = {
        "file": f"{folder}/{problem.file}" if folder else problem.file,
        "line": problem.line or 1,
        "col": problem.column,
        "title": problem.code,
    }
    said = ",".join(f"{name}={_property(v)}" for name, v in place.items() if v is not None)
    message = _data("\n".join((problem.message, problem.remedy)))
    return f"::{problem.level} {said}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
