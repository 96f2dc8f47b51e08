"""Diff: which gaps opened, closed or changed between two snapshots, and which claims did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from leadgraph import render
from leadgraph.gaps.asked import MapQuery
from leadgraph.gaps.cell import Cell
from leadgraph.gaps.map import EvidenceMap
from leadgraph.query import written

if TYPE_CHECKING:
    from leadgraph.evidence import EvidenceBase
    from leadgraph.model import Records

Change = Literal["opened", "closed", "changed"]
CHANGES: tuple[Change, ...] = ("opened", "closed", "changed")


@dataclass(frozen=True, slots=True)
class GapChange:
    """What happened to a cell between two snapshots.

    Attributes:
        change: ``opened`` (no gap or no cell before), ``closed``, or ``changed`` (its classes).
        row: id of its row.
        column: id of its column.
        before: the cell in the older snapshot; None when the map had none.
        after: the cell in the newer snapshot; None when the map has none.
        added: ids of the claims that came into the cell.
        removed: ids of the claims that left it.
        revised: ids of the claims that stayed and were revised, or whose source was.
        besides: what else differs: ``as_of``, ``questions``, ``framework``, ``elsewhere``.
    """

    change: Change
    row: str
    column: str
    before: Cell | None
    after: Cell | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    revised: tuple[str, ...]
    besides: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return the change as JSON has it."""
        before = self.before.classes if self.before else ()
        after = self.after.classes if self.after else ()
        return {
            "change": self.change,
            "row": self.row,
            "column": self.column,
            "gained": [name for name in after if name not in before],
            "lost": [name for name in before if name not in after],
            "before": self.before.told() if self.before else None,
            "after": self.after.told() if self.after else None,
            "claims": {
                "added": self.added,
                "removed": self.removed,
                "revised": self.revised,
            },
            "besides": self.besides,
        }


class GapDiff:
    """The gaps that differ between two snapshots.

    Each snapshot is asked by itself, as it would have answered: without ``as_of``, each is judged
    from its own date.
    """

    def __init__(self, old: EvidenceBase, new: EvidenceBase, query: MapQuery) -> None:
        self.query = query.unpaged()
        self.old, self.new = EvidenceMap(old, query), EvidenceMap(new, query)
        self._records = (old.records, new.records)

    @cached_property
    def changes(self) -> tuple[GapChange, ...]:
        """The changes: opened, then closed, then changed, each in the order of the map."""
        found = [change for change in map(self._change, self._places()) if change]
        return tuple(sorted(found, key=lambda change: CHANGES.index(change.change)))

    def _places(self) -> Iterable[tuple[str, str]]:
        places = ((cell.row, cell.column) for told in (self.new, self.old) for cell in told)
        return dict.fromkeys(places)

    def _change(self, place: tuple[str, str]) -> GapChange | None:
        before, after = _cell(self.old, place), _cell(self.new, place)
        held = self._classes(before), self._classes(after)
        if held[0] == held[1]:
            return None
        change: Change = "changed"
        if not held[0] or not held[1]:
            change = "opened" if held[1] else "closed"
        claims = _claims(self.old, before), _claims(self.new, after)
        added, removed = claims[1] - claims[0], claims[0] - claims[1]
        revised = [id_ for id_ in claims[0] & claims[1] if self._revised(id_)]
        return GapChange(
            change,
            *place,
            before,
            after,
            tuple(sorted(added)),
            tuple(sorted(removed)),
            tuple(sorted(revised)),
            self._besides(before, after, bool(added or removed or revised)),
        )

    def _classes(self, cell: Cell | None) -> tuple[str, ...]:
        """Return the classes of a cell, of those asked for."""
        wanted = self.query.classes
        return tuple(c for c in cell.classes if not wanted or c in wanted) if cell else ()

    def _revised(self, id_: str) -> bool:
        old, new = (records.claims[id_] for records in self._records)
        return old != new or _standing(self._records[0], old.source) != _standing(
            self._records[1], new.source
        )

    def _besides(self, before: Cell | None, after: Cell | None, by_claims: bool) -> tuple[str, ...]:
        """Name what differs besides the claims of the cell."""
        other = []
        if self.old.thresholds.as_of != self.new.thresholds.as_of:
            other.append("as_of")
        if before and after and before.questions != after.questions:
            other.append("questions")
        state = "not-applicable"
        if not before or not after or (before.state == state) != (after.state == state):
            other.append("framework")
        if not other and not by_claims:
            other.append("elsewhere")  # what the filter does not show, or how designs are ranked
        return tuple(other)

    @property
    def count(self) -> dict[str, int]:
        """How many cells opened, closed and changed."""
        kinds = [change.change for change in self.changes]
        return {kind: kinds.count(kind) for kind in CHANGES}

    @property
    def links(self) -> dict[str, str]:
        """Where this difference, and the gaps of now, are found."""
        ends = {"from": self.old.snapshot, "to": self.new.snapshot}
        own = written({**self.query.fields(), **ends})
        return {"self": f"/gaps/diff?{own}", "gaps": self.query.address("/gaps")}

    def to_json(self) -> bytes:
        """Return the difference as JSON, byte for byte what ``GET /gaps/diff`` answers."""
        return render.to_bytes(
            {
                "from": self.old.snapshot,
                "to": self.new.snapshot,
                "query": self.query.fields(),
                "changes": self.count,
                "results": [change.told() for change in self.changes],
                "thresholds": {
                    "from": self.old.thresholds.told(),
                    "to": self.new.thresholds.told(),
                },
                "links": self.links,
            }
        )

    def __repr__(self) -> str:
        """Return the counts."""
        told = ", ".join(f"{count} {kind}" for kind, count in self.count.items())
        return f"<GapDiff {self.old.snapshot} to {self.new.snapshot}: {told}>"


def _cell(told: EvidenceMap, place: tuple[str, str]) -> Cell | None:
    try:
        return told.cell(*place)
    except KeyError:
        return None


def _claims(told: EvidenceMap, cell: Cell | None) -> frozenset[str]:
    return told.claims_in(told.place(cell.row, cell.column)) if cell else frozenset()


def _standing(records: Records, key: str) -> Mapping[str, Any]:
    """Return what of a source a gap can depend on."""
    source = records.sources[key]
    return {
        "design": source.design,
        "role": records.role(source),
        "group": records.design_group(source),
        "study": records.study(source),
        "year": source.year,
        "countries": source.countries,
        "levels": source.levels,
    }
