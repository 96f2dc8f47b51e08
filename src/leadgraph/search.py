"""Text search: words to rows, by BM25 (tantivy).

One document a row: the claim's statement and practice, the title and authors of its source. Words
are folded (case, accents) and stemmed, common words are left out, and every word asked for must
occur. ``"quoted words"`` are a phrase. Nothing else has a meaning: no text can be a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from leadgraph.errors import Issue, QueryError
from leadgraph.model import Claim, Source
from leadgraph.shelf import Links

if TYPE_CHECKING:
    import tantivy
    from numpy.typing import NDArray

HEAP = 128_000_000
"""Bytes the writer may hold before it writes a segment."""

LONGEST_WORD = 80
PARTS = re.compile(r'"([^"]*)"|([^"]+)')


def text_of(claim: Claim, source: Source) -> str:
    """Return the words by which a claim is found."""
    return f"{claim.statement} {claim.practice or ''} {text_of_source(source)}"


def text_of_source(source: Source) -> str:
    """Return the words by which a work is found: its title and who wrote it."""
    return " ".join([source.title, *map(str, source.authors), *map(str, source.editors)])


class TextSearch:
    """The words of a list of texts; a text is known by its place in the list.

    Args:
        texts: the texts.
        folder: an empty folder to keep the index in; in memory without it.
    """

    def __init__(self, texts: Iterable[str], folder: Path | None = None) -> None:
        import tantivy

        self._set_up(folder)
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for row, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=text, row=row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    @classmethod
    def open(cls, folder: Path) -> TextSearch:
        """Return the index that was kept in a folder; it stays there.

        Raises:
            ValueError: when the folder holds none that can be read.
        """
        search = cls.__new__(cls)
        search._links = Links(folder, without=".lock")  # readers hold a lock, a file, for a moment
        search._set_up(search._links.folder)
        search._searcher = search._index.searcher()
        return search

    _links: Links | None = None

    def _set_up(self, folder: Path | None) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="words", index_option="position")
        schema.add_integer_field("row", fast=True)
        self._schema = schema.build()
        self._words = words()
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
        self._index.register_tokenizer("words", self._words)

    def find(self, text: str) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Return the rows in which all words occur, ascending, and the BM25 score of each.

        Raises:
            QueryError: when the text holds no word to look for.
        """
        query = self._query(text)
        most = max(self._searcher.num_docs, 1)
        hits = self._searcher.search(query, limit=most, count=False).hits
        places = self._searcher.fast_field_values("row", [address for _, address in hits])
        rows = np.array(places, dtype=np.uint32)
        scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))
        order = np.argsort(rows)
        return rows[order], scores[order]

    def _query(self, text: str) -> tantivy.Query:
        import tantivy

        parts = list(self._parts(text))
        if not parts:
            raise QueryError([Issue("q", "invalid-value", f"q: no word to look for in {text!r}")])
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _parts(self, text: str) -> Iterator[tantivy.Query]:
        import tantivy

        for phrase, loose in PARTS.findall(text):
            terms = self._words.analyze(phrase or loose)
            if phrase and len(terms) > 1:
                yield tantivy.Query.phrase_query(self._schema, "text", list(terms))
            else:
                for term in dict.fromkeys(terms):
                    yield tantivy.Query.term_query(self._schema, "text", term)


def words() -> tantivy.TextAnalyzer:
    """Return the analyzer: fold, leave out common English words, stem."""
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
