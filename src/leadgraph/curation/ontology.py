"""``ontology.ttl`` -> concepts, questions, cells; ``designs`` and ``levels`` from the packaged one.

Where the file is not Turtle, its statements are read one by one, so that only those with a fault
are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from leadgraph.curation.problems import Report
from leadgraph.curation.textfile import read_text
from leadgraph.model import BASE_IRI, CLOSED_SCHEMES, About, Concept, InapplicableCell, Question
from leadgraph.rdf import Fault, entity_iri, read_ontology

if TYPE_CHECKING:
    from pyoxigraph import Quad

FILE = "ontology.ttl"
FROM_PACKAGE = ("designs", "levels")
"""Schemes that a dataset need not define: the packaged ontology's are taken."""

_TOKEN = re.compile(
    r'''
    """(?:\\.|[^\\])*?"{3,5} | \'\'\'(?:\\.|[^\\])*?'{3,5}
  | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
  | <[^<>"\s]*> | \#[^\n]* | (?P<open>[\[(]) | (?P<close>[\])]) | (?P<dot>\.)(?=\s|\#|$)
    ''',
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(
    r"@?(?P<kind>prefix|base)\s+(?:(?P<prefix>[\w.-]*):\s*)?<(?P<iri>[^>]*)>\s*\.?", re.IGNORECASE
)
_SUBJECT = re.compile(r"<(?P<iri>[^<>]*)>|(?P<prefix>[\w.-]*):(?P<local>(?:[\w.:%-]|\\.)*)")
_SUBJECT_LINE = re.compile(r"^(?=<|\[|[\w-]+:)", re.MULTILINE)


@dataclass(slots=True)
class Statement:
    """One statement of a Turtle file: its text, its first line, the IRI of its subject."""

    text: str
    line: int
    subject: str | None = None
    directive: bool = False

    def line_of(self, mention: str) -> int:
        """Return the line on which something stands as a word of its own, else the first one."""
        found = re.search(rf"(?<![\w-]){re.escape(mention)}(?![\w-])", self.text)
        return self.line + (self.text.count("\n", 0, found.start()) if found else 0)


@dataclass(slots=True)
class OntologyFile:
    """What one ontology file says, and where."""

    name: str
    concepts: list[Concept] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    cells: list[InapplicableCell] = field(default_factory=list)
    about: About | None = None
    statements: list[Statement] = field(default_factory=list)
    by_subject: dict[str, Statement] = field(default_factory=dict)

    def line(self, iri: str, mention: str = "") -> int:
        """Return the line of a subject, or of the first mention of something in its statement."""
        statement = self.by_subject.get(iri) or self.by_subject.get(unquote(iri))
        if statement is None:
            return 0
        return statement.line_of(mention) if mention else statement.line

    def line_of_concept(self, concept: Concept, mention: str = "") -> int:
        """Return the line of a concept, or of the first mention of something in it."""
        return self.line(concept.iri or self._address("concepts/" + concept.key), mention)

    def line_of_question(self, question: Question, mention: str = "") -> int:
        """Return the line of a question, or of the first mention of something in it."""
        line = self.line(self._address(f"questions/{question.id}"), mention)
        if line:
            return line
        ends = (f"/{question.id}", f"#{question.id}")
        found = next((iri for iri in self.by_subject if iri.endswith(ends)), "")
        return self.line(found, mention)

    def line_of_path(self, path: str) -> int:
        """Return the line of the entity with this path (``questions/Q1``)."""
        kind, _, name = path.partition("/")
        records = self.concepts if kind == "concepts" else self.questions
        for record in records:
            if isinstance(record, Concept) and record.key == name:
                return self.line_of_concept(record)
            if isinstance(record, Question) and record.id == name:
                return self.line_of_question(record)
        return 0

    def line_of_cell(self, row: str, column: str, mention: str) -> int:
        """Return the line of an inapplicable cell, at the mention of one of its concepts."""
        for statement in self.statements:
            said = unquote(statement.text)
            if "InapplicableCell" in said and all(_last(k) in said for k in (row, column)):
                return statement.line_of(_last(mention))
        return 0

    def _address(self, path: str) -> str:
        return entity_iri(self.about.base if self.about else BASE_IRI, path)


def _last(key: str) -> str:
    return key.rpartition("/")[2]


def read_ontology_file(path: Path, report: Report) -> OntologyFile:
    """Return what an ontology file says; report what of it cannot be read."""
    file = OntologyFile(path.name)
    text = read_text(path, report)
    if text is None:
        return file
    file.statements = list(statements(text))
    for statement in file.statements:
        if statement.subject:
            file.by_subject.setdefault(statement.subject, statement)
    ontology = read_ontology(_triples(text, file, report))
    file.concepts = list(ontology.concepts)
    file.questions = list(ontology.questions)
    file.cells = list(ontology.inapplicable)
    file.about = ontology.about
    for fault in ontology.faults:
        report.add(fault.code, file.name, _line_of_fault(fault, file), fault.message)
    return file


def _line_of_fault(fault: Fault, file: OntologyFile) -> int:
    """Return the line of the property at fault, else that of its subject."""
    if fault.code == "ontology-cell" and fault.subject.startswith("_:"):
        return _line_of_blank(fault, file)
    named = re.match(r"[a-z]+:[A-Za-z]+", fault.message)
    return file.line(fault.subject, named[0] if named else "")


def _line_of_blank(fault: Fault, file: OntologyFile) -> int:
    """Return the line of a cell without a name, by what its fault quotes or finds missing."""
    quoted = [
        unquote(re.split(r"[/#]", said)[-1]) for said in re.findall(r"'([^']+)'", fault.message)
    ]
    lacking = {"reason": "rdfs:comment", "row": "lg:row", "column": "lg:column"}
    missing = lacking.get(fault.message.partition(":")[0])
    for statement in file.statements:
        if "InapplicableCell" in statement.text and (
            (quoted and all(word in statement.text for word in quoted))
            or (not quoted and missing and missing not in statement.text)
        ):
            return statement.line
    return 0


def _triples(text: str, file: OntologyFile, report: Report) -> list[Quad]:
    from pyoxigraph import RdfFormat, parse

    raw = text.encode("utf-8", "surrogatepass")
    try:
        return list(parse(raw, format=RdfFormat.TURTLE, base_iri=BASE_IRI))
    except (SyntaxError, ValueError) as error:
        return list(_one_by_one(file, error, report))


def _one_by_one(file: OntologyFile, error: Exception, report: Report) -> Iterator[Quad]:
    """Read each statement of a broken file alone, after all directives before it."""
    prologue: list[str] = []
    reported = False
    for statement in file.statements:
        head = " ".join(prologue)
        try:
            yield from _parsed(head, statement)
        except (SyntaxError, ValueError):
            reported = True
            # It may only lack its dot, and have swallowed the statement behind it.
            for piece in _pieces(statement):
                try:
                    yield from _parsed(head, piece)
                except (SyntaxError, ValueError) as fault:
                    _report(fault, piece.line, len(head) + 1, file.name, report)
        if statement.directive:
            prologue.append(" ".join(statement.text.split()))
    if not reported:
        _report(error, 1, 0, file.name, report)


def _parsed(head: str, statement: Statement) -> list[Quad]:
    from pyoxigraph import RdfFormat, parse

    said = f"{head} {statement.text}".encode("utf-8", "surrogatepass")
    return list(parse(said, format=RdfFormat.TURTLE, base_iri=BASE_IRI))


def _pieces(statement: Statement) -> Iterator[Statement]:
    """Cut a statement where a line begins with something that may be a subject."""
    cuts = [match.start() for match in _SUBJECT_LINE.finditer(statement.text) if match.start()]
    for start, end in zip([0, *cuts], [*cuts, len(statement.text)], strict=True):
        line = statement.line + statement.text.count("\n", 0, start)
        yield Statement(statement.text[start:end].rstrip(), line)


def _report(error: Exception, first_line: int, before: int, file: str, report: Report) -> None:
    line = getattr(error, "lineno", None) or 1
    column = getattr(error, "offset", None)
    if column is not None and line == 1:
        column = column - before if column > before else None
    message = re.sub(r"^.*?between columns \d+ and \d+: |^Parser error at [^:]*: ", "", str(error))
    message = re.sub(r" \(line \d+\)$", "", message[:1].lower() + message[1:])
    if message == "unexpected end":
        message = "the statement ends without a dot"
    report.add("turtle-syntax", file, first_line + line - 1, message, column=column)


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a Turtle file with their lines, without parsing them."""
    prefixes: dict[str, str] = {}
    base = BASE_IRI
    for start, end in _spans(text):
        said = text[start:end]
        line = text.count("\n", 0, start) + 1
        directive = _DIRECTIVE.match(said)
        if directive:
            iri = _resolved(base, directive["iri"])
            if directive["kind"].casefold() == "base":
                base = iri
            else:
                prefixes[directive["prefix"] or ""] = iri
            yield Statement(said, line, directive=True)
        else:
            yield Statement(said, line, _subject(said, base, prefixes))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start, depth = 0, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "dot" and depth <= 0:
            yield from _span(text, start, match.end())
            start, depth = match.end(), 0
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
    yield from _span(text, start, len(text))


def _span(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span without the white space and comments before it, cut after a SPARQL directive."""
    blank = re.compile(r"(?:\s+|#[^\n]*)*").match(text, start)
    start = blank.end() if blank else start
    if start >= end:
        return
    sparql = re.compile(r"(?:PREFIX|BASE)\b[^>]*>", re.IGNORECASE).match(text, start)
    if sparql and sparql.end() < end:
        yield start, sparql.end()
        yield from _span(text, sparql.end(), end)
        return
    yield start, end


def _resolved(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:  # no IRI at all; the parser will say so
        return base + iri


def _subject(said: str, base: str, prefixes: dict[str, str]) -> str | None:
    match = _SUBJECT.match(said)
    if not match:
        return None
    if match["iri"] is not None:
        return _resolved(base, match["iri"])
    namespace = prefixes.get(match["prefix"])
    local = str(match["local"]).replace("\\", "")
    return None if namespace is None else namespace + local


def packaged_concepts(paths: Iterable[Path], own: Iterable[Concept]) -> list[Concept]:
    """Return the packaged concepts that a dataset leaves to the program.

    These are the closed schemes, which are the program's own, and ``designs`` and ``levels`` as
    long as the dataset's ontology has none of its own.
    """
    defined = list(own)
    keys = {concept.key for concept in defined}
    schemes = {concept.scheme for concept in defined}
    left = set(CLOSED_SCHEMES) | (set(FROM_PACKAGE) - schemes)
    packaged = (concept for path in paths if path.exists() for concept in _concepts_of(path))
    return [c for c in packaged if c.scheme in left and c.key not in keys]


@lru_cache(maxsize=8)
def _concepts_of(path: Path) -> tuple[Concept, ...]:
    """Return the concepts of a packaged file, which does not change while the program runs."""
    return tuple(read_ontology_file(path, Report()).concepts)
