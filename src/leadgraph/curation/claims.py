"""``claims.toml``, ``claims.csv``, ``claims.jsonl`` -> ``Claim`` records, by the same rules.

Whatever the format, a claim is validated as JSON by one pydantic adapter, so that the three cannot
differ. A claim that is refused is reported at its line (in TOML, at the line of its field), and
the reading goes on.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from leadgraph.curation.csvfile import rows
from leadgraph.curation.problems import Account, Place, Report, collector_paused, hint
from leadgraph.curation.textfile import read_text
from leadgraph.curation.tomlfile import TomlBlock, read_blocks
from leadgraph.curation.validation import FIELDS, explain
from leadgraph.model import CLAIM, Claim

FILES = ("claims.toml", "claims.csv", "claims.jsonl")
"""Names under which claims are looked for in a dataset; all that are there are read together."""

LISTS = ("areas", "models", "targets", "outcomes", "questions")
TABLES = tuple(name for name in FIELDS if name)
"""Fields of a claim that have fields of their own, each a column."""

COLUMNS = (
    *(name for name in FIELDS[""] if name not in TABLES),
    *(f"{table}.{name}" for table in TABLES for name in FIELDS[table]),
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_COLUMN_OF_JSON = re.compile(r" at line \d+ column (\d+)$")


@dataclass(slots=True)
class ClaimFile:
    """The claims of one file that could be read, in its order, and where each stands."""

    name: str
    account: Account
    claims: list[Claim] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("Q"))
    fields: dict[int, dict[str, int]] = field(default_factory=dict)

    def add(self, claim: Claim, line: int) -> None:
        """Take a claim."""
        self.claims.append(claim)
        self.lines.append(line)

    def place(self, index: int) -> Place:
        """Return where a claim stands."""
        return Place(self.name, self.lines[index], self.fields.get(index, {}))


def read_claims(
    directory: Path, report: Report, progress: Callable[..., Any] | None = None
) -> list[ClaimFile]:
    """Return the claims of every claims file in a folder; report the claims that cannot be read."""
    readers = {".toml": _read_toml, ".csv": _read_csv, ".jsonl": _read_jsonl}
    found = []
    with collector_paused():
        for name in FILES:
            path = directory / name
            if path.exists():
                file = ClaimFile(name, Account(name))
                readers[path.suffix](path, file, report, progress or _silently)
                found.append(file)
    return found


def _silently(items: Iterable[Any], **_: object) -> Iterable[Any]:
    return items


# ------------------------------------------------------------------------------------------- TOML


def _read_toml(path: Path, file: ClaimFile, report: Report, progress: Callable[..., Any]) -> None:
    text = read_text(path, report)
    if text is None:
        return
    blocks, total = read_blocks(text, path.name, report)
    file.account.total = total
    file.account.reported = total - len(blocks)
    for block in progress(blocks, desc=path.name, unit="claim"):
        _take_toml(block, file, report)


def _take_toml(block: TomlBlock, file: ClaimFile, report: Report) -> None:
    place = Place(file.name, block.line, block.lines)
    try:
        said = json.dumps(block.data, default=_iso, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        name = _not_finite(block.data)
        file.account.reported += 1
        message = f"{_name(block.data)}: {name} is not a finite number, or not JSON"
        report.add("invalid-value", file.name, place.of(name), message)
        return
    _validate(said.encode("utf-8", "surrogatepass"), block.data, place, file, report)


def _iso(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(type(value))


def _not_finite(data: dict[str, Any]) -> str:
    """Return the name of the first field that cannot be said in JSON."""
    for name, value in data.items():
        try:
            json.dumps(value, default=_iso, allow_nan=False)
        except (ValueError, TypeError, RecursionError):
            return f"{name}.value" if isinstance(value, dict) and "value" in value else name
    return ""


# -------------------------------------------------------------------------------------------- CSV


def _read_csv(path: Path, file: ClaimFile, report: Report, progress: Callable[..., Any]) -> None:
    text = read_text(path, report)
    if text is None:
        return
    table = rows(text, file.account, report)
    first = next(table, None)
    if first is None:
        report.add("csv-syntax", file.name, 1, f"{file.name} has no header")
        return
    header = [cell.strip() for cell in first[1]]
    _check_header(header, file, report)
    for line, cells in progress(table, desc=file.name, unit="claim"):
        file.account.total += 1
        if any(cell.strip() for cell in cells[len(header) :]):
            file.account.reported += 1
            message = f"the row has {len(cells)} values for {len(header)} columns"
            report.add("csv-syntax", file.name, line, message)
            continue
        data = claim_of_row(dict(zip(header, cells, strict=False)))
        said = json.dumps(data).encode("utf-8", "surrogatepass")
        _validate(said, data, Place(file.name, line), file, report)


def _check_header(header: list[str], file: ClaimFile, report: Report) -> None:
    for place, name in enumerate(header):
        if not name:
            message = f"column {place + 1} has no name"
            report.add("csv-syntax", file.name, 1, message)
        elif name in header[:place]:
            report.add("csv-syntax", file.name, 1, f"the column {name!r} stands twice")
        elif name in TABLES:
            columns = ", ".join(f"{name}.{part}" for part in FIELDS[name])
            message = f"{name!r} is not a column of claims, but {columns} are"
            report.add("unknown-field", file.name, 1, message)
        elif name not in COLUMNS:
            message = f"{name!r} is not a column of claims{hint(name, COLUMNS)}"
            report.add("unknown-field", file.name, 1, message)


def claim_of_row(row: dict[str, str]) -> dict[str, Any]:
    """Return a row as the object that a line of ``claims.jsonl`` would hold.

    >>> claim_of_row({"id": "a", "areas": "x; y", "effect.value": "0.08;0.16", "practice": ""})
    {'id': 'a', 'areas': ['x', 'y'], 'effect': {'value': [0.08, 0.16]}}
    """
    claim: dict[str, Any] = {}
    tables: dict[str, dict[str, Any]] = {}
    for column, cell in row.items():
        cell = cell.strip()
        if not cell:
            continue
        table, _, name = column.rpartition(".")
        if table in TABLES:
            tables.setdefault(table, {})[name] = _value_of_cell(column, cell)
        else:
            claim[column] = _value_of_cell(column, cell)
    for table, said in tables.items():
        claim.setdefault(table, said)  # text in a column `effect` stays, to be refused
    return claim


def _value_of_cell(column: str, cell: str) -> object:
    if column in LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if column == "asserts_gap":
        return {"true": True, "false": False}.get(cell.casefold(), cell)
    if column == "effect.value":
        parts = [part.strip() for part in cell.split(";")]
        if all(_NUMBER.fullmatch(part) for part in parts):
            numbers = [json.loads(re.sub(r"^(-?)0+(?=\d)", r"\1", part)) for part in parts]
            return numbers[0] if len(numbers) == 1 else numbers
    return cell


# ----------------------------------------------------------------------------------------- JSONL


def _read_jsonl(path: Path, file: ClaimFile, report: Report, progress: Callable[..., Any]) -> None:
    """Read a claim a line: the way for a million of them, so the loop does next to nothing."""
    validate, take, note_line = CLAIM.validate_json, file.claims.append, file.lines.append
    try:
        with path.open("rb") as stream:
            for line, said in enumerate(progress(stream, desc=file.name, unit="claim"), 1):
                if line == 1:
                    said = said.removeprefix(b"\xef\xbb\xbf")
                if said.isspace() or not said:
                    continue
                file.account.total += 1
                try:
                    take(validate(said))
                except ValidationError:
                    _validate(said, None, Place(file.name, line), file, report)
                else:
                    note_line(line)
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror or error}"
        report.add("unreadable-file", path.name, 0, message)
    _share(file.claims)


def _share(claims: list[Claim]) -> None:
    """Let claims with equal lists of tags hold the same tuple: in bulk there are few of them."""
    pool: dict[Any, Any] = {}
    for claim in claims:
        for name in (*LISTS, "curated"):
            value = getattr(claim, name)
            if value:
                object.__setattr__(claim, name, pool.setdefault(value, value))


# -------------------------------------------------------------------------------------------- all


def _validate(
    said: bytes, data: dict[str, Any] | None, place: Place, file: ClaimFile, report: Report
) -> None:
    """Take a claim given as JSON, or report every field that is wrong with it."""
    try:
        claim = CLAIM.validate_json(said)
    except ValidationError as error:
        file.account.reported += 1
        first = error.errors(include_url=False)[0]
        if not first["loc"] and first["type"] in ("json_invalid", "dataclass_type"):
            _report_json(said, first["msg"], place, report)
            return
        name = _name(data if data is not None else json.loads(said))
        for fault in explain(error):
            message = f"{name}: {fault.field} {fault.message}"
            report.add(fault.code, place.file, place.of(fault.field), message)
        return
    if place.fields:
        file.fields[len(file.claims)] = place.fields
    file.add(claim, place.line)


def _report_json(said: bytes, message: str, place: Place, report: Report) -> None:
    try:
        said.decode()
    except UnicodeDecodeError as error:
        text = f"{place.file} is not UTF-8: byte 0x{said[error.start]:02x} stands where none may"
        remedy = f"convert it: iconv -f windows-1252 -t utf-8 {place.file} > new"
        start = error.start + 1
        report.add("encoding", place.file, place.line, text, column=start, remedy=remedy)
        return
    found = _COLUMN_OF_JSON.search(message)
    column = int(found[1]) if found else None
    reason = _COLUMN_OF_JSON.sub("", message.removeprefix("Invalid JSON: "))
    reason = "it is not an object" if reason.startswith("Input should be") else reason
    report.add(
        "json-syntax", place.file, place.line, f"the line is not a claim: {reason}", column=column
    )


def _name(data: object) -> str:
    """Return how a message calls a claim."""
    said = data.get("id") if isinstance(data, dict) else None
    return f"claim {said!r}" if said else "a claim without id"
