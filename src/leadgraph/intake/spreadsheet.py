"""A spreadsheet of claims (CSV or TSV) and the mapping that says what its columns mean.

A mapping is TOML::

    [columns]                    # field of a claim = column of the spreadsheet
    source = "DOI"
    statement = "What they found"
    areas = "Theme"
    direction = "+/-"

    [constants]                  # the same for every row, where the row says nothing
    kind = "empirical-finding"
    basis = "full-text"

    [separators]                 # between several values of a cell; ";" where nothing is said
    areas = "/"

    [values.areas]               # what a cell says = the id, or ids, that it means
    "School food" = "free-meals"
    "Everything" = ["free-meals", "food-quality"]
    "n/a" = []
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leadgraph.curation.claims import COLUMNS, LISTS, claim_of_row
from leadgraph.curation.csvfile import rows
from leadgraph.curation.problems import Account, Report, hint
from leadgraph.intake.incoming import At, ClaimRow, Left, Record, UnreadableError
from leadgraph.model import CLAIM_TAGS, Concept

NEEDED = ("source", "statement")
_TABLES = ("columns", "constants", "separators", "values")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns and the values of a spreadsheet mean.

    Attributes:
        columns: column of the spreadsheet by field of a claim; empty where they are the same.
        constants: value by field, for rows that say nothing.
        separators: by field.
        values: by field, the ids that a value stands for, by the value without regard to case.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def read_mapping(path: Path) -> Mapped:
    """Return the mapping of a file.

    Raises:
        UnreadableError: naming what is wrong.
    """
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        raise UnreadableError(f"the mapping {path} is not TOML in UTF-8: {error}") from None
    for name in said:
        _known(path, "table", name, _TABLES)
        if not isinstance(said[name], dict):
            raise UnreadableError(f"the mapping {path}: {name} is not a table, [{name}]")
    for table in ("columns", "constants", "separators", "values"):
        for name in said.get(table, {}):
            _known(path, f"field of a claim (in [{table}])", name, COLUMNS)
    for table in ("columns", "separators"):
        for name, value in said.get(table, {}).items():
            if not isinstance(value, str) or not value:
                raise UnreadableError(f"the mapping {path}: {table}.{name} is {value!r}, not text")
    values = {name: _meanings(path, name, meant) for name, meant in said.get("values", {}).items()}
    return Mapped(
        said.get("columns", {}), said.get("constants", {}), said.get("separators", {}), values
    )


def _meanings(path: Path, name: str, meant: object) -> dict[str, tuple[str, ...]]:
    """Return the ids that each value of a column stands for."""
    if not isinstance(meant, dict):
        raise UnreadableError(f"the mapping {path}: values.{name} is not a table, [values.{name}]")
    found = {}
    for cell, ids in meant.items():
        listed = [ids] if isinstance(ids, str) else ids
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise UnreadableError(
                f"the mapping {path}: values.{name}: {cell!r} stands for {ids!r}, not for an id or "
                "a list of ids"
            )
        found[" ".join(cell.casefold().split())] = tuple(listed)
    return found


def _known(path: Path, what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise UnreadableError(f"the mapping {path}: {name!r} is no {what}{hint(name, known)}")


def read(text: str, file: str, mapped: Mapped, delimiter: str = ",") -> Iterator[Record]:
    """Yield every row of a spreadsheet, its cells by field of a claim."""
    account, report = Account(file), Report()
    table = rows(text, account, report, delimiter)
    header = [cell.strip() for cell in next(table, (1, []))[1]]
    places = _places(header, mapped)
    records: list[Record] = []
    for line, cells in table:
        at = At(file, line)
        if len(cells) != len(header) and any(cell.strip() for cell in cells[len(header) :]):
            reason = f"the row has {len(cells)} values for {len(header)} columns"
            records.append(Left(at, reason))
        elif len(cells) < len(header):
            reason = f"the row has {len(cells)} values for {len(header)} columns"
            records.append(Left(at, f"{reason}: the file may be cut short"))
        else:
            row = {name: cells[place].strip() for name, place in places.items()}
            records.append(ClaimRow(at, row))
    records += [Left(At(file, problem.line), problem.message) for problem in report]
    yield from sorted(records, key=lambda record: record.at.line)


def _places(header: list[str], mapped: Mapped) -> dict[str, int]:
    """Return the column of each field."""
    columns = mapped.columns or {name: name for name in header if name in COLUMNS}
    for name, column in columns.items():
        if column not in header:
            near = hint(column, header)
            raise UnreadableError(f"it has no column {column!r}, which is to be {name}{near}")
    missing = [name for name in NEEDED if name not in columns and name not in mapped.constants]
    if missing:
        raise UnreadableError(
            f"no column is {' and none is '.join(missing)}: say in --mapping FILE which columns "
            "hold the fields of a claim"
        )
    return {name: header.index(column) for name, column in columns.items()}


class Translator:
    """Makes of a row what a line of ``claims.jsonl`` would hold, its tags concepts of a dataset."""

    def __init__(self, mapped: Mapped, concepts: Collection[Concept]) -> None:
        self.mapped = mapped
        self._ids: dict[str, dict[str, str]] = {}
        for concept in concepts:
            ids = self._ids.setdefault(concept.scheme, {})
            ids[concept.id] = concept.id
        for concept in concepts:
            ids = self._ids[concept.scheme]
            for label in (concept.label, *concept.alt_labels, *concept.hidden_labels):
                ids.setdefault(" ".join(label.casefold().split()), concept.id)

    def claim(self, row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
        """Return a claim as data, and what is wrong with it."""
        faults: list[str] = []
        cells = {}
        for name, cell in row.items():
            if cell:
                cells[name] = self._translated(name, cell, faults)
        said = claim_of_row({name: cell for name, cell in cells.items() if isinstance(cell, str)})
        said |= {name: cell for name, cell in cells.items() if not isinstance(cell, str)}
        for name, value in self.mapped.constants.items():
            table, _, part = name.rpartition(".")
            # What is constant about an effect or a stance says nothing where there is none.
            holder = said.get(table) if table else said
            if isinstance(holder, dict):
                said_ = value.isoformat() if hasattr(value, "isoformat") else value
                holder.setdefault(part, said_)
        return said, faults

    def _translated(self, name: str, cell: str, faults: list[str]) -> str | list[str]:
        """Return a cell with every value of it replaced by what it means."""
        meant = self.mapped.values.get(name, {})
        if name not in LISTS:
            ids = meant.get(" ".join(cell.casefold().split()))
            return (ids[0] if ids else "") if ids is not None else cell
        found: list[str] = []
        for part in cell.split(self.mapped.separators.get(name, ";")):
            value = " ".join(part.casefold().split())
            if value in meant:
                found += meant[value]
            elif value:
                found += self._concept(name, part.strip(), faults)
        return list(dict.fromkeys(found))

    def _concept(self, name: str, value: str, faults: list[str]) -> list[str]:
        scheme = CLAIM_TAGS.get(name)
        if scheme is None:
            return [value]
        ids = self._ids.get(scheme, {})
        id_ = ids.get(value) or ids.get(" ".join(value.casefold().split()))
        if id_ is None:
            faults.append(f"{name}: {value!r} is no concept of {scheme}{hint(value, ids)}")
            return []
        return [id_]
