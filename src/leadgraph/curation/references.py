"""What one record says of another: references, tags, duplicates, order, orphans.

A claim with a reference that leads nowhere is left out: a claim is counted by its tags, and with
one of them gone it would be counted wrongly. Sources, questions and concepts are taken without the
reference, because others depend on them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from unicodedata import normalize

from leadgraph.curation.aliases import Aliases, check_aliases
from leadgraph.curation.doi import is_doi
from leadgraph.curation.ontology import OntologyFile
from leadgraph.curation.order import check_order
from leadgraph.curation.problems import Place, Report, hint
from leadgraph.model import CLAIM_TAGS, Claim, Concept, InapplicableCell, Question, Source

_NOT_WORDS = re.compile(r"[\W_\u0300-\u036f]+")


class Vocabulary:
    """The ids of every scheme that a dataset may use."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._sound: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for concept in concepts:
            self._ids[concept.scheme].add(concept.id)

    def unknown(self, scheme: str, tags: tuple[str, ...]) -> list[str]:
        """Return the tags that a scheme does not hold. A list once seen sound is not seen again."""
        if not tags or tags in self._sound[scheme]:
            return []
        ids = self._ids[scheme]
        wrong = [tag for tag in tags if tag not in ids]
        if not wrong:
            self._sound[scheme].add(tags)
        return wrong

    def holds(self, key: str) -> bool:
        """Tell whether there is a concept with this key, ``scheme/id``."""
        scheme, _, name = key.partition("/")
        return name in self._ids.get(scheme, ())

    def message(self, scheme: str, tag: str) -> str:
        """Return what to say of an unknown tag."""
        ids = self._ids.get(scheme, set())
        nothing = f"; the dataset has no {scheme}" if not ids else ""
        return f"{tag!r} is not among the {scheme}{hint(tag, ids) or nothing}"


# ---------------------------------------------------------------------------------------- sources


def check_sources(
    sources: list[Source],
    places: Mapping[str, Place],
    aliases: Aliases,
    vocabulary: Vocabulary,
    report: Report,
) -> dict[str, Source]:
    """Return the sources by key, without the references that lead nowhere; the others by key."""
    sound = {}
    for source in sources:
        sound[source.key] = check_source(source, places[source.key], aliases, vocabulary, report)
    check_order((s.key for s in sources), (places[s.key].line for s in sources), "references.bib",
                "entry", report)  # fmt: skip
    check_aliases(sources, places, aliases, report)
    _check_dois(sources, places, report)
    _check_works(sources, places, report)
    return sound


def check_source(
    source: Source, place: Place, aliases: Aliases, vocabulary: Vocabulary, report: Report
) -> Source:
    """Return a source without the references that lead nowhere; the others by key."""
    changes = dict(_changes(source, place, aliases, vocabulary, report))
    return replace(source, **changes) if changes else source  # type: ignore[arg-type]


def _changes(
    source: Source, place: Place, aliases: Aliases, vocabulary: Vocabulary, report: Report
) -> Iterator[tuple[str, object]]:
    def tell(code: str, name: str, message: str) -> None:
        report.add(code, place.file, place.of(name), f"{source.key}: {message}")

    if source.design and (wrong := vocabulary.unknown("designs", (source.design,))):
        tell("unknown-concept", "design", f"design {vocabulary.message('designs', wrong[0])}")
        yield "design", None
    for attribute, name in (("levels", "level"), ("areas", "area")):
        tags = getattr(source, attribute)
        if wrong := vocabulary.unknown(attribute, tags):
            for tag in wrong:
                tell("unknown-concept", name, f"{name} {vocabulary.message(attribute, tag)}")
            yield attribute, tuple(tag for tag in tags if tag not in wrong)
    if wrong := [code for code in source.countries if not is_country(code)]:
        for code in wrong:
            message = f"country {code!r} is neither an ISO 3166 code nor `international`"
            tell("unknown-country", "country", message)
        yield "countries", tuple(code for code in source.countries if code not in wrong)
    if not aliases.keys.issuperset(source.cites):
        named = {name: cited(name, aliases) for name in source.cites}
        for name in (name for name, key in named.items() if key is None):
            tell("unknown-citation", "cites", f"it cites {name!r}, which the file does not hold"
                 f"{hint(name, aliases.keys)}")  # fmt: skip
        yield "cites", tuple(dict.fromkeys(key for key in named.values() if key is not None))


