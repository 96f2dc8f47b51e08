"""A curator's folder of plain files -> records, with every problem at its place.

- ``read(directory)`` takes everything sound and reports all the rest.
- ``check(directory)`` reports everything that is wrong, the SHACL shapes included.
- ``CODES`` says of every kind of problem what it means and how it is mended.
- ``data_dir()`` is the folder of the packaged dataset.
"""

from leadgraph.curation.codes import CODES, Code
from leadgraph.curation.dataset import Reading, check, data_dir, read
from leadgraph.curation.order import natural_key
from leadgraph.curation.report import format_github, format_json, format_text

__all__ = [
    "CODES",
    "Code",
    "Reading",
    "check",
    "data_dir",
    "format_github",
    "format_json",
    "format_text",
    "natural_key",
    "read",
]
