"""Snapshots: a dataset in one folder that opens in place and never changes.

``build`` makes the folder from a loaded dataset, ``open`` asks it where it lies, ``verify``
compares every byte with what the manifest says. Anyone who may read the folder can open it, many
processes at once; nothing in it is executed, and nothing is ever written to it.

=================  =================================================================================
``manifest.json``  format, snapshot id, versions, counts, the size and SHA-256 of every file
``records/``       sources and claims, a line of JSON each, with offsets; all the rest, read whole
``index/``         columns, bitmaps and lanes of ``leadgraph.index``
``words/``         the text index (tantivy)
``relations/``     who cites whom, what stands towards what
``worklists/``     what curators could mend
``ask/``           names, titles and words that a question may hold
``store/``         the triples (Oxigraph), unless left out
=================  =================================================================================
"""

from leadgraph.snapshot.building import build, verify_target
from leadgraph.snapshot.manifest import FORMAT, MANIFEST, Manifest, is_snapshot, read, verify
from leadgraph.snapshot.opening import Opened, open_

__all__ = [
    "FORMAT",
    "MANIFEST",
    "Manifest",
    "Opened",
    "build",
    "is_snapshot",
    "open_",
    "read",
    "verify",
    "verify_target",
]
