"""Results: what a query found, written in the form that was chosen, up to a limit.

Oxigraph writes results too, but whole or not at all. Here a result that grows past a limit ends
after its last whole row, and says so in its body; a form without room for that is refused.

Sources: SPARQL 1.1 Query Results JSON Format, XML Format, CSV and TSV Formats (W3C, 2013); triple
terms as in SPARQL 1.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from leadgraph.errors import SparqlError
from leadgraph.sparql.forms import Form
from leadgraph.sparql.prefixes import prefixes

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

Row = Sequence[Any]


class Written(NamedTuple):
    """A result, written.

    Attributes:
        body: its bytes.
        truncated: what cut it short, as ``rows=100000``; empty when it is whole.
    """

    body: bytes
    truncated: str = ""


class Table(NamedTuple):
    """How a form writes a table: its head, each row, its foot; the last two know what was cut."""

    head: Callable[[Sequence[str], str], str]
    row: Callable[[Sequence[str], Row], str]
    joint: str
    foot: Callable[[str], str]


def write_boolean(answer: QueryBoolean | bool, form: Form) -> Written:
    """Write the answer to an ASK query."""
    said = "true" if answer else "false"
    if form.name == "json":
        return Written(f'{{"head":{{}},"boolean":{said}}}'.encode())
    if form.name == "xml":
        return Written(f"{_XML_HEAD}<head/><boolean>{said}</boolean></sparql>\n".encode())
    return Written(f"{said}\n".encode())


def write_solutions(found: QuerySolutions, form: Form, rows: int, size: int) -> Written:
    """Write the rows of a SELECT query.

    Args:
        found: what it found.
        form: how to write it.
        rows: how many rows at most.
        size: how many bytes at most.

    Raises:
        SparqlError: it has more rows or bytes, and the form has no room to say so.
    """
    table = _TABLES[form.name]
    names = [variable.value for variable in found.variables]
    lines = (table.row(names, [row[i] for i in range(len(names))]).encode() for row in found)
    kept, truncated = _within(lines, rows, size)
    _refuse_silence(form, truncated)
    head, foot = table.head(names, truncated), table.foot(truncated)
    return Written(head.encode() + table.joint.encode().join(kept) + foot.encode(), truncated)


def write_triples(found: QueryTriples, form: Form, rows: int, size: int) -> Written:
    """Write the triples of a CONSTRUCT or DESCRIBE query.

    Raises:
        SparqlError: it has more triples or bytes, and the form has no room to say so.
    """
    triples, truncated = _triples_within(found, rows, size)
    _refuse_silence(form, truncated)
    body = serialized(triples, form.name, prefixes())
    if truncated and form.name == "rdfxml":
        body += f"<!-- {_note(truncated)} -->\n".encode()
    elif truncated:
        body += f"# {_note(truncated)}\n".encode()
    return Written(body, truncated)


def serialized(triples: Sequence[Triple], form: str, spaces: Mapping[str, str]) -> bytes:
    """Write triples in a form, by its name, with those of the prefixes that they use."""
    from pyoxigraph import RdfFormat, serialize

    formats = {
        "turtle": RdfFormat.TURTLE,
        "jsonld": RdfFormat.JSON_LD,
        "ntriples": RdfFormat.N_TRIPLES,
        "rdfxml": RdfFormat.RDF_XML,
        "trig": RdfFormat.TRIG,
        "nquads": RdfFormat.N_QUADS,
        "n3": RdfFormat.N3,
    }
    short = _used(triples, spaces) if form in ("turtle", "trig", "n3", "rdfxml") else None
    return serialize(triples, format=formats[form], prefixes=short) or b""


def _within(lines: Iterator[bytes], rows: int, size: int) -> tuple[list[bytes], str]:
    kept: list[bytes] = []
    held = 0
    for line in islice(lines, rows):
        held += len(line) + 1
        if held > size:
            return kept, f"bytes={size}"
        kept.append(line)
    return kept, f"rows={rows}" if next(lines, None) is not None else ""


def _triples_within(found: Iterator[Triple], rows: int, size: int) -> tuple[list[Triple], str]:
    """Return triples up to a limit; a triple counts with its length in N-Triples, about."""
    kept: list[Triple] = []
    held = 0
    for triple in islice(found, rows):
        held += len(triple.object.value if hasattr(triple.object, "value") else str(triple)) + 100
        if held > size:
            return kept, f"bytes={size}"
        kept.append(triple)
    return kept, f"rows={rows}" if next(found, None) is not None else ""


def _refuse_silence(form: Form, truncated: str) -> None:
    if truncated and not form.notes:
        limit, _, most = truncated.partition("=")
        raise SparqlError(
            "result-too-large",
            f"the result has more than {int(most):,} {limit}, and {form.name} has no room to say "
            "that it is cut short: add LIMIT to the query, or take /dumps",
        )


def _note(truncated: str) -> str:
    limit, _, most = truncated.partition("=")
    return f"Cut short after {int(most):,} {limit}: there is more. Add LIMIT and OFFSET."


def _used(triples: Iterable[Triple], spaces: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that triples make use of."""
    used = {spaces["xsd"]}
    for triple in triples:
        for value in (triple.predicate.value, getattr(triple.object, "value", "")):
            if value.startswith("http"):
                used.add(value[: max(value.rfind("/"), value.rfind("#")) + 1])
    return {prefix: space for prefix, space in spaces.items() if space in used}


