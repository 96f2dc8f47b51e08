"""Types of works, as BibTeX, biblatex, RIS and CSL call them: one table for both directions.

Sources: the biblatex manual 3.20 §2.1 (types and their aliases), Patashnik's BibTeXing (1988, §3.1)
for the fourteen standard types, the RIS specification of Research Information Systems (2011), CSL
1.0.2 appendix III. Several types of one vocabulary may be one type of another: the first row that
names a type is the one it is read back as.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class WorkType(NamedTuple):
    """What one sort of work is called.

    Attributes:
        biblatex: entry type of biblatex, which is also what ``Source.type`` holds.
        bibtex: standard type of BibTeX.
        ris: value of ``TY``.
        csl: value of ``type`` in CSL-JSON.
    """

    biblatex: str
    bibtex: str
    ris: str
    csl: str


_ROWS = """
    article         article         JOUR    article-journal
    suppperiodical  article         JOUR    article-journal
    review          article         JOUR    review
    periodical      misc            JFULL   periodical
    book            book            BOOK    book
    mvbook          book            BOOK    book
    collection      book            EDBOOK  book
    mvcollection    book            EDBOOK  book
    reference       book            EDBOOK  book
    mvreference     book            EDBOOK  book
    proceedings     proceedings     CONF    book
    mvproceedings   proceedings     CONF    book
    manual          manual          BOOK    book
    booklet         booklet         PAMP    pamphlet
    incollection    incollection    CHAP    chapter
    inbook          inbook          CHAP    chapter
    bookinbook      inbook          CHAP    chapter
    suppbook        inbook          CHAP    chapter
    suppcollection  incollection    CHAP    chapter
    inreference     incollection    ENCYC   entry-encyclopedia
    inproceedings   inproceedings   CPAPER  paper-conference
    conference      inproceedings   CPAPER  paper-conference
    report          techreport      RPRT    report
    techreport      techreport      RPRT    report
    thesis          phdthesis       THES    thesis
    phdthesis       phdthesis       THES    thesis
    mastersthesis   mastersthesis   THES    thesis
    online          misc            ELEC    webpage
    electronic      misc            ELEC    webpage
    www             misc            ELEC    webpage
    misc            misc            GEN     document
    unpublished     unpublished     UNPB    manuscript
    dataset         misc            DATA    dataset
    software        misc            COMP    software
    standard        misc            STAND   standard
    patent          misc            PAT     patent
    legislation     misc            STAT    legislation
    legal           misc            LEGAL   treaty
    jurisdiction    misc            CASE    legal_case
    letter          misc            PCOMM   personal_communication
    audio           misc            SOUND   song
    music           misc            MUSIC   musical_score
    movie           misc            MPCT    motion_picture
    video           misc            VIDEO   motion_picture
    image           misc            FIGURE  figure
    artwork         misc            ART     graphic
    performance     misc            GEN     performance
"""

WORK_TYPES: tuple[WorkType, ...] = tuple(
    WorkType(*line.split()) for line in _ROWS.strip().splitlines()
)
"""The table, in the order in which types are read back."""

OTHER = next(row for row in WORK_TYPES if row.biblatex == "misc")
"""What a work of any other type is."""

_ONLY_RIS = {
    "ABST": "article", "BLOG": "online", "CHART": "image", "CTLG": "book", "DBASE": "dataset",
    "AGGR": "dataset", "DICT": "inreference", "EBOOK": "book", "ECHAP": "incollection",
    "EJOUR": "article", "GOVDOC": "report", "GRANT": "misc", "HEAR": "misc", "ICOMM": "online",
    "INPR": "article", "MANSCPT": "unpublished", "MGZN": "article", "MULTI": "online",
    "NEWS": "article", "SER": "incollection", "SLIDE": "misc", "BILL": "legislation",
    "ADVS": "video", "ANCIENT": "misc", "CLSWK": "book", "MAP": "misc", "EQUA": "misc",
}  # fmt: skip
"""Types of RIS that we read and never write."""

_ONLY_CSL = {
    "article": "unpublished", "article-magazine": "article", "article-newspaper": "article",
    "bill": "legislation", "broadcast": "video", "classic": "book", "collection": "misc",
    "entry": "inreference", "entry-dictionary": "inreference", "event": "misc", "hearing": "misc",
    "interview": "misc", "map": "misc", "post": "online", "post-weblog": "online",
    "regulation": "legislation", "review-book": "review", "speech": "misc",
}  # fmt: skip
"""Types of CSL that we read and never write; ``article`` is its word for a preprint."""


def work_type(type_: str) -> WorkType:
    """Return what a work of a BibTeX or biblatex type is called elsewhere.

    >>> work_type("techreport").ris, work_type("online").bibtex, work_type("tales").csl
    ('RPRT', 'misc', 'document')
    """
    return _by("biblatex").get(type_.lower(), OTHER)


def from_ris(type_: str) -> str | None:
    """Return the biblatex type of a RIS type; None for one that RIS does not have.

    >>> from_ris("JOUR"), from_ris("BLOG"), from_ris("NOPE")
    ('article', 'online', None)
    """
    name = type_.strip().upper()
    row = _by("ris").get(name)
    return row.biblatex if row else _ONLY_RIS.get(name)


def from_csl(type_: str) -> str | None:
    """Return the biblatex type of a CSL type; None for one that CSL does not have.

    >>> from_csl("chapter"), from_csl("article-magazine"), from_csl("nope")
    ('incollection', 'article', None)
    """
    name = type_.strip().lower()
    row = _by("csl").get(name)
    return row.biblatex if row else _ONLY_CSL.get(name)


@cache
def _by(vocabulary: str) -> dict[str, WorkType]:
    """Return the first row of each type of a vocabulary."""
    return {getattr(row, vocabulary): row for row in reversed(WORK_TYPES)}
