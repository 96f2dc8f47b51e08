"""What is generated from the code of this package, on standard output.

``python -m leadgraph.curation codes > docs/problems.md`` and
``python -m leadgraph.curation schema > src/leadgraph/claim.schema.json``; tests hold both files
equal to the code.
"""

from __future__ import annotations

import json
import re
import sys

from leadgraph.curation.codes import CODES, PROLOGUE, Code
from leadgraph.curation.schema import claim_schema

_HEAD = f"""# What can be wrong in a dataset

`leadgraph check` names every problem with its file, line, code and remedy. An **error** refuses the
dataset; `leadgraph.load(..., strict=False)` and `--keep-going` take what is sound and say what was
left out. A **warning** refuses nothing. This page is written by
`python -m leadgraph.curation codes > docs/problems.md`; its examples are executed by the tests.
Examples of `ontology.ttl` and `shapes.ttl` stand behind these lines:

```turtle
{PROLOGUE}```
"""
_BYTE = re.compile("[\udc80-\udcff]")
_LANGUAGES = {"bib": "bibtex", "toml": "toml", "csv": "csv", "jsonl": "json", "ttl": "turtle"}


def codes_page() -> str:
    """Return docs/problems.md."""
    rows = ["| code | level | meaning |", "|---|---|---|"]
    rows += [f"| [`{n}`](#{n}) | {code.level} | {code.meaning} |" for n, code in CODES.items()]
    return "\n".join([_HEAD, *rows, "", *(_section(n, code) for n, code in CODES.items())])


def _section(name: str, code: Code) -> str:
    lines = [f"## {name}\n", f"*{code.level}*. {code.meaning}\n", f"**Remedy:** {code.remedy}.\n"]
    for label, text in (("Bad", code.bad), ("Good", code.good)):
        if text is not None:
            saved = ", saved as Latin-1" if _BYTE.search(text) else ""
            lines.append(f"{label}, `{code.file}`{saved}:\n\n{_block(code.file, text)}\n")
    for file, text in code.beside.items():
        lines.append(f"Beside it, `{file}`:\n\n{_block(file, text)}\n")
    return "\n".join(lines)


def _block(file: str, text: str) -> str:
    shown = text.removeprefix(PROLOGUE)
    # A byte that is no UTF-8 is shown as the letter it is in Latin-1.
    shown = _BYTE.sub(lambda byte: chr(ord(byte[0]) - 0xDC00), shown)
    return f"```{_LANGUAGES[file.rpartition('.')[2]]}\n{shown}```"


def main(arguments: list[str]) -> int:
    """Write what is asked for."""
    if arguments == ["codes"]:
        sys.stdout.write(codes_page())
    elif arguments == ["schema"]:
        sys.stdout.write(json.dumps(claim_schema(), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write("usage: python -m leadgraph.curation codes|schema\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