def cited(name: str, aliases: Aliases) -> str | None:
    """Return the key of a work that is cited, its DOI if it is not held, or None if it has none."""
    return aliases.key(name) or (name if is_doi(name.lower()) else None)


@cache
def is_country(code: str) -> bool:
    """Tell whether a code is ISO 3166-1 (two letters), ISO 3166-2 (a part), or `international`.

    >>> is_country("GB"), is_country("US-IL"), is_country("UK")
    (True, True, False)
    """
    import pycountry

    if code == "international" or not code.isascii() or not code.isupper():
        return code == "international"
    if "-" in code:
        return bool(pycountry.subdivisions.get(code=code))  # type: ignore[no-untyped-call]
    return len(code) == 2 and pycountry.countries.get(alpha_2=code) is not None


def _check_dois(sources: list[Source], places: Mapping[str, Place], report: Report) -> None:
    first: dict[str, str] = {}
    for source in sources:
        if not source.doi:
            continue
        other = first.setdefault(source.doi, source.key)
        if other != source.key:
            place = places[source.key]
            message = f"{source.key} has the DOI of {other} ({places[other]}): {source.doi}"
            report.add("duplicate-doi", place.file, place.of("doi"), message)


def _check_works(sources: list[Source], places: Mapping[str, Place], report: Report) -> None:
    """Report works that look the same, unless their sources say that they share a study."""
    first: dict[tuple[str, int | None, str], Source] = {}
    for source in sources:
        if not source.title:
            continue
        other = first.setdefault(likeness(source), source)
        if other is source or (source.doi and source.doi == other.doi):
            continue
        if source.study is None or source.study != other.study:
            place = places[source.key]
            where = f"{other.key} ({places[other.key]})"
            message = f"{source.key} has the title, year and first author of {where}"
            report.add("duplicate-work", place.file, place.line, message)


def likeness(source: Source) -> tuple[str, int | None, str]:
    """Return what two records of one work have in common: title, year and first author, folded.

    >>> likeness(Source(key="a", type="book", title="On Trust!", year=2020))
    ('ontrust', 2020, '')
    """
    names = source.authors or source.editors
    return folded(source.title), source.year, folded(names[0].short) if names else ""


def folded(text: str) -> str:
    """Return a text without case, accents, punctuation and spaces.

    >>> folded("École: the R&D of Trust") == folded("ecole the RD of trust.")
    True
    """
    if not text.isascii():
        text = normalize("NFKD", text)
    return _NOT_WORDS.sub("", text.casefold())


def check_orphans(
    sources: Mapping[str, Source],
    places: Mapping[str, Place],
    claims: Iterable[Claim],
    questions: Iterable[Question],
    report: Report,
) -> None:
    """Report the sources that nothing names."""
    named = {claim.source for claim in claims}
    named |= {claim.stance.source for claim in claims if claim.stance and claim.stance.source}
    named |= {question.source for question in questions if question.source}
    for source in sources.values():
        named.update(key for key in source.cites if key != source.key)
        for name in ("crossref", "xref"):
            if name in source.fields:
                named.add(source.fields[name])
    for key in sources:
        if key not in named:
            place = places[key]
            report.add("orphan-source", place.file, place.line, f"nothing names the source {key}")


# --------------------------------------------------------------------------- concepts, questions


def check_concepts(file: OntologyFile, vocabulary: Vocabulary, report: Report) -> list[Concept]:
    """Return the concepts of an ontology without the links that lead nowhere or in a circle."""
    circular = _circular(file.concepts)
    sound = []
    for concept in file.concepts:

        def line(mention: str = "", of: Concept = concept) -> int:
            return file.line_of_concept(of, mention)

        wrong = {
            name for name in concept.broader if not vocabulary.holds(f"{concept.scheme}/{name}")
        }
        for name in sorted(wrong):
            message = f"{concept.key}: broader {vocabulary.message(concept.scheme, name)}"
            report.add("unknown-concept", file.name, line("skos:broader"), message)
        for name in sorted(circular.get(concept.key, ())):
            message = f"{concept.key} is broader than itself by way of {name}"
            report.add("broader-cycle", file.name, line("skos:broader"), message)
        wrong |= circular.get(concept.key, set())
        lost = [key for key in concept.related if not vocabulary.holds(key)]
        for key in lost:
            message = f"{concept.key}: related {vocabulary.message(*key.split('/', 1))}"
            report.add("unknown-concept", file.name, line("skos:related"), message)
        if wrong or lost:
            broader = tuple(name for name in concept.broader if name not in wrong)
            related = tuple(key for key in concept.related if key not in lost)
            concept = replace(concept, broader=broader, related=related)
        sound.append(concept)
    _check_labels(file, report)
    return sound


