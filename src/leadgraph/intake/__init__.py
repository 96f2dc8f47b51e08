"""Bibliographies, citations and claims of other programs -> a dataset, with a full account.

``plan(files, into)`` reads them, finds the works that are held already, merges what is new of them
by stated rules (``merging``), and says of every record what became of it; ``Import.write`` then
changes the files of the dataset, all or none. ``start(folder)`` makes a folder to begin with.
"""

from leadgraph.intake.account import FileAccount, Outcome
from leadgraph.intake.formats import FORMATS
from leadgraph.intake.merging import Change
from leadgraph.intake.plan import Import, plan
from leadgraph.intake.starter import start

__all__ = ["FORMATS", "Change", "FileAccount", "Import", "Outcome", "plan", "start"]
