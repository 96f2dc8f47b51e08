"""Every code is shown by its bad example, and not by its good one."""

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import leadgraph.curation
from leadgraph.curation import CODES, check, read
from leadgraph.curation.__main__ import codes_page
from leadgraph.curation.codes import BESIDE, PROLOGUE
from leadgraph.curation.schema import FILE, claim_schema
from leadgraph.rdf import FAULTS

ROOT = Path(__file__).parents[2]
SHOWN = sorted(name for name, code in CODES.items() if code.file)


def dataset(folder: Path, code_name: str, text: str | None) -> Path:
    code = CODES[code_name]
    files = {**BESIDE, **code.beside}
    if code_name == "shacl":
        files.pop("ontology.ttl")
    if text is None:
        files.pop(code.file)
    elif code.file.endswith(".ttl"):
        files[code.file] = PROLOGUE + text
    else:
        files[code.file] = text
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    return folder


def found(folder: Path, code_name: str) -> list[str]:
    look = check if CODES[code_name].file == "shapes.ttl" or code_name == "shacl" else None
    problems = look(folder) if look else read(folder).problems
    return [problem.code for problem in problems]


@pytest.mark.parametrize("name", SHOWN)
def test_bad_example_has_the_code(name, tmp_path):
    assert name in found(dataset(tmp_path, name, CODES[name].bad), name)


@pytest.mark.parametrize("name", SHOWN)
def test_good_example_has_no_problem(name, tmp_path):
    assert found(dataset(tmp_path, name, CODES[name].good), name) == []


def test_examples_stand_for_all_codes_but_those_of_the_system():
    assert set(CODES) - set(SHOWN) == {"no-folder", "unreadable-file", "unfinished-change"}


def test_no_folder(tmp_path):
    assert [p.code for p in check(tmp_path / "nowhere")] == ["no-folder"]
    (tmp_path / "file").touch()
    assert [p.code for p in read(tmp_path / "file").problems] == ["no-folder"]


@pytest.mark.parametrize("name", ["references.bib", "claims.toml", "claims.csv", "claims.jsonl"])
def test_a_folder_where_a_file_should_be_is_unreadable(name, tmp_path):
    (tmp_path / "references.bib").write_text(BESIDE["references.bib"])
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    assert [p.code for p in read(tmp_path).problems if p.level == "error"] == ["unreadable-file"]


def test_every_code_that_is_reported_is_in_the_table():
    package = Path(inspect.getfile(leadgraph.curation)).parent
    text = "\n".join(path.read_text() for path in package.glob("*.py") if path.stem != "codes")
    used = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) & set(CODES)
    # those of an ontology come from the package that reads RDF
    from_rdf = {name for name in FAULTS if name.startswith("ontology-")}
    assert used | from_rdf | {"encoding", "unsorted", "shacl"} == set(CODES)


def test_page_of_codes_is_the_table():
    assert (ROOT / "docs/problems.md").read_text(encoding="utf-8") == codes_page(), (
        "run: python -m leadgraph.curation codes > docs/problems.md"
    )


def test_schema_in_the_package_is_that_of_the_record():
    written = json.loads((ROOT / "src/leadgraph" / FILE).read_text(encoding="utf-8"))
    assert written == claim_schema(), (
        f"run: python -m leadgraph.curation schema > src/leadgraph/{FILE}"
    )


def test_command_writes_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "leadgraph.curation", "schema"], capture_output=True, check=True
    )
    assert json.loads(done.stdout) == claim_schema()
    wrong = subprocess.run([sys.executable, "-m", "leadgraph.curation"], capture_output=True)
    assert wrong.returncode == 2
