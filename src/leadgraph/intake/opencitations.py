"""Citations as OpenCitations writes them (CSV): ``citing`` and ``cited``, DOIs or lists of ids."""

from __future__ import annotations

from collections.abc import Iterator

from leadgraph.curation.csvfile import rows
from leadgraph.curation.doi import bare, is_doi
from leadgraph.curation.problems import Account, Report
from leadgraph.intake.incoming import At, Citation, Left, Record, UnreadableError

COLUMNS = ("citing", "cited")


def read(text: str, file: str, delimiter: str = ",") -> Iterator[Record]:
    """Yield every citation of a table, those that cannot be read too."""
    account, report = Account(file), Report()
    table = rows(text, account, report, delimiter)
    header = [cell.strip().casefold() for cell in next(table, (1, []))[1]]
    if not set(COLUMNS).issubset(header):
        raise UnreadableError("it has no columns citing and cited")
    citing, cited = (header.index(name) for name in COLUMNS)
    records: list[Record] = []
    for line, cells in table:
        at = At(file, line)
        if len(cells) < len(header):
            reason = f"the row has {len(cells)} values for {len(header)} columns"
            records.append(Left(at, f"{reason}: the file may be cut short"))
            continue
        sides = (names(cells[citing]), names(cells[cited]))
        empty = [column for column, side in zip(COLUMNS, sides, strict=True) if not side]
        if empty:
            records.append(Left(at, f"nothing in {' and '.join(empty)} that names a work"))
        else:
            records.append(Citation(at, *sides))
    records += [Left(At(file, problem.line), problem.message) for problem in report]
    yield from sorted(records, key=lambda record: record.at.line)


def names(cell: str) -> tuple[str, ...]:
    """Return the names of a work, DOIs first.

    >>> names("omid:br/0612058700 doi:10.1186/1756-8722-6-59 pmid:23945156")
    ('10.1186/1756-8722-6-59', 'pmid:23945156')
    >>> names("smith2020trust")
    ('smith2020trust',)
    """
    found: list[str] = []
    for word in cell.split():
        scheme, colon, rest = word.partition(":")
        if is_doi(bare(word)):
            found.insert(0, bare(word))
        elif colon and scheme.casefold() == "pmid" and rest:
            found.append(f"pmid:{rest}")
        elif colon and scheme.casefold() == "openalex" and rest:
            found.append(f"openalex:{rest.upper()}")
        elif scheme.casefold() not in ("omid", "doi"):
            found.append(word)
    return tuple(found)
