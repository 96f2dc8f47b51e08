"""The dialect of ``references.bib``: biblatex's types and fields, and the fields of our own."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TYPES = _words(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary conference
    customa customb customc customd custome customf dataset electronic image inbook incollection
    inproceedings inreference jurisdiction legal legislation letter manual mastersthesis misc
    movie music mvbook mvcollection mvproceedings mvreference online patent performance
    periodical phdthesis proceedings reference report review set software standard suppbook
    suppcollection suppperiodical techreport thesis unpublished video www xdata
    """
)
"""Entry types of BibTeX and biblatex."""

FIELDS = _words(
    """
    abstract addendum address afterword annotation annotator annote archiveprefix arxivid author
    authortype bibsource biburl bookauthor bookpagination booksubtitle booktitle booktitleaddon
    chapter commentator comments copyright creationdate crossref date date-added date-modified
    day doi edition editor editora editoratype editorb editorbtype editorc editorctype
    editortype eid entryset entrysubtype eprint eprintclass eprinttype eventdate eventtitle
    eventtitleaddon execute file foreword gender groups howpublished ids indexsorttitle
    indextitle institution introduction isan isbn ismn isrn issn issue issue_date issuedate
    issuesubtitle issuetitle issuetitleaddon iswc journal journalsubtitle journaltitle
    journaltitleaddon key keywords label langid langidopts language library location
    mainsubtitle maintitle maintitleaddon mendeley-groups mendeley-tags modificationdate month
    nameaddon note number numpages options organization origdate origlanguage origlocation
    origpublisher origtitle owner pages pagetotal pagination part pdf pmcid pmid presort
    primaryclass priority publisher pubstate ranking readstatus refid related relatedoptions
    relatedstring relatedtype reprinttitle review school series shortauthor shortauthors
    shorteditor shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname
    sortshorthand sorttitle sortyear subtitle tags timestamp title titleaddon translator type
    url url2 urldate usera userb userc userd userdate usere userf venue verba verbb verbc
    version volume volumes xdata xref year
    """
)
"""Fields that are kept without a word: biblatex's, and what common programs add."""

NOT_INHERITED = _words(
    """
    abstract annotation area basis cites citesseenat comment corpus corrections country crossref
    design doi entryset entrysubtype eprint execute file ids keywords label level listed note
    options pages pdf presort readnote readurl related relatedoptions relatedstring relatedtype
    sample seenat shorthand shorthandintro sortkey study url urldate xdata xref
    """
)
"""Fields that a ``crossref`` never hands down: what biblatex keeps back, and what is said of one
work, or of one reading of it, only."""

ATTRIBUTES: dict[str, str] = {
    "design": "design",
    "study": "study",
    "basis": "basis",
    "corpus": "corpus",
    "sample": "sample",
    "annotation": "summary",
    "readnote": "read_note",
    "comment": "notes",
}
"""Fields of ours that hold text, with the attribute of ``Source`` each becomes."""

LISTS: dict[str, str] = {
    "country": "countries",
    "level": "levels",
    "area": "areas",
    "listed": "listed",
    "cites": "cites",
}
"""Fields of ours that hold ids separated by commas."""

VERBATIM: dict[str, str] = {"url": "url", "readurl": "read_url", "citesseenat": "cites_seen_at"}
"""Fields that hold one address, never decoded, and become an attribute."""

VERBATIM_KEPT = frozenset(
    ["crossref", "entryset", "eprint", "file", "ids", "pdf", "related", "xref"]
)
"""Standard fields that are never decoded and stay among ``Source.fields``: addresses and keys."""

OURS = frozenset([*ATTRIBUTES, *LISTS, "readurl", "citesseenat", "seenat", "corrections"])
"""All fields of this dialect that biblatex does not know, or knows for something wider."""
