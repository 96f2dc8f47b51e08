"""Answer: what a question came to, the same on every surface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote

from leadgraph import render
from leadgraph.ask import alternatives, cells, results
from leadgraph.ask.cells import Cells
from leadgraph.ask.lexicon import SLOTS, Lexicon
from leadgraph.ask.reading import Reading
from leadgraph.ask.sentence import NOTHING, OPEN, sentence
from leadgraph.ask.summary import cited, counted, told
from leadgraph.ask.touching import touching
from leadgraph.citations import Citations, NeighbourList
from leadgraph.evidence import Evidence, EvidenceBase, EvidenceList
from leadgraph.evidence.lists import link
from leadgraph.gaps import Gap
from leadgraph.index import Summary
from leadgraph.query import WORDS_MOST, EvidenceQuery
from leadgraph.render import Json, path


class Answer:
    """A question, how it was understood, and what is held.

    Attributes:
        question: as it was asked.
        query: the query it compiled to; empty where nothing the schemes hold was asked.
        evidence: all claims that answer it, as a list.
        intent: ``evidence gaps citations questions sources``: what ``results`` holds.
        status: ``answered contested practice_only no_evidence_held outside_framework ambiguous``.
    """

    def __init__(
        self, question: str, reading: Reading, base: EvidenceBase, lexicon: Lexicon
    ) -> None:
        self.question = question
        self.query: EvidenceQuery = reading.query
        self.intent = reading.intent
        self._reading, self._base, self._lexicon = reading, base, lexicon
        self._records = base.records
        held = reading.asks and not reading.open
        self.evidence = EvidenceList(base, self.query) if held else None
        self._summary = base.index.summary(base.select(self.query)) if held else _nothing()
        self.status = self._status()

    def _status(self) -> str:
        if not self._reading.asks:
            return "outside_framework"
        if self._reading.open:
            return "ambiguous"
        if self.intent in ("gaps", "citations", "questions"):
            return "answered"
        summed = self._summary
        if not summed.claims:
            return "answered" if self.intent == "sources" else "no_evidence_held"
        if not summed.evidence:
            return "practice_only"
        return "contested" if summed.contested else "answered"

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that was asked."""
        return self._records.snapshot

    # -- how it was understood ----------------------------------------------------------------

    @cached_property
    def interpretation(self) -> Json:
        """The query, its sentence, the words it came from, and what else they may mean."""
        return {
            "query": self.query.fields(),
            "sentence": self.sentence,
            "spans": list(self._spans()),
            "unmatched": [self._reading.typed.tokens[at].text for at in self._reading.unmatched],
            "assumptions": list(self._assumptions()),
            "alternatives": self._alternatives(),
            "map": self._cells.query.fields() if self._cells else None,
        }

    @property
    def sentence(self) -> str:
        """The query said back in plain English."""
        if not self._reading.asks:
            return NOTHING
        if self._reading.open and not self.query.fields():
            return OPEN
        said = sentence(self.query, self._records, self.intent, self._reading.neighbours)
        return f"{said} {OPEN}" if self._reading.open else said

    def _spans(self) -> Iterator[Json]:
        reading = self._reading
        spans = []
        for match in reading.matches:
            slot = "intent" if match.slot not in SLOTS else match.slot
            slot = match.slot if match.slot.startswith(("exclude", "research")) else slot
            if match in reading.excluded:
                slot = f"not_{slot}"
            ids: Sequence[str | None] = match.ids
            if match in reading.open:
                ids = [None]
            for id_ in ids:
                span = self._span(match.tokens, slot, id_, match.how, match.score)
                fixed = [
                    reading.typed.corrected[at]
                    for at in match.tokens
                    if at in reading.typed.corrected
                ]
                if fixed:
                    span["corrected"] = fixed
                if match in reading.open:
                    span["candidates"] = list(match.ids[: alternatives.MOST])
                spans.append(span)
        for places, field, year in reading.years.said:
            spans.append(self._span(places, field, str(year), "year", 1.0))
        yield from sorted(spans, key=lambda span: (span["start"], span["end"], span["slot"]))

    def _span(
        self, places: Sequence[int], slot: str, concept: str | None, match: str, score: float
    ) -> Json:
        start = self._reading.typed.tokens[places[0]].start
        end = self._reading.typed.tokens[places[-1]].end
        return {
            "start": start,
            "end": end,
            "text": self.question[start:end],
            "slot": slot,
            "concept": concept,
            "match": match,
            "score": score,
        }

    def _assumptions(self) -> Iterator[str]:
        query, reading = self.query, self._reading
        if not reading.asks:
            return
        for field in ("area", "model", "target", "outcome", "design", "country"):
            if len(getattr(query, field)) > 1:
                yield f"Several values of {field} mean any of them."
        if any(match.slot == "exclude-nothing" for match in reading.matches):
            yield "A question in the negative leaves nothing out."
        if reading.typed.corrected:
            yield "Misspelt words were read as the nearest known word; the spans show which."
        yield from reading.notes
        if self._cells:
            yield self._cells.note

    def _alternatives(self) -> list[Json]:
        if self.status == "outside_framework":
            offered = list(alternatives.nearest(self._reading, self._lexicon, self._base))
        elif self.status == "ambiguous":
            offered = list(alternatives.readings(self._reading, self._base))
        else:
            offered = list(alternatives.namesakes(self._reading, self._base))
            if self.status == "no_evidence_held":
                offered = [one for one in offered if one["claims"]]
                offered += alternatives.neighbours(self.query, self._base)
        once = {one["url"]: one for one in reversed(offered)}
        return [one for one in offered if once[one["url"]] is one][: alternatives.MOST]

    # -- what is held -------------------------------------------------------------------------

    @cached_property
    def summary(self) -> Json:
        """What is held, in counts, with a text made of them."""
        summed = self._summary
        counts = self._cells.counts if self._cells else None
        text = told(summed, self.status, counts, self._records)
        return {
            "text": text if self.neighbours is None else cited(self.neighbours, text),
            "claims": summed.claims,
            "sources": summed.sources,
            "studies": summed.studies,
            "by_direction": summed.by_direction,
            "by_design": summed.by_design,
            "by_kind": summed.by_kind,
            "years": summed.years,
            "evidence": summed.evidence,
            "practice": summed.practice,
            "gaps": summed.gaps,
            "contested": summed.contested,
            "cells": counts,
            "neighbours": counted(self.neighbours) if self.neighbours is not None else None,
        }

    @cached_property
    def results(self) -> list[Json]:
        """What was asked for, by intent.

        Evidence items, gaps, neighbours of works, works with claims, or questions.
        """
        if self.evidence is None:
            return []
        if self.intent == "evidence":
            return results.items(self.evidence, self._records)
        if self.intent == "gaps":
            return [gap.told() for gap in self.gaps]
        if self.neighbours is not None:
            return [one.told() for one in self.neighbours.page()]
        if self.intent == "sources":
            return results.works(self.query, self._base)
        if self.intent == "questions":
            return results.questions(self.query, self._base)
        return []

    @cached_property
    def neighbours(self) -> NeighbourList | None:
        """The neighbours of the works that the question names, if it asks for any."""
        if self.intent != "citations" or self.evidence is None or not self.query.source:
            return None
        filters = self.query.but(**dict.fromkeys(("source", "kind", "not_kind")))
        found = Citations(self._base, self.query.source, filters)
        return found.of(self._reading.neighbours or "similar")

    @cached_property
    def _cells(self) -> Cells | None:
        """The cells of the map in which the gaps are that were asked for, if any were."""
        asks = self.evidence is not None and self.intent == "gaps"
        return cells.about(self.query, self._base) if asks else None

    @cached_property
    def gaps(self) -> list[Gap]:
        """The first of the gaps that were asked for, if any were."""
        return self._cells.page() if self._cells else []

    @cached_property
    def _named(self) -> Cells | None:
        asks = self.evidence is not None and self.intent in ("gaps", "evidence")
        return cells.named(self.query, self._base) if asks else None

    @cached_property
    def gap(self) -> Gap | None:
        """The cell of the map that the question names by one concept on each axis.

        A question that asks for evidence has one only where the cell is a gap, or makes no sense.
        """
        named = self._named.first if self._named else None
        if named is not None and self.intent != "gaps" and named.cell.state == "evidence":
            return None
        return named

    @property
    def questions(self) -> list[Json]:
        """The open questions that touch what was asked."""
        if self.status == "outside_framework":
            return []
        return [
            {
                "id": q.id,
                "label": q.label,
                "text": q.text,
                "links": {"self": path("questions", q.id)},
            }
            for q in touching(self.query, self._records)
        ]

    @property
    def next(self) -> str | None:
        """Cursor of the page after these, of what the intent asks for; None at the end."""
        if self._cells:
            return self._cells.next
        if self.neighbours is not None:
            return self.neighbours.next
        paged = self.evidence is not None and self.intent == "evidence"
        return self.evidence.next if paged and self.evidence else None

    # -- where to go on -----------------------------------------------------------------------

    @cached_property
    def links(self) -> Json:
        """Addresses of this answer, of the same query elsewhere, and how to cite it."""
        own = f"/ask?q={quote(self.question, safe='')}"
        links: Json = {"self": own}
        if self.evidence is not None:
            query = self.query
            links["evidence"] = link("/evidence", query)
            if self.next and self.intent == "evidence":
                links["next"] = link("/evidence", query.but(cursor=self.next))
            links["csv"] = link("/evidence.csv", query)
            links["bib"] = link("/evidence.bib", query)
            links |= self._links_of_intent()
        else:
            search = self._search()
            links |= {"search": search} if search else {}
            links["concepts"] = "/concepts"
        links["cite"] = self._citation(own)
        return links

    def _links_of_intent(self) -> Json:
        if self._cells:
            return self._cells.links
        if self.intent == "questions":
            return {"questions": "/questions"}
        if self.neighbours is not None:
            told = self.neighbours.links()
            following = {"next": told["next"]} if "next" in told else {}
            return {"citations": told["self"], "csv": told["csv"], "bib": told["bib"], **following}
        if self.intent == "sources":
            return {"sources": link("/sources", self.query)}
        return {}

    def _search(self) -> str | None:
        """Return the address of a search for the words that no scheme holds."""
        words = [self._reading.typed.tokens[at].word for at in self._reading.unmatched]
        words = words or [t.word for m in self._reading.matches for t in self._said(m.tokens)]
        text = " ".join(words)[:WORDS_MOST]
        return link("/evidence", EvidenceQuery.of(q=text)) if text else None

    def _said(self, places: Sequence[int]) -> list[Any]:
        return [self._reading.typed.tokens[at] for at in places]

    def _citation(self, own: str) -> Json:
        about, as_of = self._records.about, self._records.as_of
        dated = f", as of {as_of.isoformat()}" if as_of else ""
        return {
            "text": f"{about.title}. Snapshot {self.snapshot}{dated}. {own}",
            "title": about.title,
            "snapshot": self.snapshot,
            "as_of": as_of.isoformat() if as_of else None,
            "url": own,
        }

    # -- in other forms -----------------------------------------------------------------------

    @property
    def whole(self) -> EvidenceList | NeighbourList | None:
        """What the answer holds as a table or a bibliography: neighbours, or else evidence."""
        return self.evidence if self.neighbours is None else self.neighbours

    def to_json(self) -> bytes:
        """Return the answer as JSON, byte for byte what ``GET /ask`` answers."""
        return render.to_bytes(
            {
                "snapshot": self.snapshot,
                "question": self.question,
                "status": self.status,
                "intent": self.intent,
                "interpretation": self.interpretation,
                "summary": self.summary,
                "results": self.results,
                "next": self.next,
                "gap": self._named.told(self.gap) if self._named and self.gap else None,
                "questions": self.questions,
                "links": self.links,
            }
        )

    def __repr__(self) -> str:
        """Return the status, the sentence and the summary."""
        return f"<Answer: {self.status}. {self.sentence} {self.summary['text']}>"

    def _repr_html_(self) -> str:
        shown = "".join(one.line() for one in self._shown())
        shown += "".join(one.line() for one in (self.neighbours or ())[:10])
        shown += "".join(f"<li>{escape(repr(gap)[1:-1])}</li>" for gap in self.gaps[:10])
        offered = "".join(
            f"<li>{escape(one['sentence'])} <small>{escape(one['why'])}</small></li>"
            for one in self.interpretation["alternatives"]
        )
        return (
            f"<p><b>{escape(self.question)}</b></p>"
            f"<p>{escape(self.status)}: {escape(self.sentence)}</p>"
            f"<p>{escape(self.summary['text'])}</p>"
            + (f"<ol>{shown}</ol>" if shown else "")
            + (f"<p>Also:</p><ul>{offered}</ul>" if offered else "")
        )

    def _shown(self) -> list[Evidence]:
        found = self.evidence if self.intent in ("evidence", "sources") else None
        return found[:10] if found is not None else []


def _nothing() -> Summary:
    """Return the summary of no result."""
    return Summary(
        claims=0,
        sources=0,
        evidence=0,
        studies=0,
        by_direction={},
        by_design={},
        by_design_and_direction={},
        by_kind={},
        gaps=0,
        practice=0,
        years=None,
    )
