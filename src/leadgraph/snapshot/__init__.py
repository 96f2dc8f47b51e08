"""Snapshots: a dataset in one folder that opens in place and never changes.

``build`` makes the folder from a loaded dataset, ``open`` asks it where it lies, ``verify``
compares every byte with what the manifest says. Anyone who may read the folder can open it, many
processes at once; nothing in it is executed, and nothing is ever written to it.

=================  =================================================================================
``manifest.json``  format, snapshot id, versions, counts, the size and SHA-256 of every file
``records/``       sources and claims, a line of JSON each, with offsets; all the rest, read whole
``index/``         columns, bitmaps and lanes of ``leadgraph.index``
``words/``         the text index (tantivy)
``relations/``     who cites a work, what stands towards it
``teams/``         who wrote what
``citations/``     what of ``leadgraph.citations`` takes a look at all works and claims
``worklists/``     what curators could mend
``ask/``           names, titles and words that a question may hold
``store/``         the triples (Oxigraph), and their counts in ``statistics.json``, unless left out
``dumps/``         the files of ``leadgraph.export.dumps``, if asked for
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
