"""What works are called besides their keys: by a former key (``ids``) or by their DOI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadgraph.curation.doi import bare
from leadgraph.curation.problems import Place, Report
from leadgraph.model import Source, former_keys


class Aliases:
    """Finds the key of a work that is named by a former key or a DOI; a key stands for itself."""

    def __init__(self, sources: Iterable[Source]) -> None:
        works = list(sources)
        self.keys = {work.key for work in works}
        self._former = former_keys(works)
        self._dois: dict[str, str] = {}
        for work in works:
            if work.doi:
                self._dois.setdefault(work.doi, work.key)

    def key(self, name: str) -> str | None:
        """Return the key of the work of this name, if it is held.

        >>> work = Source(key="a", type="book", doi="10.1000/182", fields={"ids": "old"})
        >>> aliases = Aliases([work])
        >>> [aliases.key(name) for name in ("a", "old", "doi:10.1000/182", "b")]
        ['a', 'a', 'a', None]
        """
        if name in self.keys:
            return name
        return self._former.get(name) or self._dois.get(bare(name))


def check_aliases(
    sources: Iterable[Source], places: Mapping[str, Place], aliases: Aliases, report: Report
) -> None:
    """Report former keys that stand for another work, so that naming one means that work."""
    for work in sources:
        for alias in work.aliases:
            other = aliases.key(alias)
            if other is not None and other != work.key:
                place = places[work.key]
                message = f"{work.key}: ids names {alias!r}, which stands for {other}"
                report.add("duplicate-alias", place.file, place.of("ids"), message)
