"""Records -> networkx, files, BibTeX and tables; and back, where there is a way back."""

from leadgraph.export.bibtex import to_bibtex
from leadgraph.export.csl import csl_items, to_csl
from leadgraph.export.document import from_json, to_json
from leadgraph.export.files import FORMATS, replacing, write, write_graphml
from leadgraph.export.formats import WorkFormat, every_work_format, work_formats, work_twins
from leadgraph.export.jsonld import to_jsonld
from leadgraph.export.latex import to_biblatex, to_classic_bibtex
from leadgraph.export.nanopub import nanopublication
from leadgraph.export.network import from_networkx, node_id, to_networkx, xml_text
from leadgraph.export.ris import to_ris
from leadgraph.export.styled import STYLES, bibliography, reference
from leadgraph.export.table import EVIDENCE_COLUMNS, SOURCE_COLUMNS, evidence_csv, sources_csv

__all__ = [
    "EVIDENCE_COLUMNS",
    "FORMATS",
    "SOURCE_COLUMNS",
    "STYLES",
    "WorkFormat",
    "bibliography",
    "csl_items",
    "every_work_format",
    "evidence_csv",
    "from_json",
    "from_networkx",
    "nanopublication",
    "node_id",
    "reference",
    "replacing",
    "sources_csv",
    "to_biblatex",
    "to_bibtex",
    "to_classic_bibtex",
    "to_csl",
    "to_json",
    "to_jsonld",
    "to_networkx",
    "to_ris",
    "work_formats",
    "work_twins",
    "write",
    "write_graphml",
    "xml_text",
]
