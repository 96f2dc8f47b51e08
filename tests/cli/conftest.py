"""An invented dataset, small enough to load for every command, and a way to run commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leadgraph.cli import main

BIBLIOGRAPHY = """\
@article{müller2020/a,
  author = {Müller, Jürgen and 李, 明 and {A Body}},
  title = {Schools | {\\textit{and}} <b>trust</b>},
  journaltitle = {Journal of Toys},
  year = {2020},
  doi = {10.1000/toy},
  design = {correlational},
  country = {SE},
  annotation = {A toy.},
  cites = {olds1999},
}

@book{olds1999,
  author = {Olds, Ann},
  title = {Old truths},
  year = {1999},
  design = {opinion},
}
"""
CLAIMS = """\
[[claim]]
id = "müller2020/a-1"
source = "müller2020/a"
statement = "领导力分布在学校各处时，学生的学习结果会更好，教师之间的信任也会更强。"
kind = "empirical-finding"
areas = ["equity"]
targets = ["students"]
direction = "positive"
effect = { metric = "r", value = 0 }
locator = "p. 1"
basis = "secondary"

[[claim]]
id = "müller2020/a-2"
source = "müller2020/a"
statement = "אמון \\u202e בין מורים 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 \\u001b[31m | *not* <i>much</i>"
kind = "empirical-finding"
areas = ["equity"]
targets = ["students"]
direction = "null"
directness = "direct"
locator = "p. 2"
basis = "full-text"
status = "disputed"

[[claim]]
id = "olds1999-1"
source = "olds1999"
statement = "Everyone ought to lead."
kind = "recommendation"
areas = ["shared-work"]
targets = ["teachers"]
locator = "p. 3"
basis = "full-text"
"""
ONTOLOGY = """\
@base <https://w3id.org/leadgraph/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<https://w3id.org/leadgraph/> a dcat:Dataset ; dcterms:title "Toys"@en .

<concepts/areas/equity> a skos:Concept ;
  skos:inScheme <concepts/areas> ; skos:prefLabel "equity"@en .
<concepts/areas/shared-work> a skos:Concept ;
  skos:inScheme <concepts/areas> ; skos:prefLabel "shared work"@en .
<concepts/targets/students> a skos:Concept ;
  skos:inScheme <concepts/targets> ; skos:prefLabel "students"@en .
<concepts/targets/teachers> a skos:Concept ;
  skos:inScheme <concepts/targets> ; skos:prefLabel "teachers"@en .
"""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process."""

    def run(*argv: str | Path) -> Ran:
        code = main([str(word) for word in argv])
        captured = capfdbinary.readouterr()
        return Ran(code, captured.out, captured.err.decode())

    return run


@pytest.fixture
def toys(tmp_path: Path) -> Path:
    """A folder with an invented dataset."""
    folder = tmp_path / "my toys"
    folder.mkdir()
    (folder / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    (folder / "claims.toml").write_text(CLAIMS, encoding="utf-8")
    (folder / "ontology.ttl").write_text(ONTOLOGY, encoding="utf-8")
    return folder
