"""Pages that show what an extra is for are not run where it is not installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("altair") and find_spec("vl_convert") else ["plots.md"]
