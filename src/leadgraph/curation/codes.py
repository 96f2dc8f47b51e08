"""The table of everything that can be wrong in a dataset: ``CODES``.

Every code has an example of a file that shows it and of the same file mended; both are executed by
the tests, beside the two files of ``BESIDE``. ``docs/problems.md`` is this table, written by
``python -m leadgraph.curation codes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadgraph.errors import Level


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem.

    Attributes:
        level: an ``error`` refuses the dataset (unless loaded with ``strict=False``, which leaves
            out what is unsound); a ``warning`` does not.
        meaning: what is wrong.
        remedy: how it is mended.
        file: the file of the two examples.
        bad: its text with the problem; ``None`` when the problem is that there is no such file.
        good: its text without; ``None`` when the remedy is to remove the file.
        beside: other files the examples need.
    """

    level: Level
    meaning: str
    remedy: str
    file: str
    bad: str | None
    good: str | None
    beside: Mapping[str, str] = field(default_factory=dict)


_SMITH = "@article{smith2020,\n  title = {Trust},\n  year = {2020},\n}\n"
_CLAIM = """[[claim]]
id = "smith2020-1"
source = "smith2020"
statement = "Trust grew."
kind = "empirical-finding"
locator = "p. 3"
"""
PROLOGUE = """@base <https://w3id.org/leadgraph/> .
@prefix lg: <https://w3id.org/leadgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
"""
"""What stands before every example of an ontology."""
_EQUITY = """<concepts/areas/equity> a skos:Concept ;
  skos:inScheme <concepts/areas> ;
  skos:prefLabel "equity"@en .
"""
_FAIRNESS = _EQUITY.replace("equity", "fairness")
_QUESTION = """<questions/Q1> a lg:OpenQuestion ;
  skos:prefLabel "phases"@en ;
  schema:text "How does it change?"@en"""

BESIDE: Mapping[str, str] = {"references.bib": _SMITH, "ontology.ttl": PROLOGUE + _EQUITY}
"""The files beside every example, unless it is about one of them."""


def _bib(entry: str) -> str:
    return f"@article{{smith2020,\n{entry}}}\n"


_T, _Y = "  title = {Trust},\n", "  year = {2020},\n"
_JSON = '{"id": "smith2020-1", "source": "smith2020", "statement": "Trust grew.", '

