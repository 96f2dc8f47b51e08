"""Records, one after another, into the works, citations and claims of a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pydantic import ValidationError

from leadgraph.curation import Reading
from leadgraph.curation.aliases import Aliases
from leadgraph.curation.doi import is_doi
from leadgraph.curation.problems import Place, Report
from leadgraph.curation.references import Vocabulary, check_source, folded
from leadgraph.curation.validation import explain
from leadgraph.intake.account import FileAccount, Outcome
from leadgraph.intake.incoming import Citation, ClaimRow, Left, Record, Work
from leadgraph.intake.keys import new_key
from leadgraph.intake.library import Held, Library
from leadgraph.intake.merging import Change, extend, groups, merge, refresh, settled
from leadgraph.intake.spreadsheet import Mapped, Translator
from leadgraph.model import CLAIM, Claim, Source
from leadgraph.render import to_bytes

_REFERENCES = ("crossref", "xref", "related", "entryset")
"""Fields that name other works: they are set when all have their keys."""


class Session:
    """One import: takes records, and knows what the dataset will be.

    Attributes:
        library: the works.
        citations: new rows of ``citations.csv``.
        claims: new claims.
    """

    def __init__(self, reading: Reading, mapped: Mapped | None = None, *, prefer_new: bool) -> None:
        records = reading.records
        self.library = Library(records.sources.values())
        self.citations: list[tuple[str, str]] = []
        self.claims: list[Claim] = []
        self._prefer_new = prefer_new
        self._vocabulary = Vocabulary(records.concepts.values())
        self._questions = set(records.questions)
        self._translator = Translator(mapped or Mapped(), records.concepts.values())
        self._claim_ids = set(records.claims)
        self._said = {(c.source, folded(c.statement)): c.id for c in records.claims.values()}
        self._cited = {key: set(work.cites) for key, work in records.sources.items()}

    def take(self, account: FileAccount, records: Iterable[Record]) -> None:
        """Take the records of one file; say of each what became of it."""
        works: list[tuple[Work, Held, Outcome]] = []
        citations: list[tuple[Citation, Outcome]] = []
        for record in records:
            outcome = Outcome(record.at, "skipped", "")
            account.outcomes.append(outcome)
            if isinstance(record, Left):
                outcome.fate = "refused" if record.refused else "skipped"
                outcome.reason, outcome.name = record.reason, record.name
            elif isinstance(record, Work):
                works.append((record, self._work(record, outcome), outcome))
            elif isinstance(record, Citation):
                citations.append((record, outcome))
            elif isinstance(record, ClaimRow):
                self._claim(record, outcome)
        self._refer(works)
        for citation, outcome in citations:
            self._citation(citation, outcome)

    # -------------------------------------------------------------------------------------- works

    def _work(self, record: Work, outcome: Outcome) -> Held:
        """Add or merge a work."""
        outcome.name = record.alias
        outcome.notes += record.notes
        source = self._fitting(record.source, outcome)
        aliases = (record.alias, *source.aliases)
        source = _without(source, "ids")
        held, how = self.library.match(source)
        if held is None and not source.title and (same := self.library.find(record.alias)):
            held, how = same, "key (it has no title)"
        if held is None:
            key = new_key(source, self.library)
            held = Held(None, settled(replace(_without(source, *_REFERENCES), key=key, cites=())))
            held.said |= groups(source)
            self.library.add(held)
            outcome.fate, outcome.reason = "added", "new"
        else:
            outcome.changes += merge(held, source, prefer_new=self._prefer_new)
            self.library.know(held)
            outcome.reason = f"the same {how}"
        outcome.key = held.now.key
        for alias in aliases:
            self._name(held, alias, outcome)
        return held

    def _fitting(self, source: Source, outcome: Outcome) -> Source:
        """Return a source without the tags that the dataset does not know, which are noted."""
        report = Report()
        fit = check_source(source, Place("", 0), Aliases([]), self._vocabulary, report)
        for problem in report:
            said = problem.message.removeprefix(f"{source.key}: ")
            outcome.notes.append(f"left out: {said}")
        return fit

    def _name(self, held: Held, alias: str, outcome: Outcome) -> None:
        """Keep the key that a work had elsewhere, unless it means another work here."""
        if not alias or alias == held.now.key:
            return
        other = self.library.find(alias)
        if other is held:
            return
        if other is not None:
            note = f"its key {alias} means {other.now.key} here: not kept among its former keys"
            outcome.notes.append(note)
            return
        self._extend(held, "ids", [alias], outcome)

    def _extend(self, held: Held, name: str, values: list[str], outcome: Outcome) -> None:
        change = extend(held, name, values)
        if change is not None:
            if outcome.fate != "added":
                outcome.changes.append(change)
            refresh(held)
            self.library.know(held)

    # --------------------------------------------------------------------------------- references

    def _refer(self, works: list[tuple[Work, Held, Outcome]]) -> None:
        """Say of every work which others it cites and belongs to, now that all have their keys."""
        own: dict[str, str] = {}
        for record, held, _ in works:
            if record.name:
                own.setdefault(record.name, held.now.key)
        for record, held, outcome in works:
            self._cite(record, held, own, outcome)
            self._belong(record, held, own, outcome)
            _conclude(outcome)

    def _cite(self, record: Work, held: Held, own: dict[str, str], outcome: Outcome) -> None:
        key = held.now.key
        known = self._cited.setdefault(key, set())
        found, lost = [], []
        for name in record.cites:
            cited = self._named(name, own)
            if cited is None:
                lost.append(name)
            elif cited != key and cited not in known:
                known.add(cited)
                found.append(cited)
        if found:
            self._extend(held, "cites", found, outcome)
        if lost:
            few = ", ".join(lost[:3]) + (" ..." if len(lost) > 3 else "")
            of = len(record.cites)
            outcome.notes.append(f"{len(lost)} of the {of} works it cites are not held: {few}")

    def _named(self, name: str, own: dict[str, str]) -> str | None:
        """Return the key of a work by its name in the same file or here, or its DOI."""
        if name in own:
            return own[name]
        held = self.library.find(name)
        if held is not None:
            return held.now.key
        return name if is_doi(name) and not set(name) & set(",;") else None

    def _belong(self, record: Work, held: Held, own: dict[str, str], outcome: Outcome) -> None:
        """Let a new entry name those it stands in by their keys here."""
        if outcome.fate != "added":
            return
        for name in _REFERENCES:
            said = record.source.fields.get(name)
            if not said:
                continue
            keys = [(part.strip(), self._named(part.strip(), own)) for part in said.split(",")]
            lost = [part for part, key in keys if key not in self.library.works]
            if lost:
                outcome.notes.append(f"left out: {name} names {', '.join(lost)}, not held")
            if sound := [key for _, key in keys if key in self.library.works and key]:
                held.edits[name] = ", ".join(sound)
                refresh(held)

    def _citation(self, citation: Citation, outcome: Outcome) -> None:
        """Take one row that says who cites whom."""
        citing = next((h for name in citation.citing if (h := self.library.find(name))), None)
        cited = next((key for name in citation.cited if (key := self._named(name, {}))), None)
        outcome.name = citation.citing[0]
        if citing is None:
            outcome.reason = "the citing work is not held"
            return
        outcome.key = key = citing.now.key
        if cited is None:
            outcome.fate = "refused"
            outcome.reason = f"the cited work, {citation.cited[0]}, is not held and has no DOI"
        elif cited == key:
            outcome.reason = "a work that cites itself"
        elif cited in self._cited.setdefault(key, set()):
            outcome.reason = f"known already: it cites {cited}"
        else:
            self._cited[key].add(cited)
            self.citations.append((key, cited))
            outcome.fate, outcome.reason = "added", f"it cites {cited}"

    # ------------------------------------------------------------------------------------- claims

    def _claim(self, row: ClaimRow, outcome: Outcome) -> None:
        """Add a claim, unless it is held or wrong."""
        said, faults = self._translator.claim(row.cells)
        named = str(said.get("source") or "")
        work = self.library.find(named) if named else None
        outcome.name = named
        if work is None:
            faults.insert(0, f"source: no work {named!r} is held" if named else "source is empty")
        else:
            said["source"] = work.now.key
        faults += [
            f"questions: no question {name!r}"
            for name in said.get("questions", ())
            if name not in self._questions
        ]
        like = (said.get("source"), folded(str(said.get("statement") or "")))
        held = self._said.get(like) if like[1] else None  # type: ignore[arg-type]
        if said.get("id") in self._claim_ids or (held and not said.get("id")):
            outcome.key = str(said.get("id") or held)
            outcome.reason = "the claim is held already; claims that are held are not changed"
            return
        said.setdefault("id", self._next_id(str(said.get("source"))))
        claim = self._valid(said, faults)
        if faults or claim is None:
            outcome.fate, outcome.reason = "refused", "; ".join(faults)
            return
        self._claim_ids.add(claim.id)
        self._said[claim.source, folded(claim.statement)] = claim.id
        self.claims.append(claim)
        outcome.fate, outcome.reason, outcome.key = "added", "new", claim.id

    def _next_id(self, source: str) -> str:
        number = 1
        while f"{source}-{number}" in self._claim_ids:
            number += 1
        return f"{source}-{number}"

    def _valid(self, said: dict[str, object], faults: list[str]) -> Claim | None:
        try:
            return CLAIM.validate_json(to_bytes(said))
        except ValidationError as error:
            faults += [f"{fault.field} {fault.message}" for fault in explain(error)]
            return None


def _without(source: Source, *names: str) -> Source:
    fields = {name: value for name, value in source.fields.items() if name not in names}
    return replace(source, fields=fields)


def _conclude(outcome: Outcome) -> None:
    """Settle the fate of a record that is a work held before."""
    if outcome.fate == "added":
        return
    real = [change for change in outcome.changes if change.how != "kept"]
    outcome.fate = "merged" if real else "skipped"
    outcome.reason += f": {_summed(outcome.changes)}" if outcome.changes else ": nothing new"


def _summed(changes: list[Change]) -> str:
    said = []
    for how in ("filled", "extended", "overwrote", "kept"):
        names = [change.field for change in changes if change.how == how]
        if names:
            said.append(f"{how} {', '.join(names)}")
    return "; ".join(said)
