"""What entries inherit: ``xdata`` (a plain copy) and ``crossref`` (biblatex's rules).

An entry takes from the entries it names the fields it lacks. By ``crossref`` the title of a book
becomes the ``booktitle`` of its chapter, and so on; what is said of one work only (its DOI, what a
curator wrote about it) is not handed down.
"""

from __future__ import annotations

from collections.abc import Iterable

from leadgraph.curation.bibtex import Entry
from leadgraph.curation.dialect import NOT_INHERITED
from leadgraph.curation.problems import Report, hint

_CHAPTERS = ("inbook", "bookinbook", "suppbook")
_VOLUMES: dict[str, tuple[str, ...]] = {
    "mvbook": ("book", *_CHAPTERS),
    "mvcollection": ("collection", "reference", "incollection", "inreference", "suppcollection"),
    "mvreference": ("collection", "reference", "incollection", "inreference", "suppcollection"),
    "mvproceedings": ("proceedings", "inproceedings"),
}
_HOLDERS: dict[str, tuple[str, ...]] = {
    "book": _CHAPTERS,
    "collection": ("incollection", "inreference", "suppcollection"),
    "reference": ("incollection", "inreference", "suppcollection"),
    "proceedings": ("inproceedings", "conference"),
    "periodical": ("article", "suppperiodical"),
}
# BibTeX knows no collection: a chapter of one refers to a book.
_HOLDERS["book"] += ("incollection",)

_TITLES = ("title", "subtitle", "titleaddon")
_OTHER_TITLES = ("shorttitle", "sorttitle", "indextitle", "indexsorttitle")


def inherit(entries: list[Entry], file: str, report: Report) -> None:
    """Give every entry what it inherits; report unknown targets and circles."""
    if not any("crossref" in e.values or "xdata" in e.values for e in entries) and not any(
        "xref" in e.values for e in entries
    ):
        return
    _Inheritance(entries, file, report).run()


class _Inheritance:
    def __init__(self, entries: list[Entry], file: str, report: Report) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self.file = file
        self.report = report
        self.done: set[str] = set()

    def run(self) -> None:
        for entry in self.entries.values():
            self._resolve(entry)
            for key in _keys(entry, "xref"):
                self._target(entry, "xref", key)

    def _resolve(self, start: Entry) -> None:
        """Settle an entry after all it inherits from; without recursion, for chains may be long."""
        path: list[Entry] = [start]
        while path:
            entry = path[-1]
            if entry.key in self.done:
                path.pop()
                continue
            waiting = self._unsettled(entry, path)
            if waiting:
                path.append(waiting)
                continue
            for key in _keys(entry, "xdata"):
                if parent := self.entries.get(key):
                    _copy(parent, entry)
            for key in _keys(entry, "crossref"):
                if parent := self.entries.get(key):
                    _hand_down(parent, entry)
            self.done.add(entry.key)
            path.pop()

    def _unsettled(self, entry: Entry, path: list[Entry]) -> Entry | None:
        """Return a parent that must be settled first; cut references that lead nowhere."""
        for name in ("xdata", "crossref"):
            for key in _keys(entry, name):
                parent = self._target(entry, name, key)
                if parent is None:
                    _cut(entry, name, key)
                elif any(parent is other for other in path):
                    circle = [e.key for e in path[path.index(parent) :]] + [parent.key]
                    message = f"{entry.key} inherits from itself: {' > '.join(circle)}"
                    self.report.add("crossref-cycle", self.file, entry.lines[name], message)
                    _cut(entry, name, key)
                elif parent.key not in self.done:
                    return parent
        return None

    def _target(self, entry: Entry, name: str, key: str) -> Entry | None:
        parent = self.entries.get(key)
        if parent is None:
            message = f"{entry.key}: {name} names {key!r}, which the file does not hold"
            near = hint(key, self.entries)
            self.report.add("unknown-crossref", self.file, entry.lines[name], message + near)
        return parent


def _keys(entry: Entry, name: str) -> list[str]:
    said = entry.values.get(name)
    return [key for part in said.split(",") if (key := part.strip())] if said else []


def _cut(entry: Entry, name: str, key: str) -> None:
    rest = [other for other in _keys(entry, name) if other != key]
    if rest:
        entry.values[name] = ", ".join(rest)
    else:
        del entry.values[name]


def _copy(parent: Entry, child: Entry) -> None:
    for name, value in parent.values.items():
        if name not in ("xdata", "ids"):
            child.values.setdefault(name, value)


def _hand_down(parent: Entry, child: Entry) -> None:
    renamed = _renamed(parent.type, child.type)
    hidden = _OTHER_TITLES if renamed else ()
    for name, value in parent.values.items():
        if name in NOT_INHERITED or name in hidden:
            continue
        if name in ("date", "year") and ("date" in child.values or "year" in child.values):
            continue
        child.values.setdefault(renamed.get(name, name), value)
        if name == "author" and parent.type in ("book", "mvbook") and child.type in _CHAPTERS:
            child.values.setdefault("bookauthor", value)


def _renamed(parent: str, child: str) -> dict[str, str]:
    """Return what the title fields of a parent are called in a child.

    >>> _renamed("collection", "incollection")["title"]
    'booktitle'
    """
    if child in _VOLUMES.get(parent, ()):
        return _prefixed("main")
    if child in _HOLDERS.get(parent, ()):
        return _prefixed("journal" if parent == "periodical" else "book")
    return {}


def _prefixed(prefix: str, names: Iterable[str] = _TITLES) -> dict[str, str]:
    return {name: prefix + name for name in names}
