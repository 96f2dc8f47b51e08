"""The works that a dataset holds, as an import finds them and leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from leadgraph.curation.doi import bare
from leadgraph.curation.references import folded, likeness
from leadgraph.model import Source

_IDENTIFIERS = {"pmid": "pmid", "openalex": "openalex"}


@dataclass(slots=True)
class Held:
    """A work that is held.

    Attributes:
        was: as the dataset has it; None if it is new.
        now: as it will be.
        said: the fields that this import has spoken of already: its first word on them counts.
        edits: new values of fields as the entry has them; None for one that another replaces.
        added: values to add to lists, by field.
    """

    was: Source | None
    now: Source
    said: set[str] = field(default_factory=set)
    edits: dict[str, str | None] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)


class Library:
    """Works by every name they have, and by likeness.

    A work is the same as another if they have one DOI, one PubMed id or one OpenAlex id; else, if
    not both have a DOI, if title (folded), year and first author are the same.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self.works: dict[str, Held] = {}
        self._names: dict[str, str] = {}
        self._like: dict[tuple[str, int | None, str], list[str]] = {}
        for source in sources:
            self.add(Held(source, source))

    def __iter__(self) -> Iterator[Held]:
        """Iterate over the works, those held before first."""
        return iter(self.works.values())

    def add(self, held: Held) -> None:
        """Take a work."""
        self.works[held.now.key] = held
        self.know(held)

    def know(self, held: Held) -> None:
        """Learn the names of a work, after it has changed."""
        key = held.now.key
        for name in _names(held.now):
            self._names.setdefault(name, key)
        for like in _likes(held.now):
            keys = self._like.setdefault(like, [])
            if key not in keys:
                keys.append(key)

    def find(self, name: str) -> Held | None:
        """Return the work of a name: a key, a former key, a DOI, ``pmid:`` or ``openalex:``."""
        key = name if name in self.works else self._names.get(name) or self._names.get(bare(name))
        return self.works.get(key) if key else None

    def key(self, name: str) -> str:
        """Return the key of the work of this name; the name itself if it is not held."""
        held = self.find(name)
        return held.now.key if held is not None else name

    def match(self, source: Source) -> tuple[Held | None, str]:
        """Return the work that a source is, and by what it was known."""
        for name, how in _identifiers(source):
            if (held := self.find(name)) is not None:
                return held, how
        for like in _likes(source):
            for key in self._like.get(like, ()):
                held = self.works[key]
                if not (source.doi and held.now.doi):
                    return held, "title, year and first author"
        return None, ""

    def __contains__(self, key: object) -> bool:
        """Tell whether a key, or a former key, is taken."""
        return key in self.works or key in self._names


def _identifiers(source: Source) -> Iterator[tuple[str, str]]:
    if source.doi:
        yield source.doi, "DOI"
    for name, field_name in _IDENTIFIERS.items():
        if value := source.fields.get(field_name):
            yield f"{name}:{value}", "PubMed id" if name == "pmid" else "OpenAlex id"


def _names(source: Source) -> Iterator[str]:
    yield from (name for name, _ in _identifiers(source))
    yield from source.aliases


def _likes(source: Source) -> Iterator[tuple[str, int | None, str]]:
    """Yield what a work is known by; a subtitle may stand in the title or beside it."""
    if not source.title:
        return
    title, year, who = likeness(source)
    title = title or source.title  # nothing but signs
    yield title, year, who
    if subtitle := folded(source.fields.get("subtitle", "")):
        yield title + subtitle, year, who
