"""Records -> networkx, files, BibTeX and tables; and back, where there is a way back."""

from leadgraph.export.bibtex import to_bibtex
from leadgraph.export.document import from_json, to_json
from leadgraph.export.files import FORMATS, replacing, write
from leadgraph.export.jsonld import to_jsonld
from leadgraph.export.network import from_networkx, to_networkx
from leadgraph.export.table import EVIDENCE_COLUMNS, SOURCE_COLUMNS, evidence_csv, sources_csv

__all__ = [
    "EVIDENCE_COLUMNS",
    "FORMATS",
    "SOURCE_COLUMNS",
    "evidence_csv",
    "from_json",
    "from_networkx",
    "replacing",
    "sources_csv",
    "to_bibtex",
    "to_json",
    "to_jsonld",
    "to_networkx",
    "write",
]
