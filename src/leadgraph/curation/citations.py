"""``citations.csv`` -> who cites whom, beside the ``cites`` of the bibliography.

A row says that one work cites another: ``citing,cited``, each a key, a former key or a DOI. Other
columns are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from leadgraph.curation.aliases import Aliases
from leadgraph.curation.csvfile import rows
from leadgraph.curation.doi import is_doi
from leadgraph.curation.order import natural_key
from leadgraph.curation.problems import Account, Report, hint
from leadgraph.curation.references import cited
from leadgraph.curation.textfile import read_text
from leadgraph.model import Source

FILE = "citations.csv"
COLUMNS = ("citing", "cited")


def add_citations(
    folder: Path, sources: Mapping[str, Source], aliases: Aliases, report: Report
) -> tuple[Mapping[str, Source], list[Account]]:
    """Return the sources with what ``citations.csv`` says they cite, and the books of the file."""
    path = folder / FILE
    text = read_text(path, report) if path.exists() else None
    if text is None:
        return sources, []
    account = Account(FILE)
    more: defaultdict[str, set[str]] = defaultdict(set)
    for citing, name in _pairs(text, account, aliases, report):
        if name not in sources[citing].cites:
            more[citing].add(name)
    added = {
        key: replace(sources[key], cites=(*sources[key].cites, *sorted(names, key=natural_key)))
        for key, names in more.items()
    }
    account.read = account.total - account.reported
    return {**sources, **added}, [account]


def _pairs(text: str, account: Account, aliases: Aliases, report: Report) -> list[tuple[str, str]]:
    """Return the citations that can be taken, by key or DOI; report every other row."""
    table = rows(text, account, report)
    header = [cell.strip().casefold() for cell in next(table, (1, []))[1]]
    if missing := [name for name in COLUMNS if name not in header]:
        message = f"{FILE} has no column {' and no column '.join(missing)}"
        report.add("csv-syntax", FILE, 1, message)
        return []
    at = [header.index(name) for name in COLUMNS]
    pairs = []
    for line, cells in table:
        account.total += 1
        said = [cells[place].strip() if place < len(cells) else "" for place in at]
        pair = _pair((said[0], said[1]), line, aliases, report)
        if pair is None:
            account.reported += 1
        else:
            pairs.append(pair)
    return pairs


def _pair(
    said: tuple[str, str], line: int, aliases: Aliases, report: Report
) -> tuple[str, str] | None:
    citing, name = said
    if not citing or not name:
        report.add("csv-syntax", FILE, line, "the row does not name both works, citing and cited")
        return None
    key, target = aliases.key(citing), cited(name, aliases)
    if key is None and is_doi(citing.lower()):
        message = f"{citing} cites {name}, and is not held"
        report.add("citing-not-held", FILE, line, message)
    elif key is None:
        message = f"no work {citing!r}{hint(citing, aliases.keys)}"
        report.add("unknown-citation", FILE, line, message)
    if target is None:
        message = f"{citing} cites {name!r}, which is not held and no DOI"
        report.add("unknown-citation", FILE, line, message + hint(name, aliases.keys))
    return (key, target) if key is not None and target is not None else None
