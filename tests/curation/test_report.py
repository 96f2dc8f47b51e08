"""How problems are shown."""

import json

from leadgraph.curation import format_github, format_json, format_text
from leadgraph.errors import Problem

BAD = Problem("a,b.bib", 3, 2, "bib-syntax", "error", "100%\nbroken: x", "mend it")
ODD = Problem("claims.toml", 0, None, "unsorted", "warning", "late", "move it")


def test_text_names_place_and_remedy():
    assert format_text([BAD, ODD]).split("\n") == [
        "a,b.bib:3:2: error bib-syntax: 100%", "broken: x", "    to mend it: mend it",
        "claims.toml:0: warning unsorted: late", "    to mend it: move it", "1 error, 1 warning",
    ]  # fmt: skip
    assert format_text([]) == "no problems"


def test_json_holds_every_attribute():
    said = json.loads(format_json([BAD, ODD]))
    assert (said["errors"], said["warnings"]) == (1, 1)
    assert said["problems"][1] == {
        "file": "claims.toml", "line": 0, "column": None, "code": "unsorted", "level": "warning",
        "message": "late", "remedy": "move it",
    }  # fmt: skip


def test_github_commands_are_escaped():
    assert format_github([BAD, ODD], "my/data/").split("\n") == [
        "::error file=my/data/a%2Cb.bib,line=3,col=2,title=bib-syntax::"
        "100%25%0Abroken: x%0Amend it",
        "::warning file=my/data/claims.toml,line=1,title=unsorted::late%0Amove it",
    ]