CODES: Mapping[str, Code] = {
    # ------------------------------------------------------------------------------ files
    "no-folder": Code(
        "error",
        "There is no such folder.",
        "give the folder that holds references.bib",
        "", None, None,
    ),
    "missing-file": Code(
        "error",
        "The folder has no `references.bib`, the one file a dataset cannot do without.",
        "add a references.bib, or give the folder that holds one",
        "references.bib", None, _SMITH,
    ),
    "unreadable-file": Code(
        "error",
        "The system refuses to open the file.",
        "see to the permissions of the file, and that it is a file",
        "", None, None,
    ),
    "encoding": Code(
        "error",
        "The file is not UTF-8. The rest of it is read as Windows-1252 so that its other problems "
        "show.",
        "convert the file to UTF-8",
        "references.bib",
        _bib("  title = {Confian\udce7a},\n" + _Y), _bib("  title = {Confiança},\n" + _Y),
    ),
    "unfinished-change": Code(
        "error",
        "A change of several files was interrupted (`.leadgraph-change.json` tells which), and "
        "cannot be finished.",
        "make the folder writable and read it again, or give each .NAME.new its NAME yourself and "
        "remove the journal",
        "", None, None,
    ),
    # ------------------------------------------------------------------------------ BibTeX
    "no-entries": Code(
        "warning",
        "The bibliography holds no entry.",
        "add an entry, as in @article{smith2020, title = {...}, year = {2020}}",
        "references.bib", "Smith (2020) Trust\n", _SMITH,
    ),
    "bib-syntax": Code(
        "error",
        "An entry, or another block, cannot be read. It is left out; those after it are read.",
        "see that braces and quotes are closed, and that a comma stands between fields",
        "references.bib", _bib("  title = {Trust\n" + _Y), _SMITH,
    ),
    "bad-key": Code(
        "error",
        "An entry has no key, or one that holds white space, a comma or a semicolon.",
        "give the entry a key of its own, such as the first author and the year: smith2020",
        "references.bib", "@article{title = {Trust}, year = {2020}}\n", _SMITH,
    ),
    "duplicate-key": Code(
        "error",
        "Two entries have one key. The first is taken, the second left out.",
        "give the second entry another key, or merge the two",
        "references.bib",
        f"{_SMITH}\n@book{{smith2020,\n  title = {{Doubt}},\n  year = {{2020}},\n}}\n",
        f"{_SMITH}\n@book{{smith2020b,\n  title = {{Doubt}},\n  year = {{2020}},\n}}\n",
    ),
    "doubled-field": Code(
        "error",
        "An entry has a field twice, so that nobody can tell which one is meant. The entry is "
        "left out.",
        "keep one of the two",
        "references.bib", _bib(_T + _Y + _Y), _SMITH,
    ),
    "unknown-string": Code(
        "error",
        "A value names a @string that is not defined before it. The field is left out.",
        "define it further up, @string{name = {...}}, or put the value in braces",
        "references.bib",
        _bib(_T + "  journal = jlead,\n" + _Y),
        "@string{jlead = {Journal of Leading}}\n\n" + _bib(_T + "  journal = jlead,\n" + _Y),
    ),
    "duplicate-string": Code(
        "warning",
        "A @string is defined twice; from there on the second holds.",
        "keep one of the two, or give them different names",
        "references.bib",
        "@string{jl = {A}}\n@string{jl = {B}}\n\n" + _bib(_T + "  journal = jl,\n" + _Y),
        "@string{jl = {B}}\n\n" + _bib(_T + "  journal = jl,\n" + _Y),
    ),
    "unknown-crossref": Code(
        "error",
        "An entry refers by `crossref`, `xdata` or `xref` to an entry that the file does not hold. "
        "Nothing is inherited.",
        "correct the key, or add the entry it names",
        "references.bib",
        _bib(_T + _Y + "  crossref = {jones},\n"),
        _bib(_T + _Y + "  crossref = {smithed},\n") + "\n@book{smithed,\n  title = {Essays},\n"
        "  year = {2020},\n}\n",
    ),
    "crossref-cycle": Code(
        "error",
        "Entries inherit from one another in a circle.",
        "take out one of the references of the circle",
        "references.bib",
        _bib(_T + _Y + "  crossref = {smith2020},\n"), _SMITH,
    ),
    "unknown-type": Code(
        "warning",
        "The type of an entry is none of BibTeX's or biblatex's.",
        "use one of biblatex's types; misc serves where none fits",
        "references.bib", _SMITH.replace("article", "artikel"), _SMITH,
    ),
    "missing-title": Code(
        "warning",
        "An entry has no title, its own or inherited.",
        "add the title",
        "references.bib", _bib(_Y), _SMITH,
    ),
    "bad-year": Code(
        "error",
        "A `year` is not a year, or a `date` not a date. The source is taken without one.",
        "write year = {2020}, or date = {2020-05-31}, a range, {2019/2020}; the rest goes to note",
        "references.bib",
        _bib(_T + "  year = {in press},\n"), _bib(_T + "  pubstate = {inpress},\n"),
    ),
    "date-and-year": Code(
        "warning",
        "An entry has both `date` and `year`; the date is taken.",
        "take out the year",
        "references.bib",
        _bib(_T + _Y + "  date = {2020-05},\n"), _bib(_T + "  date = {2020-05},\n"),
    ),
    "bad-doi": Code(
        "warning",
        "A DOI does not have the form of one (10.NNNN/...).",
        "write the DOI alone, as in 10.1000/182, or move the value to url",
        "references.bib",
        _bib(_T + _Y + "  doi = {1000-182},\n"), _bib(_T + _Y + "  doi = {10.1000/182},\n"),
    ),
    "bad-name": Code(
        "warning",
        "A name cannot be taken apart without guessing.",
        "put `and` between people, `Family, Given` for each, and bodies in braces: {{World Bank}}",
        "references.bib",
        _bib("  author = {Smith, A., Jones, B., Lee, C.},\n" + _T + _Y),
        _bib("  author = {Smith, A. and Jones, B. and Lee, C.},\n" + _T + _Y),
    ),
    "unknown-latex": Code(
        "warning",
        "A value holds a LaTeX command that nobody here knows; its arguments are kept.",
        "write the character itself (files are UTF-8), or take out the command",
        "references.bib",
        _bib("  title = {\\mystyle{Trust}},\n" + _Y), _SMITH,
    ),
    "misspelt-field": Code(
        "warning",
        "A field is not one of biblatex's, and nearly one of this dialect. It is kept as it stands "
        "and means nothing.",
        "correct the name of the field",
        "references.bib",
        _bib(_T + _Y + "  desgin = {survey},\n"), _bib(_T + _Y + "  design = {survey},\n"),
    ),
    # ------------------------------------------------------------------------------ claims
    "toml-syntax": Code(
        "error",
        "`claims.toml` is not TOML. The claims that can be read alone are read.",
        "mend the place named: close the quotes, put text in quotes, use [[claim]] for each claim",
        "claims.toml", _CLAIM.replace('"p. 3"', "p. 3"), _CLAIM,
    ),
    "csv-syntax": Code(
        "error",
        "`claims.csv` or `citations.csv` is not a comma-separated table: no header, a row longer "
        "than it, an empty value that is needed, a stray quote.",
        "put values with a comma or a quote in quotes, and double the quotes inside",
        "claims.csv",
        "id,source,statement,kind,locator\n"
        "smith2020-1,smith2020,Trust, slowly, grew.,empirical-finding,p. 3\n",
        "id,source,statement,kind,locator\n"
        'smith2020-1,smith2020,"Trust, slowly, grew.",empirical-finding,p. 3\n',
    ),
    "json-syntax": Code(
        "error",
        "A line of `claims.jsonl` is not one JSON object.",
        "write each claim as one JSON object on one line",
        "claims.jsonl",
        _JSON + '"kind": empirical-finding, "locator": "p. 3"}\n',
        _JSON + '"kind": "empirical-finding", "locator": "p. 3"}\n',
    ),
    "missing-field": Code(
        "error",
        "A claim lacks one of the fields it cannot do without: id, source, statement, kind.",
        "add the field",
        "claims.toml", _CLAIM.replace('statement = "Trust grew."\n', ""), _CLAIM,
    ),
    "unknown-field": Code(
        "error",
        "A claim has a field that no claim has. The claim is left out.",
        "correct the name of the field, or take it out",
        "claims.toml", _CLAIM.replace("locator", "locater"), _CLAIM,
    ),
    "invalid-value": Code(
        "error",
        "A field holds what it may not hold. A claim is left out; a source or question is taken "
        "without the field.",
        "write the value in the form the message names",
        "claims.toml", _CLAIM.replace("empirical-finding", "empirical-findings"), _CLAIM,
    ),
    "duplicate-claim": Code(
        "error",
        "Two claims have one id, in one file or in two. The first is taken.",
        "number the second one on",
        "claims.toml",
        f"{_CLAIM}\n{_CLAIM}", f"{_CLAIM}\n{_CLAIM.replace('smith2020-1', 'smith2020-2')}",
    ),
    "no-locator": Code(
        "warning",
        "A claim does not say where in its source it stands.",
        'add a locator: "p. 12", "Section 3", or "abstract"',
        "claims.toml", _CLAIM.replace('locator = "p. 3"\n', ""), _CLAIM,
    ),
    # ------------------------------------------------------------------------------ references
    "unknown-source": Code(
        "error",
        "A claim or a question names a source that `references.bib` does not hold, or whose entry "
        "was refused.",
        "correct the key, or add or mend the entry",
        "claims.toml", _CLAIM.replace('source = "smith2020"', 'source = "smiht2020"'), _CLAIM,
    ),
    "unknown-concept": Code(
        "error",
        "A tag names a concept that its scheme does not hold.",
        "correct the id, or add the concept to ontology.ttl",
        "claims.toml", f'{_CLAIM}areas = ["equty"]\n', f'{_CLAIM}areas = ["equity"]\n',
    ),
    "unknown-question": Code(
        "error",
        "A claim names an open question that the ontology does not hold.",
        "correct the id, or add the question to ontology.ttl",
        "claims.toml",
        f'{_CLAIM}questions = ["Q9"]\n', f'{_CLAIM}questions = ["Q1"]\n',
        {"ontology.ttl": PROLOGUE + _EQUITY + _QUESTION + " .\n"},
    ),
    "unknown-claim": Code(
        "error",
        "A stance or a question names a claim that is not there, or that was refused.",
        "correct the id of the claim, or mend the claim it names",
        "claims.toml",
        f'{_CLAIM}stance = {{ how = "disputes", claim = "smith2020-7" }}\n',
        f'{_CLAIM}stance = {{ how = "disputes", claim = "smith2020-2" }}\n\n'
        + _CLAIM.replace("smith2020-1", "smith2020-2"),
    ),
    "unknown-citation": Code(
        "error",
        "`cites`, or a row of `citations.csv`, names a key that the file does not hold. The source "
        "is taken without it.",
        "correct the key; a work outside the file is named by its DOI",
        "references.bib",
        _bib(_T + _Y + "  cites = {jones1999},\n"),
        _bib(_T + _Y + "  cites = {10.1000/182},\n"),
    ),
    "citing-not-held": Code(
        "warning",
        "In a row of `citations.csv` the work that cites is named by a DOI that no entry has.",
        "add the work to references.bib, or take the row out",
        "citations.csv",
        "citing,cited\n10.1000/182,smith2020\n", "citing,cited\nsmith2020,10.1000/182\n",
    ),
    "duplicate-alias": Code(
        "warning",
        "A former key (`ids`) is the key, or a former key, of another entry, which it means.",
        "take it out of ids, or correct it",
        "references.bib",
        _bib(_T + _Y) + "\n@misc{young,\n  title = {Doubt},\n  ids = {smith2020},\n}\n",
        _bib(_T + _Y) + "\n@misc{young,\n  title = {Doubt},\n  ids = {young1},\n}\n",
    ),
    "unknown-country": Code(
        "error",
        "A country is neither an ISO 3166 code nor `international`.",
        "write the two letters of ISO 3166-1: US, GB, DE",
        "references.bib",
        _bib(_T + _Y + "  country = {UK},\n"), _bib(_T + _Y + "  country = {GB},\n"),
    ),
    "orphan-source": Code(
        "warning",
        "Nothing names the source: no claim, no question, no other source.",
        "add a claim from it, or leave it out",
        "references.bib",
        f"{_SMITH}\n@misc{{young,\n  title = {{Doubt}},\n}}\n", _SMITH,
        {"claims.toml": _CLAIM},
    ),
    "duplicate-doi": Code(
        "error",
        "Two entries have one DOI: they are one work. Both are taken.",
        "merge the two entries into one",
        "references.bib",
        _bib(_T + _Y + "  doi = {10.1000/182},\n")
        + "\n@article{smith2020b,\n  title = {Trust, again},\n  doi = {10.1000/182},\n}\n",
        _bib(_T + _Y + "  doi = {10.1000/182},\n"),
    ),
    "duplicate-work": Code(
        "warning",
        "Two entries have the same title, year and first author.",
        "merge them, or give both the same `study` if they report one study",
        "references.bib",
        f"{_SMITH}\n@report{{smith2020b,\n  title = {{TRUST}},\n  year = {{2020}},\n}}\n",
        _bib(_T + _Y + "  study = {trust},\n")
        + "\n@report{smith2020b,\n  title = {TRUST},\n  year = {2020},\n  study = {trust},\n}\n",
    ),
    "unsorted": Code(
        "warning",
        "A file is not in the order of its keys or ids (digits as numbers, capitals as small "
        "letters), which is what makes two versions of it comparable.",
        "move the entry or claim to its place",
        "references.bib",
        f"{_SMITH}\n@misc{{ames2019,\n  title = {{Doubt}},\n}}\n",
        f"@misc{{ames2019,\n  title = {{Doubt}},\n}}\n\n{_SMITH}",
    ),
    # ------------------------------------------------------------------------------ ontology
    "turtle-syntax": Code(
        "error",
        "`ontology.ttl` is not Turtle. The statements that can be read alone are read.",
        "mend the place named: end statements with a dot, parts of them with a semicolon",
        "ontology.ttl", _EQUITY.replace("<concepts/areas> ;", "<concepts/areas>"), _EQUITY,
    ),
    "ontology-concept": Code(
        "error",
        "A skos:Concept cannot be read, in whole or in part.",
        "give the concept one skos:inScheme and one skos:prefLabel, and links to its own kind",
        "ontology.ttl",
        _EQUITY.replace(' ;\n  skos:prefLabel "equity"@en', ""), _EQUITY,
    ),
    "ontology-question": Code(
        "error",
        "An lg:OpenQuestion cannot be read, in whole or in part.",
        "give the question a skos:prefLabel and a schema:text, and tags that are concepts",
        "ontology.ttl",
        f"{_EQUITY}{_QUESTION} ;\n  lg:area <concepts/models/shared> .\n",
        f"{_EQUITY}{_QUESTION} ;\n  lg:area <concepts/areas/equity> .\n",
    ),
    "ontology-cell": Code(
        "error",
        "An lg:InapplicableCell cannot be read.",
        "give the cell one lg:row, one lg:column and an rdfs:comment with the reason",
        "ontology.ttl",
        f"{_EQUITY}[] a lg:InapplicableCell ;\n  lg:row <concepts/areas/equity> ;\n"
        "  lg:column <concepts/areas/equity> .\n",
        f"{_EQUITY}[] a lg:InapplicableCell ;\n  lg:row <concepts/areas/equity> ;\n"
        '  lg:column <concepts/areas/equity> ;\n  rdfs:comment "The same thing twice." .\n',
    ),
    "ontology-dataset": Code(
        "error",
        "The dcat:Dataset cannot be read, in whole or in part.",
        "give the dataset one title, and an IRI that ends in / or #",
        "ontology.ttl",
        '<https://example.org/data> a dcat:Dataset ;\n  dcterms:title "Ours" .\n',
        '<https://example.org/data/> a dcat:Dataset ;\n  dcterms:title "Ours" .\n',
    ),
    "ontology-duplicate": Code(
        "error",
        "Two nodes stand for one concept, question or dataset.",
        "keep one of the two, or give them different ids",
        "ontology.ttl",
        f"{_EQUITY}<https://example.org/equity> a skos:Concept ;\n"
        '  skos:inScheme <concepts/areas> ;\n  skos:prefLabel "fairness"@en .\n',
        f"{_EQUITY}<https://example.org/fairness> a skos:Concept ;\n"
        '  skos:inScheme <concepts/areas> ;\n  skos:prefLabel "fairness"@en .\n',
    ),
    "ontology-property": Code(
        "warning",
        "A skos: or lg: property is none that is read here, often a misspelling.",
        "correct the name of the property, or take it out",
        "ontology.ttl",
        _EQUITY.replace(" .\n", ' ;\n  skos:altLable "fairness"@en .\n'),
        _EQUITY.replace(" .\n", ' ;\n  skos:altLabel "fairness"@en .\n'),
    ),
    "broader-cycle": Code(
        "error",
        "Concepts are broader than one another in a circle. The links of the circle are left out.",
        "take out one of the skos:broader of the circle",
        "ontology.ttl",
        _EQUITY.replace(" .\n", " ;\n  skos:broader <concepts/areas/fairness> .\n")
        + _FAIRNESS.replace(" .\n", " ;\n  skos:broader <concepts/areas/equity> .\n"),
        _EQUITY.replace(" .\n", " ;\n  skos:broader <concepts/areas/fairness> .\n") + _FAIRNESS,
    ),
    "duplicate-label": Code(
        "warning",
        "Two concepts of one scheme share a label, so that a question with it could mean either.",
        "take the label from one of them",
        "ontology.ttl",
        _EQUITY + _FAIRNESS.replace(" .\n", ' ;\n  skos:altLabel "Equity"@en .\n'),
        _EQUITY + _FAIRNESS,
    ),
    "shacl": Code(
        "error",
        "The graph breaks a shape of `shapes.ttl`.",
        "make the record as the shape asks, or change the shape",
        "references.bib", _bib(_T), _SMITH,
        {
            "shapes.ttl": PROLOGUE + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
            "[] a sh:NodeShape ;\n  sh:targetClass lg:Source ;\n"
            "  sh:property [ sh:path lg:year ; sh:minCount 1 ] .\n"
        },
    ),
    "bad-shapes": Code(
        "error",
        "`shapes.ttl` cannot be used: it is not Turtle, or its shapes are not SHACL.",
        "mend the shapes",
        "shapes.ttl", "[] a sh:NodeShape .\n",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n[] a sh:NodeShape .\n",
    ),
}  # fmt: skip
"""Every code, with its level, meaning, remedy and examples."""