def _circular(concepts: Iterable[Concept]) -> dict[str, set[str]]:
    """Return, for the concepts that stand in a circle, those of their broader ones that do too."""
    above = {c.key: {f"{c.scheme}/{name}" for name in c.broader} for c in concepts}
    # Take away, again and again, what has nothing above it: only circles and what is below remain.
    left = {key: {up for up in ups if up in above} for key, ups in above.items()}
    while free := [key for key, ups in left.items() if not ups]:
        for key in free:
            del left[key]
        for ups in left.values():
            ups.difference_update(free)
    found: dict[str, set[str]] = {}
    for key in left:
        for up in left[key]:
            if key in _reachable(up, left):
                found.setdefault(key, set()).add(up.partition("/")[2])
    return found


def _reachable(start: str, above: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for up in above.get(waiting.pop(), ()):
            if up not in seen:
                seen.add(up)
                waiting.append(up)
    return seen


def _check_labels(file: OntologyFile, report: Report) -> None:
    first: dict[tuple[str, str], Concept] = {}
    for concept in file.concepts:
        for label in (concept.label, *concept.alt_labels, *concept.hidden_labels):
            other = first.setdefault((concept.scheme, " ".join(label.casefold().split())), concept)
            if other is not concept:
                line = file.line_of_concept(concept, label)
                message = f"{concept.key} has the label {label!r}, which {other.key} has too"
                report.add("duplicate-label", file.name, line, message)


def check_questions(
    file: OntologyFile, aliases: Aliases, vocabulary: Vocabulary, report: Report
) -> list[Question]:
    """Return the questions without tags and sources that lead nowhere (claims: see below)."""
    sound = []
    for question in file.questions:
        changes: dict[str, object] = {}
        for name, scheme in CLAIM_TAGS.items():
            tags = getattr(question, name)
            if wrong := vocabulary.unknown(scheme, tags):
                changes[name] = tuple(tag for tag in tags if tag not in wrong)
                for tag in wrong:
                    message = f"{question.id}: {vocabulary.message(scheme, tag)}"
                    line = file.line_of_question(question, tag)
                    report.add("unknown-concept", file.name, line, message)
        if question.source is not None and question.source not in aliases.keys:
            changes["source"] = aliases.key(question.source)
            if changes["source"] is None:
                near = hint(question.source, aliases.keys)
                message = f"{question.id}: no source {question.source!r}{near}"
                line = file.line_of_question(question, question.source)
                report.add("unknown-source", file.name, line, message)
        sound.append(replace(question, **changes) if changes else question)  # type: ignore[arg-type]
    return sound


def check_raised(
    file: OntologyFile, questions: Iterable[Question], claims: Collection[str], report: Report
) -> list[Question]:
    """Return the questions without the claims that are not there."""
    sound = []
    for question in questions:
        wrong = [name for name in question.claims if name not in claims]
        for name in wrong:
            line = file.line_of_question(question, name)
            message = f"{question.id}: no claim {name!r}{hint(name, claims)}"
            report.add("unknown-claim", file.name, line, message)
        if wrong:
            left = tuple(name for name in question.claims if name not in wrong)
            question = replace(question, claims=left)
        sound.append(question)
    return sound


def check_cells(
    file: OntologyFile, vocabulary: Vocabulary, report: Report
) -> list[InapplicableCell]:
    """Return the inapplicable cells whose two concepts are there."""
    sound = []
    for cell in file.cells:
        wrong = [key for key in (cell.row, cell.column) if not vocabulary.holds(key)]
        for key in wrong:
            message = f"an inapplicable cell: {vocabulary.message(*key.split('/', 1))}"
            line = file.line_of_cell(cell.row, cell.column, mention=key)
            report.add("unknown-concept", file.name, line, message)
        if not wrong:
            sound.append(cell)
    return sound