# ------------------------------------------------------------------------------------------- JSON


def _json_head(names: Sequence[str], truncated: str) -> str:
    head = {"vars": list(names)}
    cut = f'"truncated":{json.dumps(_note(truncated))},' if truncated else ""
    return f'{{{cut}"head":{json.dumps(head, ensure_ascii=False)},"results":{{"bindings":[\n'


def _json_row(names: Sequence[str], row: Row) -> str:
    bound = {
        name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None
    }
    return json.dumps(bound, ensure_ascii=False, separators=(",", ":"))


def _json_term(term: Any) -> dict[str, Any]:
    kind = type(term).__name__
    if kind == "NamedNode":
        return {"type": "uri", "value": term.value}
    if kind == "BlankNode":
        return {"type": "bnode", "value": term.value}
    if kind == "Triple":
        parts = ("subject", "predicate", "object")
        return {
            "type": "triple",
            "value": {part: _json_term(getattr(term, part)) for part in parts},
        }
    told = {"type": "literal", "value": term.value}
    if term.language:
        told["xml:lang"] = term.language
        told |= {"its:dir": _direction(term)} if term.direction else {}
    elif term.datatype.value != _STRING:
        told["datatype"] = term.datatype.value
    return told


def _direction(term: Any) -> str:
    return str(getattr(term.direction, "value", term.direction)).rpartition(".")[2].lower()


_STRING = "http://www.w3.org/2001/XMLSchema#string"

# -------------------------------------------------------------------------------------------- XML

_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml_head(names: Sequence[str], truncated: str) -> str:
    note = f"<!-- {_note(truncated)} -->" if truncated else ""
    variables = "".join(f'<variable name="{_xml(name)}"/>' for name in names)
    return f"{_XML_HEAD}{note}<head>{variables}</head><results>\n"


def _xml_row(names: Sequence[str], row: Row) -> str:
    bound = (
        f'<binding name="{_xml(name)}">{_xml_term(term)}</binding>'
        for name, term in zip(names, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(bound)}</result>"


def _xml_term(term: Any) -> str:
    kind = type(term).__name__
    if kind == "NamedNode":
        return f"<uri>{_xml(term.value)}</uri>"
    if kind == "BlankNode":
        return f"<bnode>{_xml(term.value)}</bnode>"
    if kind == "Triple":
        parts = ("subject", "predicate", "object")
        told = "".join(f"<{part}>{_xml_term(getattr(term, part))}</{part}>" for part in parts)
        return f"<triple>{told}</triple>"
    said = ""
    if term.language:
        said = f' xml:lang="{_xml(term.language)}"'
        if term.direction:
            said += f' xmlns:its="http://www.w3.org/2005/11/its" its:dir="{_direction(term)}"'
    elif term.datatype.value != _STRING:
        said = f' datatype="{_xml(term.datatype.value)}"'
    return f"<literal{said}>{_xml(term.value)}</literal>"


def _xml(text: str) -> str:
    """Escape text; what XML has no way to say becomes the replacement character."""
    return _NOT_XML.sub("\ufffd", text).translate(_XML_ESCAPES)


# ------------------------------------------------------------------------------------ CSV and TSV


def _csv_row(names: Sequence[str], row: Row) -> str:
    return ",".join(_csv_value(term) for term in row)


def _csv_value(term: Any) -> str:
    """Write the value alone, as the CSV format has it: no types, no languages."""
    if term is None:
        return ""
    kind = type(term).__name__
    value = f"_:{term.value}" if kind == "BlankNode" else getattr(term, "value", None)
    text = str(term) if value is None else str(value)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if re.search('[,"\r\n]', text) else text


def _tsv_row(names: Sequence[str], row: Row) -> str:
    # A term as Turtle writes it; tabs and line breaks are escapes there already.
    return "\t".join(str(term).replace("\t", "\\t") if term is not None else "" for term in row)


_TABLES = {
    "json": Table(_json_head, _json_row, ",\n", lambda truncated: "\n]}}\n"),
    "xml": Table(_xml_head, _xml_row, "\n", lambda truncated: "\n</results></sparql>\n"),
    "csv": Table(
        lambda names, truncated: ",".join(names) + "\r\n",
        lambda names, row: _csv_row(names, row) + "\r\n",
        "",
        lambda truncated: "",
    ),
    "tsv": Table(
        lambda names, truncated: "\t".join(f"?{name}" for name in names) + "\n",
        lambda names, row: _tsv_row(names, row) + "\n",
        "",
        lambda truncated: "",
    ),
}
